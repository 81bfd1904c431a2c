package org.ecgworkbench.dataset.quality;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.FolderAccount;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import tech.tablesaw.api.Table;

/**
 * What is wrong, or worth knowing, about the records of a data set: the checks of {@link QualityCheck}, every record by itself, a damaged
 * one as a finding and not as the end. Records are read a few at a time and not kept; what grows with their number is a sum of 64
 * characters each, by which the same signal under another id is found.
 *
 * <pre>{@code
 * QualityReport report = QualityReport.of(Path.of("/data/cpsc2018"), progress::update);
 * Show.table(report.summaryTable());
 * }</pre>
 *
 * <p>Findings are in the order of record ids, then errors before warnings before notes; the same data give the same report, on any
 * number of threads.
 */
public final class QualityReport {
  private static final int MOST_NAMED = 5;

  private final QualitySource source;
  private final int records;
  private final List<QualityFinding> findings;
  private final Map<String, String> contents;

  private QualityReport(QualityExamination examined) {
    this.source = examined.source();
    this.contents = Collections.unmodifiableMap(examined.contents());
    this.records = examined.records();
    this.findings = List.copyOf(examined.findings());
  }

  /**
   * Looks at all records in a folder, whatever their state: PTB-XL, CPSC2018 in its original form, or any WFDB records.
   *
   * @param folder the data set's own folder, not one that holds several
   * @param progress hears, as one line after each 64 records, how far it is, in this thread
   * @return the findings; a rate other than 500 Hz is an error
   * @throws EcgDataException if there is no folder or no recording in it, or there are several data sets
   * @throws CancellationException if the thread is interrupted
   */
  public static QualityReport of(Path folder, Consumer<String> progress) {
    return of(folder, false, progress);
  }

  /**
   * As {@link #of(Path, Consumer)}, for an experiment that resamples.
   *
   * @param folder the data set's own folder
   * @param resampled whether a rate other than 500 Hz is a note ({@link QualityCheck#RESAMPLED}), because the record is resampled when it
   *     is used, and not an error; the samples are looked at as they are in either case
   * @param progress hears, as one line after each 64 records, how far it is, in this thread
   * @return the findings
   * @throws EcgDataException if there is no folder or no recording in it, or there are several data sets
   * @throws CancellationException if the thread is interrupted
   */
  public static QualityReport of(Path folder, boolean resampled, Consumer<String> progress) {
    return new QualityReport(QualityExamination.of(QualitySources.of(folder, resampled), progress));
  }

  /**
   * Looks at one recording.
   *
   * @param file its file, of any form that {@link RecordingFile} reads
   * @param reading how it is read; if it is resampled, another rate than 500 Hz is a note and no error
   * @return the findings; a file that cannot be read is one
   * @throws EcgDataException if there is no file
   */
  public static QualityReport of(Path file, RecordingFile.Options reading) {
    RecordingFile.requireThere(file);
    return new QualityReport(QualityExamination.of(QualitySources.of(file, reading), state -> {}));
  }

  /**
   * Looks at all records of a data set that is open.
   *
   * @param dataset read as an experiment reads it, so after resampling where it was opened with that
   * @param progress hears, as one line after each 64 records, how far it is, in this thread
   * @return the findings; records that were left out when it was opened are notes
   * @throws CancellationException if the thread is interrupted
   */
  public static QualityReport of(EcgDataset dataset, Consumer<String> progress) {
    return new QualityReport(QualityExamination.of(QualitySources.of(dataset), progress));
  }

  /**
   * Looks at some records of a data set that is open, as {@link #of(EcgDataset, Consumer)}.
   *
   * @param dataset read as an experiment reads it
   * @param ids which of its records
   * @param progress hears how far it is
   * @return the findings
   */
  public static QualityReport of(
      EcgDataset dataset, Collection<String> ids, Consumer<String> progress) {
    return new QualityReport(
        QualityExamination.of(QualitySources.of(dataset, Set.copyOf(ids)), progress));
  }

  /** {@return a short name of the data set} */
  public String name() {
    return source.name();
  }

  /** {@return one line that says what was looked at and where it lies} */
  public String description() {
    return source.description();
  }

  /** {@return how many records were looked at, damaged ones included, those left out by name not} */
  public int records() {
    return records;
  }

  /**
   * {@return all findings, in the order of record ids, those of the data set as a whole first; within a record errors before warnings
   * before notes; immutable}
   */
  public List<QualityFinding> findings() {
    return findings;
  }

  /**
   * {@return a sum of the rate and all samples to the microvolt, by id, of each record that could be read: equal for equal signals,
   * whatever their files' form; immutable}
   */
  public Map<String, String> contents() {
    return contents;
  }

