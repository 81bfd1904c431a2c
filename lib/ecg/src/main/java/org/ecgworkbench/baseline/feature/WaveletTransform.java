package org.ecgworkbench.baseline.feature;

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

  /**
   * The buffers of a level, kept from one signal to the next. Not safe for several threads.
   *
   * <p>Coefficients are made in tiles. The compiler makes vector instructions only of arrays whose indices differ by whole vectors, so a
   * tile is taken in {@link #LANES} pieces that stand side by side, [row][piece]: the next tap is then a row away. The order of additions
   * of every coefficient stays that of j.
   */
  static final class Workspace {
    private static final int LANES = 8;
    private static final int ROWS = 128;

    /** So many values stand before the signal's first, and one more behind its last. */
    private static final int BEYOND = TAPS - 2;

    private double[] extended = new double[0];
    private final double[] even = new double[(ROWS + TAPS / 2 - 1) * LANES];
    private final double[] odd = new double[even.length];
    private final double[] tile = new double[ROWS * LANES];

    /** One level: the first {@code n} values of x into {@code length(n)} values of each band. */
    void level(double[] x, int n, double[] low, double[] high) {
      extend(x, n);
      int inner = n / 2;
      for (int from = 0; from < inner; from += ROWS * LANES) {
        int rows = Math.min(ROWS, (inner - from + LANES - 1) / LANES);
        split(from, rows);
        filter(LOW_PASS, rows * LANES);
        join(low, from, rows);
        filter(HIGH_PASS, rows * LANES);
        join(high, from, rows);
      }
      int half = length(n);
      for (int k = inner; k < half; k++) {
        low[k] = atEnd(n, k, LOW_PASS);
        high[k] = atEnd(n, k, HIGH_PASS);
      }
    }

    /** extended[i] = x[i - BEYOND], with x reflected at both ends. */
    private void extend(double[] x, int n) {
      int size = n + 2 * BEYOND + 1;
      if (extended.length < size) {
        extended = new double[size];
      }
      System.arraycopy(x, 0, extended, BEYOND, n);
      for (int i = 1; i <= BEYOND; i++) {
        extended[BEYOND - i] = x[reflect(-i, n)];
      }
      for (int i = BEYOND + n; i < size; i++) {
        extended[i] = x[reflect(i - BEYOND, n)];
      }
    }

    private static int reflect(int index, int n) {
      int i = Math.floorMod(index, 2 * n);
      return i < n ? i : 2 * n - 1 - i;
    }

    /** What the tile's coefficients are made of, by parity: piece after piece begins 2 rows values later. */
    private void split(int from, int rows) {
      for (int lane = 0; lane < LANES; lane++) {
        int first = 2 * (from + lane * rows);
        for (int i = 0; i < rows + TAPS / 2 - 1; i++) {
          even[i * LANES + lane] = extended[first + 2 * i];
          odd[i * LANES + lane] = extended[first + 2 * i + 1];
        }
      }
    }

    private void join(double[] y, int from, int rows) {
      for (int lane = 0; lane < LANES; lane++) {
        int first = from + lane * rows;
        for (int i = 0; i < rows; i++) {
          y[first + i] = tile[i * LANES + lane];
        }
      }
    }

    /**
     * Five taps at a time: the compiler makes no vector instructions of a loop with all. All four loops are in one method, because this is then too long to be made
     * a part of another, where the compiler made vector instructions of them in one process and none in the next.
     */
    private void filter(double[] f, int count) {
      double[] even = this.even;
      double[] odd = this.odd;
      double[] tile = this.tile;
      double f0 = f[0];
      double f1 = f[1];
      double f2 = f[2];
      double f3 = f[3];
      double f4 = f[4];
      for (int k = 0; k < count; k++) {
        tile[k] =
            0.0
                + f0 * odd[k + 9 * LANES]
                + f1 * even[k + 9 * LANES]
                + f2 * odd[k + 8 * LANES]
                + f3 * even[k + 8 * LANES]
                + f4 * odd[k + 7 * LANES];
      }
      f0 = f[5];
      f1 = f[6];
      f2 = f[7];
      f3 = f[8];
      f4 = f[9];
      for (int k = 0; k < count; k++) {
        tile[k] =
            tile[k]
                + f0 * even[k + 7 * LANES]
                + f1 * odd[k + 6 * LANES]
                + f2 * even[k + 6 * LANES]
                + f3 * odd[k + 5 * LANES]
                + f4 * even[k + 5 * LANES];
      }
      f0 = f[10];
      f1 = f[11];
      f2 = f[12];
      f3 = f[13];
      f4 = f[14];
      for (int k = 0; k < count; k++) {
        tile[k] =
            tile[k]
                + f0 * odd[k + 4 * LANES]
                + f1 * even[k + 4 * LANES]
                + f2 * odd[k + 3 * LANES]
                + f3 * even[k + 3 * LANES]
                + f4 * odd[k + 2 * LANES];
      }
      f0 = f[15];
      f1 = f[16];
      f2 = f[17];
      f3 = f[18];
      f4 = f[19];
      for (int k = 0; k < count; k++) {
        tile[k] =
            tile[k]
                + f0 * even[k + 2 * LANES]
                + f1 * odd[k + LANES]
                + f2 * even[k + LANES]
                + f3 * odd[k]
                + f4 * even[k];
      }
    }

    /** A coefficient that reaches beyond the end: the reflected values are added first, from the end outwards. */
    private double atEnd(int n, int k, double[] filter) {
      int beyond = Math.min(TAPS, 2 * k + 2 - n);
      int at = 2 * k + 1 + BEYOND;
      double sum = 0;
      for (int j = beyond - 1; j >= 0; j--) {
        sum += filter[j] * extended[at - j];
      }
      for (int j = beyond; j < TAPS; j++) {
        sum += filter[j] * extended[at - j];
      }
      return sum;
    }
  }
}
