package org.ecgworkbench.dataset.quality;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.Cpsc2018;
import org.ecgworkbench.dataset.Cpsc2018Original;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.DeviceFolder;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.PtbXlDatabase;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.WfdbListing;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbSignals;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;

/**
 * The records of a data set, each read by itself and as far as it can be: what is wrong with one is a finding of that one. Holds names and
 * files, no samples; safe for several threads.
 */
final class QualitySource {
  /**
   * One record as far as it could be read.
   *
   * @param record empty where there are no samples to look at
   * @param otherLabels diagnoses outside the nine
   * @param findings what reading it revealed
   */
  record Content(
      Optional<EcgRecord> record, List<String> otherLabels, List<QualityFinding> findings) {}

  /** Reads one record, adding what it finds. */
  private interface Reading {
    Content read(String id, List<QualityFinding> findings);
  }

  private final String name;
  private final String description;
  private final Map<String, Reading> readings;
  private final List<QualityFinding> findings;
  private final boolean resampled;

  private QualitySource(
      String name,
      String description,
      Map<String, Reading> readings,
      List<QualityFinding> findings,
      boolean resampled) {
    this.name = name;
    this.description = description;
    this.readings = readings;
    this.findings = List.copyOf(findings);
    this.resampled = resampled;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  /** Whether an experiment resamples what is not at 500 Hz. */
  boolean resampled() {
    return resampled;
  }

  /** The records in the order of their ids. */
  List<String> ids() {
    return List.copyOf(readings.keySet());
  }

  /** What was found before any record was read. */
  List<QualityFinding> findings() {
    return findings;
  }

  Content read(String id) {
    List<QualityFinding> found = new ArrayList<>();
    try {
      return readings.get(id).read(id, found);
    } catch (EcgDataException e) {
      found.add(QualityFinding.of(id, QualityCheck.FILE, e.getMessage()));
      return new Content(Optional.empty(), List.of(), found);
    }
  }

  /** The records of a data set that could be opened. */
  static QualitySource of(EcgDataset dataset) {
    List<QualityFinding> findings = new ArrayList<>();
    dataset
        .leftOut()
        .forEach((id, why) -> findings.add(QualityFinding.of(id, QualityCheck.LEFT_OUT, why)));
    Map<String, Reading> readings = new LinkedHashMap<>();
    for (RecordSummary summary : dataset.records()) {
      readings.put(
          summary.id(),
          (id, found) ->
              new Content(
                  Optional.of(dataset.read(id)),
                  dataset.unknownCodes().getOrDefault(id, List.of()),
                  found));
    }
    return new QualitySource(dataset.name(), dataset.description(), readings, findings, false);
  }

  /**
   * The records of a folder, damaged ones included.
   *
   * @param resampled whether an experiment resamples what is not at 500 Hz
   * @throws EcgDataException if there is no folder or no recording in it, or several data sets
   */
  static QualitySource of(Path folder, boolean resampled) {
    Datasets.checkFolder(folder);
    if (Files.isRegularFile(folder.resolve(PtbXl.DATABASE))) {
      return ptbXl(folder, resampled);
    }
    List<Path> devices = DeviceFolder.files(folder);
    if (devices.isEmpty() && Cpsc2018Original.recognises(folder)) {
      return original(folder);
    }
    Datasets.checkNotSeveral(folder);
    if (!devices.isEmpty()) {
      return devices(folder, devices, resampled);
    }
    return wfdb(folder, new ArrayList<>(), resampled);
  }

  private static QualitySource devices(Path folder, List<Path> devices, boolean resampled) {
    List<QualityFinding> findings = new ArrayList<>();
    DeviceFolder.Labels labels;
    try {
      labels = DeviceFolder.Labels.of(folder);
    } catch (EcgDataException e) {
      findings.add(QualityFinding.of("", QualityCheck.FILE, e.getMessage()));
      labels = DeviceFolder.Labels.NONE;
    }
    DeviceFolder.Labels known = labels;
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path file : devices) {
      once(folder, files, RecordingFile.id(file), file, findings);
    }
    Map<String, Reading> readings = new LinkedHashMap<>();
    files.forEach(
        (key, file) ->
            readings.put(
                key,
                (id, found) -> {
                  try {
                    known.requireRow(id, file);
                  } catch (EcgDataException e) {
                    found.add(QualityFinding.of(id, QualityCheck.METADATA, e.getMessage()));
                  }
                  RecordingFile.Options reading =
                      RecordingFile.Options.defaults().withResample(resampled);
                  return new Content(
                      Optional.of(known.read(id, file, reading)),
                      known.unknownCodes().getOrDefault(id, List.of()),
                      found);
                }));
    return new QualitySource(
        nameOf(folder),
        "folder of recordings, " + Datasets.count(readings.size()) + " in " + folder,
        readings,
        findings,
        resampled);
  }

