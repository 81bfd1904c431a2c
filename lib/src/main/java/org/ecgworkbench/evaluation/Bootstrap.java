package org.ecgworkbench.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.commons.statistics.distribution.NormalDistribution;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Bootstrap distributions and confidence intervals of all metrics of all classes and their averages (Efron and Tibshirani 1993, An
 * Introduction to the Bootstrap, chapters 13 and 14).
 *
 * <p>The records of the test fold are resampled; with {@link #reselecting}, the records of the validation fold too, and the
 * thresholds are chosen anew in each resample, so that the intervals also hold the uncertainty of the thresholds.
 *
 * <p>In a resample, precision, recall and F1 that are 0/0 count as 0, as they do in the estimate. A resample in which AUC or average
 * precision is undefined (no positive record) is left out of that interval, and the interval's note says how many were.
 */
public final class Bootstrap {
  /** How an interval is made of the resamples' values. */
  public enum Method {
    /** Quantiles of the values, interpolated linearly. */
    PERCENTILE,
    /**
     * Bias-corrected and accelerated: quantiles at levels shifted for the bias of the median and for how the standard error changes
     * with the value, the latter from leaving out one record at a time.
     */
    BCA
  }

  // Equal fractions that were computed on different ways differ by roundings; they are the same
  // value.
  private static final double EQUAL = 1e-12;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final Predictions test;
  private final Resamples source;
  private final List<String> classes;
  private final double[][] estimates;
  private final double[][][] replicates;
  private final double[][] accelerations;
  private final int resamples;

  private Bootstrap(
      Predictions test,
      Resamples source,
      double[][] estimates,
      double[][][] replicates,
      double[][] accelerations) {
    this.test = test;
    this.source = source;
    this.classes = test.classes();
    this.estimates = estimates;
    this.replicates = replicates;
    this.accelerations = accelerations;
    this.resamples = replicates[0][0].length;
  }

  /**
   * The distribution at fixed thresholds.
   *
   * @param test the predictions that are resampled
   * @param thresholds chosen on other records
   * @param resamples of as many records
   * @throws IllegalArgumentException if classes or numbers of records differ
   * @throws CancellationException if the thread is interrupted
   */
  public static Bootstrap of(Predictions test, Thresholds thresholds, Resamples resamples) {
    checkRecords(test, resamples);
    Evaluator evaluator = new Evaluator(test, thresholds);
    Sample sample = new Sample(resamples);
    return build(
        test, List.of(sample), (weights, values) -> evaluator.measure(weights.get(0), values));
  }

  /**
   * The distribution with thresholds chosen anew in each resample.
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
    Selector selector = new Selector(validation, precision);
    Evaluator evaluator =
        new Evaluator(test, Thresholds.fixed(test.classes(), 0.5, applied, precision));
    return build(
        test,
        List.of(new Sample(testResamples), new Sample(validationResamples)),
        (weights, values) -> {
          evaluator.threshold(selector.best(weights.get(1)));
          evaluator.measure(weights.get(0), values);
        });
  }

  private interface Measure {
    void apply(List<int[]> weights, double[][] values);
  }

  private record Sample(Resamples resamples) {
    int[] ones() {
      int[] ones = new int[resamples.records()];
      Arrays.fill(ones, 1);
      return ones;
    }
  }

  private static Bootstrap build(Predictions test, List<Sample> samples, Measure measure) {
    int metrics = Metric.values().length;
    int columns = test.classes().size() + 1;
    double[][] values = new double[metrics][columns];
    measure.apply(samples.stream().map(Sample::ones).toList(), values);
    double[][] estimates = copy(values);
    int count = samples.get(0).resamples().count();
    double[][][] replicates = new double[metrics][columns][count];
    for (int b = 0; b < count; b++) {
      checkInterrupted();
      int resample = b;
      measure.apply(samples.stream().map(s -> s.resamples().weights(resample)).toList(), values);
      for (int m = 0; m < metrics; m++) {
        for (int c = 0; c < columns; c++) {
          replicates[m][c][b] = values[m][c];
        }
      }
    }
    return new Bootstrap(
        test,
        samples.get(0).resamples(),
        estimates,
        replicates,
        accelerations(samples, measure, metrics, columns));
  }

  /**
   * A sixth of the skewness of the influence values. With several samples or strata the values of each are centred within it and
   * weighted by its size.
   */
  private static double[][] accelerations(
      List<Sample> samples, Measure measure, int metrics, int columns) {
    double[][] squares = new double[metrics][columns];
    double[][] cubes = new double[metrics][columns];
    double[][] values = new double[metrics][columns];
    for (int s = 0; s < samples.size(); s++) {
      int[] strata = samples.get(s).resamples().strata();
      int groups = Arrays.stream(strata).max().orElse(0) + 1;
      double[][][] left = new double[strata.length][][];
      List<int[]> weights = new ArrayList<>(samples.stream().map(Sample::ones).toList());
      for (int i = 0; i < strata.length; i++) {
        checkInterrupted();
        weights.get(s)[i] = 0;
        measure.apply(weights, values);
        weights.get(s)[i] = 1;
        left[i] = copy(values);
      }
      for (int m = 0; m < metrics; m++) {
        for (int c = 0; c < columns; c++) {
          double[] sums = new double[groups];
          int[] sizes = new int[groups];
          for (int i = 0; i < strata.length; i++) {
            if (!Double.isNaN(left[i][m][c])) {
              sums[strata[i]] += left[i][m][c];
              sizes[strata[i]]++;
            }
          }
          for (int i = 0; i < strata.length; i++) {
            if (!Double.isNaN(left[i][m][c])) {
              int n = sizes[strata[i]];
              double influence = (n - 1.0) / n * (sums[strata[i]] / n - left[i][m][c]);
              squares[m][c] += influence * influence;
              cubes[m][c] += influence * influence * influence;
            }
          }
        }
      }
    }
    double[][] accelerations = new double[metrics][columns];
    for (int m = 0; m < metrics; m++) {
      for (int c = 0; c < columns; c++) {
        accelerations[m][c] =
            squares[m][c] == 0 ? 0 : cubes[m][c] / (6 * Math.pow(squares[m][c], 1.5));
      }
    }
    return accelerations;
  }

  /**
   * The interval of a class's metric.
   *
   * @param metric the metric
   * @param classIndex the class
   * @param method how it is made
   * @param level the confidence level, for example 0.95
   */
  public Interval interval(Metric metric, int classIndex, Method method, double level) {
    return interval(
        estimates[metric.ordinal()][classIndex],
        replicates[metric.ordinal()][classIndex],
        accelerations[metric.ordinal()][classIndex],
        method,
        level,
        metric.label() + " of " + classes.get(classIndex));
  }

  /** The interval of the average over the classes, see {@link #interval}. */
  public Interval average(Metric metric, Method method, double level) {
    int last = classes.size();
    return interval(
        estimates[metric.ordinal()][last],
        replicates[metric.ordinal()][last],
        accelerations[metric.ordinal()][last],
        method,
        level,
        "average " + metric.label());
  }

  /** The values of the resamples, {@code [resample]}; NaN where undefined; a copy. */
  public double[] replicates(Metric metric, int classIndex) {
    return replicates[metric.ordinal()][classIndex].clone();
  }

  /** The averages of the resamples, {@code [resample]}; a copy. */
  public double[] averageReplicates(Metric metric) {
    return replicates[metric.ordinal()][classes.size()].clone();
  }

  /** The number of resamples. */
  public int resamples() {
    return resamples;
  }

  /** A row for each class and metric: estimate, interval, method, level, number of resamples used, note. */
  public Table toTable(Method method, double level) {
    StringColumn name = StringColumn.create("class");
    StringColumn metricName = StringColumn.create("metric");
    DoubleColumn estimate = DoubleColumn.create("estimate");
    DoubleColumn lower = DoubleColumn.create("lower");
    DoubleColumn upper = DoubleColumn.create("upper");
    DoubleColumn levels = DoubleColumn.create("level");
    StringColumn methods = StringColumn.create("method");
    IntColumn used = IntColumn.create("resamples");
    StringColumn note = StringColumn.create("note");
    for (int c = 0; c <= classes.size(); c++) {
      for (Metric metric : Metric.values()) {
        boolean last = c == classes.size();
        Interval interval =
            last ? average(metric, method, level) : interval(metric, c, method, level);
        name.append(last ? Performance.AVERAGE : classes.get(c));
        metricName.append(metric.label());
        estimate.append(interval.estimate());
        lower.append(interval.lower());
        upper.append(interval.upper());
        levels.append(level);
        methods.append(method.name().toLowerCase(java.util.Locale.ROOT));
        used.append(
            (int)
                Arrays.stream(replicates[metric.ordinal()][c])
                    .filter(v -> !Double.isNaN(v))
                    .count());
        note.append(interval.note());
      }
    }
    return Table.create(
        "bootstrap intervals",
        name,
        metricName,
        estimate,
        lower,
        upper,
        levels,
        methods,
        used,
        note);
  }

  /**
   * The paired comparison of two models on the same resamples: is the average of a metric the same?
   *
   * <p>The interval is that of the difference first minus second, by percentiles. The p-value is two-sided: twice the smaller share
   * of resamples in which the difference is at most 0 or at least 0, one added to each count and to the number of resamples, at
   * most 1.
   *
   * @param first one model's distribution
   * @param second the other's, made with the same {@link Resamples}
   * @param metric the metric whose average is compared
   * @param level the confidence level of the interval
   * @throws IllegalArgumentException if resamples, classes, records or labels differ
   */
  public static Difference compare(Bootstrap first, Bootstrap second, Metric metric, double level) {
    if (first.source != second.source) {
      throw new IllegalArgumentException("a paired comparison needs the same resamples for both");
    }
    if (!first.classes.equals(second.classes)
        || !first.test.ids().equals(second.test.ids())
        || !Arrays.deepEquals(first.test.labels(), second.test.labels())) {
      throw new IllegalArgumentException(
          "a paired comparison needs the same classes, records and labels for both");
    }
    double[] a = first.averageReplicates(metric);
    double[] b = second.averageReplicates(metric);
    double[] difference = new double[a.length];
    int defined = 0;
    int atMost = 0;
    int atLeast = 0;
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
      if (!Double.isNaN(difference[i])) {
        defined++;
        atMost += difference[i] <= EQUAL ? 1 : 0;
        atLeast += difference[i] >= -EQUAL ? 1 : 0;
      }
    }
    int last = first.classes.size();
    double estimate =
        first.estimates[metric.ordinal()][last] - second.estimates[metric.ordinal()][last];
    Interval interval =
        interval(
            estimate,
            difference,
            0,
            Method.PERCENTILE,
            level,
            "difference of average " + metric.label());
    double p =
        defined == 0
            ? Double.NaN
            : Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (defined + 1));
    return new Difference(interval, p);
  }

  /**
   * A difference between two models.
   *
   * @param interval the difference, first minus second
   * @param pValue two-sided; NaN if the difference is undefined
   */
  public record Difference(Interval interval, double pValue) {}

  static Interval interval(
      double estimate,
      double[] replicates,
      double acceleration,
      Method method,
      double level,
      String what) {
    Interval.checkLevel(level);
    if (Double.isNaN(estimate)) {
      return Interval.undefined(estimate, level, what + " is undefined");
    }
    double[] sorted = Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int missing = replicates.length - sorted.length;
    if (sorted.length == 0) {
      return Interval.undefined(estimate, level, what + " is undefined in every resample");
    }
    String note =
        missing == 0
            ? ""
            : "%s is undefined in %d of %d resamples, which are left out"
                .formatted(what, missing, replicates.length);
    double low = (1 - level) / 2;
    double high = 1 - low;
    if (method == Method.BCA) {
      double below = Arrays.stream(sorted).filter(v -> v < estimate - EQUAL).count();
      double equal = Arrays.stream(sorted).filter(v -> Math.abs(v - estimate) <= EQUAL).count();
      double share = (below + equal / 2) / sorted.length;
      if (share == 0 || share == 1) {
        return Interval.undefined(
            estimate, level, what + ": every resample lies on one side of the estimate");
      }
      double bias = NORMAL.inverseCumulativeProbability(share);
      low = shifted(low, bias, acceleration);
      high = shifted(high, bias, acceleration);
    }
    return new Interval(estimate, quantile(sorted, low), quantile(sorted, high), level, note);
  }

  private static double shifted(double level, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(level);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  /** NumPy's linearly interpolated quantile of ascending values. */
  static double quantile(double[] sorted, double level) {
    double at = level * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    double share = at - below;
    return sorted[below] + share * (sorted[above] - sorted[below]);
  }

  private static void checkRecords(Predictions predictions, Resamples resamples) {
    if (predictions.size() != resamples.records()) {
      throw new IllegalArgumentException(
          "resamples of %d records do not fit %d predictions"
              .formatted(resamples.records(), predictions.size()));
    }
  }

  private static void checkInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("the bootstrap was interrupted");
    }
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** All metrics of all classes and their averages for given weights. */
  private static final class Evaluator {
    private final WeightedMetrics[] metrics;
    private final double[][] scores;
    private final boolean[][] predicted;
    private final Thresholds thresholds;
    private final double[] current = new double[Metric.values().length];

    Evaluator(Predictions test, Thresholds thresholds) {
      if (!test.classes().equals(thresholds.classes())) {
        throw new IllegalArgumentException(
            "thresholds of the classes "
                + thresholds.classes()
                + " cannot be applied to "
                + test.classes());
      }
      int n = test.classes().size();
      this.thresholds = thresholds;
      this.metrics = new WeightedMetrics[n];
      this.scores = new double[n][];
      this.predicted = new boolean[n][test.size()];
      for (int c = 0; c < n; c++) {
        scores[c] = test.scores(c);
        metrics[c] = new WeightedMetrics(test.labels(c), scores[c]);
      }
      threshold(thresholds.values());
    }

    void threshold(double[] values) {
      for (int c = 0; c < scores.length; c++) {
        for (int i = 0; i < scores[c].length; i++) {
          predicted[c][i] =
              thresholds.comparison().test(scores[c][i], values[c], thresholds.precision());
        }
      }
    }

    void measure(int[] weights, double[][] values) {
      int n = scores.length;
      double[] sums = new double[current.length];
      int[] counted = new int[current.length];
      for (int c = 0; c < n; c++) {
        metrics[c].measure(weights, predicted[c], current);
        for (int m = 0; m < current.length; m++) {
          values[m][c] = current[m];
          if (!Double.isNaN(current[m])) {
            sums[m] += current[m];
            counted[m]++;
          }
        }
      }
      for (int m = 0; m < current.length; m++) {
        values[m][n] = counted[m] == 0 ? Double.NaN : sums[m] / counted[m];
      }
    }
  }

  /** The best thresholds for given weights of the validation records. */
  private static final class Selector {
    private final int[][] above;
    private final boolean[][] labels;

    Selector(Predictions validation, ScorePrecision precision) {
      int n = validation.classes().size();
      above = new int[n][];
      labels = new boolean[n][];
      for (int c = 0; c < n; c++) {
        above[c] = Thresholds.thresholdsBelow(validation.scores(c), precision);
        labels[c] = validation.labels(c);
      }
    }

    double[] best(int[] weights) {
      double[] best = new double[above.length];
      for (int c = 0; c < best.length; c++) {
        best[c] = Thresholds.best(Thresholds.f1Curve(labels[c], above[c], weights));
      }
      return best;
    }
  }
}
