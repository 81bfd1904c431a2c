package org.ecgworkbench.dataset.synthetic;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Interval;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;

/** From a subject and a rhythm to a recording with its evidence. */
final class EcgModel {
  static final int RATE = 500;
  private static final Set<Lead> ALL = EnumSet.allOf(Lead.class);
  private static final Set<Lead> LEFT_LEADS =
      EnumSet.of(Lead.I, Lead.AVL, Lead.V1, Lead.V2, Lead.V5, Lead.V6);
  private static final Set<Lead> RIGHT_LEADS = EnumSet.of(Lead.I, Lead.V1, Lead.V2, Lead.V6);

  private final Subject subject;
  private final Rhythm rhythm;
  private final int samples;
  private final Waves waves;
  private final List<Beat> beats = new ArrayList<>();

  private EcgModel(Set<Diagnosis> labels, Dose dose, NumpyRandom random) {
    subject = new Subject(labels, dose, random);
    rhythm = new Rhythm(subject, random);
    samples = (int) Math.round(subject.seconds * RATE);
    waves = new Waves(samples, RATE);
  }

  static SyntheticRecord generate(String id, Set<Diagnosis> labels, NumpyRandom random) {
    EcgModel model = excited(labels, Dose.USUAL, random);
    return model.record(id, Electrodes.noise(model.subject, model.samples, RATE, random));
  }

  /**
   * A record with weaker or stronger evidence.
   *
   * @param random at the beginning of the record's stream, after the labels: draws the noise that the record has at the usual strength
   * @param again at the same place
   */
  static SyntheticRecord generate(
      String id, Set<Diagnosis> labels, Dose dose, NumpyRandom random, NumpyRandom again) {
    EcgModel usual = excited(labels, Dose.USUAL, random);
    float[][] noise = Electrodes.noise(usual.subject, usual.samples, RATE, random);
    return excited(labels, dose, again).record(id, noise);
  }

  private static EcgModel excited(Set<Diagnosis> labels, Dose dose, NumpyRandom random) {
    EcgModel model = new EcgModel(labels, dose, random);
    model.excite(random);
    if (labels.contains(Diagnosis.AF)) {
      model.fibrillate(random);
    }
    return model;
  }

  private SyntheticRecord record(String id, float[][] noise) {
    String text = subject.scenario.toString();
    return new SyntheticRecord(
        new EcgRecord(
            id, RATE, leads(noise), OptionalInt.of(subject.age), subject.sex, subject.labels),
        evidence(),
        beats,
        subject.lookalikes,
        subject.labels
            + (subject.hard ? " (hard)" : "")
            + (text.isEmpty() ? "" : ": " + text.substring(0, text.length() - 2)));
  }

