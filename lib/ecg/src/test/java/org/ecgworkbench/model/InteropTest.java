package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.format.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values: a state_dict and logits that PyTorch 1.13.1 wrote, {@code lib/interop/make_golden.py}. */
class InteropTest {
  static final ResNet1d.Options OPTIONS =
      ResNet1d.Options.paper().withWidth(4).withBlocks(List.of(1, 1));

  @TempDir Path folder;

  static Path resource(String name) throws Exception {
    URL url = InteropTest.class.getResource("/interop/" + name);
    return Path.of(url.toURI());
  }

  static float[][][] formula(int records, int samples) {
    float[][][] x = new float[records][12][samples];
    for (int b = 0; b < records; b++) {
      for (int l = 0; l < 12; l++) {
        for (int t = 0; t < samples; t++) {
          x[b][l][t] =
              (float) (0.5 * Math.sin(0.02 * (l + 1) * t + b) + 0.2 * Math.cos(0.31 * t - l));
        }
      }
    }
    return x;
  }

  @Test
  void weightsThatPyTorchSavedGiveItsLogitsHere() throws Exception {
    JsonObject expected =
        new Gson().fromJson(Files.readString(resource("torch.json")), JsonObject.class);
    int samples = expected.get("samples").getAsInt();
    NetworkInput input = new NetworkInput(500, samples, Lead.ALL);
    try (TrainedModel model =
        TrainedModel.loadWeights(
            resource("torch.safetensors"), OPTIONS, input, ComputeDevice.CPU)) {
      float[][] logits = model.logits(formula(2, samples));
      JsonArray rows = expected.getAsJsonArray("logits");
      for (int b = 0; b < 2; b++) {
        double[] found = new double[9];
        for (int c = 0; c < 9; c++) {
          found[c] = logits[b][c];
        }
        assertArrayEquals(Golden.doubles(rows.get(b)), found, 1e-5);
      }
    }
  }

  @Test
  void whatGoesOutHasTheNamesShapesTypesAndBytesThatCameIn() throws Exception {
    NetworkInput input = new NetworkInput(500, 1000, Lead.ALL);
    try (TrainedModel model =
        TrainedModel.loadWeights(
            resource("torch.safetensors"), OPTIONS, input, ComputeDevice.CPU)) {
      model.save(folder);
    }
    Map<String, SafeTensors.Tensor> in = SafeTensors.read(resource("torch.safetensors")).tensors();
    SafeTensors out = SafeTensors.read(folder.resolve(TrainedModel.FILE_NAME));
    assertEquals(List.copyOf(in.keySet()), List.copyOf(out.tensors().keySet()));
    in.forEach(
        (name, tensor) -> {
          SafeTensors.Tensor found = out.tensors().get(name);
          assertEquals(tensor.type(), found.type(), name);
          assertArrayEquals(tensor.shape(), found.shape(), name);
          assertEquals(tensor.bytes(), found.bytes(), name);
        });
    // safetensors.torch.load_file wants to know that the layout is PyTorch's.
    assertEquals("pt", out.metadata().get("format"));
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedByName() throws Exception {
    EcgDataException error =
        assertThrows(
            EcgDataException.class,
            () ->
                TrainedModel.loadWeights(
                    resource("torch.safetensors"),
                    OPTIONS.withBlocks(List.of(1, 1, 1)),
                    NetworkInput.paper(),
                    ComputeDevice.CPU));
    assertTrue(
        error.getMessage().endsWith("weight layer3.0.conv1.weight is missing"), error.getMessage());
  }

  /** The engine refuses 2^50 bytes on any machine. */
  @Test
  void memoryThatIsNotThereIsExplainedWithTheSizeOfTheBatch() {
    try (ai.djl.ndarray.NDManager manager = ai.djl.ndarray.NDManager.newBaseManager("PyTorch")) {
      EcgDataException error =
          assertThrows(
              EcgDataException.class,
              () ->
                  NetworkEngine.onBatch(
                      32,
                      12,
                      15_000,
                      () -> manager.create(new ai.djl.ndarray.types.Shape(1L << 48))));
      assertTrue(
          error.getMessage().startsWith("not enough memory for a batch of 32 records x 12 leads"),
          error.getMessage());
    }
  }

  @Test
  void aGpuThatIsNotThereIsSaidToBeMissing() {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        ai.djl.engine.Engine.getEngine("PyTorch").getGpuCount() == 0, "SKIPPED: there is a GPU");
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, ComputeDevice.GPU::device);
    assertTrue(error.getMessage().contains("the engine sees none"), error.getMessage());
    assertEquals(ai.djl.Device.cpu(), ComputeDevice.AUTO.device());
  }
}
