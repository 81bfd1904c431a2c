package org.ecgworkbench.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;

/**
 * This library's side of {@code lib/benchmarks/peers}: a process that is told on its standard input what to do, a line each, and answers with
 * a line. {@code value TASK FILE} writes what the task computes, in double precision; {@code time TASK SECONDS} runs it until so many seconds
 * have passed and answers calls, seconds by the clock and seconds of processor time of all threads. Argument: the folder of the inputs that
 * {@link PeerInputs} wrote.
 */
public final class PeerSide {
  private static double check;

  private PeerSide() {}

  /**
   * Answers until the input ends.
   *
   * @param arguments the folder of the inputs
   */
  public static void main(String[] arguments) throws IOException {
    serve(tasks(Path.of(arguments[0])));
  }

  /** Answers until the input ends. */
  static void serve(Map<String, Supplier<double[][]>> tasks) throws IOException {
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split("\t");
      Supplier<double[][]> task = tasks.get(words[1]);
      if (words[0].equals("value")) {
        double[] values = flat(task.get());
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        Files.write(Path.of(words[2]), bytes.array());
        System.out.println("written");
      } else {
        System.out.println(timed(task, Double.parseDouble(words[2])));
      }
    }
    System.err.println("check " + check);
  }

  private static String timed(Supplier<double[][]> task, double seconds) {
    long calls = 0;
    double processor = processorSeconds();
    long start = System.nanoTime();
    double passed = 0;
    while (calls == 0 || passed < seconds) {
      check += task.get()[0][0];
      calls++;
      passed = (System.nanoTime() - start) / 1e9;
    }
    return String.format(
        Locale.ROOT, "%d\t%.9f\t%.9f", calls, passed, processorSeconds() - processor);
  }

  private static Map<String, Supplier<double[][]>> tasks(Path folder) throws IOException {
    PeerInputs in = new PeerInputs(folder);
    Map<String, Supplier<double[][]>> tasks = new LinkedHashMap<>();
    Path header = folder.resolve("record.hea");
    tasks.put("reading", () -> WfdbReader.read(header).millivolts());

    double[][] signal = in.doubles("signal.f8", 7500);
    tasks.put("features", () -> new double[][] {ExpertFeatures.of("bench", signal)});

    boolean[][] labels = in.booleans("labels.u1", 9);
    Predictions predictions =
        new Predictions(
            names("R", labels.length), names("C", 9), labels, in.doubles("scores.f8", 9));
    tasks.put(
        "thresholds",
        () ->
            new double[][] {
              Thresholds.select(predictions, Comparison.GREATER, ScorePrecision.DOUBLE).values()
            });
    Thresholds half =
        Thresholds.fixed(predictions.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    Resamples resamples = PeerInputs.resamples();
    tasks.put("bootstrap", () -> intervals(Bootstrap.of(predictions, half, resamples)));

    double[][] x = in.doubles("x.f8", 636);
    boolean[][] y = in.booleans("y.u1", 9);
    double[][] unseen = in.doubles("unseen.f8", 636);
    for (Baseline learner : Baselines.all(42)) {
      tasks.put(learner.displayName(), () -> learner.fit(x, y).scores(unseen));
    }
    if (LightGbmBaseline.unavailable().isEmpty()) {
      tasks.put("LightGBM", () -> new LightGbmBaseline().fit(x, y).scores(unseen));
    }
    return tasks;
  }

  /** Ends of the intervals of average F1 and average AUC, by percentiles. */
  private static double[][] intervals(Bootstrap bootstrap) {
    return Stream.of(PerformanceMetric.F1, PerformanceMetric.AUC)
        .map(metric -> bootstrap.average(metric, Bootstrap.Method.PERCENTILE, 0.95))
        .map(interval -> new double[] {interval.lower(), interval.upper()})
        .toArray(double[][]::new);
  }

  private static List<String> names(String letter, int count) {
    return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** All threads of the process, the compiler's and the collector's too. */
  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
