package org.ecgworkbench.evaluation;

/**
 * How a score becomes a yes against a threshold. The authors' code searches every threshold with {@link #GREATER}, applies it with
 * {@link #GREATER_OR_EQUAL} for the network and with {@link #GREATER} for the baselines.
 */
public enum Comparison {
  /** Yes where the score is greater than the threshold. */
  GREATER(">"),
  /** Yes where the score is greater than the threshold or equal to it. */
  GREATER_OR_EQUAL(">=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /** {@return the sign, {@code >} or {@code >=}, for captions} */
  public String sign() {
    return sign;
  }

  /**
   * {@return whether a score means yes}. Never true for a NaN.
   *
   * @param score in [0, 1]
   * @param threshold in [0, 1]
   * @param precision in which the two are compared
   */
  public boolean test(double score, double threshold, ScorePrecision precision) {
    double s = precision.round(score);
    double t = precision.round(threshold);
    return this == GREATER ? s > t : s >= t;
  }
}
