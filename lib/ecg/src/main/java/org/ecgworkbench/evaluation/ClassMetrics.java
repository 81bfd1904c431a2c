package org.ecgworkbench.evaluation;

/**
 * The performance for one class against the rest.
 *
 * @param name the class
 * @param confusion the four counts at the threshold
 * @param threshold the threshold applied
 * @param precision TP / (TP + FP)
 * @param recall TP / (TP + FN)
 * @param f1 the harmonic mean of the two
 * @param auc area under the receiver operating characteristic, ties as half
 * @param averagePrecision area under the precision-recall curve as a step function
 * @param accuracy (TP + TN) / records
 */
public record ClassMetrics(
    String name,
    Confusion confusion,
    double threshold,
    MetricValue precision,
    MetricValue recall,
    MetricValue f1,
    MetricValue auc,
    MetricValue averagePrecision,
    MetricValue accuracy) {

  /**
   * Measures one class.
   *
   * @param name the class
   * @param labels {@code [record]}
   * @param scores {@code [record]}
   * @param threshold the threshold to apply
   * @param comparison how it is applied
   * @param scorePrecision in which scores are compared
   * @param where the set of records in words, for the reasons of undefined values, for example {@code the test fold}
   * @return counts and metrics; an undefined metric carries its reason
   * @throws IllegalArgumentException if the lengths differ or a score is NaN
   */
  public static ClassMetrics of(
      String name,
      boolean[] labels,
      double[] scores,
      double threshold,
      Comparison comparison,
      ScorePrecision scorePrecision,
      String where) {
    Confusion confusion =
        Confusion.of(labels, Thresholds.apply(scores, threshold, comparison, scorePrecision));
    return new ClassMetrics(
        name,
        confusion,
        threshold,
        confusion.precision(where),
        confusion.recall(where),
        confusion.f1(where),
        Ranking.auc(labels, scores, where),
        Ranking.averagePrecision(labels, scores, where),
        confusion.accuracy(where));
  }

  /** {@return the number of records with the class} */
  public int positives() {
    return confusion.positives();
  }

  /** {@return the number of records} */
  public int records() {
    return confusion.records();
  }

  /** {@return the share of records with the class; NaN if there is no record} */
  public double prevalence() {
    return (double) positives() / records();
  }

  /**
   * {@return one of the metrics; undefined ones and conventions for 0/0 carry their reason}
   *
   * @param metric which one
   */
  public MetricValue value(PerformanceMetric metric) {
    return switch (metric) {
      case PRECISION -> precision;
      case RECALL -> recall;
      case F1 -> f1;
      case AUC -> auc;
      case AVERAGE_PRECISION -> averagePrecision;
      case ACCURACY -> accuracy;
    };
  }
}
