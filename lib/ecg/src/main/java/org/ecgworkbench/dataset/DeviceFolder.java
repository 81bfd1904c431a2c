package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.file.Csv;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * A folder of recordings as carts and archives write them, in one format or several, flat or with
 * folders inside: every file that {@link RecordingFile} knows by its content, but for WFDB records
 * and those of CPSC2018, which have data sets of their own. A record's id is its file's name
 * without the ending, and where a file holds several ({@code exams.hdf5}) its place behind it, from 0
 * on ({@code exams-17}); other files are not looked at.
 *
 * <p>Files of this kind carry no labels that mean the nine classes. They come from one of two
 * tables in the folder itself, where there is one: {@code REFERENCE.csv} as CPSC2018 has it, or
 * {@code labels.csv} with the columns
 *
 * <ul>
 *   <li>{@code record}: the id;
 *   <li>{@code labels}: codes as in {@code #Dx} lines ({@link Diagnosis#ofCode}) or names of {@link
 *       Diagnosis}, with blanks or semicolons between; may be empty;
 *   <li>{@code sampling_rate_hz}, which may be left out: the rate of a file that states none.
 * </ul>
 *
 * <p>As for CPSC2018, a row without its file is no error and a file without its row is. All files
 * are read when the folder is opened, a few at a time and of a file of several one recording after
 * the other, because only the samples tell how many there are; what stays in memory is one line
 * each.
 */
public final class DeviceFolder implements EcgDataset {
  /** The table of labels. */
  static final String LABELS = "labels.csv";

  private static final double HIGHEST_HZ = 100_000;

  private final Path folder;
  private final WfdbFolder.Options options;
  private final SortedMap<String, Path> files;
  private final Labels labels;
  private final LeaveOut leftOut;
  private final List<RecordSummary> records;
  private final Map<String, List<String>> unknownCodes;
  private SortedMap<Path, String> sums;
  private String manifest;

