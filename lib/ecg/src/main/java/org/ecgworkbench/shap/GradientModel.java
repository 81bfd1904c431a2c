package org.ecgworkbench.shap;

/** A differentiable function of a recording, as the explainers see it. Implementations are safe for several threads. */
public interface GradientModel {
  /** {@return the number of outputs} */
  int classes();

  /**
   * {@return what an output is called in words meant to be read, for example {@code AF}; {@code class 1} where the model has no names}
   *
   * @param classIndex the output, from 0
   */
  default String className(int classIndex) {
    return Explanation.unnamed(classIndex);
  }

  /**
   * The outputs of recordings.
   *
   * @param batch {@code [record][lead][sample]}, to be treated as read-only
   * @return {@code [record][class]}
   */
  double[][] outputs(double[][][] batch);

  /**
   * The outputs of recordings and the gradients of chosen ones.
   *
   * @param batch {@code [record][lead][sample]}, to be treated as read-only and not kept: the caller fills it anew for the next batch
   * @param classes indices of the outputs whose gradients are wanted
   * @return all outputs, and the gradients of those asked for, in units of the output a mV
   */
  Gradients gradients(double[][][] batch, int[] classes);

  /**
   * As {@link #gradients(double[][][], int[])}, where the left of every recording is known to be padding and nobody asks for the gradients
   * there; a model that can compute less then does. The others are the same but for rounding.
   *
   * @param batch {@code [record][lead][sample]}, as above
   * @param classes indices of the outputs whose gradients are wanted
   * @param zeroSamples so many samples on the left are 0 in every recording and lead; gradients there may be anything
   * @return all outputs, and the gradients of those asked for
   */
  default Gradients gradients(double[][][] batch, int[] classes, int zeroSamples) {
    return gradients(batch, classes);
  }

  /**
   * {@return the most recordings that the model should be given at a time, so that its memory stays bounded; at least 1}
   *
   * @param samples of each lead of a recording
   */
  default int largestBatch(int samples) {
    return Integer.MAX_VALUE;
  }

  /**
   * What {@link #gradients} returns.
   *
   * @param outputs {@code [record][class]}, all outputs
   * @param gradients {@code [class asked for][record][lead][sample]}
   */
  record Gradients(double[][] outputs, double[][][][] gradients) {}
}
