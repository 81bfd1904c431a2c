package org.ecgworkbench.baseline;

import java.util.Arrays;
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
public final class LogisticRegressionBaseline
    extends FeatureLearner<LogisticRegressionBaseline.Options, LogisticRegressionBaseline.Fitted> {
  private static final String NAME = "logistic regression";

  /**
   * The settings.
   *
   * @param c the weight of the data against the penalty, positive
   * @param maxIterations at least 1
   * @param tolerance the largest component of the gradient that counts as zero, positive
   * @param scaling what is done to the features first
   */
  public record Options(double c, int maxIterations, double tolerance, Scaling scaling)
      implements Scaling.Choice {
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

  /**
   * A logistic regression with these settings.
   *
   * @param options penalty, limits and scaling
   */
  public LogisticRegressionBaseline(Options options) {
    super(NAME, options);
  }

  /** A logistic regression with the authors' settings. */
  public LogisticRegressionBaseline() {
    this(Options.defaults());
  }

  @Override
  Fitted fit(TrainingData data, int threads) {
    double[][] columns = TrainingData.transpose(data.rows());
    int p = columns.length;
    double[][] weights = new double[data.classes()][p];
    double[] intercepts = new double[data.classes()];
    int[] iterations = new int[data.classes()];
    Parallel.run(
        data.classes(),
        threads,
        c -> {
          if (data.isUndefined(c)) {
            return;
          }
          Lbfgs.Result result =
              Lbfgs.minimize(
                  new Objective(data.rows(), columns, data.column(c), options().c),
                  new double[p + 1],
                  options().tolerance,
                  Lbfgs.DEFAULT_RELATIVE_REDUCTION,
                  options().maxIterations);
          System.arraycopy(result.w(), 0, weights[c], 0, p);
          intercepts[c] = result.w()[p];
          iterations[c] = result.iterations();
        });
    return new Fitted(data, weights, intercepts, iterations);
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
      Arrays.fill(z, w[p]);
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
  public static final class Fitted extends FittedOnFeatures implements FittedLinear {
    private final double[][] scaledWeights;
    private final double[] scaledIntercepts;
    private final int[] iterations;

    private Fitted(TrainingData data, double[][] weights, double[] intercepts, int[] iterations) {
      super(NAME, data);
      this.scaledWeights = weights;
      this.scaledIntercepts = intercepts;
      this.iterations = iterations;
      for (int c : data.undefined()) {
        intercepts[c] = infiniteLogOdds(c);
      }
    }

    @Override
    public double[][] weights() {
      return Arrays.stream(scaledWeights).map(scaler()::weights).toArray(double[][]::new);
    }

    @Override
    public double[] intercepts() {
      double[] intercepts = scaledIntercepts.clone();
      for (int c = 0; c < intercepts.length; c++) {
        intercepts[c] -= scaler().shift(scaledWeights[c]);
      }
      return intercepts;
    }

    /** {@return how many iterations each class took, {@code [class]}} */
    public int[] iterations() {
      return iterations.clone();
    }

    @Override
    double[] scores(double[] row) {
      double[] scores = new double[classes()];
      for (int c = 0; c < scores.length; c++) {
        double z = scaledIntercepts[c];
        for (int j = 0; j < row.length; j++) {
          z += scaledWeights[c][j] * row[j];
        }
        double e = StrictMath.exp(-Math.abs(z));
        scores[c] = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      }
      return scores;
    }
  }
}
