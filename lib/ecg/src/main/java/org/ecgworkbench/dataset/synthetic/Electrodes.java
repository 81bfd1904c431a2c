package org.ecgworkbench.dataset.synthetic;

import org.ecgworkbench.random.NumpyRandom;

/**
 * The noise at the nine electrodes RA, LA, LL, C1 to C6: baseline wander, muscle, mains, amplifier, and now and then a burst of muscle
 * activity or an electrode that moves. The right leg is the reference and has none.
 */
final class Electrodes {
  static final int COUNT = 9;
  private static final int KNOT = 40;

  private Electrodes() {}

  /** Noise in mV, {@code [9][samples]}. */
  static float[][] noise(Subject subject, int samples, int rate, NumpyRandom random) {
    float[][] noise = new float[COUNT][samples];
    double wander = 0.010 * StrictMath.exp(random.normal(0, 0.85));
    double respiration = 0.010 * StrictMath.exp(random.normal(0, 0.9));
    boolean filtered = random.nextDouble() < 0.30;
    double muscle = filtered ? 0.0008 : 0.0085 * StrictMath.exp(random.normal(0, 0.45));
    if (subject.tremor) {
      filtered = false;
      muscle = 0.0085 * random.uniform(1.6, 3.2);
      wander *= random.uniform(1.2, 2.5);
    }
    double mains = 0.0008 * StrictMath.exp(random.normal(0, 0.7));
    if (!filtered && random.nextDouble() < 0.15) {
      mains = random.uniform(0.004, 0.015);
    }
    double mainsHz = (random.nextDouble() < 0.85 ? 50 : 60) + random.normal(0, 0.02);
    boolean burst = random.nextDouble() < (subject.hard ? 0.35 : 0.12);
    double burstAt = random.uniform(0, subject.seconds);
    double burstSd = random.uniform(0.2, 0.9);
    double burstGain = random.uniform(2, 6);
    double[] envelope = new double[samples / KNOT + 5];
    for (int k = 0; k < envelope.length; k++) {
      double u = (k * (double) KNOT / rate - burstAt) / burstSd;
      envelope[k] = muscle * (1 + (burst ? burstGain * StrictMath.exp(-u * u / 2) : 0));
    }
    boolean moves = random.nextDouble() < 0.07;
    int moving = random.nextInt(COUNT);
    double moveAt = random.uniform(0, subject.seconds);
    double moveSd = random.uniform(0.15, 0.6);
    double moveSize = random.uniform(0.1, 0.4) * (random.nextDouble() < 0.5 ? -1 : 1);

    double[] knots = new double[samples / KNOT + 5];
    for (int e = 0; e < COUNT; e++) {
      double mine = wander * StrictMath.exp(random.normal(0, 0.35));
      double breath = respiration * random.nextNormal();
      double phase = subject.respirationPhase + random.normal(0, 0.05);
      double a = random.nextNormal() * 0.4;
      double b = a;
      for (int k = 0; k < knots.length; k++) {
        double time = (k - 1) * (double) KNOT / rate;
        // Two leaky integrators in a row: power falls with the fourth power of frequency above 0.35
        // Hz.
        a = 0.84 * a + 0.5426 * random.nextNormal();
        b = 0.84 * b + 0.16 * a;
        double u = (time - moveAt) / moveSd;
        knots[k] =
            mine * 2.2 * b
                + breath * Waves.sine(subject.respirationHz * time + phase)
                + (moves && e == moving ? moveSize * StrictMath.exp(-u * u / 2) : 0);
      }
      double hum = mains * random.uniform(0.3, 1.3);
      double humPhase = random.nextDouble();
      double humStep = mainsHz / rate;
      double share = StrictMath.exp(random.normal(0, 0.45));
      double slow = 0;
      double first = 0;
      double second = 0;
      float[] out = noise[e];
      for (int i = 0; i < samples; i++) {
        int k = i / KNOT;
        double f = (i - k * KNOT) / (double) KNOT;
        // Catmull-Rom between knots.
        double p0 = knots[k];
        double p1 = knots[k + 1];
        double p2 = knots[k + 2];
        double p3 = knots[k + 3];
        double base =
            p1
                + 0.5
                    * f
                    * (p2
                        - p0
                        + f * (2 * p0 - 5 * p1 + 4 * p2 - p3 + f * (3 * (p1 - p2) + p3 - p0)));
        // The sum of a draw's four bytes is nearly normal (variance 4 (256^2 - 1) / 12) and quick.
        // A band of about 15 to 70 Hz with gentle flanks is left of it.
        int bits = random.nextInt32();
        double white =
            ((bits & 255) + (bits >>> 8 & 255) + (bits >>> 16 & 255) + (bits >>> 24) - 510) / 147.8;
        slow += 0.22 * (white - slow);
        double band = white - slow;
        first += 0.45 * (band - first);
        second += 0.45 * (first - second);
        double strength = envelope[k] + f * (envelope[k + 1] - envelope[k]);
        out[i] =
            (float)
                (base + 3.1 * share * strength * second + hum * Waves.sine(humPhase + humStep * i));
      }
    }
    return noise;
  }
}
