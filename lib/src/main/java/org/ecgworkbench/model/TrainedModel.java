package org.ecgworkbench.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.Dataset;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;

/**
 * A network whose weights are fixed, with the input it reads. It holds native memory until it is closed. Several threads may use it at
 * the same time.
 *
 * <p>On disk it is one file, {@value #FILE_NAME}, in the safetensors format with the names of PyTorch's {@code state_dict}; network,
 * input and provenance are texts in the file's metadata. In Python: {@code
 * model.load_state_dict(safetensors.torch.load_file("model.safetensors"))}. Weights that Python saved from the authors' module are
 * read by {@link #loadWeights}.
 */
public final class TrainedModel implements AutoCloseable {
  /** The name of the file that {@link #save} writes. */
  public static final String FILE_NAME = "model.safetensors";

  private static final String FORMAT = "ecg-workbench-model-1";

  private final ResNet1d network;
  private final NetworkInput input;
  private final Map<String, String> provenance;

  /**
   * Takes the network over; closing this closes it.
   *
   * @param provenance where the weights come from: data set, seed, epoch and whatever else a reader needs
   * @throws IllegalArgumentException if the network does not read as many leads as the input has
   */
  public TrainedModel(ResNet1d network, NetworkInput input, Map<String, String> provenance) {
    if (network.options().leads() != input.leads().size()) {
      throw new IllegalArgumentException(
          "the network reads %d leads, the input has %d"
              .formatted(network.options().leads(), input.leads().size()));
    }
    this.network = network;
    this.input = input;
    this.provenance = Map.copyOf(provenance);
    network.trainedWeights().values().forEach(weight -> weight.setRequiresGradient(false));
  }

  /** The network itself. */
  ResNet1d network() {
    return network;
  }

  /** What the network reads. */
  public NetworkInput input() {
    return input;
  }

  /** The network's shape. */
  public ResNet1d.Options options() {
    return network.options();
  }

  /** Where the weights come from. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /**
   * Scores of records, sigmoid of the logits, read and computed batch by batch.
   *
   * @throws EcgDataException if a record is unknown or cannot be read
   * @throws CancellationException if the thread is interrupted, after the batch
   */
  public Predictions predict(Dataset dataset, List<String> ids) {
    return predict(dataset, ids, SignalCache.ofMegabytes(0), 32);
  }

  /** As {@link #predict(Dataset, List)}, with the signals of a cache and so many records a batch. */
  public Predictions predict(Dataset dataset, List<String> ids, SignalCache cache, int batchSize) {
    return predictions(dataset, ids, logits(network, input, dataset, ids, cache, batchSize));
  }

