package org.ecgworkbench.dataset;

import java.util.Arrays;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * Changes the sampling rate by a rational factor with a polyphase low-pass filter of linear phase and no delay.
 *
 * <p>With up/down the rates' ratio in lowest terms and m the larger of the two, the filter is a sinc of cut-off 1/m of the
 * upsampled Nyquist frequency (the lower of the two rates' Nyquist frequencies, where it passes half the amplitude), 20 m + 1 taps
 * long (10 samples of the lower rate to each side) under a Kaiser window of beta 5: ripple and stop band about 0.2 % (-54 dB). That is
 * the default filter of SciPy's {@code resample_poly}. Each of its {@code up} phases is divided by its sum, so a constant stays that
 * constant to rounding.
 *
 * <ul>
 *   <li>Output sample k lies at time k / toHz; there are ceil(n toHz / fromHz) of them.
 *   <li>Edges: the first and the last sample are held ({@code padtype='edge'} in SciPy).
 *   <li>A missing sample ({@code NaN}) makes every output missing whose filter reaches it: 10 samples of the lower rate to each side.
 *   <li>The sums run in one order and without fused multiply-add: the same bits on any machine.
 *   <li>A rate that is no whole number (599.88 Hz, from a sample every 1,667 us) takes the same way: up/down is then the first
 *       convergent of the continued fraction of toHz/fromHz that is within 1e-9 of it, or the last one with both terms up to 100,000,
 *       whose times are off by less than 1e-5 of themselves.
 * </ul>
 *
 * <p>Immutable and safe for several threads.
 */
public final class Resampler {
  private static final int HALF_LENGTH = 10;
  private static final double BETA = 5;
  private static final int HIGHEST_HZ = 100_000;
  private static final double NEAR = 1e-9;

  private final double fromHz;
  private final int toHz;
  private final int up;
  private final int down;
  private final int half;

  /** {@code taps[p][j]}: weight of input sample {@code base - j} for outputs of phase p, see {@link #apply}. */
  private final double[][] taps;

  private Resampler(double fromHz, int toHz, int up, int down) {
    this.fromHz = fromHz;
    this.toHz = toHz;
    this.up = up;
    this.down = down;
    int m = Math.max(up, down);
    half = HALF_LENGTH * m;
    taps = new double[up][];
    if (m == 1) {
      taps[0] = new double[] {1};
      return;
    }
    double[] filter = new double[2 * half + 1];
    for (int i = 0; i < filter.length; i++) {
      double t = i - half;
      double x = StrictMath.PI * t / m;
      double sinc = t == 0 ? 1 : StrictMath.sin(x) / x;
      double r = t / half;
      filter[i] = sinc * besselI0(BETA * StrictMath.sqrt(Math.max(0, 1 - r * r)));
    }
    for (int p = 0; p < up; p++) {
      // Outputs k = p, p + up, ... stand at k * down of the upsampled grid; filter[half + t] weighs
      // the input at k * down - t.
      int phase = (int) ((long) p * down % up);
      int first = Math.floorMod(phase + half, up);
      double[] weights = new double[(filter.length - 1 - first) / up + 1];
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        weights[j] = filter[first + j * up];
        sum += weights[j];
      }
      for (int j = 0; j < weights.length; j++) {
        weights[j] /= sum;
      }
      taps[p] = weights;
    }
  }

  /**
   * The resampler from one rate to another.
   *
   * @param fromHz the rate of the input, 1 to 100,000 Hz
   * @param toHz the rate of the output, 1 to 100,000 Hz
   * @return one that may be used for any number of signals; equal rates leave a signal as it is
   * @throws IllegalArgumentException if a rate is outside that range
   */
  public static Resampler of(int fromHz, int toHz) {
    checkRate(fromHz);
    checkRate(toHz);
    int divisor = gcd(fromHz, toHz);
    return new Resampler(fromHz, toHz, toHz / divisor, fromHz / divisor);
  }

  /**
   * The resampler from a rate that need not be a whole number.
   *
   * @param fromHz the rate of the input, 1 to 100,000 Hz; a whole one gives what {@link #of(int, int)} gives
   * @param toHz the rate of the output, 1 to 100,000 Hz
   * @return one that may be used for any number of signals; its factor is the fraction near toHz/fromHz that the class defines
   * @throws IllegalArgumentException if a rate is outside that range
   */
  public static Resampler of(double fromHz, int toHz) {
    checkRate(fromHz);
    checkRate(toHz);
    if (fromHz == Math.rint(fromHz)) {
      return of((int) fromHz, toHz);
    }
    double wanted = toHz / fromHz;
    long up = 1;
    long down = 0;
    long upBefore = 0;
    long downBefore = 1;
    double rest = wanted;
    while (rest <= HIGHEST_HZ
        && (down == 0 || Math.abs((double) up / down - wanted) > NEAR * wanted)) {
      long term = (long) Math.floor(rest);
      long nextUp = term * up + upBefore;
      long nextDown = term * down + downBefore;
      if (nextUp > HIGHEST_HZ || nextDown > HIGHEST_HZ) {
        break;
      }
      upBefore = up;
      downBefore = down;
      up = nextUp;
      down = nextDown;
      rest = 1 / (rest - term);
    }
    return new Resampler(fromHz, toHz, (int) up, (int) down);
  }

  private static void checkRate(double hz) {
    if (!(hz >= 1 && hz <= HIGHEST_HZ)) {
      throw new IllegalArgumentException(
          "rates must be 1 to 100000 Hz, found " + inWords(hz) + " Hz");
    }
  }

  private static String inWords(double hz) {
    return hz == Math.rint(hz) ? String.valueOf((long) hz) : String.valueOf(hz);
  }

  /**
   * {@return the number of samples of the output, ceil(samples * toHz / fromHz)}
   *
   * @param samples of the input, 0 or more
   * @throws IllegalArgumentException if the output would have more than 2^31 - 1
   */
  public int length(int samples) {
    long length = ((long) samples * up + down - 1) / down;
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(samples + " samples are too many for " + this);
    }
    return (int) length;
  }

  /**
   * Resamples one lead.
   *
   * @param signal samples at the input's rate, {@code NaN} where one is missing; not changed
   * @return samples at the output's rate in the same unit, {@link #length(int)} of them; a new array also where the rates are equal
   * @throws IllegalArgumentException if the output would be too long, see {@link #length(int)}
   */
  public double[] apply(double[] signal) {
    int n = signal.length;
    double[] result = new double[length(n)];
    if (n == 0 || up == down) {
      System.arraycopy(signal, 0, result, 0, result.length);
      return result;
    }
    int reach = half / up + 2;
    // The signal with held edges, dealt out by position modulo down: then every tap is a plain
    // scaled sum of two rows, which the
    // compiler makes wide instructions of.
    int rowLength = (n + 2 * reach) / down + 3;
    double[][] rows = new double[down][rowLength];
    for (int r = 0; r < down; r++) {
      double[] row = rows[r];
      for (int q = 0, at = r - reach; q < rowLength; q++, at += down) {
        row[q] = signal[Math.min(Math.max(at, 0), n - 1)];
      }
    }
    double[] sums = new double[result.length / up + 1];
    for (int p = 0; p < up && p < result.length; p++) {
      int count = (result.length - p + up - 1) / up;
      Arrays.fill(sums, 0, count, 0);
      long position = (long) p * down;
      // The latest input sample that the filter reaches: (position + half) / up, rounded down.
      int latest = (int) ((position + half) / up);
      double[] weights = taps[p];
      int j = 0;
      for (; j + 4 <= weights.length; j += 4) {
        addFourScaled(sums, count, weights, j, rows, latest - j + reach);
      }
      for (; j < weights.length; j++) {
        int at = latest - j + reach;
        addScaled(sums, count, weights[j], rows[at % down], at / down);
      }
      for (int k = 0; k < count; k++) {
        result[p + k * up] = sums[k];
      }
    }
    return result;
  }

  /**
   * As {@link #apply}, only the last samples: the same to the bit, without the work for the others.
   *
   * @param signal samples at the input's rate, not changed
   * @param samples so many at most
   * @return the last samples at the output's rate, fewer where there are not so many
   * @throws IllegalArgumentException if the whole output would be too long, see {@link
   *     #length(int)}
   */
  public double[] last(double[] signal, int samples) {
    int all = length(signal.length);
    int unwanted = Math.max(0, all - samples);
    // Outputs that may be left out with the input before them: whole periods of the filter's
    // phases,
    // as long as the filter does not reach what is left out.
    int reach = half / up + 2;
    int periods = (int) Math.max(0, ((long) unwanted * down / up - reach) / down);
    double[] some = apply(Arrays.copyOfRange(signal, periods * down, signal.length));
    return Arrays.copyOfRange(some, unwanted - periods * up, some.length);
  }

  /** Four taps at once, added one after the other, so that the sums are those of {@link #addScaled}, with a quarter of the traffic. */
  private static void addFourScaled(
      double[] sums, int count, double[] weights, int j, double[][] rows, int at) {
    int down = rows.length;
    double w0 = weights[j];
    double w1 = weights[j + 1];
    double w2 = weights[j + 2];
    double w3 = weights[j + 3];
    double[] r0 = rows[at % down];
    double[] r1 = rows[(at - 1) % down];
    double[] r2 = rows[(at - 2) % down];
    double[] r3 = rows[(at - 3) % down];
    int f0 = at / down;
    int f1 = (at - 1) / down;
    int f2 = (at - 2) / down;
    int f3 = (at - 3) / down;
    for (int k = 0; k < count; k++) {
      sums[k] =
          (((sums[k] + w0 * r0[f0 + k]) + w1 * r1[f1 + k]) + w2 * r2[f2 + k]) + w3 * r3[f3 + k];
    }
  }

  private static void addScaled(double[] sums, int count, double weight, double[] row, int from) {
    for (int k = 0; k < count; k++) {
      sums[k] += weight * row[from + k];
    }
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double besselI0(double x) {
    double sum = 1;
    double term = 1;
    double quarter = x * x / 4;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public String toString() {
    return inWords(fromHz) + " Hz to " + toHz + " Hz";
  }

  /** A recording at another rate; itself where the rate is that already. */
  static EcgRecord record(EcgRecord record, int toHz) {
    return record(record, record.samplingRateHz(), toHz);
  }

  /** A recording at another rate, whose own is not the one that it says, which is a whole number; itself where they are the same. */
  static EcgRecord record(EcgRecord record, double fromHz, int toHz) {
    if (fromHz == toHz) {
      return record;
    }
    Resampler resampler = of(fromHz, toHz);
    double[][] millivolts = new double[record.millivolts().length][];
    for (int lead = 0; lead < millivolts.length; lead++) {
      millivolts[lead] = resampler.apply(record.millivolts()[lead]);
    }
    return new EcgRecord(
        record.id(), toHz, millivolts, record.ageYears(), record.sex(), record.diagnoses());
  }

  /** What an index says of a recording once it is at another rate. */
  static RecordSummary summary(RecordSummary r, int toHz) {
    if (r.samplingRateHz() == toHz) {
      return r;
    }
    int samples = of(r.samplingRateHz(), toHz).length(r.samples());
    return new RecordSummary(r.id(), toHz, samples, r.ageYears(), r.sex(), r.diagnoses());
  }
}
