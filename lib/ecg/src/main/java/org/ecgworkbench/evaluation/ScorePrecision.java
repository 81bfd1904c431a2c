package org.ecgworkbench.evaluation;

/**
 * The precision in which scores are compared with thresholds. The network's scores are 32-bit numbers, and the NumPy that the authors
 * used (before version 2) compares such an array with a single number in 32 bits; the baselines' scores are 64-bit numbers. It
 * matters only for a score within 6e-8 of a threshold of the grid.
 */
public enum ScorePrecision {
  /** Scores and thresholds are rounded to 32 bits before they are compared: the network. */
  SINGLE,
  /** Scores and thresholds are compared in 64 bits: the baselines. */
  DOUBLE;

  double round(double value) {
    return this == SINGLE ? (float) value : value;
  }
}
