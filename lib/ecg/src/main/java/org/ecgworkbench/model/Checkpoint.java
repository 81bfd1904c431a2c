package org.ecgworkbench.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.model.format.SafeTensors;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * A training after a whole epoch, on disk: weights, Adam's moments, the kept weights with their validation logits, the streams and the
 * history. It is written under a temporary name, forced to the disk and moved into place.
 */
final class Checkpoint {
  private static final String FORMAT = "ecg-workbench-checkpoint-2";
  private static final int COLUMNS = 6;

  private final Path file;
  private final String run;

  /**
   * A checkpoint file of one run.
   *
   * @param run everything that must be equal for a checkpoint to be of this run
   */
  Checkpoint(Path file, String run) {
    this.file = file;
    this.run = run;
  }

  /**
   * Writes.
   *
   * @throws IOException if that fails; names the file and the epoch. The checkpoint before stays.
   */
  void save(ResNet1d net, Adam adam, State state) throws IOException {
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    net.copyState().forEach((name, tensor) -> tensors.put("model." + name, tensor));
    adam.copyState().forEach((name, tensor) -> tensors.put("adam." + name, tensor));
    state.keptWeights.forEach((name, tensor) -> tensors.put("kept." + name, tensor));
    int classes = net.options().classes();
    double[] keptLogits = new double[state.keptLogits.length * classes];
    for (int i = 0; i < keptLogits.length; i++) {
      keptLogits[i] = state.keptLogits[i / classes][i % classes];
    }
    tensors.put(
        "kept_logits",
        SafeTensors.Tensor.ofDoubles(new long[] {state.keptLogits.length, classes}, keptLogits));
    putStream(tensors, "shuffling", state.shuffling);
    putStream(tensors, "augmentation", state.augmentation);
    putStream(tensors, "dropout", state.dropout);
    int epochs = state.history.size();
    double[] history = new double[COLUMNS * epochs];
    for (int i = 0; i < epochs; i++) {
      Training.Epoch e = state.history.get(i);
      double[] row = {
        e.epoch(),
        e.trainingLoss(),
        e.validationLoss(),
        e.validationF1(),
        e.validationAuc(),
        e.seconds()
      };
      System.arraycopy(row, 0, history, COLUMNS * i, COLUMNS);
    }
    tensors.put("history", SafeTensors.Tensor.ofDoubles(new long[] {epochs, COLUMNS}, history));
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("ecg.format", FORMAT);
    metadata.put("run", run);
    metadata.put("adam.steps", String.valueOf(adam.steps()));
    metadata.put("kept.epoch", String.valueOf(state.keptEpoch));
    try {
      new SafeTensors(metadata, tensors).write(file);
    } catch (IOException e) {
      throw new IOException(
          "%s: the checkpoint of epoch %d could not be written: %s"
              .formatted(file, epochs, e.getMessage()),
          e);
    }
  }

  private static void putStream(
      Map<String, SafeTensors.Tensor> tensors, String name, NumpyRandom stream) {
    long[] saved = stream.state();
    tensors.put("stream." + name, SafeTensors.Tensor.ofLongs(new long[] {saved.length}, saved));
  }

