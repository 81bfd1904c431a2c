package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Lead;

/**
 * A control that knows the recording but no model: the absolute value of the signal in mV, 0 on padding. Evidence in an ECG often lies
 * where the signal is large, so a map may find it by following the signal alone; a method that says something about a model has to find it
 * better than this. The same for every class; output, expected output, residual and standard error are NaN.
 */
public final class SignalAmplitude implements AttributionMethod {
  private final List<Lead> leads;
  private final boolean isSquared;

  /**
   * A control.
   *
   * @param leads the leads of the records
   */
  public SignalAmplitude(List<Lead> leads) {
    this(leads, false);
  }

  private SignalAmplitude(List<Lead> leads, boolean isSquared) {
    this.leads = List.copyOf(leads);
    this.isSquared = isSquared;
  }

  /**
   * {@return the control whose map is the signal's energy, its square in mV²: what gradients times differences would give whose gradients
   * are proportional to the signal}
   *
   * @param leads the leads of the records
   */
  public static SignalAmplitude squared(List<Lead> leads) {
    return new SignalAmplitude(leads, true);
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