  private void excite(NumpyRandom random) {
    for (double p : rhythm.blockedP) {
      atrial(p, subject.atrialDipoles(0));
    }
    for (int k = 0; k < rhythm.beats.size(); k++) {
      Rhythm.Excitation beat = rhythm.beats.get(k);
      boolean ventricular = beat.kind() == Beat.Kind.PREMATURE_VENTRICULAR;
      if (!Double.isNaN(beat.pOnset())) {
        atrial(beat.pOnset(), subject.atrialDipoles(beat.elsewhere()));
      }
      double onset = beat.qrsOnset();
      Dose dose = subject.dose;
      if (beat.kind() == Beat.Kind.FIBRILLATION && dose.strength() < 1) {
        double[][] p = subject.atrialDipoles(0);
        double size = 1 - dose.strength();
        atrial(
            onset - subject.pr,
            new double[][] {Dipoles.scaled(p[0], size), Dipoles.scaled(p[1], size)});
      }
      double duration =
          ventricular
              ? dose.between(subject.qrs, subject.ventricularQrs)
              : beat.aberrant() ? dose.between(subject.qrs, subject.aberrantQrs) : subject.qrs;
      QrsTemplates.Bell[] bells =
          ventricular
              ? QrsTemplates.between(dose, subject.qrsBells, subject.ventricularBells)
              : beat.aberrant()
                  ? QrsTemplates.between(dose, subject.qrsBells, subject.aberrantBells)
                  : subject.qrsBells;
      double[] t =
          ventricular
              ? dose.between(subject.t, subject.ventricularT)
              : beat.aberrant() ? dose.between(subject.t, subject.aberrantT) : subject.t;
      double breath = Waves.sine(subject.respirationHz * onset + subject.respirationPhase);
      double turn = subject.frontalSway * breath + random.normal(0, 0.4);
      double gain =
          (1
                  + subject.amplitudeSway
                      * Waves.sine(subject.respirationHz * onset + subject.respirationPhase + 0.2))
              * (1 + random.normal(0, 0.01));
      for (QrsTemplates.Bell bell : bells) {
        double sigma = bell.sigma() * duration;
        waves.bell(
            onset + bell.centre() * duration,
            sigma,
            sigma,
            Waves.turned(bell.dipole(), turn, turn / 2),
            gain);
      }
      double end = onset + duration;
      double normalQrs = 0.092;
      double qt =
          subject.qtCorrected * StrictMath.cbrt(beat.meanRr())
              + 0.65 * Math.max(0, duration - normalQrs);
      double after = 0.042 * qt / subject.qtCorrected;
      double before = Math.min(1.45 * after, (qt - 2 * after - duration) / 2.2);
      double peak = onset + qt - 2 * after;
      double tEnd = onset + qt;
      double tOnset = Math.max(end + 0.02, peak - 2 * before);
      waves.bell(peak, before, after, Waves.turned(t, turn / 2, 0), gain);
      if (!ventricular) {
        waves.plateau(
            end - 0.3 * duration, end + 0.004, peak, tEnd + 0.01, subject.stSlope, subject.st);
        waves.plateau(
            end - 0.3 * duration, end + 0.002, end + 0.004, end + 0.09, 0, subject.junction);
      } else {
        waves.plateau(
            end - 0.3 * duration,
            end + 0.004,
            peak,
            tEnd + 0.01,
            0.5,
            Dipoles.scaled(subject.ventricularT, 0.22 * dose.strength()));
        if (!dose.isUsual()) {
          waves.plateau(
              end - 0.3 * duration,
              end + 0.004,
              peak,
              tEnd + 0.01,
              subject.stSlope,
              Dipoles.scaled(subject.st, 1 - dose.strength()));
        }
      }
      if (onset >= 0 && onset * RATE < samples) {
        boolean hasP = !Double.isNaN(beat.pOnset());
        beats.add(
            new Beat(
                beat.kind(),
                hasP ? at(beat.pOnset()) : Beat.NONE,
                hasP ? at(beat.pOnset() + subject.pDuration) : Beat.NONE,
                at(onset),
                at(end),
                at(tOnset),
                at(peak),
                at(tEnd)));
      }
    }
  }

  private static int at(double seconds) {
    return (int) Math.round(seconds * RATE);
  }

  private void atrial(double onset, double[][] dipoles) {
    double d = subject.pDuration;
    waves.bell(onset + 0.36 * d, 0.155 * d, 0.155 * d, dipoles[0], 1);
    waves.bell(onset + 0.62 * d, 0.165 * d, 0.165 * d, dipoles[1], 1);
  }

