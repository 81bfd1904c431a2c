package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Trained networks whose layers are made untrained again, from the output down: the cascading randomisation of Adebayo et al. 2018
 * (arXiv:1810.03292), with which one asks whether an explanation depends on what was learnt.
 *
 * <p>A layer that is randomised has the weights that an untrained network would have; its batch normalisations also lose the means and
 * variances of training, as in a network that has seen no record.
 */
final class WeightRandomisation {
  private WeightRandomisation() {}

  /**
   * {@return the layers of a network from its output to its input: {@code fc}, the stages {@code layer4} to {@code layer1}, {@code conv1}
   * with its batch normalisation; immutable}
   *
   * @param options the shape of the network; the paper's has four stages, and so six layers
   */
  static List<String> layers(ResNet1d.Options options) {
    List<String> layers = new ArrayList<>();
    layers.add("fc");
    for (int stage = options.blocks().size(); stage > 0; stage--) {
      layers.add("layer" + stage);
    }
    layers.add("conv1");
    return List.copyOf(layers);
  }

  /**
   * A copy of a network, on the CPU, with the first of {@link #layers} randomised. The untrained weights of all layers are drawn, so that
   * for equal generators the layers randomised in two copies are the same.
   *
   * @param model neither changed nor closed
   * @param count so many layers from the output on, 0 to all
   * @param random draws the untrained weights
   * @return the copy; to be closed by the caller
   * @throws IllegalArgumentException if there are not so many layers
   */
  static TrainedModel cascade(TrainedModel model, int count, NumpyRandom random) {
    List<String> layers = layers(model.options());
    if (count < 0 || count > layers.size()) {
      throw new IllegalArgumentException(
          "expected 0 to %d layers, found %d".formatted(layers.size(), count));
    }
    List<String> chosen = layers.subList(0, count);
    Map<String, SafeTensors.Tensor> state = new TreeMap<>(model.weights());
    try (TrainedModel untrained =
        new TrainedModel(
            new ResNet1d(model.options(), random, ComputeDevice.CPU), model.input(), Map.of())) {
      untrained
          .weights()
          .forEach(
              (name, tensor) -> {
                if (chosen.contains(layer(name))) {
                  state.put(name, tensor);
                }
              });
    }
    Map<String, String> provenance = new TreeMap<>(model.provenance());
    provenance.put("randomised", String.join(", ", chosen));
    return TrainedModel.of(state, model.options(), model.input(), provenance);
  }

  private static String layer(String weight) {
    String layer = weight.substring(0, weight.indexOf('.'));
    return layer.equals("bn1") ? "conv1" : layer;
  }
}
