package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.LabelTable;
import org.ecgworkbench.dataset.file.ReferenceTable;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.dataset.wfdb.PtbXlDatabase;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/** The records of data sets, folders and files, as the quality gate reads them. */
final class QualitySources {
  private QualitySources() {}

  /** The records of a data set that could be opened. */
  static QualitySource of(EcgDataset dataset) {
    return of(
        dataset, dataset.records().stream().map(RecordSummary::id).collect(Collectors.toSet()));
  }

  /** Some records of a data set that could be opened. */
  static QualitySource of(EcgDataset dataset, Set<String> ids) {
    QualitySource source = new QualitySource(dataset.name(), dataset.description(), null, false);
    dataset
        .leftOut()
        .forEach((id, why) -> source.findings().add(QualityFinding.of(id, LEFT_OUT, why)));
    for (RecordSummary summary : dataset.records()) {
      if (ids.contains(summary.id())) {
        source.add(summary.id(), (id, found) -> dataset.read(id));
      }
    }
    source.otherLabels().putAll(dataset.unknownCodes());
    source.gains().putAll(dataset.gains());
    source.gains().keySet().retainAll(ids);
    return source;
  }

  /**
   * The records of a folder, damaged ones included.
   *
   * @param resampled whether an experiment resamples what is not at 500 Hz
   * @throws EcgDataException if there is no folder or no recording in it, or several data sets
   */
  static QualitySource of(Path folder, boolean resampled) {
    DataFolder.check(folder);
    if (Files.isRegularFile(folder.resolve(PtbXl.DATABASE))) {
      return ptbXl(folder, resampled);
    }
    List<Path> devices = RecordingFile.below(folder);
    if (devices.isEmpty() && ReferenceTable.isAlone(folder)) {
      return original(folder);
    }
    Datasets.checkNotSeveral(folder);
    if (!devices.isEmpty()) {
      return devices(folder, devices, resampled);
    }
    return wfdb(folder, "", resampled);
  }

