package org.ecgworkbench.dataset.device.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * DICOM waveforms (PS3.3, A.34 and C.10.9): the ECG leads of the rhythm group, whatever the class
 * of the object, in mV. Samples of 16 bits are read, with sign (SS) or without (US); all others are
 * refused by name.
 *
 * <p>Of several groups with leads, median beats and derived groups are left alone. The group with
 * most leads is taken, of these one that is called rhythm, then the longest, then the first.
 */
public final class DicomFormat implements DeviceFormat {
  private static final int SOP_CLASS = 0x00080016;
  private static final int MODALITY = 0x00080060;
  private static final int MANUFACTURER = 0x00080070;
  private static final int MODEL = 0x00081090;
  private static final int SEX = 0x00100040;
  private static final int AGE = 0x00101010;
  private static final int MOST_NAMED = 8;

  private static final Map<String, String> CLASSES =
      Map.of(
          "1.2.840.10008.5.1.4.1.1.9.1.1", "12-lead ECG",
          "1.2.840.10008.5.1.4.1.1.9.1.2", "general ECG",
          "1.2.840.10008.5.1.4.1.1.9.1.3", "ambulatory ECG",
          "1.2.840.10008.5.1.4.1.1.9.1.4", "general 32-bit ECG",
          "1.2.840.10008.5.1.4.1.1.9.2.1", "hemodynamic waveforms",
          "1.2.840.10008.5.1.4.1.1.9.3.1", "cardiac electrophysiology");

  @Override
  public String name() {
    return "DICOM";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return DicomParser.begins(source.head());
  }

  @Override
  public boolean readsParts() {
    return true;
  }

  @Override
  public DeviceRecording read(DeviceSource source) {
    DicomDataSet file = DicomParser.read(source.name(), source.mapped());
    List<DicomGroup> groups = new ArrayList<>();
    for (DicomDataSet item : file.items(DicomParser.WAVEFORM_SEQUENCE)) {
      groups.add(new DicomGroup(source.name(), groups.size() + 1, item));
    }
    if (groups.isEmpty()) {
      throw new EcgDataException(
          "%s: expected waveforms, found none in a DICOM object of modality '%s'"
              .formatted(source.name(), Words.quotable(file.text(MODALITY))));
    }
    DicomGroup rhythm = rhythm(source.name(), groups);
    List<String> notes = new ArrayList<>();
    String kind = CLASSES.get(file.text(SOP_CLASS));
    if (kind != null) {
      notes.add("Stored as %s.".formatted(kind));
    }
    if (rhythm.isDerived()) {
      notes.add("Group %s is called derived, not original.".formatted(rhythm.name()));
    }
    List<StoredLead> leads = rhythm.read(notes, source.part());
    List<String> alone = new ArrayList<>();
    groups.stream().filter(g -> g != rhythm).limit(MOST_NAMED).forEach(g -> alone.add(g.inWords()));
    rhythm.otherChannels().stream()
        .limit(MOST_NAMED)
        .forEach(
            c ->
                alone.add(
                    "channel %d '%s', which is no ECG lead"
                        .formatted(c.number(), Words.quotable(c.label()))));
    if (!alone.isEmpty()) {
      notes.add("Left alone: %s.".formatted(String.join("; ", alone)));
    }
    return new DeviceRecording(
        name(),
        "",
        Words.quotable((file.text(MANUFACTURER) + " " + file.text(MODEL)).strip()),
        rhythm.samplingRateHz(),
        leads,
        years(file.text(AGE)),
        CartWords.sex(file.text(SEX)),
        notes);
  }

  private static DicomGroup rhythm(String fileName, List<DicomGroup> groups) {
    List<DicomGroup> withLeads = groups.stream().filter(g -> g.leadCount() > 0).toList();
    if (withLeads.isEmpty()) {
      throw new EcgDataException(
          "%s: expected ECG leads, found none in group %s"
              .formatted(
                  fileName,
                  groups.stream()
                      .limit(MOST_NAMED)
                      .map(g -> "%s (%s)".formatted(g.name(), g.encoding()))
                      .collect(Collectors.joining(", "))));
    }
    return withLeads.stream()
        .filter(DicomGroup::isRhythm)
        .max(
            Comparator.comparingInt(DicomGroup::leadCount)
                .thenComparing(DicomGroup::isNamedRhythm)
                .thenComparingDouble(DicomGroup::seconds))
        .orElseThrow(
            () ->
                new EcgDataException(
                    "%s: expected a rhythm recording, found only %s"
                        .formatted(
                            fileName,
                            withLeads.stream()
                                .limit(MOST_NAMED)
                                .map(DicomGroup::inWords)
                                .collect(Collectors.joining(", ")))));
  }

  /** An age string (AS) is three digits and D, W, M or Y. */
  private static OptionalInt years(String age) {
    if (!age.matches("\\d{1,3}[DWMY]")) {
      return OptionalInt.empty();
    }
    int value = Integer.parseInt(age.substring(0, age.length() - 1));
    return OptionalInt.of(
        switch (age.charAt(age.length() - 1)) {
          case 'D' -> value / 365;
          case 'W' -> value * 7 / 365;
          case 'M' -> value / 12;
          default -> value;
        });
  }

  /** {@return a number as people write it: {@code 150}, not {@code 150.0}} */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
