package org.ecgworkbench.ecg;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One 12-lead recording.
 *
 * <p>Samples are {@code double}, not {@code float}: the golden features of real records hold to 1e-9, and a float of a sample in
 * thousandths of a millivolt is already off by 6e-8. The network's input is made float where it is cut to length.
 *
 * @param id the record's name, for example {@code A0001}
 * @param samplingRateHz samples a second, positive
 * @param millivolts {@code [12][samples]} in mV, leads in the order of {@link Lead}; {@code NaN} is a missing sample; not copied, to
 *     be treated as read-only
 * @param ageYears age in years, empty where the file does not state it
 * @param sex the sex the file states
 * @param diagnoses the classes of the nine that the file states; empty if it states none of them
 */
public record EcgRecord(
    String id,
    int samplingRateHz,
    double[][] millivolts,
    OptionalInt ageYears,
    Sex sex,
    Set<Diagnosis> diagnoses) {

  /**
   * Checks the shape.
   *
   * @throws EcgDataException if there are not twelve leads of one length of at least one sample, or the rate is not positive
   */
  public EcgRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ageYears, "ageYears");
    Objects.requireNonNull(sex, "sex");
    if (samplingRateHz <= 0) {
      throw new EcgDataException(
          "record " + id + ": sampling rate must be positive, found " + samplingRateHz + " Hz");
    }
    if (millivolts.length != Lead.ALL.size()) {
      throw new EcgDataException(
          "record " + id + ": expected 12 leads, found " + millivolts.length);
    }
    for (Lead lead : Lead.ALL) {
      int found = millivolts[lead.ordinal()].length;
      if (found == 0 || found != millivolts[0].length) {
        throw new EcgDataException(
            "record %s: lead %s has %s samples, lead I has %s"
                .formatted(id, lead, found, millivolts[0].length));
      }
    }
    diagnoses =
        diagnoses.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(diagnoses));
  }

  /** {@return the number of samples in each lead, 1 or more} */
  public int samples() {
    return millivolts[0].length;
  }

  /** {@return the length in seconds, the number of samples by the rate} */
  public double seconds() {
    return (double) samples() / samplingRateHz;
  }

  /**
   * {@return one lead's samples in mV, {@code [samples]}; {@code NaN} is a missing one; not copied, to be treated as read-only}
   *
   * @param lead which one; every recording has all twelve
   */
  public double[] millivolts(Lead lead) {
    return millivolts[lead.ordinal()];
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

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.1f s at %d Hz, %s, %s, %s",
        id,
        seconds(),
        samplingRateHz,
        ageYears.isPresent() ? ageYears.getAsInt() + " years" : "age unknown",
        sex.name().toLowerCase(Locale.ROOT),
        diagnoses.isEmpty() ? "none of the nine classes" : diagnoses);
  }
}
