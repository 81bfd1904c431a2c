package org.ecgworkbench.evaluation;

/**
 * The four counts of one class against the rest, and the quotients made of them.
 *
 * @param trueNegatives records without the class, predicted without
 * @param falsePositives records without the class, predicted with
 * @param falseNegatives records with the class, predicted without
 * @param truePositives records with the class, predicted with
 */
public record Confusion(
    int trueNegatives, int falsePositives, int falseNegatives, int truePositives) {

  /**
   * Counts.
   *
   * @param labels {@code [record]}
   * @param predicted {@code [record]}
   * @return the four counts; their sum is the number of records
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Confusion of(boolean[] labels, boolean[] predicted) {
    if (labels.length != predicted.length) {
      throw new IllegalArgumentException(
          labels.length + " labels, but " + predicted.length + " predictions");
    }
    int[] counts = new int[4];
    for (int i = 0; i < labels.length; i++) {
      counts[(labels[i] ? 2 : 0) + (predicted[i] ? 1 : 0)]++;
    }
    return new Confusion(counts[0], counts[1], counts[2], counts[3]);
  }

  /** {@return the number of records} */
  public int records() {
    return trueNegatives + falsePositives + falseNegatives + truePositives;
  }

  /** {@return the number of records with the class} */
  public int positives() {
    return falseNegatives + truePositives;
  }

  /** {@return the number of records predicted with the class} */
  public int predictedPositives() {
    return falsePositives + truePositives;
  }

  /**
   * {@return TP / (TP + FP); 0 by convention where no record is predicted positive}
   *
   * @param where the set of records in words, for the note of an undefined value
   */
  public MetricValue precision(String where) {
    return predictedPositives() == 0
        ? MetricValue.zeroByConvention("precision is 0/0: no record predicted positive in " + where)
        : MetricValue.of((double) truePositives / predictedPositives());
  }

  /**
   * {@return TP / (TP + FN); 0 by convention where no record is positive}
   *
   * @param where the set of records in words, for the note of an undefined value
   */
  public MetricValue recall(String where) {
    return positives() == 0
        ? MetricValue.zeroByConvention("recall is 0/0: no positive record in " + where)
        : MetricValue.of((double) truePositives / positives());
  }

  /**
   * {@return the harmonic mean of precision and recall; 0 by convention where one of the two is 0/0, as in the authors' code}. Where both
   * are defined and 0, F1 is 0 without a note, since 2 TP / (2 TP + FP + FN) is then defined.
   *
   * @param where the set of records in words, for the note of an undefined value
   */
  public MetricValue f1(String where) {
    if (positives() == 0) {
      return MetricValue.zeroByConvention("F1 counts as 0: no positive record in " + where);
    }
    if (predictedPositives() == 0) {
      return MetricValue.zeroByConvention(
          "F1 counts as 0: no record predicted positive in " + where);
    }
    return MetricValue.of(f1OrZero(truePositives, predictedPositives(), positives()));
  }

  /**
   * {@return (TP + TN) / records}
   *
   * @param where the set of records in words, for the note of an undefined value
   */
  public MetricValue accuracy(String where) {
    return records() == 0
        ? MetricValue.undefined("no record in " + where)
        : MetricValue.of((double) (truePositives + trueNegatives) / records());
  }

  // In this order of operations, so that equal F1 values at different thresholds fall on the same
  // side of a rounding as they do in
  // scikit-learn: the first greatest one decides the threshold.
  static double f1OrZero(int truePositives, int predictedPositives, int positives) {
    if (truePositives == 0) {
      return 0;
    }
    double precision = (double) truePositives / predictedPositives;
    double recall = (double) truePositives / positives;
    return 2 * precision * recall / (precision + recall);
  }
}
