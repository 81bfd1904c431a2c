package org.ecgworkbench.dataset.device.xml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.SampleTable;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/**
 * The resting ECG of GE's MUSE system, {@code RestingECG} with the document type {@code
 * restecg.dtd}.
 *
 * <p>The waveform of type Rhythm is read, the median beat is not. A lead is Base64 of 16-bit
 * counts, low byte first; microvolts are counts x {@code LeadAmplitudeUnitsPerBit}; the rate is
 * {@code SampleBase} x 10^{@code SampleExponent}. {@code LeadDataCRC32} is the CRC-32 of ISO 3309
 * (that of ZIP and PNG) over the decoded bytes, and must agree. Offsets in time and amplitude,
 * which no known file has, are refused.
 *
 * <p>The format has no public specification; this follows files of MUSE 7.1 and 9.0.
 */
public final class MuseXml implements DeviceFormat {
  private static final int SAMPLE_BYTES = 2;
  private static final int MOST_EXPONENT = 6;

  @Override
  public String name() {
    return "GE MUSE XML";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return XmlPull.root(source).equals("RestingECG");
  }

  @Override
  public DeviceRecording read(DeviceSource source) {
    return new Reading(source, false).recording();
  }

  /** Of the samples only how many there are is looked at, not their checksums, which {@link #read} verifies. */
  @Override
  public DeviceRecording outline(DeviceSource source) {
    return new Reading(source, true).recording();
  }

  private final class Reading {
    private final XmlPull xml;
    private final XmlLeads leads;
    private final List<String> notes = new ArrayList<>();
    private final List<String> otherTypes = new ArrayList<>();
    private final List<String> unverified = new ArrayList<>();
    private final List<String> off = new ArrayList<>();
    private final Map<String, String> patient = new HashMap<>();
    private String version = "";
    private String maker = "";
    private double samplingRateHz;

    /** Stands for the samples of all leads of one length, where these are not wanted. */
    private final boolean isOutline;

    private double[] blank = new double[0];

    Reading(DeviceSource source, boolean isOutline) {
      this.isOutline = isOutline;
      xml = new XmlPull(source);
      leads = new XmlLeads(source.name());
    }

    DeviceRecording recording() {
      while (xml.nextWithin(0)) {
        switch (xml.parent() + "/" + xml.name()) {
          case "MuseInfo/MuseVersion" -> version = Words.quotable(xml.text());
          case "TestDemographics/AcquisitionDevice" -> maker = Words.quotable(xml.text());
          case "PatientDemographics/PatientAge",
              "PatientDemographics/AgeUnits",
              "PatientDemographics/Gender" ->
              patient.put(xml.name(), xml.text());
          case "RestingECG/Waveform" -> waveform();
          default -> {}
        }
      }
      if (leads.size() == 0) {
        throw xml.error("expected a waveform of type Rhythm, found " + otherTypes);
      }
      if (unverified.size() < leads.size()) {
        notes.add("checksums of %d leads verified".formatted(leads.size() - unverified.size()));
      }
      if (!unverified.isEmpty()) {
        notes.add("no checksum stored for " + String.join(", ", unverified));
      }
      if (!off.isEmpty()) {
        notes.add("electrode off, says the file: " + String.join(", ", off));
      }
      if (!otherTypes.isEmpty()) {
        notes.add("waveforms left alone: " + String.join(", ", otherTypes));
      }
      OptionalInt age =
          XmlWords.years(
              patient.getOrDefault("PatientAge", ""), patient.getOrDefault("AgeUnits", ""));
      Sex sex = CartWords.sex(patient.getOrDefault("Gender", ""));
      return new DeviceRecording(
          name(), version, maker, samplingRateHz, leads.list(), age, sex, notes);
    }

    private void waveform() {
      int depth = xml.depth();
      Map<String, String> fields = new HashMap<>();
      int stored = 0;
      while (xml.nextWithin(depth)) {
        if (xml.name().equals("LeadData")) {
          if (stored++ == 0) {
            begin(fields);
          }
          lead();
        } else if (xml.name().equals("WaveformType")) {
          String type = xml.text();
          fields.put("WaveformType", type);
          if (!type.equalsIgnoreCase("Rhythm")) {
            otherTypes.add(Words.quotable(type));
            xml.leave(depth);
            return;
          }
        } else {
          fields.put(xml.name(), xml.text());
        }
      }
      requireCount("", fields, "NumberofLeads", "leads", stored);
    }

    private void begin(Map<String, String> fields) {
      if (!fields.containsKey("WaveformType")) {
        throw xml.error("expected the type of a waveform before its leads, found none");
      }
      if (leads.size() > 0) {
        throw xml.error("expected one waveform of type Rhythm, found several");
      }
      String type = fields.getOrDefault("SampleType", "CONTINUOUS_SAMPLES");
      if (!type.equals("CONTINUOUS_SAMPLES")) {
        throw xml.error(
            "expected samples of type CONTINUOUS_SAMPLES, found '" + Words.quotable(type) + "'");
      }
      double base = positive("", fields, "SampleBase");
      double exponent = XmlWords.number(fields.getOrDefault("SampleExponent", "0"));
      if (!(exponent == Math.rint(exponent) && Math.abs(exponent) <= MOST_EXPONENT)) {
        throw expected("", "a whole number at most " + MOST_EXPONENT, fields, "SampleExponent");
      }
      // Dividing by 100 is exact where multiplying by 0.01 is not.
      samplingRateHz =
          exponent < 0 ? base / Math.pow(10, -exponent) : base * Math.pow(10, exponent);
      filters(fields);
    }

