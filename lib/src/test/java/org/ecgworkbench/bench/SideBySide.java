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
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.baseline.ExpertFeatures;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.evaluation.Bootstrap;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Resamples;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * This library and NumPy, PyWavelets and scikit-learn on the same inputs in one run, as a Markdown table. Run by hand with {@code
 * lib/benchmarks/compare}; needs a python3 with numpy, pywt and sklearn (Debian: {@code python3-sklearn python3-pywt}).
 *
 * <p>Both sides report medians by the clock and of processor time. On a machine that does other work, too, compare processor time.
 */
public final class SideBySide {
  private record Time(double clock, double processor) {}

  private static final Map<String, Time> OURS = new LinkedHashMap<>();
  private static double check;

  private SideBySide() {}

  /**
   * Makes the inputs, measures, runs the other side, prints.
   *
   * @param arguments the path of {@code reference.py}
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

    System.err.println("load average before: " + load());
    measure(
        "features of a 12 x 7500 record",
        300,
        300,
        () -> check += ExpertFeatures.of("bench", signal)[5]);
    measure(
        "threshold search, 688 x 9",
        2000,
        1000,
        () ->
            check +=
                Thresholds.select(predictions, Comparison.GREATER, ScorePrecision.DOUBLE).value(0));
    Resamples resamples = Resamples.stratified(predictions.labels(), 2000, 42);
    Thresholds half =
        Thresholds.fixed(predictions.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    measure(
        "bootstrap, 2,000 resamples of 688 x 9",
        2,
        7,
        () -> check += Bootstrap.of(predictions, half, resamples).resamples());
    List<Baseline> learners = new ArrayList<>(Baselines.all(42));
    if (LightGbmBaseline.unavailable().isEmpty()) {
      learners.add(new LightGbmBaseline());
    }
    for (Baseline learner : learners) {
      measure(learner.displayName(), 0, 1, () -> check += learner.fit(x, y).features());
    }
    System.err.println("load average between: " + load());
    Map<String, Time> theirs = reference(arguments[0], folder);
    System.err.println("load average after: " + load() + " (check " + check + ")");
    print(theirs);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void print(Map<String, Time> theirs) {
    System.out.println(
        "| task | here, clock | here, CPU | reference, clock | reference, CPU | CPU ratio |");
    System.out.println("|---|---|---|---|---|---|");
    String features = "features of a 12 x 7500 record";
    row(features, OURS.get(features), theirs.get(features), 1);
    Time search = OURS.get("threshold search, 688 x 9");
    for (String kind : List.of(" (scikit-learn's f1_score)", " (NumPy, vectorised)")) {
      row(
          "threshold search, 688 x 9" + kind,
          search,
          theirs.get("threshold search, 688 x 9" + kind),
          1);
    }
    row(
        "bootstrap, 2,000 resamples of 688 x 9; reference: 50, times 40",
        OURS.get("bootstrap, 2,000 resamples of 688 x 9"),
        theirs.get("bootstrap, 50 of 2,000 resamples of 688 x 9"),
        40);
    for (String learner : OURS.keySet()) {
      Time time = theirs.get(learner.equals("LightGBM") ? "gradient boosting" : learner);
      if (!learner.contains("688") && !learner.equals(features) && time != null) {
        row(learner + ", 600 x 636 x 9", OURS.get(learner), time, 1);
      }
    }
  }

  private static void row(String task, Time here, Time there, double factor) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.1f |%n",
        task,
        seconds(here.clock()),
        seconds(here.processor()),
        seconds(there.clock() * factor),
        seconds(there.processor() * factor),
        there.processor() * factor / here.processor());
  }

  private static String seconds(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%.3g ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private static void measure(String name, int warm, int repeats, Runnable task) {
    for (int i = 0; i < warm; i++) {
      task.run();
    }
    double[] clock = new double[repeats];
    double[] processor = new double[repeats];
    // The process's processor time has steps of 10 ms on some systems: short tasks are of one
    // thread.
    boolean isShort = warm > 10;
    var threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < repeats; i++) {
      long p = isShort ? threads.getCurrentThreadCpuTime() : processTime();
      long c = System.nanoTime();
      task.run();
      clock[i] = (System.nanoTime() - c) / 1e9;
      processor[i] = ((isShort ? threads.getCurrentThreadCpuTime() : processTime()) - p) / 1e9;
    }
    OURS.put(name, new Time(median(clock), median(processor)));
    System.err.println(name + " " + OURS.get(name));
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

  private static Map<String, Time> reference(String script, Path folder) throws IOException {
    Process process =
        new ProcessBuilder("/usr/bin/python3", script, folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Time> times = new LinkedHashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.err.println("reference: " + line);
        String[] cells = line.split("\t");
        times.put(cells[0], new Time(Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
      }
      if (process.waitFor() != 0) {
        throw new IOException(script + " failed");
      }
    } catch (InterruptedException e) {
      process.destroy();
      throw new UncheckedIOException(new IOException(e));
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
