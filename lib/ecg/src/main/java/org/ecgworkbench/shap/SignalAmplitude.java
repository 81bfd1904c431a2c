package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Lead;

/** {@link AttributionMethod#amplitude} and {@link AttributionMethod#energy}. */
final class SignalAmplitude implements AttributionMethod {
  private final List<Lead> leads;
  private final boolean isSquared;

  SignalAmplitude(List<Lead> leads, boolean isSquared) {
    this.leads = List.copyOf(leads);
    this.isSquared = isSquared;
  }

  @Override
  public String label() {
    return isSquared ? "signal energy" : "signal amplitude";
  }

  @Override
  public String settings() {
    return isSquared ? "square of the signal" : "absolute value of the signal";
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    double[][] amplitude = new double[millivolts.length][];
    for (int lead = 0; lead < amplitude.length; lead++) {
      amplitude[lead] = new double[millivolts[lead].length];
      for (int t = paddedSamples; t < amplitude[lead].length; t++) {
        double size = Math.abs(millivolts[lead][t]);
        amplitude[lead][t] = isSquared ? size * size : size;
      }
    }
    List<Explanation> explanations = new ArrayList<>();
    for (int c : classes) {
      explanations.add(
          Explanation.withoutDraws(
              recordId, c, leads, amplitude, Double.NaN, Double.NaN, paddedSamples));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