  /** Two sources of sawtooth-like waves whose frequency and size waver. */
  private void fibrillate(NumpyRandom random) {
    double size =
        subject.hard
            ? random.uniform(0.012, 0.03)
            : Math.min(0.16, 0.05 * StrictMath.exp(random.normal(0, 0.5)));
    double hz = Demography.between(random, 6.1, 0.9, 4.2, 8.8);
    subject.scenario.append(
        String.format(Locale.ROOT, "f waves %.1f Hz, %.2f mV in V1; ", hz, size));
    double[][] directions = {
      Waves.turned(new double[] {-0.50, 0.50, -0.55}, random.normal(0, 12), random.normal(0, 12)),
      Waves.turned(new double[] {0.30, 0.35, 0.40}, random.normal(0, 25), random.normal(0, 25))
    };
    double[] shares = {1, random.uniform(0.25, 0.6)};
    double[][] xyz = waves.xyz();
    for (int source = 0; source < 2; source++) {
      double[] direction =
          subject.dose.scaled(Dipoles.scaled(directions[source], size * shares[source] / 0.84));
      double own = hz * (source == 0 ? 1 : random.uniform(0.88, 1.15));
      double second = random.uniform(0.25, 0.5);
      double third = random.uniform(0.08, 0.25);
      double turns = random.nextDouble();
      double waver = random.nextDouble();
      double waverHz = random.uniform(0.1, 0.3);
      double swell = random.nextDouble();
      double swellHz = random.uniform(0.15, 0.6);
      double walk = 0;
      for (int i = 0; i < samples; i++) {
        double t = i / (double) RATE;
        if (i % 25 == 0) {
          walk = 0.92 * walk + 0.39 * random.nextNormal();
        }
        double f = own * (1 + 0.06 * Waves.sine(waver + waverHz * t) + 0.06 * walk);
        turns += f / RATE;
        double a = 1 + 0.35 * Waves.sine(swell + swellHz * t);
        double g =
            a
                * (Waves.sine(turns)
                    + second * Waves.sine(2 * turns)
                    + third * Waves.sine(3 * turns));
        xyz[0][i] += direction[0] * g;
        xyz[1][i] += direction[1] * g;
        xyz[2][i] += direction[2] * g;
      }
    }
  }

  /**
   * The twelve leads in mV, whole microvolts. I, II and V1 to V6 are rounded; the other four are formed from the rounded I and II, with
   * halves cut towards zero as in CPSC2018's files: III is exact, aVR, aVL and aVF are off by at most 0.5 &#181;V.
   */
  private double[][] leads(float[][] noise) {
    double[][] xyz = waves.xyz();
    double[][] vectors = subject.torso.vectors();
    double[][] leads = new double[Lead.ALL.size()][samples];
    for (int i = 0; i < samples; i++) {
      double ra = noise[0][i];
      double la = noise[1][i];
      double ll = noise[2][i];
      double centre = (ra + la + ll) / 3;
      int one = microvolts(vectors[0], xyz, i, la - ra);
      int two = microvolts(vectors[1], xyz, i, ll - ra);
      leads[0][i] = one / 1000.0;
      leads[1][i] = two / 1000.0;
      leads[2][i] = (two - one) / 1000.0;
      leads[3][i] = -(one + two) / 2 / 1000.0;
      leads[4][i] = (2 * one - two) / 2 / 1000.0;
      leads[5][i] = (2 * two - one) / 2 / 1000.0;
      for (int v = 0; v < 6; v++) {
        leads[6 + v][i] = microvolts(vectors[2 + v], xyz, i, noise[3 + v][i] - centre) / 1000.0;
      }
    }
    return leads;
  }

  private static int microvolts(double[] vector, double[][] xyz, int i, double noise) {
    double mv = vector[0] * xyz[0][i] + vector[1] * xyz[1][i] + vector[2] * xyz[2][i] + noise;
    return (int) Math.floor(mv * 1000 + 0.5);
  }

  private Map<Diagnosis, EvidenceMask> evidence() {
    Map<Diagnosis, EvidenceMask> evidence = new EnumMap<>(Diagnosis.class);
    for (Diagnosis diagnosis : subject.labels) {
      List<Interval> found = new ArrayList<>();
      for (int k = 0; k < beats.size(); k++) {
        Beat next = k + 1 < beats.size() ? beats.get(k + 1) : null;
        mark(diagnosis, beats.get(k), next, found);
      }
      if (diagnosis == Diagnosis.AF && !beats.isEmpty()) {
        put(found, Strength.DEFINING, ALL, firstTEnd(), beats.get(0).qrsOnset());
      }
      evidence.put(diagnosis, new EvidenceMask(found));
    }
    return evidence;
  }

  /** Where the T wave of the last beat before the record ends, or its start. */
  private int firstTEnd() {
    int end = 0;
    for (Rhythm.Excitation beat : rhythm.beats) {
      if (beat.qrsOnset() < 0) {
        end = at(beat.qrsOnset() + subject.qtCorrected * StrictMath.cbrt(beat.meanRr()));
      }
    }
    return Math.max(0, end);
  }

