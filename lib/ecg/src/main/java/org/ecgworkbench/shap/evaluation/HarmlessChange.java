package org.ecgworkbench.shap.evaluation;

import java.util.Locale;
import java.util.Objects;
import org.ecgworkbench.shap.Explanation;

/** A change of a recording that changes nothing a reader would say of it, and so should change nothing that an explanation says. */
public enum HarmlessChange {
  /** The recording one sample later, its first sample twice; maps are compared sample by sample after moving them back. */
  ONE_SAMPLE("one sample later"),
  /** All leads two per cent larger. */
  GAIN("2 % larger"),
  /** A sine of 10 uV at 50 Hz in all leads, from the recording's first sample; at rates of 100 Hz or less its alias. */
  MAINS("50 Hz of 10 uV");

  private static final double GAIN_FACTOR = 1.02;
  private static final double MAINS_MILLIVOLTS = 0.01;

  private final String label;

  HarmlessChange(String label) {
    this.label = label;
  }

  /** {@return its name in tables} */
  public String label() {
    return label;
  }

  /**
   * What is left of an explanation under a change.
   *
   * @param spearman rank correlation of the absolute values before and after, -1 to 1
   * @param distance the Euclidean distance of the two maps over the length of the first: 0 where nothing changed, NaN where the first is 0. It is
   *     relative to the map and not to the change of the input, and so no Lipschitz constant
   */
  public record Stability(double spearman, double distance) {
    /** Both numbers. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "rank correlation %.3f, distance %.3f of its length", spearman, distance);
    }
  }

  /**
   * {@return the changed recording, {@code [lead][sample]}; padding stays 0}
   *
   * @param millivolts {@code [lead][sample]}, not changed
   * @param paddedSamples samples on the left that are padding
   * @param samplingRateHz of the signal, positive
   */
  public float[][] of(float[][] millivolts, int paddedSamples, double samplingRateHz) {
    float[][] changed = new float[millivolts.length][];
    for (int lead = 0; lead < changed.length; lead++) {
      float[] from = millivolts[lead];
      changed[lead] = from.clone();
      for (int t = paddedSamples; t < from.length; t++) {
        changed[lead][t] =
            switch (this) {
              case ONE_SAMPLE -> from[Math.max(paddedSamples, t - 1)];
              case GAIN -> (float) (GAIN_FACTOR * from[t]);
              case MAINS ->
                  (float)
                      (from[t]
                          + MAINS_MILLIVOLTS
                              * StrictMath.sin(
                                  2 * Math.PI * 50 * (t - paddedSamples) / samplingRateHz
                                      + Math.PI / 4));
            };
      }
    }
    return changed;
  }

  /**
   * {@return how alike two explanations are, the second of the changed recording}
   *
   * @param before of the recording as it is
   * @param after of what {@link #of} made of it, by the same method and for the same class
   * @throws IllegalArgumentException if the two differ in shape
   */
  public Stability compare(Explanation before, Explanation after) {
    Objects.requireNonNull(after, "after");
    float[][] a = before.attributions();
    float[][] b = after.attributions();
    int later = this == ONE_SAMPLE ? 1 : 0;
    int first = before.paddedSamples();
    if (a.length != b.length || a[0].length != b[0].length) {
      throw new IllegalArgumentException(
          "record %s: the explanations differ in shape".formatted(before.recordId()));
    }
    int n = a[0].length - first - later;
    double[] x = new double[a.length * n];
    double[] y = new double[x.length];
    double squares = 0;
    double distance = 0;
    for (int lead = 0; lead < a.length; lead++) {
      for (int t = 0; t < n; t++) {
        double here = a[lead][first + t];
        double there = b[lead][first + later + t];
        x[lead * n + t] = Math.abs(here);
        y[lead * n + t] = Math.abs(there);
        squares += here * here;
        distance += (there - here) * (there - here);
      }
    }
    return new Stability(
        AttributionSimilarity.spearman(x, y),
        squares == 0 ? Double.NaN : Math.sqrt(distance / squares));
  }
}
