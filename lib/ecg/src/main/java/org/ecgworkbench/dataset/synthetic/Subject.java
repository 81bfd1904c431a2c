package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Demography.between;
import static org.ecgworkbench.dataset.synthetic.Dipoles.plus;
import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Lookalike;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;

/** Everything about a person and a recording that stays the same from beat to beat. Seconds, mV, degrees, beats a minute. */
final class Subject {

  final Set<Diagnosis> labels;
  final Dose dose;
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
  final QrsTemplates.Bell[] qrsBells;
  final double qtCorrected;
  final double[] t;
  final double[] st;
  final double stSlope;

  /** What lowers the J point at fast rates and is gone 90 ms later. */
  final double[] junction;

  final double aberrantQrs;

  /** Null if the right bundle is blocked anyway or the left one is. */
  final QrsTemplates.Bell[] aberrantBells;

  final double[] aberrantT;
  final Map<Diagnosis, double[]> stOfLabel;
  final double ventricularQrs;
  final QrsTemplates.Bell[] ventricularBells;
  final double[] ventricularT;
  final double frontalSway;
  final double amplitudeSway;
  final Torso torso;
  final StringBuilder scenario = new StringBuilder();

  Subject(Set<Diagnosis> labels, Dose dose, NumpyRandom random) {
    this.labels = labels;
    this.dose = dose;
    Diagnosis[] all = labels.toArray(new Diagnosis[0]);
    Demography demography = Demography.of(all[random.nextInt(all.length)]);
    sex = random.uniform(0, 100) < demography.malePercent() ? Sex.MALE : Sex.FEMALE;
    age = (int) Math.floor(between(random, demography.ageMean(), demography.ageSd(), 18, 95));
    seconds = Math.floor(Demography.seconds(random.nextDouble()) * 500) / 500;
    hard = random.nextDouble() < 0.25;
    respirationHz = between(random, 0.25, 0.05, 0.15, 0.40);
    respirationPhase = random.nextDouble();
    frontalSway = random.uniform(0.5, 5);
    amplitudeSway = random.uniform(0.005, 0.06);

    torso = Torso.draw(random);
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
    p = AtrialDipoles.sinus(tremor, random);
    ectopicP = AtrialDipoles.ectopic(random);
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
    QrsTemplates.Bell[] drawn =
        QrsTemplates.turned(
            QrsTemplates.of(conduction, hard, random), gain, frontal, horizontal, random);
    qrsBells =
        dose.isUsual() || !conduction.blocked()
            ? drawn
            : QrsTemplates.between(dose, unblocked(gain), drawn);

    Repolarisation repolarisation =
        new Repolarisation(this, gain, strained, earlyRepolarisation, random);
    qtCorrected = repolarisation.qtCorrected;
    junction = repolarisation.junction;
    stOfLabel = repolarisation.stOfLabel;
    st = repolarisation.st;
    stSlope = repolarisation.stSlope;
    t = repolarisation.t;

    ventricularQrs = between(random, 0.152, 0.012, 0.125, 0.185);
    ventricularBells = QrsTemplates.ventricular(random, gain);
    double[] mean = new double[3];
    for (QrsTemplates.Bell bell : ventricularBells) {
      mean = plus(mean, scaled(bell.dipole(), bell.sigma() / 0.14));
    }
    ventricularT =
        Waves.turned(
            scaled(mean, -random.uniform(0.22, 0.4)), random.normal(0, 12), random.normal(0, 12));

    aberrantQrs = random.uniform(0.122, 0.146);
    QrsTemplates.Bell[] wide =
        QrsTemplates.turned(
            QrsTemplates.right(random, 0.75, 1.35), gain, frontal, horizontal, random);
    aberrantBells = conduction.blocked() ? null : wide;
    aberrantT = plus(t, new double[] {0.02, 0, random.uniform(0.15, 0.32)});
  }

  /** The QRS complex that the same heart would have without a block. */
  private QrsTemplates.Bell[] unblocked(double gain) {
    NumpyRandom healthy = dose.healthy();
    return QrsTemplates.turned(
        QrsTemplates.of(Conduction.NORMAL, false, healthy),
        gain,
        between(healthy, 4 - 0.45 * (age - 30), 22, -80, 36),
        between(healthy, 0, 14, -35, 35),
        healthy);
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
    double dosed = dose.between(Dose.USUAL_PR, pr);
    scenario.append(String.format(Locale.ROOT, "PR %d ms; ", Math.round(dosed * 1000)));
    return dosed;
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
    if (conduction.blocked()) {
      duration = dose.between(Dose.USUAL_QRS, duration);
    }
    if (conduction != Conduction.NORMAL) {
      scenario.append(String.format(Locale.ROOT, "QRS %d ms; ", Math.round(duration * 1000)));
    }
    return duration;
  }
}
