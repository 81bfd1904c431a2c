package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.random.NumpyRandom;

/**
 * One step of training: forward, loss, gradients, Adam. The loss and its gradient on the logits, (sigmoid - label) / number of values,
 * are computed here in double precision; the engine takes them from there.
 */
final class TrainingStep {
  private TrainingStep() {}

  /** A step on a batch of the prefetch; returns the loss, and leaves the weights alone if that is NaN. */
  static double on(
      ResNet1d net,
      Adam adam,
      Batches.Batch batch,
      int samples,
      boolean[][] labels,
      NumpyRandom dropout) {
    return NetworkEngine.onBatch(
        batch.records(),
        net.options().leads(),
        samples,
        () -> Gradients.on(() -> step(net, adam, batch, samples, labels, dropout)));
  }

  private static double step(
      ResNet1d net,
      Adam adam,
      Batches.Batch batch,
      int samples,
      boolean[][] labels,
      NumpyRandom dropout) {
    try (NDManager scope = net.manager().newSubManager()) {
      PtNDArray x =
          Inference.tensor(
              scope, batch.millivolts(), batch.records(), net.options().leads(), samples);
      return on(net, scope, x, labels, dropout, adam);
    }
  }

  static double on(
      ResNet1d net,
      NDManager scope,
      PtNDArray x,
      boolean[][] labels,
      NumpyRandom dropout,
      Adam adam) {
    double loss = backward(net, scope, net.forwardInTraining(x, dropout), labels);
    if (!Double.isNaN(loss)) {
      adam.step();
    }
    return loss;
  }

  static double backward(ResNet1d net, NDManager scope, PtNDArray logits, boolean[][] labels) {
    boolean single = net.type() == DataType.FLOAT32;
    double[] z = single ? widened(logits.toFloatArray()) : logits.toDoubleArray();
    int classes = labels[0].length;
    double loss = 0;
    double[] gradient = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      double label = labels[i / classes][i % classes] ? 1 : 0;
      loss += loss(z[i], label);
      gradient[i] = (Logistic.of(z[i]) - label) / z.length;
    }
    loss /= z.length;
    if (!Double.isNaN(loss)) {
      Shape shape = logits.getShape();
      PtNDArray direction =
          (PtNDArray)
              (single ? scope.create(narrowed(gradient), shape) : scope.create(gradient, shape));
      JniUtils.backward(logits, direction, false, false);
      net.clearGradientsOfZeros();
    }
    return loss;
  }

  /** Mean binary cross-entropy. */
  static double meanLoss(double[][] logits, boolean[][] labels) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < logits[i].length; c++) {
        sum += loss(logits[i][c], labels[i][c] ? 1 : 0);
        count++;
      }
    }
    return sum / count;
  }

  private static double loss(double logit, double label) {
    return Math.max(logit, 0) - logit * label + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
