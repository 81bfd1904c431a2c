package org.ecgworkbench.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * One multi-label perceptron for all classes: fully connected layers with ReLU, a sigmoid for each class, trained as scikit-learn's
 * {@code MLPClassifier} is. The loss of a batch of n records is -1/n times the sum over records and classes of y ln p + (1 - y) ln(1 -
 * p), plus alpha / (2n) times the sum of the squared weights (not the biases). Adam (Kingma and Ba 2015, arXiv:1412.6980) with step
 * 0.001, 0.9, 0.999, 1e-8. An epoch is one pass over the records in a new random order, the last batch smaller; training ends after
 * the stated epochs, or when more than ten epochs in a row did not lower the epoch's loss by 1e-4 below the best. Weights and biases
 * start uniform in +-sqrt(6 / (in + out)) (Glorot and Bengio 2010).
 *
 * <p>Computed in double precision, gradients written out, on all processors; sums are taken in one order whatever the number of
 * threads, so the same seed gives the same bytes everywhere ({@link PerceptronTraining}). The tensor library of {@code model} is not
 * used: for layers this small it took longer, and its sums hang on the processor and on its number of threads.
 *
 * <p>A class that all training records carry, or none, is trained along with the others, as in the authors' code, but its score is the
 * training share.
 */
public final class MlpBaseline extends FeatureLearner<MlpBaseline.Options, MlpBaseline.Fitted> {
  private static final String NAME = "MLP";

