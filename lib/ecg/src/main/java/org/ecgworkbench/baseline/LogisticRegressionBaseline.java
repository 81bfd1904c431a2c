package org.ecgworkbench.baseline;

import java.util.List;
import java.util.Objects;
import org.ecgworkbench.base.Parallel;

/**
 * One logistic regression a class, penalised with the squared norm of its weights but not of its intercept: minimises 0.5 |w|^2 + C
 * sum over records of (ln(1 + e^z) - y z), z = w x + b, which is scikit-learn's objective. Optimised from zero by L-BFGS with ten
 * stored pairs until no component of the gradient exceeds the tolerance (1e-4), the objective falls by less than a relative 2.2e-9 in
 * one step, or the iterations (1000) are used up. On the 636 features without scaling, whose sizes span many powers of ten, it ends
 * by the second or the third, short of the optimum. That is the authors' setting, and kept as the default.
 *
 * <p>Why not Smile's {@code LogisticRegression} (3.1.1): its optimiser is L-BFGS too, but with a backtracking line search, five
 * stored pairs and other stopping rules, so it ends at another point. The reference stops up to 4e-4 (coefficients) before the
 * optimum even on 20 small features, so nothing but the same steps meets its coefficients to 1e-6.
 */
public final class LogisticRegressionBaseline implements Baseline {
  /**
   * The settings.
   *
   * @param c the weight of the data against the penalty, positive
   * @param maxIterations at least 1
   * @param tolerance the largest component of the gradient that counts as zero, positive
   * @param scaling what is done to the features first
   */
  public record Options(double c, int maxIterations, double tolerance, Scaling scaling) {
    /** Checks the ranges. */
    public Options {
      Settings.positive("C", c);
      Settings.atLeast("iterations", maxIterations, 1);
      Settings.positive("tolerance", tolerance);
      Objects.requireNonNull(scaling, "scaling");
    }

    /** {@return the authors' settings: C = 1, 1000 iterations, 1e-4, no scaling} */
    public static Options defaults() {
      return new Options(1, 1000, 1e-4, Scaling.NONE);
    }

    /**
     * {@return the same with another C}
     *
     * @param c the weight of the data against the penalty, positive
     */
    public Options withC(double c) {
      return new Options(c, maxIterations, tolerance, scaling);
    }

    /**
     * {@return the same with another limit of iterations}
     *
     * @param maxIterations the most iterations of a class, at least 1
     */
    public Options withMaxIterations(int maxIterations) {
      return new Options(c, maxIterations, tolerance, scaling);
    }

    /**
     * {@return the same with another tolerance}
     *
     * @param tolerance the largest component of the gradient that counts as zero, positive
     */
    public Options withTolerance(double tolerance) {
      return new Options(c, maxIterations, tolerance, scaling);
    }

    /**
     * {@return the same with another scaling}
     *
     * @param scaling what is done to the features first
     */
    public Options withScaling(Scaling scaling) {
      return new Options(c, maxIterations, tolerance, scaling);
    }
  }

  private final Options options;

