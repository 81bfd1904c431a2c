package org.ecgworkbench.shap;

/** How background recordings and path positions are drawn. */
public enum Sampling {
  /** As in shap's GradientExplainer: for each draw a background recording, then a position, both uniform and independent. */
  PAPER,
  /**
   * One position in each of as many equal parts of the path as there are draws, in random order; backgrounds in random order, each
   * used once before any is used again. The estimate has the same expectation and less variance; the standard error, which is
   * computed as if draws were independent, is then an upper estimate.
   */
  STRATIFIED
}
