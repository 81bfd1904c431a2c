package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class NetworkGradientModelTest {
  private static TrainedModel model() {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(4).withLeads(2);
    return new TrainedModel(
        new ResNet1d(options, NumpyRandom.stream(3, "initialisation"), ComputeDevice.CPU),
        new NetworkInput(100, 400, List.of(Lead.I, Lead.V5)),
        Map.of());
  }

  private static float[][][] signals(int n) {
    NumpyRandom random = new NumpyRandom(8);
    float[][][] signals = new float[n][2][400];
    for (float[][] record : signals) {
      for (float[] lead : record) {
        for (int t = 0; t < lead.length; t++) {
          lead[t] = (float) random.nextNormal();
        }
      }
    }
    return signals;
  }

  /** The network's own logits are the outside value: attributions add up to output minus expected output. */
  @Test
  void attributionsOfANetworkAddUpWithinTheirStandardError() {
    try (TrainedModel network = model()) {
      float[][][] x = signals(12);
      float[][][] background = java.util.Arrays.copyOfRange(x, 2, 12);
      GradientModel gradients = new NetworkGradientModel(network);
      for (Sampling sampling : Sampling.values()) {
        ExpectedGradients explainer =
            new ExpectedGradients(
                gradients,
                network.input().leads(),
                background,
                ExpectedGradients.Options.paper().withSampling(sampling));
        for (Explanation e : explainer.explain("X", x[0], 0, 0, 4, 8)) {
          assertEquals(network.logits(x)[0][e.classIndex()], e.output(), 1e-5);
          assertTrue(
              Math.abs(e.completenessResidual()) < 3.5 * e.standardError(),
              e.completenessResidual() + " with standard error " + e.standardError());
        }
      }
    }
  }

  @Test
  void batchesOfAnotherSizeChangeNoMoreThanRounding() {
    try (TrainedModel network = model()) {
      float[][][] x = signals(4);
      float[][] first = null;
      for (int batchSize : new int[] {3, 50}) {
        float[][] found =
            new ExpectedGradients(
                    new NetworkGradientModel(network),
                    network.input().leads(),
                    x,
                    ExpectedGradients.Options.paper().withDraws(20).withBatchSize(batchSize))
                .explain("X", x[1], 0, 5)
                .get(0)
                .attributions();
        first = first == null ? found : first;
        assertArrayEquals(first[0], found[0], 1e-6f);
      }
    }
  }

  /** By hand: 4.6 million values a recording of 15,000 samples, times 32 bytes, are 7 recordings a GB; the demo's window holds hundreds. */
  @Test
  void theLargestBatchComesFromTheShapeOfTheNetwork() {
    try (TrainedModel network = model()) {
      GradientModel gradients = new NetworkGradientModel(network);
      int few = gradients.largestBatch(150_000);
      assertTrue(few >= 1 && few < gradients.largestBatch(400), String.valueOf(few));
      assertEquals(1, gradients.largestBatch(Integer.MAX_VALUE / 1000));
    }
  }

  /**
   * The paper's input, width 4, real records: attributions with the padding left out are those of the network that computes it, and
   * shared padding gets exactly 0.
   */
  @Test
  void paddingLeftOutChangesNoAttributionOfARealRecord() {
    EcgDataset data = Datasets.open(Golden.real("data/cpsc2018"));
    NetworkInput input = NetworkInput.paper();
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(4);
    try (TrainedModel network =
        new TrainedModel(
            new ResNet1d(options, NumpyRandom.stream(3, "initialisation"), ComputeDevice.CPU),
            input,
            Map.of())) {
      NetworkInput.Prepared record = input.prepare(data.read("A0001"));
      float[][][] background = {
        input.prepare(data.read("A0002")).millivolts(),
        input.prepare(data.read("A0003")).millivolts()
      };
      GradientModel shortcut = new NetworkGradientModel(network);
      GradientModel whole =
          new GradientModel() {
            @Override
            public int classes() {
              return shortcut.classes();
            }

            @Override
            public double[][] outputs(double[][][] batch) {
              return shortcut.outputs(batch);
            }

            @Override
            public Gradients gradients(double[][][] batch, int[] classes) {
              return shortcut.gradients(batch, classes);
            }
          };
      List<float[][]> found = new ArrayList<>();
      for (GradientModel model : List.of(shortcut, whole)) {
        found.add(
            new ExpectedGradients(
                    model, Lead.ALL, background, ExpectedGradients.Options.paper().withDraws(6))
                .explain("A0001", record.millivolts(), record.paddedSamples(), 4)
                .get(0)
                .attributions());
      }
      double largest = 0;
      for (int lead = 0; lead < 12; lead++) {
        for (float value : found.get(1)[lead]) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
      assertTrue(record.paddedSamples() > 5000);
      for (int lead = 0; lead < 12; lead++) {
        assertArrayEquals(found.get(1)[lead], found.get(0)[lead], (float) (1e-5 * largest));
        assertEquals(0, found.get(0)[lead][3000]);
      }
    }
  }

  /** A central difference of the logits along one sample is the outside value of the gradient. */
  @Test
  void gradientsAreTheSlopeOfTheLogits() {
    try (TrainedModel network = model()) {
      float[][][] x = signals(1);
      double gradient =
          network.inputGradientsFrom(0, Golden.widened(x), 6).gradients()[0][0][1][200];
      float step = 0.02f;
      float before = x[0][1][200];
      x[0][1][200] = before + step;
      double up = network.logits(x)[0][6];
      x[0][1][200] = before - step;
      double down = network.logits(x)[0][6];
      assertEquals((up - down) / (2 * step), gradient, 2e-2 * Math.abs(gradient) + 1e-5);
    }
  }
}
