package org.ecgworkbench.shap;

/** How background recordings and path positions are drawn. */
public enum Sampling {
  /** As in shap's GradientExplainer: for each draw a background recording, then a position, both uniform and independent. */
  PAPER,
  /**
   * One position in each of as many equal parts of the path as there are draws; backgrounds in random order, each used once before any is
   * used again, then in the other half of the path. The estimate has the same expectation and less variance. Its standard error
   * allows for that: it is not the spread of the draws as if they were independent.
   */
  STRATIFIED
}
