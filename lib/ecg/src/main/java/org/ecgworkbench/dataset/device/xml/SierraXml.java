package org.ecgworkbench.dataset.device.xml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartWords;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.ecg.Sex;

/**
 * The resting ECG of Philips carts and archives, {@code restingecgdata} of the Sierra schema,
 * versions 1.03 and 1.04 with its revisions.
 *
 * <p>{@code parsedwaveforms} is read where it is Base64 of {@link Xli}; the representative beats
 * are left alone. Version 1.04 has labels, rate and resolution as its attributes; version 1.03 has
 * rate and resolution under {@code signalcharacteristics} and no labels, and then the standard
 * twelve leads are meant. Counts are in units of {@code resolution} microvolts.
 *
 * <p>Leads III, aVR, aVL and aVF are stored as what remains after their derivation from the other
 * limb leads. Halves in it are rounded towards zero, as C divides integers. The files themselves
 * say so: then their augmented leads keep to Goldberger's equations to within a count, in all but
 * 23 of 60,000 samples of four files, and come closest to Philips' own export of one of them to
 * aECG. Readers that round downwards (pysierraecg, ECGDataKit 2.0.3) differ by a count wherever a
 * sum is odd and negative, and then 1,640 samples miss the equations.
 */
public final class SierraXml implements DeviceFormat {
  private static final List<String> STANDARD =
      List.of("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6");
  private static final int LIMB_LEADS = 6;

  /** Far above the 11 s of the schema: the bound of what packed samples can cost. */
  private static final int MOST_SAMPLES = 200_000;

  private static final int MOST_LEADS = 32;

  @Override
  public String name() {
    return "Philips Sierra XML";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return XmlPull.root(source).equals("restingecgdata");
  }

  @Override
  public DeviceRecording read(DeviceSource source) {
    return new Reading(source).recording();
  }

  private final class Reading {
    private static final String WAVEFORMS = "parsedwaveforms";

    private final String fileName;
    private final XmlPull xml;
    private final List<String> notes = new ArrayList<>();

    /**
     * Of the recording, by name; what {@code parsedwaveforms} says of itself counts before others.
     */
    private final Map<String, String> fields = new HashMap<>();

    private final List<String> otherForms = new ArrayList<>();
    private String version = "";
    private String maker = "";
    private OptionalInt age = OptionalInt.empty();
    private Sex sex = Sex.UNKNOWN;
    private byte[] packed;

    Reading(DeviceSource source) {
      fileName = source.name();
      xml = new XmlPull(source);
    }

    DeviceRecording recording() {
      while (xml.nextWithin(0)) {
        switch (xml.parent()) {
          case "documentinfo" -> {
            if (xml.name().equals("documentversion")) {
              version = supported(xml.text());
            }
          }
          case "dataacquisition" -> {
            if (xml.name().equals("machine")) {
              maker = Words.quotable(xml.text());
            }
          }
          case "signalcharacteristics" -> fields.putIfAbsent(xml.name(), xml.text());
          case "age" -> {
            String unit = xml.name();
            OptionalInt years = XmlWords.years(xml.text(), unit);
            age = years.isPresent() ? years : age;
          }
          case "generalpatientdata" -> {
            if (xml.name().equals("sex")) {
              sex = CartWords.sex(xml.text());
            }
          }
          case "waveforms" -> waveforms();
          default -> {}
        }
      }
      if (version.isEmpty()) {
        throw xml.error("expected a documentversion, found none");
      }
      if (packed == null) {
        throw xml.error(
            "expected waveforms in the form parsedwaveforms, found "
                + (otherForms.isEmpty() ? "none" : String.join(", ", otherForms)));
      }
      double rate = positive("samplespersecond", "samplingrate");
      double resolution = positive("resolution", "signalresolution");
      List<String> names = leadNames();
      short[][] counts = Xli.unpack(fileName, packed, names, samples(rate));
      restore(counts, names);
      XmlLeads leads = new XmlLeads(fileName);
      for (int lead = 0; lead < counts.length; lead++) {
        double[] millivolts = new double[counts[lead].length];
        for (int i = 0; i < millivolts.length; i++) {
          millivolts[i] = counts[lead][i] * resolution / 1000;
        }
        leads.add(names.get(lead), millivolts);
      }
      leads.cutPulse(rate, notes);
      filters();
      if (!otherForms.isEmpty()) {
        notes.add("left alone: " + String.join(", ", otherForms));
      }
      return new DeviceRecording(name(), version, maker, rate, leads.list(), age, sex, notes);
    }

    private String supported(String stated) {
      if (!stated.equals("1.03") && !stated.equals("1.04") && !stated.startsWith("1.04.")) {
        throw xml.error(
            "expected version 1.03 or 1.04 of the format, found '" + Words.quotable(stated) + "'");
      }
      return Words.quotable(stated);
    }

