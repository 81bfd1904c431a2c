package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/** {@link AttributionMethod#random}. */
final class RandomAttribution implements AttributionMethod {
  private final List<Lead> leads;
  private final long seed;

  RandomAttribution(List<Lead> leads, long seed) {
    this.leads = List.copyOf(leads);
    this.seed = seed;
  }

  @Override
  public String label() {
    return "random";
  }

  @Override
  public String settings() {
    return "standard normal values";
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    List<Explanation> explanations = new ArrayList<>();
    for (int c : classes) {
      NumpyRandom random = RandomStream.RANDOM_ATTRIBUTION.stream(seed, recordId, c);
      double[][] phi = new double[millivolts.length][];
      for (int lead = 0; lead < phi.length; lead++) {
        phi[lead] = new double[millivolts[lead].length];
        for (int t = paddedSamples; t < phi[lead].length; t++) {
          phi[lead][t] = random.nextNormal();
        }
      }
      explanations.add(
          new Explanation(
              recordId,
              c,
              leads,
              Matrices.narrowed(phi),
              Double.NaN,
              Double.NaN,
              Matrices.sum(phi),
              Double.NaN,
              1,
              seed,
              paddedSamples));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
