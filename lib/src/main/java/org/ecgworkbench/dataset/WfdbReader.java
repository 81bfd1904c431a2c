package org.ecgworkbench.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/**
 * Reads WFDB records: formats 16, 32, 80 and 212, with or without a byte offset ({@code 16+24} is the challenge's MATLAB v4
 * matrix), signals in one file or several, one piece or several segments of fixed layout.
 *
 * <p>Physical value = (ADC value - baseline) / gain, in double arithmetic, as wfdb-python computes it; the lowest ADC value of a
 * format (-32768 in format 16) is a missing sample, {@code NaN}. Everything the header says is compared with what the file holds:
 * length, initial values, checksums, and the 24 bytes of a MATLAB header. Sizes are compared before memory is taken, so a damaged
 * count costs nothing. Nothing is repaired: the first thing that does not fit is thrown, as one sentence.
 *
 * <p>Refused by name: other formats, several samples a frame, skew, gaps between segments, segments of variable layout.
 */
public final class WfdbReader {
  private static final String EXTENSION = ".hea";

  private WfdbReader() {}

  /**
   * Reads a 12-lead recording. Leads are found by name, whatever their order in the file; age, sex and diagnoses come from the
   * comments {@code Age}, {@code Sex} and {@code Dx}.
   *
   * @param headerFile the {@code .hea} file; its name without the extension becomes the record's id
   * @throws EcgDataException if the files are missing, damaged or not of this form; if there are not exactly the twelve leads; if
   *     the units are neither mV nor uV; if the sampling rate is not a whole number. Names the file, the lead, what was expected
   *     and what was found
   */
  public static EcgRecord read(Path headerFile) {
    WfdbSignals signals = readSignals(headerFile);
    HeaderComments comments = HeaderComments.of(signals.header());
    return new EcgRecord(
        id(headerFile),
        wholeRate(signals.header().fileName(), signals.samplingRateHz()),
        millivolts(signals),
        comments.ageYears(),
        comments.sex(),
        comments.diagnoses());
  }

  /**
   * Reads the signals of any record in their own units and order.
   *
   * @throws EcgDataException if the files are missing, damaged or not of a form that this class reads
   */
  public static WfdbSignals readSignals(Path headerFile) {
    return readSignals(
        headerFile,
        WfdbHeader.read(headerFile),
        (check, header, signal, sentence) -> {
          throw new EcgDataException(header.at(signal) + sentence);
        });
  }

  /** What is done where the samples of a signal are not those that the header was written for. */
  interface Mismatches {
    /**
     * Hears of a mismatch.
     *
     * @param check {@link QualityCheck#INITIAL_VALUE} or {@link QualityCheck#CHECKSUM}
     * @param sentence what was expected and what was found
     */
    void found(QualityCheck check, WfdbHeader header, int signal, String sentence);
  }

  /** Reads the signals of a header that is read already; everything but the mismatches is checked and thrown. */
  static WfdbSignals readSignals(Path headerFile, WfdbHeader header, Mismatches mismatches) {
    if (header.segments().isEmpty()) {
      return new WfdbSignals(
          header, header.samplingRateHz(), samples(headerFile, header, mismatches));
    }
    return joined(headerFile, header, mismatches);
  }

  /**
   * The twelve leads of a record in mV, {@code [12][sample]} in standard order.
   *
   * @throws EcgDataException if a lead is missing, unknown or repeated, or its units are neither mV nor uV
   */
  static double[][] millivolts(WfdbSignals signals) {
    WfdbHeader header = signals.header();
    int[] order = leadOrder(header);
    double[][] millivolts = new double[order.length][];
    for (int lead = 0; lead < order.length; lead++) {
      double[] values = signals.physical()[order[lead]];
      if (isMicrovolts(header, order[lead])) {
        for (int i = 0; i < values.length; i++) {
          values[i] /= 1000;
        }
      }
      millivolts[lead] = values;
    }
    return millivolts;
  }