  /**
   * The settings.
   *
   * @param hidden the sizes of the hidden layers, at least one, each at least 1
   * @param stepSize of Adam, positive
   * @param alpha the weight of the squared weights, not negative
   * @param batchSize at most this many records a batch, at least 1
   * @param maxEpochs at least 1
   * @param patience how many epochs may pass without a gain before training ends, at least 1
   * @param gain the smallest fall of the loss that counts, not negative
   * @param seed of weights and order of records
   * @param scaling what is done to the features first
   */
  public record Options(
      List<Integer> hidden,
      double stepSize,
      double alpha,
      int batchSize,
      int maxEpochs,
      int patience,
      double gain,
      long seed,
      Scaling scaling)
      implements Scaling.Choice {
    /** Checks the ranges. */
    public Options {
      hidden = List.copyOf(hidden);
      Settings.require(
          !hidden.isEmpty() && hidden.stream().allMatch(size -> size >= 1),
          "hidden layers of size at least 1",
          hidden);
      Settings.positive("step size", stepSize);
      Settings.require(alpha >= 0, "alpha >= 0", alpha);
      Settings.require(gain >= 0, "gain >= 0", gain);
      Settings.atLeast("batch size", batchSize, 1);
      Settings.atLeast("epochs", maxEpochs, 1);
      Settings.atLeast("patience", patience, 1);
      Objects.requireNonNull(scaling, "scaling");
    }

    /**
     * {@return the authors' settings: 100 and 50 units, step 0.001, alpha 1e-4, batches of 200, 500 epochs, patience 10, gain 1e-4; seed
     * 42}
     */
    public static Options defaults() {
      return new Options(List.of(100, 50), 1e-3, 1e-4, 200, 500, 10, 1e-4, 42, Scaling.NONE);
    }

    /**
     * {@return the same with other hidden layers}
     *
     * @param sizes the units of each hidden layer, from the input on; at least one layer, each at least 1
     */
    public Options withHidden(Integer... sizes) {
      return new Options(
          List.of(sizes), stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /**
     * {@return the same with another weight of the squared weights}
     *
     * @param alpha the weight of the squared weights, not negative
     */
    public Options withAlpha(double alpha) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /**
     * {@return the same with another batch size}
     *
     * @param batchSize at most this many records a batch, at least 1
     */
    public Options withBatchSize(int batchSize) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /**
     * {@return the same with another limit of epochs}
     *
     * @param maxEpochs the most passes over the records, at least 1
     */
    public Options withMaxEpochs(int maxEpochs) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /**
     * {@return the same with another seed}
     *
     * @param seed of weights and order of records
     */
    public Options withSeed(long seed) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /**
     * {@return the same with another scaling}
     *
     * @param scaling what is done to the features first
     */
    public Options withScaling(Scaling scaling) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }
  }

  /**
   * A perceptron with these settings.
   *
   * @param options layers, steps, limits and scaling
   */
  public MlpBaseline(Options options) {
    super(NAME, options);
  }

  /** A perceptron with the authors' settings. */
  public MlpBaseline() {
    this(Options.defaults());
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(options().seed);
  }

  @Override
  public List<String> randomStreams() {
    return List.of(RandomStream.MLP.pattern());
  }

  /** On one thread or, where more are asked for, on all processors. */
  @Override
  Fitted fit(TrainingData data, int threads) {
    return fit(data, RandomStream.MLP.stream(options().seed), threads);
  }

  /** With a given generator: weights and orders are those of scikit-learn with this {@code RandomState}. */
  Fitted fit(TrainingData data, NumpyRandom random, int threads) {
    List<Integer> sizes = new ArrayList<>(options().hidden);
    sizes.add(0, data.features());
    sizes.add(data.classes());
    double[][][] weights = new double[sizes.size() - 1][][];
    double[][] biases = new double[weights.length][];
    for (int layer = 0; layer < weights.length; layer++) {
      int in = sizes.get(layer);
      int out = sizes.get(layer + 1);
      double bound = Math.sqrt(6.0 / (in + out));
      weights[layer] = new double[in][out];
      for (double[] row : weights[layer]) {
        for (int j = 0; j < out; j++) {
          row[j] = random.uniform(-bound, bound);
        }
      }
      biases[layer] = new double[out];
      for (int j = 0; j < out; j++) {
        biases[layer][j] = random.uniform(-bound, bound);
      }
    }
    return fit(data, weights, biases, random, threads);
  }

  /**
   * From given weights, {@code [layer][in][out]}, and biases, {@code [layer][out]}; records stay in
   * their order if the generator is null.
   */
  Fitted fit(
      TrainingData data, double[][][] weights, double[][] biases, NumpyRandom random, int threads) {
    int batch = Math.min(options().batchSize, data.records());
    PerceptronTraining training =
        new PerceptronTraining(
            weights, biases, options().stepSize, options().alpha, batch, threads > 1);
    List<Double> losses = train(training, data.rows(), data.labels(), batch, random);
    return new Fitted(data, training.weights(), training.biases(), losses);
  }

  private List<Double> train(
      PerceptronTraining training, double[][] x, boolean[][] y, int batch, NumpyRandom random) {
    int n = x.length;
    double[][] columns = TrainingData.transpose(x);
    int[] order = IntStream.range(0, n).toArray();
    List<Double> losses = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    int without = 0;
    for (int epoch = 0; epoch < options().maxEpochs && without <= options().patience; epoch++) {
      if (random != null) {
        int[] before = order;
        order = Arrays.stream(random.permutation(n)).map(place -> before[place]).toArray();
      }
      double sum = 0;
      for (int from = 0; from < n; from += batch) {
        Parallel.stopIfInterrupted();
        int size = Math.min(batch, n - from);
        sum += training.step(x, columns, y, order, from, size) * size;
      }
      double loss = sum / n;
      losses.add(loss);
      without = loss > best - options().gain ? without + 1 : 0;
      best = Math.min(best, loss);
    }
    return losses;
  }

  /** The fitted perceptron; holds plain arrays and no native memory. */
  public static final class Fitted extends FittedOnFeatures {
    private final double[][][] weights;
    private final double[][] biases;
    private final List<Double> losses;

    private Fitted(
        TrainingData data, double[][][] weights, double[][] biases, List<Double> losses) {
      super(NAME, data);
      this.weights = weights;
      this.biases = biases;
      this.losses = List.copyOf(losses);
    }

    /** {@return the training loss of each epoch} */
    public List<Double> losses() {
      return losses;
    }

    /** The weights, {@code [layer][in][out]}; not copied. */
    double[][][] weights() {
      return weights;
    }

    /** The biases, {@code [layer][out]}; not copied. */
    double[][] biases() {
      return biases;
    }

    @Override
    double[] scores(double[] row) {
      double[] values = row;
      for (int layer = 0; layer < weights.length; layer++) {
        double[] next = biases[layer].clone();
        for (int k = 0; k < values.length; k++) {
          double[] outgoing = weights[layer][k];
          for (int j = 0; j < next.length; j++) {
            next[j] += values[k] * outgoing[j];
          }
        }
        for (int j = 0; j < next.length; j++) {
          next[j] = layer < weights.length - 1 ? Math.max(next[j], 0) : Logistic.of(next[j]);
        }
        values = next;
      }
      return values;
    }
  }
}
