package org.ecgworkbench.dataset.wfdb;

import java.util.Arrays;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * FLAC (RFC 9639) as the WFDB formats 508, 516 and 524 hold it: 8, 16 or 24 bits a sample, one channel a signal. Each frame's CRC-16 is
 * compared, so a damaged one is found whatever the header says.
 */
final class Flac {
  private static final int[] BLOCK_SIZES = {
    0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768
  };
  private static final int[] SAMPLE_BITS = {0, 8, 12, 0, 16, 20, 24, 32};
  private static final int[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private final String at;
  private final byte[] bytes;
  private final int end;
  private int channels;
  private int bits;
  private long total;
  private long position;

  private Flac(String at, byte[] bytes, int length) {
    this.at = at;
    this.bytes = bytes;
    this.end = length;
  }

  /** The samples in each channel, as the stream's own header says. */
  static long samples(String at, byte[] head, int length, int channels, int bits) {
    Flac flac = new Flac(at, head, length);
    flac.streamInfo();
    if (flac.channels != channels || flac.bits != bits || flac.total == 0) {
      throw flac.wrong(
          "expected %d channels of %d bits and a number of samples, found %d of %d bits and %d samples"
              .formatted(channels, bits, flac.channels, flac.bits, flac.total));
    }
    return flac.total;
  }

  /** The samples of all channels, interleaved. */
  static int[] ints(String at, byte[] bytes, int length, int channels, int samples) {
    Flac flac = new Flac(at, bytes, length);
    flac.streamInfo();
    // Memory grows with what is really there, not with what the header says.
    int[] values = new int[0];
    int done = 0;
    while (done < samples) {
      int[][] block = flac.frame();
      if (block.length != channels || block[0].length > samples - done) {
        throw flac.wrong("expected " + samples + " samples, found another number");
      }
      int needed = (done + block[0].length) * channels;
      if (values.length < needed) {
        values = Arrays.copyOf(values, (int) Math.min((long) samples * channels, 2L * needed));
      }
      for (int i = 0; i < block[0].length; i++) {
        for (int c = 0; c < channels; c++) {
          values[(done + i) * channels + c] = block[c][i];
        }
      }
      done += block[0].length;
    }
    return values;
  }

  private EcgDataException wrong(String sentence) {
    return new EcgDataException(at + "FLAC: " + sentence);
  }

  private long read(int count) {
    if (position + count > 8L * end) {
      throw wrong("expected more bytes, found the end of the file");
    }
    long value = 0;
    for (int i = 0; i < count; i++, position++) {
      value = value << 1 | bytes[(int) (position >> 3)] >> (7 - (position & 7)) & 1;
    }
    return value;
  }

  private int signed(int count) {
    return count == 0 ? 0 : (int) (read(count) << 64 - count >> 64 - count);
  }

  private int unary() {
    int zeros = 0;
    while (read(1) == 0) {
      zeros++;
    }
    return zeros;
  }

  private void streamInfo() {
    if (end < 42 || read(32) != 0x664c6143L) {
      throw wrong("expected a stream that begins with fLaC");
    }
    boolean last = false;
    for (boolean first = true; !last; first = false) {
      last = read(1) == 1;
      int type = (int) read(7);
      long next = 8 * read(24) + position;
      if (first) {
        if (type != 0) {
          throw wrong("expected the block STREAMINFO first, found block " + type);
        }
        read(40);
        read(40);
        read(20);
        channels = (int) read(3) + 1;
        bits = (int) read(5) + 1;
        total = read(36);
      }
      position = next;
      if (position > 8L * end) {
        // The head alone was read, and it has what is wanted.
        return;
      }
    }
  }

  private int[][] frame() {
    int begin = (int) (position >> 3);
    if (read(15) != 0x7ffc) {
      throw wrong("expected a frame at byte " + begin);
    }
    read(1);
    int size = (int) read(4);
    int rate = (int) read(4);
    int assignment = (int) read(4);
    int depth = (int) read(3);
    read(1);
    int coded = (int) read(8);
    for (int more = coded << 1; coded >= 0xc0 && (more & 0x80) != 0; more <<= 1) {
      read(8);
    }
    int block = size == 6 ? (int) read(8) + 1 : size == 7 ? (int) read(16) + 1 : BLOCK_SIZES[size];
    read(rate == 12 ? 8 : rate == 13 || rate == 14 ? 16 : 0);
    read(8);
    int width = depth == 0 ? bits : SAMPLE_BITS[depth];
    if (block == 0 || width == 0 || assignment > 10) {
      throw wrong("expected a frame's header at byte " + begin);
    }
    int[][] values = new int[assignment < 8 ? assignment + 1 : 2][];
    for (int c = 0; c < values.length; c++) {
      boolean isSide = assignment == 9 ? c == 0 : assignment > 7 && c == 1;
      values[c] = subframe(block, isSide ? width + 1 : width);
    }
    for (int i = 0; assignment > 7 && i < block; i++) {
      int a = values[0][i];
      int b = values[1][i];
      switch (assignment) {
        case 8 -> values[1][i] = a - b;
        case 9 -> values[0][i] = a + b;
        default -> {
          int sum = a << 1 | b & 1;
          values[0][i] = sum + b >> 1;
          values[1][i] = sum - b >> 1;
        }
      }
    }
    position = position + 7 & ~7L;
    int crc = crc16(begin, (int) (position >> 3));
    int stated = (int) read(16);
    if (crc != stated) {
      throw wrong(
          "frame at byte %d: expected the CRC-16 %d, found %d".formatted(begin, stated, crc));
    }
    return values;
  }

  private int crc16(int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ ((crc & 0x8000) == 0 ? 0 : 0x18005);
      }
    }
    return crc & 0xffff;
  }

  private int[] subframe(int block, int depth) {
    read(1);
    int type = (int) read(6);
    int wasted = read(1) == 0 ? 0 : unary() + 1;
    int width = depth - wasted;
    int[] values = new int[block];
    if (type == 0) {
      java.util.Arrays.fill(values, signed(width));
    } else if (type == 1) {
      for (int i = 0; i < block; i++) {
        values[i] = signed(width);
      }
    } else if (type >= 8 && type <= 12 || type >= 32) {
      predicted(values, type, width);
    } else {
      throw wrong("expected a subframe of a known type, found " + type);
    }
    for (int i = 0; wasted > 0 && i < block; i++) {
      values[i] <<= wasted;
    }
    return values;
  }

  private void predicted(int[] values, int type, int width) {
    int order = type < 32 ? type - 8 : type - 31;
    if (order > values.length) {
      throw wrong("expected a block longer than its predictor");
    }
    for (int i = 0; i < order; i++) {
      values[i] = signed(width);
    }
    int[] weights = type < 32 ? FIXED[order] : new int[order];
    int shift = 0;
    if (type >= 32) {
      int precision = (int) read(4) + 1;
      shift = signed(5);
      for (int i = 0; i < order; i++) {
        weights[i] = signed(precision);
      }
    }
    int method = (int) read(2);
    int partitions = 1 << (int) read(4);
    if (method > 1 || shift < 0 || values.length % partitions != 0) {
      throw wrong("expected a coded residual");
    }
    int escape = method == 0 ? 15 : 31;
    int each = values.length / partitions;
    for (int p = 0; p < partitions; p++) {
      int parameter = (int) read(method == 0 ? 4 : 5);
      int raw = parameter == escape ? (int) read(5) : 0;
      for (int i = p == 0 ? order : p * each; i < (p + 1) * each; i++) {
        long residual;
        if (parameter == escape) {
          residual = signed(raw);
        } else {
          long folded = (long) unary() << parameter | read(parameter);
          residual = folded >>> 1 ^ -(folded & 1);
        }
        long sum = 0;
        for (int k = 0; k < order; k++) {
          sum += (long) weights[k] * values[i - 1 - k];
        }
        values[i] = (int) (residual + (sum >> shift));
      }
    }
  }
}
