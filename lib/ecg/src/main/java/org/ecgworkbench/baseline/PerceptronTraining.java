package org.ecgworkbench.baseline;

import java.util.Arrays;

/**
 * Weights of a multi-label perceptron with their running moments, and one step of Adam on a batch. All buffers are made once. The same
 * steps to the last bit on any number of threads and on every machine: see {@link RowProducts}; exponentials and logarithms are those
 * of {@link StrictMath}.
 */
final class PerceptronTraining {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final RowProducts products;
  private final double stepSize;
  private final double alpha;
  private final int layers;
  // Weights, gradients and moments stand [layer][out][in]: sums then run along memory.
  private final double[][][] weights;
  private final double[][][] gradients;
  private final double[][][] firstMoments;
  private final double[][][] secondMoments;
  private final double[][] biases;
  private final double[][] firstOfBiases;
  private final double[][] secondOfBiases;
  private final double[][] squares;
  // What goes into a layer and what comes out of the last, [layer][unit][record of the batch].
  private final double[][][] values;
  private final double[][][] deltas;
  // The same values as [layer][record][unit], and inner weights as [layer][in][out].
  private final double[][][] rows;
  private final double[][][] turned;
  private int steps;

  /**
   * Training from a start.
   *
   * @param weights {@code [layer][in][out]}; copied
   * @param biases {@code [layer][out]}; copied
   * @param stepSize of Adam
   * @param alpha the weight of the squared weights
   * @param batch the most records of a step
   * @param parallel whether on all processors
   */
  PerceptronTraining(
      double[][][] weights,
      double[][] biases,
      double stepSize,
      double alpha,
      int batch,
      boolean parallel) {
    this.products = new RowProducts(parallel);
    this.stepSize = stepSize;
    this.alpha = alpha;
    layers = weights.length;
    this.weights = new double[layers][][];
    gradients = new double[layers][][];
    firstMoments = new double[layers][][];
    secondMoments = new double[layers][][];
    this.biases = Arrays.stream(biases).map(double[]::clone).toArray(double[][]::new);
    firstOfBiases = new double[layers][];
    secondOfBiases = new double[layers][];
    squares = new double[layers][];
    values = new double[layers + 1][][];
    deltas = new double[layers][][];
    rows = new double[layers][batch][];
    turned = new double[layers][][];
    for (int layer = 0; layer < layers; layer++) {
      int in = weights[layer].length;
      int out = biases[layer].length;
      this.weights[layer] = new double[out][in];
      RowProducts.transpose(weights[layer], in, out, this.weights[layer]);
      gradients[layer] = new double[out][in];
      firstMoments[layer] = new double[out][in];
      secondMoments[layer] = new double[out][in];
      firstOfBiases[layer] = new double[out];
      secondOfBiases[layer] = new double[out];
      squares[layer] = new double[out];
      values[layer] = new double[in][batch];
      deltas[layer] = new double[out][batch];
      if (layer > 0) {
        rows[layer] = new double[batch][in];
        turned[layer] = new double[in][out];
      }
    }
    values[layers] = new double[biases[layers - 1].length][batch];
  }

  /**
   * One step on some records.
   *
   * @param x {@code [record][feature]}
   * @param columns the same as {@code [feature][record]}
   * @param y {@code [record][class]}
   * @param order the records by number
   * @param from the first of the batch in that order
   * @param n how many the batch has
   * @return the batch's loss before the step
   */
  double step(double[][] x, double[][] columns, boolean[][] y, int[] order, int from, int n) {
    for (int i = 0; i < n; i++) {
      rows[0][i] = x[order[from + i]];
    }
    products.blocks(
        columns.length, 20L * columns.length * n, (a, b) -> gather(columns, order, from, n, a, b));
    for (int layer = 0; layer < layers; layer++) {
      forward(layer, n);
    }
    double loss = outputs(y, order, from, n) / n;
    steps++;
    double rate =
        stepSize * Math.sqrt(1 - StrictMath.pow(BETA2, steps)) / (1 - StrictMath.pow(BETA1, steps));
    for (int layer = layers - 1; layer >= 0; layer--) {
      if (layer > 0) {
        backward(layer, n);
      }
      update(layer, n, rate);
    }
    double sum = 0;
    for (double[] layer : squares) {
      for (double one : layer) {
        sum += one;
      }
    }
    return loss + 0.5 * alpha * sum / n;
  }

  private void gather(double[][] columns, int[] order, int from, int n, int first, int end) {
    for (int j = first; j < end; j++) {
      double[] column = columns[j];
      double[] batch = values[0][j];
      for (int i = 0; i < n; i++) {
        batch[i] = column[order[from + i]];
      }
    }
  }

