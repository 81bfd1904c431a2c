package org.ecgworkbench.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.Golden;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class PerformanceTest {
  /** Expected values: metrics.json (scikit-learn 1.2). */
  @Test
  void metricsOfTheGoldenScoresEqualTheReference() {
    JsonObject golden = Golden.json("metrics.json");
    double best = golden.get("find_optimal_threshold(>)").getAsDouble();
    check(golden, "scores pred(score >)", best, Comparison.GREATER);
    check(golden, "scores pred(score >=)", best, Comparison.GREATER_OR_EQUAL);
    check(golden, "scores pred(score >=0.5)", 0.5, Comparison.GREATER_OR_EQUAL);
    check(golden, "scores pred(score >0.5)", 0.5, Comparison.GREATER);
    assertEquals(
        golden.get("cal_f1(find_optimal)").getAsDouble(),
        measure(best, Comparison.GREATER).f1().value());
    assertEquals(
        golden.get("cal_f1(0.5)").getAsDouble(), measure(0.5, Comparison.GREATER).f1().value());
  }

  private static ClassMetrics measure(double threshold, Comparison comparison) {
    return ClassMetrics.of(
        "X",
        ThresholdsTest.goldenLabels(),
        ThresholdsTest.goldenScores(),
        threshold,
        comparison,
        ScorePrecision.DOUBLE,
        "the test fold");
  }

  private static void check(
      JsonObject golden, String key, double threshold, Comparison comparison) {
    JsonObject expected = golden.getAsJsonObject(key);
    ClassMetrics found = measure(threshold, comparison);
    assertEquals(expected.get("precision").getAsDouble(), found.precision().value(), key);
    assertEquals(expected.get("recall").getAsDouble(), found.recall().value(), key);
    assertEquals(expected.get("f1").getAsDouble(), found.f1().value(), key);
    assertEquals(expected.get("auc").getAsDouble(), found.auc().value(), key);
    assertEquals(expected.get("accuracy").getAsDouble(), found.accuracy().value(), key);
    int[] counts = Golden.ints(expected.get("confusion[tn,fp,fn,tp]"));
    assertEquals(new Confusion(counts[0], counts[1], counts[2], counts[3]), found.confusion(), key);
    assertEquals(200, found.records());
    assertEquals(golden.get("positives").getAsInt(), found.positives());
  }

  /** By hand: pairs (0.5, 0.2) and (0.5, 0.5) count 1 and 1/2, (0.2, 0.2) 1/2, (0.2, 0.5) 0: 2 of 4. */
  @Test
  void aucCountsTiesAsHalf() {
    boolean[] labels = {true, true, false, false};
    assertEquals(0.5, Ranking.auc(labels, new double[] {0.5, 0.2, 0.2, 0.5}, "x").value());
    assertEquals(0.5, Ranking.auc(labels, new double[] {0.3, 0.3, 0.3, 0.3}, "x").value());
    assertEquals(1.0, Ranking.auc(labels, new double[] {0.9, 0.8, 0.2, 0.1}, "x").value());
    assertEquals(0.875, Ranking.auc(labels, new double[] {0.5, 0.2, 0.2, 0.1}, "x").value());
  }

  /**
   * By hand: descending 0.9 (one positive, precision 1), 0.5 (a positive and a negative together, precision 2/3), 0.2 (a positive,
   * 3/4): (1 + 2/3 + 3/4) / 3.
   */
  @Test
  void averagePrecisionTakesTiesTogether() {
    boolean[] labels = {true, true, false, true};
    double[] scores = {0.9, 0.5, 0.5, 0.2};
    assertEquals(
        (1 + 2.0 / 3 + 0.75) / 3, Ranking.averagePrecision(labels, scores, "x").value(), 1e-15);
    assertFalse(Ranking.averagePrecision(new boolean[4], scores, "x").hasValue());
  }

  /** By hand, scores 0.9 (positive), 0.5 (one of each), 0.2 (negative); areas against the AUC and the average precision. */
  @Test
  void curvesHaveAPointForEachDistinctScore() {
    boolean[] labels = {true, true, false, false};
    double[] scores = {0.9, 0.5, 0.5, 0.2};
    double[][] roc = Ranking.rocCurve(labels, scores);
    assertArrayEquals(new double[] {0, 0, 0.5, 1}, roc[0]);
    assertArrayEquals(new double[] {0, 0.5, 1, 1}, roc[1]);
    double[][] pr = Ranking.precisionRecallCurve(labels, scores);
    assertArrayEquals(new double[] {0.5, 1, 1}, pr[0]);
    assertArrayEquals(new double[] {1, 2.0 / 3, 0.5}, pr[1]);

    double[][] golden =
        Ranking.rocCurve(ThresholdsTest.goldenLabels(), ThresholdsTest.goldenScores());
    double area = 0;
    for (int k = 1; k < golden[0].length; k++) {
      area += (golden[0][k] - golden[0][k - 1]) * (golden[1][k] + golden[1][k - 1]) / 2;
    }
    assertEquals(0.9685717145430888, area, 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> Ranking.rocCurve(new boolean[2], new double[2]));
  }

  @Test
  void undefinedValuesSayWhy() {
    ClassMetrics none =
        ClassMetrics.of(
            "STE",
            new boolean[] {false, false},
            new double[] {0.1, 0.2},
            0.5,
            Comparison.GREATER,
            ScorePrecision.DOUBLE,
            "the test fold");
    assertFalse(none.auc().hasValue());
    assertEquals("AUC needs a positive record: none in the test fold", none.auc().note());
    assertEquals("undefined", none.auc().format(3));
    assertEquals(0.0, none.f1().value());
    assertFalse(none.f1().isDefined());
    assertEquals("0.000*", none.f1().format(3));
    assertEquals("F1 counts as 0: no positive record in the test fold", none.f1().note());
    assertTrue(none.accuracy().isDefined());
    assertEquals(1.0, none.accuracy().value());

    ClassMetrics neverPredicted =
        ClassMetrics.of(
            "STE",
            new boolean[] {true, false},
            new double[] {0.1, 0.2},
            0.5,
            Comparison.GREATER,
            ScorePrecision.DOUBLE,
            "the test fold");
    assertFalse(neverPredicted.precision().isDefined());
    assertTrue(neverPredicted.recall().isDefined());
    assertEquals(0.0, neverPredicted.auc().value());
    assertEquals(
        "F1 counts as 0: no record predicted positive in the test fold",
        neverPredicted.f1().note());
  }

  @Test
  void emptyInputIsUndefinedEverywhere() {
    ClassMetrics none =
        ClassMetrics.of(
            "X",
            new boolean[0],
            new double[0],
            0.5,
            Comparison.GREATER,
            ScorePrecision.DOUBLE,
            "the test fold");
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      assertFalse(none.value(metric).isDefined(), metric.label());
    }
  }

  private static Performance small() {
    Predictions test =
        new Predictions(
            List.of("a", "b", "c"),
            List.of("AF", "STE"),
            new boolean[][] {{true, false}, {false, false}, {true, false}},
            new double[][] {{0.9, 0.2}, {0.6, 0.4}, {0.3, 0.1}});
    return Performance.of(
        test, Thresholds.fixed(test.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE));
  }

  /** By hand: AF has TP 1, FP 1, FN 1: precision, recall and F1 are 1/2, AUC 1/2; STE has no positive record. */
  @Test
  void averageCountsZeroOverZeroAsZeroAndLeavesUndefinedOut() {
    Performance performance = small();
    assertEquals(0.25, performance.average(PerformanceMetric.F1).value());
    assertEquals("F1: 0/0 counts as 0 for STE", performance.average(PerformanceMetric.F1).note());
    assertEquals(2, performance.classesInAverage(PerformanceMetric.F1));
    assertEquals(0.5, performance.average(PerformanceMetric.AUC).value());
    assertEquals(
        "AUC: mean of 1 of 2 classes, undefined for STE",
        performance.average(PerformanceMetric.AUC).note());
    assertEquals(1, performance.classesInAverage(PerformanceMetric.AUC));
  }

  @Test
  void tableHasARowForEachClassAndTheAverage() {
    Table table = small().toTable();
    assertEquals(3, table.rowCount());
    assertEquals(
        List.of(
            "class",
            "positives",
            "records",
            "prevalence",
            "threshold",
            "precision",
            "recall",
            "F1",
            "AUC",
            "average precision",
            "accuracy",
            "TN",
            "FP",
            "FN",
            "TP",
            "note"),
        table.columnNames());
    assertEquals("average", table.stringColumn("class").get(2));
    assertTrue(table.doubleColumn("AUC").isMissing(1));
    assertEquals(2.0 / 3, table.doubleColumn("prevalence").get(0), 1e-15);
    assertEquals(0.25, table.doubleColumn("F1").get(2));
    assertTrue(table.stringColumn("note").get(1).contains("AUC needs a positive record"));
    assertEquals("", table.stringColumn("note").get(0));
  }

  @Test
  void textShowsEveryClassAndTheNotes() {
    String text = small().toString();
    assertTrue(text.contains("AF"), text);
    assertTrue(text.contains("undefined"), text);
    assertTrue(text.contains("STE: "), text);
    assertTrue(text.contains("average: "), text);
  }

  @Test
  void otherClassesAreRefused() {
    List<String> ids = new ArrayList<>(List.of("a"));
    Predictions test =
        new Predictions(ids, List.of("AF"), new boolean[][] {{true}}, new double[][] {{0.9}});
    Thresholds thresholds =
        Thresholds.fixed(Arrays.asList("PVC"), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    assertThrows(IllegalArgumentException.class, () -> Performance.of(test, thresholds));
  }
}
