package org.ecgworkbench.evaluation.inference;

import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;

/**
 * The interval of one class's metric by a formula, which holds its value and has a width however few records carry the class, where a
 * bootstrap has resamples without any.
 *
 * <p>Precision, recall and accuracy are shares; their interval is Wilson's (1927, doi 10.1080/01621459.1927.10502953). F1 follows from
 * the share J = TP / (TP + FP + FN), of which F1 = 2 J / (1 + J); its ends are those of Wilson's interval of J (Lam 2023, arXiv
 * 2309.14621, "indirect"). AUC has Newcombe's method 5 ({@link AucInterval}). Average precision, which is no share, is treated as one of
 * the positive records (after Boyd, Eng and Page 2013, doi 10.1007/978-3-642-40994-3_29). How often each holds a known truth is simulated
 * in {@code lib/benchmarks}.
 *
 * <p>Of several trainings on the same records the interval is that of the mean, as if it were one network's with the mean counts: what
 * the trainings have in common is the records.
 */
public final class ClassInterval {
  private ClassInterval() {}

  /**
   * {@return the interval of a metric}
   *
   * @param metric which one
   * @param estimate its value, or its mean over the networks; NaN if undefined
   * @param networks the counts of each network on the same records, at least one
   * @param level the confidence level, for example 0.95
   */
  public static Interval of(
      PerformanceMetric metric, double estimate, List<Confusion> networks, double level) {
    Interval.checkLevel(level);
    double positives = mean(networks, Confusion::positives);
    double records = mean(networks, Confusion::records);
    if (Double.isNaN(estimate)) {
      return Interval.undefined(estimate, level, metric.label() + " is undefined");
    }
    if (positives == 0 && metric != PerformanceMetric.ACCURACY) {
      return Interval.undefined(estimate, level, "there is no positive record, so no interval");
    }
    return switch (metric) {
      case PRECISION ->
          share(estimate, mean(networks, Confusion::predictedPositives), level, "yes");
      case RECALL, AVERAGE_PRECISION -> share(estimate, positives, level, "positive record");
      case ACCURACY -> share(estimate, records, level, "record");
      case AUC -> AucInterval.newcombe(estimate, positives, records - positives, level);
      case F1 -> {
        double union = mean(networks, n -> n.positives() + n.falsePositives());
        Interval j = share(estimate / (2 - estimate), union, level, "yes or positive record");
        yield new Interval(estimate, f1(j.lower()), f1(j.upper()), level, j.note());
      }
    };
  }

  private static double mean(List<Confusion> networks, ToIntFunction<Confusion> count) {
    return networks.stream().mapToInt(count).average().orElseThrow();
  }

  private static double f1(double share) {
    return 2 * share / (1 + share);
  }

  /**
   * {@return Wilson's interval of a share: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)}
   *
   * @param p the share, 0 to 1
   * @param n of how many, need not be whole; of 0 there is no interval
   * @param level the confidence level, for example 0.95
   * @param what one of them, for the note of an interval that is not there
   */
  public static Interval share(double p, double n, double level, String what) {
    if (n == 0) {
      return Interval.undefined(p, level, "there is no " + what + ", so no interval");
    }
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + level) / 2);
    double scale = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / scale;
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
    // At a share of 0 or 1 an end is exactly there; only roundings say otherwise.
    double lower = Math.max(0, Math.min(p, centre - half));
    return new Interval(p, lower, Math.min(1, Math.max(p, centre + half)), level, "");
  }
}
