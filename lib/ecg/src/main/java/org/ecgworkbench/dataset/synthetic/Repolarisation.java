package org.ecgworkbench.dataset.synthetic;

import static org.ecgworkbench.dataset.synthetic.Dipoles.plus;
import static org.ecgworkbench.dataset.synthetic.Dipoles.scaled;

import java.util.EnumMap;
import java.util.Map;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Lookalike;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;

/** How a subject's ventricles recover: the QT interval, the ST segment and the T wave of usual beats, with what labels and lookalikes do to them. Seconds, mV. */
final class Repolarisation {
  final double qtCorrected;
  final double[] t;
  final double[] st;
  final double stSlope;

  /** What lowers the J point at fast rates and is gone 90 ms later. */
  final double[] junction;

  final Map<Diagnosis, double[]> stOfLabel = new EnumMap<>(Diagnosis.class);
  private final Subject subject;

  /** Draws it, once the subject's age, sex, rate, conduction and torso are known. */
  Repolarisation(
      Subject subject,
      double gain,
      boolean strained,
      boolean earlyRepolarisation,
      NumpyRandom random) {
    this.subject = subject;
    double[] repolarisation = usualT(gain, strained, random);
    qtCorrected =
        Demography.between(random, subject.sex == Sex.MALE ? 0.400 : 0.412, 0.017, 0.355, 0.455);
    double sag = Demography.between(random, 0.35, 0.25, -0.1, 0.9);
    double[] usualSt =
        plus(
            scaled(repolarisation, Demography.between(random, 0.08, 0.04, 0, 0.18)),
            scaled(
                new double[] {0.006, 0.004, subject.sex == Sex.MALE ? -0.034 : -0.020},
                random.uniform(0.2, 1.8)));
    if (subject.conduction == Conduction.LEFT) {
      usualSt = scaled(repolarisation, random.uniform(0.25, 0.5));
      sag = random.uniform(0.1, 0.5);
    } else if (subject.conduction == Conduction.INCOMPLETE_LEFT) {
      usualSt = scaled(repolarisation, random.uniform(0.10, 0.25));
    } else if (strained) {
      // Less than the 0.05 mV that the rule for STD asks for: records with more carry the label.
      usualSt = subject.torso.lowered(new double[] {-1.0, -0.3, -0.6}, random.uniform(0.02, 0.04));
      sag = random.uniform(0, 0.25);
    } else if (earlyRepolarisation) {
      usualSt = raised(usualSt, random.uniform(0.07, subject.sex == Sex.MALE ? 0.17 : 0.13) / 1.3);
      sag = random.uniform(0.2, 0.7);
      repolarisation = scaled(repolarisation, 1.2);
    }
    double lowering = random.uniform(0.06, 0.12);
    junction =
        hasUpslopingDepression(random.nextDouble(), earlyRepolarisation || strained)
            ? subject.torso.lowered(new double[] {-1.0, -0.75, -0.1}, lowering)
            : new double[3];
    if (subject.conduction != Conduction.LEFT
        && (subject.has(Diagnosis.STD) || subject.has(Diagnosis.STE))) {
      // The level that a label means is the whole of what one measures.
      usualSt = scaled(usualSt, 0.15);
    }
    if (subject.has(Diagnosis.AF) && subject.conduction != Conduction.LEFT && !strained) {
      // The slight sagging that digitalis and rate leave in many patients with fibrillation; too
      // little for a label.
      usualSt = plus(usualSt, scaled(new double[] {-0.030, -0.018, 0.025}, random.uniform(0, 1.6)));
    }
    if (subject.conduction != Conduction.LEFT
        && !subject.has(Diagnosis.STD)
        && !subject.has(Diagnosis.STE)) {
      // Below the rule for STD: a record that meets it carries the label.
      usualSt = scaled(usualSt, Math.min(1, 0.04 / Math.max(1e-9, subject.torso.deepest(usualSt))));
    }
    double[] shift = {0, 0, 0};
    if (subject.has(Diagnosis.STD)) {
      StShift drawn = StShift.depression(subject.hard, random);
      subject.scenario.append(drawn.words());
      stOfLabel.put(Diagnosis.STD, drawn.dipole());
      double[] part = subject.dose.scaled(drawn.dipole());
      shift = plus(shift, part);
      repolarisation = scaled(repolarisation, random.uniform(0.6, 1.0));
      repolarisation = plus(repolarisation, scaled(part, random.uniform(0, 1.1)));
      sag = random.uniform(-0.25, 0.45);
    }
    if (subject.has(Diagnosis.STE)) {
      StShift drawn = StShift.elevation(subject.hard, random);
      subject.scenario.append(drawn.words());
      stOfLabel.put(Diagnosis.STE, drawn.dipole());
      double[] part = subject.dose.scaled(drawn.dipole());
      shift = plus(shift, part);
      double u2 = random.nextDouble();
      // Mostly tall T waves with the shift; in some the T wave has begun to invert.
      repolarisation =
          plus(
              repolarisation,
              scaled(part, u2 < 0.82 ? random.uniform(0.8, 2.2) : random.uniform(-2.0, -0.8)));
      sag = u2 < 0.82 ? random.uniform(0.1, 0.8) : random.uniform(-0.2, 0.1);
    }
    if (subject.conduction.blocked()) {
      double[] healthy = scaled(usualDirection(), 0.5 + 0.5 * gain);
      usualSt = subject.dose.between(scaled(healthy, 0.08), usualSt);
      repolarisation = subject.dose.between(healthy, repolarisation);
    }
    st = plus(usualSt, shift);
    stSlope = sag;
    t = repolarisation;
  }

