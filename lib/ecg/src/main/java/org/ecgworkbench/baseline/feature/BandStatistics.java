package org.ecgworkbench.baseline.feature;

import java.util.Arrays;

/**
 * The statistics of one band, with the buffers they need. Not safe for several threads.
 *
 * <p>Sums are taken in NumPy's order (blocks of at most 128 with eight partial sums, halves added, and this for each 8192 values), so
 * that means and deviations are equal to NumPy's and not only close. Percentiles are found without sorting the whole band: values are put into equally wide
 * intervals around the mean, and only the intervals that hold a wanted rank are sorted.
 */
final class BandStatistics {
  /** In the order of their ranks, and the place of each among the statistics. */
  private static final double[] PERCENTS = {5, 25, 50, 75, 95};

  private static final int[] PLACES = {0, 1, 4, 2, 3};

  /** A shorter band is sorted as a whole. */
  private static final int LEAST_VALUES = 64;

  private static final int MAX_INTERVALS = 4096;

  /** So many on either side of the mean have intervals of their own; what lies further out is in the outermost. */
  private static final double DEVIATIONS = 3;

  /** Added to a number, it leaves the nearest whole number in the lowest 32 bits. */
  private static final double WHOLE = 0x1.8p52;

  private static final long LOWER = 0xFFFFFFFFL;

  /** So many values NumPy's reductions take at a time. */
  private static final int NUMPY_BUFFER = 8192;

  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** Places for each value, 2 to this power, or down to half as many. */
  private static final int PLACE_BITS = 3;

  private static final int FEW = 32;

  private static final int MOST_PLACES = 1 << 22;

  private double[] terms = new double[0];
  private double[] gathered = new double[0];

  /** Of each interval how many values it has, and in the lower half 1 + the index of the last of them, or 0. */
  private final long[] intervals = new long[MAX_INTERVALS];

  /** 1 + the index of the value of the same interval, or of the same hash, that came before; or 0. */
  private int[] before = new int[0];

  private int interval;
  private int reached;
  private boolean sorted;

  private final int[] differing = new int[64];
  private final double[] ofDiffering = new double[64];

  /** 1 + the index of the last value of a hash, or 0. */
  private int[] last = new int[0];

  private int[] notAlone = new int[0];

  /** How many equal values came before. */
  private int[] earlier = new int[0];

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
    divide(values, n, mean - DEVIATIONS * deviation, 2 * DEVIATIONS * deviation);
    for (int i = 0; i < PERCENTS.length; i++) {
      double position = (n - 1) * (PERCENTS[i] / 100);
      int low = (int) position;
      double t = position - low;
      double a = atRank(values, low);
      double b = atRank(values, Math.min(low + 1, n - 1));
      // NumPy interpolates from the nearer end.
      out[at + PLACES[i]] = t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
    }
    out[at + 5] = mean;
    out[at + 6] = deviation;
    out[at + 7] = variance;
  }

  private void reserve(int n) {
    if (terms.length < n) {
      terms = new double[n];
      gathered = new double[n];
      before = new int[n];
      notAlone = new int[n];
      earlier = new int[n];
    }
  }

  /** Puts each value into its interval. */
  private void divide(double[] values, int n, double least, double width) {
    interval = -1;
    reached = 0;
    int count = Math.min(MAX_INTERVALS, Integer.highestOneBit(n) / 2);
    double scale = count / width;
    if (n < LEAST_VALUES || !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      // Too few to be divided, or too close together or too far apart: one interval.
      for (int i = 0; i < n; i++) {
        before[i] = i;
      }
      intervals[0] = ((long) n << 32) + n;
      return;
    }
    double top = count - 1;
    // A loop of its own, because the compiler makes vector instructions of it.
    for (int i = 0; i < n; i++) {
      terms[i] = Math.max(0, Math.min(top, (values[i] - least) * scale)) + WHOLE;
    }
    Arrays.fill(intervals, 0, count, 0);
    for (int i = 0; i < n; i++) {
      int at = (int) Double.doubleToRawLongBits(terms[i]);
      long held = intervals[at];
      before[i] = (int) held;
      intervals[at] = (held | LOWER) + (i + 2L);
    }
  }

  /** The value at a rank of the sorted band, from 0; no rank may be in an interval before that of an earlier call. */
  private double atRank(double[] values, int rank) {
    while (reached <= rank) {
      reached += (int) (intervals[++interval] >>> 32);
      sorted = false;
    }
    int size = (int) (intervals[interval] >>> 32);
    if (!sorted) {
      int to = 0;
      for (int i = (int) intervals[interval]; i > 0; i = before[i - 1]) {
        gathered[to++] = values[i - 1];
      }
      sort(size);
      sorted = true;
    }
    return gathered[rank - (reached - size)];
  }

  /** Few values are sorted in place, -0 before 0 as {@link Arrays#sort} does. */
  private void sort(int size) {
    if (size > FEW) {
      Arrays.sort(gathered, 0, size);
      return;
    }
    for (int i = 1; i < size; i++) {
      double value = gathered[i];
      int j = i;
      while (j > 0 && Double.compare(gathered[j - 1], value) > 0) {
        gathered[j] = gathered[j - 1];
        j--;
      }
      gathered[j] = value;
    }
  }

  /** The entropy, in nats, of how often exactly equal values occur among the first n. */
  double entropy(double[] values, int n) {
    return entropyOf(occurrences(values, n), n);
  }

  /**
   * How many values occur once, twice, ...: {@code [times]}, the last not 0. Those of the same hash are a list, and almost all are alone in theirs; only the others
   * are compared, with those before them in the list as far as the first equal one.
   */
  private int[] occurrences(double[] values, int n) {
    reserve(n);
    int places = Math.max(64, Integer.highestOneBit(Math.min(n, MOST_PLACES))) << PLACE_BITS;
    if (last.length < places) {
      last = new int[places];
    }
    Arrays.fill(last, 0, places, 0);
    int size = list(values, n, Long.numberOfLeadingZeros(places) + 1, last, before, notAlone);
    int most = 0;
    for (int j = 0; j < size; j++) {
      int i = notAlone[j];
      int equal = before[i];
      while (equal > 0 && values[equal - 1] != values[i]) {
        equal = before[equal - 1];
      }
      // Of a value that is first in its list nothing was written.
      earlier[i] = equal == 0 ? 0 : before[equal - 1] == 0 ? 1 : earlier[equal - 1] + 1;
      most = Math.max(most, earlier[i]);
    }
    int[] withCount = new int[most + 2];
    withCount[1] = n;
    for (int j = 0; j < size; j++) {
      int equals = earlier[notAlone[j]];
      if (equals > 0) {
        // A value that occurred so often until now occurs once more, and is no value of its own.
        withCount[equals]--;
        withCount[equals + 1]++;
        withCount[1]--;
      }
    }
    return withCount;
  }

  private static int list(
      double[] values, int n, int shift, int[] last, int[] before, int[] notAlone) {
    int size = 0;
    for (int i = 0; i < n; i++) {
      int place = (int) (bits(values[i]) * MIX >>> shift);
      int other = last[place];
      last[place] = i + 1;
      before[i] = other;
      notAlone[size] = i;
      size += -other >>> 31;
    }
    return size;
  }

  /** Adding 0 makes -0 and 0 the same bits, as they are the same value. */
  private static long bits(double value) {
    return Double.doubleToRawLongBits(value + 0.0);
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
