package org.ecgworkbench.model;

import static org.ecgworkbench.model.ResNet1d.replace;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A network whose weights no longer change, with each batch normalisation multiplied into the convolution before it: the same function
 * but for rounding, and about three quarters of the time of a gradient, since a normalisation is a pass over memory of its own.
 *
 * <p>The arrays belong to the network's manager and end with it.
 */
final class FoldedNetwork {
  private final ResNet1d network;
  private final Map<String, PtNDArray> weights = new HashMap<>();
  private final Map<String, PtNDArray> biases = new HashMap<>();

  /** Takes a copy of the network's weights as they are now. */
  FoldedNetwork(ResNet1d network) {
    this.network = network;
    ResNet1d.stateShapes(network.options())
        .forEach(
            (name, shape) -> {
              if (shape.length == 3) {
                fold(name.substring(0, name.length() - ".weight".length()));
              }
            });
  }

  private void fold(String convolution) {
    String normalisation =
        convolution.endsWith("downsample.0")
            ? convolution.replace("downsample.0", "downsample.1")
            : convolution.replace("conv", "bn");
    FloatBuffer scale = values(normalisation + ".weight");
    FloatBuffer shift = values(normalisation + ".bias");
    FloatBuffer mean = values(normalisation + ".running_mean");
    FloatBuffer variance = values(normalisation + ".running_var");
    FloatBuffer values = values(convolution + ".weight");
    long[] shape = network.weight(convolution + ".weight").getShape().getShape();
    int outputs = (int) shape[0];
    float[] from = new float[values.remaining()];
    values.get(from);
    int each = from.length / outputs;
    float[] folded = new float[from.length];
    float[] bias = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      double factor = scale.get(o) / Math.sqrt(variance.get(o) + ResNet1d.EPSILON);
      bias[o] = (float) (shift.get(o) - factor * mean.get(o));
      for (int i = o * each; i < (o + 1) * each; i++) {
        folded[i] = (float) (factor * from[i]);
      }
    }
    biases.put(convolution, array(bias, outputs));
    weights.put(convolution, array(folded, shape));
  }

  /** A weight's own memory on a CPU, a copy from elsewhere: the whole state at once would be in memory twice. */
  private FloatBuffer values(String name) {
    PtNDArray weight = network.weight(name);
    return weight.getDevice().isGpu()
        ? FloatBuffer.wrap(weight.toFloatArray())
        : weight.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private PtNDArray array(float[] values, long... shape) {
    return (PtNDArray) manager().create(values, new Shape(shape));
  }

  /** This network. */
  Forward forInference() {
    return new Forward(options(), manager(), this::forward);
  }

  private ResNet1d.Options options() {
    return network.options();
  }

  private NDManager manager() {
    return network.manager();
  }

  private PtNDArray forward(PtNDArray input, PaddingShortcut shortcut) {
    PtNDArray x = EngineLayout.phases(input);
    x = replace(x, convolution(x, "conv1", 1));
    x = replace(x, JniUtils.relu(x));
    Shape pooling = new Shape(1, NetworkShape.POOLING);
    x = replace(x, JniUtils.maxPool(x, pooling, new Shape(1, 2), new Shape(0, 1), false));
    for (int stage = 0; stage < options().blocks().size(); stage++) {
      for (int block = 0; block < options().blocks().get(stage); block++) {
        x = replace(x, block(x, stage, block));
      }
    }
    return network.logits(replace(x, JniUtils.squeeze(x, 2)), shortcut);
  }

  private PtNDArray block(PtNDArray x, int stage, int block) {
    String name = NetworkShape.blockName(stage, block);
    int stride = NetworkShape.stride(stage, block);
    PtNDArray y = convolution(x, name + ".conv1", stride);
    y = replace(y, JniUtils.relu(y));
    y = replace(y, convolution(y, name + ".conv2", 1));
    if (NetworkShape.hasProjection(stage, block)) {
      try (PtNDArray shortcut = convolution(x, name + ".downsample.0", stride)) {
        y.addi(shortcut);
      }
    } else {
      y.addi(x);
    }
    return replace(y, JniUtils.relu(y));
  }

  private PtNDArray convolution(PtNDArray x, String name, int stride) {
    return EngineLayout.convolution(x, weights.get(name), biases.get(name), stride);
  }
}
