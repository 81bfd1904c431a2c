package org.ecgworkbench.dataset.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Lookalike;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.random.NumpyRandom;

/** When the chambers of a subject's heart are excited, from {@link #LEAD_IN} before the recording to some beats after its end. */
final class Rhythm {
  /** Seconds of rhythm before the first sample. */
  static final double LEAD_IN = 3;

  private static final double LEAD_OUT = 2;

  /**
   * One ventricular beat.
   *
   * @param pOnset start of its P wave, NaN if it has none
   * @param qrsOnset start of its QRS complex
   * @param meanRr the RR interval that its QT follows: a running average of those before
   * @param elsewhere share of the P wave that arises outside the sinus node, 0 to 1
   * @param aberrant whether it finds the right bundle refractory
   */
  record Excitation(
      Beat.Kind kind,
      double pOnset,
      double qrsOnset,
      double meanRr,
      double elsewhere,
      boolean aberrant) {}

  final List<Excitation> beats = new ArrayList<>();

  /** P waves of the sinus node that no QRS follows. */
  final List<Double> blockedP = new ArrayList<>();

  private final Subject subject;
  private final NumpyRandom random;
  private double averageRr;

  Rhythm(Subject subject, NumpyRandom random) {
    this.subject = subject;
    this.random = random;
    averageRr = subject.meanRr;
    if (subject.has(Diagnosis.AF)) {
      fibrillate();
    } else {
      sinus();
    }
  }

  private enum Ectopic {
    NONE,
    ATRIAL,
    VENTRICULAR,
    VENTRICULAR_PAIR
  }

  /** How the premature beats of a recording are spread. */
  private enum Pattern {
    SINGLE,
    SCATTERED,
    BIGEMINY,
    TRIGEMINY,
    PAIRS
  }

  private void sinus() {
    double[] drive = sinusIntervals();
    Ectopic[] after = ectopics(drive);
    double pr = subject.pr;
    boolean interpolates = subject.meanRr > 0.95 && random.nextDouble() < 0.15;
    double coupling =
        subject.hard && !subject.has(Diagnosis.PVC)
            ? random.uniform(0.74, 0.84)
            : random.uniform(0.52, 0.76);
    double ventricularCoupling = random.uniform(0.48, 0.74);
    // The right bundle recovers last: the earlier the beat, the likelier that it is found
    // refractory
    // (Cohen et al. 1967). How many patients show it at rest was found nowhere; two fifths of those
    // with early coupling are assumed.
    boolean aberrates =
        subject.has(Diagnosis.PAC)
            && subject.aberrantBells != null
            && random.nextDouble() < 0.4
            && coupling < 0.66;
    if (aberrates) {
      subject.show(Lookalike.ABERRANT_PREMATURE_ATRIAL_BEAT);
    }
    boolean wanders = subject.lookalikes.contains(Lookalike.WANDERING_PACEMAKER);
    double wanderHz = random.uniform(0.05, 0.12);
    double wanderPhase = random.nextDouble();
    int pauseAfter = pauseAfter(drive);
    double pause =
        random.nextDouble() < 0.5 ? random.uniform(1.95, 2.05) : random.uniform(1.6, 1.9);
    double p = -LEAD_IN;
    for (int k = 0; k < drive.length; k++) {
      double elsewhere =
          wanders
              ? Math.min(1, Math.max(0, 0.5 + 0.8 * Waves.sine(wanderHz * p + wanderPhase)))
              : 0;
      double rr = drive[k] * (1 + 0.05 * elsewhere) * (k == pauseAfter ? pause : 1);
      double qrs = p + pr - 0.02 * elsewhere + random.normal(0, 0.0015);
      add(Beat.Kind.SINUS, p, qrs, elsewhere, false);
      double next = p + rr;
      switch (after[k]) {
        case NONE -> {}
        case ATRIAL -> {
          double early =
              Math.max(
                  p + subject.dose.between(1, coupling) * rr + random.normal(0, 0.012), qrs + 0.26);
          early = Math.min(early, p + Math.max(0.5, subject.dose.between(1, 0.9)) * rr);
          double slowed =
              Math.max(0.12, Math.min(pr, 0.18)) + 0.10 * Math.max(0, 0.65 - (early - p) / rr);
          add(
              Beat.Kind.PREMATURE_ATRIAL,
              early,
              early + slowed,
              Math.min(1, subject.dose.strength()),
              aberrates);
          // The sinus node is reset: the pause is longer than a cycle by the way there and back,
          // shorter than compensatory.
          next = early + rr * subject.dose.between(1, random.uniform(1.02, 1.15));
        }
        case VENTRICULAR, VENTRICULAR_PAIR -> {
          double early =
              qrs
                  + Math.max(
                      0.34,
                      subject.dose.between(1, ventricularCoupling) * rr + random.normal(0, 0.010));
          add(Beat.Kind.PREMATURE_VENTRICULAR, Double.NaN, early);
          double last = early;
          if (after[k] == Ectopic.VENTRICULAR_PAIR) {
            last = early + Math.max(0.32, random.uniform(0.42, 0.6) * rr);
            add(Beat.Kind.PREMATURE_VENTRICULAR, Double.NaN, last);
          }
          // The sinus node goes on; its waves that reach the ventricles too soon end there: the
          // pause is compensatory.
          double due = next;
          if (interpolates && after[k] == Ectopic.VENTRICULAR && due + pr > early + 0.48) {
            break;
          }
          boolean first = true;
          while (first || due + pr < last + 0.45) {
            if (due > -LEAD_IN) {
              blockedP.add(due);
            }
            due += rr;
            first = false;
          }
          next = due;
        }
      }
      p = next;
    }
  }