  /** One recording. */
  static QualitySource of(Path file, RecordingFile.Options reading) {
    Map<String, Reading> readings =
        Map.of(
            RecordingFile.id(file),
            (id, found) ->
                new Content(
                    Optional.of(RecordingFile.open(file, reading).record()), List.of(), found));
    return new QualitySource(
        RecordingFile.id(file), "one recording, " + file, readings, List.of(), reading.resample());
  }

  private static String nameOf(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  private static QualitySource ptbXl(Path folder, boolean resampled) {
    SortedMap<String, List<String>> codes = new TreeMap<>();
    SortedMap<String, PtbXlDatabase.Stated> stated;
    try {
      stated = PtbXlDatabase.rows(folder, PtbXl.optionsFor(folder, resampled), codes);
    } catch (EcgDataException e) {
      // Without the database the records can still be looked at.
      List<QualityFinding> findings = new ArrayList<>();
      findings.add(QualityFinding.of("", QualityCheck.FILE, e.getMessage()));
      return wfdb(folder, findings, resampled);
    }
    Map<String, Reading> readings = new LinkedHashMap<>();
    stated.forEach(
        (key, row) ->
            readings.put(
                key,
                (id, found) -> {
                  DataFiles.size(PtbXl.DATABASE + ": record " + id + ": ", row.header());
                  WfdbHeader header = WfdbHeader.read(row.header());
                  EcgRecord record =
                      record(
                          id, row.header(), header, row.age(), row.sex(), row.diagnoses(), found);
                  return new Content(Optional.of(record), codes.getOrDefault(id, List.of()), found);
                }));
    return new QualitySource(
        "PTB-XL",
        "PTB-XL, " + Datasets.count(readings.size()) + " in " + folder,
        readings,
        List.of(),
        resampled);
  }

  private static QualitySource original(Path folder) {
    Map<String, Set<Diagnosis>> labels;
    List<QualityFinding> findings = new ArrayList<>();
    try {
      labels = Cpsc2018Original.labels(folder.resolve(Cpsc2018Original.REFERENCE));
    } catch (EcgDataException e) {
      findings.add(QualityFinding.of("", QualityCheck.FILE, e.getMessage()));
      labels = Map.of();
    }
    Map<String, Set<Diagnosis>> known = labels;
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path file : WfdbListing.filesBelow(folder, List.of(".mat"))) {
      once(folder, files, Cpsc2018Original.id(file), file, findings);
    }
    Map<String, Reading> readings = new LinkedHashMap<>();
    files.forEach(
        (key, file) ->
            readings.put(
                key,
                (id, found) -> {
                  String fileName = file.getFileName().toString();
                  if (!known.containsKey(id)) {
                    found.add(
                        QualityFinding.of(
                            id,
                            QualityCheck.METADATA,
                            fileName
                                + ": expected a row in "
                                + Cpsc2018Original.REFERENCE
                                + ", found none"));
                  }
                  MatlabEcg ecg =
                      MatlabEcg.read(
                          fileName, DataFiles.read("", file, Cpsc2018Original.LONGEST_BYTES), true);
                  EcgRecord record =
                      new EcgRecord(
                          id,
                          Cpsc2018.SAMPLING_RATE_HZ,
                          ecg.millivolts(),
                          ecg.age(),
                          ecg.sex(),
                          known.getOrDefault(id, Set.of()));
                  return new Content(Optional.of(record), List.of(), found);
                }));
    return new QualitySource(
        "CPSC2018",
        "CPSC2018 in its original MATLAB form, "
            + Datasets.count(readings.size())
            + " in "
            + folder,
        readings,
        findings,
        false);
  }

