package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.device.Recording;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.ReferenceTable;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * What a path leads to.
 *
 * @param file the header of a WFDB record, else the file itself
 * @param place which one of several recordings
 */
record FoundRecording(Form form, Path file, OptionalInt place) {
  private static final Pattern ONE_OF_SEVERAL = Pattern.compile("(.+)#(\\d{1,9})");

  /** What a file is. */
  enum Form {
    WFDB(
        "WFDB",
        List.of(
            "Lengths, and checksums and initial values where the header states them, were verified.")),
    MATLAB(
        "MATLAB (CPSC2018)",
        List.of("The file states no sampling rate; that of CPSC2018 is 500 Hz.")),
    TABLE("CSV", List.of()),
    DEVICE("", List.of());

    private final String title;
    private final List<String> notes;

    Form(String title, List<String> notes) {
      this.title = title;
      this.notes = notes;
    }

    String title() {
      return title;
    }

    /** What a reader should know of every file of the form. */
    List<String> notes() {
      return notes;
    }
  }

  FoundRecording(Form form, Path file) {
    this(form, file, OptionalInt.empty());
  }

  Recording read(OptionalDouble statedRateHz, Optional<TimeWindow> window) {
    if (window.isPresent()) {
      return DeviceFile.read(file, place, statedRateHz, window.get());
    }
    return place.isPresent()
        ? DeviceFile.read(file, place.getAsInt(), statedRateHz)
        : DeviceFile.read(file, statedRateHz);
  }

  EcgRecord read(List<String> problems, Optional<TimeWindow> window) {
    requireFile(file);
    if (form == Form.WFDB) {
      return window.isPresent()
          ? WfdbReader.read(file, window.get(), problems)
          : WfdbReader.read(file, problems);
    }
    EcgRecord whole = form == Form.TABLE ? CsvRecording.read(file) : original(file);
    return window.map(part -> part(whole, part)).orElse(whole);
  }

  /** A part of a recording that was read as a whole. */
  private EcgRecord part(EcgRecord whole, TimeWindow window) {
    TimeWindow.Span span =
        window.in(file.getFileName().toString(), whole.samplingRateHz(), whole.samples());
    int first = (int) span.first();
    double[][] part =
        Arrays.stream(whole.millivolts())
            .map(lead -> Arrays.copyOfRange(lead, first, first + span.count()))
            .toArray(double[][]::new);
    return new EcgRecord(
        whole.id(), whole.samplingRateHz(), part, whole.ageYears(), whole.sex(), whole.diagnoses());
  }

  /** What a path leads to; refused where nothing is there. */
  static FoundRecording at(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    if (Files.isDirectory(file)) {
      throw new EcgDataException(file + ": expected the file of one recording, found a folder");
    }
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    boolean isSignals = ending.equals("dat") || ending.equals("mat");
    Path header = file.resolveSibling((isSignals ? name.substring(0, dot) : name) + ".hea");
    boolean isThere = Files.isRegularFile(file);
    if (Files.isRegularFile(header) && (isSignals || !isThere)) {
      requireFile(isSignals ? file : header);
      return new FoundRecording(Form.WFDB, header);
    }
    Matcher several = ONE_OF_SEVERAL.matcher(name);
    if (!isThere && several.matches()) {
      Path whole = requireFile(file.resolveSibling(several.group(1)));
      return new FoundRecording(
          Form.DEVICE, whole, OptionalInt.of(Integer.parseInt(several.group(2))));
    }
    requireFile(file);
    if (CsvRecording.recognises(file)) {
      return new FoundRecording(Form.TABLE, file);
    }
    if (DeviceFile.format(file).isPresent()) {
      return new FoundRecording(Form.DEVICE, file);
    }
    return switch (ending) {
      case "hea" -> new FoundRecording(Form.WFDB, file);
      case "dat" -> new FoundRecording(Form.WFDB, header);
      case "csv" -> new FoundRecording(Form.TABLE, file);
      case "mat" -> new FoundRecording(Form.MATLAB, file);
      default ->
          Files.isRegularFile(header)
              ? new FoundRecording(Form.WFDB, header)
              : new FoundRecording(MatlabEcg.recognises(file) ? Form.MATLAB : Form.DEVICE, file);
    };
  }

  /** {@return the file that holds a recording: that of the path, or of the path before its place} */
  static Path whole(Path file) {
    Matcher several = ONE_OF_SEVERAL.matcher(file.getFileName().toString());
    return several.matches() && !Files.isRegularFile(file)
        ? file.resolveSibling(several.group(1))
        : file;
  }

  /** As {@link RecordingFile#id}. */
  static String id(Path file) {
    String name = file.getFileName().toString();
    Matcher several = ONE_OF_SEVERAL.matcher(name);
    if (several.matches() && !Files.isRegularFile(file)) {
      return id(file.resolveSibling(several.group(1))) + "-" + several.group(2);
    }
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private static Path requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EcgDataException(file + ": expected a file, found nothing there");
    }
    return file;
  }

  private static EcgRecord original(Path file) {
    String name = file.getFileName().toString();
    byte[] bytes = DataFiles.read("", file, MatlabEcg.LONGEST_BYTES);
    if (!MatlabEcg.recognises(file)) {
      throw new EcgDataException(
          "%s: expected its header %s.hea beside it, as signals of WFDB have one, or a recording of CPSC2018 in its original form (MATLAB v5), found neither"
              .formatted(name, id(file)));
    }
    MatlabEcg read = MatlabEcg.read(name, bytes, true);
    Path table = file.resolveSibling(ReferenceTable.NAME);
    Set<Diagnosis> labels =
        Files.isRegularFile(table)
            ? ReferenceTable.labels(table, id(file)::equals).getOrDefault(id(file), Set.of())
            : Set.of();
    return new EcgRecord(
        id(file), EcgDataset.SAMPLING_RATE_HZ, read.millivolts(), read.age(), read.sex(), labels);
  }

  /** A rate that is given for a file that states another is a slip of the pen. */
  static void requireStated(Path file, OptionalDouble given, int found) {
    if (given.isPresent() && given.getAsDouble() != found) {
      throw new EcgDataException(
          "%s: expected the sampling rate that was given, %s Hz, found %d Hz in the file"
              .formatted(file.getFileName(), given.getAsDouble(), found));
    }
  }
}
