package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;

/** Models whose attributions have a closed form; all numbers are exact in single precision. */
class AttributionMethodTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);
  private static final double[][][] WEIGHTS = {
    {{1, -2, 0.5, 3, 0}, {2, 0.25, -1, 1, 4}}, {{0, 1, 0, 1, 0}, {-1, 0, 1, 0, 1}}
  };
  private static final float[][] X = {{0, 0.5f, -1, 2, 1}, {0, 1, 0.25f, -0.5f, 3}};
  private static final float[][] B = {{0, 1, 1, 0.5f, -1}, {0.5f, 0, 0.25f, 1, 2}};
  private static final Ridge LINEAR = new Ridge(WEIGHTS, z -> 2 * z + 5, z -> 2);
  private static final Ridge SQUARE = new Ridge(WEIGHTS, z -> z * z, z -> 2 * z);
  private static final Ridge CUBE = new Ridge(WEIGHTS, z -> z * z * z, z -> 3 * z * z);
  private static final Reference BASELINE = new Reference("hand-made", B);

  private static List<AttributionMethod> complete(GradientModel model) {
    return List.of(
        new IntegratedGradients(
            model, TWO, BASELINE, IntegratedGradients.Options.defaults().withSteps(3)),
        new Occlusion(model, TWO, BASELINE, Occlusion.Options.ofWindow(1)),
        new ExpectedGradients(
            model, TWO, new float[][][] {B}, ExpectedGradients.Options.paper().withDraws(3)));
  }

  private static double dot(float[][] x, int c) {
    double sum = 0;
    for (int lead = 0; lead < 2; lead++) {
      for (int t = 0; t < 5; t++) {
        sum += WEIGHTS[c][lead][t] * x[lead][t];
      }
    }
    return sum;
  }

  /** Closed form: weight times the distance from the baseline. */
  @Test
  void aLinearModelHasItsWeightTimesTheDistanceFromTheBaselineInEveryMethod() {
    for (AttributionMethod method : complete(LINEAR)) {
      List<Explanation> found = method.explain("R", X, 1, 1, 0);
      for (int k = 0; k < 2; k++) {
        int c = 1 - k;
        Explanation e = found.get(k);
        assertEquals(c, e.classIndex());
        for (int lead = 0; lead < 2; lead++) {
          for (int t = 0; t < 5; t++) {
            assertEquals(
                2 * WEIGHTS[c][lead][t] * (X[lead][t] - B[lead][t]),
                e.attributions()[lead][t],
                1e-6,
                method.label());
          }
        }
        assertEquals(2 * dot(X, c) + 5, e.output(), 1e-12);
        assertEquals(2 * dot(B, c) + 5, e.expectedOutput(), 1e-12);
        assertEquals(0, e.completenessResidual(), 1e-12, method.label());
        assertEquals(1, e.paddedSamples());
      }
    }
  }

  @Test
  void gradientTimesInputIsThatAndDoesNotClaimToAddUp() {
    Explanation e = new GradientTimesInput(SQUARE, TWO).explain("R", X, 0, 1).get(0);
    for (int lead = 0; lead < 2; lead++) {
      for (int t = 0; t < 5; t++) {
        double expected = 2 * dot(X, 1) * WEIGHTS[1][lead][t] * X[lead][t];
        assertEquals(expected, e.attributions()[lead][t], 1e-6);
      }
    }
    assertTrue(Double.isNaN(e.expectedOutput()) && Double.isNaN(e.completenessResidual()));
    assertEquals(2 * dot(X, 1) * dot(X, 1), e.sum(), 1e-12);
  }

  /** Closed form for (w x)^2: w_i (x_i - b_i) (w x + w b). */
  @Test
  void integratedGradientsOfASquareAreExact() {
    for (int steps : new int[] {1, 2, 7}) {
      Explanation e =
          new IntegratedGradients(
                  SQUARE,
                  TWO,
                  BASELINE,
                  IntegratedGradients.Options.defaults().withSteps(steps).withBatchSize(3))
              .explain("R", X, 0, 0)
              .get(0);
      for (int lead = 0; lead < 2; lead++) {
        for (int t = 0; t < 5; t++) {
          double expected =
              WEIGHTS[0][lead][t] * (X[lead][t] - B[lead][t]) * (dot(X, 0) + dot(B, 0));
          assertEquals(expected, e.attributions()[lead][t], 1e-5);
        }
      }
      assertEquals(0, e.completenessResidual(), 1e-10);
      assertEquals(0, e.draws());
      assertEquals(0, e.standardError(), 0);
    }
  }

  /** The midpoint rule of 3 z^2 over n equal parts misses d^3 / (4 n^2), d = w x - w b. */
  @Test
  void theResidualOfACubeIsTheErrorOfTheMidpointRule() {
    for (int steps : new int[] {1, 10, 40}) {
      Explanation e =
          new IntegratedGradients(
                  CUBE, TWO, BASELINE, IntegratedGradients.Options.defaults().withSteps(steps))
              .explain("R", X, 0, 0)
              .get(0);
      double d = dot(X, 0) - dot(B, 0);
      assertEquals(-d * d * d / (4.0 * steps * steps), e.completenessResidual(), 1e-9);
    }
  }

  /** Closed form: an additive model loses what the window's own terms give, spread evenly; windows count from the right end. */
  @Test
  void occlusionOfAnAdditiveModelIsTheWindowsOwnShare() {
    Explanation e =
        new Occlusion(LINEAR, TWO, BASELINE, Occlusion.Options.ofWindow(2).withBatchSize(4))
            .explain("R", X, 0, 0)
            .get(0);
    for (int lead = 0; lead < 2; lead++) {
      for (int[] window : new int[][] {{0, 1}, {1, 3}, {3, 5}}) {
        double lost = 0;
        for (int t = window[0]; t < window[1]; t++) {
          lost += 2 * WEIGHTS[0][lead][t] * (X[lead][t] - B[lead][t]);
        }
        for (int t = window[0]; t < window[1]; t++) {
          assertEquals(lost / (window[1] - window[0]), e.attributions()[lead][t], 1e-6);
        }
      }
    }
    assertEquals(0, e.completenessResidual(), 1e-12);
  }

  /** Two windows that multiply: f = (x0 + x1)^2 from 0 loses x0^2 + 2 x0 x1 and x1^2 + 2 x0 x1, so 2 x0 x1 is counted twice. */
  @Test
  void theResidualOfOcclusionIsWhatWindowsShare() {
    Ridge product = new Ridge(new double[][][] {{{1, 1}}}, z -> z * z, z -> 2 * z);
    Explanation e =
        new Occlusion(product, List.of(Lead.I), Reference.zero(1, 2), Occlusion.Options.ofWindow(1))
            .explain("R", new float[][] {{3, 5}}, 0, 0)
            .get(0);
    assertArrayEquals(new float[] {39, 55}, e.attributions()[0]);
    assertEquals(30, e.completenessResidual(), 1e-12);
  }

  @Test
  void windowsEqualToTheBaselineAreNotComputed() {
    int[] seen = {0};
    GradientModel counting =
        new GradientModel() {
          @Override
          public int classes() {
            return 2;
          }

          @Override
          public double[][] outputs(double[][][] batch) {
            seen[0] += batch.length;
            return LINEAR.outputs(batch);
          }

          @Override
          public Gradients gradients(double[][][] batch, int[] classes) {
            throw new AssertionError("occlusion needs no gradient");
          }
        };
    Occlusion method =
        new Occlusion(counting, TWO, Reference.zero(2, 5), Occlusion.Options.ofWindow(1));
    seen[0] = 0;
    float[][] phi = method.explain("R", X, 1, 0).get(0).attributions();
    assertEquals(1 + 8, seen[0]);
    assertEquals(0, phi[0][0]);
  }

  @Test
  void theRandomControlIsTheSameForTheSameSeedRecordAndClassAndZeroOnPadding() {
    AttributionMethod control = AttributionMethod.random(TWO, 42);
    float[][] once = control.explain("R", X, 2, 0, 1).get(1).attributions();
    assertArrayEquals(once[1], control.explain("R", X, 2, 1).get(0).attributions()[1]);
    assertFalse(Arrays.equals(once[1], control.explain("R", X, 2, 0).get(0).attributions()[1]));
    assertFalse(Arrays.equals(once[1], control.explain("S", X, 2, 1).get(0).attributions()[1]));
    assertEquals(0, once[0][1]);
    assertTrue(once[0][2] != 0);
  }

  @Test
  void aRecordOfAnotherShapeIsRefusedAndAnInterruptStops() {
    for (AttributionMethod method : complete(LINEAR)) {
      assertEquals(
          "the record must have 2 leads of 5 samples, found 2 leads of [4]",
          assertThrows(
                  IllegalArgumentException.class, () -> method.explain("R", new float[2][4], 0, 0))
              .getMessage());
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> method.explain("R", X, 0, 0));
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new IntegratedGradients(
                LINEAR, TWO, Reference.zero(3, 5), IntegratedGradients.Options.defaults()));
  }
}
