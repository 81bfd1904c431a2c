package org.ecgworkbench.evaluation;

/** The metrics of one class against the rest, in the order of the paper's Table 2, and average precision beside AUC. */
public enum Metric {
  PRECISION("precision"),
  RECALL("recall"),
  F1("F1"),
  AUC("AUC"),
  AVERAGE_PRECISION("average precision"),
  ACCURACY("accuracy");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** The name in tables and on axes. */
  public String label() {
    return label;
  }
}