    private void waveforms() {
      if (!xml.name().equals(WAVEFORMS)) {
        otherForms.add(
            xml.name().equals("repbeats") ? "representative beats" : Words.quotable(xml.name()));
        xml.leave(xml.depth());
        return;
      }
      if (packed != null) {
        throw xml.error("expected parsedwaveforms once, found them twice");
      }
      for (String attribute :
          List.of(
              "samplespersecond",
              "resolution",
              "leadlabels",
              "numberofleads",
              "hipass",
              "lowpass",
              "durationperchannel",
              "signaloffset",
              "signalsigned",
              "bitspersample",
              "nbitspersample",
              "notchfiltered",
              "notchfilterfreqs")) {
        String value = xml.attribute(attribute);
        if (!value.isEmpty()) {
          fields.put(attribute, value);
        }
      }
      requireWord("dataencoding", xml.attribute("dataencoding"), "Base64");
      // 1.03 says compressflag and compressmethod, 1.04 compression, absent where there is none.
      String method = xml.attribute("compressmethod") + xml.attribute("compression");
      boolean plain = method.isEmpty() || xml.attribute("compressflag").equals("False");
      requireWord("compression", plain ? "none" : method, "XLI");
      if (xml.attribute("waveformmodified").equals("True")) {
        notes.add("the file says that a program modified the waveforms after the recording");
      }
      packed = xml.base64(WAVEFORMS + ": ");
      requireNumber("signaloffset", 0);
      requireNumber("bitspersample", 16);
      requireNumber("nbitspersample", 16);
      requireWord("signalsigned", fields.getOrDefault("signalsigned", "True"), "True");
    }

    private void requireWord(String what, String found, String wanted) {
      if (!found.equalsIgnoreCase(wanted)) {
        throw xml.error(
            "expected %s as %s of parsedwaveforms, found '%s'"
                .formatted(wanted, what, Words.quotable(found)));
      }
    }

    private void requireNumber(String field, int wanted) {
      String found = fields.getOrDefault(field, "");
      if (!found.isEmpty() && XmlWords.number(found) != wanted) {
        throw xml.error(
            "expected %d as %s, found '%s'".formatted(wanted, field, Words.quotable(found)));
      }
    }

    private double positive(String field, String olderField) {
      String text = fields.getOrDefault(field, fields.getOrDefault(olderField, ""));
      double number = XmlWords.number(text);
      if (!(number > 0 && number <= 1e6)) {
        throw xml.error(
            "expected a number above 0, at most 1000000, as %s, found '%s'"
                .formatted(field, Words.quotable(text)));
      }
      return number;
    }

    private int samples(double rate) {
      double milliseconds = positive("durationperchannel", "");
      double samples = milliseconds * rate / 1000;
      if (samples < 2 || samples > MOST_SAMPLES || samples != Math.rint(samples)) {
        throw xml.error(
            "expected a whole number of samples, 2 to %d, found %s ms at %s Hz"
                .formatted(MOST_SAMPLES, milliseconds, rate));
      }
      return (int) samples;
    }

    private List<String> leadNames() {
      boolean labelled = fields.containsKey("leadlabels");
      String field = labelled ? "numberofleads" : "numberchannelsvalid";
      String stated = fields.getOrDefault(field, "");
      double count = XmlWords.number(stated);
      List<String> names = STANDARD;
      if (labelled) {
        names = new ArrayList<>();
        for (String label : fields.get("leadlabels").split("\\s+", MOST_LEADS + 1)) {
          names.add(XmlLeads.standardName(label));
        }
        if (names.size() > MOST_LEADS) {
          throw xml.error("expected at most " + MOST_LEADS + " leads, found more");
        }
      } else if (!fields.getOrDefault("acquisitiontype", "").matches("STD-12.*|10-WIRE")) {
        throw xml.error(
            "expected labels of leads or the acquisition type STD-12, found '%s'"
                .formatted(Words.quotable(fields.getOrDefault("acquisitiontype", ""))));
      }
      if (!(count >= 1 && count <= names.size() && count == Math.rint(count))
          || !labelled && count != names.size()) {
        throw xml.error(
            "expected %d labelled leads as %s, found '%s'"
                .formatted(names.size(), field, Words.quotable(stated)));
      }
      return names.subList(0, (int) count);
    }

    /**
     * Makes leads of the residuals; only the standard order of the limb leads is known to have
     * them.
     */
    private void restore(short[][] counts, List<String> names) {
      List<String> limb = STANDARD.subList(0, LIMB_LEADS);
      if (names.size() >= LIMB_LEADS && names.subList(0, LIMB_LEADS).equals(limb)) {
        for (int i = 0; i < counts[0].length; i++) {
          int one = counts[0][i];
          int two = counts[1][i];
          short three = (short) (two - one - counts[2][i]);
          counts[2][i] = three;
          counts[3][i] = (short) (-counts[3][i] - (one + two) / 2);
          counts[4][i] = (short) ((one - three) / 2 - counts[4][i]);
          counts[5][i] = (short) ((two + three) / 2 - counts[5][i]);
        }
      } else if (names.stream().anyMatch(limb.subList(2, LIMB_LEADS)::contains)) {
        throw xml.error(
            "expected the leads I, II, III, aVR, aVL, aVF first, of which the last four are coded"
                + " as residuals, found "
                + String.join(", ", names));
      }
    }

    private void filters() {
      List<String> stated = new ArrayList<>();
      String band = fields.getOrDefault("signalbandwidth", "");
      if (fields.containsKey("hipass") && fields.containsKey("lowpass")) {
        band = fields.get("hipass") + "-" + fields.get("lowpass");
      }
      if (!band.isEmpty()) {
        stated.add("band " + Words.quotable(band) + " Hz");
      }
      if (fields.getOrDefault("notchfiltered", "").equals("True")) {
        stated.add(
            "notch "
                + Words.quotable(fields.getOrDefault("notchfilterfreqs", "of unknown"))
                + " Hz");
      }
      if (!stated.isEmpty()) {
        notes.add("filters stated: " + String.join(", ", stated));
      }
    }
  }
}
