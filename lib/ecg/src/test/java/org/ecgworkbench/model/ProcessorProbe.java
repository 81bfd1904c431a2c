package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.BoostingOptions;
import org.ecgworkbench.baseline.GradientBoostingBaseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.MlpBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.SvmBaseline;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.random.NumpyRandom;

/**
 * One case of {@code environment/test processors}: work whose bytes are compared between processors. Prints a line a result, its SHA-256
 * last. Arguments: {@code train|explain WIDTH LEADS SAMPLES}, {@code learner NAME}, {@code epochs WIDTH RECORDS}, {@code check}, or {@code faults CASE}, which is
 * expected to print faults where the processor has them. With {@code -Dprobe.plant=true} one bit of each result is turned over.
 */
final class ProcessorProbe {
  private static final int FEATURES = 636;
  private static final int RECORDS = 100;
  private static final int CLASSES = 9;

  private ProcessorProbe() {}

  public static void main(String[] args) {
    switch (args[0]) {
      case "train" -> train(Integer.parseInt(args[1]), leads(args[2]), Integer.parseInt(args[3]));
      case "explain" ->
          explain(Integer.parseInt(args[1]), leads(args[2]), Integer.parseInt(args[3]));
      case "learner" -> learner(args[1]);
      case "epochs" -> epochs(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      case "check" -> check();
      case "faults" -> faults(args[1]);
      default -> throw new IllegalArgumentException("no case " + args[0]);
    }
  }

  private static List<Lead> leads(String count) {
    return Lead.ALL.subList(0, Integer.parseInt(count));
  }

  /** Three steps of Adam with dropout, the last of them on a batch of one record, as at the end of an epoch. */
  private static void train(int width, List<Lead> leads, int samples) {
    ResNet1d.Options options = options(width, leads);
    try (ResNet1d net = new ResNet1d(options, new NumpyRandom(1), ComputeDevice.CPU);
        NDManager moments = net.manager().newSubManager()) {
      net.trainedWeights().values().forEach(weight -> weight.setRequiresGradient(true));
      Adam adam = new Adam(3e-3, net.trainedWeights(), moments);
      NumpyRandom dropout = new NumpyRandom(2);
      Digest losses = new Digest();
      int first = 0;
      for (int records : new int[] {3, 2, 1}) {
        float[][][] batch = signals(first, records, leads.size(), samples);
        boolean[][] labels = labels(first, records);
        first += records;
        Gradients.on(
            () -> {
              try (NDManager scope = net.manager().newSubManager()) {
                var x =
                    Inference.tensor(
                        scope,
                        Rows.fill(ByteBuffer.allocateDirect(Rows.bytes(batch, 0)), batch, 0),
                        records,
                        leads.size(),
                        samples);
                losses.add(TrainingStep.on(net, scope, x, labels, dropout, adam));
              }
              return null;
            });
      }
      losses.print("losses");
      Digest weights = new Digest();
      net.copyState()
          .forEach(
              (name, tensor) -> {
                if (tensor.type().equals("F32")) {
                  weights.add(tensor.floats());
                }
              });
      weights.print("weights");
    }
  }

  /** Logits of several records and of each alone, and the gradients of nine classes. */
  private static void explain(int width, List<Lead> leads, int samples) {
    NetworkInput input = new NetworkInput(100, samples, leads);
    ResNet1d net = new ResNet1d(options(width, leads), new NumpyRandom(1), ComputeDevice.CPU);
    try (TrainedModel model = new TrainedModel(net, input, Map.of())) {
      float[][][] batch = signals(0, 2, leads.size(), samples);
      float[][] logits = model.logits(batch);
      Digest together = new Digest();
      Digest alone = new Digest();
      for (int i = 0; i < batch.length; i++) {
        together.add(logits[i]);
        alone.add(model.logits(new float[][][] {batch[i]})[0]);
      }
      together.print("logits");
      alone.print("logits of one record at a time");
      Digest gradients = new Digest();
      double[][][] first = {Matrices.widened(batch[0])};
      for (double[][][] ofClass :
          model.inputGradientsFrom(0, first, 0, 1, 2, 3, 4, 5, 6, 7, 8).gradients()) {
        for (double[][] record : ofClass) {
          for (float[] lead : Matrices.narrowed(record)) {
            gradients.add(lead);
          }
        }
      }
      gradients.print("gradients of nine classes");
    }
  }

  /** A training of three epochs on generated records, from their files to scores and metrics. */
  private static void epochs(int width, int records) {
    try {
      Path folder = Files.createTempDirectory("probe");
      try {
        new SyntheticCohort(SyntheticCohort.Options.defaults().withSize(records))
            .writeTo(folder, done -> {});
        EcgDataset data = Datasets.open(folder);
        List<String> ids = data.records().stream().map(RecordSummary::id).toList();
        List<String> validation = ids.subList(0, records / 4);
        Training.Options training = Training.Options.paper().withLearningRate(3e-3).withEpochs(3);
        try (Training.Result result =
            new Training(
                    data, new NetworkInput(100, 1000, Lead.ALL), options(width, Lead.ALL), training)
                .run(ids.subList(records / 4, records), validation, progress -> {})) {
          System.out.print(Training.historyCsv(result.history(), result.keptEpoch()));
          Predictions scores = result.model().predict(data, ids);
          System.out.println(Performance.of(scores, result.thresholds()));
          Digest digest = new Digest();
          for (int i = 0; i < ids.size(); i++) {
            for (int c = 0; c < CLASSES; c++) {
              digest.add(scores.score(i, c));
            }
          }
          digest.print("scores");
        }
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ResNet1d.Options options(int width, List<Lead> leads) {
    return ResNet1d.Options.paper().withWidth(width).withLeads(leads.size());
  }

  private static void learner(String name) {
    Baseline learner =
        switch (name) {
          case "logistic" -> new LogisticRegressionBaseline();
          case "forest" ->
              new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(30));
          case "boosting" -> new GradientBoostingBaseline(BoostingOptions.defaults().withTrees(20));
          case "svm" -> new SvmBaseline();
          case "mlp" -> new MlpBaseline(MlpBaseline.Options.defaults().withMaxEpochs(20));
          default -> throw new IllegalArgumentException("no learner " + name);
        };
    double[][] x = new double[RECORDS][FEATURES];
    for (int i = 0; i < RECORDS; i++) {
      for (int f = 0; f < FEATURES; f++) {
        x[i][f] = StrictMath.sin(0.7 * i + 0.013 * f * (i % 9 + 1)) + 0.01 * (i * f % 17);
      }
    }
    Digest scores = new Digest();
    for (double[] row : learner.fit(x, labels(0, RECORDS)).scores(x)) {
      for (double score : row) {
        scores.add(score);
      }
    }
    scores.print("scores");
  }

  /** Every convolution of every width and set of leads, as the networks are computed. */
  private static void check() {
    List<String> faults = new ArrayList<>();
    try (NDManager manager = NetworkEngine.engine().newBaseManager()) {
      for (int width : new int[] {4, 8, 16, 24, 32}) {
        for (int leads : new int[] {1, 2, 3, 4, 6, 8, 12}) {
          faults.addAll(
              EngineCheck.faults(
                  EngineCheck.of(
                      ResNet1d.stateShapes(options(width, leads(String.valueOf(leads))))),
                  EngineCheck.Form.CHANNELS_LAST,
                  manager));
        }
      }
    }
    print(faults);
  }

  /** What the engine was asked for before channels were filled up. */
  private static void faults(String name) {
    List<EngineCheck.Convolution> shapes =
        switch (name) {
          case "twelve" -> List.of(new EngineCheck.Convolution(12, 16, 7, 1));
          case "smoke" ->
              List.of(
                  new EngineCheck.Convolution(12, 4, 15, 2),
                  new EngineCheck.Convolution(4, 4, 7, 1),
                  new EngineCheck.Convolution(4, 8, 7, 2),
                  new EngineCheck.Convolution(4, 8, 1, 2));
          default -> throw new IllegalArgumentException("no shapes " + name);
        };
    try (NDManager manager = NetworkEngine.engine().newBaseManager()) {
      print(EngineCheck.faults(shapes, EngineCheck.Form.SAMPLES_LAST, manager));
    }
  }

  private static void print(List<String> faults) {
    faults.forEach(System.out::println);
    System.out.println(faults.isEmpty() ? "no fault" : faults.size() + " faults");
  }

  private static float[][][] signals(int first, int records, int leads, int samples) {
    float[][][] signals = new float[records][leads][samples];
    for (int r = 0; r < records; r++) {
      for (int lead = 0; lead < leads; lead++) {
        for (int s = 0; s < samples; s++) {
          signals[r][lead][s] =
              (float)
                  (0.5 * StrictMath.sin(0.02 * (lead + 1) * s + first + r)
                      + 0.2 * StrictMath.cos(0.31 * s - lead));
        }
      }
    }
    return signals;
  }

  private static boolean[][] labels(int first, int records) {
    boolean[][] labels = new boolean[records][CLASSES];
    for (int r = 0; r < records; r++) {
      for (int c = 0; c < CLASSES; c++) {
        labels[r][c] = (CLASSES * (first + r) + c) % 4 == 0;
      }
    }
    return labels;
  }

  /** SHA-256 of numbers as their bits. */
  private static final class Digest {
    private final MessageDigest digest;
    private int planted = Boolean.getBoolean("probe.plant") ? 1 : 0;

    Digest() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(double value) {
      digest.update(
          ByteBuffer.allocate(8).putLong(Double.doubleToRawLongBits(value) ^ planted).array());
      planted = 0;
    }

    void add(float[] values) {
      for (float value : values) {
        digest.update(
            ByteBuffer.allocate(4).putInt(Float.floatToRawIntBits(value) ^ planted).array());
        planted = 0;
      }
    }

    void print(String what) {
      System.out.println(what + " " + HexFormat.of().formatHex(digest.digest()));
    }
  }
}
