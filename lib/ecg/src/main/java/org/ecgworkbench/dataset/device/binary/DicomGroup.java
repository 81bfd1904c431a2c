package org.ecgworkbench.dataset.device.binary;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.SampleTable;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.dataset.device.file.WantedPart;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * A multiplex group: channels that were sampled together (PS3.3, C.10.9). Samples lie channel by
 * channel within a sample time; mV = (raw x sensitivity x correction factor + baseline) in the
 * channel's unit.
 */
final class DicomGroup {
  private static final int ORIGINALITY = 0x003A0004;
  private static final int CHANNEL_COUNT = 0x003A0005;
  private static final int SAMPLE_COUNT = 0x003A0010;
  private static final int SAMPLING_FREQUENCY = 0x003A001A;
  private static final int GROUP_LABEL = 0x003A0020;
  private static final int CHANNEL_STATUS = 0x003A0205;
  private static final int SENSITIVITY = 0x003A0210;
  private static final int CORRECTION_FACTOR = 0x003A0212;
  private static final int BASELINE = 0x003A0213;
  private static final int TIME_SKEW = 0x003A0214;
  private static final int SAMPLE_SKEW = 0x003A0215;
  private static final int BITS_STORED = 0x003A021A;
  private static final int FILTER_LOW = 0x003A0220;
  private static final int FILTER_HIGH = 0x003A0221;
  private static final int NOTCH = 0x003A0222;
  private static final int BITS_ALLOCATED = 0x54001004;
  private static final int INTERPRETATION = 0x54001006;
  private static final int PADDING = 0x5400100A;
  private static final int DATA = 0x54001010;

  private static final Map<String, String> OTHER_SAMPLES =
      Map.of(
          "SB", "signed 8 bits",
          "UB", "unsigned 8 bits",
          "MB", "8 bits by the mu law",
          "AB", "8 bits by the A law",
          "SL", "signed 32 bits",
          "UL", "unsigned 32 bits",
          "SV", "signed 64 bits",
          "UV", "unsigned 64 bits");

  private final String fileName;
  private final int number;
  private final DicomDataSet set;
  private final String label;
  private final String place;
  private final List<DicomChannel> channels = new ArrayList<>();
  private final List<DicomChannel> leads;

  /**
   * A group of the waveform sequence.
   *
   * @param fileName the file, for messages
   * @param number its place in the file, from 1
   * @param set its item
   */
  DicomGroup(String fileName, int number, DicomDataSet set) {
    this.fileName = fileName;
    this.number = number;
    this.set = set;
    label = Words.quotable(set.text(GROUP_LABEL));
    place = fileName + ": group " + name() + ": ";
    for (DicomDataSet definition : set.items(DicomParser.CHANNEL_DEFINITIONS)) {
      channels.add(DicomChannel.of(channels.size() + 1, definition));
    }
    leads = channels.stream().filter(c -> c.lead() != null).toList();
  }

  /** {@return number and label, as messages name it} */
  String name() {
    return label.isEmpty() ? Integer.toString(number) : number + " '" + label + "'";
  }

  /** {@return the group in words, for a note of what is left alone} */
  String inWords() {
    return "group %s (%d leads, %d channels, %d samples%s)"
        .formatted(
            name(), leads.size(), channels.size(), samples(), isDerived() ? ", derived" : "");
  }

  int leadCount() {
    return leads.size();
  }

  /** {@return the channels that are no ECG leads} */
  List<DicomChannel> otherChannels() {
    return channels.stream().filter(c -> c.lead() == null).toList();
  }

  boolean isDerived() {
    return set.text(ORIGINALITY).equals("DERIVED");
  }

  boolean isNamedRhythm() {
    return label.toUpperCase(Locale.ROOT).contains("RHYTHM");
  }

  /** {@return whether it is a recording as it went on, and no median or other beat} */
  boolean isRhythm() {
    String upper = label.toUpperCase(Locale.ROOT);
    boolean beat = upper.contains("MEDIAN") || upper.contains("BEAT") || upper.contains("AVERAGE");
    return isNamedRhythm() || !beat && !isDerived();
  }

  private long samples() {
    return set.number(SAMPLE_COUNT, 4, "number of samples", place);
  }

  /** {@return samples a second} */
  double samplingRateHz() {
    double rate = decimal(SAMPLING_FREQUENCY, "sampling frequency").orElse(Double.NaN);
    if (!(rate > 0 && rate <= 1e6)) {
      throw wrong(
          "expected a sampling frequency above 0, at most 1000000 Hz, found '%s'"
              .formatted(Words.quotable(set.text(SAMPLING_FREQUENCY))));
    }
    return rate;
  }

