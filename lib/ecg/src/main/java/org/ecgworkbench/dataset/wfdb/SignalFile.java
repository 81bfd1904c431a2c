package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
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
 * @param perFrame how many samples a frame of it holds: one a signal, unless the header says more
 */
record SignalFile(String file, int format, int byteOffset, int first, int count, int perFrame) {
  private static final int LONGEST_HEAD = 1 << 16;
  private static final int MOST_FLAC = 1 << 29;

  /** The bits of a sample in FLAC, or 0. */
  int flacBits() {
    return switch (format) {
      case 508 -> 8;
      case 516 -> 16;
      case 524 -> 24;
      default -> 0;
    };
  }

  Path path(Path headerFile) {
    return headerFile.resolveSibling(file);
  }

  /** The bytes of the file, where each signal has so many samples. */
  long bytes(long samples) {
    return byteOffset + packed(Math.multiplyExact(samples, (long) perFrame));
  }

  /** The bytes that so many values take, from one on that shares no byte with those before. */
  long packed(long values) {
    long rounded = Math.floorDiv(Math.multiplyExact(values, thirdsOfBits()) + 23, 24L);
    // The third sample of format 310 begins in the bytes of the second.
    return rounded + (format >= 310 && values % 3 == 2 ? 1 : 0);
  }

  /** How many values share bytes. */
  int shared() {
    return format == 212 ? 2 : format == 310 || format == 311 ? 3 : 1;
  }

  /** The bits of a sample, times three, since formats 310 and 311 have three samples in four bytes. */
  private long thirdsOfBits() {
    return switch (format) {
      case 8, 80 -> 24;
      case 16, 61, 160 -> 48;
      case 24 -> 72;
      case 32 -> 96;
      case 310, 311 -> 32;
      default -> 36;
    };
  }

  /** The samples in each signal, once the length of the file is found to be right, and to fit into memory. */
  long samples(Path headerFile, WfdbHeader header) {
    String context = header.fileName() + ": ";
    long found = DataFiles.size(context, path(headerFile));
    long samples = stored(headerFile, header, found);
    return flacBits() > 0 ? samples : fitting(context, samples, found);
  }

  /** The samples in each signal, once the length of the file is found to be right, however many. */
  long stored(Path headerFile, WfdbHeader header) {
    return stored(headerFile, header, DataFiles.size(header.fileName() + ": ", path(headerFile)));
  }

  private long stored(Path headerFile, WfdbHeader header, long found) {
    String context = header.fileName() + ": ";
    if (flacBits() > 0) {
      return flacSamples(headerFile, header, found);
    }
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
    long values = samples * perFrame;
    boolean padded =
        format == 212 && values % 2 == 1 && found == expected + 1
            || format > 300 && values % 3 == 1 && found == expected + 2;
    if (found != expected && !padded) {
      throw new EcgDataException(
          "%s%s: expected %d bytes (%d %s of %d samples in format %d), found %d bytes"
              .formatted(
                  context,
                  file,
                  expected,
                  count,
                  count == 1 ? "signal" : "signals",
                  samples,
                  format,
                  found));
    }
    return samples;
  }

