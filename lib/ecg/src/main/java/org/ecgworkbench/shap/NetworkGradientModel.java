package org.ecgworkbench.shap;

import java.util.Arrays;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.model.ResNet1d;
import org.ecgworkbench.model.TrainedModel;

/**
 * The logits of a trained network; the network computes in single precision. The network stays the caller's to close.
 *
 * <p>A batch takes no more than about {@value #MEGABYTES} MB of the engine's memory, whatever size is asked for: the number of
 * recordings that fit is reckoned from the shape of the network, so it is the same on every machine.
 */
public final class NetworkGradientModel implements GradientModel {
  static final int MEGABYTES = 1024;
  // What a recorded graph holds for each value that a layer puts out: three in a convolution's own
  // (with the sum, and what is after ReLU), two such in a block, and as many gradients on the way
  // back.
  private static final int ARRAYS_A_LAYER = 8;

  private final TrainedModel model;
  private final int engineThreads;

  /**
   * The logits of a network, computed with one thread of the engine for each Java thread that asks.
   *
   * @param model the network; it is not closed here
   */
  public NetworkGradientModel(TrainedModel model) {
    this(model, 1);
  }

  /**
   * The logits of a network, computed with a number of threads of the engine.
   *
   * @param model the network; it is not closed here
   * @param engineThreads threads of the engine for each Java thread that asks; 0 for its default
   */
  public NetworkGradientModel(TrainedModel model, int engineThreads) {
    this.model = model;
    this.engineThreads = engineThreads;
  }

  @Override
  public int classes() {
    return model.options().classes();
  }

  /** {@return the diagnosis, where the network has as many outputs as there are: they are in the order of {@link Diagnosis#ALL}} */
  @Override
  public String className(int classIndex) {
    return classes() == Diagnosis.ALL.size()
        ? Diagnosis.ALL.get(classIndex).name()
        : GradientModel.super.className(classIndex);
  }

  @Override
  public int largestBatch(int samples) {
    long values =
        ResNet1d.layers(model.options(), samples).stream()
            .mapToLong(layer -> (long) layer.channels() * layer.samples())
            .sum();
    return (int)
        Math.max(
            1, Math.min(Integer.MAX_VALUE, MEGABYTES * 1_048_576L / (4 * ARRAYS_A_LAYER * values)));
  }

  @Override
  public double[][] outputs(double[][][] batch) {
    return Matrices.widened(
        NetworkEngine.withThreads(engineThreads, () -> model.logits(narrowed(batch))));
  }

  @Override
  public Gradients gradients(double[][][] batch, int[] classes) {
    return gradients(batch, classes, 0);
  }

  /** The network leaves out what padding fixes in advance; see {@link TrainedModel#inputGradientsFrom}. */
  @Override
  public Gradients gradients(double[][][] batch, int[] classes, int zeroSamples) {
    TrainedModel.InputGradients found =
        NetworkEngine.withThreads(
            engineThreads, () -> model.inputGradientsFrom(zeroSamples, batch, classes));
    return new Gradients(Matrices.widened(found.logits()), found.gradients());
  }

  private static float[][][] narrowed(double[][][] batch) {
    return Arrays.stream(batch).map(Matrices::narrowed).toArray(float[][][]::new);
  }
}