  /**
   * Says whether an experiment can use the data.
   *
   * @return a line a check that warns: in how many records, and the first of them; empty is the best case
   * @throws EcgDataException for the first error, and how many records have one
   */
  public List<String> usable() {
    Map<QualityCheck, Set<String>> warned = new EnumMap<>(QualityCheck.class);
    Set<String> damaged = new TreeSet<>();
    QualityFinding first = null;
    for (QualityFinding finding : findings) {
      if (finding.isError()) {
        damaged.add(finding.record());
        first = first == null ? finding : first;
      } else if (finding.check().severity() == QualityCheck.Severity.WARNING) {
        warned.computeIfAbsent(finding.check(), c -> new TreeSet<>()).add(finding.record());
      }
    }
    if (first != null) {
      throw new EcgDataException(
          first.sentence()
              + (damaged.size() == 1
                  ? ""
                  : " (and " + (damaged.size() - 1) + " more; 'quality' lists them)"));
    }
    List<String> lines = new ArrayList<>();
    warned.forEach(
        (check, ids) -> {
          String named = String.join(", ", ids.stream().limit(MOST_NAMED).toList());
          String of = "%d of %s".formatted(ids.size(), Words.records(records));
          String more = ids.size() > MOST_NAMED ? ", ..." : "";
          lines.add("%s: %s (%s%s)".formatted(check.title(), of, named, more));
        });
    return lines;
  }

  /** {@return what became of each file of the folder; empty where it is not a whole folder that was looked at} */
  public Optional<FolderAccount> account() {
    return source.account();
  }

  /** {@return what an experiment leaves out, with the reasons} */
  public Exclusions exclusions() {
    return Exclusions.of(this);
  }

  /**
   * The recording as far as it can be read, wrong checksums and initial values allowed. For looking at it, not for experiments.
   *
   * @param id the record's name
   * @return the recording, read anew; empty where it cannot be read or there is none of this name
   */
  public Optional<EcgRecord> read(String id) {
    return source.ids().contains(id) ? source.read(id).record() : Optional.empty();
  }

  /**
   * The records that most deserve a look: by errors, then by warnings, each counted once a check and lead, then by id. Notes do not count.
   *
   * @param most how many at most, 0 or more
   * @return ids, the worst first; a record without error or warning is not among them
   * @throws IllegalArgumentException if the number is negative
   */
  public List<String> worst(int most) {
    Map<String, int[]> weights = new LinkedHashMap<>();
    for (QualityFinding finding : findings) {
      if (!finding.record().isEmpty() && finding.check().severity() != QualityCheck.Severity.NOTE) {
        weights
            .computeIfAbsent(finding.record(), id -> new int[2])[
            finding.check().severity().ordinal()]++;
      }
    }
    return weights.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, int[]> e) -> -e.getValue()[0])
                .thenComparingInt(e -> -e.getValue()[1])
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * {@return the findings of one record, errors before warnings before notes; none if there is nothing to tell of it}
   *
   * @param record its id; empty for those of the data set as a whole
   */
  public List<QualityFinding> findings(String record) {
    return findings.stream().filter(f -> f.record().equals(record)).toList();
  }

  /**
   * {@return one row a finding, in the order of {@link #findings()}: {@code record}, {@code lead}, {@code severity}, {@code check}, {@code
   * value} (missing where nothing was measured), {@code unit}, {@code threshold}, {@code detail}}
   */
  public Table table() {
    return QualityTables.findings(this);
  }

  /**
   * {@return one row a check, those that found nothing included: in how many records, and how often, it found something; {@link
   * QualityCheck#LEFT_OUT}, which checks no recording, has a row only where a record was left out}
   */
  public Table summaryTable() {
    return QualityTables.summary(this);
  }

  /**
   * Writes {@code quality-report.csv} (one row a finding), {@code quality-summary.csv}, {@code exclusions.csv} and, of a whole folder,
   * {@code files-not-read.csv} (one row a file); each appears whole or not at all, and the same report gives the same bytes.
   *
   * @param tables the folder, made if it is not there
   * @throws EcgDataException if a file cannot be written
   */
  public void save(Path tables) {
    try {
      Map<String, Table> all = new LinkedHashMap<>();
      all.put("quality-report.csv", table());
      all.put("quality-summary.csv", summaryTable());
      all.put("exclusions.csv", exclusions().table());
      account().ifPresent(files -> all.put("files-not-read.csv", files.table()));
      for (Map.Entry<String, Table> one : all.entrySet()) {
        WholeFile.write(tables.resolve(one.getKey()), CsvText.of(one.getValue()));
      }
    } catch (IOException e) {
      throw new EcgDataException("cannot write to " + tables + " (" + DataFiles.reason(e) + ")", e);
    }
  }

  /** {@return name, number of records, and how many findings there are of each severity, in one line} */
  @Override
  public String toString() {
    Map<QualityCheck.Severity, Integer> counts = new EnumMap<>(QualityCheck.Severity.class);
    findings.forEach(f -> counts.merge(f.check().severity(), 1, Integer::sum));
    return "Quality of %s: %s looked at; errors %d, warnings %d, notes %d"
        .formatted(
            name(),
            Words.records(records),
            counts.getOrDefault(QualityCheck.Severity.ERROR, 0),
            counts.getOrDefault(QualityCheck.Severity.WARNING, 0),
            counts.getOrDefault(QualityCheck.Severity.NOTE, 0));
  }
}
