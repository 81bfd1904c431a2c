package org.ecgworkbench.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.Golden;
import org.junit.jupiter.api.Test;

/** Expected values: metrics.json and metrics_scores.csv, made with NumPy 1.24 and scikit-learn 1.2 (golden/README.md). */
public class ThresholdsTest {
  private static final JsonObject GOLDEN = Golden.json("metrics.json");
  private static final int N = 200;

  public static boolean[] goldenLabels() {
    boolean[] labels = new boolean[N];
    for (int i = 0; i < N; i++) {
      labels[i] = (i * 37) % 101 + (i * 13) % 41 > 70;
    }
    return labels;
  }

  public static double[] goldenScores() {
    double[] scores = new double[N];
    for (int i = 0; i < N; i++) {
      scores[i] = (i * 37) % 101 / 100.0;
    }
    return scores;
  }

  private static double[] gridScores() {
    double[] scores = new double[N];
    for (int i = 0; i < N; i++) {
      scores[i] = Thresholds.searched()[((i * 37) % 101) * 99 / 100];
    }
    return scores;
  }

  private static int[] counts(double[] scores, Comparison comparison, ScorePrecision precision) {
    return Arrays.stream(Thresholds.searched())
        .mapToInt(
            t -> (int) Arrays.stream(scores).filter(s -> comparison.test(s, t, precision)).count())
        .toArray();
  }

  private static double f1(double[] scores, double threshold, Comparison comparison) {
    boolean[] yes = new boolean[N];
    for (int i = 0; i < N; i++) {
      yes[i] = comparison.test(scores[i], threshold, ScorePrecision.SINGLE);
    }
    return Confusion.of(goldenLabels(), yes).f1("test").value();
  }

  @Test
  void searchedValuesAreNumpysLinspace() {
    assertArrayEquals(
        Golden.doubles(GOLDEN.get("thresholds_linspace_0_1_100")), Thresholds.searched());
  }

  @Test
  void formulaOfTheGoldenScoresIsTheFile() throws Exception {
    String text =
        new String(
            Golden.open("metrics_scores.csv").readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < N; i++) {
      String[] cells = lines.get(i + 1).split(",");
      assertEquals(Double.parseDouble(cells[1]), goldenScores()[i]);
      assertEquals(cells[2].equals("1"), goldenLabels()[i]);
    }
  }

  @Test
  void f1AtEveryThresholdEqualsTheReference() {
    assertArrayEquals(
        Golden.doubles(GOLDEN.get("f1_per_threshold(>)")),
        Thresholds.f1Curve(goldenLabels(), goldenScores(), ScorePrecision.DOUBLE));
  }

  @Test
  void bestThresholdEqualsTheReference() {
    double expected = GOLDEN.get("find_optimal_threshold(>)").getAsDouble();
    assertEquals(expected, Thresholds.best(goldenLabels(), goldenScores(), ScorePrecision.DOUBLE));
    assertEquals(expected, Thresholds.best(goldenLabels(), goldenScores(), ScorePrecision.SINGLE));
  }

  @Test
  void countsAtEveryThresholdEqualTheReferenceInBothPrecisions() {
    JsonObject single = GOLDEN.getAsJsonObject("float32_scores");
    double[] scores = goldenScores();
    for (Comparison comparison : Comparison.values()) {
      String name = "count " + comparison.sign() + " per threshold";
      assertArrayEquals(
          Golden.ints(single.get(name)), counts(scores, comparison, ScorePrecision.SINGLE));
      assertArrayEquals(
          Golden.ints(single.get("float64 " + name)),
          counts(scores, comparison, ScorePrecision.DOUBLE));
    }
  }

