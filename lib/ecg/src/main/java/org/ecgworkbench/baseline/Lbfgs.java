package org.ecgworkbench.baseline;

import org.ecgworkbench.base.Parallel;

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
}
