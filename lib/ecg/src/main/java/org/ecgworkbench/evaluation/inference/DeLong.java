package org.ecgworkbench.evaluation.inference;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ecgworkbench.base.SortedValues;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Ranking;

/**
 * The variance of an AUC and the paired test of two AUCs on the same records (DeLong, DeLong and Clarke-Pearson 1988, doi
 * 10.2307/2531595), by midranks in O(n log n) (Sun and Xu 2014, doi 10.1109/LSP.2014.2337313).
 *
 * <p>With m positive and n negative records, V10 of a positive record is the share of negative records that score lower (ties as
 * half), V01 of a negative record the share of positive records that score higher. The variance is var(V10)/m + var(V01)/n with
 * sample variances, so it needs at least two records of each kind.
 */
public final class DeLong {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private DeLong() {}

  /**
   * An AUC with its interval: estimate plus and minus the normal quantile times the standard error, cut to [0, 1].
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param level the confidence level
   * @return undefined if there are fewer than two positive or negative records; with a note if the standard error is 0
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static Interval interval(boolean[] labels, double[] scores, double level) {
    Interval.checkLevel(level);
    Placements placements = placements(labels, scores);
    String missing = placements.missing();
    if (!missing.isEmpty()) {
      return Interval.undefined(placements.auc(), level, missing);
    }
    double error = Math.sqrt(covariance(placements, placements));
    double half = NORMAL.inverseCumulativeProbability((1 + level) / 2) * error;
    return new Interval(
        placements.auc(),
        Math.max(0, placements.auc() - half),
        Math.min(1, placements.auc() + half),
        level,
        error == 0 ? "the classes are separated or all scores tie: the standard error is 0" : "");
  }

  /**
   * The estimated variance of an AUC.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}; only their order counts
   * @return NaN if there are fewer than two positive or negative records
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static double variance(boolean[] labels, double[] scores) {
    Placements placements = placements(labels, scores);
    return placements.missing().isEmpty() ? covariance(placements, placements) : Double.NaN;
  }

  /**
   * The two-sided test of equal AUCs of two models on the same records.
   *
   * @param labels {@code [record]}
   * @param first {@code [record]}, one model's scores
   * @param second {@code [record]}, the other's
   * @param level the confidence level of the difference's interval
   * @return both AUCs, their difference with its interval, and the p-value; NaN where the variance is undefined
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static Difference compare(
      boolean[] labels, double[] first, double[] second, double level) {
    Interval.checkLevel(level);
    Placements a = placements(labels, first);
    Placements b = placements(labels, second);
    double difference = a.auc() - b.auc();
    if (!a.missing().isEmpty()) {
      return new Difference(
          Interval.undefined(difference, level, a.missing()), Double.NaN, Double.NaN, Double.NaN);
    }
    double variance = Math.max(0, covariance(a, a) + covariance(b, b) - 2 * covariance(a, b));
    double error = Math.sqrt(variance);
    if (error == 0) {
      // Equal rankings: nothing speaks for a difference. Unequal AUCs without any variance:
      // everything does.
      return new Difference(
          new Interval(difference, difference, difference, level, "the standard error is 0"),
          0,
          Double.NaN,
          difference == 0 ? 1 : 0);
    }
    double z = difference / error;
    double half = NORMAL.inverseCumulativeProbability((1 + level) / 2) * error;
    return new Difference(
        new Interval(difference, difference - half, difference + half, level, ""),
        error,
        z,
        2 * NORMAL.survivalProbability(Math.abs(z)));
  }

  /**
   * The difference of two AUCs.
   *
   * @param interval first minus second, with its interval
   * @param standardError of the difference; NaN if undefined
   * @param z difference over standard error; NaN if the standard error is 0 or undefined
   * @param pValue two-sided; NaN if undefined
   */
  public record Difference(Interval interval, double standardError, double z, double pValue) {}

  private record Placements(double auc, double[] ofPositives, double[] ofNegatives) {
    String missing() {
      if (ofPositives.length < 2) {
        return "DeLong's variance needs two positive records, found " + ofPositives.length;
      }
      if (ofNegatives.length < 2) {
        return "DeLong's variance needs two negative records, found " + ofNegatives.length;
      }
      return "";
    }
  }

  private static Placements placements(boolean[] labels, double[] scores) {
    double[][] split = Ranking.split(labels, scores);
    double[] negatives = split[0];
    double[] positives = split[1];
    double[] v10 = new double[positives.length];
    double[] v01 = new double[negatives.length];
    int p = 0;
    int n = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i]) {
        v10[p++] = twiceBelow(negatives, scores[i]) / (2.0 * negatives.length);
      } else {
        v01[n++] = 1 - twiceBelow(positives, scores[i]) / (2.0 * positives.length);
      }
    }
    return new Placements(Ranking.auc(labels, scores, "these records").value(), v10, v01);
  }

  /** Twice the number of values below a score, equal ones counted once. */
  private static long twiceBelow(double[] sorted, double score) {
    return (long) SortedValues.below(sorted, score) + SortedValues.notAbove(sorted, score);
  }

  private static double covariance(Placements a, Placements b) {
    return sampleCovariance(a.ofPositives(), b.ofPositives()) / a.ofPositives().length
        + sampleCovariance(a.ofNegatives(), b.ofNegatives()) / a.ofNegatives().length;
  }

  private static double sampleCovariance(double[] x, double[] y) {
    double meanX = Arrays.stream(x).sum() / x.length;
    double meanY = Arrays.stream(y).sum() / y.length;
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / (x.length - 1);
  }
}
