package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;

/**
 * What a look at the records of a source found.
 *
 * @param records how many were looked at
 * @param findings in the order of records
 * @param contents SHA-256 of each record's samples
 */
record QualityExamination(
    QualitySource source,
    int records,
    List<QualityFinding> findings,
    Map<String, String> contents) {
  private static final int AT_A_TIME = 64;

  /** What stays of a record once it has been looked at. */
  private record Looked(
      String id, List<QualityFinding> findings, String sha256, Set<Diagnosis> diagnoses) {}

  private record First(String id, Set<Diagnosis> diagnoses) {}

  /** Looks at the records one after the other. */
  static QualityExamination of(QualitySource source, Consumer<String> progress) {
    List<String> ids = source.ids();
    Map<String, String> contents = new LinkedHashMap<>();
    Map<String, List<QualityFinding>> byRecord = new TreeMap<>();
    source.findings().forEach(f -> add(byRecord, f));
    Map<String, First> firstOf = new HashMap<>();
    for (int begin = 0; begin < ids.size(); begin += AT_A_TIME) {
      Parallel.stopIfInterrupted();
      List<String> batch = ids.subList(begin, Math.min(ids.size(), begin + AT_A_TIME));
      for (Looked looked : batch.parallelStream().map(id -> look(source, id)).toList()) {
        looked.findings().forEach(f -> add(byRecord, f));
        if (looked.sha256() != null) {
          contents.put(looked.id(), looked.sha256());
          First first =
              firstOf.putIfAbsent(looked.sha256(), new First(looked.id(), looked.diagnoses()));
          if (first != null) {
            add(byRecord, duplicate(looked, first));
          }
        }
      }
      progress.accept("quality: record %d of %d".formatted(begin + batch.size(), ids.size()));
    }
    source.gainFindings().forEach(f -> add(byRecord, f));
    List<QualityFinding> all = new ArrayList<>();
    byRecord.values().forEach(list -> list.stream().sorted(QualityFinding.ORDER).forEach(all::add));
    TreeSet<String> names = new TreeSet<>(ids);
    names.addAll(byRecord.keySet());
    names.remove("");
    byRecord.forEach(
        (id, found) -> {
          if (found.stream().allMatch(f -> f.check() == LEFT_OUT)) {
            names.remove(id);
          }
        });
    return new QualityExamination(source, names.size(), all, contents);
  }

  private static void add(Map<String, List<QualityFinding>> byRecord, QualityFinding finding) {
    byRecord.computeIfAbsent(finding.record(), id -> new ArrayList<>()).add(finding);
  }

  private static QualityFinding duplicate(Looked looked, First first) {
    return QualityFinding.of(
        looked.id(),
        DUPLICATE_RECORD,
        "the same signal as "
            + first.id()
            + (looked.diagnoses().equals(first.diagnoses())
                ? ""
                : ", with other labels: "
                    + names(looked.diagnoses())
                    + ", there "
                    + names(first.diagnoses())));
  }

  private static String names(Set<Diagnosis> diagnoses) {
    return diagnoses.isEmpty()
        ? "none"
        : String.join(" ", new TreeSet<>(diagnoses).stream().map(Diagnosis::name).toList());
  }

  private static Looked look(QualitySource source, String id) {
    QualitySource.Content content = source.read(id);
    List<QualityFinding> found = content.findings();
    if (content.record().isEmpty()) {
      return new Looked(id, found, null, Set.of());
    }
    EcgRecord record = content.record().get();
    SignalQuality.examine(record, found);
    about(record, content.otherLabels(), source.resampled(), found);
    return new Looked(id, found, SignalQuality.contentSha256(record), record.diagnoses());
  }

  private static void about(
      EcgRecord record, List<String> otherLabels, boolean resampled, List<QualityFinding> found) {
    String id = record.id();
    if (record.samplingRateHz() != SAMPLING_RATE_HZ) {
      found.add(
          QualityFinding.of(
              id,
              null,
              resampled ? RESAMPLED : SAMPLING_RATE,
              record.samplingRateHz(),
              "Hz",
              "expected %s Hz, found %s Hz".formatted(SAMPLING_RATE_HZ, record.samplingRateHz())));
    }
    double seconds = record.seconds();
    if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
      found.add(
          QualityFinding.of(
              id,
              null,
              LENGTH,
              seconds,
              "s",
              String.format(Locale.ROOT, "%.3f s, %d samples", seconds, record.samples())));
    }
    if (!otherLabels.isEmpty()) {
      found.add(QualityFinding.of(id, OTHER_LABELS, String.join(", ", otherLabels)));
    }
    if (record.diagnoses().isEmpty()) {
      found.add(
          QualityFinding.of(id, NO_LABEL, "states none of the nine classes, so it is not used"));
    }
    // What is stated and cannot be read is said already, and is not "not stated".
    boolean isRead = found.stream().noneMatch(f -> f.check() == METADATA);
    if (record.ageYears().isEmpty() && isRead) {
      found.add(QualityFinding.of(id, AGE_UNKNOWN, "no age"));
    } else if (record.ageYears().isPresent()
        && RecordSummary.plausible(record.ageYears()).isEmpty()) {
      int years = record.ageYears().getAsInt();
      found.add(QualityFinding.of(id, null, AGE, years, "years", "an age of " + years));
    }
    if (record.sex() == Sex.UNKNOWN && isRead) {
      found.add(QualityFinding.of(id, SEX_UNKNOWN, "no sex"));
    }
  }
}
