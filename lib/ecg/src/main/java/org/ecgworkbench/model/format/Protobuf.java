package org.ecgworkbench.model.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One message in the wire format of Protocol Buffers, as far as a network in ONNX needs it: fields in the order in which they are
 * written, numbers as varints, floats as four bytes, everything else with its length before it.
 */
public final class Protobuf {
  private static final int VARINT = 0;
  private static final int WITH_LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * {@return this, with a whole number added}
   *
   * @param field its number in the message
   * @param value of it
   */
  public Protobuf number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /**
   * {@return this, with a float added}
   *
   * @param field its number in the message
   * @param value of it
   */
  public Protobuf single(int field, float value) {
    varint((long) field << 3 | FOUR_BYTES);
    byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
    bytes.writeBytes(four);
    return this;
  }

  /**
   * {@return this, with a text added in UTF-8}
   *
   * @param field its number in the message
   * @param value of it
   */
  public Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return this, with a message added}
   *
   * @param field its number in the message
   * @param value of it
   */
  public Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toByteArray());
  }

  /**
   * {@return this, with bytes added}
   *
   * @param field its number in the message
   * @param value of it
   */
  public Protobuf bytes(int field, byte[] value) {
    varint((long) field << 3 | WITH_LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** {@return the message as it is written} */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes.write((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
  }
}
