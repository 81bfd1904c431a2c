package org.ecgworkbench.study;

import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.ClassInterval;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.study.store.Run;

/**
 * The 95 % intervals of a run, one for each number wherever it stands: of a class by {@link ClassInterval}, of averages and the official
 * score BCa over resamples of the test fold at the run's thresholds, which stay as the validation fold chose them. So they say how much
 * another test fold of the same kind would move the numbers, not how much another training would.
 *
 * @param performance on the test fold
 * @param bootstrap of all metrics
 * @param official of the challenge's score
 */
public record TestIntervals(Performance performance, Bootstrap bootstrap, Replicates official) {
  /** How intervals of averages are made: of the ways in the simulation of {@code lib/benchmarks} the one that covers the truth best. */
  public static final Bootstrap.Method METHOD = Bootstrap.Method.BCA;

  /** What captions say of them. */
  public static final String IN_WORDS =
      "of a class Wilson's (F1: of TP / (TP + FP + FN)), Newcombe's for AUC; of averages BCa over resamples of the records";

  /** What a provenance says of them. */
  public static final String SETTING =
      "95 %%, "
          + IN_WORDS
          + ", %d of %s at fixed thresholds, a class left out of those that have none of its records";

  /** The confidence level of all intervals. */
  public static final double LEVEL = 0.95;

  /** Intervals to be drawn, {@code [row][column]}. */
  public static Estimates estimates(List<List<Interval>> intervals) {
    return Estimates.of(intervals, Interval::estimate, Interval::lower, Interval::upper);
  }

  /** Intervals to be drawn, {@code [row][column]}. */
  public static Estimates estimates(Interval[][] intervals) {
    return estimates(Arrays.stream(intervals).map(List::of).toList());
  }

  public static TestIntervals of(Run run, Resamples resamples) {
    return of(run.test(), run.thresholds(), resamples);
  }

  public static TestIntervals of(Predictions test, Thresholds thresholds, Resamples resamples) {
    return new TestIntervals(
        Performance.of(test, thresholds),
        Bootstrap.of(test, thresholds, resamples),
        Bootstrap.officialScore(test, resamples));
  }

  /** The distribution of a run's metrics with thresholds chosen anew in each resample of the validation fold. */
  public static Bootstrap reselecting(Run run, Resamples resamples, long seed) {
    // Of a stream of their own: with folds of one size the draws of the test fold would be these.
    Resamples validation =
        Resamples.plain(
            run.validation().size(),
            resamples.count(),
            RandomStream.VALIDATION_BOOTSTRAP.stream(seed));
    return Bootstrap.reselecting(
        run.validation(), run.test(), run.comparison(), run.precision(), validation, resamples);
  }

  /** The interval of a class's metric, or of the average at the index after the last class. */
  public Interval interval(PerformanceMetric metric, int column) {
    return interval(performance, bootstrap, metric, column);
  }

  public static Interval interval(
      Performance performance, Bootstrap bootstrap, PerformanceMetric metric, int column) {
    if (column == Diagnosis.ALL.size()) {
      return bootstrap.average(metric, METHOD, LEVEL);
    }
    ClassMetrics of = performance.classes().get(column);
    return ClassInterval.of(metric, of.value(metric).value(), List.of(of.confusion()), LEVEL);
  }

  /** The interval of the official score. */
  public Interval officialScore() {
    return official.interval(METHOD, LEVEL);
  }

  /** What a table must say about an interval that is not there though the value is, or left resamples out. */
  public static String noteOf(Interval interval) {
    return Double.isNaN(interval.estimate()) ? "" : interval.note();
  }

  /** The same of a class's metric in words, whose note does not name it. */
  public static String noteOf(Interval interval, String what) {
    return noteOf(interval).isEmpty() ? "" : what + ": " + interval.note();
  }
}
