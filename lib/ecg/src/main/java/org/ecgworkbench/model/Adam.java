package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.model.format.SafeTensors;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) as PyTorch computes it: with m and v the running means of gradient and squared gradient, a
 * weight falls by rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon). The engine's own Adam adds epsilon to the uncorrected
 * root, which is another optimiser in the first steps.
 *
 * <p>On a CPU a step in single precision is one pass over the memory, in Java, which also sets the gradients to 0: the result does not
 * depend on the number of threads, and the engine would take a pass for each operation. Elsewhere the engine computes.
 */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** Values at a time, so that the copies of four arrays stay in the processor's cache. */
  private static final int CHUNK = 4096;

  /** Values that one thread takes at a time. */
  private static final int PIECE = 16 * CHUNK;

  private static final float[] ZEROS = new float[CHUNK];

  /** Weights, gradients and both means of a chunk, a set a thread: made anew each time they would cost 20 MB a step. */
  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[4][CHUNK]);

  private final double rate;
  private final Map<String, PtNDArray> weights;
  private final Map<String, PtNDArray> means = new LinkedHashMap<>();
  private final Map<String, PtNDArray> squares = new LinkedHashMap<>();
  private final NDManager manager;
  private long steps;

  /** An optimiser of these weights; its state lives in the manager. */
  Adam(double rate, Map<String, PtNDArray> weights, NDManager manager) {
    this.rate = rate;
    this.weights = weights;
    this.manager = manager;
    weights.forEach(
        (name, weight) -> {
          means.put(name, zeros(weight));
          squares.put(name, zeros(weight));
        });
  }

  private PtNDArray zeros(PtNDArray weight) {
    return (PtNDArray) manager.zeros(weight.getShape(), weight.getDataType());
  }

  /** One step with the gradients now attached to the weights, which are set to 0 afterwards. */
  void step() {
    steps++;
    double size = rate / (1 - StrictMath.pow(BETA_1, steps));
    double correction = Math.sqrt(1 - StrictMath.pow(BETA_2, steps));
    Gradients.off(
        () ->
            weights.forEach(
                (name, weight) -> {
                  try (PtNDArray gradient = JniUtils.getGradient(weight)) {
                    if (gradient == null) {
                      throw new IllegalStateException("weight " + name + " has no gradient");
                    }
                    update(weight, gradient, means.get(name), squares.get(name), size, correction);
                  }
                }));
  }

  private void update(
      PtNDArray weight,
      PtNDArray gradient,
      PtNDArray mean,
      PtNDArray square,
      double size,
      double correction) {
    if (weight.getDataType() == DataType.FLOAT32 && !weight.getDevice().isGpu()) {
      onePass(weight, gradient, mean, square, (float) size, (float) correction);
    } else {
      withEngine(weight, gradient, mean, square, size, correction);
      JniUtils.zeroGrad(weight);
    }
  }

  private static void onePass(
      PtNDArray weight,
      PtNDArray gradient,
      PtNDArray mean,
      PtNDArray square,
      float size,
      float correction) {
    FloatBuffer weights = memory(weight);
    FloatBuffer gradients = memory(gradient);
    FloatBuffer means = memory(mean);
    FloatBuffer squares = memory(square);
    int values = weights.capacity();
    IntStream pieces = IntStream.range(0, (values + PIECE - 1) / PIECE);
    // Each value has its own update, so neither the number of threads nor their order changes it.
    (JniUtils.getNumThreads() > 1 ? pieces.parallel() : pieces)
        .forEach(
            piece -> {
              int first = piece * PIECE;
              int end = Math.min(first + PIECE, values);
              update(weights, gradients, means, squares, first, end, size, correction);
            });
  }

  private static void update(
      FloatBuffer weights,
      FloatBuffer gradients,
      FloatBuffer means,
      FloatBuffer squares,
      int start,
      int end,
      float size,
      float correction) {
    float[][] scratch = SCRATCH.get();
    float[] w = scratch[0];
    float[] g = scratch[1];
    float[] m = scratch[2];
    float[] v = scratch[3];
    for (int first = start; first < end; first += CHUNK) {
      int n = Math.min(CHUNK, end - first);
      weights.get(first, w, 0, n);
      gradients.get(first, g, 0, n);
      means.get(first, m, 0, n);
      squares.get(first, v, 0, n);
      update(w, g, m, v, n, size, correction);
      weights.put(first, w, 0, n);
      means.put(first, m, 0, n);
      squares.put(first, v, 0, n);
      gradients.put(first, ZEROS, 0, n);
    }
  }

  private static void update(
      float[] w, float[] g, float[] m, float[] v, int n, float size, float correction) {
    float keep1 = (float) BETA_1;
    float take1 = (float) (1 - BETA_1);
    float keep2 = (float) BETA_2;
    float take2 = (float) (1 - BETA_2);
    float epsilon = (float) EPSILON;
    for (int i = 0; i < n; i++) {
      m[i] = m[i] * keep1 + g[i] * take1;
      v[i] = v[i] * keep2 + g[i] * g[i] * take2;
      w[i] -= size * m[i] / ((float) Math.sqrt(v[i]) / correction + epsilon);
    }
  }

  /** The array's own memory. */
  private static FloatBuffer memory(PtNDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static void withEngine(
      PtNDArray weight,
      PtNDArray gradient,
      PtNDArray mean,
      PtNDArray square,
      double size,
      double correction) {
    try (NDArray share = gradient.mul(1 - BETA_1);
        NDArray squaredShare = gradient.square()) {
      mean.muli(BETA_1);
      mean.addi(share);
      squaredShare.muli(1 - BETA_2);
      square.muli(BETA_2);
      square.addi(squaredShare);
    }
    try (NDArray root = square.sqrt()) {
      root.divi(correction);
      root.addi(EPSILON);
      try (NDArray change = mean.div(root)) {
        change.muli(size);
        weight.subi(change);
      }
    }
  }

  /** Steps made so far. */
  long steps() {
    return steps;
  }

  /** Running means of gradient and squared gradient, as {@code mean.NAME} and {@code square.NAME}. */
  Map<String, SafeTensors.Tensor> copyState() {
    Map<String, SafeTensors.Tensor> copy = new LinkedHashMap<>();
    means.forEach((n, a) -> copy.put("mean." + n, ResNet1d.toTensor(a, a.getShape().getShape())));
    squares.forEach(
        (n, a) -> copy.put("square." + n, ResNet1d.toTensor(a, a.getShape().getShape())));
    return copy;
  }

  /** Goes on from a saved state. */
  void restore(long steps, Map<String, SafeTensors.Tensor> saved) {
    this.steps = steps;
    restore(means, "mean.", saved);
    restore(squares, "square.", saved);
  }

  private void restore(
      Map<String, PtNDArray> arrays, String prefix, Map<String, SafeTensors.Tensor> saved) {
    arrays.replaceAll(
        (name, array) -> {
          float[] values = saved.get(prefix + name).floats();
          try (array) {
            return (PtNDArray) manager.create(values, array.getShape());
          }
        });
  }
}
