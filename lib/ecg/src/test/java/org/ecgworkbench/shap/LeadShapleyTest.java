package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class LeadShapleyTest {
  private static final int SAMPLES = 6;

  /** One output that is any function of the recording; it has no gradient. */
  private record Plain(ToDoubleFunction<double[][]> function) implements GradientModel {
    @Override
    public int classes() {
      return 1;
    }

    @Override
    public double[][] outputs(double[][][] batch) {
      return Arrays.stream(batch)
          .map(x -> new double[] {function.applyAsDouble(x)})
          .toArray(double[][]::new);
    }

    @Override
    public Gradients gradients(double[][][] batch, int[] classes) {
      throw new UnsupportedOperationException();
    }
  }

  private static float[][] normal(long seed) {
    NumpyRandom random = NumpyRandom.stream(seed, "test");
    float[][] rows = new float[12][SAMPLES];
    for (float[] row : rows) {
      for (int t = 0; t < SAMPLES; t++) {
        row[t] = (float) random.nextNormal();
      }
    }
    return rows;
  }

  private static float[][] levels(double... ofLeads) {
    float[][] rows = new float[12][SAMPLES];
    for (int lead = 0; lead < ofLeads.length; lead++) {
      Arrays.fill(rows[lead], (float) ofLeads[lead]);
    }
    return rows;
  }

  private static LeadGame game(GradientModel model, float[][] x, float[][] reference) {
    return new LeadShapley(model, Lead.ALL, 500).games(x, new Reference("test", reference)).get(0);
  }

  /** Closed form: in a weighted sum each lead is worth its weights times the difference, in every order; no pair interacts. */
  @Test
  void aLinearModelIsSharedByWeightTimesDifference() {
    float[][] weights = normal(1);
    float[][] x = normal(2);
    float[][] b = normal(3);
    Ridge linear = new Ridge(new double[][][] {Matrices.widened(weights)}, z -> z, z -> 1);
    LeadGame game = game(linear, x, b);
    double[] expected = new double[12];
    for (int lead = 0; lead < 12; lead++) {
      for (int t = 0; t < SAMPLES; t++) {
        expected[lead] += (double) weights[lead][t] * ((double) x[lead][t] - b[lead][t]);
      }
    }
    assertArrayEquals(expected, game.shapley(), 1e-10);
    assertArrayEquals(
        expected, game.owen(List.of(Lead.ALL.subList(0, 6), Lead.ALL.subList(6, 12))), 1e-10);
    for (double[] row : game.interactions()) {
      for (double value : row) {
        assertTrue(Double.isNaN(value) || Math.abs(value) < 1e-10);
      }
    }
  }

  /**
   * A tree by hand: I above 1? no: 2; yes: V1 above 0.5? no: 3; yes: 7. The record has both above, the reference neither, so v(I) = 3,
   * v(V1) = 2, v(both) = 7, v(none) = 2: phi_I = (1 + 5) / 2, phi_V1 = (0 + 4) / 2, and the pair is worth 7 - 3 - 2 + 2 = 4 beyond its
   * parts. A second reference has I above: v(none) = v(I) = 3, v(V1) = v(both) = 7: phi_I = 0, phi_V1 = 4, no interaction. The
   * interventional values are the means.
   */
  @Test
  void aTreeOfThresholdsHasItsClosedFormValues() {
    int v1 = Lead.V1.ordinal();
    GradientModel tree = new Plain(x -> x[0][0] <= 1 ? 2 : x[v1][0] <= 0.5 ? 3 : 7);
    float[][] x = levels(2, 9, 9, 9, 9, 9, 1);
    LeadGame low = game(tree, x, levels());
    double[] expected = new double[12];
    expected[0] = 3;
    expected[v1] = 2;
    assertArrayEquals(expected, low.shapley(), 1e-12);
    assertEquals(4, low.interactions()[0][v1], 1e-12);
    assertEquals(0, low.interactions()[0][1], 1e-12);
    LeadGame high = game(tree, x, levels(1.5));
    expected[0] = 0;
    expected[v1] = 4;
    assertArrayEquals(expected, high.shapley(), 1e-12);
    assertEquals(0, high.interactions()[0][v1], 1e-12);
    LeadGame mean = LeadGame.meanOf(List.of(low, high));
    expected[0] = 1.5;
    expected[v1] = 3;
    assertArrayEquals(expected, mean.shapley(), 1e-12);
    assertEquals(2, mean.interactions()[0][v1], 1e-12);
    assertEquals(7 - 2.5, mean.total(), 1e-12);
  }

  /** The value of a set is the model's own output for the record with the other leads replaced. */
  @Test
  void everySetIsTheModelOnAMixedRecord() {
    GradientModel model =
        new Plain(x -> Arrays.stream(x).mapToDouble(l -> l[0] * l[5]).reduce(1, (a, b) -> a + b));
    float[][] x = normal(4);
    float[][] b = normal(5);
    LeadGame game = game(model, x, b);
    float[][] mixed = b.clone();
    mixed[Lead.II.ordinal()] = x[Lead.II.ordinal()];
    mixed[Lead.V5.ordinal()] = x[Lead.V5.ordinal()];
    assertEquals(
        model.outputs(new double[][][] {Matrices.widened(mixed)})[0][0],
        game.value(List.of(Lead.II, Lead.V5)));
    assertEquals(
        model.outputs(new double[][][] {Matrices.widened(b)})[0][0], game.value(List.of()));
    assertEquals(model.outputs(new double[][][] {Matrices.widened(x)})[0][0], game.value(Lead.ALL));
  }

  @Test
  void theSizeOfTheBatchesChangesNothing() {
    GradientModel model = new Plain(x -> Math.tanh(x[0][1] + x[3][2] * x[11][0]));
    float[][] x = normal(6);
    Reference zero = Reference.zero(12, SAMPLES);
    double[] whole = new LeadShapley(model, Lead.ALL, 5000).games(x, zero).get(0).values();
    double[] chunks = new LeadShapley(model, Lead.ALL, 37).games(x, zero).get(0).values();
    assertArrayEquals(whole, chunks);
  }

  @Test
  void anInterruptEndsItAfterABatch() {
    int[] batches = new int[1];
    GradientModel model =
        new Plain(
            x -> {
              batches[0]++;
              Thread.currentThread().interrupt();
              return 0;
            });
    LeadShapley values = new LeadShapley(model, Lead.ALL, 10);
    float[][] x = normal(7);
    Reference zero = Reference.zero(12, SAMPLES);
    assertThrows(CancellationException.class, () -> values.games(x, zero));
    assertEquals(10, batches[0]);
    assertTrue(!Thread.interrupted());
  }

  @Test
  void aReferenceOfAnotherShapeIsRefused() {
    LeadShapley values = new LeadShapley(new Plain(x -> 0), Lead.ALL, 10);
    float[][] x = normal(8);
    Reference shorter = Reference.zero(12, SAMPLES - 1);
    assertThrows(IllegalArgumentException.class, () -> values.games(x, shorter));
    assertThrows(
        IllegalArgumentException.class, () -> new LeadShapley(new Plain(x1 -> 0), Lead.ALL, 0));
  }
}
