package org.ecgworkbench.dataset.device.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The amplitudes of all 65,536 values of 16 bits under one scale, each computed once by what computes it sample by sample, so that what is
 * looked up is the same to the bit.
 *
 * <p>Files of one recorder share a scale, and looking up takes a third of the time of converting and dividing. A table is made only after
 * as many samples have asked for it as it has entries. At most sixteen (8 MB) are kept: more than a file of twelve scales has.
 */
public final class SampleTable {
  private static final int VALUES = 1 << 16;
  private static final int MOST = 16;
  private static final AtomicReferenceArray<SampleTable> KEPT = new AtomicReferenceArray<>(MOST);
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final Object scale;
  private final int hash;
  private final AtomicLong asked = new AtomicLong();
  private volatile double[] millivolts;

  private SampleTable(Object scale, int hash) {
    this.scale = scale;
    this.hash = hash;
  }

  /**
   * {@return {@code [65536]} amplitudes in mV by {@code value & 0xffff}, to be treated as read-only; null as long as too few samples have asked for them}
   *
   * @param scale all that the conversion depends on, equal for equal conversions
   * @param signed whether the values from 32768 on are negative ones
   * @param samples how many samples ask now
   * @param conversion makes mV of values, each by itself, in place
   */
  public static double[] of(
      Object scale, boolean signed, int samples, Consumer<double[]> conversion) {
    List<Object> key = List.of(scale, signed);
    SampleTable table = kept(key);
    if (table.millivolts == null) {
      if (table.asked.addAndGet(samples) < VALUES) {
        return null;
      }
      double[] all = new double[VALUES];
      for (int i = 0; i < VALUES; i++) {
        all[i] = signed ? (short) i : i;
      }
      conversion.accept(all);
      table.millivolts = all;
    }
    return table.millivolts;
  }

  private static SampleTable kept(List<Object> key) {
    int hash = key.hashCode();
    for (int i = 0; i < MOST; i++) {
      SampleTable table = KEPT.get(i);
      if (table != null && table.hash == hash && table.scale.equals(key)) {
        return table;
      }
    }
    SampleTable table = new SampleTable(key, hash);
    KEPT.set(NEXT.getAndIncrement() & MOST - 1, table);
    return table;
  }

  /**
   * Converts a line of values.
   *
   * @param table as {@link #of} gives it
   * @param bytes values of 16 bits, the low byte first
   * @param at the byte at which the first stands
   * @param stride bytes from a value to the next
   * @param into receives the amplitudes
   * @param from the first of {@code into} that is filled
   * @param to the one behind the last
   */
  public static void convert(
      double[] table, byte[] bytes, int at, int stride, double[] into, int from, int to) {
    for (int i = from, place = at; i < to; i++, place += stride) {
      into[i] = table[(short) SHORT.get(bytes, place) & 0xffff];
    }
  }

  /**
   * As {@link #convert(double[], byte[], int, int, double[], int, int)}, and tells the extremes in the same pass.
   *
   * @param table as {@link #of} gives it
   * @param signed whether the values from 32768 on are negative ones
   * @param bytes values of 16 bits, the low byte first
   * @param at the byte at which the first stands
   * @param stride bytes from a value to the next
   * @param into receives the amplitudes
   * @param from the first of {@code into} that is filled
   * @param to the one behind the last
   * @return the lowest and the highest value, the lowest in the high 32 bits
   */
  public static long convert(
      double[] table,
      boolean signed,
      byte[] bytes,
      int at,
      int stride,
      double[] into,
      int from,
      int to) {
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (int i = from, place = at; i < to; i++, place += stride) {
      int value = (short) SHORT.get(bytes, place);
      into[i] = table[value & 0xffff];
      value = signed ? value : value & 0xffff;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return (long) low << 32 | high & 0xffffffffL;
  }
}
