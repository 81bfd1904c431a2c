package org.ecgworkbench.dataset.synthetic;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;

/** Everything about a person and a recording that stays the same from beat to beat. Seconds, mV, degrees, beats a minute. */
final class Subject {

  /** Share of men in percent, mean and SD of age in years: the published profile of CPSC2018's classes. */
  private record Demography(double malePercent, double ageMean, double ageSd) {}

  private static final Map<Diagnosis, Demography> DEMOGRAPHY = new EnumMap<>(Diagnosis.class);

  static {
    DEMOGRAPHY.put(Diagnosis.SNR, new Demography(39.5, 41.6, 18.4));
    DEMOGRAPHY.put(Diagnosis.AF, new Demography(56.7, 71.5, 12.4));
    DEMOGRAPHY.put(Diagnosis.IAVB, new Demography(67.9, 67.0, 15.7));
    DEMOGRAPHY.put(Diagnosis.LBBB, new Demography(49.6, 70.5, 12.6));
    DEMOGRAPHY.put(Diagnosis.RBBB, new Demography(64.8, 62.8, 17.1));
    DEMOGRAPHY.put(Diagnosis.PAC, new Demography(53.2, 66.7, 17.5));
    DEMOGRAPHY.put(Diagnosis.PVC, new Demography(51.0, 58.4, 17.9));
    DEMOGRAPHY.put(Diagnosis.STD, new Demography(29.0, 54.6, 17.5));
    DEMOGRAPHY.put(Diagnosis.STE, new Demography(81.8, 52.3, 19.8));
  }

  /**
   * Quantiles of record lengths, after CPSC2018's range and its first 135 records: straight lines between (0, 6 s), (0.02, 9 s), (0.08, 10 s), (0.40, 10 s), (0.5, 12 s), (0.75,
   * 17.5 s), (0.90, 31 s), (0.96, 42 s), (1, 60 s).
   */
  private static final double[][] LENGTHS = {
    {0, 6},
    {0.02, 9},
    {0.08, 10},
    {0.40, 10},
    {0.50, 12},
    {0.75, 17.5},
    {0.90, 31},
    {0.96, 42},
    {1, 60}
  };

  /** Dower's lead vectors for I, II, V1 to V6 on Frank's X, Y, Z. */
  private static final double[][] LEAD_VECTORS = {
    {0.632, -0.235, 0.059},
    {0.235, 1.066, -0.132},
    {-0.515, 0.157, -0.917},
    {0.044, 0.164, -1.387},
    {0.882, 0.098, -1.277},
    {1.213, 0.127, -0.601},
    {1.125, 0.127, -0.086},
    {0.831, 0.076, 0.230}
  };

  enum Conduction {
    NORMAL,
    INCOMPLETE_RIGHT,
    LEFT,
    RIGHT
  }

  /** A bell of the QRS complex: centre and SD as shares of the QRS duration, and the dipole at its peak. */
  record Bell(double centre, double sigma, double[] dipole) {}

  final Set<Diagnosis> labels;
  final boolean hard;
  final Sex sex;
  final int age;
  final double seconds;
  final double meanRr;
  final double respirationHz;
  final double respirationPhase;
  final double pr;
  final double pDuration;
  final double[][] p;
  final double[][] ectopicP;
  final Conduction conduction;
  final double qrs;
  final Bell[] qrsBells;
  final double qtCorrected;
  final double[] t;
  final double[] st;
  final double stSlope;
  final Map<Diagnosis, double[]> stOfLabel = new EnumMap<>(Diagnosis.class);
  final double ventricularQrs;
  final Bell[] ventricularBells;
  final double[] ventricularT;
  final double frontalSway;
  final double amplitudeSway;
  final double[][] leadVectors;
  final StringBuilder scenario = new StringBuilder();

