package org.ecgworkbench.shap.evaluation;

import java.util.Arrays;
import org.ecgworkbench.base.SortedValues;
import org.ecgworkbench.shap.Explanation;

/**
 * How alike two explanations of the same record and class are; padding takes no part.
 *
 * <p>The measures are those of Adebayo et al. 2018 (arXiv:1810.03292): rank correlation of attributions, of their absolute values, and
 * structural similarity of the maps as they are drawn.
 */
public final class AttributionSimilarity {
  private static final int WINDOW = 7;
  private static final double RANGE = 2;
  private static final double C1 = 0.01 * RANGE * 0.01 * RANGE;
  private static final double C2 = 0.03 * RANGE * 0.03 * RANGE;
  private static final double DRAWN = 0.99;

  private AttributionSimilarity() {}

  /**
   * Spearman's rank correlation over all samples of all leads: the correlation of ranks, ties at their mean rank.
   *
   * @param a attributions {@code [lead][sample]} of a record and class
   * @param b another explanation of the same record and class, of the same shape and padding
   * @return in [-1, 1]; NaN where one explanation is constant
   * @throws IllegalArgumentException if the explanations differ in shape or padding
   */
  public static double spearman(Explanation a, Explanation b) {
    requireAlike(a, b);
    return spearman(values(a, false), values(b, false));
  }

  /**
   * As {@link #spearman(Explanation, Explanation)}, of the absolute values.
   *
   * @param a attributions {@code [lead][sample]} of a record and class
   * @param b another explanation of the same record and class, of the same shape and padding
   * @return in [-1, 1]; NaN where one explanation's absolute values are all the same
   * @throws IllegalArgumentException if the explanations differ in shape or padding
   */
  public static double spearmanOfMagnitudes(Explanation a, Explanation b) {
    requireAlike(a, b);
    return spearman(values(a, true), values(b, true));
  }

  /**
   * Spearman's rank correlation of two samples, ties at their mean rank.
   *
   * @param a {@code [pair]}, the one value of each pair
   * @param b {@code [pair]}, the other, as many
   * @return in [-1, 1]; NaN where one is constant or shorter than two
   * @throws IllegalArgumentException if the lengths differ
   */
  public static double spearman(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "expected as many values, found %d and %d".formatted(a.length, b.length));
    }
    double[] x = ranks(a);
    double[] y = ranks(b);
    double mean = (a.length + 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mean) * (y[i] - mean);
      xx += (x[i] - mean) * (x[i] - mean);
      yy += (y[i] - mean) * (y[i] - mean);
    }
    return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
  }

  /**
   * The structural similarity index (Wang et al. 2004, doi 10.1109/TIP.2003.819861) along time, its mean over leads and over all
   * windows of {@value #WINDOW} samples. As for drawing, each map is divided by the 99th percentile of its absolute values and cut at -1
   * and 1; the constants are those of a range of 2, (0.01 * 2)^2 and (0.03 * 2)^2, variances are divided by the window's length.
   *
   * @param a attributions {@code [lead][sample]} of a record and class
   * @param b another explanation of the same record and class, of the same shape and padding
   * @return at most 1, which equal maps have; NaN where a map is 0 everywhere
   * @throws IllegalArgumentException if the explanations differ in shape or padding, or there are fewer samples than a window has
   */
  public static double structural(Explanation a, Explanation b) {
    requireAlike(a, b);
    int first = a.paddedSamples();
    int n = a.attributions()[0].length - first;
    if (n < WINDOW) {
      throw new IllegalArgumentException(
          "expected at least %d samples, found %d".formatted(WINDOW, n));
    }
    double scaleA = drawnScale(a);
    double scaleB = drawnScale(b);
    if (scaleA == 0 || scaleB == 0) {
      return Double.NaN;
    }
    double sum = 0;
    int windows = 0;
    for (int lead = 0; lead < a.attributions().length; lead++) {
      double[] x = drawn(a.attributions()[lead], first, scaleA);
      double[] y = drawn(b.attributions()[lead], first, scaleB);
      for (int t = 0; t + WINDOW <= n; t++) {
        sum += window(x, y, t);
        windows++;
      }
    }
    return sum / windows;
  }

  private static double window(double[] x, double[] y, int from) {
    double mx = 0;
    double my = 0;
    for (int t = from; t < from + WINDOW; t++) {
      mx += x[t] / WINDOW;
      my += y[t] / WINDOW;
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int t = from; t < from + WINDOW; t++) {
      xx += (x[t] - mx) * (x[t] - mx) / WINDOW;
      yy += (y[t] - my) * (y[t] - my) / WINDOW;
      xy += (x[t] - mx) * (y[t] - my) / WINDOW;
    }
    return (2 * mx * my + C1) * (2 * xy + C2) / ((mx * mx + my * my + C1) * (xx + yy + C2));
  }

  private static double drawnScale(Explanation explanation) {
    double[] magnitudes = values(explanation, true);
    Arrays.sort(magnitudes);
    double scale = magnitudes[(int) Math.ceil(DRAWN * (magnitudes.length - 1))];
    return scale > 0 ? scale : magnitudes[magnitudes.length - 1];
  }

  private static double[] drawn(float[] lead, int first, double scale) {
    double[] drawn = new double[lead.length - first];
    for (int t = 0; t < drawn.length; t++) {
      drawn[t] = Math.max(-1, Math.min(1, lead[first + t] / scale));
    }
    return drawn;
  }

  static double[] values(Explanation explanation, boolean magnitudes) {
    float[][] phi = explanation.attributions();
    int first = explanation.paddedSamples();
    int n = phi[0].length - first;
    double[] values = new double[phi.length * n];
    for (int lead = 0; lead < phi.length; lead++) {
      for (int t = 0; t < n; t++) {
        double value = phi[lead][first + t];
        values[lead * n + t] = magnitudes ? Math.abs(value) : value;
      }
    }
    return values;
  }

  /** Ranks from 1, equal values at the mean of their ranks. */
  private static double[] ranks(double[] values) {
    int n = values.length;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[n];
    for (int i = 0; i < n; i++) {
      // Adding 0 makes -0 and 0 the same value for searching.
      double value = values[i] + 0.0;
      ranks[i] =
          (SortedValues.below(sorted, value) + SortedValues.notAbove(sorted, value) + 1) / 2.0;
    }
    return ranks;
  }

  private static void requireAlike(Explanation a, Explanation b) {
    if (a.attributions().length != b.attributions().length
        || a.attributions()[0].length != b.attributions()[0].length
        || a.paddedSamples() != b.paddedSamples()) {
      throw new IllegalArgumentException(
          "record %s and %s: expected as many leads, samples and padding, found %d x %d, %d and %d x %d, %d"
              .formatted(
                  a.recordId(),
                  b.recordId(),
                  a.attributions().length,
                  a.attributions()[0].length,
                  a.paddedSamples(),
                  b.attributions().length,
                  b.attributions()[0].length,
                  b.paddedSamples()));
    }
  }
}
