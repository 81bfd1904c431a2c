package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980) as PyTorch computes it: with m and v the running means of gradient and squared gradient, a
 * weight falls by rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon). The engine's own Adam adds epsilon to the uncorrected
 * root, which is another optimiser in the first steps.
 */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final Map<String, PtNDArray> weights;
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> squares = new LinkedHashMap<>();
  private final NDManager manager;
  private long steps;

  /** An optimiser of these weights; its state lives in the manager. */
  Adam(double rate, Map<String, PtNDArray> weights, NDManager manager) {
    this.rate = rate;
    this.weights = weights;
    this.manager = manager;
    weights.forEach(
        (name, weight) -> {
          means.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
          squares.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
        });
  }

  /** One step with the gradients now attached to the weights, which are set to 0 afterwards. */
  void step() {
    steps++;
    double correction1 = 1 - StrictMath.pow(BETA_1, steps);
    double correction2 = Math.sqrt(1 - StrictMath.pow(BETA_2, steps));
    Gradients.off(
        () -> weights.forEach((name, weight) -> update(name, weight, correction1, correction2)));
  }

  private void update(String name, PtNDArray weight, double correction1, double correction2) {
    NDArray mean = means.get(name);
    NDArray square = squares.get(name);
    try (PtNDArray gradient = JniUtils.getGradient(weight)) {
      if (gradient == null) {
        throw new IllegalStateException("weight " + name + " has no gradient");
      }
      try (NDArray share = gradient.mul(1 - BETA_1);
          NDArray squaredShare = gradient.square()) {
        mean.muli(BETA_1);
        mean.addi(share);
        squaredShare.muli(1 - BETA_2);
        square.muli(BETA_2);
        square.addi(squaredShare);
      }
      gradient.muli(0);
    }
    try (NDArray root = square.sqrt()) {
      root.divi(correction2);
      root.addi(EPSILON);
      try (NDArray change = mean.div(root)) {
        change.muli(rate / correction1);
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
      Map<String, NDArray> arrays, String prefix, Map<String, SafeTensors.Tensor> saved) {
    arrays.replaceAll(
        (name, array) -> {
          float[] values = saved.get(prefix + name).floats();
          try (array) {
            return manager.create(values, array.getShape());
          }
        });
  }
}