  /** The mean T dipole of a normal conduction, in mV. */
  private double[] usualDirection() {
    return new double[] {0.25, 0.16, subject.sex == Sex.MALE ? -0.22 : -0.12};
  }

  private boolean hasUpslopingDepression(double u, boolean otherSt) {
    boolean lowered =
        60 / subject.meanRr >= 88
            && !otherSt
            && subject.conduction != Conduction.LEFT
            && !subject.has(Diagnosis.AF)
            && !subject.has(Diagnosis.STD)
            && !subject.has(Diagnosis.STE)
            && u < 0.3;
    if (lowered) {
      subject.show(Lookalike.UPSLOPING_J_DEPRESSION);
    }
    return lowered;
  }

  /**
   * Adds the J point elevation of early repolarisation, at most to nine tenths of what the fourth universal definition of myocardial
   * infarction asks for in V2 and V3: 0.25 mV in men below 40, 0.2 mV in others, 0.15 mV in women.
   */
  private double[] raised(double[] usual, double level) {
    double limit = 0.9 * (subject.sex == Sex.FEMALE ? 0.15 : subject.age < 40 ? 0.25 : 0.20);
    double[] more = {0.45 * level, 0.35 * level, -0.75 * level};
    double[] before = subject.torso.project(usual);
    double[] added = subject.torso.project(more);
    double share = 1;
    for (Lead lead : new Lead[] {Lead.V2, Lead.V3}) {
      int k = lead.ordinal();
      if (added[k] > 0) {
        share = Math.min(share, Math.max(0, limit - before[k]) / added[k]);
      }
    }
    return plus(usual, scaled(more, share));
  }

  /** The T wave's dipole without ischaemia. */
  private double[] usualT(double gain, boolean strained, NumpyRandom random) {
    double size = StrictMath.exp(random.normal(0, 0.33)) * (0.5 + 0.5 * gain);
    double fade = 1 - 0.004 * Math.max(0, subject.age - 40);
    double[] dipole =
        switch (subject.conduction) {
          case NORMAL, INCOMPLETE_RIGHT, NONSPECIFIC_DELAY, LEFT_ANTERIOR -> usualDirection();
          case HYPERTROPHY ->
              strained ? new double[] {-0.17, -0.04, -0.32} : new double[] {0.16, 0.12, -0.24};
          case INCOMPLETE_LEFT -> new double[] {-0.06, 0.03, -0.42};
          case RIGHT -> new double[] {0.26, 0.15, 0.06};
          case LEFT -> new double[] {-0.12, 0.00, -0.50};
        };
    if (subject.conduction == Conduction.LEFT || strained) {
      fade = 1;
    } else if (subject.has(Diagnosis.AF)) {
      // Rate, digitalis and disease flatten the T wave in most patients with fibrillation.
      fade *= random.uniform(0.1, 0.9);
    }
    return Waves.turned(scaled(dipole, size * fade), random.normal(0, 9), random.normal(0, 9));
  }
}
