package org.ecgworkbench.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Between Java's nested arrays and the engine's flat native buffers. */
final class Rows {
  private Rows() {}

  /** {@code n} rows of equal width. */
  static float[][] of(float[] flat, int n) {
    float[][] rows = new float[n][];
    int width = n == 0 ? 0 : flat.length / n;
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  /** The bytes of a batch without the first samples of every lead. */
  static int bytes(float[][][] batch, int cut) {
    return bytes(batch.length, batch[0].length, batch[0][0].length - cut);
  }

  /** The bytes of so many values in single precision. */
  static int bytes(int records, int leads, int samples) {
    return Math.toIntExact(4L * records * leads * samples);
  }

  /** Fills a direct buffer that is large enough, and returns it with the limit behind the batch. */
  static ByteBuffer fill(ByteBuffer buffer, float[][][] batch, int cut) {
    buffer.clear().limit(bytes(batch, cut));
    int samples = batch[0][0].length - cut;
    FloatBuffer floats = buffer.order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (float[][] record : batch) {
      for (float[] lead : record) {
        floats.put(lead, cut, samples);
      }
    }
    return buffer;
  }

  /** As {@link #fill(ByteBuffer, float[][][], int)}, each value rounded to single precision. */
  static ByteBuffer fill(ByteBuffer buffer, double[][][] batch, int cut) {
    int samples = batch[0][0].length - cut;
    buffer.clear().limit(bytes(batch.length, batch[0].length, samples));
    FloatBuffer floats = buffer.order(ByteOrder.nativeOrder()).asFloatBuffer();
    float[] row = new float[samples];
    for (double[][] record : batch) {
      for (double[] lead : record) {
        for (int s = 0; s < samples; s++) {
          row[s] = (float) lead[cut + s];
        }
        floats.put(row);
      }
    }
    return buffer;
  }

  /**
   * {@code [record][lead][samples]} from values that begin at sample {@code cut}; what lies before sample {@code first} is left 0.
   */
  static double[][][] cubes(
      FloatBuffer values, int records, int leads, int samples, int cut, int first) {
    double[][][] cubes = new double[records][leads][samples];
    float[] row = new float[samples - cut];
    for (double[][] record : cubes) {
      for (double[] lead : record) {
        values.get(row);
        for (int s = first; s < samples; s++) {
          lead[s] = row[s - cut];
        }
      }
    }
    return cubes;
  }

  /**
   * Leading samples that are zero in every lead of every record.
   *
   * @param batch {@code [record][lead][sample]}
   */
  static int leadingZeros(float[][][] batch) {
    int zeros = batch[0][0].length;
    for (float[][] record : batch) {
      for (float[] lead : record) {
        int i = 0;
        while (i < zeros && lead[i] == 0) {
          i++;
        }
        zeros = i;
      }
    }
    return zeros;
  }

  /** As {@link #leadingZeros(float[][][])}. */
  static int leadingZeros(double[][][] batch) {
    int zeros = batch[0][0].length;
    for (double[][] record : batch) {
      for (double[] lead : record) {
        int i = 0;
        while (i < zeros && lead[i] == 0) {
          i++;
        }
        zeros = i;
      }
    }
    return zeros;
  }

  /**
   * Checks the shape of a batch.
   *
   * @throws IllegalArgumentException if there is no record, or a record has other leads or samples
   */
  static void requireShape(float[][][] batch, int leads, int samples) {
    requireShape(
        Arrays.stream(batch)
            .map(record -> Arrays.stream(record).mapToInt(lead -> lead.length).toArray())
            .toArray(int[][]::new),
        leads,
        samples);
  }

  /** As {@link #requireShape(float[][][], int, int)}. */
  static void requireShape(double[][][] batch, int leads, int samples) {
    requireShape(
        Arrays.stream(batch)
            .map(record -> Arrays.stream(record).mapToInt(lead -> lead.length).toArray())
            .toArray(int[][]::new),
        leads,
        samples);
  }

  /** Of the lengths {@code [record][lead]}. */
  private static void requireShape(int[][] lengths, int leads, int samples) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one record");
    }
    for (int[] record : lengths) {
      if (record.length != leads) {
        throw new IllegalArgumentException(
            "expected %d leads, found %d".formatted(leads, record.length));
      }
      for (int length : record) {
        if (length != samples) {
          throw new IllegalArgumentException(
              "expected %d samples, found %d".formatted(samples, length));
        }
      }
    }
  }
}
