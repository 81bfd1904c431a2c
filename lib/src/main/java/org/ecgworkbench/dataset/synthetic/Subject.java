package org.ecgworkbench.dataset.synthetic;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
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

  /** Leads in which ST depression counts; V1, III and aVR face away. */
  private static final Set<Lead> FACING_LEFT =
      EnumSet.of(Lead.I, Lead.II, Lead.AVL, Lead.AVF, Lead.V2, Lead.V3, Lead.V4, Lead.V5, Lead.V6);

  enum Conduction {
    NORMAL,
    INCOMPLETE_RIGHT,
    INCOMPLETE_LEFT,
    HYPERTROPHY,
    NONSPECIFIC_DELAY,
    LEFT_ANTERIOR,
    LEFT,
    RIGHT;

    boolean blocked() {
      return this == LEFT || this == RIGHT;
    }
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
  private final double[][] p;
  private final double[][] ectopicP;
  final Set<Lookalike> lookalikes = EnumSet.noneOf(Lookalike.class);
  final boolean tremor;
  final Conduction conduction;
  final double qrs;
  final Bell[] qrsBells;
  final double qtCorrected;
  final double[] t;
  final double[] st;
  final double stSlope;

  /** What lowers the J point at fast rates and is gone 90 ms later. */
  final double[] junction;

  final double aberrantQrs;

  /** Null if the right bundle is blocked anyway or the left one is. */
  final Bell[] aberrantBells;

  final double[] aberrantT;
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

    leadVectors = torso(random);
    conduction = conduction(random.nextDouble());
    boolean strained = hasStrain(random.nextDouble());
    final boolean earlyRepolarisation = hasEarlyRepolarisation(random.nextDouble(), strained);
    rhythmLookalike(random.nextDouble());
    tremor = random.nextDouble() < 0.05;
    if (tremor && !has(Diagnosis.AF)) {
      show(Lookalike.OBSCURED_P);
    }
    meanRr = 60 / heartRate(random);
    pr = prInterval(random);
    pDuration = between(random, 0.109, 0.011, 0.085, 0.135);
    p = atrialDipoles(random);
    ectopicP = ectopicAtrialDipoles(random);
    qrs = qrsDuration(random);

    double gain = StrictMath.exp(random.normal(sex == Sex.MALE ? 0.06 : -0.10, 0.28));
    if (conduction == Conduction.HYPERTROPHY) {
      gain = between(random, 1.40, 0.28, 1.0, 2.2);
    }
    double frontal =
        switch (conduction) {
          case LEFT -> between(random, -45, 24, -100, 10);
          case INCOMPLETE_LEFT -> between(random, -25, 22, -80, 20);
          case LEFT_ANTERIOR -> between(random, 0, 6, -10, 10);
          default -> between(random, 4 - 0.45 * (age - 30), 22, -80, 36);
        };
    double horizontal = between(random, 0, 14, -35, 35);
    qrsBells = turned(qrsTemplate(random), gain, frontal, horizontal, random);

    double[] repolarisation = repolarisation(random, gain, strained);
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
    } else if (conduction == Conduction.INCOMPLETE_LEFT) {
      usualSt = scaled(repolarisation, random.uniform(0.10, 0.25));
    } else if (strained) {
      // Less than the 0.05 mV that the rule for STD asks for: records with more carry the label.
      usualSt = lowered(new double[] {-1.0, -0.3, -0.6}, random.uniform(0.02, 0.04));
      sag = random.uniform(0, 0.25);
    } else if (earlyRepolarisation) {
      usualSt = raised(usualSt, random.uniform(0.07, sex == Sex.MALE ? 0.17 : 0.13) / 1.3);
      sag = random.uniform(0.2, 0.7);
      repolarisation = scaled(repolarisation, 1.2);
    }
    double lowering = random.uniform(0.06, 0.12);
    junction =
        hasUpslopingDepression(random.nextDouble(), earlyRepolarisation || strained)
            ? lowered(new double[] {-1.0, -0.75, -0.1}, lowering)
            : new double[3];
    if (conduction != Conduction.LEFT && (has(Diagnosis.STD) || has(Diagnosis.STE))) {
      // The level that a label means is the whole of what one measures.
      usualSt = scaled(usualSt, 0.15);
    }
    if (has(Diagnosis.AF) && conduction != Conduction.LEFT && !strained) {
      // The slight sagging that digitalis and rate leave in many patients with fibrillation; too
      // little for a label.
      usualSt = plus(usualSt, scaled(new double[] {-0.030, -0.018, 0.025}, random.uniform(0, 1.6)));
    }
    if (conduction != Conduction.LEFT && !has(Diagnosis.STD) && !has(Diagnosis.STE)) {
      // Below the rule for STD: a record that meets it carries the label.
      usualSt = scaled(usualSt, Math.min(1, 0.04 / Math.max(1e-9, deepest(usualSt))));
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

    aberrantQrs = random.uniform(0.122, 0.146);
    Bell[] wide = turned(rightTemplate(random, 0.75, 1.35), gain, frontal, horizontal, random);
    aberrantBells = conduction.blocked() ? null : wide;
    aberrantT = plus(t, new double[] {0.02, 0, random.uniform(0.15, 0.32)});
  }

  /** The lead vectors of this body, [8][3]. */
  private static double[][] torso(NumpyRandom random) {
    double[][] vectors = new double[8][3];
    double limbs = between(random, 0.85, 0.10, 0.6, 1.1);
    for (int lead = 0; lead < 8; lead++) {
      double size = lead < 2 ? limbs : between(random, lead == 2 ? 0.85 : 1, 0.13, 0.65, 1.35);
      for (int axis = 0; axis < 3; axis++) {
        double astray = random.normal(0, lead < 2 ? 0.015 : 0.06);
        vectors[lead][axis] = LEAD_VECTORS[lead][axis] * size + astray;
      }
    }
    return vectors;
  }

  /** Names a lookalike, with the labels it can be mistaken for and that this subject does not have. */
  void show(Lookalike lookalike) {
    Set<Diagnosis> absent = EnumSet.copyOf(lookalike.imitates());
    absent.removeAll(labels);
    if (absent.isEmpty()) {
      return;
    }
    lookalikes.add(lookalike);
    StringJoiner names = new StringJoiner(" and ");
    absent.forEach(label -> names.add(label.name()));
    scenario.append("lookalike of ").append(names).append(": ");
    scenario.append(lookalike.words()).append("; ");
  }

  /**
   * How the ventricles are excited. Shares of the findings that resemble a bundle branch block: the upper end of the published ranges,
   * datasets/synthetic.md. A record called normal keeps the variants of health alone.
   */
  private Conduction conduction(double u) {
    if (has(Diagnosis.LBBB)) {
      return Conduction.LEFT;
    }
    if (has(Diagnosis.RBBB)) {
      return Conduction.RIGHT;
    }
    double left = u - (sex == Sex.MALE ? 0.13 : 0.07);
    if (left < 0) {
      show(Lookalike.INCOMPLETE_RIGHT_BUNDLE_BRANCH_BLOCK);
      return Conduction.INCOMPLETE_RIGHT;
    }
    left -= age < 50 ? 0.07 : age < 70 ? 0.17 : 0.22;
    if (left < 0) {
      return Conduction.HYPERTROPHY;
    }
    if (has(Diagnosis.SNR)) {
      return Conduction.NORMAL;
    }
    left -= 0.060;
    if (left < 0) {
      show(Lookalike.NONSPECIFIC_CONDUCTION_DELAY);
      return Conduction.NONSPECIFIC_DELAY;
    }
    left -= age < 50 ? 0.04 : 0.15;
    if (left < 0) {
      show(Lookalike.LEFT_ANTERIOR_FASCICULAR_BLOCK);
      return Conduction.LEFT_ANTERIOR;
    }
    left -= age < 50 ? 0 : 0.027;
    if (left < 0) {
      show(Lookalike.INCOMPLETE_LEFT_BUNDLE_BRANCH_BLOCK);
      return Conduction.INCOMPLETE_LEFT;
    }
    return Conduction.NORMAL;
  }

  private boolean hasStrain(double u) {
    if (conduction != Conduction.HYPERTROPHY) {
      return false;
    }
    boolean strained = !has(Diagnosis.SNR) && !has(Diagnosis.STE) && u < 0.29;
    show(strained ? Lookalike.LEFT_VENTRICULAR_STRAIN : Lookalike.LEFT_VENTRICULAR_HYPERTROPHY);
    return strained;
  }

  private boolean hasEarlyRepolarisation(double u, boolean strained) {
    boolean early =
        (conduction == Conduction.NORMAL
                || conduction == Conduction.INCOMPLETE_RIGHT
                || conduction == Conduction.HYPERTROPHY)
            && !strained
            && !has(Diagnosis.STD)
            && !has(Diagnosis.STE)
            && u < (sex == Sex.MALE ? 0.111 : 0.056);
    if (early) {
      show(Lookalike.EARLY_REPOLARISATION);
    }
    return early;
  }

  private void rhythmLookalike(double u) {
    if (has(Diagnosis.AF)) {
      return;
    }
    double left = u - (age < 45 ? 0.15 : 0.035);
    if (left < 0) {
      show(Lookalike.SINUS_ARRHYTHMIA);
    } else if (!has(Diagnosis.PAC) && !has(Diagnosis.PVC)) {
      if (left < 0.015) {
        show(Lookalike.WANDERING_PACEMAKER);
      } else if (left < 0.023) {
        show(Lookalike.SINUS_PAUSE);
      }
    }
  }

  private boolean hasUpslopingDepression(double u, boolean otherSt) {
    boolean lowered =
        60 / meanRr >= 88
            && !otherSt
            && conduction != Conduction.LEFT
            && !has(Diagnosis.AF)
            && !has(Diagnosis.STD)
            && !has(Diagnosis.STE)
            && u < 0.3;
    if (lowered) {
      show(Lookalike.UPSLOPING_J_DEPRESSION);
    }
    return lowered;
  }

  /** A vector in a direction whose deepest projection on the leads that face the left ventricle is {@code -level}. */
  private double[] lowered(double[] direction, double level) {
    return scaled(direction, level / deepest(direction));
  }

  private double deepest(double[] vector) {
    double[] twelve = project(vector);
    double deepest = 0;
    for (Lead lead : FACING_LEFT) {
      deepest = Math.max(deepest, -twelve[lead.ordinal()]);
    }
    return deepest;
  }

  /**
   * Adds the J point elevation of early repolarisation, at most to nine tenths of what the fourth universal definition of myocardial
   * infarction asks for in V2 and V3: 0.25 mV in men below 40, 0.2 mV in others, 0.15 mV in women.
   */
  private double[] raised(double[] usual, double level) {
    double limit = 0.9 * (sex == Sex.FEMALE ? 0.15 : age < 40 ? 0.25 : 0.20);
    double[] more = {0.45 * level, 0.35 * level, -0.75 * level};
    double[] before = project(usual);
    double[] added = project(more);
    double share = 1;
    for (Lead lead : new Lead[] {Lead.V2, Lead.V3}) {
      int k = lead.ordinal();
      if (added[k] > 0) {
        share = Math.min(share, Math.max(0, limit - before[k]) / added[k]);
      }
    }
    return plus(usual, scaled(more, share));
  }

  /** The P wave's dipoles when a share of it, 0 to 1, arises outside the sinus node. */
  double[][] atrialDipoles(double elsewhere) {
    double[][] mixed = new double[2][];
    for (int atrium = 0; atrium < 2; atrium++) {
      mixed[atrium] = plus(scaled(p[atrium], 1 - elsewhere), scaled(ectopicP[atrium], elsewhere));
    }
    return mixed;
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
    if (hard && conduction.blocked()) {
      // Borderline blocks are seen at all rates: T and P then lie closer to the QRS complex.
      return between(random, 85, 16, 52, 120);
    }
    return between(random, 75, 12, 50, 108);
  }

  private double prInterval(NumpyRandom random) {
    if (!has(Diagnosis.IAVB)) {
      double normal = between(random, 0.156 + 0.0003 * (age - 45), 0.021, 0.118, 0.1975);
      if (normal >= 0.188 && !has(Diagnosis.AF)) {
        show(Lookalike.LONG_NORMAL_PR);
      }
      return normal;
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
              hard ? random.uniform(0.121, 0.128) : between(random, 0.148, 0.012, 0.13, 0.185);
          case RIGHT ->
              hard ? random.uniform(0.121, 0.128) : between(random, 0.142, 0.011, 0.128, 0.175);
          case INCOMPLETE_RIGHT, INCOMPLETE_LEFT -> random.uniform(0.100, 0.117);
          case NONSPECIFIC_DELAY -> random.uniform(0.112, 0.128);
          case LEFT_ANTERIOR -> between(random, 0.098, 0.007, 0.086, 0.109);
          case HYPERTROPHY -> between(random, 0.103, 0.005, 0.095, 0.114);
          case NORMAL -> between(random, sex == Sex.MALE ? 0.093 : 0.087, 0.008, 0.072, 0.112);
        };
    if (conduction != Conduction.NORMAL) {
      scenario.append(String.format(Locale.ROOT, "QRS %d ms; ", Math.round(duration * 1000)));
    }
    return duration;
  }

  private double[][] atrialDipoles(NumpyRandom random) {
    double gain = StrictMath.exp(random.normal(0, 0.22)) * (tremor ? 0.5 : 1);
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
      case RIGHT -> rightTemplate(random, hard ? 0.4 : 0.75, hard ? 1.0 : 1.35);
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

  private static Bell[] rightTemplate(NumpyRandom random, double smallest, double largest) {
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
  private double[] repolarisation(NumpyRandom random, double gain, boolean strained) {
    double size = StrictMath.exp(random.normal(0, 0.33)) * (0.5 + 0.5 * gain);
    double fade = 1 - 0.004 * Math.max(0, age - 40);
    double[] dipole =
        switch (conduction) {
          case NORMAL, INCOMPLETE_RIGHT, NONSPECIFIC_DELAY, LEFT_ANTERIOR ->
              new double[] {0.25, 0.16, sex == Sex.MALE ? -0.22 : -0.12};
          case HYPERTROPHY ->
              strained ? new double[] {-0.17, -0.04, -0.32} : new double[] {0.16, 0.12, -0.24};
          case INCOMPLETE_LEFT -> new double[] {-0.06, 0.03, -0.42};
          case RIGHT -> new double[] {0.26, 0.15, 0.06};
          case LEFT -> new double[] {-0.12, 0.00, -0.50};
        };
    if (conduction == Conduction.LEFT || strained) {
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
