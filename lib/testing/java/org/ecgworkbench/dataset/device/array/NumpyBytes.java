package org.ecgworkbench.dataset.device.array;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays of NumPy for tests, as NumPy Enhancement Proposal 1 describes them. */
public final class NumpyBytes {
  private NumpyBytes() {}

  /**
   * An array.
   *
   * @param version 1, 2 or 3
   * @param code as {@code "<f4"}, {@code ">i2"}, {@code "<U3"}
   * @param values in stored order
   */
  public static byte[] array(int version, String code, boolean fortran, String shape, double... values) {
    int size = Integer.parseInt(code.substring(2));
    ByteBuffer data =
        ByteBuffer.allocate(size * values.length)
            .order(code.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (code.substring(1)) {
        case "f2" -> data.putShort(half(value));
        case "f4" -> data.putFloat((float) value);
        case "f8" -> data.putDouble(value);
        case "i2" -> data.putShort((short) value);
        case "i4" -> data.putInt((int) value);
        case "i8" -> data.putLong((long) value);
        default -> throw new AssertionError(code);
      }
    }
    return file(version, code, fortran, shape, data.array());
  }

  /** An array of texts in NumPy's four bytes a character. */
  public static byte[] texts(int longest, String... texts) {
    ByteBuffer data =
        ByteBuffer.allocate(4 * longest * texts.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < texts.length; i++) {
      for (int j = 0; j < texts[i].length(); j++) {
        data.putInt(4 * (longest * i + j), texts[i].charAt(j));
      }
    }
    return file(
        1,
        "<U" + longest,
        false,
        texts.length == 1 ? "()" : "(" + texts.length + ",)",
        data.array());
  }

  /** Any bytes behind a header. */
  public static byte[] file(int version, String code, boolean fortran, String shape, byte[] data) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(code, fortran ? "True" : "False", shape);
    int before = version == 1 ? 10 : 12;
    String padded = header + " ".repeat(63 - (before + header.length()) % 64) + "\n";
    ByteBuffer out =
        ByteBuffer.allocate(before + padded.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1)).put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) padded.length());
    } else {
      out.putInt(padded.length());
    }
    return out.put(padded.getBytes(StandardCharsets.UTF_8)).put(data).array();
  }

  /** A compressed archive of arrays. */
  public static byte[] archive(Map<String, byte[]> arrays) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The nearest half of a number that is one of few bits. */
  private static short half(double value) {
    if (value == 0) {
      return 0;
    }
    int exponent = Math.getExponent(value);
    int fraction = (int) ((Math.abs(value) / Math.scalb(1.0, exponent) - 1) * 1024);
    return (short) ((value < 0 ? 0x8000 : 0) | exponent + 15 << 10 | fraction);
  }
}
