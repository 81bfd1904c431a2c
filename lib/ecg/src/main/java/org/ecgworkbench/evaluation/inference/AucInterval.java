package org.ecgworkbench.evaluation.inference;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Ranking;

/**
 * Confidence intervals of an AUC by a formula. How often each holds a known truth is simulated in {@code lib/benchmarks}: with few
 * positive records and an AUC near 1 {@link Method#DELONG} falls far short of its level, {@link Method#DELONG_LOGIT} less, and {@link
 * Method#NEWCOMBE} keeps it.
 */
final class AucInterval {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final int HALVINGS = 200;

  private AucInterval() {}

  /** The formula. */
  enum Method {
    /** {@link DeLong#interval}: symmetric about the estimate. */
    DELONG,
    /**
     * Symmetric about ln(AUC / (1 - AUC)), whose standard error is DeLong's over AUC (1 - AUC) (Pepe 2003, The Statistical Evaluation of
     * Medical Tests for Classification and Prediction, section 5.2). There is none where the standard error is 0, or the AUC 0 or 1.
     */
    DELONG_LOGIT,
    /**
     * Newcombe's method 5 (Newcombe 2006, Statistics in Medicine 25:559-573, doi 10.1002/sim.2324): the values t from which the estimate is
     * a normal quantile times the standard error of t away, with the variance of Hanley and McNeil (1982, doi
     * 10.1148/radiology.143.1.7063747) at t, t (1 - t) (1 + (N - 1) ((1 - t) / (2 - t) + t / (1 + t))) / (m n), for m positive and n negative
     * records, N = (m + n) / 2. It has a width even where the records are separated, and lies in [0, 1].
     */
    NEWCOMBE
  }

  /**
   * An AUC with its interval.
   *
   * @param method the formula
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param level the confidence level, for example 0.95
   * @return undefined, with the reason, where there are too few records of a kind: two of each by DeLong's variance, one by Newcombe's
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or the level is not between 0 and 1
   */
  static Interval of(Method method, boolean[] labels, double[] scores, double level) {
    Interval.checkLevel(level);
    return switch (method) {
      case DELONG -> DeLong.interval(labels, scores, level);
      case DELONG_LOGIT -> logit(labels, scores, level);
      case NEWCOMBE -> newcombe(labels, scores, level);
    };
  }

  private static double z(double level) {
    return NORMAL.inverseCumulativeProbability((1 + level) / 2);
  }

  private static Interval logit(boolean[] labels, double[] scores, double level) {
    Interval symmetric = DeLong.interval(labels, scores, level);
    if (!symmetric.isDefined()) {
      return symmetric;
    }
    double auc = symmetric.estimate();
    double error = Math.sqrt(DeLong.variance(labels, scores));
    if (auc == 0 || auc == 1 || error == 0) {
      return Interval.undefined(
          auc, level, "there is no logit interval: the AUC is 0 or 1, or its standard error is 0");
    }
    double centre = Math.log(auc) - Math.log1p(-auc);
    double half = z(level) * error / (auc * (1 - auc));
    return new Interval(auc, Logistic.of(centre - half), Logistic.of(centre + half), level, "");
  }

  private static Interval newcombe(boolean[] labels, double[] scores, double level) {
    double[][] split = Ranking.split(labels, scores);
    MetricValue value = Ranking.auc(labels, scores, "these records");
    return value.hasValue()
        ? newcombe(value.value(), split[1].length, split[0].length, level)
        : Interval.undefined(Double.NaN, level, value.note());
  }

  /** Newcombe's interval of an AUC, or of a mean of several on the same records. */
  static Interval newcombe(double auc, double m, double n, double level) {
    double z = z(level);
    double records = (m + n) / 2.0;
    DoubleUnaryOperator half =
        t ->
            z
                * Math.sqrt(
                    t
                        * (1 - t)
                        * (1 + (records - 1) * ((1 - t) / (2 - t) + t / (1 + t)))
                        / (m * n));
    return new Interval(
        auc,
        auc == 0 ? 0 : end(0, auc, t -> auc - t - half.applyAsDouble(t)),
        auc == 1 ? 1 : end(1, auc, t -> t - auc - half.applyAsDouble(t)),
        level,
        "");
  }

  /** Where a function falls through 0 on the way from an end of the scale to the estimate. */
  private static double end(double outside, double estimate, DoubleUnaryOperator function) {
    double positive = outside;
    double negative = estimate;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (positive + negative) / 2;
      if (function.applyAsDouble(middle) > 0) {
        positive = middle;
      } else {
        negative = middle;
      }
    }
    return (positive + negative) / 2;
  }
}
