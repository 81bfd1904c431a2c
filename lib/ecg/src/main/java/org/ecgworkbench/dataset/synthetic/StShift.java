package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import java.util.Locale;
import org.ecgworkbench.random.NumpyRandom;

/**
 * The shift of the ST segment that a label means.
 *
 * @param dipole in mV
 * @param words territory and level
 */
record StShift(double[] dipole, String words) {
  /** Depression of a territory. */
  static StShift depression(boolean hard, NumpyRandom random) {
    double level =
        hard
            ? random.uniform(0.055, 0.09)
            : 0.08 + Math.min(0.22, -0.05 * StrictMath.log(1 - random.nextDouble()));
    double where = random.nextDouble();
    double[] direction;
    String territory;
    if (where < 0.65) {
      direction = new double[] {-1.0, -0.65, 0.10};
      territory = "anterolateral";
    } else if (where < 0.85) {
      direction = new double[] {-0.50, -1.0, 0};
      territory = "inferolateral";
    } else {
      direction = new double[] {-0.15, -0.2, 0.9};
      territory = "anterior";
    }
    return shift(direction, -level, territory, random);
  }

  /** Elevation of a territory. */
  static StShift elevation(boolean hard, NumpyRandom random) {
    double level =
        hard
            ? random.uniform(0.09, 0.13)
            : 0.14 + Math.min(0.35, -0.09 * StrictMath.log(1 - random.nextDouble()));
    double where = random.nextDouble();
    double[] direction;
    String territory;
    if (where < 0.68) {
      direction = new double[] {0.30, -0.10, -1.0};
      territory = "anterior";
    } else if (where < 0.86) {
      direction = new double[] {-0.10, 1.0, 0.10};
      territory = "inferior";
    } else {
      direction = new double[] {1.0, -0.45, 0.05};
      territory = "lateral";
    }
    return shift(direction, level, territory, random);
  }

  /** An ST vector whose largest projection on a lead, in the sign of the level, is the level. */
  private static StShift shift(
      double[] direction, double level, String territory, NumpyRandom random) {
    double[] turned = Waves.turned(direction, random.normal(0, 9), random.normal(0, 9));
    double largest = 0;
    for (double projected : Torso.STANDARD.project(turned)) {
      largest = Math.max(largest, Math.signum(level) * projected);
    }
    return new StShift(
        scaled(turned, Math.abs(level) / largest),
        String.format(Locale.ROOT, "%s ST %+.2f mV; ", territory, level));
  }
}
