package org.ecgworkbench.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The metrics of one class when each record counts a whole number of times, in O(records): the order by score is found once.
 */
public final class WeightedMetrics {
  private final boolean[] labels;
  private final boolean anyPositive;
  private final int[] order;
  // groupEnd[g] is the end in order, exclusive, of the g-th group of equal scores, ascending.
  private final int[] groupEnds;

  /**
   * Sorts the records of a class by score.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}, without NaN; -0.0 and 0.0 tie
   */
  public WeightedMetrics(boolean[] labels, double[] scores) {
    this.labels = labels;
    this.anyPositive = Confusion.of(labels, labels).positives() > 0;
    // 0.0 added so that -0.0 and 0.0 tie.
    this.order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] ends = new int[scores.length];
    int groups = 0;
    for (int i = 0; i < order.length; i++) {
      if (i + 1 == order.length || scores[order[i]] != scores[order[i + 1]]) {
        ends[groups++] = i + 1;
      }
    }
    this.groupEnds = Arrays.copyOf(ends, groups);
  }

  /**
   * All metrics.
   *
   * @param weights {@code [record]}
   * @param predicted {@code [record]}, the decisions at the threshold
   * @param values is filled: {@code [metric]}, NaN where undefined, 0 where 0/0 counts as 0. Precision, recall and F1 are undefined, too,
   *     where there are positive records and none of them counts: 0 would say of a resample without the class that all was wrong.
   */
  public void measure(int[] weights, boolean[] predicted, double[] values) {
    long[] counts = new long[4];
    for (int i = 0; i < weights.length; i++) {
      counts[(labels[i] ? 2 : 0) + (predicted[i] ? 1 : 0)] += weights[i];
    }
    Confusion confusion =
        new Confusion((int) counts[0], (int) counts[1], (int) counts[2], (int) counts[3]);
    boolean gone = anyPositive && confusion.positives() == 0;
    values[PerformanceMetric.PRECISION.ordinal()] =
        gone ? Double.NaN : confusion.precision("").value();
    values[PerformanceMetric.RECALL.ordinal()] = gone ? Double.NaN : confusion.recall("").value();
    values[PerformanceMetric.F1.ordinal()] = gone ? Double.NaN : confusion.f1("").value();
    values[PerformanceMetric.ACCURACY.ordinal()] = confusion.accuracy("").value();
    rank(weights, confusion.positives(), confusion.records() - confusion.positives(), values);
  }

  private void rank(int[] weights, long positives, long negatives, double[] values) {
    long twiceU = 0;
    double precisionSum = 0;
    long found = 0;
    long predicted = 0;
    int start;
    for (int g = groupEnds.length - 1; g >= 0; g--) {
      start = g == 0 ? 0 : groupEnds[g - 1];
      long p = 0;
      long n = 0;
      for (int i = start; i < groupEnds[g]; i++) {
        int record = order[i];
        if (labels[record]) {
          p += weights[record];
        } else {
          n += weights[record];
        }
      }
      long negativesAbove = predicted - found;
      twiceU += p * (2 * (negatives - negativesAbove - n) + n);
      found += p;
      predicted += p + n;
      if (p > 0) {
        precisionSum += p * ((double) found / predicted);
      }
    }
    values[PerformanceMetric.AUC.ordinal()] =
        positives == 0 || negatives == 0 ? Double.NaN : twiceU / (2.0 * positives * negatives);
    values[PerformanceMetric.AVERAGE_PRECISION.ordinal()] =
        positives == 0 ? Double.NaN : precisionSum / positives;
  }
}
