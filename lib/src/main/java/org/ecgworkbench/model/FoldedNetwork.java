package org.ecgworkbench.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network whose weights no longer change, with each batch normalisation multiplied into the convolution before it: the same function
 * but for rounding, and about three quarters of the time of a gradient, since a normalisation is a pass over memory of its own.
 *
 * <p>A recording is an image of height 1 here. On a CPU the weights have the channels last in memory; the engine's convolutions then keep
 * all values so and need not reorder them before and after each layer, which takes another quarter away. Convolutions of one dimension
 * have no such form.
 *
 * <p>The arrays belong to the network's manager and end with it.
 */
final class FoldedNetwork {
  private final List<Integer> blocks;
  private final Map<String, PtNDArray> weights = new HashMap<>();
  private final Map<String, PtNDArray> biases = new HashMap<>();
  private final PtNDArray linearWeight;
  private final PtNDArray linearBias;

  /** Takes a copy of the network's weights as they are now. */
  FoldedNetwork(ResNet1d network) {
    blocks = network.options().blocks();
    Map<String, SafeTensors.Tensor> state = network.copyState();
    for (String name : state.keySet()) {
      if (name.endsWith(".weight") && state.get(name).shape().length == 3) {
        fold(network, state, name.substring(0, name.length() - ".weight".length()));
      }
    }
    linearWeight = array(network, state.get("fc.weight").floats(), state.get("fc.weight").shape());
    linearBias = array(network, state.get("fc.bias").floats(), state.get("fc.bias").shape());
  }

  private void fold(ResNet1d network, Map<String, SafeTensors.Tensor> state, String convolution) {
    String normalisation =
        convolution.endsWith("downsample.0")
            ? convolution.replace("downsample.0", "downsample.1")
            : convolution.replace("conv", "bn");
    SafeTensors.Tensor tensor = state.get(convolution + ".weight");
    float[] weight = tensor.floats();
    float[] scale = state.get(normalisation + ".weight").floats();
    float[] shift = state.get(normalisation + ".bias").floats();
    float[] mean = state.get(normalisation + ".running_mean").floats();
    float[] variance = state.get(normalisation + ".running_var").floats();
    float[] bias = new float[scale.length];
    int size = weight.length / scale.length;
    for (int channel = 0; channel < scale.length; channel++) {
      double factor = scale[channel] / Math.sqrt(variance[channel] + ResNet1d.EPSILON);
      bias[channel] = (float) (shift[channel] - factor * mean[channel]);
      for (int i = channel * size; i < (channel + 1) * size; i++) {
        weight[i] = (float) (factor * weight[i]);
      }
    }
    weights.put(convolution, image(network, weight, tensor.shape()));
    biases.put(convolution, array(network, bias, new long[] {bias.length}));
  }

  /**
   * A convolution's weights as those of an image of height 1.
   *
   * @param weight {@code [output][input][sample]}
   */
  private static PtNDArray image(ResNet1d network, float[] weight, long[] shape) {
    int outputs = (int) shape[0];
    int inputs = (int) shape[1];
    int kernel = (int) shape[2];
    if (network.manager().getDevice().isGpu()) {
      return array(network, weight, new long[] {outputs, inputs, 1, kernel});
    }
    float[] channelsLast = new float[weight.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < kernel; k++) {
          channelsLast[(o * kernel + k) * inputs + i] = weight[(o * inputs + i) * kernel + k];
        }
      }
    }
    PtNDArray stored = array(network, channelsLast, new long[] {outputs, 1, kernel, inputs});
    return JniUtils.permute(stored, new long[] {0, 3, 1, 2});
  }

  private static PtNDArray array(ResNet1d network, float[] values, long[] shape) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    return (PtNDArray) network.manager().create(buffer, new Shape(shape), DataType.FLOAT32);
  }

  /** The logits of an input from which padding was taken away; intermediates are left to the batch's manager. */
  PtNDArray forward(PtNDArray input, PaddingShortcut shortcut) {
    Shape shape = input.getShape();
    PtNDArray x = input.reshape(new Shape(shape.get(0), shape.get(1), 1, shape.get(2)));
    x = JniUtils.relu(convolution(x, "conv1", 2, 7));
    x = JniUtils.maxPool(x, new Shape(1, 3), new Shape(1, 2), new Shape(0, 1), false);
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        x = block(x, "layer" + (stage + 1) + "." + block, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    x = x.reshape(new Shape(x.getShape().get(0), x.getShape().get(1), x.getShape().get(3)));
    PtNDArray mean = ResNet1d.mean(x, shortcut);
    PtNDArray maximum = JniUtils.adaptiveMaxPool(x, new Shape(1));
    PtNDArray pooled = mean.getNDArrayInternal().concat(new NDList(maximum), 1);
    Shape flat = new Shape(x.getShape().get(0), 2 * x.getShape().get(1));
    return JniUtils.linear(pooled.reshape(flat), linearWeight, linearBias);
  }

  private PtNDArray block(PtNDArray x, String name, int stride) {
    PtNDArray y = JniUtils.relu(convolution(x, name + ".conv1", stride, 3));
    y = convolution(y, name + ".conv2", 1, 3);
    String projection = name + ".downsample.0";
    y.addi(weights.containsKey(projection) ? convolution(x, projection, stride, 0) : x);
    return JniUtils.relu(y);
  }

  private PtNDArray convolution(PtNDArray x, String name, int stride, int padding) {
    return JniUtils.convolution(
        x,
        weights.get(name),
        biases.get(name),
        new Shape(1, stride),
        new Shape(0, padding),
        new Shape(1, 1),
        1);
  }
}
