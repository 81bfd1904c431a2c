import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonArray;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Sampling;
import org.ecgworkbench.shap.Weighting;

/** Expected gradients here and in Python, on the same network, records and background; see README.md beside it. */
public final class ShapBenchmark {
  private static final int BACKGROUND = 100;
  private static final int SEED = 42;
  private static final int REPLICATES = 12;
  private static final int LEAST_DRAWS = 30;
  private static final int MOST_DRAWS = 300;
  private static final int UNCOUNTED = 6;
  private static final int COUNTED = 5;
  private static final int BATCH_REPEATS = 10;

  // Small, so that few draws keep all cores busy.
  private static final int BATCH = 10;

  private record Task(TrainedModel model, List<float[][]> records, float[][][] background) {}

  private record Measured(double seconds, double processorSeconds, Explanation explanation) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[3]);
    int draws = Integer.parseInt(arguments[4]);
    try (TrainedModel model = TrainedModel.load(Path.of(arguments[1]))) {
      EcgDataset data = Datasets.open(Path.of(arguments[2]));
      List<String> ids = data.records().stream().map(RecordSummary::id).sorted().toList();
      int records = Integer.parseInt(arguments[5]);
      List<float[][]> explained = new ArrayList<>();
      // Records that are not in the background, evenly spread over the rest.
      for (int i = 0; i < records; i++) {
        explained.add(prepared(model, data, ids.get(BACKGROUND + i * (ids.size() - BACKGROUND) / records)));
      }
      float[][][] background = new float[BACKGROUND][][];
      for (int i = 0; i < BACKGROUND; i++) {
        background[i] = prepared(model, data, ids.get(i));
      }
      Task task = new Task(model, explained, background);
      if (arguments[0].equals("write")) {
        write(folder, Path.of(arguments[1]), task, draws);
      } else {
        compare(folder, task, draws);
      }
    }
  }

  private static float[][] prepared(TrainedModel model, EcgDataset data, String id) {
    return model.input().prepare(data.read(id)).millivolts();
  }

  private static void write(Path folder, Path run, Task task, int draws) throws Exception {
    Files.copy(run.resolve(TrainedModel.FILE_NAME), folder.resolve(TrainedModel.FILE_NAME));
    write(folder.resolve("records.f32"), task.records().toArray(float[][][]::new));
    write(folder.resolve("background.f32"), task.background());
    NetworkInput input = task.model().input();
    Files.writeString(
        folder.resolve("task.json"),
        new Gson()
            .toJson(
                Map.of(
                    "leads", input.leads().size(),
                    "samples", input.windowSamples(),
                    "classes", task.model().options().classes(),
                    "blocks", task.model().options().blocks(),
                    "draws", draws,
                    "seed", SEED)));
  }

  private static void write(Path file, float[][][] values) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * values.length * values[0].length * values[0][0].length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[][] record : values) {
      for (float[] lead : record) {
        for (float value : lead) {
          bytes.putFloat(value);
        }
      }
    }
    Files.write(file, bytes.array());
  }

  private static void compare(Path folder, Task task, int draws) throws Exception {
    JsonArray reference =
        JsonParser.parseString(Files.readString(folder.resolve("reference.json"))).getAsJsonArray();
    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("reference.f32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    int mostForLeads = 0;
    int mostForSamples = 0;
    for (int i = 0; i < task.records().size(); i++) {
      String line = compare(task, task.records().get(i), reference.get(i).getAsJsonObject(), expected, draws);
      lines.add(line);
      mostForLeads = Math.max(mostForLeads, Integer.parseInt(line.split(" ")[9]));
      mostForSamples = Math.max(mostForSamples, Integer.parseInt(line.split(" ")[11]));
    }
    lines.add(batch(task, mostForLeads) + " " + batch(task, mostForSamples));
    Files.write(
        folder.resolve("result.txt"),
        lines,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  /** On all cores, as PyTorch is. */
  private static ExpectedGradients explainer(
      Task task, Sampling sampling, Weighting weighting, int draws) {
    return new ExpectedGradients(
        new NetworkGradientModel(task.model()),
        task.model().input().leads(),
        task.background(),
        ExpectedGradients.Options.paper()
            .withDraws(draws)
            .withBatchSize(BATCH)
            .withSampling(sampling)
            .withWeighting(weighting)
            .withSeed(SEED),
        Runtime.getRuntime().availableProcessors());
  }

  private static String compare(
      Task task, float[][] x, JsonObject reference, ByteBuffer expected, int draws) {
    int top = reference.get("class").getAsInt();
    double sumError = reference.get("sumError").getAsDouble();
    double sampleError = reference.get("sampleError").getAsDouble();
    double leadError = reference.get("leadError").getAsDouble();
    double cpu = reference.get("processorSeconds").getAsDouble();

    // The same draws give the same attributions.
    ExpectedGradients paper = explainer(task, Sampling.PAPER, Weighting.EQUAL, draws);
    Measured same =
        measured(() -> paper.explain("x", x, 0, new NumpyRandom(SEED), top).get(0));
    double difference = 0;
    double largest = 0;
    for (float[] lead : same.explanation().attributions()) {
      for (float value : lead) {
        float other = expected.getFloat();
        difference = Math.max(difference, Math.abs(value - other));
        largest = Math.max(largest, Math.abs(other));
      }
    }

    // Equal standard error of the sum, the adaptive rule; with calibrated draws it would be 0.
    ExpectedGradients rounds = explainer(task, Sampling.STRATIFIED, Weighting.EQUAL, 20);
    ExpectedGradients adaptive =
        rounds.until(new ExpectedGradients.Precision(sumError, 20 * draws));
    Measured sum = measured(() -> adaptive.explain("x", x, 0, top).get(0));

    // Equal root mean square error of samples and of leads: the spread between estimates of different seeds.
    int forSamples = drawsFor(task, x, top, sampleError, false);
    int forLeads = drawsFor(task, x, top, leadError, true);
    Map<Integer, Measured> timed = new LinkedHashMap<>();
    for (int n : new int[] {forSamples, forLeads}) {
      ExpectedGradients fixed = explainer(task, Sampling.STRATIFIED, Weighting.CALIBRATED, n);
      timed.computeIfAbsent(n, k -> measured(() -> fixed.explain("x", x, 0, top).get(0)));
    }
    return String.format(
        Locale.ROOT,
        "%d %.3f %.3f %.2e %.2e %.4f %.4f %d %.4f %d %.4f %d %.4f %.3e %.3e %.4f %.4f %.4f",
        top,
        reference.get("seconds").getAsDouble(),
        cpu,
        difference,
        largest,
        same.processorSeconds(),
        sumError,
        sum.explanation().draws(),
        sum.processorSeconds(),
        forLeads,
        timed.get(forLeads).processorSeconds(),
        forSamples,
        timed.get(forSamples).processorSeconds(),
        leadError,
        sampleError,
        same.seconds(),
        timed.get(forLeads).seconds(),
        timed.get(forSamples).seconds());
  }

  /** The fewest tens of calibrated, stratified draws whose estimates spread no more than the error asked for. */
  private static int drawsFor(Task task, float[][] x, int top, double error, boolean ofLeads) {
    int low = LEAST_DRAWS / 10;
    int high = MOST_DRAWS / 10;
    // The spread shrinks with the draws: by halving.
    while (low < high) {
      int middle = (low + high) / 2;
      if (spread(task, x, top, 10 * middle, ofLeads) <= error) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 10 * low;
  }

  private static double spread(Task task, float[][] x, int top, int draws, boolean ofLeads) {
    int samples = x[0].length;
    int columns = ofLeads ? 1 : samples;
    double[][] sum = new double[x.length][columns];
    double[][] squares = new double[x.length][columns];
    ExpectedGradients explainer = explainer(task, Sampling.STRATIFIED, Weighting.CALIBRATED, draws);
    for (int seed = 0; seed < REPLICATES; seed++) {
      Explanation found =
          explainer.explain("x", x, 0, NumpyRandom.stream(seed, "replicate"), top).get(0);
      double[] leadSums = found.leadSums();
      for (int lead = 0; lead < x.length; lead++) {
        for (int s = 0; s < columns; s++) {
          double value = ofLeads ? leadSums[lead] : found.attributions()[lead][s];
          sum[lead][s] += value;
          squares[lead][s] += value * value;
        }
      }
    }
    double variance = 0;
    for (int lead = 0; lead < x.length; lead++) {
      for (int s = 0; s < columns; s++) {
        double mean = sum[lead][s] / REPLICATES;
        variance += (squares[lead][s] / REPLICATES - mean * mean) * REPLICATES / (REPLICATES - 1);
      }
    }
    return Math.sqrt(variance / x.length / columns);
  }

  /** Seconds a record by the clock, all cores at work on a batch of records, with draws that are enough for each of them. */
  private static String batch(Task task, int draws) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < BATCH_REPEATS * task.records().size(); i++) {
      names.add(Integer.toString(i));
    }
    ExpectedGradients explainer = explainer(task, Sampling.STRATIFIED, Weighting.CALIBRATED, draws);
    int cores = Runtime.getRuntime().availableProcessors();
    long start = System.nanoTime();
    explainer.explainTop(
        names,
        name ->
            new NetworkInput.Prepared(
                name, task.records().get(Integer.parseInt(name) % task.records().size()), 0),
        cores,
        found -> {});
    return String.format(
        Locale.ROOT, "%d %.4f", draws, (System.nanoTime() - start) / 1e9 / names.size());
  }

  private interface Work {
    Explanation run();
  }

  /** The mean of several runs after several that are not counted, since the first ones compile. */
  private static Measured measured(Work work) {
    Explanation explanation = null;
    for (int i = 0; i < UNCOUNTED; i++) {
      explanation = work.run();
    }
    double clock = System.nanoTime();
    double processor = processorNanos();
    for (int i = 0; i < COUNTED; i++) {
      work.run();
    }
    return new Measured(
        (System.nanoTime() - clock) / 1e9 / COUNTED,
        (processorNanos() - processor) / 1e9 / COUNTED,
        explanation);
  }

  /** All threads of the process, those of the engine, the compiler and the collector too. */
  private static double processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
