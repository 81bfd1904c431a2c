package org.ecgworkbench.dataset.device.array;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceSource;

/**
 * The chunks of a data set, decoded: gzip, LZF, shuffle and the Fletcher checksum, which is
 * verified. jhdf only finds the chunks: its 0.13.0 inflates without bound, does not compare
 * checksums, and gives wrong numbers for bitshuffle with LZ4 where the last block is a short one.
 *
 * <p>Source: The HDF Group, HDF5 File Format Specification, "Filter Pipeline Message"; for LZF, the
 * description in Lehmann's liblzf.
 */
final class Hdf5Chunks {
  private static final int GZIP = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER = 3;
  private static final int LZF = 32000;

  private final Hdf5File file;
  private final ChunkedDataset dataset;
  private final int bytes;
  private final List<PipelineFilterWithData> filters;
  private final Map<String, Optional<ByteBuffer>> decoded =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<ByteBuffer>> eldest) {
          return (long) size() * bytes > DeviceSource.LONGEST_BYTES;
        }
      };

  /**
   * The chunks of a data set.
   *
   * @param bytes of a chunk when decoded
   */
  Hdf5Chunks(Hdf5File file, ChunkedDataset dataset, int bytes) {
    this.file = file;
    this.dataset = dataset;
    this.bytes = bytes;
    filters = dataset.getFilters();
    if (dataset.isEmpty()) {
      throw file.error("expected samples, found a data set that was never written");
    }
  }

  /**
   * {@return a chunk's numbers as stored; null if it was never written}
   *
   * @param at its first element
   * @throws org.ecgworkbench.ecg.EcgDataException if it is damaged
   */
  ByteBuffer read(int[] at) {
    // Recordings stored in the same chunks follow one another, and to inflate them takes the time.
    return decoded
        .computeIfAbsent(Arrays.toString(at), key -> Optional.ofNullable(decode(at)))
        .map(ByteBuffer::duplicate)
        .orElse(null);
  }

  private ByteBuffer decode(int[] at) {
    ByteBuffer stored;
    try {
      stored = dataset.getRawChunkBuffer(at);
    } catch (HdfException e) {
      if (Hdf5Array.neverWritten(e)) {
        return null;
      }
      throw e;
    }
    byte[] data = new byte[stored.remaining()];
    stored.get(data);
    for (int i = filters.size() - 1; i >= 0; i--) {
      data = decoded(data, filters.get(i), bytes + 4 * checksumsBefore(i));
    }
    if (data.length != bytes) {
      throw damaged(data.length);
    }
    return ByteBuffer.wrap(data);
  }

  private int checksumsBefore(int filter) {
    return (int) filters.stream().limit(filter).filter(f -> f.getId() == FLETCHER).count();
  }

  private byte[] decoded(byte[] data, PipelineFilterWithData filter, int expected) {
    int[] settings = filter.getFilterData();
    return switch (filter.getId()) {
      case GZIP -> inflated(data, expected);
      case SHUFFLE -> unshuffled(data, settings.length > 0 ? settings[0] : 1);
      case FLETCHER -> checked(data);
      // What LZF cannot shorten stays as it is.
      case LZF -> data.length == expected ? data : expanded(data, expected);
      default ->
          throw file.error(
              "expected samples encoded by gzip, shuffle, fletcher32 or lzf, found the filter "
                  + Words.quotable(filter.getName()));
    };
  }

  private byte[] inflated(byte[] data, int expected) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(data);
      byte[] whole = new byte[expected];
      int count = 0;
      while (count < expected) {
        int more = inflater.inflate(whole, count, expected - count);
        if (more == 0) {
          throw damaged(count);
        }
        count += more;
      }
      // Reads the checksum at the end.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw damaged(expected + 1L);
      }
      return whole;
    } catch (DataFormatException e) {
      throw file.error("expected compressed samples, found damaged ones");
    } finally {
      inflater.end();
    }
  }

  /**
   * Undoes LZF: a control byte below 32 stands before one more bytes than it says; others hold a
   * length and how far back so many bytes stand already.
   */
  private byte[] expanded(byte[] data, int expected) {
    byte[] whole = new byte[expected];
    int count = 0;
    for (int at = 0; at < data.length; ) {
      int control = data[at++] & 0xff;
      int length = control < 32 ? control + 1 : control >> 5;
      if (control >= 7 << 5) {
        length += at < data.length ? data[at++] & 0xff : 0;
      }
      int from = at;
      byte[] source = data;
      if (control >= 32) {
        length += 2;
        from = count - 1 - ((control & 31) << 8) - (at < data.length ? data[at++] & 0xff : 0);
        source = whole;
      } else {
        at += length;
      }
      if (at > data.length || from < 0 || length > expected - count) {
        throw damaged(count);
      }
      // Byte by byte: what is copied may reach into what is just written.
      for (int i = 0; i < length; i++) {
        whole[count++] = source[from + i];
      }
    }
    if (count != expected) {
      throw damaged(count);
    }
    return whole;
  }

  /**
   * Undoes the sorting of bytes by their place in a number; the bytes of no whole number follow
   * unsorted.
   */
  private byte[] unshuffled(byte[] data, int size) {
    if (size < 1 || size > data.length) {
      throw damaged(size);
    }
    byte[] numbers = data.clone();
    int count = data.length / size;
    for (int place = 0; place < size; place++) {
      for (int i = 0; i < count; i++) {
        numbers[i * size + place] = data[place * count + i];
      }
    }
    return numbers;
  }

  /** Compares and removes the four bytes of a Fletcher checksum. */
  private byte[] checked(byte[] data) {
    if (data.length < 4) {
      throw damaged(data.length);
    }
    byte[] rest = Arrays.copyOf(data, data.length - 4);
    int stated = Integer.reverseBytes(ByteBuffer.wrap(data).getInt(data.length - 4));
    int found = fletcher(rest);
    if (stated != found) {
      throw file.error(
          "expected samples of the checksum %08x, found %08x: they are damaged"
              .formatted(stated, found));
    }
    return rest;
  }

  /**
   * Fletcher's checksum over 16-bit numbers, the high byte first; an odd last byte is a high one.
   */
  static int fletcher(byte[] data) {
    long low = 0;
    long high = 0;
    for (int i = 0; i < data.length; i += 2) {
      low += (data[i] & 0xff) << 8 | (i + 1 < data.length ? data[i + 1] & 0xff : 0);
      low = (low & 0xffff) + (low >> 16);
      high += low;
      high = (high & 0xffff) + (high >> 16);
    }
    low = (low & 0xffff) + (low >> 16);
    high = (high & 0xffff) + (high >> 16);
    return (int) (high << 16 | low);
  }

  private RuntimeException damaged(long found) {
    return file.error(
        "expected %d bytes in a piece of the samples, found %d: the file is damaged"
            .formatted(bytes, found));
  }
}
