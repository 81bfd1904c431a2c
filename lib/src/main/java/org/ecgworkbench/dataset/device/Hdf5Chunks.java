package org.ecgworkbench.dataset.device;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.Lz4Filter;
import io.jhdf.filter.LzfFilter;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The chunks of a data set, decoded. Gzip, shuffle and the Fletcher checksum are undone here, as
 * jhdf 0.13.0 inflates without bound and does not compare the checksum; LZF and LZ4 by jhdf, after
 * the size that they would take is compared with that of a chunk. Bitshuffle is refused: with LZ4
 * jhdf gives wrong numbers where the last block is a short one.
 *
 * <p>Source: The HDF Group, HDF5 File Format Specification, "Filter Pipeline Message".
 */
final class Hdf5Chunks {
  private static final int GZIP = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER = 3;
  private static final int LZF = 32000;
  private static final int LZ4 = 32004;

  private final Hdf5File file;
  private final ChunkedDataset dataset;
  private final int bytes;
  private final List<PipelineFilterWithData> filters;

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
      case LZF -> {
        // What LZF cannot shorten stays as it is.
        if (data.length == expected) {
          yield data;
        }
        if (settings.length < 3 || settings[2] != expected) {
          throw damaged(settings.length < 3 ? 0 : settings[2]);
        }
        yield new LzfFilter().decode(data, settings);
      }
      case LZ4 -> {
        checkStated(data, expected);
        yield new Lz4Filter().decode(data, settings);
      }
      default ->
          throw file.error(
              "expected samples encoded by gzip, shuffle, fletcher32, lzf or lz4, found the filter "
                  + CartWords.quotable(filter.getName()));
    };
  }

  /** The size that stands before data of LZ4, and that of its blocks. */
  private void checkStated(byte[] data, int expected) {
    if (data.length < 12) {
      throw damaged(data.length);
    }
    long stated = ByteBuffer.wrap(data).getLong();
    int block = ByteBuffer.wrap(data).getInt(8);
    if (stated != expected || block < 1 || block > Math.max(1 << 16, expected)) {
      throw damaged(stated);
    }
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
