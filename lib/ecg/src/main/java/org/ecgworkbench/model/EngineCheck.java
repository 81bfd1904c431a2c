package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the engine for convolutions whose answers are known, before a network of these shapes is first used in a process: forward,
 * gradient of the input, gradient of the weights. All numbers are small integers, so single precision is exact and every order of the
 * sums gives the same; an answer is right or it is not. Before each call memory is filled with NaN and given back, so that a result
 * that depends on what memory held shows.
 *
 * <p>Of each output channel, input channel and weight's channel some values are compared with sums made here. The engine's known fault
 * (see {@link EngineLayout}) spoils a third of all.
 */
final class EngineCheck {
  private static final Set<Convolution> CHECKED = ConcurrentHashMap.newKeySet();

  private EngineCheck() {}

  /**
   * A convolution as the engine is given it.
   *
   * @param inputs channels, zeros that fill a block up included
   * @param outputs channels, likewise
   * @param taps of the kernel, odd
   * @param stride in samples
   */
  record Convolution(int inputs, int outputs, int taps, int stride) {
    // Written out: what Java makes for a record when it is first compared takes longer than the
    // check.
    @Override
    public boolean equals(Object other) {
      return other instanceof Convolution c
          && inputs == c.inputs
          && outputs == c.outputs
          && taps == c.taps
          && stride == c.stride;
    }

    @Override
    public int hashCode() {
      return ((inputs * 31 + outputs) * 31 + taps) * 31 + stride;
    }
  }

  /** How channels lie in memory. */
  enum Form {
    /** An image of height 1 with the channels last, as the networks are computed. */
    CHANNELS_LAST,
    /** One dimension with the samples last, as they were once computed. */
    SAMPLES_LAST
  }

  /** The convolutions of a network whose state has these shapes, each once. */
  static Set<Convolution> of(Map<String, long[]> state) {
    Set<Convolution> found = new LinkedHashSet<>();
    state.forEach(
        (name, shape) -> {
          if (shape.length == 3) {
            long[] laid = EngineLayout.of(name, shape).shape();
            boolean halves = name.matches("layer[^1].*\\.0\\.(conv1|downsample\\.0)\\.weight");
            found.add(new Convolution((int) laid[3], (int) laid[0], (int) laid[2], halves ? 2 : 1));
          }
        });
    return found;
  }

  /**
   * Checks those convolutions of a network that this process has not checked yet.
   *
   * @throws NetworkEngine.Unusable if one is wrong
   */
  static void require(Map<String, long[]> state, NDManager manager) {
    List<Convolution> fresh = of(state).stream().filter(shape -> !CHECKED.contains(shape)).toList();
    List<String> faults = faults(fresh, Form.CHANNELS_LAST, manager);
    if (!faults.isEmpty()) {
      throw new NetworkEngine.Unusable(
          "the engine computes wrong convolutions on this processor (%s) in the mode %s, so no network is used: %s"
              .formatted(
                  EngineSettings.processor(), NetworkEngine.mode(), String.join("; ", faults)));
    }
    CHECKED.addAll(fresh);
  }

  /** A sentence for each wrong answer; none if all are right. */
  static List<String> faults(Collection<Convolution> shapes, Form form, NDManager manager) {
    List<String> faults = new ArrayList<>();
    for (Convolution shape : shapes) {
      Gradients.on(
          () -> {
            try (NDManager scope = manager.newSubManager()) {
              new KnownConvolution(shape, form, scope).compare(faults);
            }
            return null;
          });
    }
    return faults;
  }
}
