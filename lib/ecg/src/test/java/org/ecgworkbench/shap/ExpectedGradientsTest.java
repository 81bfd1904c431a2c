package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class ExpectedGradientsTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);
  private static final List<Lead> THREE = List.of(Lead.I, Lead.II, Lead.III);

  private interface Formula {
    double at(int i, int lead, int t);
  }

  private static double[][][] cube(int n, int leads, int samples, Formula formula) {
    double[][][] cube = new double[n][leads][samples];
    for (int i = 0; i < n; i++) {
      for (int lead = 0; lead < leads; lead++) {
        for (int t = 0; t < samples; t++) {
          cube[i][lead][t] = formula.at(i, lead, t);
        }
      }
    }
    return cube;
  }

  static final Ridge GOLDEN_MODEL =
      new Ridge(
          cube(3, 2, 12, (c, l, t) -> Math.sin(0.7 * (24 * c + 12 * l + t) + 0.1)),
          z -> Math.tanh(z) + 0.1 * z * z,
          z -> 1 - Math.tanh(z) * Math.tanh(z) + 0.2 * z);

  /** The mean of an output over the background. */
  static double expectedOutput(GradientModel model, int c) {
    return Stream.of(model.outputs(BACKGROUND)).mapToDouble(all -> all[c]).average().orElseThrow();
  }

  static final double[][][] BACKGROUND =
      cube(5, 2, 12, (b, l, t) -> Math.cos(0.3 * (24 * b + 12 * l + t)));
  static final double[][][] X =
      cube(2, 2, 12, (b, l, t) -> Math.sin(0.9 * (24 * b + 12 * l + t) + 0.5));

  /** Expected values: shap 0.35.0 on PyTorch in double precision, golden/expected_gradients.json. */
  @Test
  void attributionsAreThoseOfShapWithTheSameDraws() {
    JsonObject golden = Golden.json("expected_gradients.json");
    JsonArray expected = golden.getAsJsonArray("shap_values[class][sample][lead][t] (shap 0.35.0)");
    JsonArray sums = golden.getAsJsonArray("sum_over_features");
    JsonArray targets =
        golden.getAsJsonArray("f(x)-mean f(B) (completeness target, only approximate)");
    for (int batchSize : new int[] {1, 50, 64, 500}) {
      ExpectedGradients explainer =
          new ExpectedGradients(
              GOLDEN_MODEL,
              TWO,
              BACKGROUND,
              ExpectedGradients.Options.paper().withBatchSize(batchSize));
      NumpyRandom random = new NumpyRandom(golden.get("rseed").getAsInt());
      for (int record = 0; record < 2; record++) {
        Estimate found = explainer.attribute(X[record], random, 0, 1, 2);
        for (int c = 0; c < 3; c++) {
          JsonArray rows = expected.get(c).getAsJsonArray().get(record).getAsJsonArray();
          for (int lead = 0; lead < 2; lead++) {
            assertArrayEquals(Golden.doubles(rows.get(lead)), found.values()[c][lead], 1e-12);
          }
          assertEquals(Golden.doubles(sums.get(c))[record], found.sums()[c], 1e-12);
          assertEquals(
              Golden.doubles(targets.get(c))[record],
              found.outputs()[c] - expectedOutput(GOLDEN_MODEL, c),
              1e-12);
        }
      }
    }
  }

  @Test
  void onlyTheClassesAskedForAreGivenAndNothingElseChanges() {
    ExpectedGradients explainer =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper());
    double[][][] all = explainer.attribute(X[0], new NumpyRandom(1), 0, 1, 2).values();
    double[][][] one = explainer.attribute(X[0], new NumpyRandom(1), 2).values();
    assertEquals(1, one.length);
    assertArrayEquals(all[2][1], one[0][1]);
  }

  /** Closed form: for a linear model every draw gives w * (x - b), so the mean needs only the backgrounds that were drawn. */
  @Test
  void aLinearModelHasItsWeightTimesTheDistanceFromTheBackground() {
    Ridge linear = new Ridge(GOLDEN_MODEL.weights(), z -> 3 * z + 1, z -> 3);
    double[][][] single = {BACKGROUND[4]};
    for (Sampling sampling : Sampling.values()) {
      ExpectedGradients explainer =
          new ExpectedGradients(
              linear,
              TWO,
              single,
              ExpectedGradients.Options.paper().withDraws(7).withSampling(sampling));
      Estimate found = explainer.attribute(X[1], new NumpyRandom(3), 1);
      double sum = 0;
      for (int lead = 0; lead < 2; lead++) {
        for (int t = 0; t < 12; t++) {
          double expected =
              3 * linear.weights()[1][lead][t] * (X[1][lead][t] - BACKGROUND[4][lead][t]);
          sum += expected;
          assertEquals(expected, found.values()[0][lead][t], 1e-12);
        }
      }
      assertEquals(
          sum, found.outputs()[1] - linear.outputs(new double[][][] {BACKGROUND[4]})[0][1], 1e-12);
      assertEquals(0, found.standardErrors()[0], 1e-12);
    }
  }

  /** With as many stratified draws as backgrounds each is used once, so a linear model is exact. */
  @Test
  void stratifiedDrawsUseEveryBackgroundEquallyAndAddUpBetter() {
    Ridge linear = new Ridge(GOLDEN_MODEL.weights(), z -> z, z -> 1);
    ExpectedGradients.Options options =
        ExpectedGradients.Options.paper().withDraws(10).withSampling(Sampling.STRATIFIED);
    Explanation exact =
        new ExpectedGradients(linear, TWO, BACKGROUND, options)
            .explain("X", floats(X[0]), 0, 0)
            .get(0);
    assertEquals(0, exact.completenessResidual(), 1e-6);
    double paper = meanSquaredResidual(Sampling.PAPER);
    double stratified = meanSquaredResidual(Sampling.STRATIFIED);
    assertTrue(stratified < 0.4 * paper, stratified + " against " + paper);
  }

  private static double meanSquaredResidual(Sampling sampling) {
    double sum = 0;
    for (int seed = 0; seed < 200; seed++) {
      Explanation e =
          new ExpectedGradients(
                  GOLDEN_MODEL,
                  TWO,
                  BACKGROUND,
                  ExpectedGradients.Options.paper()
                      .withDraws(50)
                      .withSeed(seed)
                      .withSampling(sampling))
              .explain("X", floats(X[1]), 0, 2)
              .get(0);
      sum += e.completenessResidual() * e.completenessResidual() / 200;
    }
    return sum;
  }

  /** The residual divided by its standard error should behave as a standard normal value: 300 seeds, bounds at 4 sigma. */
  @Test
  void theStandardErrorIsThatOfTheResidual() {
    int n = 300;
    double squares = 0;
    for (int seed = 0; seed < n; seed++) {
      Explanation e =
          new ExpectedGradients(
                  GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper().withSeed(seed))
              .explain("X", floats(X[1]), 0, 1)
              .get(0);
      double z = e.completenessResidual() / e.standardError();
      squares += z * z / n;
    }
    assertEquals(1, squares, 4 * Math.sqrt(2.0 / n));
  }

  private static ExpectedGradients explainer(Sampling sampling, int draws, long seed) {
    return new ExpectedGradients(
        GOLDEN_MODEL,
        TWO,
        BACKGROUND,
        ExpectedGradients.Options.paper().withDraws(draws).withSeed(seed).withSampling(sampling));
  }

  @Test
  void drawsGoOnUntilTheStandardErrorIsReachedInEveryClass() {
    ExpectedGradients.Precision precision = new ExpectedGradients.Precision(0.2, 100_000);
    for (Sampling sampling : Sampling.values()) {
      List<Explanation> found =
          explainer(sampling, 20, 42).until(precision).explain("X", floats(X[0]), 0, 0, 1, 2);
      for (Explanation e : found) {
        assertTrue(e.standardError() <= 0.2, sampling + " " + e.standardError());
        assertTrue(Math.abs(e.completenessResidual()) < 4 * e.standardError());
        assertEquals(found.get(0).draws(), e.draws());
        assertEquals(0, e.draws() % 20);
        assertEquals(42, e.seed());
      }
    }
  }

  /** The same draws in one round are the outside value. */
  @Test
  void aPrecisionOutOfReachStopsAtTheMaximumWithTheDrawsOfAFixedNumber() {
    Explanation fixed = explainer(Sampling.PAPER, 60, 42).explain("X", floats(X[0]), 0, 1).get(0);
    Explanation rounds =
        explainer(Sampling.PAPER, 20, 42)
            .until(new ExpectedGradients.Precision(1e-9, 79))
            .explain("X", floats(X[0]), 0, 1)
            .get(0);
    assertEquals(60, rounds.draws());
    assertEquals(fixed.sum(), rounds.sum(), 0);
    assertEquals(fixed.standardError(), rounds.standardError(), 0);
    assertArrayEquals(fixed.attributions()[1], rounds.attributions()[1]);
  }

  @Test
  void stratifiedDrawsReachAPrecisionWithFewerDraws() {
    ExpectedGradients.Precision precision = new ExpectedGradients.Precision(0.01, 1_000_000);
    int[] draws = new int[2];
    for (Sampling sampling : Sampling.values()) {
      draws[sampling.ordinal()] =
          explainer(sampling, 20, 42)
              .until(precision)
              .explain("X", floats(X[0]), 0, 2)
              .get(0)
              .draws();
    }
    assertTrue(
        2 * draws[Sampling.STRATIFIED.ordinal()] < draws[Sampling.PAPER.ordinal()],
        Arrays.toString(draws));
  }

  /**
   * The residual divided by its standard error should behave as a standard normal value, whether cycles of the background are complete
   * (120 draws of 5) or not (62 draws): 300 seeds, bounds at 4 sigma, and one in 150 beyond 3.
   */
  @Test
  void theStandardErrorOfStratifiedDrawsIsThatOfTheResidual() {
    int n = 300;
    for (int[] setting : new int[][] {{20, 120, 0}, {20, 120, 1}, {31, 62, 2}}) {
      double squares = 0;
      int beyond = 0;
      for (int seed = 0; seed < n; seed++) {
        Explanation e =
            explainer(Sampling.STRATIFIED, setting[0], seed)
                .until(new ExpectedGradients.Precision(1e-9, setting[1]))
                .explain("X", floats(X[1]), 0, setting[2])
                .get(0);
        assertEquals(setting[1], e.draws());
        double z = e.completenessResidual() / e.standardError();
        squares += z * z / n;
        beyond += Math.abs(z) > 3 ? 1 : 0;
      }
      assertEquals(1, squares, 4 * Math.sqrt(2.0 / n), Arrays.toString(setting));
      assertTrue(beyond <= 4, beyond + " " + Arrays.toString(setting));
    }
  }

  /** The spread of 300 estimates is the outside value: exact for independent draws, an upper estimate for stratified ones. */
  @Test
  void theLeadsStandardErrorsAreThoseOfTheirSums() {
    int n = 300;
    for (Sampling sampling : Sampling.values()) {
      double[] sum = new double[2];
      double[] squares = new double[2];
      double[] claimed = new double[2];
      for (int seed = 0; seed < n; seed++) {
        Explanation e = explainer(sampling, 40, seed).explain("X", floats(X[1]), 0, 2).get(0);
        for (int lead = 0; lead < 2; lead++) {
          double value = e.leadSums()[lead];
          sum[lead] += value / n;
          squares[lead] += value * value / n;
          claimed[lead] += Math.pow(e.leadStandardErrors()[lead], 2) / n;
        }
      }
      for (int lead = 0; lead < 2; lead++) {
        double variance = squares[lead] - sum[lead] * sum[lead];
        double ratio = claimed[lead] / variance;
        assertTrue(ratio > 0.7, sampling + " " + ratio);
        assertTrue(ratio < (sampling == Sampling.PAPER ? 1.4 : 6), sampling + " " + ratio);
      }
    }
  }

  /** For a linear model only which backgrounds are drawn matters; 20 rounds of 2 use each of the 5 eight times. */
  @Test
  void theBackgroundGoesOnFromRoundToRound() {
    Ridge linear = new Ridge(GOLDEN_MODEL.weights(), z -> z, z -> 1);
    ExpectedGradients.Options options =
        ExpectedGradients.Options.paper().withDraws(2).withSampling(Sampling.STRATIFIED);
    Explanation e =
        new ExpectedGradients(linear, TWO, BACKGROUND, options)
            .until(new ExpectedGradients.Precision(1e-9, 40))
            .explain("X", floats(X[0]), 0, 0)
            .get(0);
    assertEquals(40, e.draws());
    assertEquals(0, e.completenessResidual(), 1e-6);
  }

  @Test
  void aMaximumBelowTheFirstRoundsIsRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                explainer(Sampling.STRATIFIED, 20, 42)
                    .until(new ExpectedGradients.Precision(0.1, 39)));
    assertEquals("rounds of 20 draws need a maximum of at least 40, found 39", error.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new ExpectedGradients.Precision(Double.NaN, 100));
  }

  @Test
  void anExplanationDoesNotDependOnWhichOthersAreMade() {
    ExpectedGradients explainer =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper());
    explainer.explain("A", floats(X[0]), 0, 0);
    Explanation after = explainer.explain("B", floats(X[1]), 3, 0).get(0);
    Explanation alone =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper())
            .explain("B", floats(X[1]), 3, 0)
            .get(0);
    assertArrayEquals(alone.attributions()[1], after.attributions()[1]);
    assertEquals(3, after.paddedSamples());
    assertEquals(alone.sum(), Arrays.stream(alone.leadSums()).sum(), 1e-6);
  }

  @Test
  void theTopClassIsTheOneWithTheGreatestOutput() {
    double[] outputs = GOLDEN_MODEL.outputs(X)[0];
    int top = outputs[0] > outputs[1] ? 0 : 1;
    top = outputs[2] > outputs[top] ? 2 : top;
    Explanation e =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper())
            .explainTop("X", floats(X[0]), 0);
    assertEquals(top, e.classIndex());
    assertEquals(outputs[top], e.output(), 1e-6);
  }

  @Test
  void severalJobsGiveTheSameExplanationsInTheOrderOfTheRecords() {
    ExpectedGradients explainer =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper());
    List<String> ids = List.of("A", "B", "C", "D", "E", "F", "G");
    List<List<Explanation>> runs = new java.util.ArrayList<>();
    for (int jobs : new int[] {1, 3}) {
      List<Explanation> run = new java.util.ArrayList<>();
      explainer.explainTop(
          ids,
          id -> new NetworkInput.Prepared(id, floats(X[ids.indexOf(id) % 2]), 2),
          jobs,
          run::add);
      runs.add(run);
    }
    assertEquals(ids, runs.get(1).stream().map(Explanation::recordId).toList());
    for (int i = 0; i < ids.size(); i++) {
      assertArrayEquals(runs.get(0).get(i).attributions()[0], runs.get(1).get(i).attributions()[0]);
    }
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                explainer.explainTop(
                    ids,
                    id -> {
                      throw new IllegalStateException("no " + id);
                    },
                    2,
                    e -> {}));
    assertEquals("no A", error.getMessage());
  }

  /** Expected values: one batch after the other, which the other tests compare with shap. */
  @Test
  void batchesSideBySideGiveTheSameExplanationToTheBit() {
    float[][][] background =
        Arrays.stream(BACKGROUND).map(ExpectedGradientsTest::floats).toArray(float[][][]::new);
    for (Weighting weighting : Weighting.values()) {
      ExpectedGradients.Options options =
          ExpectedGradients.Options.paper()
              .withDraws(40)
              .withBatchSize(7)
              .withSampling(Sampling.STRATIFIED)
              .withWeighting(weighting);
      Estimate[] estimates = new Estimate[2];
      for (int jobs : new int[] {1, 2}) {
        estimates[jobs - 1] =
            new ExpectedGradients(GOLDEN_MODEL, TWO, background, options, jobs)
                .attribute(X[0], new NumpyRandom(3), 2, 0);
      }
      assertArrayEquals(estimates[0].values(), estimates[1].values());
      assertArrayEquals(estimates[0].sums(), estimates[1].sums());
      assertArrayEquals(estimates[0].standardErrors(), estimates[1].standardErrors());
      assertArrayEquals(estimates[0].leadStandardErrors(), estimates[1].leadStandardErrors());
      assertArrayEquals(estimates[0].expected(), estimates[1].expected());
    }
  }

  @Test
  void aRecordOfAnotherShapeIsRefused() {
    ExpectedGradients explainer =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper());
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> explainer.explain("X", new float[2][11], 0, 0));
    assertEquals(
        "the record must have 2 leads of 12 samples, found 2 leads of [11]", error.getMessage());
  }

  @Test
  void anInterruptStopsIt() {
    ExpectedGradients explainer =
        new ExpectedGradients(GOLDEN_MODEL, TWO, BACKGROUND, ExpectedGradients.Options.paper());
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> explainer.explain("X", floats(X[0]), 0, 0));
  }

  private static Explanation explanation(int classIndex, float[]... attributions) {
    return new Explanation("R", classIndex, THREE, attributions, 1, 0, 1, 0.1, 200, 42, 1);
  }

  /** Expected values by hand. */
  @Test
  void topLeadsAreThoseWhoseMeanIsAboveTheThresholdGreatestFirst() {
    Explanation e =
        explanation(0, new float[] {1, 2}, new float[] {3, 5}, new float[] {0.5f, -0.5f});
    assertEquals(List.of(Lead.II, Lead.I), e.topLeads(1e-4));
    assertEquals(List.of(Lead.II), e.topLeads(1.5));
    assertArrayEquals(new double[] {3, 8, 0}, e.leadSums());
    assertArrayEquals(new double[] {3, 8, 1}, e.leadAbsoluteSums());
    assertEquals((1 + 3 + 0.5) / 12, e.paddingShare(), 1e-12);
  }

  /** Expected values by hand: class 0 has leads 4, 2, -1 of 5 in all; class 2 has 1, 1, 2 of 4; class 1 has no record. */
  @Test
  void populationSharesAddUpToOneAndAClassWithoutRecordsIsMissing() {
    PopulationImportance p =
        PopulationImportance.of(
            3,
            THREE,
            List.of(
                explanation(0, new float[] {1, 2}, new float[] {2, 0}, new float[] {0, 0}),
                explanation(0, new float[] {1, 0}, new float[] {-1, 1}, new float[] {-1, 0}),
                explanation(2, new float[] {1, 0}, new float[] {0, 1}, new float[] {1, 1})));
    assertArrayEquals(new int[] {2, 0, 1}, p.records());
    assertArrayEquals(new double[] {0.8, 0.4, -0.2}, p.signedShares()[0], 1e-15);
    assertTrue(Double.isNaN(p.signedShares()[1][0]));
    assertArrayEquals(new double[] {0.25, 0.25, 0.5}, p.signedShares()[2], 1e-15);
    assertArrayEquals(new double[] {0.525, 0.325, 0.15}, p.averageSignedShares(), 1e-15);
    assertArrayEquals(new double[] {4 / 9.0, 4 / 9.0, 1 / 9.0}, p.absoluteShares()[0], 1e-15);
    assertEquals(1 - 5.0 / 7, p.cancellation()[0], 1e-15);
    for (double[] rows : new double[][] {p.averageSignedShares(), p.averageAbsoluteShares()}) {
      assertEquals(1, Arrays.stream(rows).sum(), 1e-12);
    }
  }

  static float[][] floats(double[][] rows) {
    float[][] narrow = new float[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int t = 0; t < rows[i].length; t++) {
        narrow[i][t] = (float) rows[i][t];
      }
    }
    return narrow;
  }
}
