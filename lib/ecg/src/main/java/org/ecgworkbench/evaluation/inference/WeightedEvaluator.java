package org.ecgworkbench.evaluation.inference;

import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.WeightedMetrics;

/** All metrics of all classes and their averages for given weights. */
final class WeightedEvaluator {
  private final WeightedMetrics[] metrics;
  private final double[][] scores;
  private final boolean[][] predicted;
  private final Thresholds thresholds;
  private final double[] current = new double[PerformanceMetric.values().length];

  WeightedEvaluator(Predictions test, Thresholds thresholds) {
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

  /**
   * Measures.
   *
   * @param values is filled: {@code [metric x (classes + 1) + class]}, the average behind the last class
   */
  void measure(int[] weights, double[] values) {
    int n = scores.length;
    double[] sums = new double[current.length];
    int[] counted = new int[current.length];
    for (int c = 0; c < n; c++) {
      metrics[c].measure(weights, predicted[c], current);
      for (int m = 0; m < current.length; m++) {
        values[m * (n + 1) + c] = current[m];
        if (!Double.isNaN(current[m])) {
          sums[m] += current[m];
          counted[m]++;
        }
      }
    }
    for (int m = 0; m < current.length; m++) {
      values[m * (n + 1) + n] = counted[m] == 0 ? Double.NaN : sums[m] / counted[m];
    }
  }
}
