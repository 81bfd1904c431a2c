package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

/** What zero padding fixes in advance. */
class PaddingTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);

  private static double[][] record(NumpyRandom random, int samples, int padded) {
    double[][] record = new double[2][samples];
    for (double[] lead : record) {
      for (int t = padded; t < samples; t++) {
        lead[t] = random.nextNormal();
      }
    }
    return record;
  }

  /** A model that notes how much padding it is told of, and gives nonsense for it. */
  private record Noting(Ridge model, List<Integer> zeros) implements GradientModel {
    @Override
    public int classes() {
      return model.classes();
    }

    @Override
    public double[][] outputs(double[][][] batch) {
      return model.outputs(batch);
    }

    @Override
    public Gradients gradients(double[][][] batch, int[] classes) {
      return model.gradients(batch, classes);
    }

    @Override
    public Gradients gradients(double[][][] batch, int[] classes, int zeroSamples) {
      zeros.add(zeroSamples);
      Gradients found = gradients(batch, classes);
      for (int i = 0; i < batch.length; i++) {
        for (int lead = 0; lead < 2; lead++) {
          Arrays.fill(found.gradients()[0][i][lead], 0, zeroSamples, Double.NaN);
          for (int t = 0; t < zeroSamples; t++) {
            assertEquals(0, batch[i][lead][t], "what is told to be padding");
          }
        }
      }
      return found;
    }
  }

  /** Where record and background both are padding their difference is 0; by definition of the method so is the attribution. */
  @Test
  void paddingThatRecordAndBackgroundShareGetsNothingAndIsLeftToTheModel() {
    NumpyRandom random = new NumpyRandom(4);
    double[][][] weights = {record(random, 20, 0)};
    Ridge ridge = new Ridge(weights, Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z));
    double[][] x = record(random, 20, 12);
    double[][][] background = {
      record(random, 20, 15), record(random, 20, 5), record(random, 20, 8), record(random, 20, 0)
    };
    for (Sampling sampling : Sampling.values()) {
      ExpectedGradients.Options options =
          ExpectedGradients.Options.paper().withDraws(40).withBatchSize(7).withSampling(sampling);
      List<Integer> told = new ArrayList<>();
      double[][] plain =
          new ExpectedGradients(ridge, TWO, background, options)
              .attribute(x, new NumpyRandom(1), 0)
              .values()[0];
      double[][] found =
          new ExpectedGradients(new Noting(ridge, told), TWO, background, options)
              .attribute(x, new NumpyRandom(1), 0)
              .values()[0];
      for (int lead = 0; lead < 2; lead++) {
        assertArrayEquals(plain[lead], found[lead]);
      }
      // 12 of the record and 15 of the first background; the longest shared comes first.
      assertEquals(12, told.get(0));
      assertEquals(told.stream().sorted((a, b) -> b - a).toList(), told);
      assertEquals(0, told.get(told.size() - 1));

      double[][][] padded = {background[0], background[1], background[2]};
      double[][] shared =
          new ExpectedGradients(ridge, TWO, padded, options)
              .attribute(x, new NumpyRandom(1), 0)
              .values()[0];
      for (double[] lead : shared) {
        for (int t = 0; t < 5; t++) {
          assertEquals(0, lead[t]);
        }
        assertTrue(lead[6] != 0, "the record's padding against a background that has a signal");
      }
    }
  }

  /** A hand calculation: 15,000 samples of the paper's network are about 0.15 GB, a window of 1,500 of one of width 8 a hundredth of that. */
  @Test
  void batchesAreNoLargerThanTheModelAllows() {
    NumpyRandom random = new NumpyRandom(4);
    Ridge ridge = new Ridge(new double[][][] {record(random, 20, 0)}, z -> z, z -> 1);
    List<Integer> sizes = new ArrayList<>();
    GradientModel small =
        new GradientModel() {
          @Override
          public int classes() {
            return 1;
          }

          @Override
          public double[][] outputs(double[][][] batch) {
            sizes.add(batch.length);
            return ridge.outputs(batch);
          }

          @Override
          public Gradients gradients(double[][][] batch, int[] classes) {
            sizes.add(batch.length);
            return ridge.gradients(batch, classes);
          }

          @Override
          public int largestBatch(int samples) {
            return samples == 20 ? 3 : -1;
          }
        };
    double[][][] background = {
      record(random, 20, 0), record(random, 20, 0), record(random, 20, 0), record(random, 20, 0)
    };
    ExpectedGradients.Options options = ExpectedGradients.Options.paper().withBatchSize(1000);
    double[][] x = record(random, 20, 0);
    double[][] found =
        new ExpectedGradients(small, TWO, background, options)
            .attribute(x, new NumpyRandom(1), 0)
            .values()[0];
    assertEquals(3, sizes.stream().max(Integer::compare).orElseThrow());
    double[][] whole =
        new ExpectedGradients(ridge, TWO, background, options)
            .attribute(x, new NumpyRandom(1), 0)
            .values()[0];
    assertArrayEquals(whole[1], found[1]);
  }
}
