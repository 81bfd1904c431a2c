package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.random.RandomStream;

/** One run of a {@link Training}. */
final class TrainingLoop {
  private final Training training;
  private final EcgDataset dataset;
  private final NetworkInput input;
  private final Training.Options options;
  private final List<String> trainingIds;
  private final List<String> validationIds;
  private final Consumer<Training.Progress> progress;
  private final boolean[][] trainingLabels;
  private final Optional<Checkpoint> file;
  private final long start = System.nanoTime();
  private Checkpoint.State state;
  private long recordsSeen;
  private int epochsDone;

  TrainingLoop(
      Training training,
      List<String> trainingIds,
      List<String> validationIds,
      Consumer<Training.Progress> progress) {
    this.training = training;
    dataset = training.dataset;
    input = training.input;
    options = training.options;
    this.trainingIds = trainingIds;
    this.validationIds = validationIds;
    this.progress = progress;
    trainingLabels = LabelledScores.labels(dataset, trainingIds);
    file =
        Optional.ofNullable(training.checkpoint)
            .map(path -> new Checkpoint(path, training.describeRun(trainingIds, validationIds)));
  }

  Training.Result run() throws IOException {
    Optional<Checkpoint.Saved> saved = file.isPresent() ? file.get().read() : Optional.empty();
    try (ResNet1d net = network(saved);
        NDManager moments = net.manager().newSubManager()) {
      net.trainedWeights().values().forEach(weight -> weight.setRequiresGradient(true));
      Adam adam = new Adam(options.learningRate(), net.trainedWeights(), moments);
      state =
          saved.isPresent()
              ? saved.get().restore(net, adam, validationIds.size())
              : new Checkpoint.State(options.seed());
      saved = Optional.empty();
      if (!state.history.isEmpty()) {
        training.listener.accept(List.copyOf(state.history), state.keptEpoch);
      }
      while (goesOn()) {
        epoch(net, adam);
        if (file.isPresent()) {
          file.get().save(net, adam, state);
        }
        training.listener.accept(List.copyOf(state.history), state.keptEpoch);
      }
    }
    return result();
  }

  private boolean goesOn() {
    return state.history.isEmpty()
        || state.history.size() < options.epochs()
            && (options.patience() == 0 || state.patienceUsed() < options.patience());
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private ResNet1d network(Optional<Checkpoint.Saved> saved) {
    if (saved.isEmpty()) {
      return new ResNet1d(
          training.network, RandomStream.INITIALISATION.stream(options.seed()), options.device());
    }
    ResNet1d net = new ResNet1d(training.network, options.device(), DataType.FLOAT32);
    net.setState(saved.get().weights());
    return net;
  }

  private void epoch(ResNet1d net, Adam adam) {
    double started = seconds();
    int n = trainingIds.size();
    int batches = (n + options.batchSize() - 1) / options.batchSize();
    int[] order = state.shuffling.permutation(n);
    List<String> shuffled = Arrays.stream(order).mapToObj(trainingIds::get).toList();
    int epoch = state.history.size() + 1;
    double lossSum = 0;
    int done = 0;
    try (Batches source =
        new Batches(
            dataset, shuffled, input, training.cache, options.batchSize(), state.augmentation)) {
      Batches.Batch batch;
      while ((batch = source.next()) != null) {
        int first = batch.firstRecord();
        int seen = first + batch.records();
        boolean[][] labels =
            Arrays.stream(order, first, seen)
                .mapToObj(record -> trainingLabels[record])
                .toArray(boolean[][]::new);
        double loss =
            TrainingStep.on(net, adam, batch, input.windowSamples(), labels, state.dropout);
        if (Double.isNaN(loss) || Double.isInfinite(loss)) {
          throw new Training.Diverged(
              "the loss is %s in batch %d of %d".formatted(loss, done + 1, batches),
              epoch,
              options.learningRate(),
              state.history);
        }
        source.release(batch);
        lossSum += loss * batch.records();
        done++;
        recordsSeen += batch.records();
        progress.accept(progress(epoch, done, batches, lossSum / seen));
        stopIfAsked(epoch, done, batches);
      }
    }
    double[][] logits =
        Inference.anyLogits(
            Forward.of(net), input, dataset, validationIds, training.cache, options.batchSize());
    for (double[] ofRecord : logits) {
      for (double logit : ofRecord) {
        if (!Double.isFinite(logit)) {
          throw new Training.Diverged(
              "an output on the validation records is " + logit,
              epoch,
              options.learningRate(),
              state.history);
        }
      }
    }
    state.add(dataset, validationIds, lossSum / n, logits, seconds() - started, net);
    epochsDone++;
  }

  private void stopIfAsked(int epoch, int done, int batches) {
    if (Thread.interrupted()) {
      throw new CancellationException(
          "training interrupted in epoch %d after batch %d of %d".formatted(epoch, done, batches));
    }
    if (epochsDone > 0 && seconds() > training.budgetSeconds) {
      throw new Training.BudgetOver(training.budgetSeconds, epoch - 1, options.epochs());
    }
  }

  private Training.Progress progress(int epoch, int done, int batches, double loss) {
    double seconds = seconds();
    double share = (double) done / batches;
    double left = seconds / (epochsDone + share) * (options.epochs() - epoch + 1 - share);
    return new Training.Progress(
        epoch,
        options.epochs(),
        done,
        batches,
        loss,
        state.lastF1(),
        state.keptF1,
        recordsSeen / seconds,
        left);
  }

  private Training.Result result() {
    Predictions validation = LabelledScores.of(dataset, validationIds, state.keptLogits);
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("dataset", dataset.name());
    provenance.put("dataset.manifestSha256", dataset.manifestSha256());
    provenance.put("seed", String.valueOf(options.seed()));
    provenance.put("learningRate", String.valueOf(options.learningRate()));
    provenance.put("batchSize", String.valueOf(options.batchSize()));
    provenance.put("epochs", String.valueOf(state.history.size()));
    provenance.put("epoch.kept", String.valueOf(state.keptEpoch));
    provenance.put("validation.f1", String.valueOf(state.keptF1));
    provenance.put("validation.records", String.valueOf(validationIds.size()));
    provenance.put("training.records", String.valueOf(trainingIds.size()));
    ResNet1d kept = new ResNet1d(training.network, options.device(), DataType.FLOAT32);
    kept.setState(state.keptWeights);
    return new Training.Result(
        new TrainedModel(kept, input, provenance),
        state.keptEpoch,
        Checkpoint.State.thresholds(validation),
        validation,
        state.history);
  }
}
