package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import org.ecgworkbench.random.NumpyRandom;

/** The P wave as two dipoles, of the right and of the left atrium: {@code [2][3]}, mV. */
final class AtrialDipoles {
  private AtrialDipoles() {}

  /** A P wave from the sinus node. */
  static double[][] sinus(boolean tremor, NumpyRandom random) {
    double gain = StrictMath.exp(random.normal(0, 0.22)) * (tremor ? 0.5 : 1);
    double turn = Demography.between(random, 0, 14, -35, 30);
    return new double[][] {
      Waves.turned(scaled(new double[] {0.036, 0.085, -0.048}, gain), turn, random.normal(0, 8)),
      Waves.turned(scaled(new double[] {0.056, 0.062, 0.045}, gain), turn, random.normal(0, 8))
    };
  }

  /** A P wave from elsewhere in the atria. */
  static double[][] ectopic(NumpyRandom random) {
    double gain = StrictMath.exp(random.normal(0, 0.25));
    double where = random.nextDouble();
    double[] first;
    double[] second;
    if (where < 0.35) {
      // Low in the atria: upwards, negative in II, III, aVF.
      first = new double[] {0.03, -0.09, -0.03};
      second = new double[] {0.05, -0.06, 0.02};
    } else if (where < 0.65) {
      // Left atrium, pulmonary veins: from left to right and forwards, positive in V1, low in I.
      first = new double[] {-0.04, 0.06, -0.07};
      second = new double[] {-0.03, 0.04, -0.06};
    } else {
      // High right atrium: as in sinus rhythm, but peaked.
      first = new double[] {0.05, 0.11, -0.03};
      second = new double[] {0.03, 0.08, 0.02};
    }
    double turn = random.normal(0, 12);
    return new double[][] {
      Waves.turned(scaled(first, gain), turn, random.normal(0, 10)),
      Waves.turned(scaled(second, gain), turn, random.normal(0, 10))
    };
  }
}
