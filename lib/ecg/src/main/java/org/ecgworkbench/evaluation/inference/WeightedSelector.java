package org.ecgworkbench.evaluation.inference;

import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/** The best thresholds for given weights of the validation records. */
final class WeightedSelector {
  private final int[][] above;
  private final boolean[][] labels;

  WeightedSelector(Predictions validation, ScorePrecision precision) {
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
