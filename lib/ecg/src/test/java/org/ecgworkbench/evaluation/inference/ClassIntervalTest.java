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

  private static final int RECORDS = 90;
  private static final double RARE = 6.0 / RECORDS;

  /** The probabilities of 0 to n of n, each with probability p. */
  private static double[] binomial(int n, double p) {
    double[] probabilities = {1};
    for (int i = 0; i < n; i++) {
      double[] next = new double[i + 2];
      for (int k = 0; k <= i; k++) {
        next[k] += probabilities[k] * (1 - p);
        next[k + 1] += probabilities[k] * p;
      }
      probabilities = next;
    }
    return probabilities;
  }

  /** A test fold in which {@code hits} of {@code of} are right; TP, FP and FN are what the metric counts. */
  private static Interval interval(PerformanceMetric metric, int of, int hits) {
    Confusion found =
        metric == PerformanceMetric.RECALL
            ? new Confusion(RECORDS - of, 0, of - hits, hits)
            : new Confusion(RECORDS - of, of - hits, 0, hits);
    double value = metric == PerformanceMetric.F1 ? 2.0 * hits / (of + hits) : (double) hits / of;
    return ClassInterval.of(metric, value, List.of(found), 0.95);
  }

  /** How often the interval holds the truth: the sum over all test folds that have one, each of its probability. */
  private static double coverage(PerformanceMetric metric, double truth) {
    double recall = (1 + truth) / 2;
    // What the metric is a share of: positive records, records with a yes, or both together.
    double share = metric == PerformanceMetric.F1 ? truth / (2 - truth) : truth;
    double each = metric == PerformanceMetric.RECALL ? RARE : RARE * recall / share;
    double[] sizes = binomial(RECORDS, each);
    double made = 0;
    double held = 0;
    for (int of = 1; of < sizes.length; of++) {
      double[] hits = binomial(of, share);
      for (int k = 0; k <= of && sizes[of] > 1e-12; k++) {
        // F1 of a fold without a positive record has none: all of its yes are wrong.
        Interval interval = interval(metric, of, k);
        if (interval.isDefined()) {
          made += sizes[of] * hits[k];
          held += interval.contains(truth) ? sizes[of] * hits[k] : 0;
        }
      }
    }
    return held / made;
  }

  /** A class that 6 of 90 records carry on average; exact, by summing the binomial distributions. {@code CoverageSimulation} draws the same. */
  @Test
  void intervalsOfARareClassHoldTheTruthAsOftenAsTheySay() {
    for (PerformanceMetric metric :
        List.of(PerformanceMetric.PRECISION, PerformanceMetric.RECALL, PerformanceMetric.F1)) {
      double sum = 0;
      double least = 1;
      for (int percent = 50; percent <= 95; percent++) {
        double held = coverage(metric, percent / 100.0);
        sum += held;
        least = Math.min(least, held);
      }
      double mean = sum / 46;
      assertTrue(mean > 0.93 && mean < 0.98, metric + ": mean " + mean);
      assertTrue(least > 0.90, metric + ": least " + least);
    }
  }
}
