package org.ecgworkbench.figure.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecgworkbench.figure.Figure;
import org.junit.jupiter.api.Test;

class ConfusionMatricesTest {
  /** Expected values: SciPy 1.10.1, {@code scipy.stats.binomtest(k, n).proportion_ci(0.95, 'wilson')}. */
  @Test
  void sharesHaveWilsonsInterval() {
    assertArrayEquals(
        new double[] {0.35380117450784887, 0.8483352890463243},
        ConfusionMatrices.interval(7, 11),
        1e-12);
    assertArrayEquals(
        new double[] {0.0, 0.24249400665524085}, ConfusionMatrices.interval(0, 12), 1e-12);
    assertArrayEquals(
        new double[] {0.6096657120978346, 1.0}, ConfusionMatrices.interval(6, 6), 1e-12);
    assertArrayEquals(
        new double[] {0.7824364133349648, 0.9297673653032448},
        ConfusionMatrices.interval(69, 79),
        1e-12);
    assertArrayEquals(
        new double[] {0.0022099755204522675, 0.06746270077668666},
        ConfusionMatrices.interval(1, 80),
        1e-12);
  }

  @Test
  void aRowWithoutARecordIsDrawn() {
    Figure figure = new ConfusionMatrices(List.of(new ConfusionMatrices.Panel("STE", 10, 2, 0, 0)));
    assertTrue(figure.toImage(3).getWidth() > 100);
  }
}
