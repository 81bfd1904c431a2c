package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;

/**
 * Published numbers that are counted, not estimated: Table 1, which depends on the recordings alone, and the size of the network of Figure
 * 2, which depends on nothing. Ours are equal to them or they differ.
 */
final class CountedNumbers {
  /** The class of a number that is about all records. */
  static final String ALL = "all";

  /** Published percentages and ages have one decimal, lengths none. */
  private static final double HALF_A_DECIMAL = 0.05;

  private static final double HALF_A_SECOND = 0.5;

  private CountedNumbers() {}

  /** The rows of Table 1 and Figure 2, each with its verdict. */
  static List<PaperVersusReproduced.Row> of(Study study) {
    List<PaperVersusReproduced.Row> rows =
        new ArrayList<>(table1(study.dataset().records(), Comparability.otherData(study)));
    // The architecture needs no data and no training: it is the paper's whatever this run trains.
    String not = "";
    ResNet1d.Options all = ResNet1d.Options.paper();
    rows.add(
        row(
            "Figure 2",
            "all leads",
            "parameters of the network",
            Published.PARAMETERS,
            ResNet1d.parameterCount(all),
            0,
            not));
    rows.add(
        row(
            "Figure 2",
            "one lead",
            "parameters of the network",
            Published.PARAMETERS_OF_ONE_LEAD,
            ResNet1d.parameterCount(all.withLeads(1)),
            0,
            not));
    return rows;
  }

  /** Every known number of Table 1; {@code not} is why they are not comparable, or empty. */
  static List<PaperVersusReproduced.Row> table1(List<RecordSummary> records, String not) {
    List<PaperVersusReproduced.Row> rows = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      Published.ClassProfile published = Published.TABLE1.get(d);
      Comparability.Profiled ours = Comparability.Profiled.of(records, d);
      double men = ours.malePercent().orElse(Double.NaN);
      double age = ours.ageMean().orElse(Double.NaN);
      String name = d.name();
      rows.add(table1(name, "records", published.records(), ours.records(), 0, not));
      rows.add(table1(name, "male, %", published.malePercent(), men, HALF_A_DECIMAL, not));
      rows.add(table1(name, "mean age, years", published.ageMean(), age, HALF_A_DECIMAL, not));
      rows.add(
          table1(
              name, "SD of age, years", published.ageSd(), ageSd(records, d), HALF_A_DECIMAL, not));
    }
    rows.add(table1(ALL, "records", Published.RECORDS, records.size(), 0, not));
    for (int labels = 1; labels <= Published.RECORDS_BY_LABELS.size(); labels++) {
      int wanted = labels;
      long ours = records.stream().filter(r -> r.diagnoses().size() == wanted).count();
      rows.add(
          table1(
              ALL,
              "records with %d %s".formatted(labels, labels == 1 ? "label" : "labels"),
              Published.RECORDS_BY_LABELS.get(labels - 1),
              ours,
              0,
              not));
    }
    ToDoubleFunction<RecordSummary> seconds = RecordSummary::seconds;
    double shortest = records.stream().mapToDouble(seconds).min().orElse(Double.NaN);
    double longest = records.stream().mapToDouble(seconds).max().orElse(Double.NaN);
    rows.add(
        table1(ALL, "shortest recording, s", Published.SHORTEST_S, shortest, HALF_A_SECOND, not));
    rows.add(table1(ALL, "longest recording, s", Published.LONGEST_S, longest, HALF_A_SECOND, not));
    return rows;
  }

  private static double ageSd(List<RecordSummary> records, Diagnosis diagnosis) {
    double[] ages =
        records.stream()
            .filter(r -> r.diagnoses().contains(diagnosis) && r.ageYears().isPresent())
            .mapToDouble(r -> r.ageYears().getAsInt())
            .toArray();
    return ages.length < 2 ? Double.NaN : StandardDeviation.of(ages).getAsDouble();
  }

  private static PaperVersusReproduced.Row table1(
      String name, String quantity, double published, double ours, double tolerance, String not) {
    return row("Table 1", name, quantity, published, ours, tolerance, not);
  }

  private static PaperVersusReproduced.Row row(
      String where,
      String name,
      String quantity,
      double published,
      double ours,
      double tolerance,
      String not) {
    return new PaperVersusReproduced.Row(
        where,
        name,
        quantity,
        published,
        Interval.undefined(ours, TestIntervals.LEVEL, "counted, not estimated"),
        verdict(not, published, ours, tolerance));
  }

  /** In words. */
  static String verdict(String not, double published, double ours, double tolerance) {
    if (!not.isEmpty()) {
      return "not comparable: " + not;
    }
    if (Double.isNaN(ours)) {
      return "undefined here";
    }
    return Math.abs(ours - published) <= tolerance + 1e-9
        ? "equal"
        : "differs, though nothing is estimated: other records or other metadata";
  }
}