  double seconds() {
    return samples() / samplingRateHz();
  }

  /** {@return the sample interpretation and bits as the file states them} */
  String encoding() {
    String interpretation = set.text(INTERPRETATION);
    return "%s, %s"
        .formatted(
            interpretation.isEmpty() ? "not stated" : Words.quotable(interpretation),
            OTHER_SAMPLES.getOrDefault(
                interpretation, set.number(BITS_ALLOCATED, 2, "bits allocated", place) + " bits"));
  }

  /**
   * {@return the leads in mV, in stored order}
   *
   * @param notes where to say what a reader should know
   * @param part the samples that are wanted; empty for all
   * @throws EcgDataException if samples are of another kind, or what is stated does not agree
   */
  List<StoredLead> read(List<String> notes, Optional<WantedPart> part) {
    boolean signed = set.text(INTERPRETATION).equals("SS");
    if (!signed && !set.text(INTERPRETATION).equals("US")
        || set.number(BITS_ALLOCATED, 2, "bits allocated", place) != 16) {
      throw wrong("expected samples of 16 bits, SS or US, found " + encoding());
    }
    long count = set.number(CHANNEL_COUNT, 2, "number of channels", place);
    long samples = samples();
    if (count != channels.size() || samples < 1) {
      throw wrong(
          "expected at least 1 sample of %d channels, as they are defined, found %d of %d"
              .formatted(channels.size(), samples, count));
    }
    if (set.length(DATA) != 2 * count * samples) {
      throw wrong(
          "expected %d bytes for %d samples of %d channels, found %d"
              .formatted(2 * count * samples, samples, count, set.length(DATA)));
    }
    TimeWindow.Span span =
        part.isPresent()
            ? part.get().in(fileName, samplingRateHz(), samples)
            : new TimeWindow.Span(0, (int) samples);
    if (2 * count * span.count() > DeviceSource.LONGEST_BYTES) {
      throw DeviceSource.tooLong(fileName, 2 * count * span.count(), true);
    }
    int stride = 2 * channels.size();
    ByteBuffer bytes = set.part(DATA, stride * (int) span.first(), stride * span.count());
    // No sample has the value 1 << 16, which stands for "no padding".
    int padding = 1 << 16;
    if (set.length(PADDING) > 0) {
      int stated = (int) set.number(PADDING, 2, "padding value", place);
      padding = signed ? (short) stated : stated;
    }
    if (signed && padding == 0) {
      notes.add("The padding value is 0, which samples reach by themselves; zeros were kept.");
      padding = 1 << 16;
    }
    Map<String, List<String>> remarks = new LinkedHashMap<>();
    List<StoredLead> stored = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (DicomChannel channel : leads) {
      if (!names.add(channel.lead())) {
        throw wrong("lead %s: expected it once, found it twice".formatted(channel.lead()));
      }
      stored.add(
          new StoredLead(
              channel.lead(), millivolts(channel, bytes, span, signed, padding, remarks)));
    }
    remarks.forEach(
        (remark, of) ->
            notes.add(
                "%s (%s)."
                    .formatted(
                        remark, of.size() == leads.size() ? "all leads" : String.join(", ", of))));
    return stored;
  }

