package org.ecgworkbench.model;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.FigureFiles;
import org.ecgworkbench.figure.chart.LineChart;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.shap.NetworkGradientModel;

/**
 * Processor time and memory of the library's work against its size, for {@code lib/benchmarks/curves}: a line a point, a figure a curve, the
 * exponent of the greater half of the sizes. Memory is what Java's heap holds for longer, the young generation left out, above what it held before; the engine's
 * is not in it. Arguments: the folder for curves.csv and the figures, the most records.
 */
final class CostCurves {
  private static final int RATE_HZ = 100;
  private static final int WINDOW = 1000;
  private static final double LEAST_SECONDS = 0.3;

  private final Path folder;
  private final StringBuilder csv = new StringBuilder("curve,size,seconds,megabytes\n");
  private double check;

  private CostCurves(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    new CostCurves(Files.createDirectories(Path.of(arguments[0])))
        .run(Integer.parseInt(arguments[1]));
  }

  private void run(int mostRecords) throws IOException {
    System.out.println(
        "| work, by | sizes | time grows with the power | memory at the least and the greatest size, MB | figure |");
    System.out.println("|---|---|---|---|---|");
    int[] records = powers(100, mostRecords, 10);
    Path data = Files.createTempDirectory("curves");
    WfdbWriter.write(
        data,
        new EcgRecord(
            "record", RATE_HZ, signal(WINDOW), OptionalInt.empty(), Sex.UNKNOWN, Set.of()));
    Path header = data.resolve("record.hea");
    curve(
        "reading and features",
        "records, one after the other",
        "records",
        records,
        n -> () -> stream(header, n));
    curve(
        "features of a recording",
        "samples a lead",
        "samples",
        powers(1000, 256_000, 4),
        n -> features(n));
    try (TrainedModel model = network(WINDOW, Lead.ALL)) {
      float[][][] background = {narrow(signal(WINDOW)), new float[12][WINDOW]};
      curve(
          "expected gradients",
          "draws",
          "draws",
          powers(20, 640, 2),
          n -> {
            ExpectedGradients explainer =
                new ExpectedGradients(
                    new NetworkGradientModel(model),
                    Lead.ALL,
                    background,
                    ExpectedGradients.Options.paper().withDraws(n));
            return () -> explainer.explain("x", background[0], 0, 3).get(0).output();
          });
    }
    curve(
        "scores of 8 recordings",
        "samples a lead",
        "network-samples",
        powers(1000, 16_000, 2),
        n -> scores(n, Lead.ALL));
    curve(
        "scores of 8 recordings",
        "leads",
        "leads",
        new int[] {1, 2, 3, 6, 12},
        n -> scores(WINDOW, Lead.ALL.subList(0, n)));
    curve(
        "Shapley values of leads from the game's values",
        "sets of leads",
        "lead-sets",
        powers(16, 4096, 2),
        n -> game(n));
    Files.writeString(folder.resolve("curves.csv"), csv);
    Files.delete(header);
    Files.delete(data.resolve("record.mat"));
    Files.delete(data);
    System.err.println("check " + check);
  }

  private interface Work {
    double run();
  }

