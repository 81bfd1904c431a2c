package org.ecgworkbench.evaluation.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.DoubleStream;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class SignFlipsTest {
  /** SciPy 1.10: permutation_test((d,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue */
  @Test
  void allSignsOfEightDifferencesAsSciPy() {
    double[] d = {0.3, -0.1, 0.4, 0.2, 0.25, -0.05, 0.1, 0.15};
    assertEquals(0.0546875, SignFlips.pValue(d, 1));
  }

  /** By hand: three equal differences reach their sum with all signs alike, 2 of 8 ways; zeros change nothing. */
  @Test
  void equalDifferencesAndZerosByHand() {
    assertEquals(0.25, SignFlips.pValue(new double[] {2, 2, 2}, 1));
    assertEquals(0.25, SignFlips.pValue(new double[] {2, 0, 2, 2, 0}, 1));
    assertEquals(1, SignFlips.pValue(new double[] {0, 0}, 1));
    assertEquals(1, SignFlips.pValue(new double[0], 1));
  }

  /** 20 equal differences: exactly 2 of 2^20 ways, so draws find none but by chance and p is the least there is. */
  @Test
  void manyDifferencesAreDrawnAndNeverGiveZero() {
    double[] d = DoubleStream.generate(() -> 1.0).limit(20).toArray();
    assertEquals(1.0 / (1 + SignFlips.DRAWS), SignFlips.pValue(d, 42));
  }

  /** Drawn signs agree with all signs: the p of 18 differences by both ways, the latter counted here. */
  @Test
  void drawnSignsAgreeWithAllSigns() {
    NumpyRandom random = NumpyRandom.stream(3, "test");
    double[] d = DoubleStream.generate(() -> random.normal(0.25, 1)).limit(18).toArray();
    double sum = Math.abs(DoubleStream.of(d).sum());
    int far = 0;
    for (int signs = 0; signs < 1 << 18; signs++) {
      double s = 0;
      for (int i = 0; i < 18; i++) {
        s += (signs >> i & 1) == 0 ? d[i] : -d[i];
      }
      far += Math.abs(s) >= sum - 1e-12 ? 1 : 0;
    }
    assertEquals(far / (double) (1 << 18), SignFlips.pValue(d, 7), 0.015);
  }

  @Test
  void aDifferenceThatIsNoNumberIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> SignFlips.pValue(new double[] {1, Double.NaN}, 1));
  }
}
