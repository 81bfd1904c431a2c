package org.ecgworkbench.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.random.NumpyRandom;

/**
 * This library and NumPy, PyWavelets and scikit-learn on the same inputs in one run, as a Markdown table. Run by hand with {@code
 * lib/benchmarks/compare}; needs a python3 with numpy, pywt and sklearn (Debian: {@code python3-sklearn python3-pywt}).
 *
 * <p>Both sides report medians by the clock and of processor time, each task here, there and here again. On a machine that does other
 * work, too, compare processor time. Names of tasks as further arguments measure only these.
 */
public final class SideBySide {
  private record Time(double clock, double processor) {}

  private static final String[] SLOW = {"random forest", "gradient boosting", "LightGBM"};

  private static double check;

  private SideBySide() {}

  /**
   * Makes the inputs, measures, runs the other side, prints.
   *
   * @param arguments the path of {@code reference.py}; names of tasks, none for all
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("side-by-side");
    double[][] signal = FeaturesBenchmark.record(7500, 1);
    write(folder.resolve("signal"), signal);
    Predictions predictions = predictions(688);
    write(folder.resolve("scores"), predictions.scores());
    write(folder.resolve("labels"), predictions.labels());
    NumpyRandom random = new NumpyRandom(7);
    double[][] x = new double[600][636];
    boolean[][] y = new boolean[600][9];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 636; j++) {
        x[i][j] = random.nextNormal();
      }
      for (int c = 0; c < 9; c++) {
        y[i][c] = x[i][3 * c] + x[i][3 * c + 1] * x[i][3 * c + 2] + random.nextNormal() > 1.5;
      }
    }
    write(folder.resolve("x"), x);
    write(folder.resolve("y"), y);

    Map<String, Runnable> tasks = new LinkedHashMap<>();
    tasks.put(
        "features of a 12 x 7500 record", () -> check += ExpertFeatures.of("bench", signal)[5]);
    tasks.put(
        "threshold search, 688 x 9",
        () ->
            check +=
                Thresholds.select(predictions, Comparison.GREATER, ScorePrecision.DOUBLE).value(0));
    Resamples resamples = Resamples.stratified(predictions.labels(), 2000, 42);
    Thresholds half =
        Thresholds.fixed(predictions.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    tasks.put(
        "bootstrap, 2,000 resamples of 688 x 9",
        () -> check += Bootstrap.of(predictions, half, resamples).resamples());
    List<Baseline> learners = new ArrayList<>(Baselines.all(42));
    if (LightGbmBaseline.unavailable().isEmpty()) {
      learners.add(new LightGbmBaseline());
    }
    for (Baseline learner : learners) {
      tasks.put(learner.displayName(), () -> check += learner.fit(x, y).features());
    }
    List<String> wanted = Arrays.asList(arguments).subList(1, arguments.length);
    System.out.println(
        "| task | here, clock | here, CPU | reference, clock | reference, CPU | clock ratio | CPU ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    tasks.forEach(
        (name, task) -> {
          if (wanted.isEmpty() || wanted.contains(name)) {
            beside(name, task, arguments[0], folder);
          }
        });
    System.err.println("check " + check);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** One task here, there, and here again, so that both sides meet the same machine; the better of the two times here counts. */
  private static void beside(String name, Runnable task, String script, Path folder) {
    boolean isShort = name.contains("12 x 7500") || name.contains("search");
    int warm = isShort ? 500 : name.contains("bootstrap") ? 2 : 0;
    int repeats = isShort ? 300 : Set.of(SLOW).contains(name) ? 1 : 3;
    double before = load();
    Time first = measure(warm, repeats, isShort, task);
    Map<String, Time> theirs =
        reference(
            script,
            folder,
            name,
            name + ", a call a statistic",
            name + " (scikit-learn's f1_score)",
            name + " (NumPy, vectorised)",
            name.replace(", 2,000", ", 50 of 2,000"));
    Time second = measure(0, repeats, isShort, task);
    Time here =
        new Time(
            Math.min(first.clock(), second.clock()),
            Math.min(first.processor(), second.processor()));
    System.err.printf(
        Locale.ROOT,
        "%s: %s, then %s; load average %.1f to %.1f%n",
        name,
        first,
        second,
        before,
        load());
    theirs.forEach((task2, time) -> row(task2, here, time, task2.contains("50 of 2,000") ? 40 : 1));
    if (theirs.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | | | | |%n",
          name,
          seconds(here.clock()),
          seconds(here.processor()));
    }
  }

  private static void row(String task, Time here, Time there, double factor) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.1f | %.1f |%n",
        task,
        seconds(here.clock()),
        seconds(here.processor()),
        seconds(there.clock() * factor),
        seconds(there.processor() * factor),
        there.clock() * factor / here.clock(),
        there.processor() * factor / here.processor());
  }

  private static String seconds(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private static Time measure(int warm, int repeats, boolean isShort, Runnable task) {
    for (int i = 0; i < warm; i++) {
      task.run();
    }
    double[] clock = new double[repeats];
    double[] processor = new double[repeats];
    // The process's processor time has steps of 10 ms on some systems: short tasks are of one
    // thread.
    var threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < repeats; i++) {
      long p = isShort ? threads.getCurrentThreadCpuTime() : processTime();
      long c = System.nanoTime();
      task.run();
      clock[i] = (System.nanoTime() - c) / 1e9;
      processor[i] = ((isShort ? threads.getCurrentThreadCpuTime() : processTime()) - p) / 1e9;
    }
    return new Time(median(clock), median(processor));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static long processTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static Map<String, Time> reference(String script, Path folder, String... names) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", script, folder.toString()));
    command.addAll(Arrays.asList(names));
    Map<String, Time> times = new LinkedHashMap<>();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String[] cells = line.split("\t");
          times.put(cells[0], new Time(Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException(script + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
    return times;
  }

  private static Predictions predictions(int records) {
    NumpyRandom random = new NumpyRandom(11);
    boolean[][] labels = new boolean[records][9];
    double[][] scores = new double[records][9];
    for (int i = 0; i < records; i++) {
      labels[i][i % 9] = true;
      for (int c = 0; c < 9; c++) {
        scores[i][c] = 1 / (1 + Math.exp(-random.nextNormal() - (labels[i][c] ? 2 : 0)));
      }
    }
    return new Predictions(
        IntStream.range(0, records).mapToObj(i -> "R" + i).toList(),
        IntStream.range(0, 9).mapToObj(c -> "C" + c).toList(),
        labels,
        scores);
  }

  private static void write(Path file, double[][] rows) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row : rows) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    Files.write(file, bytes.array());
  }

  private static void write(Path file, boolean[][] rows) throws IOException {
    byte[] bytes = new byte[rows.length * rows[0].length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (rows[i / rows[0].length][i % rows[0].length] ? 1 : 0);
    }
    Files.write(file, bytes);
  }
}
