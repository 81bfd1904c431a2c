package org.ecgworkbench.paper.performance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

/** Bands of curves. */
class CurveBandTest {
  private static final int POINTS = 21;

  /** Every resample's curve made by {@link Ranking} from copied records, read off by its definition, quantiles by Commons Statistics. */
  @Test
  void aBandHoldsTheQuantilesOfTheResamplesCurves() {
    int n = 60;
    NumpyRandom random = new NumpyRandom(5);
    boolean[] labels = new boolean[n];
    double[] scores = new double[n];
    boolean[][] strata = new boolean[n][1];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 4 == 0;
      strata[i][0] = labels[i];
      scores[i] = Math.rint(4 * (random.nextNormal() + (labels[i] ? 1 : 0))); // with ties
    }
    Resamples resamples = Resamples.stratified(strata, 80, 1);
    CurveBand roc = CurveBand.roc(labels, scores, resamples, POINTS, 0.9);
    CurveBand pr = CurveBand.precisionRecall(labels, scores, resamples, POINTS, 0.9);
    for (int g = 0; g < POINTS; g++) {
      double x = g / (POINTS - 1.0);
      assertEquals(x, roc.x()[g], 0.0);
      double[] recall = new double[80];
      double[] precision = new double[80];
      for (int b = 0; b < 80; b++) {
        int[] records = resamples.indices(b);
        boolean[] l = new boolean[n];
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
          l[i] = labels[records[i]];
          s[i] = scores[records[i]];
        }
        recall[b] = onLine(Ranking.rocCurve(l, s), x);
        precision[b] = onStep(Ranking.precisionRecallCurve(l, s), x);
      }
      assertArrayEquals(
          quantiles(recall), new double[] {roc.low()[g], roc.high()[g]}, 1e-9, "roc at " + x);
      assertArrayEquals(
          quantiles(precision), new double[] {pr.low()[g], pr.high()[g]}, 1e-9, "pr at " + x);
    }
  }

  private static double[] quantiles(double[] values) {
    return Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).evaluate(values, 0.05, 0.95);
  }

  private static double onLine(double[][] curve, double x) {
    int last = 0;
    for (int k = 0; k < curve[0].length; k++) {
      last = curve[0][k] <= x + 1e-12 ? k : last;
    }
    if (last == curve[0].length - 1) {
      return curve[1][last];
    }
    double share = (x - curve[0][last]) / (curve[0][last + 1] - curve[0][last]);
    return curve[1][last] + share * (curve[1][last + 1] - curve[1][last]);
  }

  private static double onStep(double[][] curve, double x) {
    return IntStream.range(0, curve[0].length)
        .filter(k -> curve[0][k] >= x - 1e-9)
        .mapToDouble(k -> curve[1][k])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void separatedClassesHaveABandWithoutWidth() {
    boolean[] labels = {true, true, false, false, false};
    double[] scores = {0.9, 0.8, 0.3, 0.2, 0.1};
    boolean[][] strata = {{true}, {true}, {false}, {false}, {false}};
    Resamples resamples = Resamples.stratified(strata, 20, 1);
    double[] ones = {1, 1, 1};
    CurveBand roc = CurveBand.roc(labels, scores, resamples, 3, 0.95);
    assertArrayEquals(ones, roc.low());
    assertArrayEquals(ones, roc.high());
    assertArrayEquals(ones, CurveBand.precisionRecall(labels, scores, resamples, 3, 0.95).low());
  }

  @Test
  void aClassWithoutPositiveRecordsHasNoBand() {
    Resamples resamples = Resamples.plain(3, 5, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> CurveBand.roc(new boolean[3], new double[3], resamples, 5, 0.95));
    assertThrows(
        IllegalArgumentException.class,
        () -> CurveBand.precisionRecall(new boolean[3], new double[3], resamples, 5, 0.95));
  }

  @Test
  void aScoreThatIsNaNIsRefused() {
    boolean[] labels = {true, false, true, false};
    double[] scores = {0.9, Double.NaN, 0.4, 0.2};
    Resamples resamples = Resamples.plain(4, 5, 1);
    assertEquals(
        "score 1 is NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> CurveBand.roc(labels, scores, resamples, 5, 0.95))
            .getMessage());
  }
}
