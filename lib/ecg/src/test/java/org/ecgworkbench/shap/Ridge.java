package org.ecgworkbench.shap;

import java.util.function.DoubleUnaryOperator;

/** Outputs that are a function g of weighted sums z, with the gradient g'(z) times the weights. */
record Ridge(double[][][] weights, DoubleUnaryOperator function, DoubleUnaryOperator derivative)
    implements GradientModel {
  @Override
  public int classes() {
    return weights.length;
  }

  private double z(double[][] x, int c) {
    double z = 0;
    for (int lead = 0; lead < x.length; lead++) {
      for (int t = 0; t < x[lead].length; t++) {
        z += weights[c][lead][t] * x[lead][t];
      }
    }
    return z;
  }

  @Override
  public double[][] outputs(double[][][] batch) {
    double[][] outputs = new double[batch.length][weights.length];
    for (int i = 0; i < batch.length; i++) {
      for (int c = 0; c < weights.length; c++) {
        outputs[i][c] = function.applyAsDouble(z(batch[i], c));
      }
    }
    return outputs;
  }

  @Override
  public Gradients gradients(double[][][] batch, int[] classes) {
    double[][][][] gradients =
        new double[classes.length][batch.length][batch[0].length][batch[0][0].length];
    for (int k = 0; k < classes.length; k++) {
      for (int i = 0; i < batch.length; i++) {
        double slope = derivative.applyAsDouble(z(batch[i], classes[k]));
        for (int lead = 0; lead < batch[i].length; lead++) {
          for (int t = 0; t < batch[i][lead].length; t++) {
            gradients[k][i][lead][t] = slope * weights[classes[k]][lead][t];
          }
        }
      }
    }
    return new Gradients(outputs(batch), gradients);
  }
}