  Subject(Set<Diagnosis> labels, NumpyRandom random) {
    this.labels = labels;
    Diagnosis[] all = labels.toArray(new Diagnosis[0]);
    Demography demography = DEMOGRAPHY.get(all[random.nextInt(all.length)]);
    sex = random.uniform(0, 100) < demography.malePercent() ? Sex.MALE : Sex.FEMALE;
    age = (int) Math.floor(between(random, demography.ageMean(), demography.ageSd(), 18, 95));
    seconds = Math.floor(length(random.nextDouble()) * 500) / 500;
    hard = random.nextDouble() < 0.25;
    respirationHz = between(random, 0.25, 0.05, 0.15, 0.40);
    respirationPhase = random.nextDouble();
    frontalSway = random.uniform(0.5, 5);
    amplitudeSway = random.uniform(0.005, 0.06);

    double u = random.nextDouble();
    boolean incompleteRight = has(Diagnosis.SNR) && u < 0.07;
    final boolean earlyRepolarisation =
        has(Diagnosis.SNR) && !incompleteRight && sex == Sex.MALE && u < 0.30;
    conduction =
        has(Diagnosis.LBBB)
            ? Conduction.LEFT
            : has(Diagnosis.RBBB)
                ? Conduction.RIGHT
                : incompleteRight ? Conduction.INCOMPLETE_RIGHT : Conduction.NORMAL;
    meanRr = 60 / heartRate(random);
    pr = prInterval(random);
    pDuration = between(random, 0.109, 0.011, 0.085, 0.135);
    p = atrialDipoles(random);
    ectopicP = ectopicAtrialDipoles(random);
    qrs = qrsDuration(random);

    double gain = StrictMath.exp(random.normal(sex == Sex.MALE ? 0.06 : -0.10, 0.28));
    double frontal =
        conduction == Conduction.LEFT
            ? between(random, -45, 24, -100, 10)
            : between(random, 4 - 0.45 * (age - 30), 22, -80, 36);
    double horizontal = between(random, 0, 14, -35, 35);
    qrsBells = turned(qrsTemplate(random), gain, frontal, horizontal, random);

    double[] repolarisation = repolarisation(random, gain);
    qtCorrected = between(random, sex == Sex.MALE ? 0.400 : 0.412, 0.017, 0.355, 0.455);
    double sag = between(random, 0.35, 0.25, -0.1, 0.9);
    double[] usualSt =
        plus(
            scaled(repolarisation, between(random, 0.08, 0.04, 0, 0.18)),
            scaled(
                new double[] {0.006, 0.004, sex == Sex.MALE ? -0.034 : -0.020},
                random.uniform(0.2, 1.8)));
    if (conduction == Conduction.LEFT) {
      usualSt = scaled(repolarisation, random.uniform(0.25, 0.5));
      sag = random.uniform(0.1, 0.5);
    } else if (earlyRepolarisation) {
      double level = random.uniform(0.07, 0.17) / 1.3;
      usualSt = plus(usualSt, new double[] {0.45 * level, 0.35 * level, -0.75 * level});
      sag = random.uniform(0.2, 0.7);
      repolarisation = scaled(repolarisation, 1.2);
      scenario.append("early repolarisation; ");
    }
    if (conduction != Conduction.LEFT && (has(Diagnosis.STD) || has(Diagnosis.STE))) {
      // The level that a label means is the whole of what one measures.
      usualSt = scaled(usualSt, 0.15);
    }
    if (has(Diagnosis.AF) && conduction != Conduction.LEFT) {
      // The slight sagging that digitalis and rate leave in many patients with fibrillation; too
      // little for a label.
      usualSt = plus(usualSt, scaled(new double[] {-0.030, -0.018, 0.025}, random.uniform(0, 1.6)));
    }
    double[] shift = {0, 0, 0};
    if (has(Diagnosis.STD)) {
      double[] part = depression(random);
      stOfLabel.put(Diagnosis.STD, part);
      shift = plus(shift, part);
      repolarisation = scaled(repolarisation, random.uniform(0.6, 1.0));
      repolarisation = plus(repolarisation, scaled(part, random.uniform(0, 1.1)));
      sag = random.uniform(-0.25, 0.45);
    }
    if (has(Diagnosis.STE)) {
      double[] part = elevation(random);
      stOfLabel.put(Diagnosis.STE, part);
      shift = plus(shift, part);
      double u2 = random.nextDouble();
      // Mostly tall T waves with the shift; in some the T wave has begun to invert.
      repolarisation =
          plus(
              repolarisation,
              scaled(part, u2 < 0.82 ? random.uniform(0.8, 2.2) : random.uniform(-2.0, -0.8)));
      sag = u2 < 0.82 ? random.uniform(0.1, 0.8) : random.uniform(-0.2, 0.1);
    }
    st = plus(usualSt, shift);
    stSlope = sag;
    t = repolarisation;

    ventricularQrs = between(random, 0.152, 0.012, 0.125, 0.185);
    ventricularBells = ventricularTemplate(random, gain);
    double[] mean = new double[3];
    for (Bell bell : ventricularBells) {
      mean = plus(mean, scaled(bell.dipole(), bell.sigma() / 0.14));
    }
    ventricularT =
        Waves.turned(
            scaled(mean, -random.uniform(0.22, 0.4)), random.normal(0, 12), random.normal(0, 12));

    leadVectors = new double[8][3];
    double limbs = between(random, 0.85, 0.10, 0.6, 1.1);
    for (int lead = 0; lead < 8; lead++) {
      double size = lead < 2 ? limbs : between(random, lead == 2 ? 0.85 : 1, 0.13, 0.65, 1.35);
      for (int axis = 0; axis < 3; axis++) {
        double astray = random.normal(0, lead < 2 ? 0.015 : 0.06);
        leadVectors[lead][axis] = LEAD_VECTORS[lead][axis] * size + astray;
      }
    }
  }

