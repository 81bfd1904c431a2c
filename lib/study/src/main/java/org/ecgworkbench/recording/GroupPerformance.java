package org.ecgworkbench.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.ClassInterval;
import org.ecgworkbench.study.TestIntervals;

/**
 * How a network does for women and men and by age: all classes' decisions of a group's records together, so that small groups have a
 * number. Intervals are Wilson's, as if decisions about one record were independent, which makes them somewhat too narrow.
 */
final class GroupPerformance {
  private static final int OLDER = 60;

  private GroupPerformance() {}

  /** The groups in the order of the card; a record whose age or sex is not stated is in none of its kind. */
  private static Map<String, Predicate<RecordSummary>> groups() {
    Map<String, Predicate<RecordSummary>> groups = new LinkedHashMap<>();
    groups.put("women", r -> r.sex() == Sex.FEMALE);
    groups.put("men", r -> r.sex() == Sex.MALE);
    groups.put("under " + OLDER, r -> r.ageYears().isPresent() && r.ageYears().getAsInt() < OLDER);
    groups.put(
        OLDER + " and older", r -> r.ageYears().isPresent() && r.ageYears().getAsInt() >= OLDER);
    return groups;
  }

  /** A table of Markdown without its head: a row a group. */
  static String rows(String name, EcgDataset dataset, Predictions scores, Thresholds thresholds) {
    Map<String, RecordSummary> records = new LinkedHashMap<>();
    dataset.records().forEach(r -> records.put(r.id(), r));
    boolean[][] yes = thresholds.apply(scores);
    List<String> rows = new ArrayList<>();
    groups()
        .forEach(
            (group, isIn) -> {
              boolean[] used = new boolean[scores.size()];
              int count = 0;
              for (int i = 0; i < used.length; i++) {
                used[i] = isIn.test(records.get(scores.ids().get(i)));
                count += used[i] ? 1 : 0;
              }
              Confusion counts = pooled(scores, yes, used);
              rows.add(
                  "| %s | %s | %d | %s | %s | %s |"
                      .formatted(
                          name,
                          group,
                          count,
                          cell(
                              PerformanceMetric.RECALL,
                              counts.truePositives(),
                              counts.positives(),
                              counts),
                          cell(
                              PerformanceMetric.PRECISION,
                              counts.truePositives(),
                              counts.predictedPositives(),
                              counts),
                          cell(
                              PerformanceMetric.F1,
                              2 * counts.truePositives(),
                              counts.positives() + counts.predictedPositives(),
                              counts)));
            });
    return String.join("\n", rows);
  }

  /** The decisions of all classes about some records in one table of four. */
  static Confusion pooled(Predictions scores, boolean[][] yes, boolean[] used) {
    int[] counts = new int[4];
    for (int i = 0; i < used.length; i++) {
      for (int c = 0; used[i] && c < scores.classes().size(); c++) {
        counts[(scores.label(i, c) ? 2 : 0) + (yes[i][c] ? 1 : 0)]++;
      }
    }
    return new Confusion(counts[0], counts[1], counts[2], counts[3]);
  }

  private static String cell(PerformanceMetric metric, int part, int of, Confusion counts) {
    if (of == 0) {
      return "";
    }
    Interval interval =
        ClassInterval.of(metric, (double) part / of, List.of(counts), TestIntervals.LEVEL);
    return interval.isDefined()
        ? String.format(
            Locale.ROOT,
            "%.3f (%.2f to %.2f)",
            interval.estimate(),
            interval.lower(),
            interval.upper())
        : String.format(Locale.ROOT, "%.3f", interval.estimate());
  }
}
