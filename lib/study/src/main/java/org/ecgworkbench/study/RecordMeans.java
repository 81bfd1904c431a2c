package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.ClassInterval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SignFlips;

/**
 * Means of values of records with percentile intervals over records. A record may have several values, one for each of its labels; a
 * resample then draws records, each with all its values. Where each record has one value, 0 or 1, the mean is a share, whose interval is
 * Wilson's: resamples of three records with a 1 and a 0 say nothing, 0 to 1.
 */
public final class RecordMeans {
  /** What a provenance says of the intervals. */
  public static final String SETTING =
      "95 %%, percentiles of %d bootstrap resamples of records; of shares of records Wilson's"
          .formatted(Resamples.DEFAULT_COUNT);

  private static final int FEW = 10;

  private final long seed;
  private final Map<Integer, Resamples> resamples = new HashMap<>();

  /**
   * Means whose resamples come from a seed.
   *
   * @param seed of the stream
   */
  public RecordMeans(long seed) {
    this.seed = seed;
  }

  /** A value of a record. */
  public record Value(String record, double value) {}

  /**
   * {@return the mean of the values that are numbers, with its interval}
   *
   * @param values each of a record; NaN ones are left out
   */
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
    if (Arrays.stream(byRecord).allMatch(r -> r[1] == 1 && (r[0] == 0 || r[0] == 1))) {
      int ones = (int) Arrays.stream(byRecord).mapToDouble(r -> r[0]).sum();
      Confusion counts = new Confusion(0, byRecord.length - ones, 0, ones);
      return ClassInterval.of(PerformanceMetric.ACCURACY, estimate, List.of(counts), level);
    }
    Resamples drawn = resamples(byRecord.length);
    double[] means = new double[drawn.count()];
    for (int b = 0; b < means.length; b++) {
      Parallel.stopIfInterrupted();
      means[b] = ratio(byRecord, drawn.indices(b));
    }
    return interval(estimate, means, byRecord.length);
  }

  /**
   * {@return the p-value of the mean being 0, by flipping the signs of records; a record with several values counts with their mean}
   *
   * @param differences each of a record; NaN ones are left out
   */
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

  /**
   * {@return a percentile interval from the values that resamples gave}; NaN ones are left out.
   *
   * @param estimate without resampling
   * @param replicates a value a resample
   * @param records how many there are
   */
  public static Interval interval(double estimate, double[] replicates, int records) {
    double[] defined = Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).toArray();
    if (defined.length < replicates.length / 2) {
      return Interval.undefined(
          estimate, TestIntervals.LEVEL, "most resamples leave the value undefined");
    }
    double[] ends = TestIntervals.ends(defined, TestIntervals.LEVEL);
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

  /**
   * {@return the number of records with a value}
   *
   * @param values each of a record; NaN is none
   */
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