  boolean has(Diagnosis diagnosis) {
    return labels.contains(diagnosis);
  }

  /** A normal value, drawn again until it lies in the range. */
  static double between(NumpyRandom random, double mean, double sd, double low, double high) {
    double value;
    do {
      value = random.normal(mean, sd);
    } while (value < low || value > high);
    return value;
  }

  static double[] plus(double[] a, double[] b) {
    return new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
  }

  static double[] scaled(double[] v, double gain) {
    return new double[] {v[0] * gain, v[1] * gain, v[2] * gain};
  }

  private static double length(double u) {
    int k = 1;
    while (u > LENGTHS[k][0]) {
      k++;
    }
    double[] a = LENGTHS[k - 1];
    double[] b = LENGTHS[k];
    return a[1] + (b[1] - a[1]) * (u - a[0]) / (b[0] - a[0]);
  }

  private double heartRate(NumpyRandom random) {
    if (has(Diagnosis.AF)) {
      return between(random, 91, 22, 50, 155);
    }
    if (has(Diagnosis.SNR)) {
      return between(random, 74, 10, 58, 99);
    }
    if (has(Diagnosis.IAVB)) {
      return between(random, 69, 11, 48, 95);
    }
    if (has(Diagnosis.STD)) {
      return between(random, 80, 15, 52, 125);
    }
    if (has(Diagnosis.STE)) {
      return between(random, 70, 14, 46, 110);
    }
    return between(random, 75, 12, 50, 108);
  }

  private double prInterval(NumpyRandom random) {
    if (!has(Diagnosis.IAVB)) {
      return between(random, 0.156 + 0.0003 * (age - 45), 0.018, 0.118, 0.196);
    }
    double pr =
        hard
            ? random.uniform(0.204, 0.214)
            : 0.214 + Math.min(0.13, -0.034 * StrictMath.log(1 - random.nextDouble()));
    scenario.append(String.format(Locale.ROOT, "PR %d ms; ", Math.round(pr * 1000)));
    return pr;
  }

  private double qrsDuration(NumpyRandom random) {
    double duration =
        switch (conduction) {
          case LEFT ->
              hard ? random.uniform(0.121, 0.13) : between(random, 0.148, 0.012, 0.13, 0.185);
          case RIGHT ->
              hard ? random.uniform(0.121, 0.128) : between(random, 0.142, 0.011, 0.128, 0.175);
          case INCOMPLETE_RIGHT -> random.uniform(0.100, 0.114);
          case NORMAL -> between(random, sex == Sex.MALE ? 0.093 : 0.087, 0.008, 0.072, 0.112);
        };
    if (conduction != Conduction.NORMAL) {
      scenario.append(String.format(Locale.ROOT, "QRS %d ms; ", Math.round(duration * 1000)));
    }
    return duration;
  }

  private double[][] atrialDipoles(NumpyRandom random) {
    double gain = StrictMath.exp(random.normal(0, 0.22));
    double turn = between(random, 0, 14, -35, 30);
    return new double[][] {
      Waves.turned(scaled(new double[] {0.036, 0.085, -0.048}, gain), turn, random.normal(0, 8)),
      Waves.turned(scaled(new double[] {0.056, 0.062, 0.045}, gain), turn, random.normal(0, 8))
    };
  }

