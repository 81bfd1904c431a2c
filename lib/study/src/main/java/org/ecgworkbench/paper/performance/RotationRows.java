package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.Table;

/** The rows of {@link Rotation}: each learner's turns summed up. */
final class RotationRows {
  private static final int CLASSES = Diagnosis.ALL.size();
  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC, PerformanceMetric.AVERAGE_PRECISION);

  private final List<Integer> folds;
  private final long seed;
  private final List<Line> lines = new ArrayList<>();

  /** Adds a learner with its turns, whose test folds are also given as one set. */
  void add(String learner, List<Run> turns, Predictions scores, Predictions decisions) {
    Resamples resamples = Resamples.plain(scores.size(), Resamples.DEFAULT_COUNT, seed);
    Thresholds half =
        Thresholds.fixed(scores.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    String where = "the test folds";
    for (PerformanceMetric metric : METRICS) {
      Predictions pooled = metric == PerformanceMetric.F1 ? decisions : scores;
      Performance performance = Performance.of(pooled, half, where);
      Bootstrap bootstrap = Bootstrap.of(pooled, half, resamples);
      double[][] byFold = new double[CLASSES + 1][turns.size()];
      Set<String> foldNotes = new LinkedHashSet<>();
      for (int t = 0; t < turns.size(); t++) {
        Performance turn = turns.get(t).performance();
        for (int c = 0; c <= CLASSES; c++) {
          MetricValue value =
              c < CLASSES ? turn.classes().get(c).value(metric) : turn.average(metric);
          byFold[c][t] = value.value();
          if (c < CLASSES && !value.isDefined()) {
            foldNotes.add(
                "fold %d: %s %s"
                    .formatted(
                        folds.get(t),
                        turn.classes().get(c).name(),
                        value.hasValue()
                            ? metric.label() + " 0/0 counts as 0"
                            : "left out, " + value.note().replace("the test fold", "it")));
          }
        }
      }
      String note = String.join("; ", foldNotes);
      double[] pooledValues = Figure4Baselines.values(performance, metric);
      Set<String> pooledNotes = new LinkedHashSet<>();
      double[] low = new double[CLASSES + 1];
      double[] high = new double[CLASSES + 1];
      for (int c = 0; c <= CLASSES; c++) {
        Interval interval = TestIntervals.interval(performance, bootstrap, metric, c);
        if (!interval.isDefined() && !Double.isNaN(interval.estimate())) {
          pooledNotes.add(interval.note());
        }
        low[c] = interval.lower();
        high[c] = interval.upper();
      }
      performance.classes().stream()
          .filter(c -> !c.value(metric).note().isEmpty())
          .forEach(c -> pooledNotes.add(c.name() + ": " + c.value(metric).note()));
      String pooledNote = String.join("; ", pooledNotes);
      line(learner, metric.label(), "fold mean", map(byFold, RotationRows::mean), note);
      line(
          learner,
          metric.label(),
          "fold SD",
          map(byFold, RotationRows::sd),
          turns.size() < 2 ? "one fold: no SD" : note);
      line(learner, metric.label(), "pooled", pooledValues, pooledNote);
      line(learner, metric.label(), "pooled low", low, pooledNote);
      line(learner, metric.label(), "pooled high", high, pooledNote);
    }
    official(learner, turns, scores, resamples);
  }

  private void official(String learner, List<Run> turns, Predictions pooled, Resamples resamples) {
    double[] byFold =
        turns.stream().mapToDouble(run -> CpscScore.of(run.test()).score().value()).toArray();
    Interval interval =
        Bootstrap.officialScore(pooled, resamples)
            .interval(TestIntervals.METHOD, TestIntervals.LEVEL);
    String metric = PerformanceRows.OFFICIAL;
    line(learner, metric, "fold mean", average(mean(byFold)), "one number for all classes");
    line(
        learner,
        metric,
        "fold SD",
        average(sd(byFold)),
        byFold.length < 2 ? "one fold: no SD" : "");
    line(learner, metric, "pooled", average(interval.estimate()), "");
    line(learner, metric, "pooled low", average(interval.lower()), "");
    line(learner, metric, "pooled high", average(interval.upper()), "");
  }

  private static double[] average(double value) {
    double[] values = new double[CLASSES + 1];
    Arrays.fill(values, Double.NaN);
    values[CLASSES] = value;
    return values;
  }

  private static double[] map(
      double[][] byFold, java.util.function.ToDoubleFunction<double[]> summary) {
    return Arrays.stream(byFold).mapToDouble(summary).toArray();
  }

  /** The mean of the defined values; NaN if there is none. */
  static double mean(double[] values) {
    double[] defined = defined(values);
    return defined.length == 0 ? Double.NaN : Mean.of(defined).getAsDouble();
  }

  /** The standard deviation (ddof = 1) of the defined values; NaN if there are fewer than two. */
  static double sd(double[] values) {
    double[] defined = defined(values);
    return defined.length < 2 ? Double.NaN : StandardDeviation.of(defined).getAsDouble();
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  RotationRows(List<Integer> folds, long seed) {
    this.folds = folds;
    this.seed = seed;
  }

  private void line(String learner, String metric, String summary, double[] values, String note) {
    lines.add(new Line(learner, metric, summary, values, note));
  }

  /** A line of the table: a number of every class and their average. */
  private record Line(
      String learner, String metric, String summary, double[] values, String note) {}

  Table table() {
    Rows<Line> rows =
        Rows.of(lines)
            .text("learner", Line::learner)
            .text("metric", Line::metric)
            .text("summary", Line::summary);
    Diagnosis.ALL.forEach(d -> rows.number(d.name(), line -> line.values()[d.ordinal()]));
    return rows.number(Performance.AVERAGE, line -> line.values()[CLASSES])
        .note(Line::note)
        .table()
        .setName("rotation");
  }
}
