package org.ecgworkbench.dataset.device;

import java.util.Objects;
import org.ecgworkbench.base.Words;

/**
 * One lead of a recording.
 *
 * @param name the standard name ({@code "aVR"}, {@code "V1"}, but also {@code "V3R"}), or the
 *     file's own where it is no standard one
 * @param origin whether the file stores it
 * @param millivolts {@code [samples]} in mV; {@code NaN} is a missing sample; not copied, to be
 *     treated as read-only
 */
public record RecordedLead(String name, Origin origin, double[] millivolts) {
  /** Where a lead comes from. */
  public enum Origin {
    /** The file stores it. */
    STORED,
    /** Computed from other limb leads (Einthoven, Goldberger). */
    DERIVED
  }

  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if something is
   */
  public RecordedLead {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(millivolts, "millivolts");
  }

  /** {@return how many samples are missing} */
  public int missing() {
    int missing = 0;
    for (double value : millivolts) {
      if (Double.isNaN(value)) {
        missing++;
      }
    }
    return missing;
  }

  /** {@return the lowest sample in mV; 0 if all are missing} */
  public double lowest() {
    double lowest = Double.POSITIVE_INFINITY;
    for (double value : millivolts) {
      lowest = value < lowest ? value : lowest;
    }
    return lowest == Double.POSITIVE_INFINITY ? 0 : lowest;
  }

  /** {@return the highest sample in mV; 0 if all are missing} */
  public double highest() {
    double highest = Double.NEGATIVE_INFINITY;
    for (double value : millivolts) {
      highest = value > highest ? value : highest;
    }
    return highest == Double.NEGATIVE_INFINITY ? 0 : highest;
  }

  /** {@return the sum of the samples that are there, in mV, added in their order} */
  public double sum() {
    double sum = 0;
    for (double value : millivolts) {
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  @Override
  public String toString() {
    return Words.format(
        "%s (%s): %d samples, %.3f to %.3f mV",
        name,
        origin == Origin.STORED ? "stored" : "derived",
        millivolts.length,
        lowest(),
        highest());
  }
}
