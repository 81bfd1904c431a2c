package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CompletenessTest {
  /** By hand: 0.5, 1.5, 2.5, 3.5 standard errors, and a residual of 0 without a standard error. */
  @Test
  void sharesCountResidualsInUnitsOfTheirStandardErrors() {
    Completeness.Residuals r =
        Completeness.Residuals.of(new double[] {1, -3, 5, -7, 0}, new double[] {2, 2, 2, 2, 0});
    assertEquals(5, r.pairs());
    assertEquals(0.4, r.within1(), 1e-12);
    assertEquals(0.6, r.within2(), 1e-12);
    assertEquals(0.8, r.within3(), 1e-12);
    assertEquals(Math.sqrt((0.25 + 2.25 + 6.25 + 12.25) / 5), r.rootMeanSquare(), 1e-12);
  }

  @Test
  void aResidualWithoutAnErrorOfItsOwnIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Completeness.Residuals.of(new double[2], new double[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Completeness.Residuals.of(new double[0], new double[0]));
  }
}
