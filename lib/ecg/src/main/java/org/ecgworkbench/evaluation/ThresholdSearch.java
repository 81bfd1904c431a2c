package org.ecgworkbench.evaluation;

/** The search of {@link Thresholds} on the 100 values {@code numpy.linspace(0, 1, 100)}. */
final class ThresholdSearch {
  private static final int SIZE = 100;
  static final double[] GRID = grid();

  private ThresholdSearch() {}

  /** F1 at each threshold when each record counts a whole number of times. */
  static double[] f1Curve(boolean[] labels, int[] thresholdsBelow, int[] weights) {
    // yes[k] counts the records whose score is greater than exactly the first k thresholds.
    int[] yes = new int[SIZE + 1];
    int[] truePositives = new int[SIZE + 1];
    int positives = 0;
    for (int i = 0; i < labels.length; i++) {
      int k = thresholdsBelow[i];
      yes[k] += weights[i];
      if (labels[i]) {
        truePositives[k] += weights[i];
        positives += weights[i];
      }
    }
    double[] f1 = new double[SIZE];
    int predicted = 0;
    int found = 0;
    for (int k = SIZE - 1; k >= 0; k--) {
      predicted += yes[k + 1];
      found += truePositives[k + 1];
      f1[k] = Confusion.f1OrZero(found, predicted, positives);
    }
    return f1;
  }

  /** The first threshold with the greatest value of a curve. */
  static double best(double[] f1) {
    int best = 0;
    for (int k = 1; k < SIZE; k++) {
      if (f1[k] > f1[best]) {
        best = k;
      }
    }
    return GRID[best];
  }

  /** For each score, how many thresholds it is greater than. */
  static int[] thresholdsBelow(double[] scores, ScorePrecision precision) {
    double[] grid = GRID.clone();
    for (int k = 0; k < SIZE; k++) {
      grid[k] = precision.round(grid[k]);
    }
    int[] below = new int[scores.length];
    for (int i = 0; i < scores.length; i++) {
      below[i] = thresholdsBelow(precision.round(scores[i]), grid, i);
    }
    return below;
  }

  private static int thresholdsBelow(double score, double[] grid, int record) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("score " + record + " is NaN");
    }
    int k = (int) Math.min(SIZE, Math.max(0, score * (SIZE - 1)));
    while (k > 0 && score <= grid[k - 1]) {
      k--;
    }
    while (k < SIZE && score > grid[k]) {
      k++;
    }
    return k;
  }

  private static double[] grid() {
    double[] grid = new double[SIZE];
    double step = 1.0 / (SIZE - 1);
    for (int k = 0; k < SIZE; k++) {
      grid[k] = k * step;
    }
    grid[SIZE - 1] = 1.0;
    return grid;
  }
}
