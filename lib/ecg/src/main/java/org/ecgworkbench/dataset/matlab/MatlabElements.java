package org.ecgworkbench.dataset.matlab;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * The elements of a MATLAB v5 file, from front to back: each has a tag of its type and length, and every length is compared with a bound
 * before memory is taken.
 */
final class MatlabElements {
  private static final long MOST_BYTES = 1L << 27;

  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int INT16 = 3;
  private static final int UINT16 = 4;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int SINGLE = 7;
  private static final int DOUBLE = 9;
  private static final int INT64 = 12;
  private static final int UINT64 = 13;
  static final int MATRIX = 14;
  private static final int UTF8 = 16;
  private static final int UTF16 = 17;

  private final String fileName;
  private final ByteOrder order;
  private InputStream in;
  private long consumed;

  MatlabElements(String fileName, ByteOrder order) {
    this.fileName = fileName;
    this.order = order;
  }

  /** Goes on in another piece of the file, inflated if need be. */
  void continueIn(InputStream piece) {
    in = piece;
  }

  /** All bytes that were taken or passed over so far. */
  long consumed() {
    return consumed;
  }

  /** An element's type and its bytes without padding; a small element brings its data along. */
  record Tag(int type, int bytes, byte[] small) {
    int padding() {
      return small != null ? 0 : (8 - bytes % 8) % 8;
    }
  }

  /** The next element's tag. */
  Tag tag() throws IOException {
    byte[] head = bytes(8);
    ByteBuffer buffer = ByteBuffer.wrap(head).order(order);
    int first = buffer.getInt(0);
    int smallBytes = first >>> 16;
    if (smallBytes != 0) {
      if (smallBytes > 4) {
        throw expected("a small element of at most 4 bytes", smallBytes + " bytes");
      }
      return new Tag(first & 0xffff, smallBytes, Arrays.copyOfRange(head, 4, 8));
    }
    int bytes = buffer.getInt(4);
    if (bytes < 0) {
      throw expected("an element of less than 2 GiB", Integer.toUnsignedString(bytes) + " bytes");
    }
    return new Tag(first, bytes, null);
  }

  /** The next element as 1 to {@code most} integers of 32 bits. */
  int[] integers(String what, int most) throws IOException {
    Tag tag = tag();
    if (tag.type() != INT32 && tag.type() != UINT32) {
      throw expected(what + " as 32-bit integers", "type " + tag.type());
    }
    int count = tag.bytes() / 4;
    if (count < 1 || count > most || tag.bytes() % 4 != 0) {
      throw expected(what + " of 1 to " + most + " integers", tag.bytes() + " bytes");
    }
    byte[] bytes = element(tag);
    int[] values = new int[count];
    ByteBuffer.wrap(bytes).order(order).asIntBuffer().get(values);
    return values;
  }

  /** The next element as text of at most so many bytes. */
  String text(String what, int most) throws IOException {
    Tag tag = tag();
    if (tag.bytes() > most) {
      throw expected(what + " of at most " + most + " bytes", tag.bytes() + " bytes");
    }
    byte[] bytes = element(tag);
    return switch (tag.type()) {
      case INT8, UINT8, UTF8 -> new String(bytes, StandardCharsets.UTF_8);
      case UINT16, UTF16 ->
          new String(
              bytes,
              order == ByteOrder.LITTLE_ENDIAN
                  ? StandardCharsets.UTF_16LE
                  : StandardCharsets.UTF_16BE);
      default -> {
        if (tag.bytes() == 0) {
          yield "";
        }
        throw expected(what + " as text", "type " + tag.type());
      }
    };
  }

  /** The next element as exactly so many numbers. */
  double[] numbers(String what, int count) throws IOException {
    Tag tag = tag();
    int size = sizeOf(what, tag);
    if (tag.bytes() != size * count) {
      throw expected(what + " of " + size * count + " bytes", tag.bytes() + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(element(tag)).order(order);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = number(tag.type(), buffer);
    }
    return values;
  }

  /** The bytes of one number of an element. */
  int sizeOf(String what, Tag tag) {
    return switch (tag.type()) {
      case INT8, UINT8 -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32, SINGLE -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> throw expected(what + " as numbers", "type " + tag.type());
    };
  }

  /** The next number of a buffer, of an element's type. */
  static double number(int type, ByteBuffer buffer) {
    return switch (type) {
      case INT8 -> buffer.get();
      case UINT8 -> buffer.get() & 0xff;
      case INT16 -> buffer.getShort();
      case UINT16 -> buffer.getShort() & 0xffff;
      case INT32 -> buffer.getInt();
      case UINT32 -> buffer.getInt() & 0xffffffffL;
      case SINGLE -> buffer.getFloat();
      case DOUBLE -> buffer.getDouble();
      default -> buffer.getLong();
    };
  }

  /** The data of an element whose length was compared with a bound. */
  private byte[] element(Tag tag) throws IOException {
    if (tag.small() != null) {
      return Arrays.copyOf(tag.small(), tag.bytes());
    }
    byte[] bytes = bytes(tag.bytes());
    skip(tag.padding());
    return bytes;
  }

  /** Passes over so many bytes of an element and its padding. */
  void skip(Tag tag, int bytes) throws IOException {
    if (tag.small() == null) {
      skip((long) bytes + tag.padding());
    }
  }

  /** The next bytes, all of them. */
  byte[] bytes(int count) throws IOException {
    count(count);
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Passes over bytes. */
  void skip(long count) throws IOException {
    if (count > 0) {
      count(count);
      in.skipNBytes(count);
    }
  }

  private void count(long more) {
    consumed += more;
    if (consumed > MOST_BYTES) {
      throw expected("at most " + MOST_BYTES + " bytes", "more");
    }
  }

  /** The error that names the file. */
  EcgDataException expected(String expected, String found) {
    return new EcgDataException(fileName + ": expected " + expected + ", found " + found);
  }
}
