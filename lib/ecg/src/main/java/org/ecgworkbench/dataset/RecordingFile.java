package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.device.Recording;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.LabelTable;
import org.ecgworkbench.dataset.file.ReferenceTable;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * One recording of a user's own, by the path of its file: a WFDB header ({@code .hea}), a signal file beside its header ({@code .dat},
 * {@code .mat}), a WFDB record's path without an ending, a recording of CPSC2018 in its original form (MATLAB v5 without a header), a
 * table in text, or what a cart or an archive writes, see {@link DeviceFile}. What a file is, its content says; an ending only leads from a
 * WFDB record's signals to its header, and says what a file was meant to be that is nothing. Of an HDF5 or NumPy file that holds several recordings,
 * one is named by its place, from 0 on: {@code exams.hdf5#17}.
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
  private static final String PART =
      "The part from %s of the recording; times are counted from its beginning, and checksums of the whole were not compared.";

  private RecordingFile() {}

  /**
   * How a recording is read.
   *
   * @param statedRateHz the sampling rate of a file that states none (NumPy); where the file states one, it has to be the same
   * @param wantedRateHz the rate that the recording is to have; empty for the file's own, whatever it is
   * @param resample whether a recording of another rate, or of one that is no whole number of Hz, is resampled ({@link Resampler}), to the
   *     rate wanted or else to 500 Hz; if not, it is refused
   * @param window the part that is read, of a recording that may be too long for memory (WFDB, DICOM, EDF, BDF, ISHNE, NumPy, HDF5); empty for the whole
   */
  public record Options(
      OptionalDouble statedRateHz,
      OptionalInt wantedRateHz,
      boolean resample,
      Optional<TimeWindow> window) {
    /** {@return the rate from the file, which may be any whole one, and the whole recording} */
    public static Options defaults() {
      return new Options(OptionalDouble.empty(), OptionalInt.empty(), false, Optional.empty());
    }

    /**
     * {@return these options with a part that alone is read, before it is resampled}
     *
     * @param part its first sample becomes that of the recording; empty for the whole
     */
    public Options withWindow(Optional<TimeWindow> part) {
      return new Options(statedRateHz, wantedRateHz, resample, part);
    }

    /**
     * {@return these options with a rate for files that state none}
     *
     * @param hz samples a second; empty for none
     */
    public Options withStatedRateHz(OptionalDouble hz) {
      return new Options(hz, wantedRateHz, resample, window);
    }

    /**
     * {@return these options with a rate that the recording is to have}
     *
     * @param hz samples a second
     */
    public Options withWantedRateHz(int hz) {
      return new Options(statedRateHz, OptionalInt.of(hz), resample, window);
    }

    /**
     * {@return these options with or without resampling}
     *
     * @param wanted true to resample, false to refuse
     */
    public Options withResample(boolean wanted) {
      return new Options(statedRateHz, wantedRateHz, wanted, window);
    }
  }

  /**
   * A recording of twelve leads, and what a reader should know of its file.
   *
   * @param record the recording, its id from the file's name
   * @param notes one sentence each; immutable
   * @param changes those of the notes that say in what the recording is not as the file has it: a part, resampled; immutable
   * @param problems those of the notes at which an experiment stops: what of the patient cannot be read; immutable
   */
  public record Opened(
      EcgRecord record, List<String> notes, List<String> changes, List<String> problems) {
    /** Copies the lists. */
    public Opened {
      notes = List.copyOf(notes);
      changes = List.copyOf(changes);
      problems = List.copyOf(problems);
    }

    private Opened with(List<String> found) {
      return new Opened(record, notes, changes, found);
    }
  }

  /**
   * Reads it at the file's rate, {@link #open} with the usual options. Diagnoses, age and sex are taken where the file states them; none is
   * required.
   *
   * @param file the path, with the ending or, of a WFDB record, without
   * @return the recording, its id from the file's name
   * @throws EcgDataException if nothing is there, or it is not of one of these forms, or damaged; names the file, expected and found
   */
  public static EcgRecord read(Path file) {
    return open(file, Options.defaults()).record();
  }

  /**
   * Reads twelve leads at a whole rate, with what is to be known of the file.
   *
   * @param file the path, with the ending or, of a WFDB record, without
   * @param options what becomes of another rate
   * @return the recording and the notes
   * @throws EcgDataException as {@link #read(Path)}; if the rate is another and is not resampled, one of the twelve leads is neither stored
   *     nor derived, or the recording ends before the part does that is wanted
   */
  public static Opened open(Path file, Options options) {
    FoundRecording found = FoundRecording.at(file);
    if (found.form() != FoundRecording.Form.DEVICE) {
      List<String> problems = new ArrayList<>();
      EcgRecord record = found.read(problems, options.window());
      FoundRecording.requireStated(file, options.statedRateHz(), record.samplingRateHz());
      List<String> notes = problems.stream().map(p -> p + "; it counts as unknown.").toList();
      return opened(record, record.samplingRateHz(), notes, file, options).with(problems);
    }
    Recording recording = found.read(options.statedRateHz(), options.window());
    double rate = recording.samplingRateHz();
    // A rate that is no whole number is that of no record; the samples go on under the next one.
    EcgRecord record =
        new EcgRecord(
            id(file),
            (int) Math.max(1, Math.rint(rate)),
            recording.twelveLeads(),
            recording.ageYears(),
            recording.sex(),
            Set.of());
    return opened(record, rate, recording.notes(), file, options);
  }

  /**
   * Reads whatever leads and rate a file has, with the checks that every file has: what {@code recording} shows.
   *
   * @param file the path, with the ending or, of a WFDB record, without
   * @param statedRateHz the rate of a file that states none
   * @param window the part that is read; empty for the whole
   * @return the recording with its notes
   * @throws EcgDataException as {@link #read(Path)}; if the recording ends before the part does
   */
  public static Recording recording(
      Path file, OptionalDouble statedRateHz, Optional<TimeWindow> window) {
    FoundRecording found = FoundRecording.at(file);
    if (found.form() == FoundRecording.Form.DEVICE) {
      return found.read(statedRateHz, window);
    }
    List<String> notes = new ArrayList<>();
    EcgRecord record = found.read(notes, window);
    FoundRecording.requireStated(file, statedRateHz, record.samplingRateHz());
    notes.addAll(0, found.form().notes());
    return Recording.of(found.file().getFileName().toString(), found.form().title(), record, notes);
  }

  /** The recordings of a file in a folder of recordings: none, its path, or one with a place for each. */
  private static List<Path> recordings(Path file) {
    int count = CsvRecording.recognises(file) ? 1 : DeviceFile.recordings(file);
    return count == 1
        ? List.of(file)
        : IntStream.range(0, count)
            .mapToObj(place -> file.resolveSibling(file.getFileName() + "#" + place))
            .toList();
  }

  /**
   * {@return the recordings below a folder, in the order of ids}; none where it holds WFDB records, or MATLAB files beside a table of
   * CPSC2018.
   *
   * @param folder one that can be listed
   */
  public static List<Path> below(Path folder) {
    if (Files.isRegularFile(folder.resolve(ReferenceTable.NAME))
        && DataFolder.hasBelow(folder, ".mat")) {
      return List.of();
    }
    Set<Path> tables = Set.of(folder.resolve(LabelTable.NAME), folder.resolve(ReferenceTable.NAME));
    return DataFolder.filesBelowUnless(folder, ".hea").parallelStream()
        .filter(file -> !tables.contains(file))
        .flatMap(file -> recordings(file).stream())
        .map(file -> Map.entry(id(file), file))
        .sorted(
            Map.Entry.<String, Path>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * {@return a recording with the labels of its folder}
   *
   * @param id of the record
   * @param file of any format of recordings
   * @param labels of the folder; a rate of theirs is that of the file
   * @param options the rate that is wanted, and a part of the file
   * @throws EcgDataException if the file cannot be read as a recording of twelve leads
   */
  public static EcgRecord read(String id, Path file, LabelTable labels, Options options) {
    OptionalDouble rate = labels.rateHz(id);
    EcgRecord record =
        open(file, rate.isEmpty() ? options : options.withStatedRateHz(rate)).record();
    return new EcgRecord(
        id,
        record.samplingRateHz(),
        record.millivolts(),
        record.ageYears(),
        record.sex(),
        labels.diagnoses().getOrDefault(id, Set.of()));
  }

  /**
   * {@return the recording's id: the file's name without its ending, and its place in a file of several}
   *
   * @param file of one recording, or of one in a file of several
   */
  public static String id(Path file) {
    return FoundRecording.id(file);
  }

  /**
   * Checks that there is a file, whatever is in it.
   *
   * @param file any path
   * @throws EcgDataException if there is none
   */
  public static void requireThere(Path file) {
    FoundRecording.at(file);
  }

  /**
   * A recording at the rate that the options want.
   *
   * @param record as it was read
   * @param rateHz its rate, a whole number or not
   */
  private static Opened opened(
      EcgRecord record, double rateHz, List<String> stated, Path file, Options options) {
    List<String> changes = new ArrayList<>();
    options.window().ifPresent(window -> changes.add(PART.formatted(window)));
    boolean isWhole = rateHz == Math.rint(rateHz);
    if (isWhole
        && (options.wantedRateHz().isEmpty() || options.wantedRateHz().getAsInt() == rateHz)) {
      return opened(record, stated, changes);
    }
    String shown = isWhole ? String.valueOf((long) rateHz) : String.valueOf((float) rateHz);
    int wanted = options.wantedRateHz().orElse(EcgDataset.SAMPLING_RATE_HZ);
    if (!options.resample()) {
      throw new EcgDataException(
          "%s: expected %s, found %s Hz; --resample brings it to %d Hz (polyphase filter)"
              .formatted(
                  file.getFileName(),
                  options.wantedRateHz().isPresent()
                      ? "a sampling rate of " + wanted + " Hz"
                      : "a sampling rate of a whole number of Hz",
                  shown,
                  wanted));
    }
    changes.add("Resampled from %s Hz to %d Hz by a polyphase filter.".formatted(shown, wanted));
    return opened(Resampler.record(record, rateHz, wanted), stated, changes);
  }

  private static Opened opened(EcgRecord record, List<String> stated, List<String> changes) {
    List<String> notes = new ArrayList<>(stated);
    notes.addAll(changes);
    return new Opened(record, notes, changes, List.of());
  }
}
