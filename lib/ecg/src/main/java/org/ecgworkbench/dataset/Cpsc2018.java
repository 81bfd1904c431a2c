package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * CPSC2018 in the WFDB form of the PhysioNet/CinC Challenge 2020 (Alday et al. 2020, doi 10.1088/1361-6579/abc960): a flat folder or
 * folders {@code g1} to {@code g7} of {@code A0001.hea} and {@code A0001.mat}, diagnoses as SNOMED CT codes or, in the first release
 * of those files, as text.
 *
 * <p>The rate must be 500 Hz, since the protocol's window of 15,000 samples means 30 s. Diagnoses outside the nine are no labels;
 * {@link #unknownCodes()} lists them.
 */
public final class Cpsc2018 extends WfdbIndex.Records {
  /** The sampling rate of the protocol. */
  public static final int SAMPLING_RATE_HZ = 500;

  private Cpsc2018(WfdbIndex index) {
    super(index);
  }

  /**
   * Opens a folder: reads all headers and compares them with the lengths of their files; samples are read later, one record at a time.
   *
   * @param folder holds the {@code .hea} and {@code .mat} files, itself or in folders below it
   * @return the index of all records; none is left out
   * @throws EcgDataException if there is no record, or for the first record that is not of this form; names its file
   */
  public static Cpsc2018 open(Path folder) {
    return open(folder, Datasets.wfdbFiles(folder));
  }

  static Cpsc2018 open(Path folder, WfdbListing files) {
    return new Cpsc2018(WfdbIndex.of(folder, files, SAMPLING_RATE_HZ, ""));
  }

  @Override
  public String name() {
    return "CPSC2018";
  }

  @Override
  public String description() {
    return "CPSC2018 in WFDB form, %s at %s Hz in %s%s%s"
        .formatted(
            Datasets.count(index.records().size()),
            SAMPLING_RATE_HZ,
            index.folder(),
            unknownCodesNote(index.unknownCodes()),
            index.leftOut().note());
  }

  /** The end of a description: how many records state diagnoses outside the nine, and which; nothing if none does. */
  static String unknownCodesNote(Map<String, List<String>> unknownCodes) {
    if (unknownCodes.isEmpty()) {
      return "";
    }
    TreeSet<String> codes = new TreeSet<>();
    unknownCodes.values().forEach(codes::addAll);
    String shown = String.join(", ", codes.stream().limit(5).toList());
    return "; %s%s diagnoses outside the nine classes (%s%s)"
        .formatted(
            unknownCodes.size(),
            unknownCodes.size() == 1 ? " record states" : " records state",
            shown,
            codes.size() > 5 ? " and " + (codes.size() - 5) + " more" : "");
  }

  @Override
  public EcgRecord read(String id) {
    return WfdbReader.read(index.header(id));
  }
}
