package org.ecgworkbench.evaluation.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * Bootstrap distributions and confidence intervals of all metrics of all classes and their averages (Efron and Tibshirani 1993, An
 * Introduction to the Bootstrap, chapters 13 and 14).
 *
 * <p>The records of the test fold are resampled; with {@link #reselecting}, the records of the validation fold too, and the
 * thresholds are chosen anew in each resample, so that the intervals also hold the uncertainty of the thresholds.
 *
 * <p>A resample without a positive record of a class that has some is left out of that class's intervals but that of accuracy, whose note
 * says how many were, and that class out of its averages. Precision that is 0/0 in a resample counts as 0, as it does in the estimate.
 * For one class with few positive records {@link ClassInterval} is better.
 */
public final class Bootstrap {
  /** How an interval is made of the resamples' values. */
  public enum Method {
    /** Quantiles of the values, interpolated linearly. */
    PERCENTILE,
    /**
     * Twice the estimate less those quantiles, upper for lower: for numbers whose resamples lie on average on one side of the estimate,
     * as the estimate does of the truth. The ends are not kept in any range, and the estimate need not lie between them.
     */
    BASIC,
    /**
     * Bias-corrected and accelerated: quantiles at levels shifted for the bias of the median and for how the standard error changes
     * with the value, the latter from leaving out one record at a time.
     */
    BCA
  }

  private final Predictions test;
  private final List<String> classes;
  private final Replicates[] numbers;

  private Bootstrap(Predictions test, List<Resamples> samples, Resampling.Measure measure) {
    this.test = test;
    this.classes = test.classes();
    int columns = classes.size() + 1;
    numbers =
        Resampling.of(
            samples,
            PerformanceMetric.values().length * columns,
            k -> name(PerformanceMetric.values()[k / columns], k % columns),
            measure);
  }

  private String name(PerformanceMetric metric, int column) {
    return column < classes.size()
        ? metric.label() + " of " + classes.get(column)
        : "average " + metric.label();
  }

  /**
   * {@return the distribution at fixed thresholds}
   *
   * @param test the predictions that are resampled
   * @param thresholds chosen on other records
   * @param resamples of as many records
   * @throws IllegalArgumentException if classes or numbers of records differ
   * @throws CancellationException if the thread is interrupted
   */
  public static Bootstrap of(Predictions test, Thresholds thresholds, Resamples resamples) {
    checkRecords(test, resamples);
    WeightedEvaluator evaluator = new WeightedEvaluator(test, thresholds);
    return new Bootstrap(
        test, List.of(resamples), (weights, values) -> evaluator.measure(weights.get(0), values));
  }

  /**
   * {@return the distribution with thresholds chosen anew in each resample}
   *
   * @param validation the predictions on which thresholds are chosen
   * @param test the predictions that are measured
   * @param applied how the thresholds are applied
   * @param precision in which scores are compared
   * @param validationResamples of as many records as the validation fold
   * @param testResamples of as many records as the test fold, and as many resamples
   * @throws IllegalArgumentException if classes or numbers differ
   * @throws CancellationException if the thread is interrupted
   */
  public static Bootstrap reselecting(
      Predictions validation,
      Predictions test,
      Comparison applied,
      ScorePrecision precision,
      Resamples validationResamples,
      Resamples testResamples) {
    checkRecords(validation, validationResamples);
    checkRecords(test, testResamples);
    if (validationResamples.count() != testResamples.count()) {
      throw new IllegalArgumentException(
          "%d resamples of the validation fold, but %d of the test fold"
              .formatted(validationResamples.count(), testResamples.count()));
    }
    if (!validation.classes().equals(test.classes())) {
      throw new IllegalArgumentException(
          "validation has the classes " + validation.classes() + ", test " + test.classes());
    }
    WeightedSelector selector = new WeightedSelector(validation, precision);
    WeightedEvaluator evaluator =
        new WeightedEvaluator(test, Thresholds.fixed(test.classes(), 0.5, applied, precision));
    return new Bootstrap(
        test,
        List.of(testResamples, validationResamples),
        (weights, values) -> {
          evaluator.threshold(selector.best(weights.get(1)));
          evaluator.measure(weights.get(0), values);
        });
  }

  /**
   * {@return the distribution of a class's metric}
   *
   * @param metric what is measured
   * @param classIndex from 0, in the order of the predictions
   */
  public Replicates of(PerformanceMetric metric, int classIndex) {
    return number(metric, java.util.Objects.checkIndex(classIndex, classes.size()));
  }

  /**
   * {@return the distribution of a metric's average over the classes that have a value in the resample}
   *
   * @param metric what is averaged
   */
  public Replicates ofAverage(PerformanceMetric metric) {
    return number(metric, classes.size());
  }

  private Replicates number(PerformanceMetric metric, int column) {
    return numbers[metric.ordinal() * (classes.size() + 1) + column];
  }

  /**
   * {@return the interval of a class's metric}
   *
   * @param metric the metric
   * @param classIndex the class
   * @param method how it is made
   * @param level the confidence level, for example 0.95
   */
  public Interval interval(PerformanceMetric metric, int classIndex, Method method, double level) {
    return of(metric, classIndex).interval(method, level);
  }

  /**
   * {@return the interval of the average over the classes, see {@link #interval}}
   *
   * @param metric what is averaged
   * @param method how the interval is made
   * @param level the confidence level, for example 0.95
   */
  public Interval average(PerformanceMetric metric, Method method, double level) {
    return ofAverage(metric).interval(method, level);
  }

  /**
   * {@return the values of the resamples, {@code [resample]}; NaN where undefined; a copy}
   *
   * @param metric what is measured
   * @param classIndex from 0, in the order of the predictions
   */
  public double[] replicates(PerformanceMetric metric, int classIndex) {
    return of(metric, classIndex).values();
  }

  /**
   * {@return the averages of the resamples, {@code [resample]}; a copy}
   *
   * @param metric what is averaged
   */
  public double[] averageReplicates(PerformanceMetric metric) {
    return ofAverage(metric).values();
  }

  /** {@return the number of resamples} */
  public int resamples() {
    return numbers[0].values().length;
  }

  /**
   * {@return the paired comparison of two models' averages of a metric; see {@link Replicates#compare}}
   *
   * @param first one model's distribution
   * @param second the other's, made with the same {@link Resamples}
   * @param metric the metric whose average is compared
   * @param level the confidence level of the interval
   * @throws IllegalArgumentException if resamples, classes, records or labels differ
   */
  public static Replicates.Difference compare(
      Bootstrap first, Bootstrap second, PerformanceMetric metric, double level) {
    checkPair(first, second);
    return Replicates.compare(first.ofAverage(metric), second.ofAverage(metric), level);
  }

  /**
   * {@return the same for the metric of one class}
   *
   * @param first one model's distribution
   * @param second the other's, made with the same {@link Resamples}
   * @param metric what is compared
   * @param classIndex from 0, in the order of the predictions
   * @param level the confidence level of the interval
   */
  public static Replicates.Difference compare(
      Bootstrap first, Bootstrap second, PerformanceMetric metric, int classIndex, double level) {
    checkPair(first, second);
    return Replicates.compare(first.of(metric, classIndex), second.of(metric, classIndex), level);
  }

  private static void checkPair(Bootstrap first, Bootstrap second) {
    if (!first.classes.equals(second.classes)
        || !first.test.ids().equals(second.test.ids())
        || !Arrays.deepEquals(first.test.labels(), second.test.labels())) {
      throw new IllegalArgumentException(
          "a paired comparison needs the same classes, records and labels for both");
    }
  }

  private static void checkRecords(Predictions predictions, Resamples resamples) {
    if (predictions.size() != resamples.records()) {
      throw new IllegalArgumentException(
          "resamples of %d records do not fit %d predictions"
              .formatted(resamples.records(), predictions.size()));
    }
  }

  /** Averages with their intervals, a line a metric. */
  @Override
  public String toString() {
    return Arrays.stream(PerformanceMetric.values())
        .map(m -> "%s %s".formatted(m.label(), average(m, Method.BCA, 0.95).format(3)))
        .collect(
            Collectors.joining(
                "\n",
                String.format(
                    Locale.ROOT,
                    "averages of %d classes, 95 %% BCa over %,d resamples\n",
                    classes.size(),
                    resamples()),
                ""));
  }

  /**
   * {@return the bootstrap distribution of the challenge's official score, for its interval and for the paired comparison of two models}. In a
   * resample a class with
   * neither a record nor an answer is left out of the mean, as in the estimate.
   *
   * @param predictions as for {@link CpscScore#of}
   * @param resamples of as many records
   * @throws IllegalArgumentException as {@link CpscScore#of}, or if the numbers of records differ
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static Replicates officialScore(Predictions predictions, Resamples resamples) {
    if (predictions.size() != resamples.records()) {
      throw new IllegalArgumentException(
          "resamples of %d records do not fit %d predictions"
              .formatted(resamples.records(), predictions.size()));
    }
    int[] cells = CpscScore.cells(predictions);
    int n = predictions.classes().size();
    return Resampling.of(
        List.of(resamples),
        1,
        k -> "official score",
        (weights, values) -> {
          int[] hits = new int[n];
          int[] sums = new int[n];
          int[] weight = weights.get(0);
          for (int i = 0; i < cells.length; i++) {
            int row = cells[i] / n;
            int column = cells[i] % n;
            sums[row] += weight[i];
            sums[column] += weight[i];
            hits[row] += row == column ? weight[i] : 0;
          }
          double sum = 0;
          int counted = 0;
          for (int c = 0; c < n; c++) {
            sum += sums[c] == 0 ? 0 : 2.0 * hits[c] / sums[c];
            counted += sums[c] == 0 ? 0 : 1;
          }
          values[0] = counted == 0 ? Double.NaN : sum / counted;
        })[0];
  }
}
