package org.ecgworkbench.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The published numbers and claims beside those made here. Two numbers are compared only where the run is the paper's: all 6,877
 * records of CPSC2018 in the profile {@code paper}; any other run says why it is not comparable.
 */
public final class PaperVersusReproduced {
  private PaperVersusReproduced() {}

  /** Every published number of Tables 1 and 2, ours, the difference, and whether they may be compared. */
  public static TableResult of(Study study) {
    var provenance = study.provenance(PaperVersusReproduced.class);
    Run network = study.networkRun(Lead.ALL);
    Rows rows = new Rows(reasonNotComparable(study));
    List<RecordSummary> records = study.dataset().records();
    for (Diagnosis d : Diagnosis.ALL) {
      Published.ClassProfile published = Published.TABLE1.get(d);
      List<RecordSummary> of = records.stream().filter(r -> r.diagnoses().contains(d)).toList();
      rows.add("Table 1", d.name(), "records", published.records(), of.size());
      long sexed = of.stream().filter(r -> r.sex() != Sex.UNKNOWN).count();
      long men = of.stream().filter(r -> r.sex() == Sex.MALE).count();
      rows.add("Table 1", d.name(), "male, %", published.malePercent(), 100.0 * men / sexed);
      double age =
          of.stream()
              .filter(r -> r.ageYears().isPresent())
              .mapToInt(r -> r.ageYears().getAsInt())
              .average()
              .orElse(Double.NaN);
      rows.add("Table 1", d.name(), "mean age, years", published.ageMean(), age);
    }
    Performance performance = network.performance();
    for (Diagnosis d : Diagnosis.ALL) {
      Published.Performance published = Published.TABLE2.get(d);
      ClassMetrics ours = performance.classes().get(d.ordinal());
      addMetrics(
          rows,
          d.name(),
          published,
          List.of(
              ours.value(Metric.PRECISION),
              ours.value(Metric.RECALL),
              ours.value(Metric.F1),
              ours.value(Metric.AUC)));
    }
    addMetrics(
        rows,
        Performance.AVERAGE,
        Published.TABLE2_AVERAGE,
        List.of(
            performance.average(Metric.PRECISION),
            performance.average(Metric.RECALL),
            performance.average(Metric.F1),
            performance.average(Metric.AUC)));
    return new TableResult(
        "paper-vs-reproduced",
        "The paper's numbers and those made here on " + study.dataName() + ".",
        rows.table(),
        study.withInputs(provenance, network).finish(),
        study.results());
  }

  /** The five claims of the abstract with what this run shows, and a verdict. */
  public static TableResult claims(Study study) {
    var provenance = study.provenance(PaperVersusReproduced.class);
    Run network = study.networkRun(Lead.ALL);
    List<Run> baselines = study.baselineRuns();
    List<Run> leads = study.singleLeadRuns();
    String not = reasonNotComparable(study);
    StringColumn id = StringColumn.create("claim");
    StringColumn text = StringColumn.create("the paper says");
    StringColumn evidence = StringColumn.create("this run shows");
    StringColumn verdict = StringColumn.create("verdict");
    List<String> shown =
        List.of(
            "average AUC %s, average F1 %s"
                .formatted(average(network, Metric.AUC), average(network, Metric.F1)),
            "average F1: network %s; %s"
                .formatted(
                    average(network, Metric.F1),
                    String.join(
                        ", ",
                        baselines.stream()
                            .map(r -> r.label() + " " + average(r, Metric.F1))
                            .toList())),
            singleLeadsAgainstAll(network, leads),
            "order by average F1: "
                + String.join(
                    ", ",
                    sortedByF1(leads).stream()
                        .filter(r -> !r.directory().equals(network.directory()))
                        .map(r -> r.label() + " " + average(r, Metric.F1))
                        .toList()),
            "Figures 6 and 7 are made as in the paper; whether the attributions mean anything is not measured by them");
    List<Boolean> agrees =
        List.of(
            false,
            baselines.stream().allMatch(r -> f1(r) < f1(network)),
            leads.stream()
                .filter(r -> !r.directory().equals(network.directory()))
                .allMatch(r -> f1(r) < f1(network)),
            java.util.Set.copyOf(
                    sortedByF1(leads).stream()
                        .filter(r -> !r.directory().equals(network.directory()))
                        .limit(3)
                        .map(Run::label)
                        .toList())
                .equals(java.util.Set.of("I", "aVR", "V5")),
            false);
    for (int i = 0; i < Published.CLAIMS.size(); i++) {
      id.append(Published.CLAIMS.get(i).id());
      text.append(Published.CLAIMS.get(i).text());
      evidence.append(shown.get(i));
      boolean ordering = i >= 1 && i <= 3;
      if (!not.isEmpty()) {
        verdict.append(
            "not comparable: "
                + not
                + (ordering
                    ? agrees.get(i)
                        ? "; the order in this run is as claimed"
                        : "; the order in this run is not as claimed"
                    : ""));
      } else if (ordering) {
        verdict.append(
            (agrees.get(i) ? "the order is as claimed" : "the order is not as claimed")
                + ", in one split and one seed");
      } else {
        verdict.append(
            i == 0 ? "see the differences above; one split, one seed" : "shown, not tested");
      }
    }
    return new TableResult(
        "claims",
        "The claims of the abstract and what this run shows on " + study.dataName() + ".",
        Table.create("claims", id, text, evidence, verdict),
        study.withInputs(provenance, network).finish(),
        study.results());
  }

