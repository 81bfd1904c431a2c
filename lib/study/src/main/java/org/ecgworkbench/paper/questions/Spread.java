package org.ecgworkbench.paper.questions;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.study.TestIntervals;

/**
 * How sure a mean over trainings is: percentiles of what resamples of the records make of it, each with a normal deviate for the trainings,
 * whose SD is that over the trainings divided by the root of their number. A learner without chance in its training has none.
 */
final class Spread {
  private Spread() {}

  /** What a learner's trainings are worth in resamples of the records that they scored, one list of scores a training. */
  static SeedBootstrap measured(Examined examined, List<Predictions> scores, Resamples resamples) {
    return SeedBootstrap.of(
        IntStream.range(0, scores.size())
            .mapToObj(
                t ->
                    new SeedBootstrap.Model(
                        scores.get(t),
                        examined.trainings().get(t).thresholds().apply(scores.get(t))))
            .toList(),
        resamples);
  }

  /** The standard deviation (ddof 1); NaN with one value. */
  static double sd(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** The root mean square of the SDs that there are; NaN where there is none. */
  static double pooled(double[] sds) {
    double[] known = Arrays.stream(sds).filter(v -> !Double.isNaN(v)).toArray();
    return known.length == 0
        ? Double.NaN
        : Math.sqrt(Arrays.stream(known).map(v -> v * v).sum() / known.length);
  }

  /** The values with a deviate each. */
  static double[] widened(double[] replicates, double sd, int trainings, NumpyRandom random) {
    double error = Double.isNaN(sd) ? 0 : sd / Math.sqrt(trainings);
    double[] widened = new double[replicates.length];
    for (int b = 0; b < widened.length; b++) {
      widened[b] = replicates[b] + random.normal(0, 1) * error;
    }
    return widened;
  }

  static double[] minus(double[] first, double[] second) {
    double[] difference = new double[first.length];
    Arrays.setAll(difference, b -> first[b] - second[b]);
    return difference;
  }

  /** The 95 % interval by percentiles; resamples in which the number is undefined are left out. */
  static Interval interval(double estimate, double[] replicates) {
    double[] defined = defined(replicates);
    if (Double.isNaN(estimate) || defined.length == 0) {
      return Interval.undefined(estimate, TestIntervals.LEVEL, "undefined");
    }
    double[] ends = TestIntervals.ends(defined, TestIntervals.LEVEL);
    if (ends[0] == ends[1]) {
      return Interval.undefined(
          estimate, TestIntervals.LEVEL, "every resample has this value: there is no interval");
    }
    String note =
        defined.length == replicates.length
            ? ""
            : "undefined in %d of %d resamples, which are left out"
                .formatted(replicates.length - defined.length, replicates.length);
    return new Interval(estimate, ends[0], ends[1], TestIntervals.LEVEL, note);
  }

  /** The same of what lies between 0 and 1; the deviates of the trainings are normal and know no such ends. */
  static Interval ofShare(double estimate, double[] replicates) {
    Interval free = interval(estimate, replicates);
    return new Interval(
        estimate, Math.max(0, free.lower()), Math.min(1, free.upper()), free.level(), free.note());
  }

  /** Two-sided: twice the smaller share of resamples on one side of 0, one added to each count. */
  static double p(double[] differences) {
    double[] defined = defined(differences);
    if (defined.length == 0) {
      return Double.NaN;
    }
    long atMost = Arrays.stream(defined).filter(v -> v <= 1e-12).count();
    long atLeast = Arrays.stream(defined).filter(v -> v >= -1e-12).count();
    return Math.min(1, 2.0 * (Math.min(atMost, atLeast) + 1) / (defined.length + 1));
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }
}
