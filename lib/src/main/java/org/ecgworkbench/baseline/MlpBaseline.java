package org.ecgworkbench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.NumpyRandom;

/**
 * One multi-label perceptron for all classes: fully connected layers with ReLU, a sigmoid for each class, trained as scikit-learn's
 * {@code MLPClassifier} is. The loss of a batch of n records is -1/n times the sum over records and classes of y ln p + (1 - y) ln(1 -
 * p), plus alpha / (2n) times the sum of the squared weights (not the biases). Adam (Kingma and Ba 2015, arXiv:1412.6980) with step
 * 0.001, 0.9, 0.999, 1e-8. An epoch is one pass over the records in a new random order, the last batch smaller; training ends after
 * the stated epochs, or when more than ten epochs in a row did not lower the epoch's loss by 1e-4 below the best. Weights and biases
 * start uniform in +-sqrt(6 / (in + out)) (Glorot and Bengio 2010).
 *
 * <p>Computed in double precision on DJL. Gradients are written out rather than left to automatic differentiation: for three layers
 * it is shorter, and most of the time of so small a network would go to bookkeeping. Training takes one thread of the engine's: on
 * batches this small several wait for each other longer than they compute (nine times the processor time, seen on two busy cores), and
 * with one the sums have the same order on any number of cores. The number is set back afterwards.
 *
 * <p>A class that all training records carry, or none, is trained along with the others, as in the authors' code, but its score is the
 * training share.
 */
