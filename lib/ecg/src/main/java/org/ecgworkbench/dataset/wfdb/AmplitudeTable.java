package org.ecgworkbench.dataset.wfdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The physical amplitudes of all 65,536 values of format 16 under one gain and baseline: {@code (value - baseline) / gain}, each
 * computed once, so that what is looked up is to the bit what a division gives. -32768 is a missing sample, {@code NaN}.
 *
 * <p>The records of a database share a gain, and ECG samples stay in the few kilobytes around zero that a processor keeps close; looking
 * up takes half the time of converting and dividing. A table is made only after as many samples have asked for it as it has entries, so
 * a database with a gain of its own for every record loses nothing but the counting. At most eight tables (4 MB) are kept.
 */
final class AmplitudeTable {
  private static final int VALUES = 1 << 16;
  private static final int SLOTS = 8;
  private static final AtomicReferenceArray<AmplitudeTable> KEPT =
      new AtomicReferenceArray<>(SLOTS);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The first and the third of four values of 16 bits. */
  private static final long EVEN = 0x0000ffff0000ffffL;

  /** So many values of 16 bits, without sign, have a sum of at most 32 bits. */
  private static final int MOST_ADDED = 1 << 16;

  private final double gain;
  private final int baseline;
  private final AtomicLong asked = new AtomicLong();
  private volatile double[] amplitudes;

  private AmplitudeTable(double gain, int baseline) {
    this.gain = gain;
    this.baseline = baseline;
  }

  /**
   * The table of a gain and baseline, or null as long as too few samples have asked for it.
   *
   * @param samples how many samples ask now
   */
  static AmplitudeTable of(double gain, int baseline, int samples) {
    int slot = (Double.hashCode(gain) * 31 + baseline) * 0x9E3779B9 >>> 29;
    AmplitudeTable table = KEPT.get(slot);
    if (table == null || table.gain != gain || table.baseline != baseline) {
      table = new AmplitudeTable(gain, baseline);
      KEPT.set(slot, table);
    }
    if (table.amplitudes == null) {
      if (table.asked.addAndGet(samples) < VALUES) {
        return null;
      }
      table.amplitudes = computed(gain, baseline);
    }
    return table;
  }

  private static double[] computed(double gain, double baseline) {
    double[] amplitudes = new double[VALUES];
    for (int i = 0; i < VALUES; i++) {
      amplitudes[i] = ((short) i - baseline) / gain;
    }
    amplitudes[Short.MIN_VALUE & 0xffff] = Double.NaN;
    return amplitudes;
  }

  /**
   * Converts the samples of one signal.
   *
   * @param bytes little-endian values of 16 bits, signals interleaved
   * @param at the byte at which the signal's first sample stands
   * @param stride bytes from a sample to the signal's next
   * @param physical receives the amplitudes, as many as it has room for
   * @return the sum of the values, modulo 2^32
   */
  int convert(byte[] bytes, int at, int stride, double[] physical) {
    double[] table = amplitudes;
    int sum = 0;
    for (int i = 0; i < physical.length; i++, at += stride) {
      short value = (short) SHORT.get(bytes, at);
      sum += value;
      physical[i] = table[value & 0xffff];
    }
    return sum;
  }

  /**
   * Converts the samples of four signals that stand side by side, with one access to memory for the four.
   *
   * @param bytes little-endian values of 16 bits, signals interleaved
   * @param at the byte at which the first signal's first sample stands
   * @param stride bytes from a sample to the signal's next
   * @param physical {@code [signal][sample]}, receives the amplitudes of the four, as many as they have room for
   * @param first the first signal's index in {@code physical}
   * @param sums receives the sums of the values at 0 to 3; only their low 16 bits mean anything
   */
  void convertFour(byte[] bytes, int at, int stride, double[][] physical, int first, int[] sums) {
    Arrays.fill(sums, 0);
    int samples = physical[first].length;
    for (int from = 0; from < samples; from += MOST_ADDED) {
      convertFour(
          bytes,
          at + from * stride,
          stride,
          physical,
          first,
          from,
          Math.min(samples, from + MOST_ADDED),
          sums);
    }
  }

  private void convertFour(
      byte[] bytes,
      int at,
      int stride,
      double[][] physical,
      int first,
      int from,
      int to,
      int[] sums) {
    double[] table = amplitudes;
    double[] a = physical[first];
    double[] b = physical[first + 1];
    double[] c = physical[first + 2];
    double[] d = physical[first + 3];
    // Two sums in each, 32 bits apart. Only a sum's low 16 bits are ever compared, and there a
    // value's sign does not matter.
    long even = 0;
    long odd = 0;
    for (int i = from; i < to; i++, at += stride) {
      long four = (long) LONG.get(bytes, at);
      a[i] = table[(int) four & 0xffff];
      b[i] = table[(int) (four >>> 16) & 0xffff];
      c[i] = table[(int) (four >>> 32) & 0xffff];
      d[i] = table[(int) (four >>> 48)];
      even += four & EVEN;
      odd += four >>> 16 & EVEN;
    }
    sums[0] += (int) even;
    sums[1] += (int) odd;
    sums[2] += (int) (even >>> 32);
    sums[3] += (int) (odd >>> 32);
  }

  /** A value of a file of format 16. */
  static short value(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }
}
