package org.ecgworkbench.dataset.device.file;

import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.ecg.Sex;

/**
 * What one file holds. No name, number or date of a patient is kept.
 *
 * @param format the format's name
 * @param version the version the file states, or {@code ""}
 * @param maker the device or program that the file states (model, not serial number), or {@code ""}
 * @param samplingRateHz samples a second, positive, a fraction where the file has one (599.88); {@code NaN} where the file states none
 * @param leads the stored leads of the rhythm recording, in stored order, all of one length
 * @param ageYears age in years, empty where the file does not state it
 * @param sex the sex the file states
 * @param notes what a reader should know, one sentence each: filters stated, checksums verified, pulse cut, beats left alone, samples
 *     missing; immutable
 */
public record DeviceRecording(
    String format,
    String version,
    String maker,
    double samplingRateHz,
    List<StoredLead> leads,
    OptionalInt ageYears,
    Sex sex,
    List<String> notes) {
  /** Copies the lists. */
  public DeviceRecording {
    leads = List.copyOf(leads);
    notes = List.copyOf(notes);
  }
}