public final class MlpBaseline implements Baseline {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

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
      Scaling scaling) {
    /** Checks the ranges. */
    public Options {
      hidden = List.copyOf(hidden);
      if (hidden.isEmpty() || hidden.stream().anyMatch(size -> size < 1)) {
        throw new IllegalArgumentException("expected hidden layers of size >= 1, found " + hidden);
      }
      if (!(stepSize > 0) || !(alpha >= 0) || !(gain >= 0)) {
        throw new IllegalArgumentException(
            "expected a step size > 0, alpha >= 0 and gain >= 0, found %s, %s and %s"
                .formatted(stepSize, alpha, gain));
      }
      if (batchSize < 1 || maxEpochs < 1 || patience < 1) {
        throw new IllegalArgumentException(
            "expected batch size, epochs and patience of at least 1, found %d, %d and %d"
                .formatted(batchSize, maxEpochs, patience));
      }
      Objects.requireNonNull(scaling, "scaling");
    }

    /** The authors': 100 and 50 units, step 0.001, alpha 1e-4, batches of 200, 500 epochs, patience 10, gain 1e-4; seed 42. */
    public static Options defaults() {
      return new Options(List.of(100, 50), 1e-3, 1e-4, 200, 500, 10, 1e-4, 42, Scaling.NONE);
    }

    /** The same with other hidden layers. */
    public Options withHidden(Integer... sizes) {
      return new Options(
          List.of(sizes), stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /** The same with another weight of the squared weights. */
    public Options withAlpha(double alpha) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /** The same with another batch size. */
    public Options withBatchSize(int batchSize) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /** The same with another limit of epochs. */
    public Options withMaxEpochs(int maxEpochs) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /** The same with another seed. */
    public Options withSeed(long seed) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }

    /** The same with another scaling. */
    public Options withScaling(Scaling scaling) {
      return new Options(
          hidden, stepSize, alpha, batchSize, maxEpochs, patience, gain, seed, scaling);
    }
  }

  private final Options options;

  /** A perceptron with these settings. */
  public MlpBaseline(Options options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** The settings. */
  @Override
  public Options options() {
    return options;
  }

  @Override
  public String displayName() {
    return "MLP";
  }

  @Override
  public Fitted fit(double[][] x, boolean[][] y) {
    return fit(x, y, NumpyRandom.stream(options.seed, "MLP"));
  }

  /** The same with a given generator: weights and orders are then those of scikit-learn with this {@code RandomState}. */
  Fitted fit(double[][] x, boolean[][] y, NumpyRandom random) {
    TrainingData.check(x, y);
    List<Integer> sizes = new ArrayList<>(options.hidden);
    sizes.add(0, x[0].length);
    sizes.add(y[0].length);
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
    return fit(x, y, weights, biases, random);
  }

  /**
   * The same from given weights, {@code [layer][in][out]}, and biases, {@code [layer][out]}; records stay in their order if the
   * generator is null.
   */
  Fitted fit(
      double[][] x, boolean[][] y, double[][][] weights, double[][] biases, NumpyRandom random) {
    TrainingData.check(x, y);
    Scaling.Fitted scaler = options.scaling.fit(x);
    List<Double> losses = new ArrayList<>();
    // Loading the engine for the first time would swallow an interrupt.
    Parallel.stopIfInterrupted();
    try (NDManager manager = NDManager.newBaseManager()) {
      double[][] targets = new double[y.length][y[0].length];
      for (int i = 0; i < y.length; i++) {
        for (int c = 0; c < y[i].length; c++) {
          targets[i][c] = y[i][c] ? 1 : 0;
        }
      }
      Network network = new Network(manager, weights, biases, options);
      int threads = JniUtils.getNumThreads();
      try {
        JniUtils.setNumThreads(1);
        train(manager, network, scaler.apply(x), targets, random, losses);
      } finally {
        JniUtils.setNumThreads(threads);
      }
      List<Integer> undefined = TrainingData.undefinedClasses(y);
      double[] shares = new double[y[0].length];
      for (int c : undefined) {
        shares[c] = y[0][c] ? 1 : 0;
      }
      return new Fitted(scaler, network.weights(), network.biases(), losses, shares, undefined);
    }
  }

  private void train(
      NDManager manager,
      Network network,
      double[][] features,
      double[][] targets,
      NumpyRandom random,
      List<Double> losses) {
    int n = features.length;
    int batch = Math.min(options.batchSize, n);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    double best = Double.POSITIVE_INFINITY;
    int without = 0;
    for (int epoch = 0; epoch < options.maxEpochs && without <= options.patience; epoch++) {
      if (random != null) {
        int[] places = random.permutation(n);
        int[] shuffled = new int[n];
        for (int i = 0; i < n; i++) {
          shuffled[i] = order[places[i]];
        }
        order = shuffled;
      }
      double sum = 0;
      for (int from = 0; from < n; from += batch) {
        Parallel.stopIfInterrupted();
        int[] rows = Arrays.copyOfRange(order, from, Math.min(n, from + batch));
        try (NDManager scope = manager.newSubManager()) {
          NDArray x = matrix(scope, features, rows);
          NDArray y = matrix(scope, targets, rows);
          sum += network.step(scope, x, y) * rows.length;
        }
      }
      double loss = sum / n;
      losses.add(loss);
      without = loss > best - options.gain ? without + 1 : 0;
      best = Math.min(best, loss);
    }
  }

  private static NDArray matrix(NDManager manager, double[][] values, int[] rows) {
    int columns = values[0].length;
    double[] flat = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values[rows[i]], 0, flat, i * columns, columns);
    }
    return manager.create(flat, new Shape(rows.length, columns));
  }

  private static NDArray matrix(NDManager manager, double[][] values) {
    return matrix(manager, values, IntStream.range(0, values.length).toArray());
  }

  /** Weights with their running moments, and one step of training. */
  private static final class Network {
    private final Options options;
    private final NDArray[] weights;
    private final NDArray[] biases;
    private final NDArray[] first;
    private final NDArray[] second;
    private int steps;

    Network(NDManager manager, double[][][] weights, double[][] biases, Options options) {
      this.options = options;
      int layers = weights.length;
      this.weights = new NDArray[layers];
      this.biases = new NDArray[layers];
      this.first = new NDArray[2 * layers];
      this.second = new NDArray[2 * layers];
      for (int layer = 0; layer < layers; layer++) {
        this.weights[layer] = matrix(manager, weights[layer]);
        this.biases[layer] = manager.create(biases[layer]);
        for (int k = 0; k < 2; k++) {
          Shape shape = (k == 0 ? this.weights : this.biases)[layer].getShape();
          first[2 * layer + k] = manager.zeros(shape, DataType.FLOAT64);
          second[2 * layer + k] = manager.zeros(shape, DataType.FLOAT64);
        }
      }
    }

    /** The batch's loss before the step. */
    double step(NDManager scope, NDArray x, NDArray y) {
      int layers = weights.length;
      long n = x.getShape().get(0);
      NDArray[] activations = new NDArray[layers + 1];
      activations[0] = x;
      NDArray z = null;
      double squares = 0;
      for (int layer = 0; layer < layers; layer++) {
        z = activations[layer].matMul(weights[layer]).addi(biases[layer]);
        activations[layer + 1] = layer < layers - 1 ? z.maximum(0) : Activation.sigmoid(z);
        squares += in(scope, weights[layer].square()).sum().getDouble();
      }
      // ln(1 + e^z) - y z is -(y ln p + (1 - y) ln(1 - p)) without overflow.
      NDArray softplus = z.maximum(0).addi(z.abs().negi().exp().addi(1).log());
      double loss = softplus.subi(z.mul(y)).sum().getDouble() / n;
      NDArray delta = activations[layers].sub(y);
      steps++;
      double rate =
          options.stepSize * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
      for (int layer = layers - 1; layer >= 0; layer--) {
        NDArray penalty = in(scope, weights[layer].mul(options.alpha));
        NDArray forWeights = activations[layer].transpose().matMul(delta).addi(penalty).divi(n);
        NDArray forBiases = delta.mean(new int[] {0});
        if (layer > 0) {
          delta = delta.matMul(in(scope, weights[layer].transpose()));
          delta.muli(activations[layer].gt(0).toType(DataType.FLOAT64, false));
        }
        adam(scope, weights[layer], forWeights, 2 * layer, rate);
        adam(scope, biases[layer], forBiases, 2 * layer + 1, rate);
      }
      return loss + 0.5 * options.alpha * squares / n;
    }

    private void adam(NDManager scope, NDArray parameter, NDArray gradient, int at, double rate) {
      first[at].muli(BETA1).addi(gradient.mul(1 - BETA1));
      second[at].muli(BETA2).addi(gradient.square().muli(1 - BETA2));
      NDArray root = in(scope, second[at].sqrt()).addi(EPSILON);
      parameter.subi(in(scope, first[at].mul(rate)).divi(root));
    }

    /** A result of a lasting array lives as long as that array unless it is handed to the batch. */
    private static NDArray in(NDManager scope, NDArray result) {
      result.attach(scope);
      return result;
    }

    double[][][] weights() {
      double[][][] copy = new double[weights.length][][];
      for (int layer = 0; layer < copy.length; layer++) {
        int in = (int) weights[layer].getShape().get(0);
        int out = (int) weights[layer].getShape().get(1);
        double[] flat = weights[layer].toDoubleArray();
        copy[layer] = new double[in][];
        for (int i = 0; i < in; i++) {
          copy[layer][i] = Arrays.copyOfRange(flat, i * out, (i + 1) * out);
        }
      }
      return copy;
    }

    double[][] biases() {
      double[][] copy = new double[biases.length][];
      for (int layer = 0; layer < copy.length; layer++) {
        copy[layer] = biases[layer].toDoubleArray();
      }
      return copy;
    }
  }

  /** The fitted perceptron; holds plain arrays and no native memory. */
  public static final class Fitted implements FittedBaseline {
    private final Scaling.Fitted scaler;
    private final double[][][] weights;
    private final double[][] biases;
    private final List<Double> losses;
    private final double[] shares;
    private final List<Integer> undefined;

    private Fitted(
        Scaling.Fitted scaler,
        double[][][] weights,
        double[][] biases,
        List<Double> losses,
        double[] shares,
        List<Integer> undefined) {
      this.scaler = scaler;
      this.weights = weights;
      this.biases = biases;
      this.losses = List.copyOf(losses);
      this.shares = shares;
      this.undefined = undefined;
    }

    /** The training loss of each epoch. */
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
    public double[][] scores(double[][] x) {
      TrainingData.checkFeatures(x, features());
      double[][] rows = scaler.apply(x);
      double[][] scores = new double[x.length][];
      for (int i = 0; i < x.length; i++) {
        double[] values = rows[i];
        for (int layer = 0; layer < weights.length; layer++) {
          double[] next = biases[layer].clone();
          for (int k = 0; k < values.length; k++) {
            double[] row = weights[layer][k];
            for (int j = 0; j < next.length; j++) {
              next[j] += values[k] * row[j];
            }
          }
          for (int j = 0; j < next.length; j++) {
            next[j] =
                layer < weights.length - 1 ? Math.max(next[j], 0) : 1 / (1 + Math.exp(-next[j]));
          }
          values = next;
        }
        for (int c : undefined) {
          values[c] = shares[c];
        }
        scores[i] = values;
      }
      return scores;
    }

    @Override
    public int features() {
      return weights[0].length;
    }

    @Override
    public int classes() {
      return shares.length;
    }

    @Override
    public List<Integer> undefinedClasses() {
      return undefined;
    }
  }
}
