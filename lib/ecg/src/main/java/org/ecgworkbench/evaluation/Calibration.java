package org.ecgworkbench.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far scores can be read as probabilities. Brier score: Brier 1950, doi 10.1175/1520-0493(1950)078&lt;0001:VOFEIT&gt;2.0.CO;2; expected
 * calibration error: Naeini, Cooper and Hauskrecht 2015, AAAI 29:2901-2907, here with bins of equal mass and not of equal width.
 *
 * @param bins the reliability diagram: bins of equal mass, from low to high scores
 * @param brierScore the mean squared difference of score and label (Brier 1950)
 * @param expectedCalibrationError the mean over the records of the distance between their bin's mean score and its share of positive
 *     records
 */
public record Calibration(
    List<Bin> bins, MetricValue brierScore, MetricValue expectedCalibrationError) {

  /** Copies the list. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /** The number of bins unless asked otherwise. */
  public static final int DEFAULT_BINS = 10;

  /**
   * One bin.
   *
   * @param records how many records it has
   * @param meanScore their mean score
   * @param positiveShare the share of them with the class
   */
  public record Bin(int records, double meanScore, double positiveShare) {}

  /**
   * Measures one class. Records are put in order of their scores (of their place where scores tie) and cut into bins whose sizes
   * differ by at most one; with fewer records than bins, each record is a bin.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}, in [0, 1]
   * @param bins how many bins, positive
   * @return undefined values if there is no record
   * @throws IllegalArgumentException if the lengths differ, a score is not in [0, 1], or bins is not positive
   */
  public static Calibration of(boolean[] labels, double[] scores, int bins) {
    check(labels, scores, bins);
    int n = labels.length;
    if (n == 0) {
      MetricValue none = MetricValue.undefined("there is no record");
      return new Calibration(List.of(), none, none);
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double brier = 0;
    double error = 0;
    List<Bin> result = new ArrayList<>();
    int count = Math.min(bins, n);
    for (int b = 0; b < count; b++) {
      int from = (int) ((long) n * b / count);
      int to = (int) ((long) n * (b + 1) / count);
      double sum = 0;
      int positives = 0;
      for (int i = from; i < to; i++) {
        double label = labels[order[i]] ? 1 : 0;
        double score = scores[order[i]];
        brier += (score - label) * (score - label);
        sum += score;
        positives += labels[order[i]] ? 1 : 0;
      }
      int size = to - from;
      result.add(new Bin(size, sum / size, (double) positives / size));
      error += Math.abs(sum - positives);
    }
    return new Calibration(result, MetricValue.of(brier / n), MetricValue.of(error / n));
  }

  /**
   * Measures all classes together: every pair of a record and a class is one score with one label.
   *
   * @param predictions with scores in [0, 1]
   * @param bins how many bins, positive
   * @return one calibration over all pairs
   * @throws IllegalArgumentException if a score is not in [0, 1], or bins is not positive
   */
  public static Calibration pooled(Predictions predictions, int bins) {
    int classes = predictions.classes().size();
    boolean[] labels = new boolean[predictions.size() * classes];
    double[] scores = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = predictions.label(i / classes, i % classes);
      scores[i] = predictions.score(i / classes, i % classes);
    }
    return of(labels, scores, bins);
  }

  /**
   * Checks what calibration is measured on.
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}, 0 to 1
   * @param bins at least 1
   * @throws IllegalArgumentException if the lengths differ, a score is outside 0 to 1, or there is no bin
   */
  public static void check(boolean[] labels, double[] scores, int bins) {
    if (labels.length != scores.length || bins < 1) {
      throw new IllegalArgumentException(
          "%d labels, %d scores, %d bins".formatted(labels.length, scores.length, bins));
    }
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new IllegalArgumentException(
            "calibration needs scores in [0, 1], found " + scores[i] + " at " + i);
      }
    }
  }

  @Override
  public String toString() {
    return "Brier score %s, expected calibration error %s in %d bins"
        .formatted(brierScore.format(4), expectedCalibrationError.format(4), bins.size());
  }
}
