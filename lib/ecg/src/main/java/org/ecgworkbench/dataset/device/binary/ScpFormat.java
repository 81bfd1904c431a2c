package org.ecgworkbench.dataset.device.binary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.LeadName;
import org.ecgworkbench.dataset.device.file.StoredLead;

/**
 * SCP-ECG of protocol version 1.x and 2.x (EN 1064:2005, CEN ENV 1064:1993): the rhythm data of
 * section 6, plain or Huffman coded, as values or first or second differences, with the reference
 * beat put back where it was subtracted. Samples are in mV, {@code [samples]} for each stored lead.
 *
 * <p>Refused by name: bimodal compression, version 3.0, Heal Force. A checksum that differs is an
 * error.
 */
public final class ScpFormat implements DeviceFormat {
  private static final double NANOVOLTS = 1e6;

  /**
   * More would take more than 128 MiB; bits of value zero could state that many in a small file.
   */
  private static final long MOST_SAMPLES = 1L << 24;

  private static final int BEAT_BYTES = 14;

  /**
   * A lead of section 3: samples {@code first} to {@code last}, counted from 1 in the recording.
   */
  private record Definition(String name, long first, long last) {
    long count() {
      return last - first + 1;
    }
  }

  /** Section 5 or 6: {@code [lead][sample]} in steps of {@code stepNanovolts}. */
  private record Data(int stepNanovolts, int intervalMicroseconds, short[][] values) {}

  @Override
  public String name() {
    return "SCP-ECG";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return ScpFile.begins(source.head());
  }

  @Override
  public DeviceRecording read(DeviceSource source) {
    ScpFile file = new ScpFile(source.name(), source.bytes());
    List<String> notes = new ArrayList<>();
    notes.add(
        "The checksums of the file and of its %d sections were verified."
            .formatted(file.sectionCount()));
    if (!file.namesItself()) {
      notes.add("Section 0 does not call itself SCPECG, as in files of old carts.");
    }
    if (file.bytesBehind() > 0) {
      notes.add("Left alone: %d bytes behind the record.".formatted(file.bytesBehind()));
    }
    ScpHeader header = file.section(1).map(ScpHeader::read).orElse(ScpHeader.NONE);
    notes.addAll(header.notes());

    ScpSection section = file.required(3, "the leads");
    int leadCount = section.u8();
    boolean subtracted = (section.u8() & 1) != 0;
    List<Definition> leads = leads(section, leadCount);
    ScpHuffman huffman = file.section(2).map(ScpHuffman::read).orElse(null);
    ScpSection rhythmSection = file.required(6, "the rhythm data");
    Data rhythm = rhythm(rhythmSection, leads, huffman, notes);
    double[][] millivolts = inTime(rhythmSection, leads, rhythm, notes);
    if (subtracted) {
      addBeats(file, leads, huffman, rhythm, millivolts, notes);
    }

    List<StoredLead> stored = new ArrayList<>();
    for (int i = 0; i < leadCount; i++) {
      stored.add(new StoredLead(leads.get(i).name, millivolts[i]));
    }
    int version = file.protocolVersion();
    return new DeviceRecording(
        name(),
        version == 0 ? "" : version / 10 + "." + version % 10,
        header.maker(),
        1e6 / rhythm.intervalMicroseconds,
        stored,
        header.ageYears(),
        header.sex(),
        notes);
  }

