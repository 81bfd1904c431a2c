package org.ecgworkbench.dataset.device.xml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;

/** The leads of one recording as a reader finds them: no name twice, all of one length. */
final class XmlLeads {
  private static final double PULSE_MILLIVOLTS = 1;

  /** Exports that were filtered anew have the pulse to within two steps of 5 uV. */
  private static final double PULSE_TOLERANCE = 0.02;

  private static final Pattern C = Pattern.compile("[Cc][1-9][Rr]?");

  private final String fileName;
  private final List<StoredLead> leads = new ArrayList<>();

  XmlLeads(String fileName) {
    this.fileName = fileName;
  }

  /**
   * {@return a lead's standard name, or the file's own where it is no standard one}
   *
   * @param name for example {@code AVR}, {@code Lead I}, {@code V3R}, or {@code C1}, as IEC
   *     60601-2-25 calls V1
   */
  static String standardName(String name) {
    return LeadName.of(C.matcher(name).matches() ? "V" + name.substring(1) : name);
  }

  /**
   * Adds a lead.
   *
   * @param name its name as {@link #standardName} gives it
   * @param millivolts {@code [samples]}
   * @throws EcgDataException if there is such a lead already, or its length is another than that of
   *     the leads before it, or nothing is in it
   */
  void add(String name, double[] millivolts) {
    if (name.isEmpty()) {
      throw error("a lead", "a name", "none");
    }
    if (millivolts.length == 0) {
      throw error("lead " + name, "samples", "none");
    }
    for (StoredLead lead : leads) {
      if (lead.name().equals(name)) {
        throw error("lead " + name, "it once", "it twice");
      }
    }
    if (!leads.isEmpty() && leads.get(0).millivolts().length != millivolts.length) {
      throw error(
          "lead " + name,
          leads.get(0).millivolts().length + " samples as in lead " + leads.get(0).name(),
          String.valueOf(millivolts.length));
    }
    leads.add(new StoredLead(name, millivolts));
  }

  private EcgDataException error(String place, String expected, String found) {
    return new EcgDataException(
        "%s: %s: expected %s, found %s".formatted(fileName, place, expected, found));
  }

  int size() {
    return leads.size();
  }

  /** {@return the leads in the order in which they were added} */
  List<StoredLead> list() {
    return leads;
  }

  /**
   * Cuts the last second where it ends in the calibration pulse that Philips carts put behind the
   * recording of every lead, also into what they export to other formats: 0.1 s at 0, 0.2 s at 1
   * mV, 0.1 s at 0. No heart does that, for I, II and III cannot be 1 mV at once.
   *
   * @param samplingRateHz samples a second
   * @param notes where it is told
   */
  void cutPulse(double samplingRateHz, List<String> notes) {
    if (leads.size() < 2 || !(samplingRateHz >= 100 && samplingRateHz <= 1e5)) {
      return;
    }
    int second = (int) Math.round(samplingRateHz);
    int kept = leads.get(0).millivolts().length - second;
    long with = leads.stream().filter(lead -> endsInPulse(lead.millivolts(), second / 10)).count();
    if (kept < 1 || 2 * with <= leads.size()) {
      return;
    }
    leads.replaceAll(lead -> new StoredLead(lead.name(), Arrays.copyOf(lead.millivolts(), kept)));
    notes.add(
        "the last %d samples were cut: a calibration pulse of 1 mV ends %d of %d leads"
            .formatted(second, with, leads.size()));
  }

  private static boolean endsInPulse(double[] millivolts, int part) {
    int from = millivolts.length - 4 * part;
    for (int i = Math.max(0, from); i < millivolts.length; i++) {
      boolean inPulse = i >= from + part && i < from + 3 * part;
      if (!(Math.abs(millivolts[i] - (inPulse ? PULSE_MILLIVOLTS : 0)) <= PULSE_TOLERANCE)) {
        return false;
      }
    }
    return from >= 0;
  }
}
