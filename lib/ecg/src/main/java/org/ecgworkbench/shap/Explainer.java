package org.ecgworkbench.shap;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.model.NetworkInput;

/**
 * Says why a trained model, a network or a learner on expert features, gave a recording its outputs.
 * To be closed, since some hold a network.
 */
public interface Explainer extends AutoCloseable {
  /** {@return the method's name in tables, for example {@code tree SHAP}} */
  String label();

  /** {@return its settings in words, for a provenance} */
  String settings();

  /**
   * Explains outputs of one recording.
   *
   * @param record as it was read: all leads, the whole length
   * @param classes outputs to explain, from 0
   * @return one explanation a class asked for, in their order
   * @throws IllegalArgumentException if the model has no such output
   * @throws CancellationException if the thread is interrupted
   */
  List<Explanation> explain(EcgRecord record, int... classes);

  /** Frees what is held. */
  @Override
  default void close() {}

  /**
   * {@return an explainer of recordings by a method that explains what a network reads}
   *
   * @param method explains the network's outputs
   * @param input what of a recording the network reads
   * @param close is called when the explainer is closed
   */
  static Explainer of(AttributionMethod method, NetworkInput input, Runnable close) {
    return new Explainer() {
      @Override
      public String label() {
        return method.label();
      }

      @Override
      public String settings() {
        return method.settings();
      }

      @Override
      public List<Explanation> explain(EcgRecord record, int... classes) {
        NetworkInput.Prepared seen = input.prepare(record);
        return method.explain(record.id(), seen.millivolts(), seen.paddedSamples(), classes);
      }

      @Override
      public void close() {
        close.run();
      }

      @Override
      public String toString() {
        return method.toString();
      }
    };
  }
}
