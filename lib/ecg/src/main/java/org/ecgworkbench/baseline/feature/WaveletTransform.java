package org.ecgworkbench.baseline.feature;

import java.util.Arrays;

/**
 * The discrete wavelet transform of the expert features: Daubechies' wavelet with ten vanishing moments ("db10", 20 taps), four
 * levels, half-sample symmetric extension at both ends.
 *
 * <p>One level turns n values x into floor((n + 19) / 2) values of an approximation and as many of a detail, y[k] = sum over j = 0 to
 * 19 of f[j] x[2k + 1 - j], with x[-1] = x[0], x[-2] = x[1], ..., x[n] = x[n-1], ... and the low-pass or the high-pass filter for f.
 * The next level transforms the approximation. Products are added in the order of j, each rounded, never fused, so that the result is
 * the same on every machine and equal to that of PyWavelets' {@code wavedec(x, "db10", "symmetric", level=4)}. A signal too short for
 * four levels without overlap of its own reflections is transformed all the same, as there. At the end of the signal the reflected
 * values are added before the others, from the end outwards, which is PyWavelets' order too.
 *
 * <p>Source: Daubechies, Ten Lectures on Wavelets, 1992, doi 10.1137/1.9781611970104, section 6.4; the choice of wavelet, level and
 * extension is the paper's.
 */
public final class WaveletTransform {
  /** The number of levels. */
  public static final int LEVELS = 4;

  /** The number of taps of each filter. */
  static final int TAPS = 20;

  private static final double[] LOW_PASS = {
    -1.3264202894521244e-05,
    9.358867032006959e-05,
    -0.00011646685512928545,
    -0.0006858566949597116,
    0.001992405295185056,
    0.001395351747052901,
    -0.010733175483330575,
    0.0036065535669561697,
    0.033212674059341,
    -0.029457536821875813,
    -0.07139414716639708,
    0.09305736460357235,
    0.12736934033579325,
    -0.19594627437737705,
    -0.24984642432731538,
    0.2811723436605775,
    0.6884590394536035,
    0.5272011889317256,
    0.1881768000776915,
    0.026670057900555554
  };

  private static final double[] HIGH_PASS = {
    -0.026670057900555554,
    0.1881768000776915,
    -0.5272011889317256,
    0.6884590394536035,
    -0.2811723436605775,
    -0.24984642432731538,
    0.19594627437737705,
    0.12736934033579325,
    -0.09305736460357235,
    -0.07139414716639708,
    0.029457536821875813,
    0.033212674059341,
    -0.0036065535669561697,
    -0.010733175483330575,
    -0.001395351747052901,
    0.001992405295185056,
    0.0006858566949597116,
    -0.00011646685512928545,
    -9.358867032006959e-05,
    -1.3264202894521244e-05
  };

  private WaveletTransform() {}

  /** {@return the low-pass decomposition filter, {@code [20]}} */
  public static double[] lowPass() {
    return LOW_PASS.clone();
  }

  /** {@return the high-pass decomposition filter, {@code [20]}} */
  public static double[] highPass() {
    return HIGH_PASS.clone();
  }

  /**
   * {@return the number of approximation values, and of detail values, that one level makes of n values}
   *
   * @param n the number of samples or approximation values, positive
   */
  public static int length(int n) {
    return (n + TAPS - 1) / 2;
  }

  /**
   * Decomposes a signal into its five bands.
   *
   * @param signal any unit, at least one value; the bands have the signal's unit
   * @return {@code [5][]}: the bands cA4, cD4, cD3, cD2, cD1 in the order of {@link Band}
   * @throws IllegalArgumentException if the signal is empty
   */
  public static double[][] decompose(double[] signal) {
    if (signal.length == 0) {
      throw new IllegalArgumentException("a signal needs at least one value");
    }
    double[][] bands = new double[LEVELS + 1][];
    Workspace workspace = new Workspace();
    double[] approximation = signal;
    int n = signal.length;
    for (int level = 1; level <= LEVELS; level++) {
      int half = length(n);
      double[] low = new double[half];
      double[] high = new double[half];
      workspace.level(approximation, n, low, high);
      bands[LEVELS + 1 - level] = high;
      approximation = low;
      n = half;
    }
    bands[0] = approximation;
    return bands;
  }

  /** The buffers of a level, kept from one signal to the next. Not safe for several threads. */
  static final class Workspace {
    private double[] even = new double[0];
    private double[] odd = new double[0];

    /** One level: the first {@code n} values of x into {@code length(n)} values of each band. */
    void level(double[] x, int n, double[] low, double[] high) {
      int inner = n / 2;
      split(x, n, inner + TAPS / 2 - 1);
      // With x split by parity the inner loops run over neighbours, which the compiler turns into
      // vector instructions; the order of additions of every coefficient stays that of j.
      filter(low, LOW_PASS, odd, even, inner);
      filter(high, HIGH_PASS, odd, even, inner);
      int half = length(n);
      for (int k = inner; k < half; k++) {
        low[k] = atEnd(x, n, k, LOW_PASS);
        high[k] = atEnd(x, n, k, HIGH_PASS);
      }
    }

    /** Four taps at a time: fewer store and load each sum more often, more leave no registers. */
    private static void filter(double[] y, double[] f, double[] odd, double[] even, int count) {
      Arrays.fill(y, 0, count, 0.0);
      for (int j = 0; j < TAPS; j += 4) {
        accumulate(y, f[j], f[j + 1], f[j + 2], f[j + 3], odd, even, TAPS / 2 - 1 - j / 2, count);
      }
    }

    private static void accumulate(
        double[] y,
        double f0,
        double f1,
        double f2,
        double f3,
        double[] odd,
        double[] even,
        int shift,
        int count) {
      for (int k = 0; k < count; k++) {
        y[k] =
            y[k]
                + f0 * odd[k + shift]
                + f1 * even[k + shift]
                + f2 * odd[k + shift - 1]
                + f3 * even[k + shift - 1];
      }
    }

    /** A coefficient that reaches beyond the end: the reflected values are added first, from the end outwards. */
    private static double atEnd(double[] x, int n, int k, double[] filter) {
      int beyond = Math.min(TAPS, 2 * k + 2 - n);
      double sum = 0;
      for (int j = beyond - 1; j >= 0; j--) {
        sum += filter[j] * x[reflect(2 * k + 1 - j, n)];
      }
      for (int j = beyond; j < TAPS; j++) {
        sum += filter[j] * x[reflect(2 * k + 1 - j, n)];
      }
      return sum;
    }

    /** even[i] = x[2 (i - 9)], odd[i] = x[2 (i - 9) + 1], with x reflected before its beginning. */
    private void split(double[] x, int n, int size) {
      if (even.length < size) {
        even = new double[size];
        odd = new double[size];
      }
      int offset = TAPS / 2 - 1;
      int reflected = Math.min(offset, size);
      for (int i = 0; i < reflected; i++) {
        even[i] = x[reflect(2 * (i - offset), n)];
        odd[i] = x[reflect(2 * (i - offset) + 1, n)];
      }
      for (int i = reflected; i < size; i++) {
        even[i] = x[2 * (i - offset)];
        odd[i] = x[2 * (i - offset) + 1];
      }
    }

    private static int reflect(int index, int n) {
      int i = Math.floorMod(index, 2 * n);
      return i < n ? i : 2 * n - 1 - i;
    }
  }
}
