package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.junit.jupiter.api.Test;

class GeneratedRecordsTest {
  private static final NetworkInput INPUT = new NetworkInput(100, 1000, Lead.ALL);

  /** Expected values: the cohort's records, one after the other. */
  @Test
  void theyAreTheCohortsFirstAsTheNetworkSeesThemBegunAheadOrNot() {
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(42, 40, ClassMix.BALANCED));
    float[][][] expected =
        cohort.stream()
            .map(generated -> INPUT.prepare(generated.record()).millivolts())
            .toArray(float[][][]::new);
    assertArrayEquals(expected, new GeneratedRecords().prepared(INPUT));
    assertArrayEquals(expected, new GeneratedRecords().begin().prepared(INPUT));
  }
}
