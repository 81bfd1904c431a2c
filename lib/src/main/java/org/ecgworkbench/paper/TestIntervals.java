package org.ecgworkbench.paper;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.evaluation.Bootstrap;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Resamples;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * The 95 % intervals of a run: percentiles over resamples of the test fold at the run's thresholds, which stay as the validation fold
 * chose them. So they say how much another test fold of the same kind would move the numbers, not how much another training would.
 *
 * @param bootstrap of all metrics
 * @param officialScore of the challenge's score
 */
record TestIntervals(Bootstrap bootstrap, Interval officialScore) {
  /** The confidence level of all intervals. */
  static final double LEVEL = 0.95;

  static TestIntervals of(Run run, Resamples resamples) {
    return of(run.test(), run.thresholds(), resamples);
  }

  static TestIntervals of(Predictions test, Thresholds thresholds, Resamples resamples) {
    return new TestIntervals(
        Bootstrap.of(test, thresholds, resamples), officialScore(test, resamples));
  }

  /** The interval of a class's metric, or of the average at the index after the last class. */
  Interval interval(Metric metric, int column) {
    Bootstrap.Method percentile = Bootstrap.Method.PERCENTILE;
    Interval interval =
        column < CLASSES
            ? bootstrap.interval(metric, column, percentile, LEVEL)
            : bootstrap.average(metric, percentile, LEVEL);
    return interval;
  }

  private static final int CLASSES = org.ecgworkbench.ecg.Diagnosis.ALL.size();

  /** The interval of the official score by the same resamples. */
  static Interval officialScore(Predictions test, Resamples resamples) {
    double estimate = CpscScore.of(test).score().value();
    double[] values = new double[resamples.count()];
    for (int b = 0; b < values.length; b++) {
      if (Thread.interrupted()) {
        throw new CancellationException("the bootstrap was interrupted");
      }
      values[b] = CpscScore.of(select(test, resamples.indices(b))).score().value();
    }
    double[] ends =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(values, (1 - LEVEL) / 2, (1 + LEVEL) / 2);
    return new Interval(estimate, ends[0], ends[1], LEVEL, "");
  }

  private static Predictions select(Predictions all, int[] records) {
    return new Predictions(
        IntStream.of(records).mapToObj(all.ids()::get).toList(),
        all.classes(),
        Arrays.stream(records).mapToObj(i -> all.labels()[i]).toArray(boolean[][]::new),
        Arrays.stream(records).mapToObj(i -> all.scores()[i]).toArray(double[][]::new));
  }

  /** What a table must say about an interval that has no width. */
  static String noteOf(Interval interval, String what) {
    return interval.isDefined() && interval.lower() == interval.upper()
        ? what + ": every resample gives the same value, so the interval has no width"
        : interval.isDefined() ? interval.note() : "";
  }
}
