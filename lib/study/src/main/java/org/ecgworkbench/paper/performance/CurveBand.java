package org.ecgworkbench.paper.performance;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.evaluation.inference.Resamples;

/**
 * A pointwise confidence band around a receiver operating characteristic or a precision-recall curve: at each x the percentiles of the
 * resamples' curves (vertical averaging, Fawcett 2006, doi 10.1016/j.patrec.2005.10.010). The level holds at each x alone; the whole
 * curve lies within the band less often.
 *
 * @param x false positive rate or recall, {@code [point]}, from 0 to 1
 * @param low lower end of true positive rate or precision, {@code [point]}
 * @param high upper end, {@code [point]}
 */
public record CurveBand(double[] x, double[] low, double[] high) {
  /** Checks the lengths. */
  public CurveBand {
    if (x.length != low.length || x.length != high.length) {
      throw new IllegalArgumentException(
          "%d values of x, but %d and %d ends".formatted(x.length, low.length, high.length));
    }
    x = x.clone();
    low = low.clone();
    high = high.clone();
  }

  /** {@return {@code [point]}, x from 0 to 1, a copy} */
  @Override
  public double[] x() {
    return x.clone();
  }

  /** {@return {@code [point]}, lower ends, a copy} */
  @Override
  public double[] low() {
    return low.clone();
  }

  /** {@return {@code [point]}, upper ends, a copy} */
  @Override
  public double[] high() {
    return high.clone();
  }

  /**
   * {@return the band of the receiver operating characteristic}. Between points a resample's curve is a straight line; where it is
   * vertical, its upper end counts.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param resamples of as many records; those without a positive or a negative record are left out
   * @param points at x = 0, 1 / (points - 1), ..., 1; at least 2
   * @param level the confidence level, for example 0.95
   * @throws IllegalArgumentException if numbers of records differ, a score is NaN, or no resample has both kinds of record
   * @throws CancellationException if the thread is interrupted
   */
  public static CurveBand roc(
      boolean[] labels, double[] scores, Resamples resamples, int points, double level) {
    return band(labels, scores, resamples, points, level, true);
  }

  /**
   * {@return the band of the precision-recall curve, a step function: at a recall, the precision where that recall is first reached}
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param resamples of as many records; those without a positive or a negative record are left out
   * @param points at recalls 0 to 1 in equal steps, at least 2
   * @param level the confidence level at each point, for example 0.95
   * @see #roc the parameters are the same
   */
  public static CurveBand precisionRecall(
      boolean[] labels, double[] scores, Resamples resamples, int points, double level) {
    return band(labels, scores, resamples, points, level, false);
  }

  private static CurveBand band(
      boolean[] labels,
      double[] scores,
      Resamples resamples,
      int points,
      double level,
      boolean roc) {
    Interval.checkLevel(level);
    if (labels.length != scores.length || scores.length != resamples.records()) {
      throw new IllegalArgumentException(
          "%d labels, %d scores, resamples of %d records"
              .formatted(labels.length, scores.length, resamples.records()));
    }
    if (points < 2) {
      throw new IllegalArgumentException("a band needs two points, found " + points);
    }
    int[] group = groups(scores);
    int groups = Arrays.stream(group).max().orElse(-1) + 1;
    double[][] values = new double[points][resamples.count()];
    int used = 0;
    int[] positives = new int[groups + 1];
    int[] negatives = new int[groups + 1];
    for (int b = 0; b < resamples.count(); b++) {
      Parallel.stopIfInterrupted();
      int[] weights = resamples.weights(b);
      Arrays.fill(positives, 0);
      Arrays.fill(negatives, 0);
      for (int i = 0; i < weights.length; i++) {
        (labels[i] ? positives : negatives)[group[i] + 1] += weights[i];
      }
      for (int k = 1; k <= groups; k++) {
        positives[k] += positives[k - 1];
        negatives[k] += negatives[k - 1];
      }
      if (positives[groups] > 0 && (negatives[groups] > 0 || !roc)) {
        if (roc) {
          roc(positives, negatives, values, used++);
        } else {
          precisionRecall(positives, negatives, values, used++);
        }
      }
    }
    if (used == 0) {
      throw new IllegalArgumentException("no resample has the records that the curve needs");
    }
    double[] x = new double[points];
    double[] low = new double[points];
    double[] high = new double[points];
    for (int g = 0; g < points; g++) {
      double[] sorted = Arrays.copyOf(values[g], used);
      Arrays.sort(sorted);
      x[g] = (double) g / (points - 1);
      low[g] = Replicates.quantile(sorted, (1 - level) / 2);
      high[g] = Replicates.quantile(sorted, (1 + level) / 2);
    }
    return new CurveBand(x, low, high);
  }

  /** The place of each score among the distinct scores, from 0 for the highest. */
  private static int[] groups(double[] scores) {
    double[] distinct = Arrays.stream(scores).map(v -> v + 0.0).distinct().sorted().toArray();
    int[] group = new int[scores.length];
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN");
      }
      group[i] = distinct.length - 1 - Arrays.binarySearch(distinct, scores[i] + 0.0);
    }
    return group;
  }

  private static void roc(int[] positives, int[] negatives, double[][] values, int column) {
    int last = positives.length - 1;
    int k = 0;
    for (int g = 0; g < values.length; g++) {
      double at = (double) g / (values.length - 1) * negatives[last];
      while (k < last && negatives[k + 1] <= at) {
        k++;
      }
      double share = k == last ? 0 : (at - negatives[k]) / (negatives[k + 1] - negatives[k]);
      double found = positives[k] + (k == last ? 0 : share * (positives[k + 1] - positives[k]));
      values[g][column] = found / positives[last];
    }
  }

  private static void precisionRecall(
      int[] positives, int[] negatives, double[][] values, int column) {
    int last = positives.length - 1;
    int k = 1;
    for (int g = 0; g < values.length; g++) {
      double wanted = (double) g / (values.length - 1) * positives[last] - 1e-9;
      while (k < last && (positives[k] < wanted || positives[k] + negatives[k] == 0)) {
        k++;
      }
      values[g][column] = (double) positives[k] / (positives[k] + negatives[k]);
    }
  }

  @Override
  public String toString() {
    return "band of %d points".formatted(x.length);
  }
}
