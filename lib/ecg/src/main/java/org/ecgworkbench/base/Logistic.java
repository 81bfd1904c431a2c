package org.ecgworkbench.base;

/** The logistic function, equal to the bit on every machine. */
public final class Logistic {
  private Logistic() {}

  /**
   * {@return 1 / (1 + e^-x), from 0 to 1; NaN for NaN}
   *
   * @param x a logit
   */
  public static double of(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}
