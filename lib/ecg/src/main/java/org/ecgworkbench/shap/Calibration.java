package org.ecgworkbench.shap;

import java.util.Arrays;

/**
 * Weights of draws, nearest to equal, for which controls whose means are known to be 0 have weighted means of 0: draw k of n gets (1 -
 * m' S^-1 (c_k - m)) / n, with m the mean and S the covariance (divisor n) of the controls c. See {@link Weighting#CALIBRATED}.
 *
 * <p>A control that hardly varies, or hardly apart from the other, is left out: with it the weights would only follow rounding.
 */
final class Calibration {
  private static final double SMALLEST_DEVIATION = 1e-6;
  private static final double SMALLEST_SHARE = 1e-9;

  // The controls, [control][draw], made independent of each other; the first is as it came, the
  // second less `slope` times the first.
  private final double[][] controls = new double[2][];
  private final double[] means = new double[2];
  private final double[] variances = new double[2];
  private double slope;

  /**
   * Weights for these controls.
   *
   * @param first {@code [draw]}
   * @param second {@code [draw]}
   * @param scale what counts as large
   */
  Calibration(double[] first, double[] second, double scale) {
    double negligible = Math.pow(SMALLEST_DEVIATION * scale, 2);
    take(0, first, negligible);
    if (variances[0] > 0) {
      slope = covariance(0, second) / variances[0];
    }
    double[] apart = new double[second.length];
    for (int k = 0; k < apart.length; k++) {
      apart[k] = second[k] - slope * first[k];
    }
    double whole = variance(second);
    take(1, apart, Math.max(negligible, SMALLEST_SHARE * whole));
  }

  private void take(int control, double[] values, double negligible) {
    controls[control] = values;
    means[control] = Arrays.stream(values).average().orElseThrow();
    double variance = variance(values);
    variances[control] = variance > negligible ? variance : 0;
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
  }

  private double covariance(int control, double[] values) {
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      sum += (controls[control][k] - means[control]) * values[k];
    }
    return sum / values.length;
  }

  /** Controls in use, 0 to 2. */
  int size() {
    return (variances[0] > 0 ? 1 : 0) + (variances[1] > 0 ? 1 : 0);
  }

  private double pull(int control) {
    return variances[control] > 0 ? means[control] / variances[control] : 0;
  }

  /**
   * The weighted mean of any quantity as a combination of three plain sums over the draws: of the quantity, of the quantity times the first
   * control, and times the second.
   */
  double[] coefficients() {
    int n = controls[0].length;
    return new double[] {
      (1 + pull(0) * means[0] + pull(1) * means[1]) / n,
      -(pull(0) - pull(1) * slope) / n,
      -pull(1) / n
    };
  }

  /** What a regression on the controls leaves of a quantity, {@code [draw]}, its mean included. */
  double[] left(double[] values) {
    double[] left = values.clone();
    for (int control = 0; control < 2; control++) {
      if (variances[control] > 0) {
        double beta = covariance(control, values) / variances[control];
        for (int k = 0; k < left.length; k++) {
          left[k] -= beta * controls[control][k];
        }
      }
    }
    return left;
  }
}
