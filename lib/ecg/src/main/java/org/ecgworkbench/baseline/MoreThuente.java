package org.ecgworkbench.baseline;

/**
 * A step that lowers the function enough (by a thousandth of what the slope promises) and flattens it enough (to nine tenths of the
 * slope), found by safeguarded cubic and quadratic interpolation (Moré and Thuente 1994, doi 10.1145/192115.192132): the line search of
 * {@link Lbfgs}.
 */
final class MoreThuente {
  private static final double DECREASE = 1e-3;
  private static final double CURVATURE = 0.9;
  private static final double INTERVAL = 0.1;

  private final double value0;
  private final double slope0;
  private final double longest;
  private double step;
  private boolean bracketed;
  private boolean auxiliary = true;
  // The best step so far, and the other end of the interval that holds a minimum.
  private double bestStep;
  private double bestValue;
  private double bestSlope;
  private double otherStep;
  private double otherValue;
  private double otherSlope;
  private double shortestNow;
  private double longestNow;
  private double width;
  private double widthBefore;

  MoreThuente(double value, double slope, double firstStep, double longest) {
    this.value0 = value;
    this.slope0 = slope;
    this.longest = longest;
    this.step = firstStep;
    this.bestValue = value;
    this.otherValue = value;
    this.bestSlope = slope;
    this.otherSlope = slope;
    this.longestNow = 5 * firstStep;
    this.width = longest;
    this.widthBefore = 2 * longest;
  }

  double step() {
    return step;
  }

  /** Takes the value and slope at the step; false if another step is to be tried. */
  boolean isDone(double value, double slope) {
    double promised = DECREASE * slope0;
    double allowed = value0 + step * promised;
    if (auxiliary && value <= allowed && slope >= 0) {
      auxiliary = false;
    }
    boolean stuck =
        bracketed
            && (step <= shortestNow
                || step >= longestNow
                || longestNow - shortestNow <= INTERVAL * longestNow);
    boolean atLongest = step == longest && value <= allowed && slope <= promised;
    boolean good = value <= allowed && Math.abs(slope) <= CURVATURE * -slope0;
    if (stuck || atLongest || good) {
      return true;
    }
    if (auxiliary && value <= bestValue && value > allowed) {
      // Interpolate the function less its promised decrease, which has a minimum where the
      // function may have none.
      bestValue -= bestStep * promised;
      otherValue -= otherStep * promised;
      bestSlope -= promised;
      otherSlope -= promised;
      next(value - step * promised, slope - promised);
      bestValue += bestStep * promised;
      otherValue += otherStep * promised;
      bestSlope += promised;
      otherSlope += promised;
    } else {
      next(value, slope);
    }
    if (bracketed) {
      if (Math.abs(otherStep - bestStep) >= 0.66 * widthBefore) {
        step = bestStep + 0.5 * (otherStep - bestStep);
      }
      widthBefore = width;
      width = Math.abs(otherStep - bestStep);
      shortestNow = Math.min(bestStep, otherStep);
      longestNow = Math.max(bestStep, otherStep);
    } else {
      shortestNow = step + 1.1 * (step - bestStep);
      longestNow = step + 4 * (step - bestStep);
    }
    step = Math.min(Math.max(step, 0), longest);
    if (bracketed
        && (step <= shortestNow
            || step >= longestNow
            || longestNow - shortestNow <= INTERVAL * longestNow)) {
      step = bestStep;
    }
    return false;
  }

  /** The next trial step and the new interval, from value and slope at the present step. */
  private void next(double value, double slope) {
    boolean slopesDiffer = slope * Math.signum(bestSlope) < 0;
    double trial;
    if (value > bestValue) {
      double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
      double gamma = root(theta, bestSlope, slope, false);
      if (step < bestStep) {
        gamma = -gamma;
      }
      double r = (gamma - bestSlope + theta) / (gamma - bestSlope + gamma + slope);
      double cubic = bestStep + r * (step - bestStep);
      double secant = (bestValue - value) / (step - bestStep) + bestSlope;
      double quadratic = bestStep + bestSlope / secant / 2 * (step - bestStep);
      trial =
          Math.abs(cubic - bestStep) < Math.abs(quadratic - bestStep)
              ? cubic
              : cubic + (quadratic - cubic) / 2;
      bracketed = true;
    } else if (slopesDiffer) {
      double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
      double gamma = root(theta, bestSlope, slope, false);
      if (step > bestStep) {
        gamma = -gamma;
      }
      double r = (gamma - slope + theta) / (gamma - slope + gamma + bestSlope);
      double cubic = step + r * (bestStep - step);
      double quadratic = step + slope / (slope - bestSlope) * (bestStep - step);
      trial = Math.abs(cubic - step) > Math.abs(quadratic - step) ? cubic : quadratic;
      bracketed = true;
    } else if (Math.abs(slope) < Math.abs(bestSlope)) {
      double theta = 3 * (bestValue - value) / (step - bestStep) + bestSlope + slope;
      double gamma = root(theta, bestSlope, slope, true);
      if (step > bestStep) {
        gamma = -gamma;
      }
      double r = (gamma - slope + theta) / (gamma + (bestSlope - slope) + gamma);
      double cubic;
      if (r < 0 && gamma != 0) {
        cubic = step + r * (bestStep - step);
      } else {
        cubic = step > bestStep ? longestNow : shortestNow;
      }
      double quadratic = step + slope / (slope - bestSlope) * (bestStep - step);
      boolean cubicNearer = Math.abs(cubic - step) < Math.abs(quadratic - step);
      if (bracketed) {
        trial = cubicNearer ? cubic : quadratic;
        double guard = step + 0.66 * (otherStep - step);
        trial = step > bestStep ? Math.min(guard, trial) : Math.max(guard, trial);
      } else {
        trial = Math.abs(cubic - step) > Math.abs(quadratic - step) ? cubic : quadratic;
        trial = Math.max(shortestNow, Math.min(longestNow, trial));
      }
    } else if (bracketed) {
      double theta = 3 * (value - otherValue) / (otherStep - step) + otherSlope + slope;
      double gamma = root(theta, otherSlope, slope, false);
      if (step > otherStep) {
        gamma = -gamma;
      }
      double r = (gamma - slope + theta) / (gamma - slope + gamma + otherSlope);
      trial = step + r * (otherStep - step);
    } else {
      trial = step > bestStep ? longestNow : shortestNow;
    }
    if (value > bestValue) {
      otherStep = step;
      otherValue = value;
      otherSlope = slope;
    } else {
      if (slopesDiffer) {
        otherStep = bestStep;
        otherValue = bestValue;
        otherSlope = bestSlope;
      }
      bestStep = step;
      bestValue = value;
      bestSlope = slope;
    }
    step = trial;
  }

  private static double root(double theta, double a, double b, boolean floored) {
    double s = Math.max(Math.abs(theta), Math.max(Math.abs(a), Math.abs(b)));
    double inside = theta / s * (theta / s) - a / s * (b / s);
    return s * Math.sqrt(floored ? Math.max(0, inside) : inside);
  }
}