  /** Where each of the twelve leads stands in the file: {@code [lead]} is the index of its signal. */
  static int[] leadOrder(WfdbHeader header) {
    Map<Lead, Integer> places = new EnumMap<>(Lead.class);
    for (int i = 0; i < header.signals().size(); i++) {
      String name = header.signals().get(i).description();
      Lead lead;
      try {
        lead = Lead.parse(name);
      } catch (IllegalArgumentException e) {
        throw new EcgDataException(
            header.fileName()
                + ": signal "
                + (i + 1)
                + ": expected one of the leads I, II, III, aVR, aVL, aVF, V1 to V6, found '"
                + WfdbHeader.quotable(name)
                + "'",
            e);
      }
      Integer before = places.put(lead, i);
      if (before != null) {
        throw new EcgDataException(
            header.fileName()
                + ": lead "
                + lead
                + ": expected once, found as signals "
                + (before + 1)
                + " and "
                + (i + 1));
      }
    }
    if (places.size() != Lead.ALL.size()) {
      List<Lead> missing = new ArrayList<>(Lead.ALL);
      missing.removeAll(places.keySet());
      throw new EcgDataException(
          header.fileName()
              + ": expected 12 leads, found "
              + places.size()
              + "; missing: "
              + String.join(", ", missing.stream().map(Lead::label).toList()));
    }
    for (int i = 0; i < header.signals().size(); i++) {
      isMicrovolts(header, i);
    }
    return places.values().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The lead that a signal is, if its name is one's. */
  static Optional<Lead> leadOf(WfdbHeader header, int signal) {
    try {
      return Optional.of(Lead.parse(header.signals().get(signal).description()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isMicrovolts(WfdbHeader header, int signal) {
    String units = header.signals().get(signal).units();
    return switch (units) {
      // Some headers of the later challenges write mv.
      case "mV", "mv" -> false;
      // The micro sign in Latin-1, and in UTF-8 read as Latin-1, as headers are.
      case "uV", "uv", "\u00b5V", "\u00c2\u00b5V" -> true;
      default ->
          throw new EcgDataException(
              header.at(signal)
                  + "expected units of mV or uV, found '"
                  + WfdbHeader.quotable(units)
                  + "'");
    };
  }

  /** A sampling rate as the workbench holds it. */
  static int wholeRate(String fileName, double samplingRateHz) {
    if (samplingRateHz != Math.rint(samplingRateHz)) {
      throw new EcgDataException(
          fileName
              + ": expected a sampling rate of a whole number of Hz, found "
              + samplingRateHz
              + " Hz");
    }
    return (int) samplingRateHz;
  }

  /** The record's id: its header's file name without {@code .hea}. */
  static String id(Path headerFile) {
    String name = headerFile.getFileName().toString();
    return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
  }

  /**
   * Checks that a record has the twelve leads in units that are read, and that its files are there and of the length that the header
   * states, without reading their samples.
   *
   * @param files receives the files with the samples, and the headers of the segments
   * @return samples in each lead
   */
  static int checkForm(Path headerFile, WfdbHeader header, List<Path> files) {
    if (header.segments().isEmpty()) {
      leadOrder(header);
      for (Group group : groups(header)) {
        files.add(group.path(headerFile));
      }
      return checkSizes(headerFile, header);
    }
    long total = 0;
    for (Part part : parts(headerFile, header)) {
      files.add(part.file());
      total += checkForm(part.file(), part.header(), files);
    }
    return checkTotal(header, total);
  }

  private static int checkSizes(Path headerFile, WfdbHeader header) {
    long length = -1;
    for (Group group : groups(header)) {
      long samples = group.samples(headerFile, header);
      if (length >= 0 && samples != length) {
        throw new EcgDataException(
            header.at(group.first()) + "expected " + length + " samples, found " + samples);
      }
      length = samples;
    }
    return (int) length;
  }

  /** Consecutive signals that share a file. */
  private record Group(String file, int format, int byteOffset, int first, int count) {

    Path path(Path headerFile) {
      return headerFile.resolveSibling(file);
    }

    /** The bytes of the file, where each signal has so many samples. */
    long bytes(long samples) {
      long values = Math.multiplyExact(samples, (long) count);
      return byteOffset
          + switch (format) {
            case 80 -> values;
            case 16 -> Math.multiplyExact(values, 2L);
            case 32 -> Math.multiplyExact(values, 4L);
            default -> Math.multiplyExact(values / 2, 3L) + 2 * (values % 2);
          };
    }

    /** The samples in each signal, once the length of the file is found to be right. */
    long samples(Path headerFile, WfdbHeader header) {
      String context = header.fileName() + ": ";
      long found = DataFiles.size(context, path(headerFile));
      if (header.samples().isEmpty()) {
        return derived(header, found);
      }
      long samples = header.samples().getAsLong();
      long expected;
      try {
        expected = bytes(samples);
      } catch (ArithmeticException e) {
        throw new EcgDataException(
            context + file + ": expected " + samples + " samples, found " + found + " bytes", e);
      }
      // Writers of format 212 differ in whether a last odd sample takes two bytes or three.
      boolean padded = format == 212 && samples * count % 2 == 1 && found == expected + 1;
      if (found != expected && !padded) {
        throw new EcgDataException(
            context
                + file
                + ": expected "
                + expected
                + " bytes ("
                + count
                + (count == 1 ? " signal" : " signals")
                + " of "
                + samples
                + " samples in format "
                + format
                + "), found "
                + found
                + " bytes");
      }
      if (found > Integer.MAX_VALUE - 64) {
        throw new EcgDataException(
            context + file + ": expected a file of less than 2 GiB, found " + found + " bytes");
      }
      return samples;
    }

    private long derived(WfdbHeader header, long found) {
      long body = found - byteOffset;
      // Bits a sample; 12 in format 212.
      long bits = format == 80 ? 8 : format == 16 ? 16 : format == 32 ? 32 : 12;
      long samples = body <= 0 ? 0 : body * 8 / (bits * count);
      if (samples == 0 || bytes(samples) != found || found > Integer.MAX_VALUE - 64) {
        throw new EcgDataException(
            header.fileName()
                + ": "
                + file
                + ": expected a whole number of samples in "
                + count
                + " signals of format "
                + format
                + ", found "
                + found
                + " bytes");
      }
      return samples;
    }
  }

  private static List<Group> groups(WfdbHeader header) {
    List<Group> groups = new ArrayList<>();
    Set<String> files = new HashSet<>();
    List<WfdbHeader.Signal> signals = header.signals();
    int first = 0;
    while (first < signals.size()) {
      WfdbHeader.Signal signal = signals.get(first);
      int end = first;
      while (end < signals.size() && signals.get(end).file().equals(signal.file())) {
        WfdbHeader.Signal other = signals.get(end);
        checkSupported(header, end);
        if (other.format() != signal.format() || other.byteOffset() != signal.byteOffset()) {
          throw new EcgDataException(
              header.at(end)
                  + "expected format "
                  + signal.format()
                  + "+"
                  + signal.byteOffset()
                  + " as the other signals of "
                  + signal.file()
                  + ", found "
                  + other.format()
                  + "+"
                  + other.byteOffset());
        }
        end++;
      }
      if (!files.add(signal.file())) {
        throw new EcgDataException(
            header.at(first)
                + "expected the signals of "
                + signal.file()
                + " in consecutive lines, found another file between them");
      }
      groups.add(
          new Group(signal.file(), signal.format(), signal.byteOffset(), first, end - first));
      first = end;
    }
    return groups;
  }

  private static void checkSupported(WfdbHeader header, int index) {
    WfdbHeader.Signal signal = header.signals().get(index);
    switch (signal.format()) {
      case 16, 32, 80, 212 -> {}
      default ->
          throw new EcgDataException(
              header.at(index) + "expected format 16, 32, 80 or 212, found " + signal.format());
    }
    if (signal.samplesPerFrame() != 1) {
      throw new EcgDataException(
          header.at(index) + "expected 1 sample a frame, found " + signal.samplesPerFrame());
    }
    if (signal.skew() != 0) {
      throw new EcgDataException(header.at(index) + "expected no skew, found " + signal.skew());
    }
  }

  private static double[][] samples(Path headerFile, WfdbHeader header, Mismatches mismatches) {
    int samples = checkSizes(headerFile, header);
    double[][] physical = new double[header.signals().size()][];
    for (Group group : groups(header)) {
      byte[] bytes =
          DataFiles.readReusing(
              header.fileName() + ": ", group.path(headerFile), (int) group.bytes(samples));
      if (group.byteOffset() == WfdbWriter.MATLAB_HEADER_BYTES && group.file().endsWith(".mat")) {
        checkMatlabHeader(header, group, bytes, samples);
      }
      if (group.format() == 16) {
        format16(header, group, bytes, samples, physical, mismatches);
        continue;
      }
      int[] ints = ints(bytes, group.byteOffset(), group.format(), samples * group.count());
      for (int i = 0; i < group.count(); i++) {
        double[] values = new double[samples];
        Totals totals = deal(ints, i, group.count(), values);
        toPhysical(header, group.first() + i, values, totals, mismatches);
        physical[group.first() + i] = values;
      }
    }
    return physical;
  }

  /** The 24 bytes before the samples: five int32 and the name {@code val}. */
  private static void checkMatlabHeader(WfdbHeader header, Group group, byte[] bytes, int samples) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int type =
        switch (group.format()) {
          case 80 -> 50;
          case 32 -> 20;
          default -> 30;
        };
    int[] expected = {type, group.count(), samples, 0, 4};
    String[] meaning = {"type", "rows", "columns", "imaginary part", "length of the name"};
    String at = header.fileName() + ": " + group.file() + ": MATLAB header: ";
    for (int i = 0; i < expected.length; i++) {
      int found = buffer.getInt(4 * i);
      if (found != expected[i]) {
        throw new EcgDataException(
            at + meaning[i] + ": expected " + expected[i] + ", found " + found);
      }
    }
    String name = new String(bytes, 20, 4, StandardCharsets.ISO_8859_1);
    if (!name.equals("val\0")) {
      throw new EcgDataException(
          at + "name: expected 'val', found '" + WfdbHeader.quotable(name.replace("\0", "")) + "'");
    }
  }

  // So many samples of twelve leads are 24 kB: each block is read from memory once, and the other
  // eleven times from the processor's first cache.
  private static final int BLOCK_SAMPLES = 1024;

  private static void format16(
      WfdbHeader header,
      Group group,
      byte[] bytes,
      int samples,
      double[][] physical,
      Mismatches mismatches) {
    int count = group.count();
    AmplitudeTable[] tables = new AmplitudeTable[count];
    int known = 0;
    for (int i = 0; i < count; i++) {
      physical[group.first() + i] = new double[samples];
      WfdbHeader.Signal signal = header.signals().get(group.first() + i);
      tables[i] = AmplitudeTable.of(signal.gain(), signal.baseline(), samples);
      known += tables[i] == null ? 0 : 1;
    }
    int[] sums = new int[count];
    for (int from = 0; known > 0 && from < samples; from += BLOCK_SAMPLES) {
      int to = Math.min(samples, from + BLOCK_SAMPLES);
      for (int i = 0; i < count; i++) {
        int at = group.byteOffset() + 2 * (from * count + i);
        if (tables[i] != null && i + 3 < count && sameTable(tables, i)) {
          tables[i].convertFour(
              bytes, at, 2 * count, physical, group.first() + i, from, to, sums, i);
          i += 3;
        } else if (tables[i] != null) {
          sums[i] += tables[i].convert(bytes, at, 2 * count, physical[group.first() + i], from, to);
        }
      }
    }
    short[] shorts = known == count ? null : shorts(bytes, group.byteOffset(), samples * count);
    for (int i = 0; i < count; i++) {
      int index = group.first() + i;
      if (tables[i] != null) {
        checkStated(
            header,
            index,
            AmplitudeTable.value(bytes, group.byteOffset() + 2 * i),
            sums[i],
            mismatches);
      } else {
        toPhysical(
            header, index, physical[index], deal(shorts, i, count, physical[index]), mismatches);
      }
    }
  }

  private static boolean sameTable(AmplitudeTable[] tables, int first) {
    return tables[first] == tables[first + 1]
        && tables[first] == tables[first + 2]
        && tables[first] == tables[first + 3];
  }

  /** The ADC values of format 16 in file order, signals interleaved. */
  private static short[] shorts(byte[] bytes, int offset, int count) {
    short[] values = new short[count];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(offset)
        .asShortBuffer()
        .get(values);
    return values;
  }

  /** The ADC values of the other formats in file order, signals interleaved. */
  private static int[] ints(byte[] bytes, int offset, int format, int count) {
    int[] values = new int[count];
    switch (format) {
      case 32 ->
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(offset)
              .asIntBuffer()
              .get(values);
      case 80 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (bytes[offset + i] & 0xff) - 128;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          int at = offset + i / 2 * 3;
          int middle = bytes[at + 1];
          int twelve =
              i % 2 == 0
                  ? (middle & 0x0f) << 8 | bytes[at] & 0xff
                  : (middle & 0xf0) << 4 | bytes[at + 2] & 0xff;
          values[i] = twelve << 20 >> 20;
        }
      }
    }
    return values;
  }

  /** The sum of a signal's ADC values, modulo 2^32, and the lowest of them. */
  private record Totals(int sum, int lowest) {}

  // Two loops of one form: this way each is short, and three times as fast as dealing out,
  // comparing and dividing in one.
  private static Totals deal(short[] from, int first, int stride, double[] values) {
    int sum = 0;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0, at = first; i < values.length; i++, at += stride) {
      int value = from[at];
      sum += value;
      lowest = Math.min(lowest, value);
      values[i] = value;
    }
    return new Totals(sum, lowest);
  }

  private static Totals deal(int[] from, int first, int stride, double[] values) {
    int sum = 0;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0, at = first; i < values.length; i++, at += stride) {
      int value = from[at];
      sum += value;
      lowest = Math.min(lowest, value);
      values[i] = value;
    }
    return new Totals(sum, lowest);
  }

