package org.ecgworkbench.evaluation.inference;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.WeightedMetrics;

/**
 * The mean of every metric over models that differ only in the seed of their training, on the same test records, with the bootstrap
 * distribution of that mean over the records. In each resample all models are measured on the same records and averaged, so the interval
 * is of the mean at these models; how much the models differ among each other is {@link #seedSd}.
 *
 * <p>Decisions are taken as they are given and not made anew, so test folds whose models have other thresholds can be pooled. With one
 * model everything equals {@link Bootstrap} at fixed thresholds.
 */
public final class SeedBootstrap {
  private final List<String> classes;
  private final List<List<Confusion>> counts; // [class][model]
  private final double[][][] byModel; // [model][metric][class, then average]
  private final double[][] estimates;
  private final double[][][] replicates; // [metric][class, then average][resample]
  private final double[][] accelerations;

  /**
   * One model's answers.
   *
   * @param scores of the test records
   * @param decisions {@code [record][class]}, yes or no
   */
  public record Model(Predictions scores, boolean[][] decisions) {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if there is not one decision a record and class
     */
    public Model {
      int n = scores.classes().size();
      if (decisions.length != scores.size()
          || Arrays.stream(decisions).anyMatch(row -> row.length != n)) {
        throw new IllegalArgumentException(
            "expected decisions for %d records and %d classes".formatted(scores.size(), n));
      }
      decisions = Matrices.copy(decisions);
    }

    /** {@return {@code [record][class]}, a copy} */
    @Override
    public boolean[][] decisions() {
      return Matrices.copy(decisions);
    }

    @Override
    public String toString() {
      return scores.toString();
    }
  }

  private SeedBootstrap(
      List<String> classes,
      List<List<Confusion>> counts,
      double[][][] byModel,
      double[][] estimates,
      double[][][] replicates,
      double[][] accelerations) {
    this.classes = classes;
    this.counts = counts;
    this.byModel = byModel;
    this.estimates = estimates;
    this.replicates = replicates;
    this.accelerations = accelerations;
  }

  /**
   * Measures models.
   *
   * @param models at least one, all of the same records, labels and classes
   * @param resamples of as many records
   * @return estimates and resampled values of each class and of the average
   * @throws IllegalArgumentException if there is no model, or records, labels or classes differ
   * @throws CancellationException if the thread is interrupted
   */
  public static SeedBootstrap of(List<Model> models, Resamples resamples) {
    requireSameRecords(models, resamples);
    Predictions first = models.get(0).scores();
    int classes = first.classes().size();
    int metrics = PerformanceMetric.values().length;
    int columns = classes + 1;
    Meter[] meters = models.stream().map(Meter::new).toArray(Meter[]::new);
    int[] ones = new int[first.size()];
    Arrays.fill(ones, 1);
    double[][][] byModel = new double[models.size()][metrics][columns];
    for (int k = 0; k < meters.length; k++) {
      meters[k].measure(ones, byModel[k]);
    }
    double[][] estimates = mean(byModel);
    double[][][] replicates = new double[metrics][columns][resamples.count()];
    double[][][] values = new double[models.size()][metrics][columns];
    for (int b = 0; b < resamples.count(); b++) {
      Parallel.stopIfInterrupted();
      measure(meters, resamples.weights(b), values);
      double[][] mean = mean(values);
      for (int m = 0; m < metrics; m++) {
        for (int c = 0; c < columns; c++) {
          replicates[m][c][b] = mean[m][c];
        }
      }
    }
    double[][][] left = new double[ones.length][][];
    for (int i = 0; i < ones.length; i++) {
      Parallel.stopIfInterrupted();
      ones[i] = 0;
      measure(meters, ones, values);
      ones[i] = 1;
      left[i] = mean(values);
    }
    return new SeedBootstrap(
        first.classes(),
        IntStream.range(0, classes)
            .mapToObj(c -> Arrays.stream(meters).map(meter -> meter.counts(c)).toList())
            .toList(),
        byModel,
        estimates,
        replicates,
        accelerations(left, metrics, columns));
  }