  /**
   * A logistic regression with these settings.
   *
   * @param options penalty, limits and scaling
   */
  public LogisticRegressionBaseline(Options options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** A logistic regression with the authors' settings. */
  public LogisticRegressionBaseline() {
    this(Options.defaults());
  }

  /** The settings. */
  @Override
  public Options options() {
    return options;
  }

  @Override
  public String displayName() {
    return "logistic regression";
  }

  @Override
  public Fitted fit(double[][] x, boolean[][] y) {
    TrainingData.check(x, y);
    Scaling.Fitted scaler = options.scaling.fit(x);
    double[][] rows = scaler.apply(x);
    double[][] columns = TrainingData.transpose(rows);
    int classes = y[0].length;
    List<Integer> undefined = TrainingData.undefinedClasses(y);
    double[][] weights = new double[classes][columns.length];
    double[] intercepts = new double[classes];
    int[] iterations = new int[classes];
    Parallel.run(
        classes,
        Parallel.processors(),
        c -> {
          if (undefined.contains(c)) {
            intercepts[c] = y[0][c] ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            return;
          }
          int p = columns.length;
          Lbfgs.Result result =
              Lbfgs.minimize(
                  new Objective(rows, columns, TrainingData.column(y, c), options.c),
                  new double[p + 1],
                  options.tolerance,
                  Lbfgs.DEFAULT_RELATIVE_REDUCTION,
                  options.maxIterations);
          System.arraycopy(result.w(), 0, weights[c], 0, p);
          intercepts[c] = result.w()[p];
          iterations[c] = result.iterations();
        });
    return new Fitted(scaler, weights, intercepts, iterations, undefined);
  }

  /** The penalised loss and its gradient; sums run along memory so that the compiler can use vector instructions. */
  private static final class Objective implements Lbfgs.Objective {
    private final double[][] rows;
    private final double[][] columns;
    private final boolean[] labels;
    private final double c;
    private final double[] z;

    Objective(double[][] rows, double[][] columns, boolean[] labels, double c) {
      this.rows = rows;
      this.columns = columns;
      this.labels = labels;
      this.c = c;
      this.z = new double[rows.length];
    }

    @Override
    public double at(double[] w, double[] gradient) {
      int p = columns.length;
      java.util.Arrays.fill(z, w[p]);
      for (int j = 0; j < p; j++) {
        add(z, w[j], columns[j], z.length);
      }
      double loss = 0;
      double penalty = 0;
      for (int j = 0; j < p; j++) {
        penalty += w[j] * w[j];
        gradient[j] = w[j];
      }
      gradient[p] = 0;
      for (int i = 0; i < z.length; i++) {
        double e = StrictMath.exp(-Math.abs(z[i]));
        double softplus = Math.max(z[i], 0) + StrictMath.log1p(e);
        double probability = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
        loss += labels[i] ? softplus - z[i] : softplus;
        double residual = c * (labels[i] ? probability - 1 : probability);
        add(gradient, residual, rows[i], p);
        gradient[p] += residual;
      }
      return c * loss + 0.5 * penalty;
    }

    private static void add(double[] a, double factor, double[] b, int n) {
      for (int i = 0; i < n; i++) {
        a[i] += factor * b[i];
      }
    }
  }

  /** The fitted regressions. */
  public static final class Fitted implements FittedBaseline {
    private final Scaling.Fitted scaler;
    private final double[][] weights;
    private final double[] intercepts;
    private final int[] iterations;
    private final List<Integer> undefined;

    private Fitted(
        Scaling.Fitted scaler,
        double[][] weights,
        double[] intercepts,
        int[] iterations,
        List<Integer> undefined) {
      this.scaler = scaler;
      this.weights = weights;
      this.intercepts = intercepts;
      this.iterations = iterations;
      this.undefined = undefined;
    }

    /** {@return the weights, {@code [class][feature]}, of the features as scaled} */
    public double[][] weights() {
      double[][] copy = new double[weights.length][];
      java.util.Arrays.setAll(copy, c -> weights[c].clone());
      return copy;
    }

    /** {@return the intercepts, {@code [class]}; infinite for a class that could not be learned} */
    public double[] intercepts() {
      return intercepts.clone();
    }

    /** {@return how many iterations each class took, {@code [class]}} */
    public int[] iterations() {
      return iterations.clone();
    }

    @Override
    public double[][] scores(double[][] x) {
      TrainingData.checkFeatures(x, features());
      double[][] rows = scaler.apply(x);
      double[][] scores = new double[x.length][classes()];
      for (int i = 0; i < x.length; i++) {
        for (int c = 0; c < intercepts.length; c++) {
          double z = intercepts[c];
          for (int j = 0; j < weights[c].length; j++) {
            z += weights[c][j] * rows[i][j];
          }
          double e = StrictMath.exp(-Math.abs(z));
          scores[i][c] = z >= 0 ? 1 / (1 + e) : e / (1 + e);
        }
      }
      return scores;
    }

    @Override
    public int features() {
      return weights[0].length;
    }

    @Override
    public int classes() {
      return intercepts.length;
    }

    @Override
    public List<Integer> undefinedClasses() {
      return undefined;
    }

    @Override
    public String toString() {
      return Settings.describe("logistic regression", this);
    }
  }

  @Override
  public String toString() {
    return Settings.describe(this);
  }
}
