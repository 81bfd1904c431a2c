package org.ecgworkbench.paper.population;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.junit.jupiter.api.Test;

/** Expected values by hand. */
class SignalEnergyTest {
  /** One record of two leads and two samples against two: ((1-0)^2 + (1-2)^2) / 2 + ((3-1)^2 + (3-3)^2) / 2 = 1 + 2. */
  @Test
  void theEnergyIsTheMeanSquaredDifferenceFromTheBackground() {
    float[][][] background = {{{0, 1}, {0, 0}}, {{2, 3}, {0, 0}}};
    float[][][] records = {{{1, 3}, {2, 0}}};
    assertArrayEquals(new double[] {3, 4}, SignalEnergy.of(records, background)[0], 1e-12);
  }

  @Test
  void sharesThatDifferByScaleAloneCorrelateWholly() {
    assertEquals(
        1, SignalEnergy.correlation(new double[] {1, 2, 4}, new double[] {2, 4, 8}), 1e-12);
    assertEquals(
        -1, SignalEnergy.correlation(new double[] {1, 2, 4}, new double[] {-1, -2, -4}), 1e-12);
  }

  private static ExplainedRecord explained(Diagnosis of, double sum, double error) {
    double[] leads = new double[12];
    return new ExplainedRecord("x", of, 2, 0, sum, error, leads, leads, leads);
  }

  /** Two of AF: sqrt(0.3^2 + 0.4^2) / |3 + 2| = 0.1; one of SNR: 0.05 / 1. */
  @Test
  void theErrorOfARowIsThatOfItsTotal() {
    assertEquals(
        0.1,
        Figure7PopulationShap.greatestError(
            List.of(
                explained(Diagnosis.AF, 3, 0.3),
                explained(Diagnosis.AF, 2, 0.4),
                explained(Diagnosis.SNR, 1, 0.05))),
        1e-12);
  }
}