  private static QualitySource devices(Path folder, List<Path> devices, boolean resampled) {
    QualitySource source =
        new QualitySource(nameOf(folder), "folder of recordings", folder, resampled);
    LabelTable labels = source.table(() -> LabelTable.of(folder), LabelTable.NONE);
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path file : devices) {
      source.once(files, RecordingFile.id(file), file);
    }
    source.otherLabels().putAll(labels.unknownCodes());
    RecordingFile.Options reading = RecordingFile.Options.defaults().withResample(resampled);
    files.forEach(
        (key, file) ->
            source.add(
                key,
                (id, found) -> {
                  try {
                    labels.requireRow(id, file);
                  } catch (EcgDataException e) {
                    found.accept(QualityFinding.of(id, METADATA, e.getMessage()));
                  }
                  return RecordingFile.read(id, file, labels, reading);
                }));
    List<Path> read = new ArrayList<>(files.values());
    read.add(folder.resolve(labels.table()));
    return source.accounting(read);
  }

  /** One recording. */
  static QualitySource of(Path file, RecordingFile.Options reading) {
    String name = RecordingFile.id(file);
    QualitySource source =
        new QualitySource(name, "one recording, " + file, null, reading.resample());
    source.add(
        name,
        (id, found) -> {
          RecordingFile.Opened opened = RecordingFile.open(file, reading);
          opened.problems().forEach(p -> found.accept(QualityFinding.of(id, METADATA, p)));
          return opened.record();
        });
    return source;
  }

  private static String nameOf(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  private static QualitySource ptbXl(Path folder, boolean resampled) {
    QualitySource source = new QualitySource("PTB-XL", "PTB-XL", folder, resampled);
    SortedMap<String, List<String>> codes = new TreeMap<>();
    SortedMap<String, PtbXlDatabase.Stated> stated;
    PtbXl.Options options = PtbXl.optionsFor(folder, resampled);
    Map<String, List<String>> problems = new TreeMap<>();
    try {
      stated =
          PtbXlDatabase.rows(
              folder,
              options.samplingRateHz(),
              options.minimumLikelihood(),
              codes,
              id -> true,
              problems);
    } catch (EcgDataException e) {
      // Without the database the records can still be looked at.
      return wfdb(folder, e.getMessage(), resampled);
    }
    source.otherLabels().putAll(codes);
    Map<String, String> inTwoFolds = PtbXlDatabase.inTwoFolds(stated.values());
    List<Path> read = new ArrayList<>();
    read.add(folder.resolve(PtbXl.DATABASE));
    read.add(folder.resolve(PtbXlDatabase.STATEMENTS));
    stated.forEach(
        (key, row) -> {
          read.add(row.header());
          read.addAll(WfdbListing.filesNamed(row.header(), new HashSet<>()));
          source.add(
              key,
              (id, found) -> {
                problems
                    .getOrDefault(id, List.of())
                    .forEach(p -> found.accept(QualityFinding.of(id, METADATA, p)));
                if (inTwoFolds.containsKey(id)) {
                  found.accept(QualityFinding.of(id, PATIENT_FOLDS, inTwoFolds.get(id)));
                }
                Path file = row.header();
                DataFiles.size(PtbXl.DATABASE + ": record " + id + ": ", file);
                return WfdbReading.read(
                    id, file, WfdbHeader.read(file), row.age(), row.sex(), row.diagnoses(), found);
              });
        });
    return source.accounting(read);
  }

  private static QualitySource original(Path folder) {
    QualitySource source =
        new QualitySource("CPSC2018", "CPSC2018 in its original MATLAB form", folder, false);
    Path table = folder.resolve(ReferenceTable.NAME);
    Map<String, String> problems = new TreeMap<>();
    Map<String, Set<Diagnosis>> labels =
        source.table(() -> ReferenceTable.labels(table, id -> true, problems), Map.of());
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path file : DataFolder.filesBelow(folder, List.of(".mat"))) {
      source.once(files, DataFiles.stem(file), file);
    }
    files.forEach(
        (key, file) ->
            source.add(
                key,
                (id, found) -> {
                  String fileName = file.getFileName().toString();
                  String problem =
                      labels.containsKey(id)
                          ? problems.get(id)
                          : "%s: expected a row in %s, found none"
                              .formatted(fileName, ReferenceTable.NAME);
                  if (problem != null) {
                    found.accept(QualityFinding.of(id, METADATA, problem));
                  }
                  MatlabEcg ecg =
                      MatlabEcg.read(
                          fileName, DataFiles.read("", file, MatlabEcg.LONGEST_BYTES), true);
                  return new EcgRecord(
                      id,
                      EcgDataset.SAMPLING_RATE_HZ,
                      ecg.millivolts(),
                      ecg.age(),
                      ecg.sex(),
                      labels.getOrDefault(id, Set.of()));
                }));
    List<Path> read = new ArrayList<>(files.values());
    read.add(table);
    return source.accounting(read);
  }

  /** @param problem what is wrong with the folder as a whole; empty for nothing */
  private static QualitySource wfdb(Path folder, String problem, boolean resampled) {
    QualitySource source = new QualitySource(nameOf(folder), "WFDB records", folder, resampled);
    if (!problem.isEmpty()) {
      source.damaged("", problem);
    }
    WfdbListing listing = WfdbListing.of(folder);
    List<Path> headers = listing.headers();
    Set<Path> segments = new HashSet<>();
    // One header at a time: what is kept of it are names.
    List<List<Path>> filesOf =
        headers.parallelStream().map(file -> WfdbListing.filesNamed(file, segments)).toList();
    Parallel.stopIfInterrupted();
    Set<Path> named = new HashSet<>();
    filesOf.forEach(named::addAll);
    SortedMap<String, Path> files = new TreeMap<>();
    Map<Path, List<Path>> namedBy = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      Path header = headers.get(i);
      // Segments that have segments are refused, so none of a round of them is missing here.
      if (!segments.contains(header) || filesOf.get(i).isEmpty()) {
        source.once(files, WfdbReader.id(header), header);
        namedBy.put(header, filesOf.get(i));
      }
    }
    WfdbListing.shared(namedBy)
        .forEach((header, sentence) -> source.damaged(WfdbReader.id(header), sentence));
    for (Path mat : listing.mats()) {
      String id = DataFiles.stem(mat);
      if (!named.contains(mat) && !files.containsKey(id)) {
        source.damaged(
            id, "%s: expected its header %s.hea, found none".formatted(folder.relativize(mat), id));
      }
    }
    files.forEach(
        (key, file) -> source.add(key, (id, found) -> WfdbReading.read(source, id, file, found)));
    named.addAll(headers);
    return source.accounting(named);
  }
}