  private static List<Definition> leads(ScpSection section, int count) {
    if (count == 0) {
      throw section.wrong("expected at least 1 lead, found 0");
    }
    List<Definition> leads = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long first = section.u32();
      long last = section.u32();
      int code = section.u8();
      String known = LeadName.ofCode(code);
      String name = known != null ? known : "lead code %d, number %d".formatted(code, i + 1);
      if (first < 1 || last < first) {
        throw section.wrong(
            "lead %s: expected samples counted from 1, found %d to %d"
                .formatted(name, first, last));
      }
      if (!names.add(name)) {
        throw section.wrong("lead %s: expected it once, found it twice".formatted(name));
      }
      leads.add(new Definition(name, first, last));
    }
    return leads;
  }

  private static Data rhythm(
      ScpSection section, List<Definition> leads, ScpHuffman huffman, List<String> notes) {
    long[] declared = leads.stream().mapToLong(Definition::count).toArray();
    Data data = data(section, leads, declared, huffman, true);
    Map<String, List<String>> shorter = new LinkedHashMap<>();
    for (int i = 0; i < declared.length; i++) {
      int found = data.values[i].length;
      // A plain lead may be cut by its length of 16 bits; what it holds is then known for certain.
      if (found < declared[i] && (huffman != null || section.remaining() > 1)) {
        throw section.wrong(
            "lead %s: expected %d samples, found %d"
                .formatted(leads.get(i).name, declared[i], found));
      }
      if (found < declared[i]) {
        shorter
            .computeIfAbsent(
                "The file declares %d samples and holds %d".formatted(declared[i], found),
                counts -> new ArrayList<>())
            .add(leads.get(i).name);
      }
    }
    shorter.forEach(
        (counts, names) ->
            notes.add(
                "%s of %s; what there is was read."
                    .formatted(
                        counts,
                        names.size() == leads.size()
                            ? "all leads"
                            : "lead " + String.join(", ", names))));
    return data;
  }

  /** Reads section 5 or 6. A lead has as many samples as are wanted, or as there are. */
  private static Data data(
      ScpSection section,
      List<Definition> leads,
      long[] wanted,
      ScpHuffman huffman,
      boolean rhythm) {
    int step = section.u16();
    int interval = section.u16();
    int differences = section.u8();
    if (section.u8() != 0 && rhythm) {
      throw section.wrong(
          "expected rhythm data as it was sampled, found bimodal compression, which is not read");
    }
    if (step == 0 || interval == 0) {
      throw section.wrong(
          "expected a step in nV and an interval in us above 0, found %d and %d"
              .formatted(step, interval));
    }
    if (differences > 2) {
      throw section.wrong(
          "expected samples, first or second differences (0, 1 or 2), found %d"
              .formatted(differences));
    }
    int[] lengths = new int[leads.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = section.u16();
    }
    short[][] values = new short[lengths.length][];
    long total = 0;
    for (int i = 0; i < lengths.length; i++) {
      String lead = leads.get(i).name;
      if (lengths[i] > section.remaining()) {
        throw section.wrong(
            "lead %s: expected %d bytes, found %d"
                .formatted(lead, lengths[i], section.remaining()));
      }
      int start = section.take(lengths[i]);
      int count = (int) Math.min(wanted[i], huffman == null ? lengths[i] / 2 : 8 * lengths[i]);
      total += count;
      if (total > MOST_SAMPLES) {
        throw section.wrong(
            "expected at most %d samples in all leads, found more".formatted(MOST_SAMPLES));
      }
      values[i] =
          huffman == null
              ? plain(section.bytes(), start, count)
              : huffman.decode(section, lead, start, start + lengths[i], count);
      addUp(values[i], differences);
    }
    return new Data(step, interval, values);
  }

  private static short[] plain(byte[] bytes, int start, int count) {
    short[] values = new short[count];
    for (int n = 0; n < count; n++) {
      values[n] = (short) ScpSection.u16(bytes, start + 2 * n);
    }
    return values;
  }

  /**
   * Samples have 16 bits; differences of more bits come wrapped round, and wrap back in the sum.
   */
  private static void addUp(short[] values, int differences) {
    if (differences == 1) {
      for (int n = 1; n < values.length; n++) {
        values[n] += values[n - 1];
      }
    } else if (differences == 2) {
      for (int n = 2; n < values.length; n++) {
        values[n] = (short) (values[n] + 2 * values[n - 1] - values[n - 2]);
      }
    }
  }

  /** The leads in mV at their places in time; where one has no samples there is NaN. */
  private static double[][] inTime(
      ScpSection section, List<Definition> leads, Data data, List<String> notes) {
    long first = leads.stream().mapToLong(Definition::first).min().orElseThrow();
    long end = 0;
    long held = 0;
    for (int i = 0; i < leads.size(); i++) {
      end = Math.max(end, leads.get(i).first + data.values[i].length);
      held += data.values[i].length;
    }
    long length = end - first;
    if (length < 1 || length > held || length * leads.size() > MOST_SAMPLES) {
      throw section.wrong(
          ("expected leads without a gap between them and at most %d samples in all, found %d from"
                  + " the first sample to the last of %d leads")
              .formatted(MOST_SAMPLES, length, leads.size()));
    }
    double[][] millivolts = new double[leads.size()][(int) length];
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < millivolts.length; i++) {
      short[] values = data.values[i];
      int from = (int) (leads.get(i).first - first);
      if (values.length < length) {
        Arrays.fill(millivolts[i], Double.NaN);
        parts.add(leads.get(i).name);
      }
      double[] lead = millivolts[i];
      for (int n = 0; n < values.length; n++) {
        lead[from + n] = (double) values[n] * data.stepNanovolts;
      }
      for (int n = from; n < from + values.length; n++) {
        lead[n] /= NANOVOLTS;
      }
    }
    if (!parts.isEmpty()) {
      notes.add(
          "Leads %s cover a part of the recording; the rest of them is missing."
              .formatted(String.join(", ", parts)));
    }
    return millivolts;
  }

  /**
   * Adds the reference beat of section 5 in the zones of section 4 whose type is 0. Sample
   * {@code s} of a zone takes the beat's sample {@code s - fiducial + fiducial of the beat}; all
   * count from 1.
   */
  private static void addBeats(
      ScpFile file,
      List<Definition> leads,
      ScpHuffman huffman,
      Data rhythm,
      double[][] millivolts,
      List<String> notes) {
    ScpSection zones = file.required(4, "the places of the reference beat, which was subtracted");
    ScpSection beatSection = file.required(5, "the reference beat, which was subtracted");
    long beatMicroseconds = 1000L * zones.u16();
    int beatFiducial = zones.u16();
    int count = zones.u16();
    long[] wanted = new long[leads.size()];
    // Rounded up: a sample too many is padding, and no zone asks for it.
    Arrays.fill(
        wanted, (beatMicroseconds + rhythm.intervalMicroseconds - 1) / rhythm.intervalMicroseconds);
    Data beat = data(beatSection, leads, wanted, huffman, false);
    if (beat.intervalMicroseconds != rhythm.intervalMicroseconds) {
      throw beatSection.wrong(
          "expected the reference beat at the interval of the rhythm, %d us, found %d us"
              .formatted(rhythm.intervalMicroseconds, beat.intervalMicroseconds));
    }
    if (count > zones.remaining() / BEAT_BYTES) {
      throw zones.wrong("expected %d beats, found %d bytes".formatted(count, zones.remaining()));
    }
    long first = leads.stream().mapToLong(Definition::first).min().orElseThrow();
    long previousEnd = 0;
    int added = 0;
    for (int q = 1; q <= count; q++) {
      int type = zones.u16();
      long start = zones.u32();
      long fiducial = zones.u32();
      long end = zones.u32();
      if (type != 0) {
        continue;
      }
      if (start <= previousEnd || end < start) {
        throw zones.wrong(
            "beat %d: expected it behind sample %d, found samples %d to %d"
                .formatted(q, previousEnd, start, end));
      }
      previousEnd = end;
      added++;
      long shift = beatFiducial - fiducial - 1;
      for (int i = 0; i < millivolts.length; i++) {
        Definition lead = leads.get(i);
        long last = lead.first + rhythm.values[i].length - 1;
        if (start < lead.first
            || end > last
            || start + shift < 0
            || end + shift >= beat.values[i].length) {
          throw zones.wrong(
              ("lead %s, beat %d: expected samples %d to %d inside the lead's %d to %d, and inside"
                      + " the %d of the reference beat, found %d to %d of it")
                  .formatted(
                      lead.name,
                      q,
                      start,
                      end,
                      lead.first,
                      last,
                      beat.values[i].length,
                      start + shift + 1,
                      end + shift + 1));
        }
        for (long s = start; s <= end; s++) {
          millivolts[i][(int) (s - first)] +=
              (long) beat.values[i][(int) (s + shift)] * beat.stepNanovolts / NANOVOLTS;
        }
      }
    }
    notes.add(
        "The reference beat was added where it had been subtracted, in %d of %d beats."
            .formatted(added, count));
  }
}
