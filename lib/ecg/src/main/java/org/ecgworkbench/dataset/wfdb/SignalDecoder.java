package org.ecgworkbench.dataset.wfdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/** The bytes of sample files made into physical values; every sample is compared with what the header says. */
final class SignalDecoder {
  private SignalDecoder() {}

  /** The physical values of all signals, {@code [signal][sample]}. */
  static double[][] samples(Path headerFile, WfdbHeader header, WfdbReader.Mismatches mismatches) {
    int samples = SignalFile.checkedSamples(headerFile, header);
    int length = length(header, samples);
    requireMemory(header, header.signals().size(), samples);
    double[][] physical = new double[header.signals().size()][];
    for (SignalFile file : SignalFile.of(header)) {
      boolean isFlac = file.flacBits() > 0;
      String context = header.fileName() + ": ";
      Path path = file.path(headerFile);
      int size = (int) (isFlac ? DataFiles.size(context, path) : file.bytes(samples));
      byte[] bytes = DataFiles.readReusing(context, path, size);
      if (isMatlab(file)) {
        checkMatlabHeader(header, file, bytes, samples);
      }
      boolean isPlain = file.perFrame() == file.count() && length == samples;
      if (file.format() == 16 && isPlain) {
        format16(header, file, bytes, samples, physical, mismatches);
        continue;
      }
      int[] ints =
          isFlac
              ? Flac.ints(context + file.file() + ": ", bytes, size, file.count(), samples)
              : ints(bytes, file.byteOffset(), file.format(), samples * file.perFrame());
      if (file.format() == 8) {
        addUp(header, file, ints);
      }
      for (int i = 0, at = 0; i < file.count(); i++) {
        WfdbHeader.Signal signal = header.signals().get(file.first() + i);
        double[] values = new double[length];
        Totals totals =
            isPlain
                ? deal(ints, i, file.count(), values)
                : frames(ints, at, file.perFrame(), signal, values);
        at += signal.samplesPerFrame();
        toPhysical(header, file.first() + i, values, totals, mismatches);
        physical[file.first() + i] = values;
      }
    }
    return physical;
  }

  /**
   * The physical values of some samples of all signals, {@code [signal][sample]}, of which alone the bytes are read. Checksums are those of all
   * samples, so they are not compared.
   */
  static double[][] samples(Path headerFile, WfdbHeader header, TimeWindow.Span span) {
    requireMemory(header, header.signals().size(), span.count());
    double[][] physical = new double[header.signals().size()][];
    for (SignalFile file : SignalFile.of(header)) {
      if (file.flacBits() > 0 || file.format() == 8) {
        // Where a sample stands, or what it is, only those before it tell.
        int end = Math.toIntExact(span.first() + span.count());
        double[][] whole = samples(headerFile, header, WfdbReader.REFUSED);
        return Arrays.stream(whole)
            .map(values -> Arrays.copyOfRange(values, (int) span.first(), end))
            .toArray(double[][]::new);
      }
      String context = header.fileName() + ": ";
      Path path = file.path(headerFile);
      if (isMatlab(file)) {
        byte[] matlab = DataFiles.part(context, path, 0, WfdbWriter.MATLAB_HEADER_BYTES);
        checkMatlabHeader(header, file, matlab, (int) file.stored(headerFile, header));
      }
      long begin = span.first() * file.perFrame();
      int before = (int) (begin % file.shared());
      long frames = (long) span.count() + SignalFile.mostSkew(header);
      int values = Math.toIntExact(before + frames * file.perFrame());
      long from = file.byteOffset() + file.packed(begin - before);
      byte[] bytes = DataFiles.part(context, path, from, Math.toIntExact(file.packed(values)));
      int[] ints = ints(bytes, 0, file.format(), values);
      for (int i = 0, at = before; i < file.count(); i++) {
        WfdbHeader.Signal signal = header.signals().get(file.first() + i);
        double[] some = new double[span.count()];
        toPhysical(signal, some, frames(ints, at, file.perFrame(), signal, some));
        at += signal.samplesPerFrame();
        physical[file.first() + i] = some;
      }
    }
    return physical;
  }

