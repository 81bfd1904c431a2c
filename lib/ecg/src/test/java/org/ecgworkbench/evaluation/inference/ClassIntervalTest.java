package org.ecgworkbench.evaluation.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.junit.jupiter.api.Test;

class ClassIntervalTest {
  private static Interval of(PerformanceMetric metric, double value, Confusion... networks) {
    return ClassInterval.of(metric, value, List.of(networks), 0.95);
  }

  private static void check(double lower, double upper, Interval found) {
    assertEquals(lower, found.lower(), 1e-12);
    assertEquals(upper, found.upper(), 1e-12);
    assertTrue(found.contains(found.estimate()), found.toString());
  }

  /** Expected values: SciPy 1.10.1, {@code scipy.stats.binomtest(k, n).proportion_ci(0.95, 'wilson')}. */
  @Test
  void sharesHaveWilsonsInterval() {
    // 6 records of 90 are positive, all found, one too many: TP 6, FP 1.
    Confusion leftBundle = new Confusion(83, 1, 0, 6);
    check(0.6096657120978346, 1, of(PerformanceMetric.RECALL, 1, leftBundle));
    check(
        0.4868721707256811,
        0.9743203756552565,
        of(PerformanceMetric.PRECISION, 6.0 / 7, leftBundle));
    check(
        0.9397159168824657,
        0.9980359158990818,
        of(PerformanceMetric.ACCURACY, 89.0 / 90, leftBundle));
    check(0, 0.24249400665524085, of(PerformanceMetric.RECALL, 0, new Confusion(3, 0, 12, 0)));
    assertFalse(of(PerformanceMetric.PRECISION, 0, new Confusion(3, 0, 1, 0)).isDefined());
    assertFalse(of(PerformanceMetric.F1, 0, new Confusion(2, 1, 0, 0)).isDefined());
    assertFalse(of(PerformanceMetric.AUC, Double.NaN, new Confusion(3, 0, 0, 0)).isDefined());
  }

  /** By hand from Wilson's interval of 6 of 7: F1 = 12/13, J = 6/7, F1 = 2 J / (1 + J) at both ends. */
  @Test
  void theIntervalOfF1IsThatOfTheShareItFollowsFrom() {
    Interval j = of(PerformanceMetric.PRECISION, 6.0 / 7, new Confusion(83, 1, 0, 6));
    Interval f1 = of(PerformanceMetric.F1, 12.0 / 13, new Confusion(83, 1, 0, 6));
    check(2 * j.lower() / (1 + j.lower()), 2 * j.upper() / (1 + j.upper()), f1);
    assertTrue(f1.lower() > 0.6 && f1.upper() < 1, f1.toString());
  }

  /** Equal networks say no more of the records than one. */
  @Test
  void theMeanOfEqualNetworksHasTheIntervalOfOne() {
    Confusion one = new Confusion(70, 14, 2, 4);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      assertEquals(of(metric, 0.6, one), of(metric, 0.6, one, one), metric.label());
    }
  }

  /** A perfect class of six records: no resample says that another one could be missed, the formulas do. */
  @Test
  void aPerfectClassIsNotCertain() {
    List<String> ids = IntStream.range(0, 90).mapToObj(i -> "R" + i).toList();
    boolean[][] labels = new boolean[90][1];
    double[][] scores = new double[90][1];
    for (int i = 0; i < 6; i++) {
      labels[i][0] = true;
      scores[i][0] = 1;
    }
    Predictions perfect = new Predictions(ids, List.of("X"), labels, scores);
    Thresholds half =
        Thresholds.fixed(List.of("X"), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    Bootstrap bootstrap = Bootstrap.of(perfect, half, Resamples.plain(90, 2000, 42));
    Replicates f1 = bootstrap.of(PerformanceMetric.F1, 0);
    int empty = 2000 - f1.defined();
    assertTrue(empty > 0, "resamples without a positive record: " + empty);
    for (Bootstrap.Method method : Bootstrap.Method.values()) {
      Interval interval = f1.interval(method, 0.95);
      assertFalse(interval.isDefined(), interval.toString());
      assertTrue(interval.note().contains("every resample gives the same value"));
    }
    Confusion counts = new Confusion(84, 0, 0, 6);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Interval interval = of(metric, 1, counts);
      assertTrue(interval.lower() > 0 && interval.lower() < 1, metric.label());
      assertEquals(1, interval.upper(), metric.label());
    }
  }
}
