package org.ecgworkbench.dataset.synthetic;

/** The dipole's course over time, to which waves are added one by one. Tables make the curves fast and the same on every machine. */
final class Waves {
  private static final double REACH = 4.0;
  private static final int STEPS = 4096;
  private static final double[] BELL = new double[STEPS + 2];
  private static final double[] SINE = new double[STEPS + 1];

  static {
    // The bell is lowered and stretched a little so that it ends at exactly zero.
    double floor = StrictMath.exp(-REACH * REACH / 2);
    for (int i = 0; i <= STEPS; i++) {
      double u = REACH * i / STEPS;
      BELL[i] = (StrictMath.exp(-u * u / 2) - floor) / (1 - floor);
      SINE[i] = StrictMath.sin(2 * Math.PI * i / STEPS);
    }
  }

  private final double rate;
  private final double[][] xyz;

  Waves(int samples, int samplingRateHz) {
    rate = samplingRateHz;
    xyz = new double[3][samples];
  }

  /** {@code [3][samples]}, X, Y and Z in mV. */
  double[][] xyz() {
    return xyz;
  }

  /** Adds {@code vector * exp(-((t - peak) / sigma)^2 / 2)} with one sigma before the peak and one after, zero beyond four sigma. */
  void bell(double peak, double sigmaBefore, double sigmaAfter, double[] vector, double gain) {
    int samples = xyz[0].length;
    int from = Math.max(0, (int) Math.ceil((peak - REACH * sigmaBefore) * rate));
    int to = Math.min(samples - 1, (int) Math.floor((peak + REACH * sigmaAfter) * rate));
    double x = vector[0] * gain;
    double y = vector[1] * gain;
    double z = vector[2] * gain;
    for (int i = from; i <= to; i++) {
      double t = i / rate - peak;
      double at = (t < 0 ? -t / sigmaBefore : t / sigmaAfter) * (STEPS / REACH);
      int k = (int) at;
      if (k >= STEPS) {
        continue;
      }
      double g = BELL[k] + (at - k) * (BELL[k + 1] - BELL[k]);
      xyz[0][i] += x * g;
      xyz[1][i] += y * g;
      xyz[2][i] += z * g;
    }
  }

  /**
   * Adds an ST shift: a raised-cosine rise from {@code rise} to {@code start}, a straight line from 1 to {@code 1 + slope} until
   * {@code fall}, and a raised-cosine fall until {@code end}.
   */
  void plateau(double rise, double start, double fall, double end, double slope, double[] vector) {
    int samples = xyz[0].length;
    int from = Math.max(0, (int) Math.ceil(rise * rate));
    int to = Math.min(samples - 1, (int) Math.floor(end * rate));
    for (int i = from; i <= to; i++) {
      double t = i / rate;
      double g;
      if (t < start) {
        g = smooth((t - rise) / (start - rise));
      } else if (t < fall) {
        g = 1 + slope * (t - start) / (fall - start);
      } else {
        g = (1 + slope) * (1 - smooth((t - fall) / (end - fall)));
      }
      for (int axis = 0; axis < 3; axis++) {
        xyz[axis][i] += vector[axis] * g;
      }
    }
  }

  private static double smooth(double u) {
    return (1 + sine(u / 2 - 0.25)) / 2;
  }

  /** The sine of {@code turns} whole turns. */
  static double sine(double turns) {
    double at = (turns - Math.floor(turns)) * STEPS;
    int k = (int) at;
    return k >= STEPS ? 0 : SINE[k] + (at - k) * (SINE[k + 1] - SINE[k]);
  }

  /** The vector turned about the Z axis (positive from left to feet: a frontal axis grows), then about Y (positive from left to back). */
  static double[] turned(double[] v, double frontalDegrees, double horizontalDegrees) {
    double c = sine(frontalDegrees / 360 + 0.25);
    double s = sine(frontalDegrees / 360);
    double x = v[0] * c - v[1] * s;
    double y = v[0] * s + v[1] * c;
    c = sine(horizontalDegrees / 360 + 0.25);
    s = sine(horizontalDegrees / 360);
    return new double[] {x * c - v[2] * s, y, x * s + v[2] * c};
  }
}