  /** A recording too large is refused before memory is taken, as one sentence. */
  static void requireMemory(WfdbHeader header, int signals, long samples) {
    // The samples, and as much again for the bytes and for what looks at them.
    long needed = 2L * Double.BYTES * signals * samples;
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most) {
      throw new EcgDataException(
          "%s: expected a recording that fits in the memory of %d MB, found %d signals of %d samples, which take %d MB; --from SECONDS --seconds N reads a part of it"
              .formatted(header.fileName(), most >> 20, signals, samples, needed >> 20));
    }
  }

  private static boolean isMatlab(SignalFile file) {
    return file.byteOffset() == WfdbWriter.MATLAB_HEADER_BYTES && file.file().endsWith(".mat");
  }

  /** The samples in each signal, of a record of so many frames. */
  static int length(WfdbHeader header, int frames) {
    int skew = SignalFile.mostSkew(header);
    if (skew >= frames) {
      throw new EcgDataException(
          header.fileName() + ": expected a skew below " + frames + " frames, found " + skew);
    }
    return frames - skew;
  }

  /** Format 8 has differences, the first of them from the initial value. */
  private static void addUp(WfdbHeader header, SignalFile file, int[] ints) {
    int at = 0;
    for (int i = 0; i < file.count(); i++) {
      WfdbHeader.Signal signal = header.signals().get(file.first() + i);
      int value = signal.initialValue().orElse(signal.adcZero());
      for (int frame = at; frame < ints.length; frame += file.perFrame()) {
        for (int k = 0; k < signal.samplesPerFrame(); k++) {
          ints[frame + k] = value += ints[frame + k];
        }
      }
      at += signal.samplesPerFrame();
    }
  }

  /** The means of frames, from the one on by which the signal is late; one with a missing sample is missing. */
  private static Totals frames(
      int[] ints, int first, int perFrame, WfdbHeader.Signal signal, double[] values) {
    int count = signal.samplesPerFrame();
    int missing = missing(signal.format());
    int sum = 0;
    int lowest = Integer.MAX_VALUE;
    for (int frame = 0, at = first; at < ints.length; frame++, at += perFrame) {
      long total = 0;
      boolean any = false;
      for (int k = 0; k < count; k++) {
        sum += ints[at + k];
        total += ints[at + k];
        any |= ints[at + k] == missing;
      }
      int place = frame - signal.skew();
      if (place >= 0 && place < values.length) {
        int mean = any ? missing : (int) Math.floorDiv(2 * total + count, 2L * count);
        values[place] = mean;
        lowest = Math.min(lowest, mean);
      }
    }
    return new Totals(sum, lowest, ints[first]);
  }

  /** The ADC value that means missing; format 8 has none. */
  private static int missing(int format) {
    return switch (format) {
      case 8 -> Integer.MAX_VALUE;
      case 80, 508 -> -128;
      case 212 -> -2048;
      case 310, 311 -> -512;
      case 24, 524 -> -(1 << 23);
      case 32 -> Integer.MIN_VALUE;
      default -> Short.MIN_VALUE;
    };
  }

  /** The 24 bytes before the samples: five int32 and the name {@code val}. */
  private static void checkMatlabHeader(
      WfdbHeader header, SignalFile file, byte[] bytes, int samples) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int type =
        switch (file.format()) {
          case 80 -> 50;
          case 32 -> 20;
          default -> 30;
        };
    int[] expected = {type, file.count(), samples, 0, 4};
    String[] meaning = {"type", "rows", "columns", "imaginary part", "length of the name"};
    String at = header.fileName() + ": " + file.file() + ": MATLAB header: ";
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
          at + "name: expected 'val', found '" + Words.quotable(name.replace("\0", "")) + "'");
    }
  }

  private static void format16(
      WfdbHeader header,
      SignalFile file,
      byte[] bytes,
      int samples,
      double[][] physical,
      WfdbReader.Mismatches mismatches) {
    int count = file.count();
    AmplitudeTable[] tables = new AmplitudeTable[count];
    int known = 0;
    for (int i = 0; i < count; i++) {
      WfdbHeader.Signal signal = header.signals().get(file.first() + i);
      tables[i] = AmplitudeTable.of(signal.gain(), signal.baseline(), samples);
      known += tables[i] == null ? 0 : 1;
    }
    int[] ints = known == count ? null : ints(bytes, file.byteOffset(), 16, samples * count);
    int[] sums = new int[4];
    int i = 0;
    while (i < count) {
      int group = tables[i] != null && i + 3 < count && sameTable(tables, i) ? 4 : 1;
      // Made just before they are filled, while the processor has their memory at hand.
      for (int j = i; j < i + group; j++) {
        physical[file.first() + j] = new double[samples];
      }
      int at = file.byteOffset() + 2 * i;
      if (tables[i] == null) {
        int index = file.first() + i;
        Totals totals = deal(ints, i, count, physical[index]);
        toPhysical(header, index, physical[index], totals, mismatches);
      } else if (group == 4) {
        tables[i].convertFour(bytes, at, 2 * count, physical, file.first() + i, sums);
      } else {
        sums[0] = tables[i].convert(bytes, at, 2 * count, physical[file.first() + i]);
      }
      for (int j = 0; tables[i] != null && j < group; j++) {
        int first = AmplitudeTable.value(bytes, at + 2 * j);
        checkStated(header, file.first() + i + j, first, sums[j], mismatches);
      }
      i += group;
    }
  }

  private static boolean sameTable(AmplitudeTable[] tables, int first) {
    return tables[first] == tables[first + 1]
        && tables[first] == tables[first + 2]
        && tables[first] == tables[first + 3];
  }

  /** The ADC values in file order, signals interleaved. */
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
      case 8 -> {
        for (int i = 0; i < count; i++) {
          values[i] = bytes[offset + i];
        }
      }
      case 16, 61, 160 -> {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        all.order(format == 61 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
          short value = all.getShort(offset + 2 * i);
          values[i] = format == 160 ? (value & 0xffff) - 32768 : value;
        }
      }
      case 24 -> {
        for (int i = 0, at = offset; i < count; i++, at += 3) {
          values[i] = bytes[at + 2] << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at] & 0xff;
        }
      }
      case 310, 311 -> {
        for (int i = 0; i < count; i++) {
          int at = offset + i / 3 * 4;
          int low = (bytes[at + 1] & 0xff) << 8 | bytes[at] & 0xff;
          boolean isWhole = i % 3 != 0 || i + 1 < count;
          int high = isWhole ? (bytes[at + 3] & 0xff) << 8 | bytes[at + 2] & 0xff : 0;
          int ten =
              format == 311
                  ? (high << 16 | low) >> 10 * (i % 3)
                  : i % 3 == 0 ? low >> 1 : i % 3 == 1 ? high >> 1 : low >> 11 | high >> 11 << 5;
          values[i] = ten << 22 >> 22;
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

  /** The sum of a signal's ADC values, modulo 2^32, the lowest and the first of them. */
  private record Totals(int sum, int lowest, int initial) {}

  private static Totals deal(int[] from, int first, int stride, double[] values) {
    int sum = 0;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0, at = first; i < values.length; i++, at += stride) {
      int value = from[at];
      sum += value;
      lowest = Math.min(lowest, value);
      values[i] = value;
    }
    return new Totals(sum, lowest, from[first]);
  }

  /** Compares a signal's first ADC value and the sum of all with the header. */
  private static void checkStated(
      WfdbHeader header, int index, int first, int sum, WfdbReader.Mismatches mismatches) {
    WfdbHeader.Signal signal = header.signals().get(index);
    if (header.samples().isEmpty()) {
      // A header that was written before the samples has placeholders: by header(5) nothing is
      // compared.
      return;
    }
    if (signal.initialValue().isPresent() && signal.initialValue().getAsInt() != first) {
      mismatches.found(
          WfdbReader.Mismatches.Kind.INITIAL_VALUE,
          header,
          index,
          "expected the initial value " + signal.initialValue().getAsInt() + ", found " + first);
    }
    // Some writers give the 16 bits as a signed number, some as an unsigned one, and of more bits
    // only these count.
    if (signal.checksum().isPresent() && (short) signal.checksum().getAsInt() != (short) sum) {
      int stated = signal.checksum().getAsInt();
      mismatches.found(
          WfdbReader.Mismatches.Kind.CHECKSUM,
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
      WfdbHeader header,
      int index,
      double[] values,
      Totals totals,
      WfdbReader.Mismatches mismatches) {
    WfdbHeader.Signal signal = header.signals().get(index);
    checkStated(header, index, totals.initial(), totals.sum(), mismatches);
    toPhysical(signal, values, totals);
  }

  private static void toPhysical(WfdbHeader.Signal signal, double[] values, Totals totals) {
    int missing = missing(signal.format());
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
}
