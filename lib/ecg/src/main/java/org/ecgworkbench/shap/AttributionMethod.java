package org.ecgworkbench.shap;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.ecg.Lead;

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

  /**
   * A control that knows nothing: independent standard normal values, 0 on padding, from the stream {@code random attribution} of the
   * seed, record and class. Output, expected output, residual and standard error are NaN.
   *
   * @param leads the leads of the records
   * @param seed of the values, not negative
   * @return the control
   */
  static AttributionMethod random(List<Lead> leads, long seed) {
    return new RandomAttribution(leads, seed);
  }

  /**
   * A control that knows the recording but no model: the absolute value of the signal in mV, 0 on padding. Evidence in an ECG often lies
   * where the signal is large, so a map may find it by following the signal alone; a method that says something about a model has to find it
   * better than this. The same for every class; output, expected output, residual and standard error are NaN.
   *
   * @param leads the leads of the records
   * @return the control
   */
  static AttributionMethod amplitude(List<Lead> leads) {
    return new SignalAmplitude(leads, false);
  }

  /**
   * {@return the control whose map is the signal's energy, its square in mV²: what gradients times differences would give whose gradients
   * are proportional to the signal}
   *
   * @param leads the leads of the records
   */
  static AttributionMethod energy(List<Lead> leads) {
    return new SignalAmplitude(leads, true);
  }
}