  private double[] millivolts(
      DicomChannel channel,
      ByteBuffer buffer,
      TimeWindow.Span span,
      boolean signed,
      int padding,
      Map<String, List<String>> remarks) {
    String at = place + "lead " + channel.lead() + ": ";
    DicomDataSet definition = channel.set();
    channel
        .leadOfLabel()
        .filter(lead -> !lead.equals(channel.lead()))
        .ifPresent(
            lead -> {
              throw new EcgDataException(
                  at
                      + "expected code and label to name one lead, found %s as label"
                          .formatted(lead));
            });
    CartUnit unit =
        CartUnit.of(channel.unit())
            .orElseThrow(
                () ->
                    new EcgDataException(
                        at
                            + "expected uV or mV as unit of sensitivity, found '%s'"
                                .formatted(Words.quotable(channel.unit()))));
    double sensitivity = definition.decimal(SENSITIVITY, "sensitivity", at).orElse(0);
    OptionalDouble correction = definition.decimal(CORRECTION_FACTOR, "correction factor", at);
    OptionalDouble baseline = definition.decimal(BASELINE, "baseline", at);
    double step = sensitivity * correction.orElse(1);
    if (step == 0 || !Double.isFinite(step)) {
      throw new EcgDataException(
          at
              + "expected sensitivity and correction factor other than 0, found '%s' and '%s'"
                  .formatted(
                      Words.quotable(definition.text(SENSITIVITY)),
                      Words.quotable(definition.text(CORRECTION_FACTOR))));
    }
    long bits = definition.number(BITS_STORED, 2, "bits stored", at);
    if (bits == 0 || bits > 16) {
      throw new EcgDataException(at + "expected 1 to 16 bits stored, found " + bits);
    }
    int lowest = signed ? -1 << (bits < 0 ? 15 : bits - 1) : 0;
    int highest = signed ? -lowest - 1 : (1 << (bits < 0 ? 16 : bits)) - 1;

    int samples = span.count();
    int stride = 2 * channels.size();
    byte[] bytes = buffer.array();
    int position = buffer.position() + 2 * (channel.number() - 1);
    double offset = baseline.orElse(0);
    double[] millivolts = new double[samples];
    int missing = 0;
    double[] table =
        padding == 1 << 16
            ? SampleTable.of(
                List.of("DICOM", step, offset, unit),
                signed,
                samples,
                all -> toMillivolts(all, step, offset, unit))
            : null;
    boolean isSimple = false;
    if (table != null) {
      long extremes =
          SampleTable.convert(table, signed, bytes, position, stride, millivolts, 0, samples);
      isSimple = extremes >> 32 >= lowest && (int) extremes <= highest;
    }
    for (int n = 0; n < samples && !isSimple; n++, position += stride) {
      int raw = bytes[position] & 0xff | bytes[position + 1] << 8;
      raw = signed ? raw : raw & 0xffff;
      if (raw == padding) {
        millivolts[n] = Double.NaN;
        missing++;
      } else if (raw < lowest || raw > highest) {
        throw new EcgDataException(
            at
                + "expected samples of %d bits, found %d at sample %d"
                    .formatted(bits, raw, span.first() + n + 1));
      } else {
        millivolts[n] = raw;
      }
    }
    if (!isSimple) {
      toMillivolts(millivolts, step, offset, unit);
    }
    List<String> found = new ArrayList<>();
    if (missing > 0) {
      found.add(
          "%d samples are missing, marked by the padding value %d".formatted(missing, padding));
    }
    if (correction.isEmpty()) {
      found.add("No correction factor is stated; 1 was taken");
    }
    if (baseline.isEmpty()) {
      found.add("No baseline is stated; 0 was taken");
    }
    String status = definition.text(CHANNEL_STATUS);
    if (!status.isEmpty() && !status.equals("OK")) {
      found.add("Channel status stated: " + Words.quotable(status));
    }
    if (differs(definition, TIME_SKEW, at)) {
      found.add("A time skew of %s s is stated and left".formatted(definition.text(TIME_SKEW)));
    }
    if (differs(definition, SAMPLE_SKEW, at)) {
      found.add(
          "A time skew of %s samples is stated and left".formatted(definition.text(SAMPLE_SKEW)));
    }
    String filters = filters(definition, at);
    if (!filters.isEmpty()) {
      found.add("Filters stated: " + filters);
    }
    found.forEach(
        remark -> remarks.computeIfAbsent(remark, text -> new ArrayList<>()).add(channel.lead()));
    return millivolts;
  }

  private static void toMillivolts(double[] raw, double step, double offset, CartUnit unit) {
    for (int n = 0; n < raw.length; n++) {
      raw[n] = raw[n] * step + offset;
    }
    unit.toMillivolts(raw);
  }

  private static boolean differs(DicomDataSet definition, int tag, String at) {
    return definition.decimal(tag, "time skew", at).orElse(0) != 0;
  }

  private static String filters(DicomDataSet definition, String at) {
    List<String> filters = new ArrayList<>();
    int[] tags = {FILTER_LOW, FILTER_HIGH, NOTCH};
    String[] names = {"high pass", "low pass", "notch"};
    for (int i = 0; i < tags.length; i++) {
      double frequency = definition.decimal(tags[i], names[i], at).orElse(0);
      if (frequency != 0) {
        filters.add(names[i] + " " + DicomFormat.plain(frequency) + " Hz");
      }
    }
    return String.join(", ", filters);
  }

  private OptionalDouble decimal(int tag, String what) {
    return set.decimal(tag, what, place);
  }

  private EcgDataException wrong(String sentence) {
    return new EcgDataException(place + sentence);
  }
}
