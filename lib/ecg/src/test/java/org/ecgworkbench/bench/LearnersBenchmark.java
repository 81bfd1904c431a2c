package org.ecgworkbench.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.random.NumpyRandom;

/**
 * Time of fitting the learners on 599 x 636 random features and 9 classes, the size of the reference's figures. Run by hand: {@code
 * mvn -q -pl lib/ecg test-compile}, then {@code java -cp lib/ecg/target/test-classes:lib/ecg/target/classes:JARS
 * org.ecgworkbench.bench.LearnersBenchmark}, optionally with the names of learners.
 */
public final class LearnersBenchmark {
  private LearnersBenchmark() {}

  /** Prints one line a learner: seconds of fitting, by the clock and of all processors, and of scoring 75 records. */
  public static void main(String[] arguments) {
    NumpyRandom random = new NumpyRandom(7);
    double[][] x = new double[599][636];
    boolean[][] y = new boolean[599][9];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 636; j++) {
        x[i][j] = random.nextNormal();
      }
      for (int c = 0; c < 9; c++) {
        y[i][c] = x[i][3 * c] + x[i][3 * c + 1] * x[i][3 * c + 2] + random.nextNormal() > 1.5;
      }
    }
    double[][] test = Arrays.copyOf(x, 75);
    List<Baseline> learners = new ArrayList<>(Baselines.all(42));
    if (LightGbmBaseline.unavailable().isEmpty()) {
      learners.add(new LightGbmBaseline());
    }
    for (Baseline baseline : learners) {
      if (arguments.length > 0 && !List.of(arguments).contains(baseline.displayName())) {
        continue;
      }
      long cpu = cpuNanos();
      long start = System.nanoTime();
      FittedBaseline fitted = baseline.fit(x, y);
      long fittedAt = System.nanoTime();
      cpu = cpuNanos() - cpu;
      double[][] scores = fitted.scores(test);
      long end = System.nanoTime();
      System.out.printf(
          "%s: fit %.2f s (%.2f s of CPU), score %.3f s (check %s)%n",
          baseline.displayName(),
          (fittedAt - start) / 1e9,
          cpu / 1e9,
          (end - fittedAt) / 1e9,
          scores[7][3]);
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
