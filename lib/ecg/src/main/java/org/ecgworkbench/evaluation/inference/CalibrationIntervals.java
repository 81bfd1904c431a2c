package org.ecgworkbench.evaluation.inference;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Predictions;

/**
 * Bootstrap distributions of Brier score and expected calibration error of every class and of their means over the classes; see {@link
 * Calibration} for what they are. In each resample the bins are cut anew.
 *
 * <p>The expected calibration error of few records is on average larger than that of many, for distances are never negative, and that
 * of a resample is larger still. Percentiles of its resamples then lie above the estimate, which itself lies above the truth; {@link
 * Bootstrap.Method#BASIC} turns that round and came closest to its level in a small simulation, but falls short of it where the true error
 * is near 0.
 */
public final class CalibrationIntervals {
  private final int classes;
  private final Replicates[] numbers;

  private CalibrationIntervals(int classes, Replicates[] numbers) {
    this.classes = classes;
    this.numbers = numbers;
  }

  /**
   * {@return the distributions of the Brier score and of the expected calibration error, by class and for the mean}
   *
   * @param predictions with scores in [0, 1], at least two records
   * @param bins how many bins, positive
   * @param resamples of as many records
   * @throws IllegalArgumentException if a score is not in [0, 1], bins is not positive, or the numbers of records differ
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static CalibrationIntervals of(Predictions predictions, int bins, Resamples resamples) {
    int n = predictions.classes().size();
    if (predictions.size() != resamples.records() || predictions.size() < 2) {
      throw new IllegalArgumentException(
          "resamples of %d records do not fit %d predictions, of which there must be two"
              .formatted(resamples.records(), predictions.size()));
    }
    Weighted[] each = new Weighted[n];
    for (int c = 0; c < n; c++) {
      each[c] = new Weighted(predictions.labels(c), predictions.scores(c), bins);
    }
    return new CalibrationIntervals(
        n,
        Resampling.of(
            List.of(resamples),
            2 * (n + 1),
            k ->
                (k % 2 == 0 ? "Brier score" : "calibration error")
                    + (k / 2 < n ? " of " + predictions.classes().get(k / 2) : ", average"),
            (weights, values) -> {
              values[2 * n] = 0;
              values[2 * n + 1] = 0;
              for (int c = 0; c < n; c++) {
                each[c].measure(weights.get(0), values, 2 * c);
                values[2 * n] += values[2 * c] / n;
                values[2 * n + 1] += values[2 * c + 1] / n;
              }
            }));
  }

  /**
   * {@return the distribution of the Brier score}
   *
   * @param classIndex a class, from 0; the number of classes for their mean
   */
  public Replicates brierScore(int classIndex) {
    return numbers[2 * java.util.Objects.checkIndex(classIndex, classes + 1)];
  }

  /**
   * {@return the distribution of the expected calibration error}
   *
   * @param classIndex a class, from 0; the number of classes for their mean
   */
  public Replicates expectedCalibrationError(int classIndex) {
    return numbers[2 * java.util.Objects.checkIndex(classIndex, classes + 1) + 1];
  }

  /** One class when each record counts a whole number of times; the order by score is found once. */
  private static final class Weighted {
    private final boolean[] labels;
    private final double[] scores;
    private final int[] order;
    private final int bins;

    Weighted(boolean[] labels, double[] scores, int bins) {
      Calibration.check(labels, scores, bins);
      this.labels = labels;
      this.scores = scores;
      this.bins = bins;
      this.order =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> scores[i]))
              .mapToInt(Integer::intValue)
              .toArray();
    }

    void measure(int[] weights, double[] values, int at) {
      int n = 0;
      for (int weight : weights) {
        n += weight;
      }
      int count = Math.min(bins, n);
      double brier = 0;
      double error = 0;
      double excess = 0;
      int bin = 0;
      int passed = 0;
      for (int i : order) {
        double difference = scores[i] - (labels[i] ? 1 : 0);
        brier += weights[i] * difference * difference;
        // A record that counts several times may stand in two bins.
        for (int left = weights[i]; left > 0; ) {
          int end = (int) ((long) n * (bin + 1) / count);
          int here = Math.min(left, end - passed);
          excess += here * difference;
          passed += here;
          left -= here;
          if (passed == end) {
            error += Math.abs(excess);
            excess = 0;
            bin++;
          }
        }
      }
      values[at] = brier / n;
      values[at + 1] = error / n;
    }
  }

  @Override
  public String toString() {
    return brierScore(classes) + "; " + expectedCalibrationError(classes);
  }
}
