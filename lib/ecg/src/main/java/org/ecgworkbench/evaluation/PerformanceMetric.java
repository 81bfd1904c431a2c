package org.ecgworkbench.evaluation;

/** The metrics of one class against the rest, in the order of the paper's Table 2, and average precision beside AUC. */
public enum PerformanceMetric {
  /** True positives among all that were called positive. */
  PRECISION("precision"),
  /** True positives among all that are positive. */
  RECALL("recall"),
  /** The harmonic mean of precision and recall. */
  F1("F1"),
  /** The area under the ROC curve. */
  AUC("AUC"),
  /** The mean of the precision at each positive, by descending score. */
  AVERAGE_PRECISION("average precision"),
  /** Right answers among all. */
  ACCURACY("accuracy");

  private final String label;

  PerformanceMetric(String label) {
    this.label = label;
  }

  /** {@return the name in tables and on axes} */
  public String label() {
    return label;
  }
}
