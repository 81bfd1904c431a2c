package org.ecgworkbench.evaluation.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import org.ecgworkbench.base.Parallel;

/** Measures several numbers on the records themselves, on every resample, and with each record left out in turn. */
final class Resampling {
  private Resampling() {}

  /** Measures all numbers when each record counts a whole number of times. */
  interface Measure {
    /**
     * Measures.
     *
     * @param weights {@code [sample][record]}
     * @param values is filled: {@code [number]}, NaN where undefined
     */
    void apply(List<int[]> weights, double[] values);
  }

  /**
   * The distributions of the numbers.
   *
   * @param samples one for each set of records that is resampled; all with as many resamples
   * @param names what each number is, for notes
   * @throws CancellationException if the thread is interrupted
   */
  static Replicates[] of(
      List<Resamples> samples, int numbers, IntFunction<String> names, Measure measure) {
    double[] values = new double[numbers];
    measure.apply(samples.stream().map(Resampling::ones).toList(), values);
    double[] estimates = values.clone();
    int count = samples.get(0).count();
    double[][] replicates = new double[numbers][count];
    for (int b = 0; b < count; b++) {
      Parallel.stopIfInterrupted();
      int resample = b;
      measure.apply(samples.stream().map(s -> s.weights(resample)).toList(), values);
      for (int k = 0; k < numbers; k++) {
        replicates[k][b] = values[k];
      }
    }
    double[] accelerations = accelerations(samples, numbers, measure);
    Replicates[] all = new Replicates[numbers];
    Arrays.setAll(
        all,
        k ->
            new Replicates(names.apply(k), estimates[k], replicates[k], accelerations[k], samples));
    return all;
  }

  private static int[] ones(Resamples resamples) {
    int[] ones = new int[resamples.records()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * A sixth of the skewness of the influence values. With several samples or strata the values of each are centred within it and
   * weighted by its size.
   */
  private static double[] accelerations(List<Resamples> samples, int numbers, Measure measure) {
    double[] squares = new double[numbers];
    double[] cubes = new double[numbers];
    double[] values = new double[numbers];
    List<int[]> weights = new ArrayList<>(samples.stream().map(Resampling::ones).toList());
    for (int s = 0; s < samples.size(); s++) {
      int[] strata = samples.get(s).strata();
      int groups = Arrays.stream(strata).max().orElse(0) + 1;
      double[][] left = new double[strata.length][];
      for (int i = 0; i < strata.length; i++) {
        Parallel.stopIfInterrupted();
        weights.get(s)[i] = 0;
        measure.apply(weights, values);
        weights.get(s)[i] = 1;
        left[i] = values.clone();
      }
      for (int k = 0; k < numbers; k++) {
        double[] sums = new double[groups];
        int[] sizes = new int[groups];
        for (int i = 0; i < strata.length; i++) {
          if (!Double.isNaN(left[i][k])) {
            sums[strata[i]] += left[i][k];
            sizes[strata[i]]++;
          }
        }
        for (int i = 0; i < strata.length; i++) {
          if (!Double.isNaN(left[i][k])) {
            int n = sizes[strata[i]];
            double influence = (n - 1.0) / n * (sums[strata[i]] / n - left[i][k]);
            squares[k] += influence * influence;
            cubes[k] += influence * influence * influence;
          }
        }
      }
    }
    double[] accelerations = new double[numbers];
    for (int k = 0; k < numbers; k++) {
      accelerations[k] = squares[k] == 0 ? 0 : cubes[k] / (6 * Math.pow(squares[k], 1.5));
    }
    return accelerations;
  }
}
