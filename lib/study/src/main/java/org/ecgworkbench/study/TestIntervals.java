package org.ecgworkbench.study;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.descriptive.Quantile;
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

  /**
   * {@return intervals to be drawn, {@code [row][column]}}
   *
   * @param intervals {@code [row][column]}
   */
  public static Estimates estimates(List<List<Interval>> intervals) {
    return Estimates.of(intervals, Interval::estimate, Interval::lower, Interval::upper);
  }

  /**
   * {@return intervals to be drawn, {@code [row][column]}}
   *
   * @param intervals {@code [row][column]}
   */
  public static Estimates estimates(Interval[][] intervals) {
    return estimates(Arrays.stream(intervals).map(List::of).toList());
  }

  /**
   * {@return the intervals of a run}
   *
   * @param run with thresholds
   * @param resamples of its test fold
   */
  public static TestIntervals of(Run run, Resamples resamples) {
    return of(run.test(), run.thresholds(), resamples);
  }

  /**
   * {@return the intervals of predictions at thresholds}
   *
   * @param test predictions of the test fold
   * @param thresholds chosen elsewhere
   * @param resamples of the test fold
   */
  public static TestIntervals of(Predictions test, Thresholds thresholds, Resamples resamples) {
    return new TestIntervals(
        Performance.of(test, thresholds),
        Bootstrap.of(test, thresholds, resamples),
        Bootstrap.officialScore(test, resamples));
  }

  /**
   * {@return the distribution of a run's metrics with thresholds chosen anew in each resample of the validation fold}
   *
   * @param run with the predictions of both folds
   * @param resamples of its test fold
   * @param seed of the stream of the validation fold's resamples
   */
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

  /**
   * {@return the interval of a class's metric, or of the average at the index after the last class}
   *
   * @param metric one that a class has
   * @param column a class from 0, or 9
   */
  public Interval interval(PerformanceMetric metric, int column) {
    return interval(performance, bootstrap, metric, column);
  }

  /**
   * {@return the interval of a class's metric, or of the average at the index after the last class}
   *
   * @param performance on the test fold
   * @param bootstrap of all metrics
   * @param metric one that a class has
   * @param column a class from 0, or 9
   */
  public static Interval interval(
      Performance performance, Bootstrap bootstrap, PerformanceMetric metric, int column) {
    if (column == Diagnosis.ALL.size()) {
      return bootstrap.average(metric, METHOD, LEVEL);
    }
    ClassMetrics of = performance.classes().get(column);
    return ClassInterval.of(metric, of.value(metric).value(), List.of(of.confusion()), LEVEL);
  }

  /** {@return the interval of the official score} */
  public Interval officialScore() {
    return official.interval(METHOD, LEVEL);
  }

  /**
   * {@return the ends of a percentile interval: its lower and its upper one}
   *
   * @param values a value a resample, without NaN, at least one
   * @param level above 0 and below 1
   */
  public static double[] ends(double[] values, double level) {
    return Quantile.withDefaults()
        .with(Quantile.EstimationMethod.HF7)
        .evaluate(values, (1 - level) / 2, (1 + level) / 2);
  }

  /**
   * {@return an interval for a sentence: 0.123 (0.100 to 0.150)}
   *
   * @param interval without ends: its value, and why they are not there
   */
  public static String words(Interval interval) {
    if (!interval.isDefined()) {
      return interval.format(3);
    }
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f to %.3f)",
        interval.estimate(),
        interval.lower(),
        interval.upper());
  }

  /**
   * {@return what a table must say about an interval that is not there though the value is, or left resamples out}
   *
   * @param interval of a table
   */
  public static String noteOf(Interval interval) {
    return Double.isNaN(interval.estimate()) ? "" : interval.note();
  }

  /**
   * {@return the same of a class's metric in words, whose note does not name it}
   *
   * @param interval of a table
   * @param what class and metric
   */
  public static String noteOf(Interval interval, String what) {
    return noteOf(interval).isEmpty() ? "" : what + ": " + interval.note();
  }
}