  /** Compares a signal's first ADC value and the sum of all with the header. */
  private static void checkStated(
      WfdbHeader header, int index, int first, int sum, Mismatches mismatches) {
    WfdbHeader.Signal signal = header.signals().get(index);
    if (signal.initialValue().isPresent() && signal.initialValue().getAsInt() != first) {
      mismatches.found(
          QualityCheck.INITIAL_VALUE,
          header,
          index,
          "expected the initial value " + signal.initialValue().getAsInt() + ", found " + first);
    }
    // Some writers give the 16 bits as a signed number, some as an unsigned one.
    if (signal.checksum().isPresent() && (short) signal.checksum().getAsInt() != (short) sum) {
      int stated = signal.checksum().getAsInt();
      mismatches.found(
          QualityCheck.CHECKSUM,
          header,
          index,
          "expected the checksum "
              + stated
              + ", found "
              + (stated > Short.MAX_VALUE ? sum & 0xffff : (short) sum));
    }
  }

  /** Compares ADC values with the header and makes them physical, in place. */
  private static void toPhysical(
      WfdbHeader header, int index, double[] values, Totals totals, Mismatches mismatches) {
    WfdbHeader.Signal signal = header.signals().get(index);
    checkStated(header, index, (int) values[0], totals.sum(), mismatches);
    int missing =
        switch (signal.format()) {
          case 80 -> -128;
          case 212 -> -2048;
          case 32 -> Integer.MIN_VALUE;
          default -> Short.MIN_VALUE;
        };
    if (totals.lowest() == missing) {
      for (int i = 0; i < values.length; i++) {
        if (values[i] == missing) {
          values[i] = Double.NaN;
        }
      }
    }
    scale(values, signal.baseline(), signal.gain());
  }

