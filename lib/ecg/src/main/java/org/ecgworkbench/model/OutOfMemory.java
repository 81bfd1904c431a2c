package org.ecgworkbench.model;

import ai.djl.engine.EngineException;
import java.util.Locale;
import java.util.function.Supplier;
import org.ecgworkbench.ecg.EcgDataException;

/** Says in one line what to do where the engine gets no memory. */
final class OutOfMemory {
  private OutOfMemory() {}

  /**
   * Does work on a batch.
   *
   * @throws EcgDataException if the engine gets no memory for it; names the size of the batch
   */
  static <T> T explained(int records, int leads, int samples, Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineException e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("allocate memory") || message.contains("out of memory")) {
        throw new EcgDataException(
            "not enough memory for a batch of %d records x %d leads x %d samples (%s); a smaller batch size needs less"
                .formatted(records, leads, samples, message.lines().findFirst().orElse("")),
            e);
      }
      throw e;
    }
  }
}