  private void curve(String work, String by, String file, int[] sizes, IntFunction<Work> make)
      throws IOException {
    double[] seconds = new double[sizes.length];
    double[] megabytes = new double[sizes.length];
    make.apply(sizes[0]).run();
    for (int i = 0; i < sizes.length; i++) {
      Work one = make.apply(sizes[i]);
      check += one.run();
      double before = collected();
      double start = processorSeconds();
      int calls = 0;
      double passed = 0;
      while (calls == 0 || passed < LEAST_SECONDS) {
        check += one.run();
        calls++;
        passed = processorSeconds() - start;
      }
      seconds[i] = passed / calls;
      megabytes[i] = Math.max(0, peak() - before);
      csv.append(
          String.format(
              Locale.ROOT,
              "\"%s, by %s\",%d,%.4g,%.1f%n",
              work,
              by,
              sizes[i],
              seconds[i],
              megabytes[i]));
    }
    double[] x = Arrays.stream(sizes).mapToDouble(Math::log10).toArray();
    double[] y = Arrays.stream(seconds).map(Math::log10).toArray();
    double power = slope(x, y, sizes.length / 2);
    System.out.printf(
        Locale.ROOT,
        "| %s, by %s | %,d to %,d | **%.2f** | %.0f, %.0f | [%s](curves.d/%s.svg) |%n",
        work,
        by,
        sizes[0],
        sizes[sizes.length - 1],
        power,
        megabytes[0],
        megabytes[megabytes.length - 1],
        file,
        file);
    LineChart chart =
        LineChart.of(
                String.format(Locale.ROOT, "%s: power %.2f", work, power),
                "log10 of " + by,
                "log10 of seconds",
                List.of(new LineChart.Series("processor time", x, y, LineChart.Line.DOTS)))
            .withSize(80, 60);
    FigureFiles.writeAtomically(
        FigureFiles.svg(chart).getBytes(StandardCharsets.UTF_8), folder.resolve(file + ".svg"));
  }

  /** Of the line of least squares through the points from one on. */
  private static double slope(double[] x, double[] y, int from) {
    double meanX = Arrays.stream(x, from, x.length).average().orElseThrow();
    double meanY = Arrays.stream(y, from, y.length).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = from; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    return products / squares;
  }

  private static double stream(Path header, int records) {
    double sum = 0;
    for (int k = 0; k < records; k++) {
      sum += ExpertFeatures.of(WfdbReader.read(header))[5];
    }
    return sum;
  }

  private static Work features(int samples) {
    double[][] signal = signal(samples);
    return () -> ExpertFeatures.of("curve", signal)[5];
  }

  private static Work scores(int samples, List<Lead> leads) {
    TrainedModel model = network(samples, leads);
    float[][] one = Arrays.copyOf(narrow(signal(samples)), leads.size());
    float[][][] batch = new float[8][][];
    Arrays.fill(batch, one);
    return () -> model.logits(batch)[0][0];
  }

  private static Work game(int sets) {
    int players = Integer.numberOfTrailingZeros(sets);
    NumpyRandom random = new NumpyRandom(3);
    double[] values = new double[sets];
    Arrays.setAll(values, s -> random.nextDouble());
    LeadGame game = new LeadGame(Lead.ALL.subList(0, players), values);
    return () -> game.shapley()[0];
  }

  private static TrainedModel network(int samples, List<Lead> leads) {
    ResNet1d.Options options = ResNet1d.Options.paper().withWidth(8).withLeads(leads.size());
    return new TrainedModel(
        new ResNet1d(options, NumpyRandom.stream(1, "initialisation"), ComputeDevice.CPU),
        new NetworkInput(RATE_HZ, samples, leads),
        Map.of());
  }

  private static double[][] signal(int samples) {
    NumpyRandom random = new NumpyRandom(1);
    double[][] leads = new double[12][samples];
    for (double[] lead : leads) {
      for (int t = 0; t < samples; t++) {
        lead[t] = Math.rint(1000 * (Math.sin(0.07 * t) + random.normal(0, 0.05))) / 1000;
      }
    }
    return leads;
  }

  private static float[][] narrow(double[][] rows) {
    float[][] narrow = new float[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        narrow[i][j] = (float) rows[i][j];
      }
    }
    return narrow;
  }

  private static int[] powers(int first, int last, int factor) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = first; size <= last; size *= factor) {
      sizes.add(size);
    }
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** MB in the old generation after a collection, from which on the peak is taken. */
  private static double collected() {
    System.gc();
    old().resetPeakUsage();
    return old().getUsage().getUsed() / 1048576.0;
  }

  private static double peak() {
    return old().getPeakUsage().getUsed() / 1048576.0;
  }

  private static MemoryPoolMXBean old() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().startsWith("Tenured"))
        .findFirst()
        .orElseThrow();
  }

  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
