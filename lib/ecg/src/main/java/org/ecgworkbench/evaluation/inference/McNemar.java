package org.ecgworkbench.evaluation.inference;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The exact test of equal error rates of two models on the same records (McNemar 1947, doi 10.1007/BF02295996): of the records that
 * exactly one model gets right, the number that the first gets right is binomial with probability 1/2 if the error rates are equal.
 *
 * @param onlyFirstRight records that the first model gets right and the second wrong
 * @param onlySecondRight records that the second model gets right and the first wrong
 * @param pValue two-sided, exact; 1 if the models never disagree in being right
 */
public record McNemar(int onlyFirstRight, int onlySecondRight, double pValue) {

  /**
   * Tests two models' decisions for one class.
   *
   * @param labels {@code [record]}
   * @param first {@code [record]}, one model's decisions
   * @param second {@code [record]}, the other's
   * @return the two counts of records on which the models disagree, and the p-value
   * @throws IllegalArgumentException if the lengths differ
   */
  public static McNemar test(boolean[] labels, boolean[] first, boolean[] second) {
    if (labels.length != first.length || labels.length != second.length) {
      throw new IllegalArgumentException(
          "%d labels, but %d and %d decisions"
              .formatted(labels.length, first.length, second.length));
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < labels.length; i++) {
      if (first[i] != second[i]) {
        if (first[i] == labels[i]) {
          onlyFirst++;
        } else {
          onlySecond++;
        }
      }
    }
    int n = onlyFirst + onlySecond;
    double tail =
        BinomialDistribution.of(n, 0.5).cumulativeProbability(Math.min(onlyFirst, onlySecond));
    double p = n == 0 ? 1 : Math.min(1, 2 * tail);
    return new McNemar(onlyFirst, onlySecond, p);
  }
}
