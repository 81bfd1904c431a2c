package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final java.util.List<Lead> TWO = java.util.List.of(Lead.I, Lead.II);
  private static final int SEEDS = 400;
  private static final int DRAWS = 24;

  /** By hand: the control 0, 1, 2 has mean 1 and variance 2/3, so the weights are (1 - 1.5 (c - 1)) / 3 = 5/6, 1/3, -1/6. */
  @Test
  void weightsAreTheNearestToEqualOnesThatGiveTheKnownMean() {
    double[] control = {0, 1, 2};
    Calibration calibration = new Calibration(control, new double[3], 1);
    assertEquals(1, calibration.size());
    double[] part = calibration.coefficients();
    double[] weights = {part[0], part[0] + part[1], part[0] + 2 * part[1]};
    assertArrayEquals(new double[] {5 / 6.0, 1 / 3.0, -1 / 6.0}, weights, 1e-15);
    assertEquals(0, weights[1] * control[1] + weights[2] * control[2], 1e-15);
  }

  /** Two controls that depend on each other: both means come out as known, and the weights still add up to 1. */
  @Test
  void bothKnownMeansHold() {
    double[] first = {0.3, -1, 2, 0.5, 1.5};
    double[] second = {1, -0.5, 2, 0, 0.25};
    double[] part = new Calibration(first, second, 1).coefficients();
    double all = 0;
    double ofFirst = 0;
    double ofSecond = 0;
    for (int k = 0; k < 5; k++) {
      double weight = part[0] + part[1] * first[k] + part[2] * second[k];
      all += weight;
      ofFirst += weight * first[k];
      ofSecond += weight * second[k];
    }
    assertEquals(1, all, 1e-14);
    assertEquals(0, ofFirst, 1e-14);
    assertEquals(0, ofSecond, 1e-14);
  }

  @Test
  void aControlThatIsRoundingOrFollowsTheOtherIsLeftOut() {
    double[] control = {0.3, -1, 2, 0.5};
    double[] twice = {0.6, -2, 4, 1};
    assertEquals(1, new Calibration(control, twice, 1).size());
    assertEquals(1, new Calibration(new double[] {1e-9, -1e-9, 0, 1e-9}, control, 1).size());
    assertEquals(0, new Calibration(new double[4], new double[4], 1).size());
  }

  @Test
  void calibratedAttributionsAddUpWhateverTheDraws() {
    for (Sampling sampling : Sampling.values()) {
      ExpectedGradients explainer =
          explainer(ExpectedGradientsTest.GOLDEN_MODEL, sampling, Weighting.CALIBRATED);
      Estimate found = explainer.attribute(ExpectedGradientsTest.X[0], new NumpyRandom(3), 0, 1, 2);
      for (int c = 0; c < 3; c++) {
        assertEquals(
            found.outputs()[c]
                - ExpectedGradientsTest.expectedOutput(ExpectedGradientsTest.GOLDEN_MODEL, c),
            found.sums()[c],
            1e-12);
        assertEquals(0, found.standardErrors()[c]);
      }
    }
  }

  /**
   * Closed form for f(x) = z + z^2 / 2 with z = w x: the gradient at b + t (x - b) is (1 + z_b + t (z_x - z_b)) w, so that the attribution is
   * the mean over b of (1 + (z_x + z_b) / 2) w (x - b). Over many seeds the bias must be small beside the standard deviation of one
   * estimate, that of the leads much smaller than with equal weights, and their standard errors not too small, nor too large where they are no upper estimates.
   */
  @Test
  void aPolynomialHasItsClosedFormWithSmallBiasAndLessError() {
    Ridge polynomial =
        new Ridge(ExpectedGradientsTest.GOLDEN_MODEL.weights(), z -> z + z * z / 2, z -> 1 + z);
    double[][] exact = closedForm(polynomial.weights()[0]);
    for (Sampling sampling : Sampling.values()) {
      Errors equal = errors(explainer(polynomial, sampling, Weighting.EQUAL), exact);
      Errors calibrated = errors(explainer(polynomial, sampling, Weighting.CALIBRATED), exact);
      String text = sampling + ": " + equal + " against " + calibrated;
      assertTrue(calibrated.leads() < 0.7 * equal.leads(), text);
      // Squared, with its own sampling error of 1 / SEEDS.
      assertTrue(calibrated.squaredBias() < 0.02 + 2.0 / SEEDS, text);
      // Of stratified draws the leads' standard errors are upper estimates, with either weighting.
      double most = sampling == Sampling.PAPER ? 1.5 : Double.POSITIVE_INFINITY;
      assertTrue(calibrated.claimed() > 0.8 && calibrated.claimed() < most, text);
    }
  }

  /**
   * @param leads mean squared error of the leads' sums
   * @param squaredBias of the samples, as a share of their mean squared error
   * @param claimed the leads' squared standard errors as a share of their mean squared error
   */
  private record Errors(double leads, double squaredBias, double claimed) {}

  private static Errors errors(ExpectedGradients explainer, double[][] exact) {
    int samples = exact[0].length;
    double[][] mean = new double[2][samples];
    double squares = 0;
    double leads = 0;
    double claimed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Estimate found = explainer.attribute(ExpectedGradientsTest.X[0], new NumpyRandom(seed), 0);
      for (int lead = 0; lead < 2; lead++) {
        double ofLead = 0;
        for (int t = 0; t < samples; t++) {
          double error = found.values()[0][lead][t] - exact[lead][t];
          mean[lead][t] += error / SEEDS;
          squares += error * error / SEEDS;
          ofLead += error;
        }
        leads += ofLead * ofLead / SEEDS;
        claimed += Math.pow(found.leadStandardErrors()[0][lead], 2) / SEEDS;
      }
    }
    double bias = 0;
    for (double[] lead : mean) {
      for (double value : lead) {
        bias += value * value;
      }
    }
    return new Errors(leads, bias / squares, claimed / leads);
  }

  private static double[][] closedForm(double[][] w) {
    double[][] x = ExpectedGradientsTest.X[0];
    double[][][] background = ExpectedGradientsTest.BACKGROUND;
    double[][] phi = new double[2][x[0].length];
    for (double[][] b : background) {
      double slope = 1 + (product(w, x) + product(w, b)) / 2;
      for (int lead = 0; lead < 2; lead++) {
        for (int t = 0; t < x[0].length; t++) {
          phi[lead][t] += slope * w[lead][t] * (x[lead][t] - b[lead][t]) / background.length;
        }
      }
    }
    return phi;
  }

  private static double product(double[][] w, double[][] x) {
    double sum = 0;
    for (int lead = 0; lead < w.length; lead++) {
      for (int t = 0; t < w[lead].length; t++) {
        sum += w[lead][t] * x[lead][t];
      }
    }
    return sum;
  }

  @Test
  void calibratedRoundsGoOnUntilEveryLeadIsAsExactAsAskedFor() {
    ExpectedGradients.Options options =
        ExpectedGradients.Options.paper()
            .withDraws(20)
            .withSampling(Sampling.STRATIFIED)
            .withWeighting(Weighting.CALIBRATED);
    Explanation found =
        new ExpectedGradients(
                ExpectedGradientsTest.GOLDEN_MODEL, TWO, ExpectedGradientsTest.BACKGROUND, options)
            .until(new ExpectedGradients.Precision(0.02, 4_000))
            .explain("X", Matrices.narrowed(ExpectedGradientsTest.X[0]), 0, 0)
            .get(0);
    assertTrue(found.draws() > 40 && found.draws() < 4_000, found.draws() + " draws");
    for (double error : found.leadStandardErrors()) {
      assertTrue(error <= 0.02, "standard error of a lead " + error);
    }
  }

  @Test
  void tooFewDrawsAreNotCalibrated() {
    ExpectedGradients.Options few = ExpectedGradients.Options.paper().withDraws(19);
    assertThrows(IllegalArgumentException.class, () -> few.withWeighting(Weighting.CALIBRATED));
  }

  private static ExpectedGradients explainer(Ridge model, Sampling sampling, Weighting weighting) {
    return new ExpectedGradients(
        model,
        TWO,
        ExpectedGradientsTest.BACKGROUND,
        ExpectedGradients.Options.paper()
            .withDraws(DRAWS)
            .withSampling(sampling)
            .withWeighting(weighting));
  }
}
