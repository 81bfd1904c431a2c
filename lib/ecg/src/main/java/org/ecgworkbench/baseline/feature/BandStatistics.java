package org.ecgworkbench.baseline.feature;

import java.util.Arrays;

/**
 * The statistics of one band, with the buffers they need. Not safe for several threads.
 *
 * <p>Sums are taken in NumPy's order (blocks of at most 128 with eight partial sums, halves added, and this for each 8192 values), so
 * that means and deviations are equal to NumPy's and not only close. Percentiles are found without sorting the whole band: values are counted into equally wide
 * intervals around the mean, and only the intervals that hold a wanted rank are sorted.
 */
final class BandStatistics {
  private static final double[] PERCENTS = {5, 25, 75, 95, 50};
  private static final int MAX_INTERVALS = 4096;

  /** So many on either side of the mean have intervals of their own; what lies further out is in the outermost. */
  private static final double DEVIATIONS = 3;

  /** So many values NumPy's reductions take at a time. */
  private static final int NUMPY_BUFFER = 8192;

  private double[] terms = new double[0];
  private int[] intervalOf = new int[0];
  private double[] gathered = new double[0];
  private final int[] start = new int[MAX_INTERVALS + 1];
  private final int[] place = new int[MAX_INTERVALS];
  private final int[] ranks = new int[2 * PERCENTS.length];
  private final double[] atRank = new double[2 * PERCENTS.length];

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Places for each value, 2 to this power, or down to half as many. */
  private static final int PLACE_BITS = 4;

  private final int[] differing = new int[64];
  private final double[] ofDiffering = new double[64];
  private int[] first = new int[0];
  private int began;
  private long[] slots = new long[0];
  private int[] slotCount = new int[0];
  private int[] used = new int[0];

  /** Writes p5, p25, p75, p95, median, mean, standard deviation, variance of the first n values to out[at] and on. */
  void describe(double[] values, int n, double[] out, int at) {
    double mean = sum(values, n) / n;
    reserve(n);
    for (int i = 0; i < n; i++) {
      double d = values[i] - mean;
      terms[i] = d * d;
    }
    double variance = sum(terms, n) / n;
    double deviation = Math.sqrt(variance);
    for (int i = 0; i < PERCENTS.length; i++) {
      int low = (int) position(PERCENTS[i], n);
      ranks[2 * i] = low;
      ranks[2 * i + 1] = Math.min(low + 1, n - 1);
    }
    select(values, n, mean, deviation);
    for (int i = 0; i < PERCENTS.length; i++) {
      double position = position(PERCENTS[i], n);
      double t = position - Math.floor(position);
      double a = atRank[2 * i];
      double b = atRank[2 * i + 1];
      // NumPy interpolates from the nearer end.
      out[at + i] = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    }
    out[at + 5] = mean;
    out[at + 6] = deviation;
    out[at + 7] = variance;
  }

  private void reserve(int n) {
    if (terms.length < n) {
      terms = new double[n];
      gathered = new double[n];
      intervalOf = new int[n];
    }
  }

  private static double position(double percent, int n) {
    return (n - 1) * (percent / 100);
  }

