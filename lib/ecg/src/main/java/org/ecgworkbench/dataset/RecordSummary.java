package org.ecgworkbench.dataset;

import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;

/**
 * What a header says about a record, without its samples: one row of a data set's index.
 *
 * @param id the record's name
 * @param samplingRateHz samples a second
 * @param samples samples in each lead
 * @param ageYears age in years, 0 to 120; empty if not stated, or if another is
 * @param sex the sex stated
 * @param diagnoses the classes of the nine that are stated, in their order; may be empty; immutable
 */
public record RecordSummary(
    String id,
    int samplingRateHz,
    int samples,
    OptionalInt ageYears,
    Sex sex,
    Set<Diagnosis> diagnoses) {

  private static final int OLDEST_YEARS = 120;

  /** Copies the set, and takes an age that nobody has for unknown. */
  public RecordSummary {
    ageYears = plausible(ageYears);
    diagnoses =
        diagnoses.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(diagnoses));
  }

  /**
   * {@return an age as tables and figures count it: empty where it is not one of 0 to 120 years}
   *
   * @param ageYears as a file states it
   */
  public static OptionalInt plausible(OptionalInt ageYears) {
    return ageYears.isPresent() && ageYears.getAsInt() >= 0 && ageYears.getAsInt() <= OLDEST_YEARS
        ? ageYears
        : OptionalInt.empty();
  }

  /** {@return the length in seconds, the number of samples by the rate} */
  public double seconds() {
    return (double) samples / samplingRateHz;
  }

  /**
   * {@return the labels in the order of {@link Diagnosis}, {@code [9]}, true where {@link #diagnoses()} has the class; a new array each
   * time}
   */
  public boolean[] labels() {
    boolean[] labels = new boolean[Diagnosis.ALL.size()];
    diagnoses.forEach(d -> labels[d.ordinal()] = true);
    return labels;
  }
}
