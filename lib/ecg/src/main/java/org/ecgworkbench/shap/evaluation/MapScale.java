package org.ecgworkbench.shap.evaluation;

import org.ecgworkbench.beat.MeanBeat;
import org.ecgworkbench.shap.Explanation;

/** How closely one looks at a map when two are compared; always at its absolute values, padding apart. */
public enum MapScale {
  /** Every sample of every lead. */
  SAMPLE("sample"),
  /** The mean over beats, sample by sample of each lead, 0.3 s before to 0.5 s after the R peak. */
  BEAT("beat"),
  /** The sum of each lead. */
  LEAD("lead");

  private final String label;

  MapScale(String label) {
    this.label = label;
  }

  /** {@return its name in tables} */
  public String label() {
    return label;
  }

  /**
   * {@return Spearman's rank correlation of two maps at this scale, -1 to 1; NaN where one is constant, or no whole beat is there}
   *
   * @param a attributions {@code [lead][sample]} of a record
   * @param b another explanation of the same record, of the same shape and padding
   * @param peaks R peaks as samples of the explanation; only {@link #BEAT} looks at them
   * @param samplingRateHz of the explanation
   * @throws IllegalArgumentException if the explanations differ in shape
   */
  public double similarity(Explanation a, Explanation b, int[] peaks, double samplingRateHz) {
    return this == SAMPLE
        ? AttributionSimilarity.spearmanOfMagnitudes(a, b)
        : AttributionSimilarity.spearman(
            values(a, peaks, samplingRateHz), values(b, peaks, samplingRateHz));
  }

  private double[] values(Explanation explanation, int[] peaks, double samplingRateHz) {
    float[][] phi = explanation.attributions();
    int first = explanation.paddedSamples();
    float[][] sizes = new float[phi.length][phi[0].length];
    double[] sums = new double[phi.length];
    for (int lead = 0; lead < phi.length; lead++) {
      for (int t = first; t < phi[lead].length; t++) {
        sizes[lead][t] = Math.abs(phi[lead][t]);
        sums[lead] += sizes[lead][t];
      }
    }
    if (this == LEAD) {
      return sums;
    }
    double[][] mean =
        MeanBeat.of(sizes, sizes, first, samplingRateHz, peaks, MeanBeat.Options.defaults())
            .attribution();
    double[] flat = new double[mean.length * mean[0].length];
    for (int lead = 0; lead < mean.length; lead++) {
      System.arraycopy(mean[lead], 0, flat, lead * mean[lead].length, mean[lead].length);
    }
    return flat;
  }
}