  /** Fills atRank with the values at the wanted ranks of the sorted band. */
  private void select(double[] values, int n, double mean, double deviation) {
    int intervals = Math.max(16, Math.min(MAX_INTERVALS, Integer.highestOneBit(n)));
    double least = mean - DEVIATIONS * deviation;
    double scale = intervals / (2 * DEVIATIONS * deviation);
    if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      // All values equal, or too close or too far apart to be told apart by a division.
      double[] sorted = Arrays.copyOf(values, n);
      Arrays.sort(sorted);
      for (int r = 0; r < ranks.length; r++) {
        atRank[r] = sorted[ranks[r]];
      }
      return;
    }
    Arrays.fill(start, 0, intervals + 1, 0);
    for (int i = 0; i < n; i++) {
      int interval = Math.max(0, Math.min(intervals - 1, (int) ((values[i] - least) * scale)));
      intervalOf[i] = interval;
      start[interval + 1]++;
    }
    for (int i = 0; i < intervals; i++) {
      start[i + 1] += start[i];
    }
    Arrays.fill(place, 0, intervals, -1);
    int size = 0;
    for (int rank : ranks) {
      int interval = intervalHolding(rank, intervals);
      if (place[interval] < 0) {
        place[interval] = size;
        size += start[interval + 1] - start[interval];
      }
    }
    for (int i = 0; i < n; i++) {
      int interval = intervalOf[i];
      if (place[interval] >= 0) {
        gathered[place[interval]++] = values[i];
      }
    }
    // Each place now points behind its interval's values; it is set negative once they are sorted.
    for (int r = 0; r < ranks.length; r++) {
      int interval = intervalHolding(ranks[r], intervals);
      int count = start[interval + 1] - start[interval];
      int end = place[interval];
      if (end >= 0) {
        Arrays.sort(gathered, end - count, end);
        place[interval] = -1 - end;
      } else {
        end = -1 - end;
      }
      atRank[r] = gathered[end - count + ranks[r] - start[interval]];
    }
  }

  /** The interval with start[interval] <= rank < start[interval + 1]. */
  private int intervalHolding(int rank, int intervals) {
    int low = 0;
    int high = intervals - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (start[middle] <= rank) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The entropy, in nats, of how often exactly equal values occur among the first n. */
  double entropy(double[] values, int n) {
    return entropyOf(occurrences(values, n), n);
  }

  /**
   * How many values occur once, twice, ...: {@code [times]}, the last not 0. Almost all occur once: a place for each hash holds the first
   * that has come, and only those that find it taken are looked at again.
   */
  private int[] occurrences(double[] values, int n) {
    reserve(n);
    int capacity = Math.max(1 << 10, Integer.highestOneBit(Math.min(n, 1 << 24)) << PLACE_BITS);
    if (first.length < capacity || began > Integer.MAX_VALUE - 2 * n) {
      first = new int[capacity];
      began = 1;
    }
    // What earlier bands have left is less than base; the first value has the greatest number.
    int base = began;
    began += n;
    int shift = Long.numberOfLeadingZeros(capacity) + 1;
    int size = 0;
    for (int i = 0, number = began - 1; i < n; i++, number--) {
      int place = (int) (bits(values[i]) * MIX >>> shift);
      int before = first[place];
      first[place] = Math.max(before, number);
      intervalOf[size] = i;
      size += ~(before - base) >>> 31;
    }
    if (size == 0) {
      return new int[] {0, n};
    }
    return counted(values, size, shift, n);
  }

  /** Adding 0 makes -0 and 0 the same bits, as they are the same value. */
  private static long bits(double value) {
    return Double.doubleToRawLongBits(value + 0.0);
  }

  /** How many of n values occur once, twice, ..., where so many found their place taken: by their equal, or by another of that hash. */
  private int[] counted(double[] values, int taken, int shift, int n) {
    int capacity = Integer.highestOneBit(Math.max(8, taken)) * 4;
    if (slots.length < capacity) {
      slots = new long[capacity];
      slotCount = new int[capacity];
      used = new int[capacity];
    }
    Arrays.fill(slotCount, 0, capacity, 0);
    int distinct = 0;
    int most = 1;
    for (int i = 0; i < taken; i++) {
      long bits = bits(values[intervalOf[i]]);
      long mixed = bits * MIX;
      int slot = (int) (mixed >>> 40) & (capacity - 1);
      while (slotCount[slot] != 0 && slots[slot] != bits) {
        slot = (slot + 1) & (capacity - 1);
      }
      if (slotCount[slot] == 0) {
        slots[slot] = bits;
        used[distinct++] = slot;
        // The one that has the place comes on top of those that found it taken.
        int owner = began - 1 - first[(int) (mixed >>> shift)];
        slotCount[slot] = bits(values[owner]) == bits ? 1 : 0;
      }
      most = Math.max(most, ++slotCount[slot]);
    }
    int[] withCount = new int[most + 1];
    withCount[1] = n;
    for (int i = 0; i < distinct; i++) {
      withCount[slotCount[used[i]]]++;
      withCount[1] -= slotCount[used[i]];
    }
    return withCount;
  }

  /** From how many values occur once, twice, ... of n. */
  private double entropyOf(int[] withCount, int n) {
    if (withCount.length > 2) {
      return sumOfTerms(withCount, n);
    }
    // All differ: the same for all bands of this length.
    int memo = n % differing.length;
    if (differing[memo] != n) {
      differing[memo] = n;
      ofDiffering[memo] = sumOfTerms(withCount, n);
    }
    return ofDiffering[memo];
  }

  private double sumOfTerms(int[] withCount, int n) {
    int size = 0;
    for (int count = withCount.length - 1; count >= 1; count--) {
      if (withCount[count] > 0) {
        double p = (double) count / n;
        Arrays.fill(terms, size, size + withCount[count], -p * StrictMath.log(p));
        size += withCount[count];
      }
    }
    return sum(terms, size);
  }

  /** The sum of the first n values in NumPy's order. */
  static double sum(double[] a, int n) {
    double sum = pairwiseSum(a, 0, Math.min(n, NUMPY_BUFFER));
    for (int from = NUMPY_BUFFER; from < n; from += NUMPY_BUFFER) {
      sum += pairwiseSum(a, from, Math.min(NUMPY_BUFFER, n - from));
    }
    return sum;
  }

  private static double pairwiseSum(double[] a, int from, int n) {
    if (n < 8) {
      double sum = 0;
      for (int i = from; i < from + n; i++) {
        sum += a[i];
      }
      return sum;
    }
    if (n <= 128) {
      double r0 = a[from];
      double r1 = a[from + 1];
      double r2 = a[from + 2];
      double r3 = a[from + 3];
      double r4 = a[from + 4];
      double r5 = a[from + 5];
      double r6 = a[from + 6];
      double r7 = a[from + 7];
      int whole = from + n - n % 8;
      for (int i = from + 8; i < whole; i += 8) {
        r0 += a[i];
        r1 += a[i + 1];
        r2 += a[i + 2];
        r3 += a[i + 3];
        r4 += a[i + 4];
        r5 += a[i + 5];
        r6 += a[i + 6];
        r7 += a[i + 7];
      }
      double sum = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7));
      for (int i = whole; i < from + n; i++) {
        sum += a[i];
      }
      return sum;
    }
    int half = n / 2;
    half -= half % 8;
    return pairwiseSum(a, from, half) + pairwiseSum(a, from + half, n - half);
  }
}