  @Test
  void scoresOnTheThresholdsAreComparedInThePrecisionOfTheReference() {
    JsonObject grid = GOLDEN.getAsJsonObject("grid_scores");
    JsonObject f64 = grid.getAsJsonObject("float64");
    JsonObject f32 = grid.getAsJsonObject("float32 scores, numpy 1.24 (compare in float32)");
    double[] scores = gridScores();
    double[] rounded = Arrays.stream(scores).map(s -> (float) s).toArray();

    assertArrayEquals(
        Golden.ints(f64.get("count>")), counts(scores, Comparison.GREATER, ScorePrecision.DOUBLE));
    assertArrayEquals(
        Golden.ints(f64.get("count>=")),
        counts(scores, Comparison.GREATER_OR_EQUAL, ScorePrecision.DOUBLE));
    assertArrayEquals(
        Golden.ints(f32.get("count>")), counts(rounded, Comparison.GREATER, ScorePrecision.SINGLE));
    assertArrayEquals(
        Golden.ints(f32.get("count>=")),
        counts(rounded, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE));
    assertArrayEquals(
        Golden.ints(f32.get("count> if compared in float64")),
        counts(rounded, Comparison.GREATER, ScorePrecision.DOUBLE));

    double threshold = f64.get("thr").getAsDouble();
    assertEquals(threshold, Thresholds.best(goldenLabels(), scores, ScorePrecision.DOUBLE));
    assertEquals(threshold, Thresholds.best(goldenLabels(), rounded, ScorePrecision.SINGLE));
    assertEquals(f32.get("f1 >").getAsDouble(), f1(rounded, threshold, Comparison.GREATER));
    assertEquals(
        f32.get("f1 >=").getAsDouble(), f1(rounded, threshold, Comparison.GREATER_OR_EQUAL));
  }

  @Test
  void constantScoresAndMissingPositivesGiveTheFirstThreshold() {
    double[] constant = new double[N];
    Arrays.fill(constant, 0.3);
    assertEquals(0.0, Thresholds.best(goldenLabels(), constant, ScorePrecision.DOUBLE));
    assertEquals(0.0, Thresholds.best(new boolean[N], goldenScores(), ScorePrecision.DOUBLE));
  }

  @Test
  void aClassWithoutAPositiveRecordIsNoted() {
    Predictions validation =
        new Predictions(
            List.of("a", "b"),
            List.of("X", "Y"),
            new boolean[][] {{true, false}, {false, false}},
            new double[][] {{0.9, 0.2}, {0.1, 0.4}});
    Thresholds thresholds =
        Thresholds.select(validation, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE);
    // The first threshold of the grid that 0.1 does not exceed is 10/99.
    assertEquals(Thresholds.searched()[10], thresholds.value(0));
    assertTrue(thresholds.validationF1().get(0).isDefined());
    assertEquals(0.0, thresholds.value(1));
    assertFalse(thresholds.validationF1().get(1).isDefined());
    assertTrue(
        thresholds
            .validationF1()
            .get(1)
            .note()
            .contains("no positive record in the validation fold"));
    assertTrue(thresholds.isDecided(0));
    assertFalse(thresholds.isDecided(1));
    assertEquals("X >= 0.101, Y not decided", thresholds.toString());
    assertTrue(thresholds.notes().get(0).startsWith("Y is not decided: no positive record"));
    // Applied with >=, the threshold 0 says yes to everything.
    assertArrayEquals(new boolean[] {true, true}, thresholds.apply(validation)[0]);
    assertArrayEquals(new boolean[] {false, true}, thresholds.apply(validation)[1]);
  }

  @Test
  void scoresOutsideTheGridCount() {
    boolean[] labels = {true, false, true, false};
    double[] scores = {Double.POSITIVE_INFINITY, -3, 1.5, Double.NEGATIVE_INFINITY};
    assertEquals(1.0, Thresholds.f1Curve(labels, scores, ScorePrecision.DOUBLE)[0]);
    assertEquals(1.0, Thresholds.f1Curve(labels, scores, ScorePrecision.DOUBLE)[99]);
  }

  @Test
  void badInputIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Thresholds.best(new boolean[0], new double[0], ScorePrecision.DOUBLE));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Thresholds.best(new boolean[2], new double[] {0.1, Double.NaN}, ScorePrecision.DOUBLE));
  }
}
