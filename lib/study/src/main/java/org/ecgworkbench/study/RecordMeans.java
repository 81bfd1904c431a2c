package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SignFlips;

/**
 * Means of values of records with percentile intervals over records. A record may have several values, one for each of its labels; a
 * resample then draws records, each with all its values.
 */
public final class RecordMeans {
  /** What a provenance says of the intervals. */
  public static final String SETTING =
      "95 %%, percentiles of %d bootstrap resamples of records".formatted(Resamples.DEFAULT_COUNT);

  private static final int FEW = 10;

  private final long seed;
  private final Map<Integer, Resamples> resamples = new HashMap<>();

  /** Means whose resamples come from a seed. */
  public RecordMeans(long seed) {
    this.seed = seed;
  }

  /** A value of a record. */
  public record Value(String record, double value) {}

  /** The mean of the values that are numbers, with its interval. */
  public Interval mean(List<Value> values) {
    double level = TestIntervals.LEVEL;
    Map<String, double[]> sums = sums(values);
    if (sums.isEmpty()) {
      return Interval.undefined(Double.NaN, level, "no record has a value here");
    }
    double[][] byRecord = sums.values().toArray(double[][]::new);
    double estimate = ratio(byRecord, null);
    if (byRecord.length == 1) {
      return Interval.undefined(estimate, level, "one record has no interval");
    }
    Resamples drawn = resamples(byRecord.length);
    double[] means = new double[drawn.count()];
    for (int b = 0; b < means.length; b++) {
      Parallel.stopIfInterrupted();
      means[b] = ratio(byRecord, drawn.indices(b));
    }
    return interval(estimate, means, byRecord.length);
  }

  /** The p-value of the mean being 0, by flipping the signs of records; a record with several values counts with their mean. */
  public double pValue(List<Value> differences) {
    double[] means =
        sums(differences).values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray();
    return means.length == 0 ? Double.NaN : SignFlips.pValue(means, seed);
  }

  /** The resamples of so many records. */
  Resamples resamples(int records) {
    return resamples.computeIfAbsent(
        records, n -> Resamples.plain(n, Resamples.DEFAULT_COUNT, seed));
  }

  /** A percentile interval from the values that resamples gave; NaN ones are left out. */
  public static Interval interval(double estimate, double[] replicates, int records) {
    double[] defined = Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).toArray();
    if (defined.length < replicates.length / 2) {
      return Interval.undefined(
          estimate, TestIntervals.LEVEL, "most resamples leave the value undefined");
    }
    double[] ends =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(defined, (1 - TestIntervals.LEVEL) / 2, (1 + TestIntervals.LEVEL) / 2);
    List<String> notes = new ArrayList<>();
    if (ends[0] == ends[1]) {
      return Interval.undefined(
          estimate, TestIntervals.LEVEL, "every resample gives the same value, so no interval");
    }
    if (records < FEW) {
      notes.add("from %d records: the interval is rough".formatted(records));
    }
    if (defined.length < replicates.length) {
      notes.add("undefined in %d resamples".formatted(replicates.length - defined.length));
    }
    return new Interval(estimate, ends[0], ends[1], TestIntervals.LEVEL, String.join("; ", notes));
  }

  /** The number of records with a value. */
  public static int records(List<Value> values) {
    return sums(values).size();
  }

  /** {@code [sum, count]} by record, in the order of names. */
  private static Map<String, double[]> sums(List<Value> values) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    values.stream()
        .filter(v -> !Double.isNaN(v.value()))
        .sorted(Comparator.comparing(Value::record))
        .forEach(
            v -> {
              double[] sum = sums.computeIfAbsent(v.record(), r -> new double[2]);
              sum[0] += v.value();
              sum[1]++;
            });
    return sums;
  }

  private static double ratio(double[][] sums, int[] drawn) {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < sums.length; i++) {
      double[] record = sums[drawn == null ? i : drawn[i]];
      sum += record[0];
      count += record[1];
    }
    return sum / count;
  }
}