  private void mark(Diagnosis diagnosis, Beat beat, Beat next, List<Interval> found) {
    final boolean ventricular = beat.kind() == Beat.Kind.PREMATURE_VENTRICULAR;
    int nextOnset =
        next == null
            ? samples
            : next.hasP() && next.pOnset() > beat.qrsEnd() ? next.pOnset() : next.qrsOnset();
    int nextQrs = next == null ? samples : next.qrsOnset();
    switch (diagnosis) {
      case SNR -> put(found, Strength.DEFINING, ALL, beat.pOnset(), beat.tEnd());
      case AF -> {
        put(found, Strength.SUPPORTING, ALL, beat.qrsOnset(), beat.qrsEnd());
        put(found, Strength.DEFINING, ALL, beat.tEnd(), nextOnset);
      }
      case IAVB -> {
        if (beat.kind() == Beat.Kind.SINUS) {
          put(found, Strength.DEFINING, ALL, beat.pOnset(), beat.qrsOnset());
        }
      }
      case LBBB, RBBB -> {
        if (!ventricular) {
          Set<Lead> shown = diagnosis == Diagnosis.LBBB ? LEFT_LEADS : RIGHT_LEADS;
          Set<Lead> rest = EnumSet.allOf(Lead.class);
          rest.removeAll(shown);
          put(found, Strength.DEFINING, shown, beat.qrsOnset(), beat.qrsEnd());
          put(found, Strength.SUPPORTING, rest, beat.qrsOnset(), beat.qrsEnd());
          put(
              found,
              Strength.SUPPORTING,
              diagnosis == Diagnosis.LBBB ? ALL : EnumSet.of(Lead.V1, Lead.V2, Lead.V3),
              beat.qrsEnd(),
              beat.tEnd());
        }
      }
      case PAC -> {
        if (beat.kind() == Beat.Kind.PREMATURE_ATRIAL) {
          put(found, Strength.DEFINING, ALL, beat.pOnset(), beat.qrsEnd());
          put(found, Strength.SUPPORTING, ALL, beat.qrsEnd(), nextOnset);
        }
      }
      case PVC -> {
        if (ventricular) {
          put(found, Strength.DEFINING, ALL, beat.qrsOnset(), Math.min(beat.tEnd(), nextQrs));
          put(found, Strength.SUPPORTING, ALL, beat.tEnd(), nextQrs);
        }
      }
      case STD, STE -> {
        if (!ventricular) {
          int sign = diagnosis == Diagnosis.STD ? -1 : 1;
          Set<Lead> shown = shifted(diagnosis, sign, sign);
          int tOnset = Math.max(beat.tOnset(), beat.qrsEnd() + RATE * 80 / 1000);
          put(found, Strength.DEFINING, shown, beat.qrsEnd(), tOnset);
          put(found, Strength.SUPPORTING, shown, tOnset, beat.tEnd());
          put(found, Strength.SUPPORTING, shifted(diagnosis, sign, -sign), beat.qrsEnd(), tOnset);
        }
      }
    }
  }

  /** The leads that a label's ST vector shifts in a direction by at least half of its largest shift in the label's own direction. */
  private Set<Lead> shifted(Diagnosis label, int ownSign, int sign) {
    double[] twelve = subject.torso.project(subject.stOfLabel.get(label));
    double largest = 0;
    for (double shift : twelve) {
      largest = Math.max(largest, ownSign * shift);
    }
    Set<Lead> leads = EnumSet.noneOf(Lead.class);
    for (Lead lead : Lead.ALL) {
      if (sign * twelve[lead.ordinal()] >= 0.5 * largest) {
        leads.add(lead);
      }
    }
    return leads;
  }

  private void put(List<Interval> found, Strength strength, Set<Lead> leads, int start, int end) {
    int from = Math.max(0, start);
    int to = Math.min(samples, end);
    if (from < to && !leads.isEmpty()) {
      found.add(new Interval(strength, leads, from, to));
    }
  }
}
