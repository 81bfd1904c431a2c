package org.ecgworkbench.bench;

import java.util.Arrays;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Time of the 636 features of one 12 x 7500 record on one core: median of many. Run by hand: {@code mvn -q -pl lib test-compile}, then
 * {@code java -cp lib/ecg/target/test-classes:lib/ecg/target/classes:JARS org.ecgworkbench.bench.FeaturesBenchmark}. The signal is made here,
 * of the size and the resolution of a real one.
 */
public final class FeaturesBenchmark {
  private FeaturesBenchmark() {}

  /** Prints the median and the 5th and 95th percentile in milliseconds. */
  public static void main(String[] arguments) {
    double[][] record = record(7500, 1);
    double check = 0;
    double[] times = new double[2000];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      check += ExpertFeatures.of("bench", record)[i % 636];
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    double[] warm = Arrays.copyOfRange(times, 500, times.length);
    Arrays.sort(warm);
    System.out.printf(
        "features of 12 x 7500: median %.3f ms, 5%% %.3f ms, 95%% %.3f ms (first call %.1f ms, check %s)%n",
        warm[warm.length / 2],
        warm[warm.length / 20],
        warm[warm.length * 19 / 20],
        times[0],
        check);
  }

  /** Beats, wander and noise in thousandths of a millivolt. */
  static double[][] record(int samples, long seed) {
    NumpyRandom random = new NumpyRandom(seed);
    double[][] leads = new double[12][samples];
    for (double[] lead : leads) {
      double size = random.uniform(-1.5, 1.5);
      for (int i = 0; i < samples; i++) {
        double phase = (i % 400 - 200) / 6.0;
        double beat = size * Math.exp(-phase * phase);
        double wander = 0.1 * Math.sin(i * 0.002);
        lead[i] = Math.rint(1000 * (beat + wander + random.normal(0, 0.02))) / 1000;
      }
    }
    return leads;
  }
}
