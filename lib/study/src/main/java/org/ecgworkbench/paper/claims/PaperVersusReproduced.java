package org.ecgworkbench.paper.claims;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.figure.chart.ForestPlot;
import org.ecgworkbench.paper.Published;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * Every published number that is known beside the one made here, with our 95 % interval and a verdict. Two numbers are compared only
 * where the run is the paper's ({@link Comparability}); any other run says why it is not comparable.
 *
 * <p>Table 1 counts recordings and Figure 2 parameters: there is nothing to be uncertain about, so their numbers are equal or they
 * differ, and Table 1 may be compared whatever the network. The intervals of Table 2
 * are those of the test fold at fixed thresholds. The published numbers seem to be means over folds, whose own uncertainty is not known:
 * outside our interval means that the choice of our test records does not explain the difference, and no more.
 */
public final class PaperVersusReproduced {
  private static final List<PerformanceMetric> METRICS =
      List.of(
          PerformanceMetric.PRECISION,
          PerformanceMetric.RECALL,
          PerformanceMetric.F1,
          PerformanceMetric.AUC);

  private PaperVersusReproduced() {}

  /** One published number and ours. */
  record Row(
      String where,
      String className,
      String quantity,
      double paper,
      Interval ours,
      String verdict) {}

  /** {@return every published number of Tables 1 and 2 and of Figure 2: paper, ours, the difference, our interval, a verdict} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(PaperVersusReproduced.class);
    Run network = study.networkRun(Lead.ALL);
    List<Row> rows = new ArrayList<>(CountedNumbers.of(study));
    rows.addAll(performance(study, network));
    return study.table(
        "paper-vs-reproduced",
        """
        The paper's numbers and those made here on %s, with 95 %% intervals of the test fold. Of Tables 3 \
        and 4 and of Figures 4 to 7 no published number is known; what the abstract says of them is among \
        the claims."""
            .formatted(study.dataName()),
        Rows.of(rows)
            .text("where", Row::where)
            .text("class", Row::className)
            .text("quantity", Row::quantity)
            .number("paper", Row::paper)
            .interval("reproduced", Row::ours)
            .number("difference", r -> r.ours().estimate() - r.paper())
            .text("verdict", Row::verdict)
            .table(),
        inputs(study, provenance, network));
  }

  /** {@return the published numbers of Table 2 and ours with their intervals, as a forest plot} */
  public static FigureResult figure(Study study) {
    var provenance = study.provenance(PaperVersusReproduced.class);
    Run network = study.networkRun(Lead.ALL);
    List<String> names = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    names.add(Performance.AVERAGE);
    List<ForestPlot.Panel> panels = new ArrayList<>();
    for (PerformanceMetric metric : METRICS) {
      double[] estimate = new double[names.size()];
      double[] low = new double[names.size()];
      double[] high = new double[names.size()];
      double[] published = new double[names.size()];
      for (int c = 0; c < names.size(); c++) {
        Interval interval = interval(study, network, metric, c);
        estimate[c] = interval.estimate();
        low[c] = interval.lower();
        high[c] = interval.upper();
        published[c] = published(metric, c);
      }
      panels.add(new ForestPlot.Panel(metric.label(), estimate, low, high, published));
    }
    String not = Comparability.reasonAgainst(study);
    return study.figure(
        "paper-vs-reproduced",
        """
        Published test performance and that of this run on %s, by class and on average; bars are 95 %% \
        intervals (%s) of the test fold (%d \
        records). %s"""
            .formatted(
                study.dataName(),
                TestIntervals.IN_WORDS,
                network.test().size(),
                not.isEmpty()
                    ? "The published values seem to be means over folds; their own uncertainty is not known."
                    : "Not comparable: " + not + "."),
        new ForestPlot(
            names,
            panels,
            "this run, 95 % interval",
            "published",
            not.isEmpty() ? "" : "Not comparable: " + not),
        inputs(study, provenance, network));
  }

  private static Provenance.Builder inputs(
      Study study, Provenance.Builder provenance, Run network) {
    return study.withIntervals(study.withInputs(provenance, network));
  }

  private static List<Row> performance(Study study, Run network) {
    String not = Comparability.reasonAgainst(study);
    Performance performance = network.performance();
    List<Row> rows = new ArrayList<>();
    for (int c = 0; c <= Diagnosis.ALL.size(); c++) {
      boolean isAverage = c == Diagnosis.ALL.size();
      for (PerformanceMetric metric : METRICS) {
        MetricValue value =
            isAverage ? performance.average(metric) : performance.classes().get(c).value(metric);
        Interval interval = interval(study, network, metric, c);
        double published = published(metric, c);
        rows.add(
            new Row(
                "Table 2",
                isAverage ? Performance.AVERAGE : Diagnosis.ALL.get(c).name(),
                metric.label(),
                published,
                interval,
                verdict(not, value, interval, published)));
      }
    }
    return rows;
  }

  /** In words. */
  static String verdict(String not, MetricValue value, Interval interval, double published) {
    if (!value.hasValue()) {
      return "undefined here: " + value.note();
    }
    if (!not.isEmpty()) {
      return "not comparable: " + not;
    }
    if (!interval.isDefined()) {
      return "no interval here: " + interval.note();
    }
    return interval.contains(published)
        ? "inside our interval"
        : published > interval.upper()
            ? "outside our interval: the paper's is higher"
            : "outside our interval: the paper's is lower";
  }

  private static Interval interval(Study study, Run network, PerformanceMetric metric, int column) {
    return study.intervals(network).interval(metric, column);
  }

  private static double published(PerformanceMetric metric, int column) {
    Published.Performance row =
        column < Diagnosis.ALL.size()
            ? Published.TABLE2.get(Diagnosis.ALL.get(column))
            : Published.TABLE2_AVERAGE;
    return switch (metric) {
      case PRECISION -> row.precision();
      case RECALL -> row.recall();
      case F1 -> row.f1();
      case AUC -> row.auc();
      default -> throw new IllegalArgumentException("no published " + metric.label());
    };
  }
}