    private void filters(Map<String, String> fields) {
      List<String> stated = new ArrayList<>();
      double highPass = XmlWords.number(fields.getOrDefault("HighPassFilter", ""));
      if (highPass > 0) {
        stated.add("high-pass " + plain(highPass / 100) + " Hz");
      }
      double lowPass = XmlWords.number(fields.getOrDefault("LowPassFilter", ""));
      if (lowPass > 0) {
        stated.add("low-pass " + plain(lowPass) + " Hz");
      }
      String mains = fields.getOrDefault("ACFilter", "");
      if (!mains.isEmpty()) {
        stated.add("mains " + (mains.equals("NONE") ? "none" : Words.quotable(mains) + " Hz"));
      }
      if (!stated.isEmpty()) {
        notes.add("filters stated: " + String.join(", ", stated));
      }
    }

    private void lead() {
      int depth = xml.depth();
      Map<String, String> fields = new HashMap<>();
      byte[] bytes = new byte[0];
      int length = 0;
      while (xml.nextWithin(depth)) {
        if (isOutline && xml.name().equals("WaveFormData")) {
          length = xml.base64Length();
        } else if (xml.name().equals("WaveFormData")) {
          bytes = xml.base64("lead " + Words.quotable(fields.getOrDefault("LeadID", "?")) + ": ");
          length = bytes.length;
        } else {
          fields.put(xml.name(), xml.text());
        }
      }
      String name = XmlLeads.standardName(fields.getOrDefault("LeadID", ""));
      String place = "lead " + name + ": ";
      require(place, fields, "LeadSampleSize", SAMPLE_BYTES);
      require(place, fields, "LeadTimeOffset", 0);
      require(place, fields, "LeadOffsetFirstSample", 0);
      require(place, fields, "FirstSampleBaseline", 0);
      requireCount(place, fields, "LeadByteCountTotal", "bytes", length);
      requireCount(
          place, fields, "LeadSampleCountTotal", "samples", length / (double) SAMPLE_BYTES);
      if (!isOutline) {
        verify(place, name, fields, bytes);
      }
      double unitsPerBit = positive(place, fields, "LeadAmplitudeUnitsPerBit");
      double unitsPerMillivolt =
          switch (fields.getOrDefault("LeadAmplitudeUnits", "")) {
            case "MICROVOLTS" -> 1000;
            case "MILLIVOLTS" -> 1;
            default ->
                throw expected(place, "MICROVOLTS or MILLIVOLTS", fields, "LeadAmplitudeUnits");
          };
      if (length % SAMPLE_BYTES != 0) {
        throw xml.error(place + "expected an even number of bytes, found " + length);
      }
      if (isOutline) {
        blank = blank.length == length / SAMPLE_BYTES ? blank : new double[length / SAMPLE_BYTES];
        leads.add(name, blank);
        return;
      }
      double[] millivolts = millivolts(bytes, unitsPerBit, unitsPerMillivolt);
      if (fields.getOrDefault("LeadOff", "").equals("TRUE")) {
        off.add(name);
      }
      leads.add(name, millivolts);
    }

    private static double[] millivolts(byte[] bytes, double unitsPerBit, double perMillivolt) {
      double[] millivolts = new double[bytes.length / SAMPLE_BYTES];
      Consumer<double[]> conversion =
          all -> {
            for (int i = 0; i < all.length; i++) {
              all[i] = all[i] * unitsPerBit / perMillivolt;
            }
          };
      double[] table =
          SampleTable.of(
              List.of("MUSE", unitsPerBit, perMillivolt), true, millivolts.length, conversion);
      if (table != null) {
        SampleTable.convert(table, bytes, 0, SAMPLE_BYTES, millivolts, 0, millivolts.length);
        return millivolts;
      }
      for (int i = 0; i < millivolts.length; i++) {
        millivolts[i] = bytes[2 * i + 1] << 8 | bytes[2 * i] & 0xff;
      }
      conversion.accept(millivolts);
      return millivolts;
    }

    private void verify(String place, String name, Map<String, String> fields, byte[] bytes) {
      if (fields.getOrDefault("LeadDataCRC32", "").isEmpty()) {
        unverified.add(name);
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      double stated = XmlWords.number(fields.get("LeadDataCRC32"));
      if (stated != crc.getValue() && stated != (int) crc.getValue()) {
        throw expected(
            place, "the CRC-32 of its bytes, " + crc.getValue(), fields, "LeadDataCRC32");
      }
    }

    /** Compares a field with what it must be; an absent one says nothing. */
    private void require(String place, Map<String, String> fields, String field, double value) {
      String found = fields.getOrDefault(field, "");
      if (!found.isEmpty() && XmlWords.number(found) != value) {
        throw expected(place, plain(value), fields, field);
      }
    }

    /** Compares what was found with how many a field states. */
    private void requireCount(
        String place, Map<String, String> fields, String field, String what, double found) {
      String stated = fields.getOrDefault(field, "");
      if (!stated.isEmpty() && XmlWords.number(stated) != found) {
        throw xml.error(
            "%sexpected %s %s as %s says, found %s"
                .formatted(place, Words.quotable(stated), what, field, plain(found)));
      }
    }

    private double positive(String place, Map<String, String> fields, String field) {
      double number = XmlWords.number(fields.getOrDefault(field, ""));
      if (!(number > 0 && number <= 1e6)) {
        throw expected(place, "a number above 0, at most 1000000", fields, field);
      }
      return number;
    }

    private EcgDataException expected(
        String place, String what, Map<String, String> fields, String field) {
      String found = fields.getOrDefault(field, "");
      return xml.error(
          "%sexpected %s as %s, found %s"
              .formatted(
                  place,
                  what,
                  field,
                  found.isEmpty() ? "none" : "'" + Words.quotable(found) + "'"));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }
}