  /** The number of samples, once it is known that they fit into memory. */
  private long fitting(String context, long samples, long found) {
    long needed = found + Math.multiplyExact(samples, 8L * count);
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most || found > Integer.MAX_VALUE - 64) {
      throw new EcgDataException(
          "%s%s: expected a recording that fits into the %d MB of memory that Java may use, found %d samples of %d signals, which need %d MB; --from SECONDS --seconds N reads a part of it"
              .formatted(context, file, most >> 20, samples, count, needed >> 20));
    }
    return samples;
  }

  private long derived(WfdbHeader header, long found) {
    long body = found - byteOffset;
    long samples = body <= 0 ? 0 : body * 24 / (thirdsOfBits() * perFrame);
    if (samples == 0 || bytes(samples) != found) {
      throw new EcgDataException(
          "%s: %s: expected a whole number of samples in %s signals of format %s, found %s bytes"
              .formatted(header.fileName(), file, count, format, found));
    }
    return samples;
  }

  /** What the stream says of itself, which is to be what the header says. */
  private long flacSamples(Path headerFile, WfdbHeader header, long found) {
    String at = header.fileName() + ": " + file + ": ";
    if (found > Integer.MAX_VALUE - 64 || perFrame != count || byteOffset != 0) {
      throw new EcgDataException(
          at + "expected FLAC of one sample a frame, from its first byte, below 2 GiB");
    }
    int head = (int) Math.min(found, LONGEST_HEAD);
    byte[] bytes = DataFiles.readReusing(header.fileName() + ": ", path(headerFile), head);
    long samples = Flac.samples(at, bytes, head, count, flacBits());
    // A frame has at most 65,535 samples and at least 10 bytes.
    if (samples > found / 10 * 65_535 || samples * count > MOST_FLAC) {
      throw new EcgDataException(
          at + "expected samples that " + found + " bytes can hold, found " + samples);
    }
    if (header.samples().isPresent() && header.samples().getAsLong() != samples) {
      throw new EcgDataException(
          at + "expected " + header.samples().getAsLong() + " samples, found " + samples);
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
      int perFrame = 0;
      while (end < signals.size() && signals.get(end).file().equals(signal.file())) {
        WfdbHeader.Signal other = signals.get(end);
        perFrame += other.samplesPerFrame();
        checkSupported(header, end);
        if (other.format() != signal.format() || other.byteOffset() != signal.byteOffset()) {
          throw new EcgDataException(
              "%sexpected format %s+%s as the other signals of %s, found %s+%s"
                  .formatted(
                      header.at(end),
                      signal.format(),
                      signal.byteOffset(),
                      signal.file(),
                      other.format(),
                      other.byteOffset()));
        }
        end++;
      }
      if (!names.add(signal.file())) {
        throw new EcgDataException(
            "%sexpected the signals of %s in consecutive lines, found another file between them"
                .formatted(header.at(first), signal.file()));
      }
      files.add(
          new SignalFile(
              signal.file(), signal.format(), signal.byteOffset(), first, end - first, perFrame));
      first = end;
    }
    return files;
  }

  private static void checkSupported(WfdbHeader header, int index) {
    WfdbHeader.Signal signal = header.signals().get(index);
    switch (signal.format()) {
      case 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524 -> {}
      default ->
          throw new EcgDataException(
              "%sexpected format 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 or 524, found %d"
                  .formatted(header.at(index), signal.format()));
    }
    if (signal.samplesPerFrame() < 1 || signal.samplesPerFrame() > 1000) {
      throw new EcgDataException(
          header.at(index)
              + "expected 1 to 1000 samples a frame, found "
              + signal.samplesPerFrame());
    }
    if (signal.skew() < 0) {
      throw new EcgDataException(
          header.at(index) + "expected a skew of 0 or more, found " + signal.skew());
    }
  }

  /** The frames at the end that have not all signals, because one is late. */
  static int mostSkew(WfdbHeader header) {
    return header.signals().stream().mapToInt(WfdbHeader.Signal::skew).max().orElse(0);
  }

  /** The samples in each signal, once all files are there and of the length that the header states. */
  static int checkedSamples(Path headerFile, WfdbHeader header) {
    return (int) same(header, file -> file.samples(headerFile, header));
  }

  /** As {@link #checkedSamples}, whether they fit into memory or not. */
  static long storedSamples(Path headerFile, WfdbHeader header) {
    return same(header, file -> file.stored(headerFile, header));
  }

  private static long same(WfdbHeader header, ToLongFunction<SignalFile> samplesOf) {
    long length = -1;
    for (SignalFile group : of(header)) {
      long samples = samplesOf.applyAsLong(group);
      if (length >= 0 && samples != length) {
        throw new EcgDataException(
            header.at(group.first()) + "expected " + length + " samples, found " + samples);
      }
      length = samples;
    }
    return length;
  }
}
