package org.ecgworkbench.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class AdamTest {
  /** More than one thread's piece, and no multiple of a chunk. */
  private static final int VALUES = 150_001;

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    assertArrayEquals(threeSteps(1), threeSteps(2));
  }

  /** By hand: with one constant gradient g, m / (1 - b1^t) is g and v / (1 - b2^t) is g squared, so each step is rate * sign(g). */
  @Test
  void everyValueOfALargeWeightMovesByTheRateAndItsGradientIsForgotten() {
    float[] weights = threeSteps(2);
    NumpyRandom random = NumpyRandom.stream(1, "values");
    for (int i = 0; i < VALUES; i++) {
      float start = (float) random.nextNormal();
      float gradient = 0.1f + (float) random.nextDouble();
      assertEquals(start - Math.signum(gradient) * 3e-3, weights[i], 2e-6, "value " + i);
    }
  }

  private static float[] threeSteps(int threads) {
    float[] start = new float[VALUES];
    float[] slope = new float[VALUES];
    NumpyRandom random = NumpyRandom.stream(1, "values");
    for (int i = 0; i < VALUES; i++) {
      start[i] = (float) random.nextNormal();
      slope[i] = 0.1f + (float) random.nextDouble();
    }
    return NetworkEngine.withThreads(
        threads,
        () -> {
          try (NDManager manager =
              ai.djl.engine.Engine.getEngine("PyTorch")
                  .newBaseManager(ComputeDevice.CPU.device())) {
            PtNDArray weight = (PtNDArray) manager.create(start, new Shape(VALUES));
            PtNDArray direction = (PtNDArray) manager.create(slope, new Shape(VALUES));
            PtNDArray one = (PtNDArray) manager.create(1f);
            weight.setRequiresGradient(true);
            Adam adam = new Adam(1e-3, Map.of("weight", weight), manager);
            for (int step = 0; step < 3; step++) {
              Gradients.on(
                  () -> {
                    PtNDArray sum = (PtNDArray) weight.mul(direction).sum();
                    JniUtils.backward(sum, one, false, false);
                    return null;
                  });
              adam.step();
            }
            return weight.toFloatArray();
          }
        });
  }
}
