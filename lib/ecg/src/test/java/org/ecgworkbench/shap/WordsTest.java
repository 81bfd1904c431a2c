package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution;
import org.junit.jupiter.api.Test;

/** What explanations and methods say of themselves, in a notebook and when they refuse. */
class WordsTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.V5);
  private static final float[][] RECORD = {{1, 2, 3}, {0, -1, 1}};
  private static final Reference ZERO = Reference.zero(2, 3);

  /** f_c = (w_c x)^2 for three outputs without names. */
  private static final Ridge MODEL =
      new Ridge(
          new double[][][] {{{1, 1, 1}, {0, 0, 0}}, {{0, 1, 0}, {1, 0, 1}}, {{1, 0, 0}, {0, 1, 0}}},
          z -> z * z,
          z -> 2 * z);

  private static List<AttributionMethod> methods(GradientModel model, List<Lead> leads, int n) {
    Reference zero = Reference.zero(leads.size(), n);
    return List.of(
        new ExpectedGradients(
            model,
            leads,
            new float[2][leads.size()][n],
            ExpectedGradients.Options.paper().withDraws(20).withWeighting(Weighting.CALIBRATED)),
        new IntegratedGradients(
            model, leads, zero, IntegratedGradients.Options.defaults().withSteps(2)),
        new GradientTimesInput(model, leads),
        new Occlusion(model, leads, zero, Occlusion.Options.ofWindow(n)));
  }

  @Test
  void anExplanationOfANetworkForTheNineDiagnosesNamesItsDiagnosis() {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(2);
    try (TrainedModel network =
        new TrainedModel(
            new ResNet1d(options, new NumpyRandom(3), ComputeDevice.CPU),
            new NetworkInput(100, 200, Lead.ALL),
            Map.of())) {
      float[][] record = new float[12][200];
      record[3][150] = 1;
      int af = Diagnosis.AF.ordinal();
      for (AttributionMethod method : methods(new NetworkGradientModel(network), Lead.ALL, 200)) {
        Explanation explanation = method.explain("A0001", record, 0, af).get(0);
        assertEquals("AF", explanation.className(), method.label());
        assertTrue(explanation.toString().startsWith("A0001, AF: "), explanation.toString());
        Explanation smoothed =
            new SmoothedAttribution(SmoothedAttribution.Kind.SIGNED, 2).of(explanation);
        assertEquals("AF", smoothed.className());
      }
    }
  }

  @Test
  void anExplanationOfAnotherModelSaysTheNumberOfItsOutput() {
    for (AttributionMethod method : methods(MODEL, TWO, 3)) {
      Explanation explanation = method.explain("R", RECORD, 0, 1).get(0);
      assertTrue(explanation.toString().startsWith("R, class 1: "), explanation.toString());
    }
  }

  @Test
  void anOutputThatTheModelLacksIsRefused() {
    for (AttributionMethod method : methods(MODEL, TWO, 3)) {
      for (int c : new int[] {-1, 3}) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> method.explain("R", RECORD, 0, 0, c))
                .getMessage();
        assertEquals("expected an output from 0 to 2, found " + c, message, method.label());
      }
    }
  }

  @Test
  void aMethodSaysItsNameAndSettings() {
    for (AttributionMethod method : methods(MODEL, TWO, 3)) {
      assertEquals(method.label() + ": " + method.settings(), method.toString());
    }
    assertTrue(
        methods(MODEL, TWO, 3).get(0).toString().contains("calibrated (adds up by construction)"));
    assertEquals("random: standard normal values", AttributionMethod.random(TWO, 1).toString());
    assertEquals(
        "signal amplitude: absolute value of the signal",
        AttributionMethod.amplitude(TWO).toString());
  }

  /** By hand: a game whose leads add 1 and 2; a curve 1, 0.5, 0 in steps of a half. */
  @Test
  void whatIsComputedSaysItsNumbers() {
    assertEquals("zero, 2 leads of 3 samples", ZERO.toString());
    assertEquals(
        "2 leads as players, 3.000 in all; Shapley values: I 1.000, V5 2.000",
        new LeadGame(TWO, new double[] {0, 1, 2, 3}).toString());
    assertEquals(
        "leads as players: [I, V5], 4 sets of them", new LeadShapley(MODEL, TWO, 4).toString());
    assertEquals(
        "2 steps from 1.000 to 0.000, area 0.500",
        new PerturbationCurve(new double[] {0, 0.5, 1}, new double[] {1, 0.5, 0}).toString());
  }
}
