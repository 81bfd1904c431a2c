package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.LabelTable;
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
final class DeviceFolder extends FolderDataset {
  private final WfdbFolder.Options options;
  private final SortedMap<String, Path> files;
  private final LabelTable labels;
  private final List<RecordSummary> records;
  private final Map<String, List<String>> unknownCodes;

  private DeviceFolder(
      Path folder,
      WfdbFolder.Options options,
      SortedMap<String, Path> files,
      LabelTable labels,
      LeaveOut leftOut) {
    super(folder, leftOut);
    this.options = options;
    this.files = files;
    this.labels = labels;
    SortedMap<String, List<String>> others = new TreeMap<>(labels.unknownCodes());
    others.keySet().retainAll(files.keySet());
    unknownCodes = Collections.unmodifiableSortedMap(others);
    // The first error in the order of ids is wanted, so each is kept.
    Map<Path, SortedMap<Integer, String>> byFile = new TreeMap<>();
    files.forEach(
        (id, file) -> {
          Path whole = FoundRecording.whole(file);
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
      DataFolder.putOnce(folder, files, id, file);
    }
    DataFolder.requireSome(folder, files.keySet());
    return new DeviceFolder(folder, options, files, LabelTable.of(folder), leftOut);
  }

  /** One record, whatever is wrong with the others. */
  static EcgRecord read(Path folder, List<Path> found, String id, WfdbFolder.Options options) {
    List<Path> of = found.stream().filter(f -> RecordingFile.id(f).equals(id)).toList();
    if (of.isEmpty()) {
      throw DataFolder.noSuchRecord(folder, id, found.stream().map(RecordingFile::id).toList());
    }
    return open(folder, of, options, LeaveOut.none()).read(id);
  }

  @Override
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  @Override
  public String description() {
    return "folder of recordings, %s at %s Hz in %s%s%s%s"
        .formatted(
            Words.records(records.size()),
            options.samplingRateHz(),
            folder,
            labels.table().isEmpty() ? " (without labels)" : "",
            WfdbIndex.unknownCodesNote(unknownCodes),
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
  public EcgRecord read(String id) {
    Path file = files.get(id);
    if (file == null) {
      throw DataFolder.noSuchRecord(folder, id, List.copyOf(files.keySet()));
    }
    labels.requireRow(id, file);
    return RecordingFile.read(
        id,
        file,
        labels,
        RecordingFile.Options.defaults()
            .withWantedRateHz(options.samplingRateHz())
            .withResample(options.resample()));
  }

  @Override
  public TreeSet<Path> files() {
    TreeSet<Path> all = new TreeSet<>();
    files.values().forEach(file -> all.add(FoundRecording.whole(file)));
    if (!labels.table().isEmpty()) {
      all.add(folder.resolve(labels.table()));
    }
    return all;
  }

  @Override
  public Map<String, String> contents() {
    Map<Path, String> each = sums().each();
    Map<String, String> contents = new HashMap<>();
    files.forEach(
        (id, file) -> {
          Path whole = FoundRecording.whole(file);
          // Of a file of several, each is another.
          contents.put(id, each.get(whole) + (whole.equals(file) ? "" : " " + id));
        });
    return contents;
  }
}
