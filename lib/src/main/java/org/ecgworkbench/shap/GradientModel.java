package org.ecgworkbench.shap;

/** A differentiable function of a recording, as the explainers see it. Implementations are safe for several threads. */
public interface GradientModel {
  /** The number of outputs. */
  int classes();

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
   * @param batch {@code [record][lead][sample]}, to be treated as read-only
   * @param classes indices of the outputs whose gradients are wanted
   */
  Gradients gradients(double[][][] batch, int[] classes);

  /**
   * What {@link #gradients} returns.
   *
   * @param outputs {@code [record][class]}, all outputs
   * @param gradients {@code [class asked for][record][lead][sample]}
   */
  record Gradients(double[][] outputs, double[][][][] gradients) {}
}
