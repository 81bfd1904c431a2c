package org.ecgworkbench.dataset.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Interval;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Lookalike;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Measures generated signals (beats averaged at the known QRS onsets, no other knowledge of the model) and compares with adult ranges.
 * Sources: intervals, axes and amplitudes, Rijnbeek et al. 2014 (doi 10.1016/j.jelectrocard.2014.07.022) and Palhares et al. 2017 (PMC5470250); conduction, Surawicz et al. 2009 (doi 10.1161/CIRCULATIONAHA.108.191095); ST, Thygesen et al. 2018 (doi
 * 10.1161/CIR.0000000000000617).
 */
class SyntheticPhysiologyTest {
  private static final int BEFORE = 150;
  private static final int AFTER = 250;

  private static final List<SyntheticRecord> COHORT = new ArrayList<>();

  @BeforeAll
  static void generate() {
    new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(400).withSeed(3))
        .stream().forEach(COHORT::add);
  }

  @Test
  void heartRatesOfNormalRecordsAreSixtyToAHundred() {
    double[] rates =
        of(Diagnosis.SNR).stream().mapToDouble(s -> 60 / mean(intervals(s))).sorted().toArray();
    // Sinus arrhythmia moves the mean of a short record by a few beats.
    assertTrue(rates[0] > 52 && rates[rates.length - 1] < 106, Arrays.toString(rates));
    assertBetween(65, 80, median(rates), "median heart rate");
  }

  @Test
  void onlyFirstDegreeBlockHasALongPr() {
    for (SyntheticRecord s : COHORT) {
      double[] pr =
          s.beats().stream()
              .filter(b -> b.kind() == Beat.Kind.SINUS && b.hasP())
              .mapToDouble(b -> 2.0 * (b.qrsOnset() - b.pOnset()))
              .toArray();
      if (pr.length > 0) {
        double typical = median(pr);
        if (s.record().diagnoses().contains(Diagnosis.IAVB)) {
          assertBetween(201, 350, typical, "PR of " + s.scenario());
        } else {
          assertBetween(115, 199, typical, "PR of " + s.scenario());
        }
      }
    }
  }

  @Test
  void theQrsIsWideInBundleBranchBlockAlone() {
    for (SyntheticRecord s : COHORT) {
      Set<Diagnosis> labels = s.record().diagnoses();
      boolean block = labels.contains(Diagnosis.LBBB) || labels.contains(Diagnosis.RBBB);
      for (Beat b : s.beats()) {
        double qrs = 2.0 * (b.qrsEnd() - b.qrsOnset());
        boolean aberrant =
            b.kind() == Beat.Kind.PREMATURE_ATRIAL
                && s.lookalikes().contains(Lookalike.ABERRANT_PREMATURE_ATRIAL_BEAT);
        if (b.kind() == Beat.Kind.PREMATURE_VENTRICULAR || block || aberrant) {
          assertBetween(120, 190, qrs, "QRS of " + s.scenario());
        } else if (s.lookalikes().contains(Lookalike.NONSPECIFIC_CONDUCTION_DELAY)) {
          // Wide without the shape of a block: SyntheticLookalikeTest measures the shape.
          assertBetween(110, 130, qrs, "QRS of " + s.scenario());
        } else {
          assertBetween(70, 118, qrs, "QRS of " + s.scenario());
        }
      }
    }
  }

  /** QT / cuberoot(RR), RR in s; 2nd and 98th percentiles of adults are about 360 and 460 ms. */
  @Test
  void qtFollowsRateAsFridericiaSays() {
    for (SyntheticRecord s : of(Diagnosis.SNR)) {
      double qt =
          median(s.beats().stream().mapToDouble(b -> 2.0 * (b.tEnd() - b.qrsOnset())).toArray());
      assertBetween(345, 475, qt / Math.cbrt(mean(intervals(s))), "QTcF of " + s.scenario());
    }
  }

  @Test
  void normalRecordsHaveUprightPAndRProgressionAndUprightT() {
    int inverted = 0;
    int progresses = 0;
    List<SyntheticRecord> normal = of(Diagnosis.SNR);
    double[] pHeight = new double[normal.size()];
    double[] rV5 = new double[normal.size()];
    double[] sV1 = new double[normal.size()];
    for (int k = 0; k < normal.size(); k++) {
      double[][] beat = average(normal.get(k));
      Beat b = normal.get(k).beats().get(1);
      int p = BEFORE + b.pOnset() - b.qrsOnset();
      double[] two = beat[Lead.II.ordinal()];
      pHeight[k] = max(two, Math.max(0, p), BEFORE - 10) - two[Math.max(0, p)];
      int j = BEFORE + b.qrsEnd() - b.qrsOnset();
      int peak = BEFORE + b.tPeak() - b.qrsOnset();
      inverted += beat[Lead.II.ordinal()][peak] < 0 || beat[Lead.V5.ordinal()][peak] < 0 ? 1 : 0;
      double[] v1 = beat[Lead.V1.ordinal()];
      double[] v5 = beat[Lead.V5.ordinal()];
      rV5[k] = max(v5, BEFORE, j);
      sV1[k] = -min(v1, BEFORE, j);
      boolean rs = max(v1, BEFORE, j) < sV1[k] && rV5[k] > -min(v5, BEFORE, j);
      progresses += rs ? 1 : 0;
    }
    assertBetween(0.06, 0.2, median(pHeight), "P in II, mV");
    assertBetween(0.9, 1.9, median(rV5), "R in V5, mV");
    assertBetween(0.5, 1.3, median(sV1), "S in V1, mV");
    assertTrue(inverted <= normal.size() / 20, inverted + " inverted T waves");
    assertTrue(progresses >= normal.size() * 0.9, progresses + " of " + normal.size());
  }

  @Test
  void leftBundleBranchBlockIsNegativeInV1AndBroadlyPositiveInV6WithoutQ() {
    int fits = 0;
    List<SyntheticRecord> block = of(Diagnosis.LBBB);
    for (SyntheticRecord s : block) {
      double[][] beat = average(s);
      int j = BEFORE + width(s);
      double v1 = sum(beat[Lead.V1.ordinal()], BEFORE, j);
      double v6 = sum(beat[Lead.V6.ordinal()], BEFORE, j);
      double q = min(beat[Lead.V6.ordinal()], BEFORE, BEFORE + 20);
      // Discordance: in V1 to V2 the T wave points away from the QRS.
      double t = max(beat[Lead.V2.ordinal()], j + 20, BEFORE + 210);
      fits += v1 < 0 && v6 > 0 && q > -0.1 && t > 0.15 ? 1 : 0;
    }
    assertTrue(fits >= 0.93 * block.size(), fits + " of " + block.size());
  }

  @Test
  void rightBundleBranchBlockEndsPositiveInV1AndNegativeInV6() {
    int fits = 0;
    List<SyntheticRecord> block = of(Diagnosis.RBBB);
    for (SyntheticRecord s : block) {
      double[][] beat = average(s);
      int from = BEFORE + width(s) / 2;
      int j = BEFORE + width(s);
      double terminal = max(beat[Lead.V1.ordinal()], from, j);
      double initial = max(beat[Lead.V1.ordinal()], BEFORE, from - 8);
      boolean broadS = min(beat[Lead.V6.ordinal()], from, j) < -0.08;
      fits += terminal > 0.12 && terminal > 0.8 * initial && broadS ? 1 : 0;
    }
    assertTrue(fits >= 0.9 * block.size(), fits + " of " + block.size());
  }

  @Test
  void fibrillationIsIrregularAndHasNoP() {
    int irregular = 0;
    List<SyntheticRecord> fibrillating = of(Diagnosis.AF);
    for (SyntheticRecord s : fibrillating) {
      assertTrue(
          s.beats().stream().noneMatch(b -> b.hasP() && b.kind() != Beat.Kind.PREMATURE_ATRIAL),
          s.scenario());
      irregular += variation(intervals(s)) > 0.10 ? 1 : 0;
    }
    assertTrue(irregular > 0.65 * fibrillating.size(), irregular + " of " + fibrillating.size());
    // In the averaged beat, what lies where P would be is small beside the P of normal records
    // (about 0.12 mV).
    double[] rest =
        fibrillating.stream()
            .mapToDouble(
                s -> {
                  double[] two = average(s)[Lead.II.ordinal()];
                  return max(two, BEFORE - 75, BEFORE - 10) - min(two, BEFORE - 75, BEFORE - 10);
                })
            .toArray();
    assertTrue(median(rest) < 0.06, "median " + median(rest));
  }

  @Test
  void sinusRhythmIsRegularToSomePercent() {
    double[] variations =
        of(Diagnosis.SNR).stream().mapToDouble(s -> variation(intervals(s))).toArray();
    // Five-minute SDNN of healthy adults: 32 to 93 ms (Nunan et al. 2010, doi
    // 10.1111/j.1540-8159.2010.02841.x); less in ten seconds.
    assertBetween(0.015, 0.06, median(variations), "SD of RR over its mean");
  }

  @Test
  void prematureBeatsComeEarlyAndPausesFollowByTheirMechanism() {
    List<Double> ventricular = new ArrayList<>();
    List<Double> atrial = new ArrayList<>();
    for (SyntheticRecord s : COHORT) {
      if (s.record().diagnoses().contains(Diagnosis.AF)) {
        continue;
      }
      List<Beat> beats = s.beats();
      for (int k = 2; k + 1 < beats.size(); k++) {
        Beat b = beats.get(k);
        boolean plain =
            beats.get(k - 2).kind() == Beat.Kind.SINUS
                && beats.get(k - 1).kind() == Beat.Kind.SINUS
                && beats.get(k + 1).kind() == Beat.Kind.SINUS;
        if (b.kind() == Beat.Kind.SINUS || !plain) {
          continue;
        }
        double rr = beats.get(k - 1).qrsOnset() - beats.get(k - 2).qrsOnset();
        double early = (b.qrsOnset() - beats.get(k - 1).qrsOnset()) / rr;
        double around = (beats.get(k + 1).qrsOnset() - beats.get(k - 1).qrsOnset()) / rr;
        assertTrue(early < 0.97, s.scenario() + ": " + early);
        assertEquals(b.kind() == Beat.Kind.PREMATURE_ATRIAL, b.hasP());
        (b.kind() == Beat.Kind.PREMATURE_VENTRICULAR ? ventricular : atrial).add(around);
      }
    }
    // The two intervals around a ventricular beat make two cycles; around an atrial one less.
    assertBetween(1.93, 2.07, median(ventricular), "cycles around a PVC");
    assertBetween(1.60, 1.92, median(atrial), "cycles around a PAC");
  }

  /** From the signal: the mean from J + 50 to J + 70 ms against the 16 ms before the QRS, in the leads of the defining evidence. */
  @Test
  void theStSegmentIsShiftedWhereTheEvidenceSaysSo() {
    for (Diagnosis label : List.of(Diagnosis.STD, Diagnosis.STE)) {
      int sign = label == Diagnosis.STD ? -1 : 1;
      int fits = 0;
      int all = 0;
      for (SyntheticRecord s : of(label)) {
        if (s.record().diagnoses().size() > 1) {
          continue;
        }
        double[][] beat = average(s);
        Interval first =
            s.evidence().get(label).intervals().stream()
                .filter(i -> i.strength() == Strength.DEFINING)
                .findFirst()
                .orElseThrow();
        for (Lead lead : first.leads()) {
          double[] mv = beat[lead.ordinal()];
          int j = BEFORE + width(s);
          double level = sum(mv, j + 25, j + 35) / 10 - sum(mv, BEFORE - 8, BEFORE) / 8;
          all++;
          fits += sign * level > 0.02 ? 1 : 0;
        }
      }
      assertTrue(fits > 0.8 * all, label + ": " + fits + " of " + all + " leads");
    }
  }

  /** The published profile of CPSC2018's classes is what the generator draws from, cut to 18 to 95 years. */
  @Test
  void agesAndSexesFollowTheProfileOfTheirClass() {
    double[] male = {39.5, 56.7, 67.9, 49.6, 64.8, 53.2, 51.0, 29.0, 81.8};
    double[] age = {41.6, 71.5, 67.0, 70.5, 62.8, 66.7, 58.4, 54.6, 52.3};
    Map<Diagnosis, List<SyntheticRecord>> single = new EnumMap<>(Diagnosis.class);
    for (SyntheticRecord s : COHORT) {
      if (s.record().diagnoses().size() == 1) {
        single
            .computeIfAbsent(s.record().diagnoses().iterator().next(), d -> new ArrayList<>())
            .add(s);
      }
    }
    single.forEach(
        (label, records) -> {
          int n = records.size();
          double share =
              100.0 * records.stream().filter(s -> s.record().sex() == Sex.MALE).count() / n;
          double p = male[label.ordinal()];
          assertEquals(p, share, 3 * Math.sqrt(p * (100 - p) / n), label + " men");
          double years =
              records.stream().mapToInt(s -> s.record().ageYears().getAsInt()).average().orElse(0);
          // Three standard errors at an SD of 18, and up to 4 years that the cut moves the mean.
          assertEquals(age[label.ordinal()], years, 3 * 18 / Math.sqrt(n) + 4, label + " age");
        });
  }

  private static List<SyntheticRecord> of(Diagnosis label) {
    return COHORT.stream().filter(s -> s.record().diagnoses().contains(label)).toList();
  }

  private static int width(SyntheticRecord s) {
    Beat b = conducted(s).get(0);
    return b.qrsEnd() - b.qrsOnset();
  }

  static List<Beat> conducted(SyntheticRecord s) {
    return s.beats().stream()
        .filter(b -> b.kind() == Beat.Kind.SINUS || b.kind() == Beat.Kind.FIBRILLATION)
        .toList();
  }

  /** The mean conducted beat from 300 ms before to 500 ms after QRS onset, each less its median. */
  static double[][] average(SyntheticRecord s) {
    double[][] mean = new double[12][BEFORE + AFTER];
    int n = 0;
    for (Beat b : conducted(s)) {
      int from = b.qrsOnset() - BEFORE;
      if (from >= 0 && from + BEFORE + AFTER <= s.record().samples()) {
        n++;
        for (int lead = 0; lead < 12; lead++) {
          double[] part =
              Arrays.copyOfRange(s.record().millivolts()[lead], from, from + BEFORE + AFTER);
          double level = median(Arrays.copyOfRange(part, BEFORE - 8, BEFORE));
          for (int i = 0; i < part.length; i++) {
            mean[lead][i] += part[i] - level;
          }
        }
      }
    }
    for (double[] lead : mean) {
      for (int i = 0; i < lead.length; i++) {
        lead[i] /= n;
      }
    }
    return mean;
  }

  static double[] intervals(SyntheticRecord s) {
    List<Beat> beats = s.beats();
    double[] rr = new double[beats.size() - 1];
    for (int k = 0; k < rr.length; k++) {
      rr[k] = (beats.get(k + 1).qrsOnset() - beats.get(k).qrsOnset()) / 500.0;
    }
    return rr;
  }

  static double variation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
            Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1))
        / mean;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double median(List<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  static double max(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).max().orElseThrow();
  }

  static double min(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).min().orElseThrow();
  }

  static double sum(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).sum();
  }

  static void assertBetween(double low, double high, double found, String what) {
    assertTrue(
        found >= low && found <= high,
        what + ": expected " + low + " to " + high + ", found " + found);
  }
}
