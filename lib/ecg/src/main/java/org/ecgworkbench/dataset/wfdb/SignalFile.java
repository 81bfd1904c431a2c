package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Consecutive signals of a header that share a file.
 *
 * @param file its name, beside the header
 * @param format the WFDB format of its samples
 * @param byteOffset where they begin
 * @param first the first of its signals, counted from 0
 * @param count how many signals it holds
 */
record SignalFile(String file, int format, int byteOffset, int first, int count) {
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
    return fitting(context, samples, found);
  }

  /** The number of samples, once it is known that they fit into memory. */
  private long fitting(String context, long samples, long found) {
    long needed = found + Math.multiplyExact(samples, 8L * count);
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most) {
      throw new EcgDataException(
          "%s%s: expected a recording that fits into the %d MB of memory that Java may use, found %d samples of %d signals, which need %d MB; write the part that is wanted into a record of its own"
              .formatted(context, file, most >> 20, samples, count, needed >> 20));
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
    return fitting(header.fileName() + ": ", samples, found);
  }

  /** The files of a header, in the order of its lines. */
  static List<SignalFile> of(WfdbHeader header) {
    List<SignalFile> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
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
      if (!names.add(signal.file())) {
        throw new EcgDataException(
            header.at(first)
                + "expected the signals of "
                + signal.file()
                + " in consecutive lines, found another file between them");
      }
      files.add(
          new SignalFile(signal.file(), signal.format(), signal.byteOffset(), first, end - first));
      first = end;
    }
    return files;
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

  /** The samples in each signal, once all files are there and of the length that the header states. */
  static int checkedSamples(Path headerFile, WfdbHeader header) {
    long length = -1;
    for (SignalFile group : of(header)) {
      long samples = group.samples(headerFile, header);
      if (length >= 0 && samples != length) {
        throw new EcgDataException(
            header.at(group.first()) + "expected " + length + " samples, found " + samples);
      }
      length = samples;
    }
    return (int) length;
  }
}
