package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import org.ecgworkbench.random.NumpyRandom;

/** The QRS complexes as sums of bells; datasets/synthetic.md has them as a table. */
final class QrsTemplates {
  private QrsTemplates() {}

  /** A bell of the QRS complex: centre and SD as shares of the QRS duration, and the dipole at its peak. */
  record Bell(double centre, double sigma, double[] dipole) {}

  /** The complex of a way of excitation, before it is turned and scaled. */
  static Bell[] of(Conduction conduction, boolean hard, NumpyRandom random) {
    double septal = StrictMath.exp(random.normal(0, 0.35));
    return switch (conduction) {
      case NORMAL ->
          new Bell[] {
            bell(0.14, 0.052, -0.16 * septal, -0.03 * septal, -0.15 * septal),
            bell(0.26, 0.060, 0.20, 0.12, -0.28 * septal),
            bell(0.395, 0.076, 1.04, 0.78, 0.10),
            bell(0.51, 0.078, 0.48, 0.32, 0.76),
            bell(0.68, 0.078, -0.12, -0.14, 0.42)
          };
      case INCOMPLETE_RIGHT -> {
        double late = Math.min(1.6, Math.max(0.2, 0.64 * StrictMath.exp(random.normal(0, 0.5))));
        yield new Bell[] {
          bell(0.13, 0.050, -0.15 * septal, -0.03 * septal, -0.17 * septal),
          bell(0.24, 0.055, 0.20, 0.12, -0.25 * septal),
          bell(0.36, 0.075, 1.00, 0.74, 0.08),
          bell(0.47, 0.075, 0.42, 0.30, 0.60),
          bell(0.74, 0.065, -0.34 * late, -0.06 * late, -0.26 * late)
        };
      }
      case INCOMPLETE_LEFT -> {
        double onset = random.uniform(-0.22, 0.08);
        yield new Bell[] {
          bell(0.13, 0.055, 0.22, 0.15, onset),
          bell(0.33, 0.088, 0.66, 0.55, 0.85),
          bell(0.48, 0.098, 0.35, 0.32, 0.85),
          bell(0.65, 0.088, 0.38, 0.32, 0.70),
          bell(0.82, 0.050, 0.05, 0.03, 0.12)
        };
      }
      case HYPERTROPHY ->
          new Bell[] {
            bell(0.14, 0.052, -0.12 * septal, -0.02 * septal, -0.12 * septal),
            bell(0.26, 0.060, 0.20, 0.12, -0.20 * septal),
            bell(0.40, 0.080, 1.00, 0.56, 0.22),
            bell(0.53, 0.082, 0.55, 0.22, 0.90),
            bell(0.69, 0.078, -0.05, -0.10, 0.48)
          };
      case NONSPECIFIC_DELAY ->
          new Bell[] {
            bell(0.13, 0.048, -0.13 * septal, -0.03 * septal, -0.14 * septal),
            bell(0.25, 0.058, 0.18, 0.12, -0.24 * septal),
            bell(0.39, 0.080, 0.92, 0.66, 0.12),
            bell(0.54, 0.085, 0.46, 0.32, 0.64),
            bell(
                0.72,
                0.080,
                random.uniform(-0.08, 0.20),
                random.uniform(-0.30, 0.15),
                random.uniform(0.25, 0.55)),
            bell(random.uniform(0.40, 0.62), 0.050, 0.12, random.uniform(-0.3, 0.3), 0.15)
          };
      case LEFT_ANTERIOR ->
          new Bell[] {
            bell(0.13, 0.052, -0.12 * septal, 0.18 * septal, -0.12 * septal),
            bell(0.25, 0.060, 0.18, 0.14, -0.26 * septal),
            bell(0.40, 0.078, 0.80, -0.50, 0.20),
            bell(0.54, 0.082, 0.58, -0.82, 0.60),
            bell(0.70, 0.076, random.uniform(-0.30, -0.05), -0.36, random.uniform(0.15, 0.38))
          };
      case RIGHT -> right(random, hard ? 0.4 : 0.75, hard ? 1.0 : 1.35);
      case LEFT -> {
        // Borderline cases keep the small r of V1.
        double onset =
            hard || random.nextDouble() < 0.65
                ? random.uniform(-0.28, -0.05)
                : random.uniform(0.05, 0.25);
        double notch = random.uniform(0.80, 1.15);
        yield new Bell[] {
          bell(0.13, 0.055, 0.22, 0.18, onset),
          bell(0.35, 0.100, 0.46, 0.48, 1.40),
          bell(0.48, 0.110, 0.05, 0.10, 0.90),
          bell(0.63, 0.100, 0.50 * notch, 0.45 * notch, 1.08),
          bell(0.80, 0.050, 0.08, 0.05, 0.20)
        };
      }
    };
  }

