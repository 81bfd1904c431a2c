package org.ecgworkbench.paper.population;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.junit.jupiter.api.Test;

class PopulationSharesTest {
  private static final List<Lead> TWO = List.of(Lead.I, Lead.V1);

  private static PopulationShares shares(int[] classOf, double[][] signed) {
    double[][] absolute = new double[signed.length][2];
    for (int i = 0; i < signed.length; i++) {
      absolute[i][0] = Math.abs(signed[i][0]);
      absolute[i][1] = Math.abs(signed[i][1]);
    }
    return new PopulationShares(
        3, TWO, classOf, signed, absolute, Resamples.plain(signed.length, 500, 1));
  }

  /**
   * By hand: class 0 has records (3, 1) and (1, 3), shares 1/2; resamples that hold one of them alone reach 3/4 and 1/4, each far more often
   * than 2.5 %, so these are the ends. Class 1 has (5, -4) and (-4, 5): the total 2 hides sums of 1 each; resamples give totals of either
   * sign only if a record's own total is negative, which it is not, but the sums nearly cancel in single records. Class 2 is missing.
   */
  @Test
  void sharesIntervalsAndMissingClassesByHand() {
    PopulationShares shares =
        shares(new int[] {0, 0, 1, 1}, new double[][] {{3, 1}, {1, 3}, {5, -4}, {-4, 5}});
    Interval[][] signed = shares.signedShares();
    assertEquals(0.5, signed[0][0].estimate(), 1e-15);
    assertEquals(0.25, signed[0][0].lower(), 1e-15);
    assertEquals(0.75, signed[0][0].upper(), 1e-15);
    assertEquals(5, signed[1][0].upper(), 1e-12);
    assertEquals(-4, signed[1][0].lower(), 1e-12);
    assertTrue(Double.isNaN(signed[2][0].estimate()));
    assertEquals("no explained record has its highest score here", signed[2][0].note());
    assertEquals(0.5, signed[3][1].estimate(), 1e-15);
    assertArrayEquals(new int[] {2, 2, 0}, shares.importance().records());
    assertTrue(signed[0][0].note().startsWith("missing from"));
    assertEquals(0.5, shares.absoluteShares()[1][1].estimate(), 1e-15);
    assertEquals(4 / 9.0, shares.absoluteShares()[1][1].lower(), 1e-12);
  }

  /** Class 0: the total is 10 of 10. Class 1: 1 of 9, less than a fifth. Class 2: 3 of 3, but one record alone has -5. */
  @Test
  void rowsThatNearlyCancelAreTold() {
    PopulationShares shares =
        shares(
            new int[] {0, 0, 1, 1, 2, 2},
            new double[][] {{2, 3}, {2, 3}, {2.5, -2}, {2.5, -2}, {-3, -2}, {4, 4}});
    boolean[] cancels = shares.nearlyCancels();
    assertFalse(cancels[0]);
    assertTrue(cancels[1]);
    assertTrue(cancels[2]);
    assertEquals(1 / 9.0, shares.balance()[1].estimate(), 1e-12);
    assertEquals(1, shares.balance()[2].estimate(), 1e-12);
    assertEquals(-1, shares.balance()[2].lower(), 1e-12);
  }

  @Test
  void oneRecordHasNoInterval() {
    PopulationShares shares = shares(new int[] {0, 1, 1}, new double[][] {{1, 3}, {1, 1}, {2, 1}});
    assertEquals(0.25, shares.signedShares()[0][0].estimate(), 1e-15);
    assertFalse(shares.signedShares()[0][0].isDefined());
    assertEquals("one record has no interval", shares.signedShares()[0][0].note());
  }

  @Test
  void numbersThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> shares(new int[] {0, 3}, new double[][] {{1, 3}, {1, 1}}));
    Resamples three = Resamples.plain(3, 10, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new PopulationShares(3, TWO, new int[2], new double[2][2], new double[2][2], three));
  }

  @Test
  void itSaysItsNumbers() {
    double[][] rows = {{1, 2}, {2, 1}};
    assertEquals(
        "importance of 2 leads from 2 explanations, by class [2, 0]; intervals from 20 resamples",
        new PopulationShares(2, TWO, new int[2], rows, rows, Resamples.plain(2, 20, 1)).toString());
  }
}
