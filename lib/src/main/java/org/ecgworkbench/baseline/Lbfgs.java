package org.ecgworkbench.baseline;

/**
 * Limited-memory BFGS with the line search of Moré and Thuente: the unconstrained case of L-BFGS-B with ten stored pairs, which is
 * what scikit-learn's logistic regression runs.
 *
 * <p>It exists because the published coefficients are not those of the optimum: the reference stops where the objective falls by less
 * than a relative 2.2e-9 in one step, on the golden data up to 4e-4 away from the optimum. Only the same directions, the same line
 * search and the same stop lead to the same point; a better optimiser does not.
 *
 * <p>Sources: Liu and Nocedal 1989, doi 10.1007/BF01589116 (two-loop recursion); Moré and Thuente 1994, doi 10.1145/192115.192132
 * (line search); Byrd, Lu, Nocedal and Zhu 1995, doi 10.1137/0916069 (scaling, first step, stopping).
 */
final class Lbfgs {
  /** The relative fall of the objective at which SciPy's default ends. */
  static final double DEFAULT_RELATIVE_REDUCTION = 2.220446049250313e-09;

  private static final int PAIRS = 10;
  private static final int MAX_EVALUATIONS_A_STEP = 20;
  private static final double LONGEST_STEP = 1e10;

  /** What is minimised. */
  @FunctionalInterface
  interface Objective {
    /** Returns the value at w and writes the gradient. */
    double at(double[] w, double[] gradient);
  }

  /** Why the minimisation ended. */
  enum End {
    /** No component of the gradient exceeds the tolerance. */
    GRADIENT,
    /** The objective hardly falls any more. */
    REDUCTION,
    /** The iterations are used up. */
    ITERATIONS,
    /** No step along the gradient lowers the objective. */
    LINE_SEARCH
  }

  /** Where it ended. */
  record Result(double[] w, double value, int iterations, End end) {}

  private Lbfgs() {}

  /**
   * Minimises from a start.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  static Result minimize(
      Objective objective,
      double[] start,
      double gradientTolerance,
      double relativeReduction,
      int maxIterations) {
    int n = start.length;
    double[] w = start.clone();
    double[] gradient = new double[n];
    double value = objective.at(w, gradient);
    double[][] steps = new double[PAIRS][];
    double[][] changes = new double[PAIRS][];
    double[] products = new double[PAIRS];
    int pairs = 0;
    int newest = -1;
    double scale = 1;
    double[] oldW = new double[n];
    double[] oldGradient = new double[n];
    double[] direction = new double[n];
    int iteration = 0;
    if (largest(gradient) <= gradientTolerance) {
      return new Result(w, value, 0, End.GRADIENT);
    }
    while (true) {
      Parallel.stopIfInterrupted();
      direction(gradient, steps, changes, products, pairs, newest, scale, direction);
      System.arraycopy(w, 0, oldW, 0, n);
      System.arraycopy(gradient, 0, oldGradient, 0, n);
      double slope = dot(gradient, direction);
      double oldValue = value;
      boolean found = false;
      double step = iteration == 0 ? Math.min(1 / norm(direction), LONGEST_STEP) : 1;
      double newSlope = slope;
      if (slope < 0) {
        MoreThuente search = new MoreThuente(value, slope, step, LONGEST_STEP);
        for (int evaluation = 0; evaluation < MAX_EVALUATIONS_A_STEP && !found; evaluation++) {
          step = search.step();
          for (int i = 0; i < n; i++) {
            w[i] = step == 1 ? oldW[i] + direction[i] : step * direction[i] + oldW[i];
          }
          value = objective.at(w, gradient);
          newSlope = dot(gradient, direction);
          found = search.isDone(value, newSlope);
        }
      }
      if (!found) {
        System.arraycopy(oldW, 0, w, 0, n);
        System.arraycopy(oldGradient, 0, gradient, 0, n);
        value = oldValue;
        if (pairs == 0) {
          return new Result(w, value, iteration, End.LINE_SEARCH);
        }
        // The stored curvature misleads: begin again from the gradient alone.
        pairs = 0;
        newest = -1;
        scale = 1;
        continue;
      }
      iteration++;
      // The same order of tests as the reference: iterations, gradient, reduction.
      if (iteration >= maxIterations) {
        return new Result(w, value, iteration, End.ITERATIONS);
      }
      if (largest(gradient) <= gradientTolerance) {
        return new Result(w, value, iteration, End.GRADIENT);
      }
      double size = Math.max(Math.max(Math.abs(oldValue), Math.abs(value)), 1);
      if (oldValue - value <= relativeReduction * size) {
        return new Result(w, value, iteration, End.REDUCTION);
      }
      double[] change = new double[n];
      double[] taken = new double[n];
      for (int i = 0; i < n; i++) {
        change[i] = gradient[i] - oldGradient[i];
        taken[i] = step * direction[i];
      }
      double curvature = (newSlope - slope) * step;
      if (curvature > Math.ulp(1.0) * -slope * step) {
        newest = (newest + 1) % PAIRS;
        steps[newest] = taken;
        changes[newest] = change;
        products[newest] = curvature;
        pairs = Math.min(pairs + 1, PAIRS);
        scale = curvature / dot(change, change);
      }
    }
  }

  private static void direction(
      double[] gradient,
      double[][] steps,
      double[][] changes,
      double[] products,
      int pairs,
      int newest,
      double scale,
      double[] direction) {
    int n = gradient.length;
    for (int i = 0; i < n; i++) {
      direction[i] = -gradient[i];
    }
    double[] factors = new double[PAIRS];
    for (int back = 0; back < pairs; back++) {
      int k = Math.floorMod(newest - back, PAIRS);
      factors[k] = dot(steps[k], direction) / products[k];
      add(direction, -factors[k], changes[k]);
    }
    for (int i = 0; i < n; i++) {
      direction[i] *= scale;
    }
    for (int back = pairs - 1; back >= 0; back--) {
      int k = Math.floorMod(newest - back, PAIRS);
      add(direction, factors[k] - dot(changes[k], direction) / products[k], steps[k]);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double largest(double[] a) {
    double largest = 0;
    for (double v : a) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  private static void add(double[] a, double factor, double[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }

  /**
   * A step that lowers the function enough (by a thousandth of what the slope promises) and flattens it enough (to nine tenths of the
   * slope), found by safeguarded cubic and quadratic interpolation.
   */
  private static final class MoreThuente {
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
}
