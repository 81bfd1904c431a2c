package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.evaluation.AttributionSimilarity;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution.Kind;
import org.junit.jupiter.api.Test;

/** Moving means, the signal as a control, similarity, deletion and insertion. */
class AttributionMapsTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);

  private static Explanation explanation(int padded, double[]... rows) {
    return Explanation.withoutDraws("A", 0, TWO, rows, 1, 0, padded);
  }

  /** By hand: means over three samples, two at the ends; the padding's 9 is left out and stays 0. */
  @Test
  void movingMeansLeaveOutPaddingAndShortenAtTheEnds() {
    Explanation e = explanation(1, new double[] {9, 1, -2, 4, 3}, new double[] {0, 0, 0, -6, 0});
    float[][] signed = new SmoothedAttribution(Kind.SIGNED, 1).of(e).attributions();
    assertArrayEquals(new float[] {0, -0.5f, 1, 5 / 3f, 3.5f}, signed[0], 1e-6f);
    assertArrayEquals(new float[] {0, 0, -2, -2, -3}, signed[1], 1e-6f);
    float[][] magnitude = new SmoothedAttribution(Kind.MAGNITUDE, 1).of(e).attributions();
    assertArrayEquals(new float[] {0, 1.5f, 7 / 3f, 3, 3.5f}, magnitude[0], 1e-6f);
    assertTrue(Double.isNaN(new SmoothedAttribution(Kind.SIGNED, 0).of(e).completenessResidual()));
    assertEquals(5, SmoothedAttribution.ofSeconds(Kind.SIGNED, 0.1, 100).halfWidthSamples());
    assertThrows(IllegalArgumentException.class, () -> new SmoothedAttribution(Kind.SIGNED, -1));
  }

  @Test
  void theSignalIsAControlThatIsTheSameForEveryClass() {
    List<Explanation> found =
        AttributionMethod.amplitude(TWO)
            .explain("A", new float[][] {{5, -1, 2}, {5, 0, -3}}, 1, 0, 4);
    assertArrayEquals(new float[] {0, 1, 2}, found.get(0).attributions()[0]);
    assertArrayEquals(new float[] {0, 0, 3}, found.get(1).attributions()[1]);
    assertEquals(4, found.get(1).classIndex());
  }

  /**
   * SciPy 1.10: spearmanr of the 18 values and of their absolute values; the structural similarity by NumPy from its definition, windows of
   * seven samples, each lead apart.
   */
  @Test
  void similaritiesAsSciPyAndNumPy() {
    Explanation a =
        explanation(
            0,
            new double[] {.3, -.2, .5, .1, 0, .7, -.4, .2, .2},
            new double[] {1, .5, -.5, .25, .1, -.3, .2, .6, -.1});
    Explanation b =
        explanation(
            0,
            new double[] {.2, -.1, .4, -.1, 0, .9, -.2, .2, .3},
            new double[] {.8, .7, -.1, .35, .2, -.2, .1, .1, -.4});
    assertEquals(0.8605637783325126, AttributionSimilarity.spearman(a, b), 1e-12);
    assertEquals(0.4696807909336413, AttributionSimilarity.spearmanOfMagnitudes(a, b), 1e-12);
    assertEquals(0.7408311563321953, AttributionSimilarity.structural(a, b), 1e-9);
    assertEquals(1, AttributionSimilarity.structural(a, a), 1e-12);
    assertEquals(1, AttributionSimilarity.spearman(b, b), 1e-12);
  }

  @Test
  void constantMapsHaveNoCorrelationAndOtherShapesAreRefused() {
    Explanation flat = explanation(0, new double[8], new double[8]);
    Explanation other = explanation(0, new double[9], new double[9]);
    assertTrue(Double.isNaN(AttributionSimilarity.spearman(flat, flat)));
    assertTrue(Double.isNaN(AttributionSimilarity.structural(flat, flat)));
    assertThrows(IllegalArgumentException.class, () -> AttributionSimilarity.spearman(flat, other));
  }

  /**
   * A sum with weights 1 over two leads of four samples, windows of two: by hand, the windows are worth 7, 3 (lead I) and 1, -2 (lead II)
   * and leave in this order; the first sample is padding and stays.
   */
  @Test
  void deletionTakesTheGreatestWindowsFirstAndInsertionGivesThemBack() {
    Ridge sum = new Ridge(new double[][][] {{{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}}, z -> z, z -> 1);
    float[][] x = {{8, 1, 2, 3, 4}, {8, -1, -1, 0.5f, 0.5f}};
    Explanation e =
        explanation(1, new double[] {99, 1, 2, 3, 4}, new double[] {99, -1, -1, .5, .5});
    Reference zero = Reference.zero(2, 5);
    PerturbationCurve.Options options = new PerturbationCurve.Options(2, 4, 3);
    PerturbationCurve deletion =
        PerturbationCurve.of(sum, e, x, zero, Direction.DELETION, options, z -> z);
    assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75, 1}, deletion.fractions());
    assertArrayEquals(new double[] {25, 18, 15, 14, 16}, deletion.values(), 1e-12);
    PerturbationCurve insertion =
        PerturbationCurve.of(sum, e, x, zero, Direction.INSERTION, options, z -> z);
    assertArrayEquals(new double[] {16, 23, 26, 27, 25}, insertion.values(), 1e-12);
    // Trapezoids by hand: (25 + 18) / 2 + (18 + 15) / 2 + (15 + 14) / 2 + (14 + 16) / 2, a quarter
    // each.
    assertEquals(67.5 / 4, deletion.area(), 1e-12);
    assertArrayEquals(new float[] {8, 1, 2, 3, 4}, x[0]);
  }

  @Test
  void theSizeOfTheBatchesChangesNoCurve() {
    Ridge sum = new Ridge(new double[][][] {{{1, 2, 3}, {1, 0, 2}}}, Math::tanh, z -> 1);
    float[][] x = {{1, 2, 3}, {3, 2, 1}};
    Explanation e = explanation(0, new double[] {1, 2, 3}, new double[] {4, 5, 6});
    double[] one =
        PerturbationCurve.of(
                sum,
                e,
                x,
                Reference.zero(2, 3),
                Direction.DELETION,
                new PerturbationCurve.Options(1, 6, 1),
                z -> z)
            .values();
    double[] all =
        PerturbationCurve.of(
                sum,
                e,
                x,
                Reference.zero(2, 3),
                Direction.DELETION,
                new PerturbationCurve.Options(1, 6, 100),
                z -> z)
            .values();
    assertArrayEquals(one, all);
  }
}