  /**
   * What the tables of a folder say.
   *
   * @param table the table's name; empty if there is none
   * @param diagnoses the classes of each record that has a row
   * @param unknownCodes diagnoses outside the nine of each record that has any
   * @param ratesHz the rate of each record that a row states
   */
  public record Labels(
      String table,
      Map<String, Set<Diagnosis>> diagnoses,
      Map<String, List<String>> unknownCodes,
      Map<String, Double> ratesHz) {

    /** Of a folder without tables of labels. */
    public static final Labels NONE = new Labels("", Map.of(), Map.of(), Map.of());

    /**
     * {@return the labels that the tables of a folder give its recordings}
     *
     * @param folder one that can be listed
     * @throws EcgDataException if a table cannot be read; it names the line
     */
    public static Labels of(Path folder) {
      boolean isReference = Files.isRegularFile(folder.resolve(Cpsc2018Original.REFERENCE));
      Path table = folder.resolve(LABELS);
      if (Files.isRegularFile(table)) {
        if (isReference) {
          throw new EcgDataException(
              "%s: expected one table of labels, found %s and %s"
                  .formatted(folder, LABELS, Cpsc2018Original.REFERENCE));
        }
        return read(table);
      }
      return isReference
          ? new Labels(
              Cpsc2018Original.REFERENCE,
              ReferenceTable.labels(folder.resolve(Cpsc2018Original.REFERENCE), id -> true),
              Map.of(),
              Map.of())
          : NONE;
    }

    private static Labels read(Path file) {
      String rate = "sampling_rate_hz";
      Csv csv = new Csv(file, List.of("record", "labels"));
      Map<String, Set<Diagnosis>> diagnoses = new TreeMap<>();
      Map<String, List<String>> unknown = new TreeMap<>();
      Map<String, Double> rates = new TreeMap<>();
      for (Csv.Row row : csv.rows()) {
        String id = row.get("record");
        Set<Diagnosis> known = new TreeSet<>();
        List<String> others = new ArrayList<>();
        for (String code : row.get("labels").split("[\\s;]+")) {
          if (!code.isEmpty()) {
            Diagnosis.ofCode(code)
                .or(() -> Diagnosis.ALL.stream().filter(d -> d.name().equals(code)).findFirst())
                .ifPresentOrElse(known::add, () -> others.add(Words.quotable(code)));
          }
        }
        if (diagnoses.put(id, known) != null) {
          throw row.error("expected record " + Words.quotable(id) + " once, found it twice");
        }
        if (!others.isEmpty()) {
          unknown.put(id, others);
        }
        if (csv.has(rate) && !row.get(rate).isEmpty()) {
          rates.put(id, row.number(rate));
          if (!(rates.get(id) > 0 && rates.get(id) <= HIGHEST_HZ)) {
            throw row.error(
                "expected a sampling rate above 0, at most 100000 Hz, found " + rates.get(id));
          }
        }
      }
      return new Labels(LABELS, diagnoses, unknown, rates);
    }

    /**
     * Checks that a record has a row, or needs none.
     *
     * @param id of the record
     * @param file where it lies, for the message
     * @throws EcgDataException if it needs one
     */
    public void requireRow(String id, Path file) {
      if (!table.isEmpty() && !diagnoses.containsKey(id)) {
        throw new EcgDataException(
            file.getFileName() + ": expected a row in " + table + ", found none");
      }
    }

    private OptionalDouble rateHz(String id) {
      Double rate = id == null ? null : ratesHz.get(id);
      return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /**
     * {@return a record with its labels, read at the rate that the options want}
     *
     * @param id of the record
     * @param file of any format of recordings
     * @param reading the rate that is wanted or stated, and a part of the file
     * @throws EcgDataException if the file cannot be read as a recording of twelve leads
     */
    public EcgRecord read(String id, Path file, RecordingFile.Options reading) {
      OptionalDouble rate = rateHz(id);
      EcgRecord record =
          RecordingFile.open(file, rate.isEmpty() ? reading : reading.withStatedRateHz(rate))
              .record();
      return new EcgRecord(
          id,
          record.samplingRateHz(),
          record.millivolts(),
          record.ageYears(),
          record.sex(),
          diagnoses.getOrDefault(id, Set.of()));
    }
  }

  private DeviceFolder(
      Path folder,
      WfdbFolder.Options options,
      SortedMap<String, Path> files,
      Labels labels,
      LeaveOut leftOut) {
    this.folder = folder;
    this.options = options;
    this.files = files;
    this.labels = labels;
    this.leftOut = leftOut;
    SortedMap<String, List<String>> others = new TreeMap<>(labels.unknownCodes());
    others.keySet().retainAll(files.keySet());
    unknownCodes = Collections.unmodifiableSortedMap(others);
    // The first error in the order of ids is wanted, so each is kept.
    Map<Path, SortedMap<Integer, String>> byFile = new TreeMap<>();
    files.forEach(
        (id, file) -> {
          Path whole = RecordingFile.whole(file);
          String place = whole == file ? "0" : file.toString().replaceFirst(".*#", "");
          byFile.computeIfAbsent(whole, key -> new TreeMap<>()).put(Integer.parseInt(place), id);
        });
    Map<String, Object> outcomes = new ConcurrentHashMap<>();
    byFile.entrySet().parallelStream()
        .forEach(file -> index(file.getKey(), file.getValue(), outcomes));
    Parallel.stopIfInterrupted();
    List<RecordSummary> summaries = new ArrayList<>();
    for (String id : files.keySet()) {
      if (outcomes.get(id) instanceof EcgDataException e) {
        throw e;
      }
      summaries.add((RecordSummary) outcomes.get(id));
    }
    records = List.copyOf(summaries);
  }

  /** What the recordings of a file are, or what is wrong with each. */
  private void index(Path file, SortedMap<Integer, String> ids, Map<String, Object> outcomes) {
    if (CsvRecording.recognises(file)) {
      String id = ids.get(ids.firstKey());
      outcome(id, outcomes, () -> summary(read(id)));
      return;
    }
    try {
      DeviceFile.outlines(
          file,
          ids.lastKey() + 1,
          place -> labels.rateHz(ids.get(place)),
          (outline, place) -> {
            String id = ids.get(place);
            if (id != null) {
              outcome(id, outcomes, () -> summary(id, outline.get()));
            }
          });
    } catch (EcgDataException e) {
      ids.values().forEach(id -> outcomes.putIfAbsent(id, e));
    }
  }

  private static void outcome(
      String id, Map<String, Object> outcomes, Supplier<RecordSummary> reading) {
    try {
      outcomes.put(id, reading.get());
    } catch (EcgDataException e) {
      outcomes.put(id, e);
    }
  }

  private RecordSummary summary(String id, DeviceFile.Outline outline) {
    int wanted = options.samplingRateHz();
    labels.requireRow(id, files.get(id));
    if (outline.samplingRateHz() != wanted && !options.resample()) {
      return summary(read(id)); // Which says why not.
    }
    int samples =
        outline.samplingRateHz() == wanted
            ? outline.samples()
            : Resampler.of(outline.samplingRateHz(), wanted).length(outline.samples());
    return new RecordSummary(
        id,
        wanted,
        samples,
        outline.ageYears(),
        outline.sex(),
        labels.diagnoses().getOrDefault(id, Set.of()));
  }

  private static RecordSummary summary(EcgRecord record) {
    return new RecordSummary(
        record.id(),
        record.samplingRateHz(),
        record.samples(),
        record.ageYears(),
        record.sex(),
        record.diagnoses());
  }

  /** Opens a folder: reads every recording once. */
  static DeviceFolder open(
      Path folder, List<Path> found, WfdbFolder.Options options, LeaveOut leftOut) {
    leftOut.requireAmong(folder, found.stream().map(RecordingFile::id).toList());
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path file : found) {
      String id = RecordingFile.id(file);
      if (leftOut.names(id)) {
        continue;
      }
      Path other = files.put(id, file);
      if (other != null) {
        throw new EcgDataException(
            "%s: record %s: expected once, found %s and %s"
                .formatted(folder, id, folder.relativize(other), folder.relativize(file)));
      }
    }
    if (files.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected records beside those that are left out, found none");
    }
    return new DeviceFolder(folder, options, files, Labels.of(folder), leftOut);
  }

