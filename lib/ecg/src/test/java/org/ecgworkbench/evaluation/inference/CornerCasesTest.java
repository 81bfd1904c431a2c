package org.ecgworkbench.evaluation.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.Thresholds;
import org.junit.jupiter.api.Test;

/** What every measure does with NaN, equal scores, one kind of record, and none; expected values by hand. */
class CornerCasesTest {
  private static final boolean[] MIXED = {true, false, true, false};
  private static final boolean[] NONE = new boolean[4];
  private static final boolean[] ALL = {true, true, true, true};
  private static final double[] EQUAL = {0.3, 0.3, 0.3, 0.3};
  private static final double[] RANKED = {0.9, 0.1, 0.6, 0.2};
  private static final double[] WITH_NAN = {0.9, Double.NaN, 0.6, 0.2};

  private static Predictions predictions(boolean[] labels, double[] scores) {
    return new Predictions(
        IntStream.range(0, labels.length).mapToObj(i -> "R" + i).toList(),
        List.of("X"),
        IntStream.range(0, labels.length)
            .mapToObj(i -> new boolean[] {labels[i]})
            .toArray(boolean[][]::new),
        Arrays.stream(scores).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
  }

  private static Thresholds half() {
    return Thresholds.fixed(List.of("X"), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
  }

  private static void refused(Runnable measure, String expected) {
    String message = assertThrows(IllegalArgumentException.class, measure::run).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void nanScoresAreRefusedByEveryMeasure() {
    refused(() -> predictions(MIXED, WITH_NAN), "record R1: the score of X is NaN");
    refused(() -> Ranking.auc(MIXED, WITH_NAN, "x"), "score 1 is NaN");
    refused(() -> Ranking.averagePrecision(MIXED, WITH_NAN, "x"), "score 1 is NaN");
    refused(() -> Ranking.rocCurve(MIXED, WITH_NAN), "score 1 is NaN");
    refused(() -> Ranking.precisionRecallCurve(MIXED, WITH_NAN), "score 1 is NaN");
    refused(() -> DeLong.interval(MIXED, WITH_NAN, 0.95), "score 1 is NaN");
    refused(() -> DeLong.compare(MIXED, RANKED, WITH_NAN, 0.95), "score 1 is NaN");
    refused(() -> Thresholds.best(MIXED, WITH_NAN, ScorePrecision.DOUBLE), "score 1 is NaN");
    refused(() -> Calibration.of(MIXED, WITH_NAN, 2), "found NaN at 1");
    assertFalse(Comparison.GREATER_OR_EQUAL.test(Double.NaN, 0, ScorePrecision.DOUBLE));
  }

  @Test
  void equalScoresRankNobody() {
    assertEquals(0.5, Ranking.auc(MIXED, EQUAL, "x").value());
    // All records enter together, so precision is the share of positive ones.
    assertEquals(0.5, Ranking.averagePrecision(MIXED, EQUAL, "x").value());
    assertEquals(2, Ranking.rocCurve(MIXED, EQUAL)[0].length);
    Interval deLong = DeLong.interval(MIXED, EQUAL, 0.95);
    assertEquals(0.5, deLong.lower());
    assertEquals(0.5, deLong.upper());
    assertTrue(deLong.note().contains("standard error is 0"));
    assertEquals(1, DeLong.compare(MIXED, EQUAL, EQUAL, 0.95).pValue());
    assertEquals(0, Thresholds.best(MIXED, EQUAL, ScorePrecision.DOUBLE));
    // One bin or four: always 0.3 against a share.
    assertEquals(0.2, Calibration.of(MIXED, EQUAL, 1).expectedCalibrationError().value(), 1e-15);
    Bootstrap bootstrap = Bootstrap.of(predictions(MIXED, EQUAL), half(), Resamples.plain(4, 9, 1));
    Interval auc = bootstrap.interval(PerformanceMetric.AUC, 0, Bootstrap.Method.BCA, 0.95);
    assertTrue(auc.note().contains("same value"), auc.note());
    TemperatureScaling scaling =
        TemperatureScaling.fit(predictions(MIXED, new double[] {.5, .5, .5, .5}));
    assertTrue(scaling.note().contains("end of the range"), scaling.note());
  }

  @Test
  void oneKindOfRecordHasNoRankingButDecisions() {
    for (boolean[] labels : List.of(NONE, ALL)) {
      assertFalse(Ranking.auc(labels, RANKED, "x").hasValue());
      assertThrows(IllegalArgumentException.class, () -> Ranking.rocCurve(labels, RANKED));
      assertFalse(DeLong.interval(labels, RANKED, 0.95).isDefined());
      assertTrue(Double.isNaN(DeLong.compare(labels, RANKED, EQUAL, 0.95).pValue()));
      Performance performance = Performance.of(predictions(labels, RANKED), half());
      assertTrue(performance.classes().get(0).accuracy().isDefined());
      Interval auc =
          Bootstrap.of(predictions(labels, RANKED), half(), Resamples.plain(4, 9, 1))
              .interval(PerformanceMetric.AUC, 0, Bootstrap.Method.BCA, 0.95);
      assertFalse(auc.isDefined());
      assertEquals("AUC of X is undefined", auc.note());
    }
    assertFalse(Ranking.averagePrecision(NONE, RANKED, "x").hasValue());
    assertEquals(1, Ranking.averagePrecision(ALL, RANKED, "x").value());
    assertEquals(0, Thresholds.best(NONE, RANKED, ScorePrecision.DOUBLE));
    assertEquals(0, Thresholds.best(ALL, RANKED, ScorePrecision.DOUBLE));
    assertEquals(
        (0.01 + 0.81 + 0.16 + 0.64) / 4,
        Calibration.of(ALL, RANKED, 2).brierScore().value(),
        1e-15);
    // No positive record: the surest no is the best, so the temperature ends at its limit.
    assertTrue(
        TemperatureScaling.fit(predictions(NONE, new double[] {.1, .2, .1, .3}))
            .note()
            .contains("end of the range"));
  }

  @Test
  void noRecordIsUndefinedOrRefused() {
    boolean[] labels = {};
    double[] scores = {};
    assertFalse(Ranking.auc(labels, scores, "x").hasValue());
    assertFalse(Ranking.averagePrecision(labels, scores, "x").hasValue());
    assertThrows(IllegalArgumentException.class, () -> Ranking.rocCurve(labels, scores));
    assertThrows(
        IllegalArgumentException.class, () -> Ranking.precisionRecallCurve(labels, scores));
    assertFalse(DeLong.interval(labels, scores, 0.95).isDefined());
    assertEquals(1, McNemar.test(labels, labels, labels).pValue());
    assertFalse(Calibration.of(labels, scores, 10).expectedCalibrationError().hasValue());
    Predictions none = predictions(labels, scores);
    assertFalse(Performance.of(none, half()).average(PerformanceMetric.ACCURACY).hasValue());
    assertThrows(IllegalArgumentException.class, () -> Resamples.plain(0, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> Resamples.plain(5, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> TemperatureScaling.fit(none));
    refused(
        () -> Thresholds.select(none, Comparison.GREATER, ScorePrecision.DOUBLE), "at least one");
    Predictions nine =
        new Predictions(
            List.of(),
            Diagnosis.ALL.stream().map(Enum::name).toList(),
            new boolean[0][],
            new double[0][]);
    assertFalse(CpscScore.of(nine).score().hasValue());
    assertEquals("there is no record", CpscScore.of(nine).score().note());
    assertEquals(0, Holm.adjust(new double[0]).length);
  }

  @Test
  void otherLengthsAreRefused() {
    double[] three = {0.1, 0.2, 0.3};
    refused(() -> Ranking.auc(MIXED, three, "x"), "4 labels, but 3 scores");
    refused(() -> Confusion.of(MIXED, new boolean[3]), "4 labels, but 3 predictions");
    refused(() -> McNemar.test(MIXED, MIXED, new boolean[3]), "4 labels, but 4 and 3");
    refused(() -> Calibration.of(MIXED, three, 2), "4 labels, 3 scores");
    refused(
        () -> Bootstrap.of(predictions(MIXED, RANKED), half(), Resamples.plain(3, 5, 1)),
        "resamples of 3 records do not fit 4 predictions");
  }
}
