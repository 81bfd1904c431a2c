package org.ecgworkbench.paper.leads;

import java.util.Arrays;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.study.TestIntervals;

/** The difference of two numbers whose distributions are over the same resamples; {@link Bootstrap#compare} for any distribution. */
final class PairedDifference {
  private static final double EQUAL = 1e-12;

  private PairedDifference() {}

  /**
   * The interval by percentiles, interpolated linearly; p is twice the smaller share of resamples in which the difference is at most 0 or
   * at least 0, one added to each count and to the number of resamples, at most 1. Resamples in which either is undefined are left out.
   */
  static Replicates.Difference of(
      double estimate, double[] first, double[] second, double level, String what) {
    double[] difference = new double[first.length];
    for (int b = 0; b < difference.length; b++) {
      difference[b] = first[b] - second[b];
    }
    double[] defined = Arrays.stream(difference).filter(v -> !Double.isNaN(v)).toArray();
    if (Double.isNaN(estimate) || defined.length == 0) {
      return new Replicates.Difference(
          Interval.undefined(estimate, level, what + " is undefined"), Double.NaN);
    }
    double[] ends = TestIntervals.ends(defined, level);
    long atMost = Arrays.stream(defined).filter(v -> v <= EQUAL).count();
    long atLeast = Arrays.stream(defined).filter(v -> v >= -EQUAL).count();
    double p = Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (defined.length + 1));
    String note =
        defined.length == difference.length
            ? ""
            : "%s is undefined in %d of %d resamples, which are left out"
                .formatted(what, difference.length - defined.length, difference.length);
    return new Replicates.Difference(new Interval(estimate, ends[0], ends[1], level, note), p);
  }
}
