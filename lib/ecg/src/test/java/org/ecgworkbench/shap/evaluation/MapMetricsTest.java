package org.ecgworkbench.shap.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientModel;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.junit.jupiter.api.Test;

/** A linear model, whose attributions are its weights times the signal, so that each metric has a value one can write down. */
class MapMetricsTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);

  /** One output, the sum of weights times signal. */
  private record Linear(double[][] weights) implements GradientModel {
    @Override
    public int classes() {
      return 1;
    }

    @Override
    public double[][] outputs(double[][][] batch) {
      double[][] outputs = new double[batch.length][1];
      for (int i = 0; i < batch.length; i++) {
        for (int lead = 0; lead < weights.length; lead++) {
          for (int t = 0; t < weights[lead].length; t++) {
            outputs[i][0] += weights[lead][t] * batch[i][lead][t];
          }
        }
      }
      return outputs;
    }

    @Override
    public Gradients gradients(double[][][] batch, int[] classes) {
      double[][][][] gradients = new double[1][batch.length][][];
      java.util.Arrays.fill(gradients[0], weights);
      return new Gradients(outputs(batch), gradients);
    }
  }

  private static Explanation map(float[][] phi) {
    return new Explanation("R", 0, TWO, phi, 0, 0, 0, 0, 0, 0, 0);
  }

  /** By hand: shares 1/8 each; one of eight; and 1/2, 1/4, 1/8, 1/8, whose entropy is 1.75 bits of 3. */
  @Test
  void complexityIsThatOfTheShares() {
    Complexity even = Complexity.of(map(new float[][] {{1, -1, 1, 1}, {-1, 1, 1, 1}}));
    assertEquals(1, even.entropy(), 1e-12);
    assertEquals(0, even.gini(), 1e-12);
    Complexity one = Complexity.of(map(new float[][] {{0, 0, -3, 0}, {0, 0, 0, 0}}));
    assertEquals(0, one.entropy(), 1e-12);
    assertEquals(7 / 8.0, one.gini(), 1e-12);
    Complexity some = Complexity.of(map(new float[][] {{4, 2, 1, -1}, {0, 0, 0, 0}}));
    assertEquals(1.75 / 3, some.entropy(), 1e-12);
    assertTrue(Double.isNaN(Complexity.of(map(new float[2][4])).entropy()));
  }

  /** Of a linear model gradient x input is proportional to the signal: two per cent more signal, two per cent more map. */
  @Test
  void aLinearModelIsAsStableAsItsSignal() {
    double[][] ones = {{1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}};
    AttributionMethod method = new GradientTimesInput(new Linear(ones), TWO);
    float[][] x = {{0, 1, 2, 4, 8, 3}, {0, 5, -1, 6, 7, 9}};
    Explanation before = method.explain("R", x, 1, 0).get(0);
    HarmlessChange.Stability gain =
        HarmlessChange.GAIN.compare(
            before, method.explain("R", HarmlessChange.GAIN.of(x, 1, 100), 1, 0).get(0));
    assertEquals(0.02, gain.distance(), 1e-6);
    assertEquals(1, gain.spearman(), 1e-12);
    // With equal weights a sample later changes nothing once it is moved back.
    HarmlessChange.Stability later =
        HarmlessChange.ONE_SAMPLE.compare(
            before, method.explain("R", HarmlessChange.ONE_SAMPLE.of(x, 1, 100), 1, 0).get(0));
    assertEquals(0, later.distance(), 1e-12);
    // At 200 Hz the sine's first values are sin 45, sin 135, sin 225: 7.07 uV, twice, then -7.07
    // uV.
    float[][] mains = HarmlessChange.MAINS.of(new float[2][4], 1, 200);
    assertArrayEquals(new float[] {0, 0.00707107f, 0.00707107f, -0.00707107f}, mains[1], 1e-8f);
  }

  /** With weights that differ from sample to sample a shift by one moves the map to where other weights are. */
  @Test
  void unequalWeightsMakeAShiftSeen() {
    double[][] alternating = {{1, -1, 1, -1}, {1, -1, 1, -1}};
    AttributionMethod method = new GradientTimesInput(new Linear(alternating), TWO);
    float[][] x = {{1, 1, 1, 1}, {1, 1, 1, 1}};
    HarmlessChange.Stability later =
        HarmlessChange.ONE_SAMPLE.compare(
            method.explain("R", x, 0, 0).get(0),
            method.explain("R", HarmlessChange.ONE_SAMPLE.of(x, 0, 100), 0, 0).get(0));
    // The map's sign is the other one everywhere: twice its length.
    assertEquals(2, later.distance(), 1e-12);
  }

  /** A gap is filled by a straight line where no other lead is left, and held at an end. */
  @Test
  void aGapInBothLeadsIsFilledByALine() {
    float[][] x = {{0, 2, 9, 9, 5, 9}, {1, 1, 9, 9, 4, 9}};
    boolean[][] removed = {
      {false, false, true, true, false, true}, {false, false, true, true, false, true}
    };
    double[][] filled = new Imputation(x, 0).fill(removed);
    assertArrayEquals(new double[] {0, 2, 3, 4, 5, 5}, filled[0], 1e-12);
    assertArrayEquals(new double[] {1, 1, 2, 3, 4, 4}, filled[1], 1e-12);
  }

  /** A lead that another determines loses nothing: here the second is 2 times the first and 1. */
  @Test
  void whatAnotherLeadTellsIsNoLoss() {
    float[][] x = {{0, 3, -2, 5, 1, 7}, {1, 7, -3, 11, 3, 15}};
    boolean[][] removed = {
      {false, false, false, false, false, false}, {true, true, false, true, true, true}
    };
    assertArrayEquals(
        new double[] {1, 7, -3, 11, 3, 15}, new Imputation(x, 0).fill(removed)[1], 1e-9);
  }

  /** By hand: windows of two samples; the exact order takes the window of the lead that decides first. */
  @Test
  void theExactMapDeletesFasterThanItsOpposite() {
    double[][] weights = {{0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 0, 0}};
    Linear model = new Linear(weights);
    // Leads without likeness, so that a window's loss is the height above the line.
    float[][] x = {{0, 0, 1, 1, 0, 0}, {1, -1, 0, 0, -1, 1}};
    Explanation exact = new GradientTimesInput(model, TWO).explain("R", x, 0, 0).get(0);
    float[][] negated = new float[2][6];
    for (int lead = 0; lead < 2; lead++) {
      for (int t = 0; t < 6; t++) {
        negated[lead][t] = -exact.attributions()[lead][t];
      }
    }
    Imputation imputation = new Imputation(x, 0);
    PerturbationCurve good = imputation.curve(model, exact, Direction.DELETION, 2, 6, v -> v);
    PerturbationCurve bad = imputation.curve(model, map(negated), Direction.DELETION, 2, 6, v -> v);
    // Once the lead is wholly removed it is its mean, 1/3, everywhere.
    double whole = 2 / 3.0;
    assertArrayEquals(new double[] {2, 0, 0, whole, whole, whole, whole}, good.values(), 1e-12);
    assertEquals(2, bad.values()[0], 1e-12);
    assertTrue(bad.area() > good.area() + 1);
    PerturbationCurve insertion = imputation.curve(model, exact, Direction.INSERTION, 2, 6, v -> v);
    assertEquals(2, insertion.values()[6], 1e-12);
    assertTrue(
        insertion.area()
            > imputation.curve(model, map(negated), Direction.INSERTION, 2, 6, v -> v).area());
  }

  /** Maps that differ in sign, or by a factor a lead, are alike where only sizes, or leads' orders, count. */
  @Test
  void scalesLookAtWhatTheySay() {
    float[][] a = new float[2][100];
    float[][] b = new float[2][100];
    for (int t = 0; t < 100; t++) {
      a[0][t] = (t * 37) % 101;
      a[1][t] = 3 * ((t * 53) % 101);
      b[0][t] = -a[0][t];
      b[1][t] = -a[1][t];
    }
    int[] peaks = {40};
    for (MapScale scale : MapScale.values()) {
      assertEquals(1, scale.similarity(map(a), map(b), peaks, 100), 1e-12, scale.label());
    }
    float[][] swapped = {b[1], b[0]};
    assertEquals(-1, MapScale.LEAD.similarity(map(a), map(swapped), peaks, 100), 1e-12);
    assertTrue(Double.isNaN(MapScale.BEAT.similarity(map(a), map(b), new int[] {5}, 100)));
  }
}
