package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/**
 * This side of {@code lib/interop/check}: writes a model, and prints the logits of the formula's input for a model folder, or for
 * weights or TorchScript that Python wrote.
 */
final class InteropCheck {
  private static final int SAMPLES = 1000;
  private static final ResNet1d.Options OPTIONS = ResNet1d.Options.paper().withWidth(16);

  private InteropCheck() {}

  /** Arguments: {@code write FOLDER}, {@code weights FILE} or {@code script FILE}. */
  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[1]);
    NetworkInput input = new NetworkInput(500, SAMPLES, Lead.ALL);
    switch (args[0]) {
      case "write" -> {
        ResNet1d net =
            new ResNet1d(OPTIONS, NumpyRandom.stream(4, "initialisation"), ComputeDevice.CPU);
        try (TrainedModel model = new TrainedModel(net, input, java.util.Map.of("seed", "4"))) {
          model.save(path);
          print(model.logits(InteropTest.formula(2, SAMPLES)));
        }
      }
      case "weights" -> {
        try (TrainedModel model =
            TrainedModel.loadWeights(path, OPTIONS, input, ComputeDevice.CPU)) {
          print(model.logits(InteropTest.formula(2, SAMPLES)));
        }
      }
      default -> script(path);
    }
  }

  private static void script(Path file) throws Exception {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        PtSymbolBlock block =
            JniUtils.loadModule(
                (PtNDManager) manager, file, false, new String[0], new String[0], false)) {
      float[] flat = new float[2 * 12 * SAMPLES];
      int i = 0;
      for (float[][] record : InteropTest.formula(2, SAMPLES)) {
        for (float[] lead : record) {
          System.arraycopy(lead, 0, flat, SAMPLES * i++, SAMPLES);
        }
      }
      NDArray x = manager.create(flat, new Shape(2, 12, SAMPLES));
      NDList logits =
          block.forward(new ai.djl.training.ParameterStore(manager, false), new NDList(x), false);
      print(Rows.of(logits.head().toFloatArray(), 2));
    }
  }

  private static void print(float[][] logits) {
    System.out.println(List.of(Arrays.toString(logits[0]), Arrays.toString(logits[1])));
  }
}
