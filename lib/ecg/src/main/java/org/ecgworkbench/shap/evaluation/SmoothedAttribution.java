package org.ecgworkbench.shap.evaluation;

import java.util.Arrays;
import java.util.Objects;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;

/**
 * Moving means of an explanation along time, as explanations of their own. The gradient of a network with strides alternates from sample
 * to sample, so that single attributions say little; their mean over a stretch of a lead says how much the stretch counts.
 *
 * <p>The result is a map to look at and to rank by, no attribution that adds up: completeness is lost, so output, expected output and
 * standard error are NaN. Padding takes no part and has 0. At the ends of the recording the mean is over the samples that there are.
 *
 * @param kind what is averaged
 * @param halfWidthSamples samples on either side of each; the mean is over twice as many and one
 */
public record SmoothedAttribution(Kind kind, int halfWidthSamples) {

  /** What is averaged. */
  public enum Kind {
    /** The attributions with their signs: neighbours may cancel. */
    SIGNED,
    /**
     * Their absolute values: how much, not in which direction. Such a map also follows the size of the signal, since an attribution
     * is a gradient times a difference in mV; compare {@link AttributionMethod#amplitude}.
     */
    MAGNITUDE
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the half width is negative
   */
  public SmoothedAttribution {
    Objects.requireNonNull(kind, "kind");
    if (halfWidthSamples < 0) {
      throw new IllegalArgumentException(
          "half width must not be negative, found " + halfWidthSamples);
    }
  }

  /**
   * {@return means over about so long: over twice the whole number of samples nearest to half of it, and one}
   *
   * @param kind what is averaged
   * @param seconds length of the stretch, not negative
   * @param samplingRateHz of the explanation, the network's
   */
  public static SmoothedAttribution ofSeconds(Kind kind, double seconds, int samplingRateHz) {
    return new SmoothedAttribution(kind, (int) Math.round(seconds * samplingRateHz / 2));
  }

  /**
   * {@return the moving means of an explanation, of its shape; 0 on padding}
   *
   * @param explanation attributions {@code [lead][sample]}
   */
  public Explanation of(Explanation explanation) {
    float[][] phi = explanation.attributions();
    double[][] means = new double[phi.length][];
    for (int lead = 0; lead < phi.length; lead++) {
      means[lead] = means(phi[lead], explanation.paddedSamples());
    }
    double[] unknown = new double[phi.length];
    Arrays.fill(unknown, Double.NaN);
    return new Explanation(
        explanation.recordId(),
        explanation.classIndex(),
        explanation.className(),
        explanation.leads(),
        Matrices.narrowed(means),
        Double.NaN,
        Double.NaN,
        Matrices.sum(means),
        Double.NaN,
        unknown,
        explanation.draws(),
        explanation.seed(),
        explanation.paddedSamples());
  }

  private double[] means(float[] values, int padded) {
    int n = values.length;
    double[] cumulative = new double[n + 1];
    for (int t = 0; t < n; t++) {
      double value =
          t < padded ? 0 : kind == Kind.MAGNITUDE ? Math.abs((double) values[t]) : values[t];
      cumulative[t + 1] = cumulative[t] + value;
    }
    double[] means = new double[n];
    for (int t = padded; t < n; t++) {
      int from = Math.max(padded, t - halfWidthSamples);
      int to = Math.min(n, t + halfWidthSamples + 1);
      means[t] = (cumulative[to] - cumulative[from]) / (to - from);
    }
    return means;
  }
}