  private static String singleLeadsAgainstAll(Run network, List<Run> leads) {
    List<String> notWorse =
        leads.stream()
            .filter(r -> !r.directory().equals(network.directory()))
            .filter(r -> f1(r) >= f1(network))
            .map(r -> r.label() + " " + average(r, Metric.F1))
            .toList();
    return "average F1 of all 12 leads %s; %s"
        .formatted(
            average(network, Metric.F1),
            notWorse.isEmpty()
                ? "every single lead is below it"
                : "not below it: " + String.join(", ", notWorse));
  }

  private static List<Run> sortedByF1(List<Run> runs) {
    List<Run> sorted = new ArrayList<>(runs);
    sorted.sort(Comparator.comparingDouble((Run r) -> -f1(r)));
    return sorted;
  }

  private static double f1(Run run) {
    return run.performance().average(Metric.F1).value();
  }

  private static String average(Run run, Metric metric) {
    MetricValue value = run.performance().average(metric);
    return value.hasValue() ? String.format(Locale.ROOT, "%.3f", value.value()) : "undefined";
  }

  private static void addMetrics(
      Rows rows, String className, Published.Performance published, List<MetricValue> ours) {
    List<String> names = List.of("precision", "recall", "F1", "AUC");
    double[] theirs = {published.precision(), published.recall(), published.f1(), published.auc()};
    for (int m = 0; m < names.size(); m++) {
      rows.add("Table 2", className, names.get(m), theirs[m], ours.get(m).value());
    }
  }

  private static String reasonNotComparable(Study study) {
    List<String> reasons = new ArrayList<>();
    if (!study.isCpsc2018()) {
      reasons.add("other data (" + study.dataName() + ")");
    } else if (study.dataset().records().size() != Published.RECORDS) {
      reasons.add(
          "%d of the %d recordings".formatted(study.dataset().records().size(), Published.RECORDS));
    }
    if (!study.profile().equals(Profile.PAPER)) {
      reasons.add("a smaller network (profile " + study.profile().name() + ")");
    }
    return String.join(", ", reasons);
  }

  private static final class Rows {
    private final String notComparable;
    private final StringColumn where = StringColumn.create("where");
    private final StringColumn name = StringColumn.create("class");
    private final StringColumn quantity = StringColumn.create("quantity");
    private final DoubleColumn paper = DoubleColumn.create("paper");
    private final DoubleColumn ours = DoubleColumn.create("reproduced");
    private final DoubleColumn difference = DoubleColumn.create("difference");
    private final StringColumn verdict = StringColumn.create("verdict");

    Rows(String notComparable) {
      this.notComparable = notComparable;
    }

    void add(String table, String className, String what, double published, double reproduced) {
      where.append(table);
      name.append(className);
      quantity.append(what);
      paper.append(published);
      ours.append(reproduced);
      difference.append(reproduced - published);
      if (Double.isNaN(reproduced)) {
        verdict.append("undefined here");
      } else if (!notComparable.isEmpty()) {
        verdict.append("not comparable: " + notComparable);
      } else {
        verdict.append("comparable");
      }
    }

    Table table() {
      return Table.create(
          "paper against reproduced", where, name, quantity, paper, ours, difference, verdict);
    }
  }
}
