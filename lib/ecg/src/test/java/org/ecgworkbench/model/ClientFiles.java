package org.ecgworkbench.model;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.random.NumpyRandom;

/** What {@code lib/interop/clients} gives to the libraries of others. Arguments: the folder to fill, the folder of a trained network. */
final class ClientFiles {
  private static final int RECORDS = 300;
  private static final int CLASSES = 9;

  private ClientFiles() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    network(Path.of(arguments[1]), folder.resolve("network-shipped"));
    Path paper = folder.resolve("network-paper");
    ResNet1d net =
        new ResNet1d(
            ResNet1d.Options.paper(), NumpyRandom.stream(4, "initialisation"), ComputeDevice.CPU);
    try (TrainedModel model = new TrainedModel(net, NetworkInput.paper(), Map.of("seed", "4"))) {
      model.save(paper.resolve("saved"));
    }
    network(paper.resolve("saved"), paper);
    records(folder.resolve("records"));
    metrics(folder.resolve("metrics.json"));
  }

  /** Weights, ONNX and logits at three lengths. */
  private static void network(Path trained, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path weights = folder.resolve(TrainedModel.FILE_NAME);
    Files.copy(trained.resolve(TrainedModel.FILE_NAME), weights);
    ResNet1d.Options options;
    try (TrainedModel model = TrainedModel.load(trained)) {
      options = model.options();
      model.saveOnnx(folder.resolve("model.onnx"), Map.of());
    }
    for (int samples : new int[] {1000, 1500, 15000}) {
      NetworkInput input = new NetworkInput(500, samples, Lead.ALL);
      try (TrainedModel model =
          TrainedModel.loadWeights(weights, options, input, ComputeDevice.CPU)) {
        float[][] logits = model.logits(InteropTest.formula(2, samples));
        double[][] wide = new double[logits.length][logits[0].length];
        for (int i = 0; i < wide.length; i++) {
          for (int c = 0; c < wide[i].length; c++) {
            wide[i][c] = logits[i][c];
          }
        }
        write(folder.resolve("logits-" + samples + ".f8"), wide);
      }
    }
  }

  /** Records in the one form that is written, a sample missing in one, and what is read of them here. */
  private static void records(Path folder) throws IOException {
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(42, 3, ClassMix.BALANCED));
    for (int k = 0; k < 3; k++) {
      EcgRecord record = cohort.record(k).record();
      if (k == 2) {
        record.millivolts()[5][17] = Double.NaN;
      }
      WfdbWriter.write(folder, record);
      EcgRecord read = WfdbReader.read(folder.resolve(record.id() + ".hea"));
      write(folder.resolve(record.id() + ".f8"), read.millivolts());
    }
  }

  private static void metrics(Path file) throws IOException {
    NumpyRandom random = new NumpyRandom(5);
    boolean[][] labels = new boolean[RECORDS][CLASSES];
    double[][] scores = new double[RECORDS][CLASSES];
    for (int i = 0; i < RECORDS; i++) {
      for (int c = 0; c < CLASSES; c++) {
        labels[i][c] = random.nextDouble() < 0.1 + 0.05 * c;
        // In hundredths, so that there are ties.
        scores[i][c] =
            Math.rint(100 * (0.6 * random.nextDouble() + (labels[i][c] ? 0.4 : 0))) / 100;
      }
    }
    Predictions predictions =
        new Predictions(
            IntStream.range(0, RECORDS).mapToObj(i -> "R" + i).toList(),
            IntStream.range(0, CLASSES).mapToObj(c -> "C" + c).toList(),
            labels,
            scores);
    List<ClassMetrics> found =
        Performance.of(
                predictions,
                Thresholds.fixed(
                    predictions.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE))
            .classes();
    Map<String, Object> all = new HashMap<>();
    all.put("labels", labels);
    all.put("scores", scores);
    Map<String, Function<ClassMetrics, MetricValue>> metrics =
        Map.of(
            "PRECISION", ClassMetrics::precision,
            "RECALL", ClassMetrics::recall,
            "F1", ClassMetrics::f1,
            "AUC", ClassMetrics::auc,
            "AVERAGE_PRECISION", ClassMetrics::averagePrecision,
            "ACCURACY", ClassMetrics::accuracy);
    metrics.forEach(
        (name, metric) ->
            all.put(name, found.stream().mapToDouble(m -> metric.apply(m).value()).toArray()));
    Files.writeString(file, new Gson().toJson(all));
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
}
