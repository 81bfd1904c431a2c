package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * One recording of a user's own, by the path of its file: a WFDB header ({@code .hea}), a signal file beside its header ({@code .dat},
 * {@code .mat}), a WFDB record's path without an ending, a recording of CPSC2018 in its original form ({@code .mat} without a header), or
 * a table ({@code .csv}).
 *
 * <p>A table is text with a first row of names, then one row a sample: {@code seconds}, the time of the sample, and the twelve leads by
 * name in any order, in mV. An empty cell is a missing sample. The sampling rate is taken from {@code seconds}, which has to rise evenly by
 * a whole number of samples a second; its rounding in the file is allowed for.
 *
 * <pre>
 * seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6
 * 0,0.013,-0.002,...
 * 0.002,0.015,0.001,...
 * </pre>
 */
public final class RecordingFile {
  private RecordingFile() {}

  /**
   * Reads it. Diagnoses, age and sex are taken where the file states them; none is required.
   *
   * @param file the path, with the ending or, of a WFDB record, without
   * @return the recording, its id from the file's name
   * @throws EcgDataException if nothing is there, or it is not of one of these forms, or damaged; names the file, expected and found
   */
  public static EcgRecord read(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (Files.isDirectory(file)) {
      throw new EcgDataException(file + ": expected the file of one recording, found a folder");
    }
    Path header = file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".hea");
    if (ending.equals("hea")) {
      return WfdbReader.read(requireFile(file));
    }
    if (ending.equals("csv")) {
      return CsvRecording.read(requireFile(file));
    }
    if (ending.equals("mat") && !Files.isRegularFile(header)) {
      return original(requireFile(file), name.substring(0, dot));
    }
    if (ending.equals("mat") || ending.equals("dat")) {
      requireFile(file);
      return WfdbReader.read(requireFile(header));
    }
    Path withEnding = file.resolveSibling(name + ".hea");
    if (Files.isRegularFile(withEnding)) {
      return WfdbReader.read(withEnding);
    }
    requireFile(file);
    throw new EcgDataException(
        file
            + ": expected a recording that ends in .hea, .dat, .mat or .csv, or a WFDB record's name without ending, found '"
            + name
            + "'");
  }

  private static Path requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EcgDataException(file + ": expected a file, found nothing there");
    }
    return file;
  }

  private static EcgRecord original(Path file, String id) {
    String name = file.getFileName().toString();
    MatlabEcg read =
        MatlabEcg.read(name, DataFiles.read("", file, Cpsc2018Original.LONGEST_BYTES), true);
    return new EcgRecord(
        id, Cpsc2018.SAMPLING_RATE_HZ, read.millivolts(), read.age(), read.sex(), Set.of());
  }
}