  private static void requireSameRecords(List<Model> models, Resamples resamples) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("expected at least one model");
    }
    Predictions first = models.get(0).scores();
    if (resamples.records() != first.size()) {
      throw new IllegalArgumentException(
          "resamples of %d records do not fit %d predictions"
              .formatted(resamples.records(), first.size()));
    }
    for (Model model : models) {
      if (!model.scores().ids().equals(first.ids())
          || !model.scores().classes().equals(first.classes())
          || !Arrays.deepEquals(model.scores().labels(), first.labels())) {
        throw new IllegalArgumentException(
            "all models need the same records, labels and classes in the same order");
      }
    }
  }

  private static void measure(Meter[] meters, int[] weights, double[][][] values) {
    for (int k = 0; k < meters.length; k++) {
      meters[k].measure(weights, values[k]);
    }
  }

  /** The mean over the models; NaN where one has no value. */
  private static double[][] mean(double[][][] values) {
    double[][] mean = new double[values[0].length][values[0][0].length];
    for (double[][] model : values) {
      for (int m = 0; m < mean.length; m++) {
        for (int c = 0; c < mean[m].length; c++) {
          mean[m][c] += model[m][c] / values.length;
        }
      }
    }
    return mean;
  }

  /** A sixth of the skewness of the influence values, from leaving out one record at a time. */
  private static double[][] accelerations(double[][][] left, int metrics, int columns) {
    double[][] accelerations = new double[metrics][columns];
    for (int m = 0; m < metrics; m++) {
      for (int c = 0; c < columns; c++) {
        int metric = m;
        int column = c;
        double[] values =
            Arrays.stream(left)
                .mapToDouble(v -> v[metric][column])
                .filter(v -> !Double.isNaN(v))
                .toArray();
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        DoubleUnaryOperator power =
            p -> Arrays.stream(values).map(v -> Math.pow(mean - v, p)).sum();
        double squares = power.applyAsDouble(2);
        accelerations[m][c] =
            squares == 0 || values.length == 0
                ? 0
                : power.applyAsDouble(3) / (6 * Math.pow(squares, 1.5));
      }
    }
    return accelerations;
  }

  /** {@return the number of models} */
  public int models() {
    return byModel.length;
  }

  /** {@return the number of the column that holds the average over the classes, for the methods that take a column} */
  public int averageColumn() {
    return classes.size();
  }

  /**
   * {@return the mean over the models; NaN where it is undefined}
   *
   * @param metric what is measured
   * @param column a class, from 0, or {@link #averageColumn()}
   */
  public double estimate(PerformanceMetric metric, int column) {
    return estimates[metric.ordinal()][column];
  }

  /**
   * {@return the value of each model, {@code [model]}}
   *
   * @param metric what is measured
   * @param column a class, from 0, or {@link #averageColumn()}
   */
  public double[] bySeed(PerformanceMetric metric, int column) {
    return Arrays.stream(byModel).mapToDouble(v -> v[metric.ordinal()][column]).toArray();
  }

  /**
   * {@return the standard deviation over the models (ddof = 1); NaN with one model, or where a value is undefined}
   *
   * @param metric what is measured
   * @param column a class, from 0, or {@link #averageColumn()}
   */
  public double seedSd(PerformanceMetric metric, int column) {
    double[] values = bySeed(metric, column);
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /**
   * {@return the interval of the mean over the models: of a class by {@link ClassInterval}, of the average over the classes by BCa over the
   * resamples of records}
   *
   * @param metric what is measured
   * @param column a class, from 0, or {@link #averageColumn()}
   * @param level the confidence level, for example 0.95
   */
  public Interval interval(PerformanceMetric metric, int column, double level) {
    if (column < averageColumn()) {
      return ClassInterval.of(metric, estimate(metric, column), counts.get(column), level);
    }
    return new Replicates(
            "average " + metric.label(),
            estimate(metric, column),
            replicates[metric.ordinal()][column],
            accelerations[metric.ordinal()][column],
            List.of())
        .interval(Bootstrap.Method.BCA, level);
  }

  /**
   * {@return the mean over the models in each resample, {@code [resample]}; NaN where undefined; a copy}
   *
   * @param metric what is measured
   * @param column a class, from 0, or {@link #averageColumn()}
   */
  public double[] replicates(PerformanceMetric metric, int column) {
    return replicates[metric.ordinal()][column].clone();
  }

  /** Measures one model for given weights of the records. */
  private static final class Meter {
    private final Model model;
    private final WeightedMetrics[] metrics;
    private final boolean[][] decisions; // [class][record]
    private final double[] current = new double[PerformanceMetric.values().length];

    Meter(Model model) {
      this.model = model;
      int n = model.scores().classes().size();
      metrics = new WeightedMetrics[n];
      decisions = new boolean[n][model.scores().size()];
      for (int c = 0; c < n; c++) {
        metrics[c] = new WeightedMetrics(model.scores().labels(c), model.scores().scores(c));
        for (int i = 0; i < decisions[c].length; i++) {
          decisions[c][i] = model.decisions[i][c];
        }
      }
    }

    Confusion counts(int c) {
      return Confusion.of(model.scores().labels(c), decisions[c]);
    }

    void measure(int[] weights, double[][] values) {
      int n = metrics.length;
      double[] sums = new double[current.length];
      int[] counted = new int[current.length];
      for (int c = 0; c < n; c++) {
        metrics[c].measure(weights, decisions[c], current);
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

  @Override
  public String toString() {
    return "%d models, %d classes; average F1 %s"
        .formatted(
            models(),
            classes.size(),
            interval(PerformanceMetric.F1, averageColumn(), 0.95).format(3));
  }
}
