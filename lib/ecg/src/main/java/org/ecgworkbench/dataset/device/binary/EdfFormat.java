package org.ecgworkbench.dataset.device.binary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.SampleTable;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * EDF, EDF+, BDF and BDF+ files.
 *
 * <p>The leads are the signals whose label names a lead or says ECG; others are left alone and
 * noted, and so are leads of another rate than most have. The padding at the digital minimum with
 * which writers fill the last data record is cut off and noted. A discontinuous file (EDF+D) is
 * read if its records follow one another all the same, and refused if there is a gap. The maker
 * stays empty, as the field of the equipment may hold a serial number.
 *
 * <p>Source: Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7; Kemp and Olivan 2003 (EDF+),
 * doi:10.1016/S1388-2457(03)00123-8.
 */
public final class EdfFormat implements DeviceFormat {
  private static final Pattern FILTER = Pattern.compile("(?:HP|LP|N):\\s?[0-9.]+\\s?[A-Za-z]*");
  // Onsets are printed with few digits; a gap shorter than this is none.
  private static final double TOLERATED_GAP_SAMPLES = 0.5;

  @Override
  public String name() {
    return "EDF/BDF";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    byte[] head = source.head();
    if (startsWith(head, "\u00ffBIOSEMI")) {
      return true;
    }
    if (!startsWith(head, "0       ")) {
      return false;
    }
    // A table in text could begin so too, but has lines.
    for (int i = 0; i < Math.min(256, head.length); i++) {
      if (head[i] == '\n' || head[i] == '\r') {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] head, String mark) {
    for (int i = 0; i < mark.length(); i++) {
      if (i >= head.length || (head[i] & 0xff) != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads it.
   *
   * @throws EcgDataException if the header is damaged, there are fewer data records than it states,
   *     no signal is an ECG, a lead has no unit of voltage or occurs twice, or there is a gap
   *     between records
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    return new Reading(source).recording(name());
  }

  @Override
  public boolean readsParts() {
    return true;
  }

  /** One file under way. */
  private static final class Reading {
    private final String file;
    private final byte[] bytes;
    private final EdfHeader header;
    private final int records;
    private final List<String> notes = new ArrayList<>();

    /** Samples at the beginning of the first record that are not wanted, and how many are; -1 for all. */
    private int skipped;

    private int wanted = -1;

    Reading(DeviceSource source) {
      file = source.name();
      if (source.part().isEmpty()) {
        bytes = source.bytesOrPart();
        header = new EdfHeader(file, bytes, bytes.length);
        records = records(source.size());
        return;
      }
      byte[] head = source.head();
      header = new EdfHeader(file, head, source.size());
      int all = records(source.size());
      EdfSignal lead = ofOneRate(ecgSignals()).get(0);
      notes.clear();
      TimeWindow.Span span =
          source.part().get().in(file, header.rate(lead), (long) all * lead.samples());
      long first = span.first() / lead.samples();
      long end = (span.first() + span.count() - 1) / lead.samples() + 1;
      skipped = (int) (span.first() % lead.samples());
      wanted = span.count();
      records = (int) (end - first);
      long length = (end - first) * header.recordBytes;
      if (length > DeviceSource.LONGEST_BYTES) {
        throw DeviceSource.tooLong(file, length, true);
      }
      byte[] some = source.bytes(header.length + first * header.recordBytes, (int) length);
      // Header and wanted records, as if the file had no others.
      bytes = Arrays.copyOf(head, header.length + some.length);
      System.arraycopy(some, 0, bytes, header.length, some.length);
      header.over(bytes);
    }

    DeviceRecording recording(String format) {
      List<EdfSignal> leads = ofOneRate(ecgSignals());
      checkContinuity();
      int samples = leads.get(0).samples() * records;
      // Of a part, what stands at the end need not be the end of the recording.
      int kept = wanted < 0 ? samples - padding(leads, samples) : skipped + wanted;
      List<StoredLead> stored = new ArrayList<>();
      for (EdfSignal lead : leads) {
        double[] values = millivolts(lead, kept);
        stored.add(
            new StoredLead(
                lead.name(), wanted < 0 ? values : Arrays.copyOfRange(values, skipped, kept)));
      }
      noteSteps(leads);
      noteFilters(leads);
      return new DeviceRecording(
          format,
          header.version(),
          "",
          header.rate(leads.get(0)),
          stored,
          header.age(),
          header.sex(),
          notes);
    }

    /** The number of data records; what is stated must be there. */
    private int records(long size) {
      if (header.recordBytes == 0) {
        throw header.error("expected signals with samples, found none");
      }
      long data = size - header.length;
      long there = data / header.recordBytes;
      long count = header.records < 0 ? there : header.records;
      if (count < 1 || count > there) {
        throw header.error(
            "expected %d data records of %d bytes, found %d bytes after the header"
                .formatted(Math.max(1, count), header.recordBytes, data));
      }
      if (header.records < 0) {
        notes.add(
            "The header leaves the number of data records open: "
                + count
                + " follow from the file's size.");
      }
      long rest = data - count * header.recordBytes;
      if (rest > 0) {
        notes.add("The last " + rest + " bytes belong to no data record and were not read.");
      }
      return (int) count;
    }

    private List<EdfSignal> ecgSignals() {
      List<EdfSignal> leads = new ArrayList<>();
      int others = 0;
      for (EdfSignal signal : header.signals) {
        if (signal.isAnnotation()) {
          continue;
        }
        boolean voltage = CartUnit.of(signal.unit()).isPresent();
        if (signal.isEcg() && voltage) {
          leads.add(signal);
        } else if (signal.standardName().isPresent() || signal.isEcg() && signal.unit().isEmpty()) {
          throw header.error(
              "lead %s: expected a unit, V, mV, uV or nV, found '%s'"
                  .formatted(signal.name(), Words.quotable(signal.unit())));
        } else {
          others++;
        }
      }
      if (leads.isEmpty()) {
        throw header.error(
            "expected signals that are labelled as leads of an ECG, found none among "
                + (header.signals.size()));
      }
      if (others > 0) {
        notes.add(others + " of the file's signals are labelled as no ECG and were left out.");
      }
      return leads;
    }

    /** The leads of the rate that most of them have. */
    private List<EdfSignal> ofOneRate(List<EdfSignal> all) {
      Map<Integer, List<EdfSignal>> byRate = new LinkedHashMap<>();
      for (EdfSignal lead : all) {
        byRate.computeIfAbsent(lead.samples(), key -> new ArrayList<>()).add(lead);
      }
      int most = byRate.values().stream().mapToInt(List::size).max().orElseThrow();
      List<List<EdfSignal>> largest =
          byRate.values().stream().filter(leads -> leads.size() == most).toList();
      List<EdfSignal> leads = largest.get(0);
      if (largest.size() > 1) {
        throw header.error(
            "expected leads of one rate, found %d leads at %s Hz and as many at %s Hz"
                .formatted(most, rate(leads), rate(largest.get(1))));
      }
      double rate = header.recordSeconds.signum() > 0 ? header.rate(leads.get(0)) : 0;
      if (!(rate > 0 && rate <= 1e6)) {
        throw header.error(
            "expected a rate above 0, at most 1000000 Hz, found %d samples in %s s"
                .formatted(
                    leads.get(0).samples(), Words.quotable(header.recordSeconds.toPlainString())));
      }
      Set<String> names = new LinkedHashSet<>();
      for (EdfSignal lead : leads) {
        if (!names.add(lead.name())) {
          throw header.error("lead " + lead.name() + ": expected one signal, found two");
        }
      }
      for (EdfSignal lead : all) {
        if (lead.samples() != leads.get(0).samples()) {
          notes.add(
              "Lead %s has another rate than most (%s Hz, not %s Hz) and was left out."
                  .formatted(lead.name(), rate(List.of(lead)), rate(leads)));
        }
      }
      return leads;
    }

    private String rate(List<EdfSignal> leads) {
      return header.recordSeconds.signum() > 0
          ? String.valueOf((float) header.rate(leads.get(0)))
          : "no";
    }

    /** In EDF+ each record begins with its onset, in the first annotation signal. */
    private void checkContinuity() {
      EdfSignal annotations =
          header.signals.stream().filter(EdfSignal::isAnnotation).findFirst().orElse(null);
      boolean mayHaveGaps = header.kind.equals("+D");
      if (annotations == null || header.kind.isEmpty()) {
        if (mayHaveGaps) {
          throw header.error(
              "expected annotations with the onset of each record in a discontinuous file, found none");
        }
        return;
      }
      double seconds = header.recordSeconds.doubleValue();
      int most = header.signals.stream().mapToInt(EdfSignal::samples).max().orElseThrow();
      double first = header.onset(0, annotations);
      for (int record = 0; record < records; record++) {
        double onset = header.onset(record, annotations);
        if (Double.isNaN(onset)) {
          if (mayHaveGaps) {
            throw header.error(
                "record %d: expected its onset in a discontinuous file, found none"
                    .formatted(record + 1));
          }
          continue;
        }
        double expected = first + record * seconds;
        if (Math.abs(onset - expected) > Math.max(1e-3, TOLERATED_GAP_SAMPLES * seconds / most)) {
          throw header.error(
              "record %d: expected it to follow the record before at %s s, found a gap: it begins at %s s; export the recording in pieces without gaps"
                  .formatted(record + 1, (float) expected, (float) onset));
        }
      }
      if (mayHaveGaps) {
        notes.add("The file is marked as discontinuous, but its records follow without gaps.");
      }
    }

    /** How many samples at the end stand at the digital minimum in all leads. */
    private int padding(List<EdfSignal> leads, int samples) {
      int padding = samples;
      for (EdfSignal lead : leads) {
        padding = Math.min(padding, atMinimum(lead, padding));
      }
      if (padding == samples) {
        throw header.error(
            "expected samples, found all " + samples + " of each lead at the digital minimum");
      }
      if (padding > 0) {
        notes.add(
            "The last %d samples stand at the least value that the file can store in all leads: padding, which was cut off."
                .formatted(padding));
      }
      return padding;
    }

    /** How many of the last samples of a lead stand at the digital minimum, as far as asked. */
    private int atMinimum(EdfSignal lead, int most) {
      int count = 0;
      for (int record = records - 1; record >= 0; record--) {
        int begin = header.length + record * header.recordBytes + lead.offset();
        for (int i = lead.samples() - 1; i >= 0; i--, count++) {
          if (count == most || digital(begin + i * header.width) != lead.digitalMinimum()) {
            return count;
          }
        }
      }
      return count;
    }

    private int digital(int at) {
      int high = bytes[at + header.width - 1];
      for (int i = header.width - 2; i >= 0; i--) {
        high = high << 8 | bytes[at + i] & 0xff;
      }
      return high;
    }

    private double[] millivolts(EdfSignal lead, int kept) {
      double[] values = new double[kept];
      int width = header.width;
      int least = lead.digitalMinimum();
      int most = lead.digitalMaximum();
      double[] table =
          width == 2 ? SampleTable.of(lead.scale(), true, kept, lead::toMillivolts) : null;
      if (table != null && isWithin(lead, table, values)) {
        return values;
      }
      int outside = 0;
      int atLimit = 0;
      int record = header.length + lead.offset();
      for (int sample = 0; sample < kept; record += header.recordBytes) {
        int end = Math.min(kept, sample + lead.samples());
        for (int at = record; sample < end; at += width) {
          int digital =
              width == 2
                  ? bytes[at + 1] << 8 | bytes[at] & 0xff
                  : bytes[at + 2] << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at] & 0xff;
          if (digital <= least || digital >= most) {
            atLimit++;
            outside += digital < least || digital > most ? 1 : 0;
          }
          values[sample++] = digital;
        }
      }
      lead.toMillivolts(values);
      if (atLimit > 0) {
        notes.add(
            "Lead %s: %d samples stand at a limit of the stored range or beyond (%d beyond): clipped, or missing in the original."
                .formatted(lead.name(), atLimit, outside));
      }
      return values;
    }

    /** Converts samples of 16 bits; false if one of them stands at a limit of the stored range, or beyond. */
    private boolean isWithin(EdfSignal lead, double[] table, double[] values) {
      // Records of one sample, as recorders write them that send each by itself, are one line.
      int stride = lead.samples() == 1 ? header.recordBytes : header.width;
      int line = lead.samples() == 1 ? values.length : lead.samples();
      int begin = header.length + lead.offset();
      for (int from = 0; from < values.length; from += line, begin += header.recordBytes) {
        int to = Math.min(values.length, from + line);
        long found = SampleTable.convert(table, true, bytes, begin, stride, values, from, to);
        if (found >> 32 <= lead.digitalMinimum() || (int) found >= lead.digitalMaximum()) {
          return false;
        }
      }
      return true;
    }

    /** One lead of another step than the rest is how a damaged header shows. */
    private void noteSteps(List<EdfSignal> leads) {
      DoubleSummaryStatistics steps =
          leads.stream().mapToDouble(EdfSignal::stepMillivolts).summaryStatistics();
      if (Math.abs(steps.getMax() - steps.getMin()) > 1e-3 * Math.abs(steps.getMax())) {
        notes.add(
            "The leads are stored in different steps, %s to %s mV."
                .formatted((float) steps.getMin(), (float) steps.getMax()));
      }
    }

    private void noteFilters(List<EdfSignal> leads) {
      Set<String> filters = new LinkedHashSet<>();
      for (EdfSignal lead : leads) {
        List<String> parts = new ArrayList<>();
        for (Matcher part = FILTER.matcher(lead.filter()); part.find(); ) {
          parts.add(part.group());
        }
        filters.add(String.join(" ", parts));
      }
      filters.remove("");
      if (!filters.isEmpty()) {
        notes.add("Filters stated: " + String.join("; ", filters) + ".");
      }
    }
  }
}
