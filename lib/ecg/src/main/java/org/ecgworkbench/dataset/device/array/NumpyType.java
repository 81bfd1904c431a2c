package org.ecgworkbench.dataset.device.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How an array stores one number.
 *
 * @param kind {@code 'f'}, {@code 'i'} or {@code 'u'} as NumPy calls floats (IEEE 754), signed and
 *     unsigned integers
 * @param size bytes of a number: 2, 4 or 8 for floats, 1 to 8 for integers
 * @param order the order of its bytes
 */
record NumpyType(char kind, int size, ByteOrder order) {
  static final String READ = "float16, float32, float64 or whole numbers of 16, 32 or 64 bits";

  /**
   * {@return the type of NumPy's code for it, such as {@code "<f4"}; empty if it is none that a
   * recording has}
   */
  static Optional<NumpyType> of(String code) {
    if (!code.matches("[<>=|](?:f[248]|[iu][1248])")) {
      return Optional.empty();
    }
    return Optional.of(
        new NumpyType(
            code.charAt(1),
            code.charAt(2) - '0',
            code.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
  }

  /** Whether samples of an ECG are read of it; single bytes and unsigned numbers hold none. */
  boolean holdsSamples() {
    return kind == 'f' || kind == 'i' && size > 1;
  }

  boolean isWhole() {
    return kind != 'f';
  }

  /**
   * {@return a number}
   *
   * @param bytes in this type's {@link #order()}
   * @param at its first byte
   */
  double value(ByteBuffer bytes, int at) {
    if (kind == 'f') {
      return switch (size) {
        case 2 -> half(bytes.getShort(at));
        case 4 -> bytes.getFloat(at);
        default -> bytes.getDouble(at);
      };
    }
    long value =
        switch (size) {
          case 1 -> bytes.get(at);
          case 2 -> bytes.getShort(at);
          case 4 -> bytes.getInt(at);
          default -> bytes.getLong(at);
        };
    if (kind == 'u' && size < 8) {
      return value & (1L << 8 * size) - 1;
    }
    return kind == 'u' && value < 0 ? value + 0x1p64 : value;
  }

  /**
   * Fills a line with numbers, each as {@link #value} gives it.
   *
   * @param bytes in this type's {@link #order()}
   * @param first the first number's first byte
   * @param stride bytes from one number to the next
   */
  void values(ByteBuffer bytes, int first, int stride, double[] into) {
    int at = first;
    if (kind == 'f' && size == 4) {
      for (int i = 0; i < into.length; i++, at += stride) {
        into[i] = bytes.getFloat(at);
      }
    } else if (kind == 'f' && size == 8) {
      for (int i = 0; i < into.length; i++, at += stride) {
        into[i] = bytes.getDouble(at);
      }
    } else if (kind == 'i' && size == 2) {
      for (int i = 0; i < into.length; i++, at += stride) {
        into[i] = bytes.getShort(at);
      }
    } else {
      for (int i = 0; i < into.length; i++, at += stride) {
        into[i] = value(bytes, at);
      }
    }
  }

  /** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
