package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime is the independent reader of the file. */
class OnnxModelTest {
  @TempDir Path folder;

  /** Weights with running means and variances of their own, and logits, that PyTorch 1.13.1 wrote. */
  @Test
  void onnxRuntimeGivesPyTorchsLogits() throws Exception {
    JsonObject expected =
        new Gson().fromJson(Files.readString(InteropTest.resource("torch.json")), JsonObject.class);
    int samples = expected.get("samples").getAsInt();
    Path file = folder.resolve("torch.onnx");
    try (TrainedModel model =
        TrainedModel.loadWeights(
            InteropTest.resource("torch.safetensors"),
            InteropTest.OPTIONS,
            new NetworkInput(500, samples, Lead.ALL),
            ComputeDevice.CPU)) {
      model.saveOnnx(file, Map.of());
    }
    JsonArray rows = expected.getAsJsonArray("logits");
    Outputs found = run(file, InteropTest.formula(2, samples));
    for (int b = 0; b < 2; b++) {
      double[] logits = Golden.doubles(rows.get(b));
      for (int c = 0; c < 9; c++) {
        assertEquals(logits[c], found.logits[b][c], 1e-5);
        assertEquals(1 / (1 + Math.exp(-logits[c])), found.scores[b][c], 1e-5);
      }
    }
  }

  @Test
  void theWholeNetworkIsTheSameAtAnyLengthAndSaysWhatItReads() throws Exception {
    Path file = folder.resolve("net.onnx");
    for (int samples : new int[] {1000, 1501}) {
      NetworkInput input = new NetworkInput(100, samples, List.of(Lead.II, Lead.V5));
      ResNet1d net =
          new ResNet1d(
              ResNet1d.Options.paper().withWidth(8).withLeads(2),
              NumpyRandom.stream(3, "initialisation"),
              ComputeDevice.CPU);
      try (TrainedModel model = new TrainedModel(net, input, Map.of("seed", "3"))) {
        model.saveOnnx(file, Map.of("note", "größer"));
        float[][][] x = InteropTest.formula(3, samples);
        for (int b = 0; b < 3; b++) {
          x[b] = Arrays.copyOf(x[b], 2);
        }
        float[][] logits = model.logits(x);
        Outputs found = run(file, x);
        for (int b = 0; b < 3; b++) {
          assertArrayEquals(logits[b], found.logits[b], 1e-5f);
        }
        assertEquals("größer", found.metadata.get("note"));
        assertEquals("3", found.metadata.get("provenance.seed"));
        assertEquals(String.valueOf(samples), found.metadata.get("input.windowSamples"));
        assertEquals("II,V5", found.metadata.get("input.leads"));
      }
    }
  }

  private record Outputs(float[][] logits, float[][] scores, Map<String, String> metadata) {}

  private static Outputs run(Path file, float[][][] x) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, x);
        OrtSession.Result result = session.run(Map.of("millivolts", tensor))) {
      return new Outputs(
          values(result, "logits"),
          values(result, "scores"),
          session.getMetadata().getCustomMetadata());
    }
  }

  private static float[][] values(OrtSession.Result result, String name) throws OrtException {
    return (float[][]) result.get(name).orElseThrow().getValue();
  }
}