  private double[][] ectopicAtrialDipoles(NumpyRandom random) {
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

  private Bell[] qrsTemplate(NumpyRandom random) {
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
      case INCOMPLETE_RIGHT ->
          new Bell[] {
            bell(0.13, 0.050, -0.15 * septal, -0.03 * septal, -0.17 * septal),
            bell(0.24, 0.055, 0.20, 0.12, -0.25 * septal),
            bell(0.36, 0.075, 1.00, 0.74, 0.08),
            bell(0.47, 0.075, 0.42, 0.30, 0.60),
            bell(0.74, 0.065, -0.34, -0.06, -0.26)
          };
      case RIGHT -> {
        double late = random.uniform(hard ? 0.55 : 0.75, 1.35);
        yield new Bell[] {
          bell(0.10, 0.042, -0.14 * septal, -0.03 * septal, -0.22 * septal),
          bell(0.18, 0.045, 0.20, 0.12, -0.25 * septal),
          bell(0.27, 0.058, 1.00, 0.70, -0.10),
          bell(0.36, 0.060, 0.42, 0.26, 0.48),
          bell(0.58, 0.095, -0.38 * late, 0.03 * late, -0.52 * late),
          bell(0.76, 0.065, -0.22 * late, -0.02 * late, -0.28 * late)
        };
      }
      case LEFT -> {
        double onset =
            random.nextDouble() < 0.65 ? random.uniform(-0.28, -0.05) : random.uniform(0.05, 0.25);
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

  private static Bell bell(double centre, double sigma, double x, double y, double z) {
    return new Bell(centre, sigma, new double[] {x, y, z});
  }

  /**
   * Turns and scales a template, gives every bell a deviation of its own, and adds two fine notches, as real QRS complexes have them
   * between 30 and 45 Hz.
   */
  private static Bell[] turned(
      Bell[] template, double gain, double frontal, double horizontal, NumpyRandom random) {
    Bell[] bells = new Bell[template.length + 2];
    for (int i = 0; i < template.length; i++) {
      Bell b = template[i];
      double own = gain * between(random, 1, 0.10, 0.7, 1.3);
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

  /** The T wave's dipole without ischaemia. */
  private double[] repolarisation(NumpyRandom random, double gain) {
    double size = StrictMath.exp(random.normal(0, 0.33)) * (0.5 + 0.5 * gain);
    double fade = 1 - 0.004 * Math.max(0, age - 40);
    double[] dipole =
        switch (conduction) {
          case NORMAL, INCOMPLETE_RIGHT ->
              new double[] {0.25, 0.16, sex == Sex.MALE ? -0.22 : -0.12};
          case RIGHT -> new double[] {0.26, 0.15, 0.06};
          case LEFT -> new double[] {-0.12, 0.00, -0.50};
        };
    if (conduction == Conduction.LEFT) {
      fade = 1;
    } else if (has(Diagnosis.AF)) {
      // Rate, digitalis and disease flatten the T wave in most patients with fibrillation.
      fade *= random.uniform(0.1, 0.9);
    }
    return Waves.turned(scaled(dipole, size * fade), random.normal(0, 9), random.normal(0, 9));
  }

  private double[] depression(NumpyRandom random) {
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

  private double[] elevation(NumpyRandom random) {
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
  private double[] shift(double[] direction, double level, String territory, NumpyRandom random) {
    double[] turned = Waves.turned(direction, random.normal(0, 9), random.normal(0, 9));
    double largest = 0;
    for (double projected : project(turned, LEAD_VECTORS)) {
      largest = Math.max(largest, Math.signum(level) * projected);
    }
    scenario.append(String.format(Locale.ROOT, "%s ST %+.2f mV; ", territory, level));
    return scaled(turned, Math.abs(level) / largest);
  }

  /** A dipole in the twelve leads, in the order of {@link Lead}. */
  double[] project(double[] dipole) {
    return project(dipole, leadVectors);
  }

  private static double[] project(double[] dipole, double[][] vectors) {
    double[] eight = new double[8];
    for (int i = 0; i < 8; i++) {
      eight[i] = vectors[i][0] * dipole[0] + vectors[i][1] * dipole[1] + vectors[i][2] * dipole[2];
    }
    double one = eight[0];
    double two = eight[1];
    return new double[] {
      one,
      two,
      two - one,
      -(one + two) / 2,
      one - two / 2,
      two - one / 2,
      eight[2],
      eight[3],
      eight[4],
      eight[5],
      eight[6],
      eight[7]
    };
  }

  private static Bell[] ventricularTemplate(NumpyRandom random, double gain) {
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
    double size = (0.55 + 0.45 * gain) * between(random, 1.15, 0.2, 0.75, 1.6);
    d = Waves.turned(scaled(d, size), random.normal(0, 12), random.normal(0, 12));
    double bend = random.uniform(15, 40) * (random.nextDouble() < 0.5 ? -1 : 1);
    return new Bell[] {
      new Bell(0.20, 0.080, Waves.turned(scaled(d, 0.40), -bend, bend / 2)),
      new Bell(0.43, 0.125, d),
      new Bell(0.66, 0.115, Waves.turned(scaled(d, random.uniform(0.3, 0.75)), bend, -bend / 2))
    };
  }
}
