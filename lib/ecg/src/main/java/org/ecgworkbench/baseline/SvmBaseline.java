package org.ecgworkbench.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.random.RandomStream;
import smile.classification.PlattScaling;
import smile.classification.SVM;
import smile.math.MathEx;
import smile.math.kernel.MercerKernel;

/**
 * One support vector machine a class with a Gaussian kernel exp(-gamma |u - v|^2), gamma = 1 / (features x variance of all feature
 * values), as scikit-learn's {@code gamma="scale"}. Smile's LASVM (Bordes et al. 2005, JMLR 6:1579), which passes over the records a
 * stated number of times and is close to, not at, the optimum.
 *
 * <p>Scores are probabilities by Platt's sigmoid (Platt 1999; Lin, Lin and Weng 2007, doi 10.1007/s10994-007-5018-6), fitted to
 * decision values of five-fold cross-validation inside the training records, so that they are not the optimistic ones of records seen
 * in training. Folds keep the share of positives; with fewer than five records of either kind there are that many folds, and with only
 * one, or where the sigmoid of cross-validation would fall with the decision value, the training decision values are used. The sigmoid
 * is increasing, so the order of scores, and with it the AUC, is that of the decision values.
 *
 * <p>Features are standardised by default, unlike for the other learners: distances between unscaled features would be those of the
 * few with large numbers. This learner is not in the authors' code.
 */
public final class SvmBaseline extends FeatureLearner<SvmBaseline.Options, FittedBaseline> {
  private static final String NAME = "SVM";
  private static final int FOLDS = 5;

  /**
   * The settings.
   *
   * @param c the price of a violated margin, positive
   * @param tolerance at which the optimisation ends, positive
   * @param epochs passes over the records, at least 1
   * @param seed of the order of records and of the folds
   * @param scaling what is done to the features first
   */
  public record Options(double c, double tolerance, int epochs, long seed, Scaling scaling)
      implements Scaling.Choice {
    /** Checks the ranges. */
    public Options {
      Settings.positive("C", c);
      Settings.positive("tolerance", tolerance);
      Settings.atLeast("epochs", epochs, 1);
      Objects.requireNonNull(scaling, "scaling");
    }

    /** {@return the default settings: C = 1, tolerance 1e-3, 2 epochs, seed 42, standardised features} */
    public static Options defaults() {
      return new Options(1, 1e-3, 2, 42, Scaling.STANDARD);
    }

    /**
     * {@return the same with another C}
     *
     * @param c the price of a violated margin, positive
     */
    public Options withC(double c) {
      return new Options(c, tolerance, epochs, seed, scaling);
    }

    /**
     * {@return the same with another seed}
     *
     * @param seed of the order of records and of the folds
     */
    public Options withSeed(long seed) {
      return new Options(c, tolerance, epochs, seed, scaling);
    }

    /**
     * {@return the same with another scaling}
     *
     * @param scaling what is done to the features first
     */
    public Options withScaling(Scaling scaling) {
      return new Options(c, tolerance, epochs, seed, scaling);
    }
  }

  /**
   * A support vector machine with these settings.
   *
   * @param options margin, limits and scaling
   */
  public SvmBaseline(Options options) {
    super(NAME, options);
  }

  /** A support vector machine with the default settings. */
  public SvmBaseline() {
    this(Options.defaults());
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(options().seed);
  }

  @Override
  public List<String> randomStreams() {
    return List.of(RandomStream.SVM_FOLDS.pattern(), RandomStream.SVM_ORDER.pattern());
  }

  @Override
  FittedBaseline fit(TrainingData data, int threads) {
    double[][] rows = data.rows();
    double gamma = gamma(rows);
    double[][] kernel = new double[rows.length][rows.length];
    Parallel.run(
        rows.length,
        threads,
        i -> {
          for (int j = 0; j < rows.length; j++) {
            kernel[i][j] = kernel(rows[i], rows[j], gamma);
          }
        });
    Machine[] machines = new Machine[data.classes()];
    Parallel.run(
        machines.length,
        threads,
        c -> machines[c] = data.isUndefined(c) ? null : machine(kernel, data.column(c), c));
    return new Fitted(data, gamma, machines);
  }

  private static double gamma(double[][] rows) {
    double sum = 0;
    double squares = 0;
    double n = (double) rows.length * rows[0].length;
    for (double[] row : rows) {
      for (double v : row) {
        sum += v;
      }
    }
    double mean = sum / n;
    for (double[] row : rows) {
      for (double v : row) {
        squares += (v - mean) * (v - mean);
      }
    }
    return squares == 0 ? 1 : 1 / (rows[0].length * (squares / n));
  }

  private static double kernel(double[] a, double[] b, double gamma) {
    double squares = 0;
    for (int j = 0; j < a.length; j++) {
      double d = a[j] - b[j];
      squares += d * d;
    }
    return StrictMath.exp(-gamma * squares);
  }