  private void forward(int layer, int n) {
    double[][] out = values[layer + 1];
    boolean hidden = layer < layers - 1;
    products.add(
        out,
        weights[layer],
        values[layer],
        out.length,
        values[layer].length,
        n,
        unit -> RowProducts.fill(out[unit], n, biases[layer][unit]),
        unit -> {
          for (int i = 0; hidden && i < n; i++) {
            out[unit][i] = Math.max(out[unit][i], 0);
          }
        });
  }

  /** Turns the last layer's sums into score minus label, and gives the sum of all cross-entropies. */
  private double outputs(boolean[][] y, int[] order, int from, int n) {
    double loss = 0;
    double[][] out = values[layers];
    for (int c = 0; c < out.length; c++) {
      for (int i = 0; i < n; i++) {
        double z = out[c][i];
        boolean label = y[order[from + i]][c];
        double e = StrictMath.exp(-Math.abs(z));
        // ln(1 + e^z) - y z is -(y ln p + (1 - y) ln(1 - p)) without overflow.
        loss += Math.max(z, 0) + StrictMath.log1p(e) - (label ? z : 0);
        double score = z >= 0 ? 1 / (1 + e) : e / (1 + e);
        deltas[layers - 1][c][i] = label ? score - 1 : score;
      }
    }
    return loss;
  }

  /** The gradient by a layer's inputs becomes that by the sums of the layer before. */
  private void backward(int layer, int n) {
    double[][] before = deltas[layer - 1];
    double[][] in = values[layer];
    RowProducts.transpose(weights[layer], weights[layer].length, in.length, turned[layer]);
    products.add(
        before,
        turned[layer],
        deltas[layer],
        before.length,
        weights[layer].length,
        n,
        unit -> RowProducts.fill(before[unit], n, 0),
        unit -> {
          for (int i = 0; i < n; i++) {
            before[unit][i] = in[unit][i] > 0 ? before[unit][i] : 0;
          }
        });
  }

  private void update(int layer, int n, double rate) {
    double[][] gradient = gradients[layer];
    int in = values[layer].length;
    if (layer > 0) {
      RowProducts.transpose(values[layer], in, n, rows[layer]);
    }
    products.add(
        gradient,
        deltas[layer],
        rows[layer],
        gradient.length,
        n,
        in,
        unit -> RowProducts.fill(gradient[unit], in, 0),
        unit -> updateUnit(layer, unit, n, rate));
  }

  private void updateUnit(int layer, int unit, int n, double rate) {
    double[] w = weights[layer][unit];
    double[] gradient = gradients[layer][unit];
    double sum = 0;
    for (double weight : w) {
      sum += weight * weight;
    }
    squares[layer][unit] = sum;
    for (int k = 0; k < w.length; k++) {
      gradient[k] = (gradient[k] + alpha * w[k]) / n;
    }
    adam(w, gradient, firstMoments[layer][unit], secondMoments[layer][unit], rate);
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += deltas[layer][unit][i];
    }
    mean /= n;
    double first = BETA1 * firstOfBiases[layer][unit] + (1 - BETA1) * mean;
    double second = BETA2 * secondOfBiases[layer][unit] + (1 - BETA2) * (mean * mean);
    firstOfBiases[layer][unit] = first;
    secondOfBiases[layer][unit] = second;
    biases[layer][unit] -= rate * first / (Math.sqrt(second) + EPSILON);
  }

  // A loop for each array that is written: the compiler then makes vector instructions of them.
  private static void adam(
      double[] w, double[] gradient, double[] first, double[] second, double rate) {
    int n = w.length;
    for (int k = 0; k < n; k++) {
      first[k] = BETA1 * first[k] + (1 - BETA1) * gradient[k];
    }
    for (int k = 0; k < n; k++) {
      second[k] = BETA2 * second[k] + (1 - BETA2) * (gradient[k] * gradient[k]);
    }
    for (int k = 0; k < n; k++) {
      w[k] = w[k] - rate * first[k] / (Math.sqrt(second[k]) + EPSILON);
    }
  }

  /** The weights, {@code [layer][in][out]}; a copy. */
  double[][][] weights() {
    double[][][] copy = new double[layers][][];
    for (int layer = 0; layer < layers; layer++) {
      double[][] from = weights[layer];
      copy[layer] = new double[from[0].length][from.length];
      RowProducts.transpose(from, from.length, from[0].length, copy[layer]);
    }
    return copy;
  }

  /** The biases, {@code [layer][out]}; a copy. */
  double[][] biases() {
    return Arrays.stream(biases).map(double[]::clone).toArray(double[][]::new);
  }
}
