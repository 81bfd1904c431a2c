package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/**
 * One recording as its file holds it: any leads, any rate, with what a reader should know. No name,
 * number or date of a patient is kept.
 *
 * @param fileName the file's name, with which every message begins
 * @param format the format's name, for example {@code GE MUSE XML}
 * @param version the version that the file states, or {@code ""}
 * @param maker the device or program that the file states, or {@code ""}
 * @param samplingRateHz samples a second, positive; a fraction where the file has one (599.88)
 * @param leads the stored leads in the file's order, then those derived from them; all of one
 *     length, no name of the twelve twice
 * @param ageYears age in years, empty where the file does not state it
 * @param sex the sex the file states
 * @param notes what a reader should know, one sentence each: what the file states, what was
 *     verified, derived, left alone or looks wrong; immutable
 */
public record Recording(
    String fileName,
    String format,
    String version,
    String maker,
    double samplingRateHz,
    List<RecordedLead> leads,
    OptionalInt ageYears,
    Sex sex,
    List<String> notes) {
  /**
   * Checks the shape.
   *
   * @throws EcgDataException if there is no lead, leads have different lengths or no sample, a
   *     value is infinite, one of the twelve leads is there twice, or the rate is not positive
   */
  public Recording {
    leads = List.copyOf(leads);
    notes = List.copyOf(notes);
    if (!(samplingRateHz > 0 && samplingRateHz < Double.POSITIVE_INFINITY)) {
      throw new EcgDataException(
          fileName + ": expected a positive sampling rate, found " + samplingRateHz + " Hz");
    }
    if (leads.isEmpty()) {
      throw new EcgDataException(fileName + ": expected leads, found none");
    }
    for (RecordedLead lead : leads) {
      int expected = leads.get(0).millivolts().length;
      if (lead.millivolts().length != expected || expected == 0) {
        throw new EcgDataException(
            "%s: lead %s: expected %s, found %d"
                .formatted(
                    fileName,
                    lead.name(),
                    expected == 0
                        ? "samples"
                        : "%d samples as in lead %s".formatted(expected, leads.get(0).name()),
                    lead.millivolts().length));
      }
      double[] values = lead.millivolts();
      for (int i = areNumbers(values) ? expected : 0; i < expected; i++) {
        if (Math.abs(values[i]) == Double.POSITIVE_INFINITY) {
          throw new EcgDataException(
              "%s: lead %s: expected finite values, found an infinite one at sample %d"
                  .formatted(fileName, lead.name(), i));
        }
      }
    }
    Set<String> names = new HashSet<>();
    for (RecordedLead lead : leads) {
      if (!names.add(lead.name())
          && Lead.ALL.stream().anyMatch(standard -> standard.label().equals(lead.name()))) {
        throw new EcgDataException(
            fileName + ": lead " + lead.name() + ": expected once, found several times");
      }
    }
  }

  /** Whether all are finite, in less than half the time of a look at each: four sums are added at once, and what is none makes them so. */
  private static boolean areNumbers(double[] values) {
    double zero = 0;
    double one = 0;
    double two = 0;
    double three = 0;
    int i = 0;
    for (; i < values.length - 3; i += 4) {
      zero += values[i] * 0;
      one += values[i + 1] * 0;
      two += values[i + 2] * 0;
      three += values[i + 3] * 0;
    }
    for (; i < values.length; i++) {
      zero += values[i] * 0;
    }
    return zero + one + two + three == 0;
  }

  /**
   * {@return a recording that another reader has read, with the checks that every file has}
   *
   * @param fileName the file's name
   * @param format the format's name
   * @param record the recording; its twelve leads are taken for stored ones
   * @param notes what a reader should know of the file
   */
  public static Recording of(String fileName, String format, EcgRecord record, List<String> notes) {
    List<StoredLead> leads = new ArrayList<>();
    Lead.ALL.forEach(lead -> leads.add(new StoredLead(lead.label(), record.millivolts(lead))));
    return RecordingChecks.complete(
        fileName,
        new DeviceRecording(
            format,
            "",
            "",
            record.samplingRateHz(),
            leads,
            record.ageYears(),
            record.sex(),
            notes));
  }

  /** {@return samples in each lead, 1 or more} */
  public int samples() {
    return leads.get(0).millivolts().length;
  }

  /** {@return the length in seconds, the number of samples by the rate} */
  public double seconds() {
    return samples() / samplingRateHz;
  }

  /**
   * {@return the twelve standard leads, {@code [12][samples]} in mV in the order of {@link Lead};
   * not copied, to be treated as read-only}
   *
   * @throws EcgDataException if one of them is neither stored nor derived; names the file and all
   *     that are not there
   */
  public double[][] twelveLeads() {
    List<String> missing = RecordingChecks.missing(leads);
    if (!missing.isEmpty()) {
      throw new EcgDataException(
          "%s: expected the twelve leads, found %s; missing: %s"
              .formatted(
                  fileName,
                  Words.list(
                      leads.stream()
                          .filter(l -> l.origin() == RecordedLead.Origin.STORED)
                          .map(RecordedLead::name)
                          .toList()),
                  Words.list(missing)));
    }
    double[][] millivolts = new double[Lead.ALL.size()][];
    for (RecordedLead lead : leads) {
      for (Lead standard : Lead.ALL) {
        if (standard.label().equals(lead.name())) {
          millivolts[standard.ordinal()] = lead.millivolts();
        }
      }
    }
    return millivolts;
  }

  /** {@return what the file is and holds, a line a lead and a line a note} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(fileName).append(": ").append(format);
    if (!version.isEmpty()) {
      text.append(' ').append(version);
    }
    if (!maker.isEmpty()) {
      text.append(", ").append(maker);
    }
    text.append(
        Words.format(
            "\n%d %s, %d samples at %s Hz (%.3f s), in mV\n",
            leads.size(),
            leads.size() == 1 ? "lead" : "leads",
            samples(),
            Words.number(samplingRateHz),
            seconds()));
    text.append(
        Words.format(
            "%-8s %-8s %10s %10s %12s %8s\n",
            "lead", "origin", "lowest", "highest", "sum", "missing"));
    for (RecordedLead lead : leads) {
      text.append(
          Words.format(
              "%-8s %-8s %10.4f %10.4f %12.3f %8d\n",
              lead.name(),
              lead.origin() == RecordedLead.Origin.STORED ? "stored" : "derived",
              lead.lowest(),
              lead.highest(),
              lead.sum(),
              lead.missing()));
    }
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString().stripTrailing();
  }
}
