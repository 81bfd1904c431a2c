package org.ecgworkbench.shap.evaluation;

import java.util.Arrays;
import java.util.Locale;
import org.ecgworkbench.shap.Explanation;

/**
 * How spread out an explanation is over the samples of the recording; padding takes no part. Signs do not count: both are of the shares
 * p_i = |phi_i| / sum |phi|.
 *
 * @param entropy -sum p log p over the logarithm of the number of samples (Bhatt, Weller and Moura 2020, doi 10.24963/ijcai.2020/417, there
 *     without the division): 1 where all samples count the same, 0 where one has everything; NaN where all are 0
 * @param gini Gini's coefficient of the shares (Chalasani et al. 2020, arXiv:1810.06583): 0 where all count the same, 1 - 1/n where one of n has
 *     everything; NaN where all are 0
 */
public record Complexity(double entropy, double gini) {

  /**
   * {@return how spread out an explanation is}
   *
   * @param explanation attributions {@code [lead][sample]}
   */
  public static Complexity of(Explanation explanation) {
    double[] sizes = AttributionSimilarity.values(explanation, true);
    Arrays.sort(sizes);
    double sum = 0;
    double ranked = 0;
    for (int i = 0; i < sizes.length; i++) {
      sum += sizes[i];
      ranked += (2.0 * (i + 1) - sizes.length - 1) * sizes[i];
    }
    if (sum == 0) {
      return new Complexity(Double.NaN, Double.NaN);
    }
    double entropy = 0;
    for (double size : sizes) {
      double p = size / sum;
      entropy -= p > 0 ? p * StrictMath.log(p) : 0;
    }
    return new Complexity(
        sizes.length == 1 ? 0 : entropy / StrictMath.log(sizes.length),
        ranked / (sizes.length * sum));
  }

  /** Both numbers. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "entropy %.3f of 1, Gini %.3f", entropy, gini);
  }
}
