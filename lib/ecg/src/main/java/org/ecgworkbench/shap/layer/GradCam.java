package org.ecgworkbench.shap.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;

/**
 * Grad-CAM (Selvaraju et al. 2020, doi 10.1007/s11263-019-01228-7) from what the last stage of convolutions puts out, after its last addition and
 * ReLU, which is what mean and maximum are taken of: each channel times the mean gradient of the logit there, added up, negative sums set
 * to 0, each column drawn out over its samples (to the nearest column below, as captum's {@code LayerAttribution.interpolate} does by
 * default). A map of time alone: every lead has the same. As the head is linear, the channels' weights are the same for every record, and
 * Grad-CAM is the class activation map of the network.
 *
 * <p>Guided Grad-CAM multiplies it with guided backpropagation, and so has leads and single samples. Neither adds up to anything, so
 * expected output and standard error are NaN. Padding keeps what the network has there.
 */
public final class GradCam implements AttributionMethod {
  private final LayeredNetwork network;
  private final List<Lead> leads;
  private final Kind kind;

  /** Which map. */
  public enum Kind {
    /** Grad-CAM, the same in all leads, 0 or more. */
    GRAD_CAM("Grad-CAM"),
    /** Guided Grad-CAM: Grad-CAM times guided backpropagation, with signs. */
    GUIDED_GRAD_CAM("guided Grad-CAM");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /**
   * A method.
   *
   * @param network what to explain
   * @param leads the leads of the network's rows
   * @param kind which map
   * @throws IllegalArgumentException if the network reads another number of leads
   */
  public GradCam(LayeredNetwork network, List<Lead> leads, Kind kind) {
    this.network = network;
    this.leads = List.copyOf(leads);
    this.kind = Objects.requireNonNull(kind, "kind");
    Maps.requireLeads(network, leads);
  }

  @Override
  public String label() {
    return kind.label;
  }

  @Override
  public String settings() {
    return "last stage of convolutions, columns drawn out to samples";
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    Parallel.stopIfInterrupted();
    double[][] x = Maps.input(network, millivolts, classes);
    LayeredNetwork.Pass pass = network.forward(x);
    double[][] last = pass.last();
    int samples = x[0].length;
    List<Explanation> explanations = new ArrayList<>();
    for (int c : classes) {
      double[] weights = network.channelWeights(c, last[0].length);
      double[] columns = new double[last[0].length];
      for (int column = 0; column < columns.length; column++) {
        for (int k = 0; k < weights.length; k++) {
          columns[column] += weights[k] * last[k][column];
        }
        columns[column] = Math.max(0, columns[column]);
      }
      double[][] map =
          kind == Kind.GRAD_CAM
              ? new double[x.length][samples]
              : network.backward(pass, c, LayeredNetwork.Rule.GUIDED);
      float scale = (float) columns.length / samples;
      for (double[] lead : map) {
        for (int t = 0; t < samples; t++) {
          double cam = columns[Math.min(columns.length - 1, (int) (t * scale))];
          lead[t] = kind == Kind.GRAD_CAM ? cam : cam * lead[t];
        }
      }
      explanations.add(
          Maps.explanation(recordId, c, leads, map, pass.logit(c), Double.NaN, paddedSamples));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