  /**
   * The scores of one recording, {@code [class]} in the order of {@link Diagnosis}.
   *
   * @throws EcgDataException if a sample is missing
   */
  public double[] scores(EcgRecord record) {
    float[] logits = logits(new float[][][] {input.prepare(record).millivolts()})[0];
    double[] scores = new double[logits.length];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = score(logits[c]);
    }
    return scores;
  }

  static Predictions predictions(Dataset dataset, List<String> ids, double[][] logits) {
    double[][] scores = new double[logits.length][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Arrays.stream(logits[i]).map(TrainedModel::score).toArray();
    }
    return new Predictions(
        ids, Diagnosis.ALL.stream().map(Diagnosis::name).toList(), labels(dataset, ids), scores);
  }

  /** A score is a number of single precision, as in the authors' code. */
  private static double score(double logit) {
    return (float) sigmoid(logit);
  }

  static double sigmoid(double logit) {
    return 1.0 / (1.0 + StrictMath.exp(-logit));
  }

  static boolean[][] labels(Dataset dataset, List<String> ids) {
    Map<String, RecordSummary> byId = new HashMap<>();
    dataset.records().forEach(r -> byId.put(r.id(), r));
    boolean[][] labels = new boolean[ids.size()][];
    for (int i = 0; i < labels.length; i++) {
      RecordSummary summary = byId.get(ids.get(i));
      if (summary == null) {
        throw new EcgDataException(
            "record %s is not in the data set %s".formatted(ids.get(i), dataset.name()));
      }
      labels[i] = summary.labels();
    }
    return labels;
  }

  static double[][] logits(
      ResNet1d network,
      NetworkInput input,
      Dataset dataset,
      List<String> ids,
      SignalCache cache,
      int batchSize) {
    double[][] logits = new double[ids.size()][];
    if (ids.isEmpty()) {
      return logits;
    }
    try (Batches batches = new Batches(dataset, ids, input, cache, batchSize, null)) {
      Batches.Batch batch;
      while ((batch = batches.next()) != null) {
        float[] flat = logits(network, batch.millivolts(), batch.records(), input);
        int classes = flat.length / batch.records();
        for (int i = 0; i < batch.records(); i++) {
          logits[batch.firstRecord() + i] = new double[classes];
          for (int c = 0; c < classes; c++) {
            double logit = flat[i * classes + c];
            if (Double.isNaN(logit)) {
              throw new EcgDataException(
                  "record %s: the network's output is NaN"
                      .formatted(ids.get(batch.firstRecord() + i)));
            }
            logits[batch.firstRecord() + i][c] = logit;
          }
        }
        batches.release(batch);
        if (Thread.interrupted()) {
          throw new CancellationException("interrupted after a batch of predictions");
        }
      }
    }
    return logits;
  }

  private static float[] logits(
      ResNet1d network, ByteBuffer millivolts, int records, NetworkInput input) {
    return Gradients.off(
        () -> {
          try (NDManager scope = network.manager().newSubManager()) {
            return network.forward(tensor(scope, millivolts, records, input)).toFloatArray();
          }
        });
  }

  /** A tensor over the buffer's memory on a CPU, a copy on a GPU. */
  static PtNDArray tensor(NDManager scope, ByteBuffer millivolts, int records, NetworkInput input) {
    Shape shape = new Shape(records, input.leads().size(), input.windowSamples());
    return (PtNDArray) scope.create(millivolts, shape, DataType.FLOAT32);
  }

  /**
   * The logits of a batch, {@code [record][class]}.
   *
   * @param batch {@code [record][lead][sample]} in mV, of the shape of {@link #input}
   * @throws IllegalArgumentException if it is of another shape
   */
  public float[][] logits(float[][][] batch) {
    ByteBuffer buffer = buffer(batch);
    return rows(logits(network, buffer, batch.length, input), batch.length);
  }

  /**
   * Logits of a batch and the gradients of chosen classes' logits with respect to every input sample, from one forward pass.
   *
   * @param batch {@code [record][lead][sample]} in mV, of the shape of {@link #input}
   * @param classes indices of the classes wanted
   * @throws IllegalArgumentException if the shape is another or a class does not exist
   */
  public InputGradients inputGradients(float[][][] batch, int... classes) {
    for (int c : classes) {
      if (c < 0 || c >= options().classes()) {
        throw new IllegalArgumentException(
            "class must be 0 to %d, found %d".formatted(options().classes() - 1, c));
      }
    }
    ByteBuffer buffer = buffer(batch);
    int n = batch.length;
    return Gradients.on(
        () -> {
          try (NDManager scope = network.manager().newSubManager()) {
            PtNDArray x = tensor(scope, buffer, n, input);
            x.setRequiresGradient(true);
            PtNDArray logits = network.forward(x);
            float[][][][] gradients = new float[classes.length][][][];
            for (int k = 0; k < classes.length; k++) {
              float[] seed = new float[n * options().classes()];
              for (int i = 0; i < n; i++) {
                seed[i * options().classes() + classes[k]] = 1f;
              }
              PtNDArray direction = (PtNDArray) scope.create(seed, logits.getShape());
              JniUtils.backward(logits, direction, k < classes.length - 1, false);
              try (NDArray gradient = x.getGradient()) {
                gradients[k] = cubes(gradient.toByteBuffer().asFloatBuffer(), n);
                // The engine adds the next class's gradient to this one.
                gradient.muli(0);
              }
            }
            return new InputGradients(rows(logits.toFloatArray(), n), gradients);
          }
        });
  }

  /**
   * What {@link #inputGradients} returns.
   *
   * @param logits {@code [record][class]}, all classes
   * @param gradients {@code [class asked for][record][lead][sample]}, per mV
   */
  public record InputGradients(float[][] logits, float[][][][] gradients) {}

  private float[][][] cubes(FloatBuffer values, int n) {
    float[][][] cubes = new float[n][input.leads().size()][input.windowSamples()];
    for (float[][] record : cubes) {
      for (float[] lead : record) {
        values.get(lead);
      }
    }
    return cubes;
  }

  private static float[][] rows(float[] flat, int n) {
    float[][] rows = new float[n][];
    int width = n == 0 ? 0 : flat.length / n;
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  private ByteBuffer buffer(float[][][] batch) {
    int leads = input.leads().size();
    int samples = input.windowSamples();
    if (batch.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one record");
    }
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.toIntExact(4L * batch.length * leads * samples))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    for (float[][] record : batch) {
      if (record.length != leads) {
        throw new IllegalArgumentException(
            "expected %d leads, found %d".formatted(leads, record.length));
      }
      for (float[] lead : record) {
        if (lead.length != samples) {
          throw new IllegalArgumentException(
              "expected %d samples, found %d".formatted(samples, lead.length));
        }
        floats.put(lead);
      }
    }
    return buffer;
  }

  /** Writes {@value #FILE_NAME} into a folder, under a temporary name first; an existing one is replaced. */
  public void save(Path directory) throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    provenance.forEach((key, value) -> metadata.put("provenance." + key, value));
    metadata.putAll(describe(options(), input));
    metadata.put("format", "pt");
    metadata.put("ecg.format", FORMAT);
    new SafeTensors(metadata, network.copyState()).write(directory.resolve(FILE_NAME));
  }

  static Map<String, String> describe(ResNet1d.Options options, NetworkInput input) {
    return Map.of(
        "network.leads", String.valueOf(options.leads()),
        "network.classes", String.valueOf(options.classes()),
        "network.width", String.valueOf(options.width()),
        "network.dropout", String.valueOf(options.dropout()),
        "network.blocks",
            options.blocks().stream().map(String::valueOf).collect(Collectors.joining(",")),
        "input.samplingRateHz", String.valueOf(input.samplingRateHz()),
        "input.windowSamples", String.valueOf(input.windowSamples()),
        "input.leads", input.leads().stream().map(Lead::label).collect(Collectors.joining(",")));
  }

  /** Reads what {@link #save} wrote, on the CPU. */
  public static TrainedModel load(Path directory) throws IOException {
    return load(directory, ComputeDevice.CPU);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws EcgDataException if the file is not of that form or damaged; names the file and what is wrong
   * @throws IOException if it cannot be read
   */
  public static TrainedModel load(Path directory, ComputeDevice device) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    SafeTensors read = SafeTensors.read(file);
    Map<String, String> metadata = read.metadata();
    if (!FORMAT.equals(metadata.get("ecg.format"))) {
      throw new EcgDataException(
          "%s: expected ecg.format %s in the metadata, found %s"
              .formatted(file, FORMAT, metadata.get("ecg.format")));
    }
    ResNet1d.Options options;
    NetworkInput input;
    try {
      options =
          new ResNet1d.Options(
              Integer.parseInt(metadata.get("network.leads")),
              Integer.parseInt(metadata.get("network.classes")),
              Integer.parseInt(metadata.get("network.width")),
              Double.parseDouble(metadata.get("network.dropout")),
              Arrays.stream(metadata.get("network.blocks").split(","))
                  .map(Integer::valueOf)
                  .toList());
      input =
          new NetworkInput(
              Integer.parseInt(metadata.get("input.samplingRateHz")),
              Integer.parseInt(metadata.get("input.windowSamples")),
              Lead.parseList(metadata.get("input.leads")));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new EcgDataException(
          "%s: the metadata do not describe a network: %s".formatted(file, e.getMessage()), e);
    }
    Map<String, String> provenance = new TreeMap<>();
    metadata.forEach(
        (key, value) -> {
          if (key.startsWith("provenance.")) {
            provenance.put(key.substring("provenance.".length()), value);
          }
        });
    return of(file, read.tensors(), options, input, device, provenance);
  }

  /**
   * Reads bare weights, as Python saves the authors' module with {@code safetensors.torch.save_file(model.state_dict(), file)}.
   *
   * @param file a safetensors file with single-precision weights under PyTorch's names
   * @throws EcgDataException if a weight is missing, unknown, or of another shape than the options say; names file and weight
   */
  public static TrainedModel loadWeights(
      Path file, ResNet1d.Options options, NetworkInput input, ComputeDevice device)
      throws IOException {
    return of(
        file,
        SafeTensors.read(file).tensors(),
        options,
        input,
        device,
        Map.of("weights", file.getFileName().toString()));
  }

  private static TrainedModel of(
      Path file,
      Map<String, SafeTensors.Tensor> state,
      ResNet1d.Options options,
      NetworkInput input,
      ComputeDevice device,
      Map<String, String> provenance) {
    ResNet1d network = new ResNet1d(options, device, DataType.FLOAT32);
    try {
      network.setState(state);
      return new TrainedModel(network, input, provenance);
    } catch (EcgDataException e) {
      network.close();
      throw new EcgDataException(file + ": " + e.getMessage(), e);
    }
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return "ResNet-34-1D, %d leads, width %d, %,d parameters, %d samples at %d Hz"
        .formatted(
            options().leads(),
            options().width(),
            ResNet1d.parameterCount(options()),
            input.windowSamples(),
            input.samplingRateHz());
  }
}