  private static void scale(double[] values, double baseline, double gain) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - baseline) / gain;
    }
  }

  /** One segment's header and its file. */
  private record Part(Path file, WfdbHeader header) {}

  private static List<Part> parts(Path headerFile, WfdbHeader header) {
    Set<String> names = new HashSet<>();
    names.add(id(headerFile));
    List<Part> parts = new ArrayList<>();
    for (WfdbHeader.Segment segment : header.segments()) {
      DataFiles.stopIfInterrupted();
      String at = header.fileName() + ": segment " + segment.recordName() + ": ";
      if (segment.recordName().equals("~")) {
        throw new EcgDataException(at + "expected a record, found a gap, which is not supported");
      }
      // Each segment once: what is read stays bounded by what lies on the disk.
      if (!names.add(segment.recordName())) {
        throw new EcgDataException(at + "expected once, found twice");
      }
      Path file = headerFile.resolveSibling(segment.recordName() + EXTENSION);
      DataFiles.size(header.fileName() + ": ", file);
      WfdbHeader part = WfdbHeader.read(file);
      if (!part.segments().isEmpty()) {
        throw new EcgDataException(at + "expected signals, found segments");
      }
      checkSameLayout(at, header, parts.isEmpty() ? part : parts.get(0).header(), part);
      int samples = checkSizes(file, part);
      if (samples != segment.samples()) {
        throw new EcgDataException(
            at + "expected " + segment.samples() + " samples, found " + samples);
      }
      parts.add(new Part(file, part));
    }
    return parts;
  }

  private static int checkTotal(WfdbHeader header, long total) {
    if (header.samples().isPresent() && header.samples().getAsLong() != total) {
      throw new EcgDataException(
          header.fileName()
              + ": expected "
              + header.samples().getAsLong()
              + " samples in all segments, found "
              + total);
    }
    if (total > Integer.MAX_VALUE / 64) {
      throw new EcgDataException(
          header.fileName()
              + ": expected at most "
              + Integer.MAX_VALUE / 64
              + " samples, found "
              + total);
    }
    return (int) total;
  }

  private static WfdbSignals joined(Path headerFile, WfdbHeader header, Mismatches mismatches) {
    List<Part> parts = parts(headerFile, header);
    int total =
        checkTotal(header, header.segments().stream().mapToLong(WfdbHeader.Segment::samples).sum());
    List<WfdbHeader.Signal> signals = parts.get(0).header().signals();
    double[][] joined = new double[signals.size()][total];
    int at = 0;
    for (Part part : parts) {
      DataFiles.stopIfInterrupted();
      double[][] piece = samples(part.file(), part.header(), mismatches);
      for (int i = 0; i < joined.length; i++) {
        System.arraycopy(piece[i], 0, joined[i], at, piece[i].length);
      }
      at += piece[0].length;
    }
    WfdbHeader whole =
        new WfdbHeader(
            header.fileName(),
            header.recordName(),
            header.samplingRateHz(),
            header.samples(),
            signals,
            header.segments(),
            header.comments());
    return new WfdbSignals(whole, header.samplingRateHz(), joined);
  }

  private static void checkSameLayout(
      String at, WfdbHeader whole, WfdbHeader first, WfdbHeader part) {
    if (part.samplingRateHz() != whole.samplingRateHz()) {
      throw new EcgDataException(
          at
              + "expected a sampling rate of "
              + whole.samplingRateHz()
              + " Hz, found "
              + part.samplingRateHz()
              + " Hz");
    }
    if (part.signals().size() != first.signals().size()) {
      throw new EcgDataException(
          at + "expected " + first.signals().size() + " signals, found " + part.signals().size());
    }
    for (int i = 0; i < part.signals().size(); i++) {
      WfdbHeader.Signal one = first.signals().get(i);
      WfdbHeader.Signal other = part.signals().get(i);
      if (!one.description().equals(other.description()) || !one.units().equals(other.units())) {
        throw new EcgDataException(
            at
                + "signal "
                + (i + 1)
                + ": expected "
                + WfdbHeader.quotable(one.description() + " in " + one.units())
                + ", found "
                + WfdbHeader.quotable(other.description() + " in " + other.units()));
      }
    }
  }
}
