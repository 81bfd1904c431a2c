package org.ecgworkbench.model;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;

/** PyTorch's initial distributions, drawn in the order of the names: U(+-1/sqrt(fan-in)), ones, zeros. */
final class InitialWeights {
  private InitialWeights() {}

  static void draw(
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
