package org.ecgworkbench.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
   * Converts some samples of one signal.
   *
   * @param bytes little-endian values of 16 bits, signals interleaved
   * @param at the byte at which the signal's sample {@code from} stands
   * @param stride bytes from a sample to the signal's next
   * @param physical receives the amplitudes in {@code from} to {@code to - 1}
   * @return the sum of the values, modulo 2^32
   */
  int convert(byte[] bytes, int at, int stride, double[] physical, int from, int to) {
    double[] table = amplitudes;
    int sum = 0;
    for (int i = from; i < to; i++, at += stride) {
      short value = (short) SHORT.get(bytes, at);
      sum += value;
      physical[i] = table[value & 0xffff];
    }
    return sum;
  }

  /**
   * Converts some samples of four signals that stand side by side, with one access to memory for the four.
   *
   * @param bytes little-endian values of 16 bits, signals interleaved
   * @param at the byte at which sample {@code from} of the first signal stands
   * @param stride bytes from a sample to the signal's next
   * @param physical {@code [signal][sample]}, receives the amplitudes in {@code from} to {@code to - 1}
   * @param first the first signal's index in {@code physical}
   * @param sums the sums of the values, modulo 2^32, added to those at {@code sum} to {@code sum + 3}
   */
  void convertFour(
      byte[] bytes,
      int at,
      int stride,
      double[][] physical,
      int first,
      int from,
      int to,
      int[] sums,
      int sum) {
    double[] table = amplitudes;
    double[] a = physical[first];
    double[] b = physical[first + 1];
    double[] c = physical[first + 2];
    double[] d = physical[first + 3];
    int sumA = 0;
    int sumB = 0;
    int sumC = 0;
    int sumD = 0;
    for (int i = from; i < to; i++, at += stride) {
      long four = (long) LONG.get(bytes, at);
      int low = (int) four;
      int high = (int) (four >>> 32);
      a[i] = table[low & 0xffff];
      b[i] = table[low >>> 16];
      c[i] = table[high & 0xffff];
      d[i] = table[high >>> 16];
      // Only the low 16 bits of a sum are ever compared, and there a value's sign does not matter.
      sumA += low;
      sumB += low >>> 16;
      sumC += high;
      sumD += high >>> 16;
    }
    sums[sum] += sumA;
    sums[sum + 1] += sumB;
    sums[sum + 2] += sumC;
    sums[sum + 3] += sumD;
  }

  /** A value of a file of format 16. */
  static short value(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }
}
