package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.RecordedLead.Origin;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;

/**
 * What is done with every recording, whatever its format: leads are matched by name, limb leads
 * that are not stored are derived, and what a reader should know of the samples is said. Nothing is
 * repaired.
 */
final class RecordingChecks {
  private static final Set<String> STANDARD =
      Lead.ALL.stream().map(Lead::label).collect(Collectors.toUnmodifiableSet());

  private RecordingChecks() {}

  /**
   * {@return the recording with its derived leads and notes}
   *
   * @param fileName the file's name
   * @param read what the format's reader found; its rate is known
   * @throws EcgDataException if it is no recording: no lead, leads of different lengths, a lead
   *     twice
   */
  static Recording complete(String fileName, DeviceRecording read) {
    List<RecordedLead> leads = new ArrayList<>();
    for (StoredLead lead : read.leads()) {
      leads.add(new RecordedLead(LeadName.of(lead.name()), Origin.STORED, lead.millivolts()));
    }
    List<String> notes = new ArrayList<>();
    int samples = read.leads().isEmpty() ? 0 : read.leads().get(0).millivolts().length;
    // What is done here counts on leads of one length; where they are not, the recording says it.
    if (samples > 0
        && read.leads().stream().allMatch(lead -> lead.millivolts().length == samples)) {
      read.notes().forEach(note -> notes.add(Words.sentence(note)));
      LimbLeads limbLeads = new LimbLeads(leads, notes);
      limbLeads.derive();
      sayOthers(leads, notes);
      limbLeads.say(read.samplingRateHz());
      Amplitudes.say(leads, read.samplingRateHz(), notes);
    }
    return new Recording(
        fileName,
        read.format(),
        Words.quotable(read.version()),
        Words.quotable(read.maker()),
        read.samplingRateHz(),
        leads,
        read.ageYears(),
        read.sex(),
        notes);
  }

  /** The leads of the twelve that are not there. */
  static List<String> missing(List<RecordedLead> leads) {
    Set<String> names = new HashSet<>();
    leads.forEach(lead -> names.add(lead.name()));
    return Lead.ALL.stream().map(Lead::label).filter(label -> !names.contains(label)).toList();
  }

  private static void sayOthers(List<RecordedLead> leads, List<String> notes) {
    List<String> others =
        leads.stream()
            .map(RecordedLead::name)
            .filter(name -> !STANDARD.contains(name))
            .distinct()
            .toList();
    if (!others.isEmpty()) {
      notes.add(
          "%s %s none of the twelve leads and %s."
              .formatted(
                  Words.list(others),
                  others.size() == 1 ? "is" : "are",
                  others.size() == 1 ? "takes the place of none" : "take the place of none"));
    }
    List<String> missing = missing(leads);
    if (!missing.isEmpty()) {
      notes.add(
          "%s of the twelve leads %s not there."
              .formatted(Words.list(missing), missing.size() == 1 ? "is" : "are"));
    }
  }
}