  /**
   * {@return one record, whatever is wrong with the others}
   *
   * @param folder with the tables of labels
   * @param found the recordings below it
   * @param id of one of them
   * @param options the rate that is wanted, and what is to be left out
   * @throws EcgDataException if there is none of that id, or it cannot be read
   */
  public static EcgRecord read(
      Path folder, List<Path> found, String id, WfdbFolder.Options options) {
    List<Path> of = found.stream().filter(f -> RecordingFile.id(f).equals(id)).toList();
    if (of.isEmpty()) {
      throw new EcgDataException(
          WfdbListing.noSuchRecord(folder, id, found.stream().map(RecordingFile::id).toList()));
    }
    return open(folder, of, options, LeaveOut.none()).read(id);
  }

  /**
   * {@return the recordings below a folder, in the order of ids}; none where it holds WFDB records, or MATLAB files beside a table of
   * CPSC2018.
   *
   * @param folder one that can be listed
   */
  public static List<Path> files(Path folder) {
    if (WfdbListing.hasBelow(folder, ".hea")
        || Files.isRegularFile(folder.resolve(Cpsc2018Original.REFERENCE))
            && WfdbListing.hasBelow(folder, ".mat")) {
      return List.of();
    }
    Set<Path> tables = Set.of(folder.resolve(LABELS), folder.resolve(Cpsc2018Original.REFERENCE));
    List<Path> all = WfdbListing.filesBelow(folder, List.of(""));
    return all.parallelStream()
        .filter(file -> !tables.contains(file))
        .flatMap(file -> RecordingFile.recordings(file).stream())
        .sorted(Comparator.comparing(RecordingFile::id).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  @Override
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  @Override
  public String description() {
    return "folder of recordings, %s at %s Hz in %s%s%s%s"
        .formatted(
            Datasets.count(records.size()),
            options.samplingRateHz(),
            folder,
            labels.table().isEmpty() ? " (without labels)" : "",
            Cpsc2018.unknownCodesNote(unknownCodes),
            leftOut.note());
  }

  @Override
  public List<RecordSummary> records() {
    return records;
  }

  @Override
  public Map<String, List<String>> unknownCodes() {
    return unknownCodes;
  }

  @Override
  public Map<String, String> leftOut() {
    return leftOut.reasons();
  }

  @Override
  public EcgRecord read(String id) {
    Path file = files.get(id);
    if (file == null) {
      throw new EcgDataException(WfdbListing.noSuchRecord(folder, id, List.copyOf(files.keySet())));
    }
    labels.requireRow(id, file);
    return labels.read(
        id,
        file,
        RecordingFile.Options.defaults()
            .withWantedRateHz(options.samplingRateHz())
            .withResample(options.resample()));
  }

  @Override
  public TreeSet<Path> files() {
    TreeSet<Path> all = new TreeSet<>();
    files.values().forEach(file -> all.add(RecordingFile.whole(file)));
    if (!labels.table().isEmpty()) {
      all.add(folder.resolve(labels.table()));
    }
    return all;
  }

  @Override
  public synchronized String manifestSha256() {
    if (manifest == null) {
      sums = WfdbIndex.sums(folder, files());
      manifest = WfdbIndex.manifestSha256(folder, sums);
    }
    return manifest;
  }

  @Override
  public synchronized Map<String, String> contents() {
    manifestSha256();
    Map<String, String> contents = new HashMap<>();
    files.forEach(
        (id, file) -> {
          Path whole = RecordingFile.whole(file);
          // Of a file of several, each is another.
          contents.put(id, sums.get(whole) + (whole.equals(file) ? "" : " " + id));
        });
    return contents;
  }

  @Override
  public String toString() {
    return description();
  }
}
