package org.ecgworkbench.paper.leads;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.format.SafeTensors;

/**
 * A network that reads several limb leads, made into one that reads of them only I and II and answers the same. The first layer is a
 * convolution, so linear in the leads; III, aVR, aVL and aVF are linear in I and II; so its weights for them can be added to those of I
 * and II with the coefficients of {@link #coefficients}. Padding is zero in every lead and needs nothing. Nothing is trained.
 */
final class LimbLeadFolding {
  private static final String FIRST_LAYER = "conv1.weight";

  private LimbLeadFolding() {}

  /**
   * A limb lead as a combination of I and II (Einthoven, Goldberger): III = II - I, aVR = -(I + II)/2, aVL = I - II/2, aVF = II - I/2.
   *
   * @param lead one of the six limb leads
   * @return {@code [2]}, the factors of I and of II; a new array
   * @throws IllegalArgumentException if it is no limb lead
   */
  static double[] coefficients(Lead lead) {
    return switch (lead) {
      case I -> new double[] {1, 0};
      case II -> new double[] {0, 1};
      case III -> new double[] {-1, 1};
      case AVR -> new double[] {-0.5, -0.5};
      case AVL -> new double[] {1, -0.5};
      case AVF -> new double[] {-0.5, 1};
      default -> throw new IllegalArgumentException(lead + " is no limb lead");
    };
  }

  /**
   * {@return the leads of a set without III, aVR, aVL and aVF, in the order given; immutable}
   *
   * @param leads any; I and II are not added where they are missing
   */
  static List<Lead> independent(List<Lead> leads) {
    return leads.stream()
        .filter(lead -> !lead.isLimb() || lead == Lead.I || lead == Lead.II)
        .toList();
  }

  /**
   * Reads a saved network and folds it.
   *
   * @param directory the folder that {@link TrainedModel#save} wrote to; left as it is
   * @return a network on {@link #independent} leads, on the CPU; to be closed
   * @throws IllegalArgumentException if it does not read both I and II
   * @throws EcgDataException if the file is not of that form or damaged; names the file and what is wrong
   * @throws IOException if it cannot be read
   */
  static TrainedModel fold(Path directory) throws IOException {
    ResNet1d.Options options;
    NetworkInput input;
    Map<String, SafeTensors.Tensor> state;
    Map<String, String> provenance;
    try (TrainedModel whole = TrainedModel.load(directory)) {
      options = whole.options();
      input = whole.input();
      state = new TreeMap<>(whole.weights());
      provenance = new TreeMap<>(whole.provenance());
    }
    List<Lead> leads = input.leads();
    List<Lead> kept = independent(leads);
    if (!kept.contains(Lead.I) || !kept.contains(Lead.II)) {
      throw new IllegalArgumentException(
          "only a network that reads I and II can be folded, this one reads " + leads);
    }
    state.put(FIRST_LAYER, folded(state.get(FIRST_LAYER), leads, kept));
    provenance.put("folded.from", leads.toString());
    return TrainedModel.of(
        state, options.withLeads(kept.size()), input.withLeads(kept), provenance);
  }

  /** The weights {@code [channel][lead][tap]}, summed in double precision. */
  private static SafeTensors.Tensor folded(
      SafeTensors.Tensor weights, List<Lead> leads, List<Lead> kept) {
    int channels = (int) weights.shape()[0];
    int taps = (int) weights.shape()[2];
    float[] all = weights.floats();
    double[] sums = new double[channels * kept.size() * taps];
    for (int channel = 0; channel < channels; channel++) {
      for (int l = 0; l < leads.size(); l++) {
        Lead lead = leads.get(l);
        for (int k = 0; k < kept.size(); k++) {
          double factor = factor(lead, kept.get(k));
          for (int t = 0; t < taps; t++) {
            sums[(channel * kept.size() + k) * taps + t] +=
                factor * all[(channel * leads.size() + l) * taps + t];
          }
        }
      }
    }
    float[] rounded = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      rounded[i] = (float) sums[i];
    }
    return SafeTensors.Tensor.ofFloats(new long[] {channels, kept.size(), taps}, rounded);
  }

  private static double factor(Lead lead, Lead kept) {
    if (lead.isLimb() && kept.isLimb()) {
      return coefficients(lead)[kept == Lead.I ? 0 : 1];
    }
    return lead == kept ? 1 : 0;
  }
}