  /**
   * Reads, if the file is there.
   *
   * @throws EcgDataException if it is damaged or of another run; the file stays
   */
  Optional<Saved> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    SafeTensors read = SafeTensors.read(file);
    if (!FORMAT.equals(read.metadata().get("ecg.format"))
        || !run.equals(read.metadata().get("run"))) {
      throw new EcgDataException(
          "%s: a checkpoint of another run (other data, records, network, seed, rate or batch size); %s"
              .formatted(file, "remove it or name another file"));
    }
    return Optional.of(new Saved(file, read));
  }

  /** A checkpoint that was read. */
  record Saved(Path file, SafeTensors read) {

    /** Gives the network its weights and Adam its moments, and returns the rest. */
    State restore(ResNet1d net, Adam adam, int validationRecords) {
      try {
        adam.restore(Long.parseLong(read.metadata().get("adam.steps")), withPrefix("adam."));
        State state = new State(stream("shuffling"), stream("augmentation"), stream("dropout"));
        state.keptWeights = withPrefix("kept.");
        state.keptEpoch = Integer.parseInt(read.metadata().get("kept.epoch"));
        double[] history = read.tensors().get("history").doubles();
        for (int i = 0; i < history.length; i += COLUMNS) {
          state.history.add(
              new Training.Epoch(
                  (int) history[i],
                  history[i + 1],
                  history[i + 2],
                  history[i + 3],
                  history[i + 4],
                  history[i + 5]));
        }
        state.keptF1 = state.history.get(state.keptEpoch - 1).validationF1();
        double[] logits = read.tensors().get("kept_logits").doubles();
        int classes = net.options().classes();
        state.keptLogits = new double[validationRecords][classes];
        for (int i = 0; i < logits.length; i++) {
          state.keptLogits[i / classes][i % classes] = logits[i];
        }
        return state;
      } catch (NullPointerException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new EcgDataException(
            "%s: the checkpoint is damaged: %s".formatted(file, e.getMessage()), e);
      }
    }

    /** The weights to go on with. */
    Map<String, SafeTensors.Tensor> weights() {
      return withPrefix("model.");
    }

    private NumpyRandom stream(String name) {
      return NumpyRandom.restore(read.tensors().get("stream." + name).longs());
    }

    private Map<String, SafeTensors.Tensor> withPrefix(String prefix) {
      Map<String, SafeTensors.Tensor> found = new LinkedHashMap<>();
      read.tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(prefix)) {
                  found.put(name.substring(prefix.length()), tensor);
                }
              });
      return found;
    }
  }

  /** What a training carries from epoch to epoch beside the weights at work and Adam's moments. */
  static final class State {
    final NumpyRandom shuffling;
    final NumpyRandom augmentation;
    final NumpyRandom dropout;
    final List<Training.Epoch> history = new ArrayList<>();
    int keptEpoch;
    double keptF1 = Double.NaN;
    Map<String, SafeTensors.Tensor> keptWeights;
    double[][] keptLogits;

    /** Before the first epoch. */
    State(long seed) {
      this(
          RandomStream.SHUFFLING.stream(seed),
          RandomStream.AUGMENTATION.stream(seed),
          RandomStream.DROPOUT.stream(seed));
    }

    State(NumpyRandom shuffling, NumpyRandom augmentation, NumpyRandom dropout) {
      this.shuffling = shuffling;
      this.augmentation = augmentation;
      this.dropout = dropout;
    }

    /** Epochs since the kept one. */
    int patienceUsed() {
      return history.size() - keptEpoch;
    }

    double lastF1() {
      return history.isEmpty() ? Double.NaN : history.get(history.size() - 1).validationF1();
    }

    /** Takes an epoch that is over, and keeps its weights if its F1 is better than all before. */
    void add(
        EcgDataset dataset,
        List<String> validationIds,
        double trainingLoss,
        double[][] logits,
        double seconds,
        ResNet1d net) {
      Predictions validation = LabelledScores.of(dataset, validationIds, logits);
      double f1 = meanF1(thresholds(validation));
      int epoch = history.size() + 1;
      history.add(
          new Training.Epoch(
              epoch,
              trainingLoss,
              TrainingStep.meanLoss(logits, validation.labels()),
              f1,
              meanAuc(validation),
              seconds));
      if (Double.isNaN(keptF1) || f1 > keptF1) {
        keptF1 = f1;
        keptEpoch = epoch;
        keptWeights = net.copyState();
        keptLogits = logits;
      }
    }

    static Thresholds thresholds(Predictions validation) {
      return Thresholds.select(validation, Comparison.GREATER_OR_EQUAL, ScorePrecision.SINGLE);
    }

    private static double meanF1(Thresholds thresholds) {
      return thresholds.validationF1().stream()
          .mapToDouble(MetricValue::value)
          .average()
          .orElseThrow();
    }

    private static double meanAuc(Predictions validation) {
      double sum = 0;
      int defined = 0;
      for (int c = 0; c < validation.classes().size(); c++) {
        MetricValue auc =
            Ranking.auc(validation.labels(c), validation.scores(c), "the validation fold");
        if (auc.hasValue()) {
          sum += auc.value();
          defined++;
        }
      }
      return defined == 0 ? Double.NaN : sum / defined;
    }
  }
}