  private Machine machine(double[][] kernel, boolean[] labels, int c) {
    Integer[] all = new Integer[labels.length];
    Arrays.setAll(all, i -> i);
    SVM<Integer> svm = train(kernel, labels, all, c, 0);
    double[] decisions = crossValidated(kernel, labels, c);
    int[] truth = new int[labels.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = labels[i] ? 1 : -1;
    }
    PlattScaling sigmoid = decisions == null ? null : PlattScaling.fit(decisions, truth);
    if (sigmoid == null || !(sigmoid.scale(1) > sigmoid.scale(0))) {
      double[] training = new double[labels.length];
      for (int i = 0; i < training.length; i++) {
        training[i] = svm.score(all[i]);
      }
      sigmoid = PlattScaling.fit(training, truth);
    }
    Integer[] vectors = svm.vectors();
    int[] support = new int[vectors.length];
    for (int i = 0; i < support.length; i++) {
      support[i] = vectors[i];
    }
    return new Machine(support, svm.weights(), svm.intercept(), sigmoid);
  }

  /** Decision values of records left out of training, or null if a kind has fewer than two records. */
  private double[] crossValidated(double[][] kernel, boolean[] labels, int c) {
    int positives = 0;
    for (boolean label : labels) {
      positives += label ? 1 : 0;
    }
    int folds = Math.min(FOLDS, Math.min(positives, labels.length - positives));
    if (folds < 2) {
      return null;
    }
    int[] fold = new int[labels.length];
    int[] seen = new int[2];
    for (int i : RandomStream.SVM_FOLDS.stream(options().seed, c).permutation(labels.length)) {
      fold[i] = seen[labels[i] ? 1 : 0]++ % folds;
    }
    double[] decisions = new double[labels.length];
    for (int f = 0; f < folds; f++) {
      Parallel.stopIfInterrupted();
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < fold.length; i++) {
        if (fold[i] != f) {
          kept.add(i);
        }
      }
      SVM<Integer> svm = train(kernel, labels, kept.toArray(Integer[]::new), c, f + 1);
      for (int i = 0; i < fold.length; i++) {
        if (fold[i] == f) {
          decisions[i] = svm.score(i);
        }
      }
    }
    return decisions;
  }

  private SVM<Integer> train(
      double[][] kernel, boolean[] labels, Integer[] records, int c, int part) {
    int[] signs = new int[records.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = labels[records[i]] ? 1 : -1;
    }
    // Smile takes the order of records from its thread's generator.
    MathEx.setSeed(
        RandomStream.SVM_ORDER.stream(options().seed, c, part).nextInt32() & 0x7fffffffL);
    return SVM.fit(
        records,
        signs,
        new Precomputed(kernel),
        options().c,
        options().tolerance,
        options().epochs);
  }

  /**
   * The kernel of training records by their indices: all classes and folds share one matrix.
   *
   * @param matrix {@code [record][record]}, symmetric
   */
  private record Precomputed(double[][] matrix) implements MercerKernel<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public double k(Integer a, Integer b) {
      Parallel.stopIfInterrupted(); // Smile itself never asks, for minutes where records are many
      return matrix[a][b];
    }

    @Override
    public double[] kg(Integer a, Integer b) {
      return new double[] {k(a, b)};
    }

    @Override
    public MercerKernel<Integer> of(double[] parameters) {
      return this;
    }

    @Override
    public double[] hyperparameters() {
      return new double[0];
    }

    @Override
    public double[] lo() {
      return new double[0];
    }

    @Override
    public double[] hi() {
      return new double[0];
    }
  }

  /** One class's support vectors (indices of training records), their weights, and the sigmoid. */
  private record Machine(int[] support, double[] weights, double intercept, PlattScaling sigmoid) {
    double score(double[] kernel) {
      double decision = intercept;
      for (int i = 0; i < support.length; i++) {
        decision += weights[i] * kernel[support[i]];
      }
      return sigmoid.scale(decision);
    }
  }

  private static final class Fitted extends FittedOnFeatures {
    private final double[][] rows;
    private final double gamma;
    private final Machine[] machines;

    /** Keeps the training records, among which the support vectors are. */
    Fitted(TrainingData data, double gamma, Machine[] machines) {
      super(NAME, data);
      this.rows = data.rows();
      this.gamma = gamma;
      this.machines = machines;
    }

    @Override
    double[] scores(double[] row) {
      double[] kernel = new double[rows.length];
      for (int k = 0; k < kernel.length; k++) {
        kernel[k] = kernel(row, rows[k], gamma);
      }
      double[] scores = new double[machines.length];
      for (int c = 0; c < machines.length; c++) {
        scores[c] = isUndefined(c) ? share(c) : machines[c].score(kernel);
      }
      return scores;
    }
  }
}
