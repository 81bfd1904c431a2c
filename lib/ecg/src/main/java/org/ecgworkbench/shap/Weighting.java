package org.ecgworkbench.shap;

/** How much each draw counts. */
public enum Weighting {
  /** All the same, as in shap's GradientExplainer: the attributions add up as far as the draws happen to. */
  EQUAL,
  /**
   * Two things are known of the draws (background b, position t) before any is made: f(b) has the mean of f over the background, and
   * the sum of a draw's attributions less f(x) - f(b) has the mean 0, being the integral of a gradient along a path. The draws get those
   * weights, nearest to equal ones in least squares, whose weighted means of both are exactly so: calibration weights (Deville and
   * S&auml;rndal 1992, doi 10.1080/01621459.1992.10475217), which are the regression on two control variates. A weight may be negative.
   *
   * <p>The attributions then add up to f(x) less the expected output but for rounding, whatever the draws; <b>that they do is no longer a
   * check</b>, for which {@link #EQUAL} is to be taken. The leads' standard errors, after the regression, are smaller; single samples gain
   * next to nothing. Differs from the authors' code, and has a bias, of the order of the variance divided by the number of draws, since
   * the weights depend on the draws: it vanishes faster than the standard error.
   */
  CALIBRATED
}
