package org.ecgworkbench.evaluation;

import java.util.Arrays;

/**
 * Measures of how well scores rank the positive records above the others; no threshold enters. Time is O(n log n).
 *
 * <p>Infinite scores are allowed; a NaN is refused.
 */
public final class Ranking {
  private Ranking() {}

  /**
   * The area under the receiver operating characteristic: the probability that a random positive record scores higher than a random
   * negative one, a tie counting as half (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747). Equal to the trapezoidal
   * area, and rounded only once, in the last division.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param where the set of records in words, for the reason of an undefined value, for example {@code the test fold}
   * @return undefined where there is no positive or no negative record
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static MetricValue auc(boolean[] labels, double[] scores, String where) {
    double[][] split = split(labels, scores);
    double[] negatives = split[0];
    double[] positives = split[1];
    MetricValue missing = missingSide("AUC", positives.length, negatives.length, where);
    if (missing != null) {
      return missing;
    }
    // Twice the Mann-Whitney U statistic is an integer.
    long twiceU = 0;
    int below = 0;
    int notAbove = 0;
    for (double score : positives) {
      while (below < negatives.length && negatives[below] < score) {
        below++;
      }
      notAbove = Math.max(notAbove, below);
      while (notAbove < negatives.length && negatives[notAbove] == score) {
        notAbove++;
      }
      twiceU += below + (long) notAbove;
    }
    return MetricValue.of(twiceU / (2.0 * positives.length * negatives.length));
  }

  /**
   * Average precision: the sum over the distinct scores, from the highest down, of the gain in recall times the precision reached,
   * without interpolation (scikit-learn's {@code average_precision_score}). Records of equal score enter together.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param where the set of records in words
   * @return undefined where there is no positive record
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static MetricValue averagePrecision(boolean[] labels, double[] scores, String where) {
    double[][] split = split(labels, scores);
    double[] negatives = split[0];
    double[] positives = split[1];
    if (positives.length == 0) {
      return MetricValue.undefined("average precision needs a positive record: none in " + where);
    }
    double sum = 0;
    int n = negatives.length - 1;
    int p = positives.length - 1;
    while (p >= 0) {
      double score = positives[p];
      int ties = 0;
      while (p >= 0 && positives[p] == score) {
        p--;
        ties++;
      }
      while (n >= 0 && negatives[n] >= score) {
        n--;
      }
      int found = positives.length - 1 - p;
      int predicted = found + negatives.length - 1 - n;
      sum += ties * ((double) found / predicted);
    }
    return MetricValue.of(sum / positives.length);
  }

  /**
   * The receiver operating characteristic: a point for each distinct score, from (0, 0) to (1, 1).
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @return x the false positive rate, y the true positive rate, {@code [x, y][point]}
   * @throws IllegalArgumentException if there is no positive or no negative record, the lengths differ or a score is NaN
   */
  public static double[][] rocCurve(boolean[] labels, double[] scores) {
    int[][] counts = cumulativeCounts(labels, scores);
    int points = counts[0].length;
    int positives = counts[0][points - 1];
    int negatives = counts[1][points - 1];
    if (positives == 0 || negatives == 0) {
      throw new IllegalArgumentException(
          "a receiver operating characteristic needs positive and negative records, found %d and %d"
              .formatted(positives, negatives));
    }
    double[][] curve = new double[2][points];
    for (int k = 0; k < points; k++) {
      curve[0][k] = (double) counts[1][k] / negatives;
      curve[1][k] = (double) counts[0][k] / positives;
    }
    return curve;
  }

  /**
   * The precision-recall curve: a point for each distinct score, from the highest score to recall 1. It is a step function: between
   * points precision is that of the point to the right.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @return x the recall, y the precision, {@code [x, y][point]}
   * @throws IllegalArgumentException if there is no positive record, the lengths differ or a score is NaN
   */
  public static double[][] precisionRecallCurve(boolean[] labels, double[] scores) {
    int[][] counts = cumulativeCounts(labels, scores);
    int points = counts[0].length;
    int positives = counts[0][points - 1];
    if (positives == 0) {
      throw new IllegalArgumentException("a precision-recall curve needs a positive record");
    }
    double[][] curve = new double[2][points - 1];
    for (int k = 1; k < points; k++) {
      curve[0][k - 1] = (double) counts[0][k] / positives;
      curve[1][k - 1] = (double) counts[0][k] / (counts[0][k] + counts[1][k]);
    }
    return curve;
  }

  /** Positive and negative records with at least each distinct score, from none on, {@code [positive, negative][point]}. */
  private static int[][] cumulativeCounts(boolean[] labels, double[] scores) {
    double[][] split = split(labels, scores);
    double[] distinct = Arrays.stream(scores).map(v -> v + 0.0).distinct().sorted().toArray();
    int[][] counts = new int[2][distinct.length + 1];
    int n = split[0].length;
    int p = split[1].length;
    for (int k = 1; k <= distinct.length; k++) {
      double score = distinct[distinct.length - k];
      while (p > 0 && split[1][p - 1] >= score) {
        p--;
      }
      while (n > 0 && split[0][n - 1] >= score) {
        n--;
      }
      counts[0][k] = split[1].length - p;
      counts[1][k] = split[0].length - n;
    }
    return counts;
  }

  static MetricValue missingSide(String what, int positives, int negatives, String where) {
    if (positives == 0 && negatives == 0) {
      return MetricValue.undefined(
          what + " needs positive and negative records: " + where + " is empty");
    }
    if (positives == 0) {
      return MetricValue.undefined(what + " needs a positive record: none in " + where);
    }
    if (negatives == 0) {
      return MetricValue.undefined(what + " needs a negative record: none in " + where);
    }
    return null;
  }

  /**
   * {@return the scores of the negative and of the positive records, each ascending: {@code [2][]}}
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}, as many
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static double[][] split(boolean[] labels, double[] scores) {
    if (labels.length != scores.length) {
      throw new IllegalArgumentException(
          labels.length + " labels, but " + scores.length + " scores");
    }
    int positives = 0;
    for (int i = 0; i < labels.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN");
      }
      positives += labels[i] ? 1 : 0;
    }
    double[] with = new double[positives];
    double[] without = new double[labels.length - positives];
    int p = 0;
    int n = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i]) {
        with[p++] = scores[i];
      } else {
        without[n++] = scores[i];
      }
    }
    Arrays.sort(with);
    Arrays.sort(without);
    return new double[][] {without, with};
  }
}
