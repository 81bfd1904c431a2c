package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class WeightRandomisationTest {
  private static final ResNet1d.Options SMALL =
      ResNet1d.Options.paper().withWidth(2).withBlocks(List.of(1, 1));
  private static final NetworkInput INPUT = new NetworkInput(100, 64, Lead.ALL);

  private static TrainedModel model(long seed) {
    return new TrainedModel(
        new ResNet1d(SMALL, NumpyRandom.stream(seed, "test"), ComputeDevice.CPU), INPUT, Map.of());
  }

  private static TrainedModel untrained() {
    return new TrainedModel(new ResNet1d(SMALL, random(), ComputeDevice.CPU), INPUT, Map.of());
  }

  private static NumpyRandom random() {
    return NumpyRandom.stream(9, "other");
  }

  @Test
  void layersGoFromTheOutputToTheInput() {
    assertEquals(
        List.of("fc", "layer4", "layer3", "layer2", "layer1", "conv1"),
        WeightRandomisation.layers(ResNet1d.Options.paper()));
  }

  /** What is randomised is that of the untrained network with the same draws; all else is the trained network's, bit by bit. */
  @Test
  void onlyTheChosenLayersAreThoseOfAnUntrainedNetwork() {
    try (TrainedModel trained = model(1);
        TrainedModel untrained = untrained();
        TrainedModel two = WeightRandomisation.cascade(trained, 2, random())) {
      Map<String, SafeTensors.Tensor> before = trained.weights();
      Map<String, SafeTensors.Tensor> fresh = untrained.weights();
      Map<String, SafeTensors.Tensor> after = two.weights();
      for (String name : before.keySet()) {
        boolean changed = name.startsWith("fc.") || name.startsWith("layer2.");
        SafeTensors.Tensor expected = (changed ? fresh : before).get(name);
        assertEquals(expected.bytes(), after.get(name).bytes(), name);
      }
      assertEquals("fc, layer2", two.provenance().get("randomised"));
    }
  }

  @Test
  void noLayerLeavesTheLogitsAndAllLayersGiveTheUntrainedNetworks() {
    float[][][] batch = new float[1][12][64];
    NumpyRandom signal = NumpyRandom.stream(5, "signal");
    for (float[] lead : batch[0]) {
      for (int t = 0; t < lead.length; t++) {
        lead[t] = (float) signal.nextNormal();
      }
    }
    int layers = WeightRandomisation.layers(SMALL).size();
    try (TrainedModel trained = model(1);
        TrainedModel same = WeightRandomisation.cascade(trained, 0, random());
        TrainedModel all = WeightRandomisation.cascade(trained, layers, random());
        TrainedModel untrained = untrained()) {
      assertArrayEquals(trained.logits(batch)[0], same.logits(batch)[0]);
      assertArrayEquals(untrained.logits(batch)[0], all.logits(batch)[0]);
      assertEquals(false, Arrays.equals(trained.logits(batch)[0], all.logits(batch)[0]));
      assertThrows(
          IllegalArgumentException.class,
          () -> WeightRandomisation.cascade(trained, layers + 1, random()));
    }
  }
}
