package org.ecgworkbench.baseline;

/** What is done to the features before a learner sees them. */
public enum Scaling {
  /** Nothing: features in their own units, the authors' way. */
  NONE,
  /**
   * Each feature less its mean over the training records, divided by its population standard deviation there; a feature that is constant
   * up to rounding is only centred. It counts as that by scikit-learn's two rules: a deviation of at most {@code n eps |mean|}, which is
   * what summing n values may leave of a constant one, or of at most {@code 10 eps}, whatever the mean, which is far below what any
   * recording resolves. {@code eps} is 2<sup>-52</sup>.
   */
  STANDARD;

  private static final double EPSILON = Math.ulp(1.0);

  /** Settings that say what is done to the features. */
  interface Choice {
    Scaling scaling();
  }

  /** What was learned from the training records: {@code (x - mean) / deviation}. */
  record Fitted(double[] mean, double[] deviation) {
    double[][] apply(double[][] x) {
      if (mean == null) {
        return x;
      }
      double[][] scaled = new double[x.length][mean.length];
      for (int i = 0; i < x.length; i++) {
        for (int j = 0; j < mean.length; j++) {
          scaled[i][j] = (x[i][j] - mean[j]) / deviation[j];
        }
      }
      return scaled;
    }

    /** Weights of scaled features as weights of the features themselves. */
    double[] weights(double[] scaled) {
      double[] weights = scaled.clone();
      for (int j = 0; mean != null && j < weights.length; j++) {
        weights[j] /= deviation[j];
      }
      return weights;
    }

    /** What the means that are taken off take off a sum of weights times scaled features. */
    double shift(double[] scaled) {
      double shift = 0;
      for (int j = 0; mean != null && j < scaled.length; j++) {
        shift += scaled[j] * mean[j] / deviation[j];
      }
      return shift;
    }
  }

  Fitted fit(double[][] x) {
    if (this == NONE) {
      return new Fitted(null, null);
    }
    int p = x[0].length;
    double[] mean = new double[p];
    double[] deviation = new double[p];
    for (double[] row : x) {
      for (int j = 0; j < p; j++) {
        mean[j] += row[j];
      }
    }
    for (int j = 0; j < p; j++) {
      mean[j] /= x.length;
    }
    for (double[] row : x) {
      for (int j = 0; j < p; j++) {
        double d = row[j] - mean[j];
        deviation[j] += d * d;
      }
    }
    for (int j = 0; j < p; j++) {
      deviation[j] = Math.sqrt(deviation[j] / x.length);
      if (deviation[j] <= EPSILON * Math.max(10, x.length * Math.abs(mean[j]))) {
        deviation[j] = 1;
      }
    }
    return new Fitted(mean, deviation);
  }
}
