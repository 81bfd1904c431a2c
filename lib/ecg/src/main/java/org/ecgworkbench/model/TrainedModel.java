package org.ecgworkbench.model;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.format.SafeTensors;

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

  private final ResNet1d network;
  private final NetworkInput input;
  private final Map<String, String> provenance;
  private final BatchNetwork computed;

  /**
   * Takes the network over; closing this closes it.
   *
   * @param network not to be trained any more
   * @param input how recordings become its input; as many leads as the network reads
   * @param provenance where the weights come from: data set, seed, epoch and whatever else a reader needs; copied
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
    computed = new BatchNetwork(network, input);
    this.provenance = Map.copyOf(provenance);
    network.trainedWeights().values().forEach(weight -> weight.setRequiresGradient(false));
  }

  /** The network itself. */
  ResNet1d network() {
    return network;
  }

  /** {@return what the network reads: rate, window and leads} */
  public NetworkInput input() {
    return input;
  }

  /** {@return the network's shape} */
  public ResNet1d.Options options() {
    return network.options();
  }

  /** {@return where the weights come from, texts by key; immutable} */
  public Map<String, String> provenance() {
    return provenance;
  }

  /**
   * Scores of records, sigmoid of the logits, read and computed batch by batch.
   *
   * @param dataset where the records are read
   * @param ids records of the data set, in any order; none gives predictions without a row
   * @return labels and scores in the order of the ids, classes in the order of {@link Diagnosis}; scores are single-precision numbers from
   *     0 to 1
   * @throws EcgDataException if a record is unknown or cannot be read, or a logit of it is not a number
   * @throws CancellationException if the thread is interrupted, after the batch
   */
  public Predictions predict(EcgDataset dataset, List<String> ids) {
    return predict(dataset, ids, SignalCache.ofMegabytes(0), 32);
  }

  /**
   * As {@link #predict(EcgDataset, List)}, with the signals of a cache and so many records a batch.
   *
   * @param dataset where the records are read that the cache does not have
   * @param ids records of the data set, in any order
   * @param cache takes up what is read, as far as it has room
   * @param batchSize records at a time, 1 or more; decides time and memory, the scores differ by rounding at most
   * @return labels and scores in the order of the ids
   * @throws EcgDataException if a record is unknown or cannot be read, or a logit of it is not a number
   * @throws CancellationException if the thread is interrupted, after the batch
   * @throws IllegalArgumentException if the batch size is not positive
   */
  public Predictions predict(
      EcgDataset dataset, List<String> ids, SignalCache cache, int batchSize) {
    if (batchSize <= 0) {
      throw new IllegalArgumentException("the batch size must be positive, found " + batchSize);
    }
    return LabelledScores.of(
        dataset,
        ids,
        Inference.logits(computed.forInference(), input, dataset, ids, cache, batchSize));
  }

  /**
   * The scores of one recording.
   *
   * @param record at any rate and of any length, see {@link NetworkInput}
   * @return {@code [class]} in the order of {@link Diagnosis}, 0 to 1; a new array
   * @throws EcgDataException if a sample is missing, or the network's output is no number
   */
  public double[] scores(EcgRecord record) {
    float[] logits = logits(new float[][][] {input.prepare(record).millivolts()})[0];
    for (float logit : logits) {
      Inference.requireFinite(record.id(), logit);
    }
    return scores(logits);
  }

  /**
   * {@return the scores that belong to logits, {@code [class]}, 0 to 1; a new array}
   *
   * @param logits {@code [class]}, of one record
   */
  public static double[] scores(float[] logits) {
    double[] scores = new double[logits.length];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = LabelledScores.score(logits[c]);
    }
    return scores;
  }

  /**
   * {@return a network with these weights, on the CPU; to be closed}
   *
   * @param weights as {@link #weights()} names them
   * @param options the shape of the network
   * @param input what it reads
   * @param provenance where the weights come from
   * @throws EcgDataException if a weight is missing, too many, not finite, or of another shape
   */
  public static TrainedModel of(
      Map<String, SafeTensors.Tensor> weights,
      ResNet1d.Options options,
      NetworkInput input,
      Map<String, String> provenance) {
    ResNet1d network = new ResNet1d(options, ComputeDevice.CPU, DataType.FLOAT32);
    try {
      network.setState(weights);
      return new TrainedModel(network, input, provenance);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** {@return a copy of the weights and of the state of the batch normalisations, by PyTorch's names} */
  public Map<String, SafeTensors.Tensor> weights() {
    return network.copyState();
  }

  /**
   * The logits of a batch.
   *
   * @param batch {@code [record][lead][sample]} in mV, of the shape of {@link #input}, at least one record; not changed
   * @return {@code [record][class]}, records as in the batch; a new array
   * @throws IllegalArgumentException if it is of another shape
   */
  public float[][] logits(float[][][] batch) {
    return computed.logits(batch);
  }

  /**
   * Logits of a batch and the gradients of chosen classes' logits with respect to every input sample, from one forward pass. Of a batch
   * that is zero before a sample, gradients are not wanted there: where the input is zero because it is padding, gradient times input is
   * zero whatever the gradient, and so is gradient times difference where both ends are padding. What the zeros fix in advance is then
   * not computed. Logits and the gradients from {@code firstSample} on are those from 0 on up to rounding; before it the result holds 0,
   * which is not the gradient there.
   *
   * @param firstSample all samples before it are zero in every lead and record; 0, for all gradients, to the window's length
   * @param batch {@code [record][lead][sample]} in mV, of the shape of {@link #input}, at least one record; not changed, each value
   *     rounded to single precision for the network
   * @param classes indices of the classes wanted, from 0 in the order of {@link Diagnosis}, named in any order; each costs a backward pass
   * @return logits of all classes, and gradients in the order of {@code classes}
   * @throws IllegalArgumentException if the shape is another, a class does not exist, or a sample before the first is not zero
   */
  public InputGradients inputGradientsFrom(int firstSample, double[][][] batch, int... classes) {
    return computed.inputGradients(firstSample, batch, classes);
  }

  /**
   * What {@link #inputGradientsFrom} returns: arrays made for its caller, which nothing else holds; not copied.
   *
   * @param logits {@code [record][class]}, all classes
   * @param gradients {@code [class asked for][record][lead][sample]}, per mV
   */
  public record InputGradients(float[][] logits, double[][][][] gradients) {
    /** {@return of how many records and classes} */
    @Override
    public String toString() {
      return "%d records: logits of %d classes, gradients of %d of them"
          .formatted(logits.length, logits[0].length, gradients.length);
    }
  }

  /**
   * Writes {@value #FILE_NAME} into a folder, under a temporary name first.
   *
   * @param directory made if it is not there; a file of that name in it is replaced
   * @throws IOException if it cannot be written; an old file then stays as it was
   */
  public void save(Path directory) throws IOException {
    ModelFile.write(directory.resolve(FILE_NAME), network, input, provenance);
  }

  /**
   * Reads what {@link #save} wrote, on the CPU.
   *
   * @param directory the folder, not the file in it
   * @return the network; to be closed
   * @throws EcgDataException if the file is not of that form or damaged; names the file and what is wrong
   * @throws IOException if it cannot be read
   */
  public static TrainedModel load(Path directory) throws IOException {
    return load(directory, ComputeDevice.CPU);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param directory the folder, not the file in it
   * @param device where the network is to compute
   * @return the network; to be closed
   * @throws EcgDataException if the file is not of that form or damaged; names the file and what is wrong
   * @throws IllegalArgumentException if a GPU is asked for and the engine sees none
   * @throws IOException if it cannot be read
   */
  public static TrainedModel load(Path directory, ComputeDevice device) throws IOException {
    return ModelFile.read(directory.resolve(FILE_NAME), device);
  }

  /**
   * Reads bare weights, as Python saves the authors' module with {@code safetensors.torch.save_file(model.state_dict(), file)}.
   *
   * @param file a safetensors file with single-precision weights under PyTorch's names
   * @param options the shape of the network, which such a file does not state
   * @param input how recordings become its input, likewise
   * @param device where the network is to compute
   * @return the network, its provenance the file's name; to be closed
   * @throws EcgDataException if a weight is missing, unknown, or of another shape than the options say; names file and weight
   * @throws IllegalArgumentException if options and input differ in the number of leads, or a GPU is asked for and the engine sees none
   * @throws IOException if the file cannot be read
   */
  public static TrainedModel loadWeights(
      Path file, ResNet1d.Options options, NetworkInput input, ComputeDevice device)
      throws IOException {
    return ModelFile.readWeights(file, options, input, device);
  }

  /**
   * Writes the network as an ONNX model, for runtimes without Java or PyTorch: input {@code millivolts [record][lead][sample]} as {@link
   * NetworkInput#prepare} makes it, outputs {@code logits} and {@code scores [record][class]}. Description of network and input,
   * provenance, and the texts given are in its metadata.
   *
   * @param file where to; replaced if it is there, its folder made if need be
   * @param metadata further texts by key; where the description has the same key, the text given here stands
   * @throws IOException if it cannot be written; an old file then stays as it was
   */
  public void saveOnnx(Path file, Map<String, String> metadata) throws IOException {
    ModelFile.writeOnnx(file, this, metadata);
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ResNet-34-1D, %d leads, width %d, %,d parameters, %d samples at %d Hz",
        options().leads(),
        options().width(),
        ResNet1d.parameterCount(options()),
        input.windowSamples(),
        input.samplingRateHz());
  }
}
