package org.ecgworkbench.dataset.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.ecg.Diagnosis;
import org.junit.jupiter.api.Test;

/** Expected values are the definitions: twice the evidence is twice as far from a healthy heart's value. */
class DoseTest {
  private static final SyntheticCohort COHORT =
      new SyntheticCohort(SyntheticCohort.Options.defaults());

  /** The first records that carry a class alone and imitate nothing. */
  private static List<Integer> records(Diagnosis label, int count) {
    List<Integer> found = new ArrayList<>();
    for (int k = 0; found.size() < count; k++) {
      SyntheticRecord record = COHORT.record(k);
      if (record.record().diagnoses().equals(Set.of(label)) && record.lookalikes().isEmpty()) {
        found.add(k);
      }
    }
    return found;
  }

  private static double meanMs(SyntheticRecord record, boolean pr) {
    return 2
        * record.beats().stream()
            .filter(b -> b.kind() == Beat.Kind.SINUS)
            .mapToInt(b -> pr ? b.qrsOnset() - b.pOnset() : b.qrsEnd() - b.qrsOnset())
            .average()
            .orElseThrow();
  }

  @Test
  void strengthOneIsTheRecordItself() {
    for (int k = 0; k < 20; k++) {
      assertArrayEquals(
          COHORT.record(k).record().millivolts(), COHORT.record(k, 1).record().millivolts());
    }
    assertThrows(IllegalArgumentException.class, () -> COHORT.record(0, 2.1));
    assertThrows(IllegalArgumentException.class, () -> COHORT.record(0, Double.NaN));
  }

  @Test
  void thePersonAndTheNoiseStay() {
    for (Diagnosis label : EnumSet.of(Diagnosis.STD, Diagnosis.AF, Diagnosis.PVC)) {
      int k = records(label, 1).get(0);
      SyntheticRecord none = COHORT.record(k, 0);
      SyntheticRecord one = COHORT.record(k);
      assertEquals(one.record().ageYears(), none.record().ageYears());
      assertEquals(one.record().sex(), none.record().sex());
      assertEquals(one.record().samples(), none.record().samples());
      assertEquals(one.record().diagnoses(), none.record().diagnoses());
    }
    // Without a label whose evidence is scaled nothing changes.
    int normal = records(Diagnosis.SNR, 1).get(0);
    assertArrayEquals(
        COHORT.record(normal).record().millivolts(),
        COHORT.record(normal, 0).record().millivolts());
  }

  @Test
  void thePrIntervalGrowsFrom160Milliseconds() {
    for (int k : records(Diagnosis.IAVB, 3)) {
      double one = meanMs(COHORT.record(k), true);
      assertTrue(one > 200, "PR " + one);
      assertEquals(160, meanMs(COHORT.record(k, 0), true), 2);
      assertEquals(160 + 2 * (one - 160), meanMs(COHORT.record(k, 2), true), 2);
    }
  }

  @Test
  void theQrsComplexGrowsFrom92Milliseconds() {
    for (Diagnosis label : EnumSet.of(Diagnosis.LBBB, Diagnosis.RBBB)) {
      for (int k : records(label, 2)) {
        double one = meanMs(COHORT.record(k), false);
        assertTrue(one >= 120, "QRS " + one);
        assertEquals(92, meanMs(COHORT.record(k, 0), false), 2);
        assertEquals(92 + 2 * (one - 92), meanMs(COHORT.record(k, 2), false), 2);
      }
    }
  }

  /** Nothing moves in time, so the signal is linear in the dose up to the rounding to microvolts. */
  @Test
  void theStSegmentIsLinearInTheDose() {
    for (Diagnosis label : EnumSet.of(Diagnosis.STD, Diagnosis.STE)) {
      int k = records(label, 1).get(0);
      double[][] none = COHORT.record(k, 0).record().millivolts();
      double[][] one = COHORT.record(k).record().millivolts();
      double[][] two = COHORT.record(k, 2).record().millivolts();
      double largest = 0;
      for (int lead = 0; lead < 12; lead++) {
        for (int i = 0; i < none[lead].length; i++) {
          double step = one[lead][i] - none[lead][i];
          largest = Math.max(largest, Math.abs(step));
          assertEquals(2 * step, two[lead][i] - none[lead][i], 0.0061);
        }
      }
      assertTrue(largest > 0.05, label + ": " + largest);
    }
  }

  private static double[] intervals(SyntheticRecord record) {
    int[] onsets = record.beats().stream().mapToInt(Beat::qrsOnset).toArray();
    double[] rr = new double[onsets.length - 1];
    Arrays.setAll(rr, i -> (onsets[i + 1] - onsets[i]) / 500.0);
    return rr;
  }

  private static double shortest(SyntheticRecord record) {
    double[] rr = intervals(record);
    double[] sorted = rr.clone();
    Arrays.sort(sorted);
    return sorted[0] / sorted[sorted.length / 2];
  }

  @Test
  void prematureBeatsComeInTimeWithoutDose() {
    for (Diagnosis label : EnumSet.of(Diagnosis.PAC, Diagnosis.PVC)) {
      for (int k : records(label, 3)) {
        assertTrue(shortest(COHORT.record(k)) < 0.88, label + " of record " + k);
        assertTrue(shortest(COHORT.record(k, 0)) > 0.88, label + " of record " + k);
      }
    }
  }

  private static double variation(SyntheticRecord record) {
    double[] rr = intervals(record);
    double mean = Arrays.stream(rr).average().orElseThrow();
    return Math.sqrt(Arrays.stream(rr).map(v -> (v - mean) * (v - mean)).sum() / rr.length) / mean;
  }

  @Test
  void fibrillationBecomesRegularWithoutDose() {
    for (int k : records(Diagnosis.AF, 3)) {
      double one = variation(COHORT.record(k));
      assertTrue(one > 0.05, "RR variation " + one);
      assertTrue(variation(COHORT.record(k, 0)) < 0.005);
      assertTrue(variation(COHORT.record(k, 2)) > 1.3 * one);
    }
  }
}
