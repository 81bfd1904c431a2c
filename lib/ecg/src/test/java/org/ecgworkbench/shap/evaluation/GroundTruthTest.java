package org.ecgworkbench.shap.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Interval;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.junit.jupiter.api.Test;

class GroundTruthTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.II);

  private static Explanation explanation(int padded, float[]... phi) {
    return new Explanation("R", 0, TWO, phi, 1, 0, 1, 0, 0, 0, padded);
  }

  private static boolean[] bits(String mask) {
    boolean[] bits = new boolean[mask.length()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = mask.charAt(i) == '1';
    }
    return bits;
  }

  /**
   * By hand: inside 5, -1, 2; outside 3, 0, 2, -4, 1. Pairs in the right order: 5 above 5 of 5; -1 above 1; 2 above 3 and one tie; so
   * (5 + 1 + 3.5) / 15. Positive: 7 of 13.
   */
  @Test
  void scoresAreThoseOfAHandCalculation() {
    Explanation e = explanation(0, new float[] {5, 3, -1, 0}, new float[] {2, 2, -4, 1});
    boolean[][] mask = {bits("1010"), bits("1000")};
    GroundTruth truth = GroundTruth.of(e, mask);
    assertEquals(1, truth.pointing());
    assertEquals(7 / 13.0, truth.positiveShare(), 1e-15);
    assertEquals(9.5 / 15, truth.auc(), 1e-15);
    assertEquals(3 / 8.0, truth.coverage(), 0);
    assertEquals(3 / 8.0, truth.chance(GroundTruth.Score.POINTING_GAME), 0);
    assertEquals(0.5, truth.chance(GroundTruth.Score.LOCALISATION_AUC), 0);
    GroundTruth second = GroundTruth.of(e, mask, Lead.II);
    assertEquals(0.5, second.pointing(), 0);
    assertEquals(2 / 5.0, second.positiveShare(), 1e-15);
    assertEquals(2.5 / 3, second.auc(), 1e-15);
    assertEquals(0.25, second.coverage(), 0);
  }

  /**
   * Twenty sizes, each held by two samples in either lead; the mask is where lead I is large. By hand: a map of the sizes finds the mask (each of
   * its 20 samples beats the 40 small ones outside and, over the pairs among the large ones, half), yet at equal size it has ties alone; one
   * that also prefers lead II there is always wrong, one that prefers lead I always right.
   */
  @Test
  void followingTheSizeOfTheSignalIsOfNoUseAtEqualSize() {
    float[][] size = new float[2][40];
    float[][] wrong = new float[2][40];
    float[][] right = new float[2][40];
    boolean[][] mask = new boolean[2][40];
    for (int t = 0; t < 40; t++) {
      for (int lead = 0; lead < 2; lead++) {
        size[lead][t] = t / 2;
        wrong[lead][t] = size[lead][t] + 0.1f * lead;
        right[lead][t] = size[lead][t] - 0.1f * lead;
      }
      mask[0][t] = t >= 20;
    }
    GroundTruth follows = GroundTruth.of(explanation(0, size), mask, size);
    assertEquals((40 + 10) / 60.0, follows.auc(), 1e-15);
    assertEquals(0.5, follows.matchedAuc(), 1e-15);
    assertEquals(0, GroundTruth.of(explanation(0, wrong), mask, size).matchedAuc());
    assertEquals(1, GroundTruth.of(explanation(0, right), mask, size).matchedAuc());
    assertEquals(Double.NaN, GroundTruth.of(explanation(0, right), mask).matchedAuc());
  }

  /** Lead I loses its greatest value to the padding. */
  @Test
  void paddingEntersNoScore() {
    GroundTruth truth =
        GroundTruth.of(
            explanation(1, new float[] {9, 1, 3, 0}, new float[] {9, 1, 2, -1}),
            new boolean[][] {bits("0010"), bits("0000")});
    assertEquals(1, truth.pointing());
    assertEquals(3 / 7.0, truth.positiveShare(), 1e-15);
    assertEquals(1, truth.auc(), 0);
    assertEquals(1 / 6.0, truth.coverage(), 1e-15);
  }

  @Test
  void whatIsUndefinedIsNaN() {
    Explanation e = explanation(0, new float[] {-1, -2}, new float[] {0, -0f});
    GroundTruth empty = GroundTruth.of(e, new boolean[][] {bits("11"), bits("00")}, Lead.II);
    assertTrue(Double.isNaN(empty.pointing()) && Double.isNaN(empty.auc()));
    assertEquals(0, empty.coverage());
    GroundTruth full = GroundTruth.of(e, new boolean[][] {bits("11"), bits("11")});
    assertEquals(1, full.pointing());
    assertTrue(Double.isNaN(full.auc()) && Double.isNaN(full.positiveShare()));
    GroundTruth zeros = GroundTruth.of(e, new boolean[][] {bits("00"), bits("10")}, Lead.II);
    assertEquals(0.5, zeros.pointing(), 0);
    assertEquals(0.5, zeros.auc(), 0);
  }

  /** Attributions that know nothing score their chance level; 4 standard errors over 60 maps of 2 x 1000 samples. */
  @Test
  void randomAttributionsScoreTheChanceLevel() {
    AttributionMethod control = AttributionMethod.random(TWO, 42);
    boolean[][] mask = new boolean[2][1000];
    java.util.Arrays.fill(mask[0], 300, 900, true);
    java.util.Arrays.fill(mask[1], 500, 600, true);
    double pointing = 0;
    double share = 0;
    double auc = 0;
    int n = 60;
    for (int i = 0; i < n; i++) {
      Explanation e = control.explain("R" + i, new float[2][1000], 0, 3).get(0);
      GroundTruth truth = GroundTruth.of(e, mask);
      assertEquals(0.35, truth.coverage(), 1e-12);
      pointing += truth.pointing() / n;
      share += truth.positiveShare() / n;
      auc += truth.auc() / n;
    }
    assertEquals(0.35, pointing, 4 * Math.sqrt(0.35 * 0.65 / n));
    assertEquals(0.35, share, 0.01);
    assertEquals(0.5, auc, 0.01);
  }

  private static final EvidenceMask EVIDENCE =
      new EvidenceMask(
          List.of(
              new Interval(Strength.DEFINING, Set.of(Lead.I, Lead.V6), 0, 83),
              new Interval(Strength.DEFINING, EnumSet.allOf(Lead.class), 601, 855),
              new Interval(Strength.SUPPORTING, Set.of(Lead.II), 1001, 1102),
              new Interval(Strength.DEFINING, Set.of(Lead.I), 1397, 1503)));

  /** By hand, 500 to 100 Hz: [0, 83) is 0 to 16, [601, 855) is 121 to 170, [1397, 1503) is 280 to 300 of 301 samples. */
  @Test
  void aMaskIsMappedToTheEndOfAPaddedWindow() {
    boolean[][] mask =
        GroundTruth.mask(EVIDENCE, 500, 1503, new NetworkInput(100, 311, TWO), Strength.DEFINING);
    assertEquals(2, mask.length);
    for (int w = 0; w < 311; w++) {
      int k = w - 10;
      boolean all = k >= 121 && k <= 170;
      assertEquals(all || (k >= 0 && k <= 16) || k >= 280, mask[0][w], "I " + k);
      assertEquals(all, mask[1][w], "II " + k);
    }
    boolean[][] cropped =
        GroundTruth.mask(EVIDENCE, 500, 1503, new NetworkInput(100, 150, TWO), Strength.SUPPORTING);
    for (int w = 0; w < 150; w++) {
      int k = w + 151;
      assertEquals(k <= 170 || k >= 280, cropped[0][w], "I " + k);
      assertEquals(k <= 170 || (k >= 201 && k <= 220), cropped[1][w], "II " + k);
    }
  }

  /**
   * The way of the signal is the outside value: a signal of 1 mV on the evidence and 0 elsewhere, prepared for the network, is above
   * 0.5 mV on the mask and nowhere else, since the resampler passes half of a step at the step; no step lies on a sample of a rate.
   */
  @Test
  void theMaskGoesWhereTheNetworksInputGoes() {
    int samples = 3217;
    EvidenceMask evidence =
        new EvidenceMask(
            List.of(
                new Interval(Strength.DEFINING, Set.of(Lead.I), 404, 777),
                new Interval(Strength.DEFINING, Set.of(Lead.I), 1501, 1999),
                new Interval(Strength.DEFINING, Set.of(Lead.II), 1205, 1490),
                new Interval(Strength.DEFINING, Set.of(Lead.II), 2716, samples)));
    boolean[][] source = evidence.toArray(samples, Strength.DEFINING);
    double[][] millivolts = new double[12][samples];
    for (int lead = 0; lead < 12; lead++) {
      for (int t = 0; t < samples; t++) {
        millivolts[lead][t] = source[lead][t] ? 1 : 0;
      }
    }
    EcgRecord record =
        new EcgRecord("R", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    for (int rate : new int[] {100, 125, 200, 250, 400, 500}) {
      for (int window : new int[] {3 * rate, 10 * rate}) {
        NetworkInput input = new NetworkInput(rate, window, TWO);
        NetworkInput.Prepared prepared = input.prepare(record);
        boolean[][] mask = GroundTruth.mask(evidence, 500, samples, input, Strength.DEFINING);
        for (int row = 0; row < 2; row++) {
          boolean[] above = new boolean[window];
          for (int t = 0; t < window; t++) {
            above[t] = prepared.millivolts()[row][t] > 0.5;
          }
          assertArrayEquals(above, mask[row], rate + " Hz, window " + window);
        }
      }
    }
  }

  @Test
  void anIntervalAfterTheRecordAndAMaskOfAnotherShapeAreRefused() {
    assertEquals(
        "evidence ends at sample 1503 of 1502",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GroundTruth.mask(
                        EVIDENCE, 500, 1502, new NetworkInput(100, 311, TWO), Strength.DEFINING))
            .getMessage());
    Explanation e = explanation(0, new float[2], new float[2]);
    assertEquals(
        "record R: the mask has 2 leads of [2, 3] samples, the attributions 2 of 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> GroundTruth.of(e, new boolean[][] {bits("01"), bits("010")}))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> GroundTruth.of(e, new boolean[][] {bits("01"), bits("01")}, Lead.V1));
  }
}