  /** The complex of right bundle branch block, its late forces {@code smallest} to {@code largest} of the usual. */
  static Bell[] right(NumpyRandom random, double smallest, double largest) {
    double septal = StrictMath.exp(random.normal(0, 0.35));
    double late = random.uniform(smallest, largest);
    return new Bell[] {
      bell(0.10, 0.042, -0.14 * septal, -0.03 * septal, -0.22 * septal),
      bell(0.18, 0.045, 0.20, 0.12, -0.25 * septal),
      bell(0.27, 0.058, 1.00, 0.70, -0.10),
      bell(0.36, 0.060, 0.42, 0.26, 0.48),
      bell(0.58, 0.095, -0.38 * late, 0.03 * late, -0.52 * late),
      bell(0.76, 0.065, -0.22 * late, -0.02 * late, -0.28 * late)
    };
  }

  private static Bell bell(double centre, double sigma, double x, double y, double z) {
    return new Bell(centre, sigma, new double[] {x, y, z});
  }

  /**
   * Turns and scales a template, gives every bell a deviation of its own, and adds two fine notches, as real QRS complexes have them
   * between 30 and 45 Hz.
   */
  static Bell[] turned(
      Bell[] template, double gain, double frontal, double horizontal, NumpyRandom random) {
    Bell[] bells = new Bell[template.length + 2];
    for (int i = 0; i < template.length; i++) {
      Bell b = template[i];
      double own = gain * Demography.between(random, 1, 0.10, 0.7, 1.3);
      bells[i] =
          new Bell(
              b.centre(),
              b.sigma(),
              Waves.turned(
                  scaled(b.dipole(), own),
                  frontal + random.normal(0, 5),
                  horizontal + random.normal(0, 5)));
    }
    for (int i = template.length; i < bells.length; i++) {
      double[] dipole = {random.normal(0, 0.06), random.normal(0, 0.06), random.normal(0, 0.06)};
      bells[i] = new Bell(random.uniform(0.25, 0.8), random.uniform(0.028, 0.045), dipole);
    }
    return bells;
  }

  /** The complex of a beat from a place in the ventricles. */
  static Bell[] ventricular(NumpyRandom random, double gain) {
    double where = random.nextDouble();
    double[] d;
    if (where < 0.45) {
      // Right ventricular outflow tract: down, back; like LBBB with an inferior axis.
      d = new double[] {0.35, 1.25, 0.75};
    } else if (where < 0.60) {
      // Right ventricular apex: left, up, back.
      d = new double[] {0.95, -0.80, 0.80};
    } else if (where < 0.80) {
      // Left ventricle, posterior fascicle: like RBBB, to the right, up, forwards.
      d = new double[] {-0.55, -0.75, -0.95};
    } else {
      // Left ventricular outflow tract: down, forwards.
      d = new double[] {-0.25, 1.15, -0.75};
    }
    double size = (0.55 + 0.45 * gain) * Demography.between(random, 1.15, 0.2, 0.75, 1.6);
    d = Waves.turned(scaled(d, size), random.normal(0, 12), random.normal(0, 12));
    double bend = random.uniform(15, 40) * (random.nextDouble() < 0.5 ? -1 : 1);
    return new Bell[] {
      new Bell(0.20, 0.080, Waves.turned(scaled(d, 0.40), -bend, bend / 2)),
      new Bell(0.43, 0.125, d),
      new Bell(0.66, 0.115, Waves.turned(scaled(d, random.uniform(0.3, 0.75)), bend, -bend / 2))
    };
  }

  /** A healthy complex and one with evidence, each as strong as the dose says: the signal is linear in the dipoles. */
  static Bell[] between(Dose dose, Bell[] usual, Bell[] labelled) {
    if (dose.isUsual()) {
      return labelled;
    }
    Bell[] sum = new Bell[usual.length + labelled.length];
    for (int i = 0; i < sum.length; i++) {
      Bell bell = i < usual.length ? usual[i] : labelled[i - usual.length];
      double size = i < usual.length ? 1 - dose.strength() : dose.strength();
      sum[i] = new Bell(bell.centre(), bell.sigma(), scaled(bell.dipole(), size));
    }
    return sum;
  }
}
