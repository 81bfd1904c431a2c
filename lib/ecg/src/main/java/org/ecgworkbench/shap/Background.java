package org.ecgworkbench.shap;

import java.util.Arrays;
import org.ecgworkbench.base.Parallel;

/** The recordings that a record is compared with, and what the model says to them. */
final class Background {
  final double[][][] millivolts;

  private final GradientModel model;
  private final int batchSize;
  private double[][] outputs;
  private double[] expected;

  /** {@code [record]}: samples on the left that are 0 in every lead. */
  private final int[] zeros;

  /** The model's outputs are not computed yet. */
  Background(GradientModel model, double[][][] millivolts, int batchSize) {
    this.model = model;
    this.batchSize = batchSize;
    this.millivolts = millivolts;
    this.zeros = Arrays.stream(millivolts).mapToInt(Background::leadingZeros).toArray();
  }

  /** What the model says, {@code [record][class]}, computed once, a batch at a time. */
  synchronized double[][] outputs() {
    if (outputs == null) {
      outputs = computed();
    }
    return outputs;
  }

  /** The mean of {@link #outputs}, {@code [class]}. */
  synchronized double[] expected() {
    if (expected == null) {
      double[] mean = new double[model.classes()];
      for (double[] ofRecord : outputs()) {
        for (int c = 0; c < mean.length; c++) {
          mean[c] += ofRecord[c] / millivolts.length;
        }
      }
      expected = mean;
    }
    return expected;
  }

  private double[][] computed() {
    double[][] computed = new double[millivolts.length][];
    int step = Math.min(batchSize, model.largestBatch(millivolts[0][0].length));
    for (int first = 0; first < millivolts.length; first += step) {
      Parallel.stopIfInterrupted();
      int end = Math.min(first + step, millivolts.length);
      double[][] found = model.outputs(Arrays.copyOfRange(millivolts, first, end));
      System.arraycopy(found, 0, computed, first, found.length);
    }
    return computed;
  }

  int size() {
    return millivolts.length;
  }

  int leadingZeros(int record) {
    return zeros[record];
  }

  /**
   * The variance of the mean output over so many draws without repetition: whole cycles of the background have none, and the part of
   * a cycle that is left over is a simple random sample from a finite population.
   */
  double varianceOfMean(int c, int draws) {
    int rest = draws % size();
    if (rest == 0) {
      return 0;
    }
    double mean = expected()[c];
    double squares = 0;
    for (double[] ofRecord : outputs()) {
      squares += (ofRecord[c] - mean) * (ofRecord[c] - mean);
    }
    double variance = squares / (size() - 1);
    return rest * variance * (1 - (double) rest / size()) / ((double) draws * draws);
  }

  /** Samples on the left that are 0 in every lead. */
  static int leadingZeros(double[][] millivolts) {
    int zeros = millivolts[0].length;
    for (double[] lead : millivolts) {
      int t = 0;
      while (t < zeros && lead[t] == 0) {
        t++;
      }
      zeros = t;
    }
    return zeros;
  }
}
