package org.ecgworkbench.evaluation.inference;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for several tests (Holm 1979, Scandinavian Journal of Statistics 6:65-70, jstor.org/stable/4615733): it
 * bounds the probability of any false rejection, whatever the dependence between the tests.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p-values: of m tests, the k-th smallest p-value times m - k + 1, not below the one before, at most 1. A NaN (a test that
   * could not be made) stays NaN and does not count.
   *
   * @param pValues in [0, 1] or NaN
   * @return in the same order
   * @throws IllegalArgumentException if one lies outside [0, 1]
   */
  public static double[] adjust(double[] pValues) {
    for (double p : pValues) {
      if (p < 0 || p > 1) {
        throw new IllegalArgumentException("a p-value lies in [0, 1], found " + p);
      }
    }
    int[] order =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = pValues.clone();
    double before = 0;
    for (int k = 0; k < order.length; k++) {
      before = Math.max(before, Math.min(1, pValues[order[k]] * (order.length - k)));
      adjusted[order[k]] = before;
    }
    return adjusted;
  }
}
