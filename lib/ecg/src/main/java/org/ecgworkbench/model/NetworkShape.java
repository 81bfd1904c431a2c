package org.ecgworkbench.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;

/** Names, shapes and lengths of the network's layers; see {@link ResNet1d}. */
final class NetworkShape {
  static final int FIRST_KERNEL = 15;
  static final int BLOCK_KERNEL = 7;
  static final int POOLING = 3;

  private NetworkShape() {}

  static Map<String, long[]> stateShapes(ResNet1d.Options options) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int channels = options.width();
    shapes.put("conv1.weight", new long[] {channels, options.leads(), FIRST_KERNEL});
    putNormalisation(shapes, "bn1", channels);
    int in = channels;
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      int out = options.channels(stage);
      for (int block = 0; block < options.blocks().get(stage); block++) {
        String name = blockName(stage, block);
        shapes.put(name + ".conv1.weight", new long[] {out, in, BLOCK_KERNEL});
        putNormalisation(shapes, name + ".bn1", out);
        shapes.put(name + ".conv2.weight", new long[] {out, out, BLOCK_KERNEL});
        putNormalisation(shapes, name + ".bn2", out);
        if (hasProjection(stage, block)) {
          shapes.put(name + ".downsample.0.weight", new long[] {out, in, 1});
          putNormalisation(shapes, name + ".downsample.1", out);
        }
        in = out;
      }
    }
    shapes.put("fc.weight", new long[] {options.classes(), 2L * in});
    shapes.put("fc.bias", new long[] {options.classes()});
    return shapes;
  }

  private static void putNormalisation(Map<String, long[]> shapes, String name, long channels) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      shapes.put(name + "." + part, new long[] {channels});
    }
    shapes.put(name + ".num_batches_tracked", new long[0]);
  }

  static String blockName(int stage, int block) {
    return "layer" + (stage + 1) + "." + block;
  }

  static boolean hasProjection(int stage, int block) {
    return stage > 0 && block == 0;
  }

  static int stride(int stage, int block) {
    return stage > 0 && block == 0 ? 2 : 1;
  }

  static long parameterCount(ResNet1d.Options options) {
    return stateShapes(options).entrySet().stream()
        .filter(e -> isTrained(e.getKey()))
        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  static boolean isTrained(String name) {
    return name.endsWith(".weight") || name.endsWith(".bias");
  }

  static List<ResNet1d.Layer> layers(ResNet1d.Options options, int samples) {
    Map<String, long[]> shapes = stateShapes(options);
    List<ResNet1d.Layer> layers = new ArrayList<>();
    int length = halved(samples);
    int channels = options.width();
    layers.add(
        new ResNet1d.Layer(
            "conv1",
            "convolution",
            channels,
            FIRST_KERNEL,
            2,
            false,
            length,
            trained(shapes, "conv1.") + trained(shapes, "bn1.")));
    length = halved(length);
    layers.add(new ResNet1d.Layer("maxpool", "max pooling", channels, 3, 2, false, length, 0));
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      channels = options.channels(stage);
      for (int block = 0; block < options.blocks().get(stage); block++) {
        int stride = stride(stage, block);
        length = stride == 2 ? halved(length) : length;
        String name = blockName(stage, block);
        layers.add(
            new ResNet1d.Layer(
                name,
                "basic block",
                channels,
                BLOCK_KERNEL,
                stride,
                hasProjection(stage, block),
                length,
                trained(shapes, name + ".")));
      }
    }
    layers.add(new ResNet1d.Layer("pool", "mean and maximum", 2 * channels, 0, 1, false, 1, 0));
    layers.add(
        new ResNet1d.Layer(
            "fc", "linear", options.classes(), 0, 1, false, 1, trained(shapes, "fc.")));
    return List.copyOf(layers);
  }

  static int halved(int samples) {
    return (samples - 1) / 2 + 1;
  }

  private static long trained(Map<String, long[]> shapes, String prefix) {
    return shapes.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix) && isTrained(e.getKey()))
        .mapToLong(e -> Arrays.stream(e.getValue()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** PyTorch's initial distributions, drawn in the order of the names: U(+-1/sqrt(fan-in)), ones, zeros. */
  static void drawInitial(
      Map<String, long[]> shapes,
      NumpyRandom initialisation,
      BiConsumer<String, SafeTensors.Tensor> taker) {
    long linearInputs = shapes.get("fc.weight")[1];
    shapes.forEach(
        (name, shape) -> taker.accept(name, initial(name, shape, linearInputs, initialisation)));
  }

  private static SafeTensors.Tensor initial(
      String name, long[] shape, long linearInputs, NumpyRandom random) {
    if (name.endsWith("num_batches_tracked")) {
      return SafeTensors.Tensor.ofLongs(shape, new long[1]);
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    if (shape.length > 1 || name.equals("fc.bias")) {
      double fanIn = name.equals("fc.bias") ? linearInputs : size / shape[0];
      double bound = 1.0 / Math.sqrt(fanIn);
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.uniform(-bound, bound);
      }
    } else if (name.endsWith(".weight") || name.endsWith(".running_var")) {
      Arrays.fill(values, 1f);
    }
    return SafeTensors.Tensor.ofFloats(shape, values);
  }
}
