package org.ecgworkbench.shap.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.Reference;
import org.junit.jupiter.api.Test;

/** Expected values: captum on the same weights, {@code lib/interop/make_attributions.py}; the engine's gradients; sums. */
class LayeredNetworkTest {
  private static final JsonObject CAPTUM = Golden.json("captum.json");
  private static final int SAMPLES = CAPTUM.get("samples").getAsInt();

  private static float[][] formula() {
    float[][] x = new float[12][SAMPLES];
    for (int l = 0; l < 12; l++) {
      for (int t = 0; t < SAMPLES; t++) {
        x[l][t] = (float) (0.5 * Math.sin(0.02 * (l + 1) * t) + 0.2 * Math.cos(0.31 * t - l));
      }
    }
    return x;
  }

  private static TrainedModel model() throws Exception {
    URL url = LayeredNetworkTest.class.getResource("/interop/torch.safetensors");
    return TrainedModel.loadWeights(
        Path.of(url.toURI()),
        ResNet1d.Options.paper().withWidth(4).withBlocks(List.of(1, 1)),
        new NetworkInput(500, SAMPLES, Lead.ALL),
        ComputeDevice.CPU);
  }

  private static LayeredNetwork network() throws Exception {
    try (TrainedModel model = model()) {
      return LayeredNetwork.of(model);
    }
  }

  /** Every 7th value of the flattened map, as the script keeps them. */
  private static double[] kept(float[][] map) {
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < 12 * SAMPLES; i += CAPTUM.get("every").getAsInt()) {
      kept.add((double) map[i / SAMPLES][i % SAMPLES]);
    }
    return kept.stream().mapToDouble(v -> v).toArray();
  }

  private static void assertLikeCaptum(String name, AttributionMethod method) {
    int[] classes = Golden.ints(CAPTUM.get("classes"));
    List<Explanation> found = method.explain("R", formula(), 0, classes);
    for (int k = 0; k < classes.length; k++) {
      double[] expected = Golden.doubles(CAPTUM.getAsJsonArray(name).get(k));
      assertArrayEquals(expected, kept(found.get(k).attributions()), 1e-7, name);
      assertEquals(
          Golden.doubles(CAPTUM.get("logits"))[classes[k]], found.get(k).output(), 1e-9, name);
    }
  }

  @Test
  void gradCamAndGuidedGradCamAreThoseOfCaptum() throws Exception {
    LayeredNetwork network = network();
    assertLikeCaptum("Grad-CAM", new GradCam(network, Lead.ALL, GradCam.Kind.GRAD_CAM));
    assertLikeCaptum(
        "guided Grad-CAM", new GradCam(network, Lead.ALL, GradCam.Kind.GUIDED_GRAD_CAM));
  }

  /** captum's DeepLIFT does not add up for this network, so the sum and a network that is linear for both inputs decide. */
  @Test
  void deepLiftAddsUpAndIsTheGradientWhereNothingBends() throws Exception {
    LayeredNetwork network = network();
    float[][] x = formula();
    float[][] near = formula();
    for (float[] lead : near) {
      for (int t = 0; t < SAMPLES; t++) {
        lead[t] += 1e-6f * (t % 3);
      }
    }
    Explanation far =
        new DeepLift(network, Lead.ALL, Reference.zero(12, SAMPLES)).explain("R", x, 0, 4).get(0);
    assertEquals(0, far.completenessResidual(), 1e-9);
    Explanation close =
        new DeepLift(network, Lead.ALL, new Reference("near", near)).explain("R", x, 0, 4).get(0);
    double[][] gradient =
        network.backward(network.forward(Maps.input(network, x)), 4, LayeredNetwork.Rule.GRADIENT);
    double alike = 0;
    double squares = 0;
    for (int l = 0; l < 12; l++) {
      for (int t = 0; t < SAMPLES; t++) {
        double expected = gradient[l][t] * ((double) x[l][t] - near[l][t]);
        double found = close.attributions()[l][t];
        alike += (expected - found) * (expected - found);
        squares += expected * expected;
      }
    }
    assertTrue(Math.sqrt(alike / squares) < 0.01, Math.sqrt(alike / squares) + "");
  }

  @Test
  void gradientsAndGuidedGradientsAreThoseOfCaptum() throws Exception {
    LayeredNetwork network = network();
    double[][] x = Maps.input(network, formula());
    LayeredNetwork.Pass pass = network.forward(x);
    int[] classes = Golden.ints(CAPTUM.get("classes"));
    for (int k = 0; k < classes.length; k++) {
      double[][] plain = network.backward(pass, classes[k], LayeredNetwork.Rule.GRADIENT);
      double[][] guided = network.backward(pass, classes[k], LayeredNetwork.Rule.GUIDED);
      float[][] timesInput = new float[12][SAMPLES];
      float[][] single = new float[12][SAMPLES];
      for (int l = 0; l < 12; l++) {
        for (int t = 0; t < SAMPLES; t++) {
          timesInput[l][t] = (float) (plain[l][t] * x[l][t]);
          single[l][t] = (float) guided[l][t];
        }
      }
      assertArrayEquals(
          Golden.doubles(CAPTUM.getAsJsonArray("gradient x input").get(k)), kept(timesInput), 1e-7);
      assertArrayEquals(
          Golden.doubles(CAPTUM.getAsJsonArray("guided backpropagation").get(k)),
          kept(single),
          1e-7);
    }
  }

  /** The whole depth, with strides and odd lengths: the engine's gradients, and DeepLIFT's sum. */
  @Test
  void theWholeDepthHasTheEnginesGradientsAndDeepLiftAddsUp() {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(4);
    NetworkInput input = new NetworkInput(500, SAMPLES, Lead.ALL);
    try (TrainedModel model =
        new TrainedModel(
            new ResNet1d(options, RandomStream.INITIALISATION.stream(3), ComputeDevice.CPU),
            input,
            java.util.Map.of())) {
      LayeredNetwork network = LayeredNetwork.of(model);
      float[][] x = formula();
      double[][] found =
          network.backward(
              network.forward(Maps.input(network, x)), 2, LayeredNetwork.Rule.GRADIENT);
      TrainedModel.InputGradients expected =
          model.inputGradientsFrom(0, Golden.widened(new float[][][] {x}), 2);
      double largest = 0;
      double difference = 0;
      for (int l = 0; l < 12; l++) {
        for (int t = 0; t < SAMPLES; t++) {
          double there = expected.gradients()[0][0][l][t];
          largest = Math.max(largest, Math.abs(there));
          difference = Math.max(difference, Math.abs(there - found[l][t]));
        }
      }
      assertTrue(difference <= 1e-4 * largest, difference + " of " + largest);
      float[][] other = formula();
      for (float[] lead : other) {
        for (int t = 0; t < SAMPLES; t++) {
          lead[t] = 0.3f * lead[(t * 7) % SAMPLES];
        }
      }
      Explanation lift =
          new DeepLift(network, Lead.ALL, new Reference("other", other))
              .explain("R", x, 0, 2)
              .get(0);
      assertEquals(0, lift.completenessResidual(), 1e-9);
      assertTrue(Math.abs(lift.output() - lift.expectedOutput()) > 1e-3);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    LayeredNetwork network = network();
    GradCam cam = new GradCam(network, Lead.ALL, GradCam.Kind.GRAD_CAM);
    assertThrows(IllegalArgumentException.class, () -> cam.explain("R", formula(), 0, 9));
    assertThrows(
        IllegalArgumentException.class, () -> cam.explain("R", new float[3][SAMPLES], 0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new GradCam(network, List.of(Lead.I), GradCam.Kind.GRAD_CAM));
  }
}