  /** RR intervals of the sinus node: respiration, a 0.1 Hz wave, slow drift and a little noise. */
  private double[] sinusIntervals() {
    double young = Math.max(0.25, 1.25 - subject.age / 80.0);
    double size = StrictMath.exp(random.normal(0, 0.35));
    double respiratory = 0.040 * young * size;
    if (subject.lookalikes.contains(Lookalike.SINUS_ARRHYTHMIA)) {
      respiratory = random.uniform(0.055, 0.14);
    }
    double mayer = 0.024 * size;
    double drift = 0.019 * size;
    double mayerPhase = random.nextDouble();
    double slow = random.nextNormal();
    List<Double> intervals = new ArrayList<>();
    double time = -LEAD_IN;
    while (time < subject.seconds + LEAD_OUT) {
      slow = 0.95 * slow + 0.3122 * random.nextNormal();
      double relative =
          1
              + respiratory * Waves.sine(subject.respirationHz * time + subject.respirationPhase)
              + mayer * Waves.sine(0.1 * time + mayerPhase)
              + drift * slow
              + 0.004 * random.nextNormal();
      double rr = Math.max(0.42, subject.meanRr * relative);
      intervals.add(rr);
      time += rr;
    }
    return intervals.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** After which sinus beats a premature one comes; at least one well inside the record for every label that needs it. */
  private Ectopic[] ectopics(double[] drive) {
    Ectopic[] after = new Ectopic[drive.length];
    java.util.Arrays.fill(after, Ectopic.NONE);
    List<Integer> inside = inside(drive);
    if (subject.has(Diagnosis.PVC)) {
      spread(after, inside, Ectopic.VENTRICULAR);
    }
    if (subject.has(Diagnosis.PAC)) {
      spread(after, inside, Ectopic.ATRIAL);
    }
    return after;
  }

  /** The sinus beat that a pause follows; -1 if none does. */
  private int pauseAfter(double[] drive) {
    if (!subject.lookalikes.contains(Lookalike.SINUS_PAUSE)) {
      return -1;
    }
    List<Integer> inside = inside(drive);
    return inside.get(random.nextInt(inside.size()));
  }

  /** Sinus beats after which a premature beat and its pause fit into the record. Pauses shift later beats by little more than a cycle. */
  private List<Integer> inside(double[] drive) {
    List<Integer> inside = new ArrayList<>();
    double p = -LEAD_IN;
    for (int k = 0; k < drive.length; k++) {
      if (p > 0.4 && p + 2.6 * drive[k] < subject.seconds) {
        inside.add(k);
      }
      p += drive[k];
    }
    return inside;
  }

  private void spread(Ectopic[] after, List<Integer> inside, Ectopic kind) {
    double u = random.nextDouble();
    boolean ventricular = kind == Ectopic.VENTRICULAR;
    Pattern pattern =
        subject.hard
            ? Pattern.SINGLE
            : u < 0.76
                ? Pattern.SCATTERED
                : u < 0.86
                    ? Pattern.BIGEMINY
                    : u < 0.95
                        ? Pattern.TRIGEMINY
                        : ventricular ? Pattern.PAIRS : Pattern.SCATTERED;
    // The first third keeps its place in time: later ones are moved by the pauses before them.
    int sure = inside.get(random.nextInt(Math.max(1, (inside.size() + 2) / 3)));
    double share = random.uniform(0.04, 0.20);
    int start = sure % 2;
    for (int k = 0; k < after.length; k++) {
      boolean here =
          switch (pattern) {
            case SINGLE -> false;
            case SCATTERED ->
                random.nextDouble() < share && (k == 0 || after[k - 1] == Ectopic.NONE);
            case BIGEMINY -> k > start + 2;
            case TRIGEMINY -> (k - sure) % 2 == 0;
            case PAIRS -> random.nextDouble() < share;
          };
      if (here && after[k] == Ectopic.NONE) {
        after[k] =
            pattern == Pattern.PAIRS && random.nextDouble() < 0.6 ? Ectopic.VENTRICULAR_PAIR : kind;
      }
    }
    if (after[sure] != Ectopic.NONE && after[sure] != kind) {
      sure++;
    }
    after[sure] = kind;
    subject.scenario.append(ventricular ? "PVC " : "PAC ");
    subject.scenario.append(pattern.name().toLowerCase(Locale.ROOT)).append("; ");
  }

  /** The atrioventricular node lets fibrillation through at intervals without memory. */
  private void fibrillate() {
    double variation = subject.hard ? random.uniform(0.07, 0.11) : random.uniform(0.15, 0.30);
    subject.scenario.append(
        String.format(Locale.ROOT, "RR variation %d %%; ", Math.round(100 * variation)));
    variation = subject.dose.between(0, variation);
    double share = random.uniform(0.06, 0.2);
    double coupling = random.uniform(0.40, 0.60);
    double time = -LEAD_IN;
    double sure = random.uniform(1, Math.max(1.5, 0.4 * subject.seconds));
    boolean wanted = subject.has(Diagnosis.PVC) || subject.has(Diagnosis.PAC);
    while (time < subject.seconds + LEAD_OUT) {
      add(Beat.Kind.FIBRILLATION, Double.NaN, time);
      double rr =
          Math.max(
              0.32,
              subject.meanRr
                  * StrictMath.exp(variation * random.nextNormal() - variation * variation / 2));
      double u = random.nextDouble();
      boolean now = wanted && (time > sure || (!subject.hard && u < share));
      if (now && time > sure) {
        sure = Double.POSITIVE_INFINITY;
      }
      if (now && subject.has(Diagnosis.PVC)) {
        double early = time + Math.max(0.34, coupling * subject.meanRr + random.normal(0, 0.01));
        add(Beat.Kind.PREMATURE_VENTRICULAR, Double.NaN, early);
        time = early + Math.max(rr, subject.meanRr) * 1.15;
      } else if (now) {
        // A label of both AF and PAC says that the rhythm changed; here: one early beat with a P
        // wave of its own.
        double early = time + Math.max(0.42, 0.62 * subject.meanRr);
        add(Beat.Kind.PREMATURE_ATRIAL, early - 0.14, early, 1, false);
        time = early + Math.max(rr, subject.meanRr);
      } else {
        time += rr;
      }
    }
  }

  private void add(Beat.Kind kind, double pOnset, double qrsOnset) {
    add(kind, pOnset, qrsOnset, 0, false);
  }

  private void add(
      Beat.Kind kind, double pOnset, double qrsOnset, double elsewhere, boolean aberrant) {
    if (!beats.isEmpty()) {
      double rr = qrsOnset - beats.get(beats.size() - 1).qrsOnset();
      averageRr = 0.8 * averageRr + 0.2 * rr;
    }
    beats.add(new Excitation(kind, pOnset, qrsOnset, averageRr, elsewhere, aberrant));
  }
}