  private static void once(
      Path folder,
      SortedMap<String, Path> files,
      String id,
      Path file,
      List<QualityFinding> findings) {
    Path other = files.putIfAbsent(id, file);
    if (other != null) {
      findings.add(
          QualityFinding.of(
              id,
              QualityCheck.FILE,
              "expected one record of this name, found "
                  + folder.relativize(other)
                  + " and "
                  + folder.relativize(file)
                  + "; the first is looked at"));
    }
  }

  private static QualitySource wfdb(Path folder, List<QualityFinding> findings, boolean resampled) {
    WfdbListing listing = Datasets.wfdbFiles(folder);
    List<Path> headers = listing.headers();
    Set<Path> named = new HashSet<>();
    Set<Path> segments = new HashSet<>();
    // One header at a time: what is kept of it are names.
    List<List<Path>> filesOf =
        headers.parallelStream().map(file -> WfdbListing.filesNamed(file, segments)).toList();
    Parallel.stopIfInterrupted();
    filesOf.forEach(named::addAll);
    SortedMap<String, Path> files = new TreeMap<>();
    for (Path header : headers) {
      if (!segments.contains(header)) {
        once(folder, files, WfdbReader.id(header), header, findings);
      }
    }
    for (Path mat : listing.mats()) {
      String name = mat.getFileName().toString();
      String id = name.substring(0, name.length() - 4);
      if (!named.contains(mat) && !files.containsKey(id)) {
        findings.add(
            QualityFinding.of(
                id,
                QualityCheck.FILE,
                folder.relativize(mat) + ": expected its header " + id + ".hea, found none"));
      }
    }
    Map<String, Reading> readings = new LinkedHashMap<>();
    files.forEach((key, file) -> readings.put(key, (id, found) -> wfdbContent(id, file, found)));
    return new QualitySource(
        nameOf(folder),
        "WFDB records, " + Datasets.count(readings.size()) + " in " + folder,
        readings,
        findings,
        resampled);
  }

  private static Content wfdbContent(String id, Path file, List<QualityFinding> found) {
    WfdbHeader header = WfdbHeader.read(file);
    OptionalInt age = OptionalInt.empty();
    Sex sex = Sex.UNKNOWN;
    Set<Diagnosis> diagnoses = Set.of();
    List<String> others = List.of();
    try {
      HeaderComments comments = HeaderComments.of(header);
      age = comments.ageYears();
      sex = comments.sex();
      diagnoses = comments.diagnoses();
      others = comments.unknownCodes();
    } catch (EcgDataException e) {
      found.add(QualityFinding.of(id, QualityCheck.METADATA, e.getMessage()));
    }
    return new Content(
        Optional.of(record(id, file, header, age, sex, diagnoses, found)), others, found);
  }

  private static EcgRecord record(
      String id,
      Path file,
      WfdbHeader header,
      OptionalInt age,
      Sex sex,
      Set<Diagnosis> diagnoses,
      List<QualityFinding> found) {
    WfdbSignals signals =
        WfdbReader.readSignals(
            file,
            header,
            (kind, of, signal, sentence) ->
                found.add(
                    new QualityFinding(
                        id,
                        WfdbReader.leadOf(of, signal),
                        QualityCheck.valueOf(kind.name()),
                        java.util.OptionalDouble.empty(),
                        "",
                        of.at(signal) + sentence)));
    return new EcgRecord(
        id,
        WfdbReader.wholeRate(header.fileName(), header.samplingRateHz()),
        WfdbReader.millivolts(signals),
        age,
        sex,
        diagnoses);
  }
}
