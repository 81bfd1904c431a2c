package org.ecgworkbench.shap;

import org.ecgworkbench.model.EngineThreads;
import org.ecgworkbench.model.TrainedModel;

/** The logits of a trained network; the network computes in single precision. The network stays the caller's to close. */
public final class NetworkGradientModel implements GradientModel {
  private final TrainedModel model;
  private final int engineThreads;

  /** The logits of this network, computed with one thread of the engine for each Java thread that asks. */
  public NetworkGradientModel(TrainedModel model) {
    this(model, 1);
  }

  /** The logits of this network, computed with so many threads of the engine; 0 for its default. */
  public NetworkGradientModel(TrainedModel model, int engineThreads) {
    this.model = model;
    this.engineThreads = engineThreads;
  }

  @Override
  public int classes() {
    return model.options().classes();
  }

  @Override
  public double[][] outputs(double[][][] batch) {
    return widened(EngineThreads.with(engineThreads, () -> model.logits(narrowed(batch))));
  }

  @Override
  public Gradients gradients(double[][][] batch, int[] classes) {
    TrainedModel.InputGradients found =
        EngineThreads.with(engineThreads, () -> model.inputGradients(narrowed(batch), classes));
    double[][][][] gradients = new double[classes.length][][][];
    for (int c = 0; c < classes.length; c++) {
      float[][][] narrow = found.gradients()[c];
      gradients[c] = new double[narrow.length][][];
      for (int i = 0; i < narrow.length; i++) {
        gradients[c][i] = widened(narrow[i]);
      }
    }
    return new Gradients(widened(found.logits()), gradients);
  }

  private static float[][][] narrowed(double[][][] batch) {
    float[][][] narrow = new float[batch.length][][];
    for (int i = 0; i < batch.length; i++) {
      narrow[i] = new float[batch[i].length][];
      for (int lead = 0; lead < batch[i].length; lead++) {
        double[] from = batch[i][lead];
        float[] to = new float[from.length];
        for (int t = 0; t < to.length; t++) {
          to[t] = (float) from[t];
        }
        narrow[i][lead] = to;
      }
    }
    return narrow;
  }

  private static double[][] widened(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      wide[i] = new double[rows[i].length];
      for (int t = 0; t < wide[i].length; t++) {
        wide[i][t] = rows[i][t];
      }
    }
    return wide;
  }
}
