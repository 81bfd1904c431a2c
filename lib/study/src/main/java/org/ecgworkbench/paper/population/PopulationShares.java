package org.ecgworkbench.paper.population;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.shap.PopulationImportance;

/**
 * The shares of {@link PopulationImportance} with bootstrap intervals over records: each resample draws explained records of all classes with
 * replacement, sums them again and divides again. A class that a resample misses has no share in it; the interval is of the others.
 *
 * <p>The paper's shares divide by a signed total. Where the leads' sums nearly cancel, the total may be anything, and so may the shares:
 * such rows are told by {@link #nearlyCancels}.
 */
public final class PopulationShares {
  /** A row cancels nearly where the total is less than this part of the leads' magnitudes. */
  public static final double LEAST_BALANCE = 0.2;

  private static final double LEVEL = 0.95;

  private final PopulationImportance importance;
  private final PopulationImportance[] replicates;

  /**
   * Shares of explained records.
   *
   * @param classes number of classes
   * @param leads the columns
   * @param classOf {@code [record]}, the class that each was explained for
   * @param signed {@code [record][lead]}, sums over time
   * @param absolute {@code [record][lead]}, sums of absolute values over time
   * @param resamples of as many records
   * @throws IllegalArgumentException if the numbers of records differ or a class does not exist
   * @throws CancellationException if the thread is interrupted
   */
  public PopulationShares(
      int classes,
      List<Lead> leads,
      int[] classOf,
      double[][] signed,
      double[][] absolute,
      Resamples resamples) {
    int n = classOf.length;
    if (signed.length != n || absolute.length != n || resamples.records() != n) {
      throw new IllegalArgumentException(
          "expected %d records throughout, found %d, %d and resamples of %d"
              .formatted(n, signed.length, absolute.length, resamples.records()));
    }
    if (Arrays.stream(classOf).anyMatch(c -> c < 0 || c >= classes)) {
      throw new IllegalArgumentException("a class is not below " + classes);
    }
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    importance = sum(classes, leads, classOf, signed, absolute, all);
    replicates = new PopulationImportance[resamples.count()];
    for (int b = 0; b < replicates.length; b++) {
      Parallel.stopIfInterrupted();
      replicates[b] = sum(classes, leads, classOf, signed, absolute, resamples.indices(b));
    }
  }

  private static PopulationImportance sum(
      int classes,
      List<Lead> leads,
      int[] classOf,
      double[][] signed,
      double[][] absolute,
      int[] drawn) {
    int[] records = new int[classes];
    double[][] signedSums = new double[classes][leads.size()];
    double[][] absoluteSums = new double[classes][leads.size()];
    for (int i : drawn) {
      int c = classOf[i];
      records[c]++;
      for (int lead = 0; lead < leads.size(); lead++) {
        signedSums[c][lead] += signed[i][lead];
        absoluteSums[c][lead] += absolute[i][lead];
      }
    }
    return new PopulationImportance(leads, records, signedSums, absoluteSums);
  }

  /** {@return sums and shares of the records as they are, not resampled} */
  public PopulationImportance importance() {
    return importance;
  }

  /** {@return intervals of 95 % of the paper's shares, {@code [class, then the average][lead]}} */
  public Interval[][] signedShares() {
    return intervals(p -> withAverage(p.signedShares(), p.averageSignedShares()));
  }

  /** {@return intervals of 95 % of the shares of absolute values, {@code [class, then the average][lead]}} */
  public Interval[][] absoluteShares() {
    return intervals(p -> withAverage(p.absoluteShares(), p.averageAbsoluteShares()));
  }

  /** {@return {@code [class]}: the signed total over the sum of the leads' magnitudes, in [-1, 1], with its interval; near 0 the leads cancel} */
  public Interval[] balance() {
    Interval[][] found = intervals(p -> new double[][] {balance(p)});
    return found[0];
  }

  /**
   * {@return {@code [class]}, whether the signed shares mean little}: the balance is nearer to 0 than {@value #LEAST_BALANCE}, or its 95 % interval
   * reaches over 0, so that other records might give the total the other sign. False for a class without records.
   */
  public boolean[] nearlyCancels() {
    Interval[] balance = balance();
    boolean[] cancels = new boolean[balance.length];
    for (int c = 0; c < cancels.length; c++) {
      cancels[c] =
          Math.abs(balance[c].estimate()) < LEAST_BALANCE
              || balance[c].isDefined() && balance[c].contains(0);
    }
    return cancels;
  }

  private static double[] balance(PopulationImportance p) {
    return Arrays.stream(p.signedSums())
        .mapToDouble(row -> Arrays.stream(row).sum() / Arrays.stream(row).map(Math::abs).sum())
        .toArray();
  }

  private static double[][] withAverage(double[][] rows, double[] average) {
    double[][] all = Arrays.copyOf(rows, rows.length + 1);
    all[rows.length] = average;
    return all;
  }

  private Interval[][] intervals(Function<PopulationImportance, double[][]> statistic) {
    double[][] estimates = statistic.apply(importance);
    double[][][] each = Arrays.stream(replicates).map(statistic).toArray(double[][][]::new);
    Interval[][] intervals = new Interval[estimates.length][];
    for (int r = 0; r < estimates.length; r++) {
      intervals[r] = new Interval[estimates[r].length];
      for (int c = 0; c < estimates[r].length; c++) {
        int row = r;
        int column = c;
        intervals[r][c] =
            interval(
                estimates[r][c],
                Arrays.stream(each)
                    .mapToDouble(values -> values[row][column])
                    .filter(v -> !Double.isNaN(v))
                    .toArray(),
                row < importance.records().length ? importance.records()[row] : Integer.MAX_VALUE);
      }
    }
    return intervals;
  }

  private Interval interval(double estimate, double[] values, int records) {
    if (Double.isNaN(estimate)) {
      return Interval.undefined(estimate, LEVEL, "no explained record has its highest score here");
    }
    if (records == 1) {
      return Interval.undefined(estimate, LEVEL, "one record has no interval");
    }
    double[] ends =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .evaluate(values, (1 - LEVEL) / 2, (1 + LEVEL) / 2);
    String note =
        values.length < replicates.length
            ? "missing from %d resamples".formatted(replicates.length - values.length)
            : "";
    return new Interval(estimate, ends[0], ends[1], LEVEL, note);
  }

  /** What the shares are of, and what their intervals come from. */
  @Override
  public String toString() {
    return "%s; intervals from %d resamples".formatted(importance, replicates.length);
  }
}
