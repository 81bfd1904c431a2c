package org.ecgworkbench.shap.layer;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.Reference;

/**
 * DeepLIFT with the rescale rule (Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685): the difference of the logit from that of a baseline is
 * carried back through differences, layer by layer. A ReLU divides its outputs' difference by its inputs'; a maximum gives what it gains to
 * the record's greatest place and what it loses to the baseline's, which is captum's rule for maxima. Both are exact, convolutions and
 * additions are linear, and so the attributions add up to f_c(x) - f_c(b) but for rounding. Nothing is drawn.
 */
public final class DeepLift implements AttributionMethod {
  private final LayeredNetwork network;
  private final List<Lead> leads;
  private final Reference baseline;
  private final LayeredNetwork.Pass from;

  /**
   * A method; the network's values for the baseline are computed here.
   *
   * @param network what to explain
   * @param leads the leads of the network's rows
   * @param baseline what differences are taken from, of the records' shape
   * @throws IllegalArgumentException if network or baseline have another number of leads
   */
  public DeepLift(LayeredNetwork network, List<Lead> leads, Reference baseline) {
    this.network = network;
    this.leads = List.copyOf(leads);
    this.baseline = baseline;
    Maps.requireLeads(network, leads);
    from = network.forward(Maps.input(network, baseline.millivolts()));
  }

  @Override
  public String label() {
    return "DeepLIFT";
  }

  @Override
  public String settings() {
    return "rescale rule, baseline " + baseline.name();
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    Parallel.stopIfInterrupted();
    double[][] x = Maps.input(network, millivolts, classes);
    float[][] b = baseline.millivolts();
    if (b[0].length != x[0].length) {
      throw new IllegalArgumentException(
          "record %s: expected %d samples as the baseline has, found %d"
              .formatted(recordId, b[0].length, x[0].length));
    }
    LayeredNetwork.Pass pass = network.forward(x);
    List<Explanation> explanations = new ArrayList<>();
    for (int c : classes) {
      double[][] phi = network.multipliers(pass, from, c);
      for (int lead = 0; lead < phi.length; lead++) {
        for (int t = 0; t < phi[lead].length; t++) {
          phi[lead][t] *= x[lead][t] - b[lead][t];
        }
      }
      explanations.add(
          Maps.explanation(recordId, c, leads, phi, pass.logit(c), from.logit(c), paddedSamples));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
