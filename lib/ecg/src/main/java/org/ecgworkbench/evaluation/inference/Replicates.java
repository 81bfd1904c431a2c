package org.ecgworkbench.evaluation.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ecgworkbench.evaluation.Interval;

/**
 * The bootstrap distribution of one number: its value on the records themselves and on each resample, from which intervals and the paired
 * comparison of two models follow (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 to 16).
 */
public final class Replicates {
  // Equal fractions that were computed on different ways differ by roundings; they are the same
  // value.
  private static final double EQUAL = 1e-12;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final String what;
  private final double estimate;
  private final double[] values;
  private final double acceleration;
  private final List<Resamples> source;

  /**
   * A distribution.
   *
   * @param what the number in words, for notes
   * @param estimate its value on the records themselves; NaN if undefined
   * @param values its values on the resamples; NaN where undefined; not copied
   * @param acceleration a sixth of the skewness of its influence values
   * @param source the resamples
   */
  Replicates(
      String what, double estimate, double[] values, double acceleration, List<Resamples> source) {
    this.what = what;
    this.estimate = estimate;
    this.values = values;
    this.acceleration = acceleration;
    this.source = source;
  }

  /** {@return the value on the records themselves; NaN if undefined} */
  public double estimate() {
    return estimate;
  }

  /** {@return the values of the resamples, {@code [resample]}; NaN where undefined; a copy} */
  public double[] values() {
    return values.clone();
  }

  /** {@return how many resamples have a value} */
  public int defined() {
    return (int) Arrays.stream(values).filter(v -> !Double.isNaN(v)).count();
  }

  /**
   * The interval. Resamples without a value are left out, as its note says; so it does where the estimate lies outside.
   *
   * @param method how it is made
   * @param level the confidence level, for example 0.95
   * @return undefined, with the reason, if the estimate is, if no resample has a value, if all have the same, or (BCa only) if all lie on
   *     one side of the estimate
   */
  public Interval interval(Bootstrap.Method method, double level) {
    return interval(estimate, values, acceleration, method, level, what);
  }

  /**
   * {@return the paired comparison of two models on the same resamples: is the number the same?}
   *
   * <p>The interval is that of the difference first minus second, by percentiles. The p-value is two-sided: twice the smaller share
   * of resamples in which the difference is at most 0 or at least 0, one added to each count and to the number of resamples, at
   * most 1 (Davison and Hinkley 1997, Bootstrap Methods and their Application, section 4.4). So 2,000 resamples give no p-value below
   * 0.001.
   *
   * @param first one model's distribution
   * @param second the other's, of the same records, made with the same {@link Resamples}
   * @param level the confidence level of the interval
   * @throws IllegalArgumentException if the resamples are not the same
   */
  public static Difference compare(Replicates first, Replicates second, double level) {
    if (!sameSource(first.source, second.source)) {
      throw new IllegalArgumentException("a paired comparison needs the same resamples for both");
    }
    double[] difference = new double[first.values.length];
    int defined = 0;
    int atMost = 0;
    int atLeast = 0;
    for (int i = 0; i < difference.length; i++) {
      difference[i] = first.values[i] - second.values[i];
      if (!Double.isNaN(difference[i])) {
        defined++;
        atMost += difference[i] <= EQUAL ? 1 : 0;
        atLeast += difference[i] >= -EQUAL ? 1 : 0;
      }
    }
    double estimate = first.estimate - second.estimate;
    Interval interval =
        interval(
            estimate,
            difference,
            0,
            Bootstrap.Method.PERCENTILE,
            level,
            "difference of " + first.what);
    double p =
        defined == 0 || Double.isNaN(estimate)
            ? Double.NaN
            : Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (defined + 1));
    return new Difference(interval, p);
  }

  private static boolean sameSource(List<Resamples> first, List<Resamples> second) {
    boolean same = first.size() == second.size();
    for (int i = 0; same && i < first.size(); i++) {
      same = first.get(i) == second.get(i);
    }
    return same;
  }

  /**
   * A difference between two models.
   *
   * @param interval the difference, first minus second
   * @param pValue two-sided; NaN if the difference is undefined
   */
  public record Difference(Interval interval, double pValue) {}

  private static Interval interval(
      double estimate,
      double[] replicates,
      double acceleration,
      Bootstrap.Method method,
      double level,
      String what) {
    Interval.checkLevel(level);
    if (Double.isNaN(estimate)) {
      return Interval.undefined(estimate, level, what + " is undefined");
    }
    double[] sorted = Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int missing = replicates.length - sorted.length;
    if (sorted.length == 0) {
      return Interval.undefined(estimate, level, what + " is undefined in every resample");
    }
    if (sorted[sorted.length - 1] - sorted[0] <= EQUAL) {
      return Interval.undefined(
          estimate, level, what + ": every resample gives the same value, so no interval");
    }
    String note =
        missing == 0
            ? ""
            : "%s is undefined in %d of %d resamples, which are left out"
                .formatted(what, missing, replicates.length);
    double low = (1 - level) / 2;
    double high = 1 - low;
    if (method == Bootstrap.Method.BCA) {
      double below = Arrays.stream(sorted).filter(v -> v < estimate - EQUAL).count();
      double equal = Arrays.stream(sorted).filter(v -> Math.abs(v - estimate) <= EQUAL).count();
      double share = (below + equal / 2) / sorted.length;
      if (share == 0 || share == 1) {
        return Interval.undefined(
            estimate, level, what + ": every resample lies on one side of the estimate");
      }
      double bias = NORMAL.inverseCumulativeProbability(share);
      low = shifted(low, bias, acceleration);
      high = shifted(high, bias, acceleration);
    }
    double lower = quantile(sorted, low);
    double upper = quantile(sorted, high);
    Interval interval =
        method == Bootstrap.Method.BASIC
            ? new Interval(estimate, 2 * estimate - upper, 2 * estimate - lower, level, note)
            : new Interval(estimate, lower, upper, level, note);
    return interval.contains(estimate) ? interval : outside(interval, what, sorted);
  }

  /** Says why a value is not in its interval, with the value that is corrected for it. */
  private static Interval outside(Interval interval, String what, double[] sorted) {
    double mean = Arrays.stream(sorted).average().orElseThrow();
    String why =
        String.format(
            Locale.ROOT,
            "%s lies outside its interval: it is biased, as resamples are (their mean is %.3f, so corrected it is %.3f)",
            what,
            mean,
            2 * interval.estimate() - mean);
    return new Interval(
        interval.estimate(),
        interval.lower(),
        interval.upper(),
        interval.level(),
        interval.note().isEmpty() ? why : interval.note() + "; " + why);
  }

  private static double shifted(double level, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(level);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  /**
   * {@return NumPy's linearly interpolated quantile}
   *
   * @param sorted ascending values, at least one
   * @param level from 0 to 1
   */
  public static double quantile(double[] sorted, double level) {
    double at = level * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    double share = at - below;
    return sorted[below] + share * (sorted[above] - sorted[below]);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.4f, defined in %d of %d resamples",
        what,
        estimate,
        defined(),
        values.length);
  }
}
