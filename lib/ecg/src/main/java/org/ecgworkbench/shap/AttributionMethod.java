package org.ecgworkbench.shap;

import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A way of dividing an output of a model over the samples of a recording. Implementations are safe for several threads where their
 * model is, and an explanation does not depend on which others are made.
 */
public interface AttributionMethod {
  /** {@return its name in tables, for example {@code integrated gradients}} */
  String label();

  /** {@return its settings in words, for a provenance} */
  String settings();

  /**
   * Explains outputs of one record.
   *
   * @param recordId the record's name
   * @param millivolts {@code [lead][sample]}
   * @param paddedSamples samples on the left that are padding
   * @param classes outputs to explain
   * @return one explanation a class asked for, in their order
   * @throws IllegalArgumentException if the record's shape is not the one that the method was made for, or its model has no such
   *     output
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes);
}
