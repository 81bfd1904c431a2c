package org.ecgworkbench.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.dataset.Dataset;
import org.ecgworkbench.dataset.NumpyRandom;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * Training as in the paper's code: mean binary cross-entropy on the logits, {@link Adam} with a constant rate, augmented recordings in
 * a new random order each epoch, the last batch kept though it is smaller; of all epochs the one is kept with the best mean F1 on the
 * validation records, each class at its own best threshold (the first such epoch where several are equal).
 *
 * <p>Everything random comes from the streams {@code initialisation}, {@code shuffling}, {@code augmentation} and {@code dropout} of
 * the seed. On a CPU the same seed and number of threads give weights equal to the bit, also while other networks train in other
 * threads of the same process, and also over an interruption if there is a checkpoint. A GPU does not promise that.
 *
 * <p>Two networks side by side: one {@code Training} a Java thread, each with {@code options.withThreads(1)}, sharing one {@link
 * SignalCache}. An instance is for one run at a time.
 */
public final class Training {
  private static final String CHECKPOINT_FORMAT = "ecg-workbench-checkpoint-1";

  private final Dataset dataset;
  private final NetworkInput input;
  private final ResNet1d.Options network;
  private final Options options;
  private SignalCache cache = SignalCache.ofMegabytes(256);
  private Path checkpoint;
  private double limitSeconds = Double.POSITIVE_INFINITY;

  /**
   * How to train.
   *
   * @param learningRate Adam's rate, 1e-4 in the paper
   * @param batchSize records a step, 32 in the paper
   * @param epochs passes over the training records, 40 in the paper
   * @param seed seed of all streams
   * @param patience stop after so many epochs without a better validation F1; 0 for never, as in the paper
   * @param threads threads of the engine for one operation; 0 for its default
   * @param device where to compute
   */
  public record Options(
      double learningRate,
      int batchSize,
      int epochs,
      long seed,
      int patience,
      int threads,
      ComputeDevice device) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the rate, the batch size or the number of epochs is not positive, or another is negative
     */
    public Options {
      if (!(learningRate > 0) || learningRate == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("learning rate must be positive, found " + learningRate);
      }
      if (batchSize <= 0 || epochs <= 0 || patience < 0 || threads < 0) {
        throw new IllegalArgumentException(
            "batch size and epochs must be positive, patience and threads not negative, found %d, %d, %d, %d"
                .formatted(batchSize, epochs, patience, threads));
      }
    }

    /** The paper's: rate 1e-4, batch 32, 40 epochs, no early stop; seed 42, the engine's threads, the CPU. */
    public static Options paper() {
      return new Options(1e-4, 32, 40, 42, 0, 0, ComputeDevice.CPU);
    }

    /** With another rate. */
    public Options withLearningRate(double learningRate) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** With another batch size. */
    public Options withBatchSize(int batchSize) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** With another number of epochs. */
    public Options withEpochs(int epochs) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** With another seed. */
    public Options withSeed(long seed) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** With an early stop after so many epochs without a better validation F1; 0 for none. */
    public Options withPatience(int patience) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** With another number of threads of the engine; 0 for its default. */
    public Options withThreads(int threads) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /** On another device. */
    public Options withDevice(ComputeDevice device) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }
  }

  /**
   * Where a training stands; {@link #toString} is the line to show.
   *
   * @param epoch the epoch at work, from 1
   * @param epochs epochs in all
   * @param batch batches done in this epoch
   * @param batches batches in an epoch
   * @param loss mean training loss of this epoch so far
   * @param validationF1 mean validation F1 of the last epoch that is complete; NaN before
   * @param bestF1 the best so far; NaN before the first
   * @param recordsPerSecond training records a second in this run so far
   * @param secondsLeft estimate of the time to the last epoch; NaN before the first batch
   */
  public record Progress(
      int epoch,
      int epochs,
      int batch,
      int batches,
      double loss,
      double validationF1,
      double bestF1,
      double recordsPerSecond,
      double secondsLeft) {
    @Override
    public String toString() {
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "epoch %d/%d, batch %d/%d, loss %.4f",
              epoch,
              epochs,
              batch,
              batches,
              loss));
      if (!Double.isNaN(validationF1)) {
        line.append(
            String.format(Locale.ROOT, ", validation F1 %.3f (best %.3f)", validationF1, bestF1));
      }
      line.append(String.format(Locale.ROOT, ", %.0f records/s", recordsPerSecond));
      if (!Double.isNaN(secondsLeft)) {
        long seconds = Math.round(secondsLeft);
        line.append(
            seconds < 3600
                ? String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60)
                : String.format(
                    Locale.ROOT, ", %d h %02d min left", seconds / 3600, seconds / 60 % 60));
      }
      return line.toString();
    }
  }

  /**
   * One epoch of the history.
   *
   * @param epoch from 1
   * @param trainingLoss mean over the training records, dropout and augmentation on, while the weights move
   * @param validationLoss mean over the validation records
   * @param validationF1 mean over the classes, each at its best threshold
   * @param validationAuc mean over the classes that have positive and negative validation records; NaN if none has
   * @param seconds time of the epoch, validation included
   */
  public record Epoch(
      int epoch,
      double trainingLoss,
      double validationLoss,
      double validationF1,
      double validationAuc,
      double seconds) {}

  /**
   * What a training leaves. Closing it closes the model.
   *
   * @param model the weights of the kept epoch
   * @param keptEpoch from 1
   * @param thresholds those of the kept epoch, to be applied with {@code score >= threshold} as in the authors' code
   * @param validation the validation scores of the kept epoch
   * @param history every epoch
   */
  public record Result(
      TrainedModel model,
      int keptEpoch,
      Thresholds thresholds,
      Predictions validation,
      List<Epoch> history)
      implements AutoCloseable {
    /** Copies the history. */
    public Result {
      history = List.copyOf(history);
    }

    /** The history as CSV, one line an epoch, with a header. */
    public String historyCsv() {
      StringBuilder csv =
          new StringBuilder(
              "epoch,training_loss,validation_loss,validation_f1,validation_auc,seconds,kept\n");
      for (Epoch e : history) {
        csv.append(e.epoch())
            .append(',')
            .append(e.trainingLoss())
            .append(',')
            .append(e.validationLoss())
            .append(',')
            .append(e.validationF1())
            .append(',')
            .append(Double.isNaN(e.validationAuc()) ? "" : String.valueOf(e.validationAuc()))
            .append(',')
            .append(String.format(Locale.ROOT, "%.3f", e.seconds()))
            .append(',')
            .append(e.epoch() == keptEpoch)
            .append('\n');
      }
      return csv.toString();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * A training of a network on records of a data set.
   *
   * @throws IllegalArgumentException if the network reads another number of leads than the input has
   */
  public Training(Dataset dataset, NetworkInput input, ResNet1d.Options network, Options options) {
    if (network.leads() != input.leads().size()) {
      throw new IllegalArgumentException(
          "the network reads %d leads, the input has %d"
              .formatted(network.leads(), input.leads().size()));
    }
    this.dataset = dataset;
    this.input = input;
    this.network = network;
    this.options = options;
  }

  /** Takes the signals from this cache, which other trainings may share; without it there is one of 256 MB of its own. */
  public Training withCache(SignalCache shared) {
    this.cache = shared;
    return this;
  }

  /**
   * After every epoch writes everything a later run needs to go on to this file; if the file is there already, goes on from it. The
   * result is the same to the bit as without interruption. The file is left in place at the end.
   */
  public Training withCheckpoint(Path file) {
    this.checkpoint = file;
    return this;
  }

  /**
   * Ends after the first epoch that is over later than this after the start; the result then depends on the machine's speed.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  public Training withTimeLimit(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the time limit must be positive, found " + limit);
    }
    limitSeconds = limit.toMillis() / 1e3;
    return this;
  }

  /** What a run carries from epoch to epoch beside the weights. */
  private static final class State {
    NumpyRandom shuffling;
    NumpyRandom augmentation;
    NumpyRandom dropout;
    final List<Epoch> history = new ArrayList<>();
    int keptEpoch;
    double keptF1 = Double.NaN;
    Map<String, SafeTensors.Tensor> keptWeights;
    double[][] keptLogits;

    int patienceUsed() {
      return history.size() - keptEpoch;
    }
  }

  /**
   * Trains.
   *
   * @param trainingIds records to learn from
   * @param validationIds records that choose the epoch and the thresholds
   * @param progress told after every batch, in this thread
   * @throws EcgDataException if a record cannot be read, the loss stops being a number, or the checkpoint belongs to another run
   * @throws CancellationException if the thread is interrupted, after the batch at work; the last checkpoint stays
   * @throws IllegalArgumentException if there are no records
   * @throws IOException if a checkpoint cannot be written or read; the previous one stays
   */
  public Result run(
      List<String> trainingIds, List<String> validationIds, Consumer<Progress> progress)
      throws IOException {
    if (trainingIds.isEmpty() || validationIds.isEmpty()) {
      throw new IllegalArgumentException(
          "training needs records to learn from and to validate on, found %d and %d"
              .formatted(trainingIds.size(), validationIds.size()));
    }
    String run = checkpoint == null ? "" : describeRun(trainingIds, validationIds);
    SafeTensors saved = checkpoint != null && Files.exists(checkpoint) ? readCheckpoint(run) : null;
    try {
      return EngineThreads.with(
          options.threads(),
          () -> {
            try {
              return run(saved, run, trainingIds, validationIds, progress);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Result run(
      SafeTensors saved,
      String run,
      List<String> trainingIds,
      List<String> validationIds,
      Consumer<Progress> progress)
      throws IOException {
    boolean[][] trainingLabels = TrainedModel.labels(dataset, trainingIds);
    boolean[][] validationLabels = TrainedModel.labels(dataset, validationIds);
    try (ResNet1d net = network(saved);
        NDManager moments = net.manager().newSubManager()) {
      net.trainedWeights().values().forEach(weight -> weight.setRequiresGradient(true));
      Adam adam = new Adam(options.learningRate(), net.trainedWeights(), moments);
      State state = new State();
      state.shuffling = NumpyRandom.stream(options.seed(), "shuffling");
      state.augmentation = NumpyRandom.stream(options.seed(), "augmentation");
      state.dropout = NumpyRandom.stream(options.seed(), "dropout");
      if (saved != null) {
        resume(saved, adam, state, validationIds.size());
      }
      Clock clock = new Clock();
      while (state.history.size() < options.epochs()
          && (state.history.isEmpty() || clock.seconds() < limitSeconds)
          && (options.patience() == 0
              || state.history.isEmpty()
              || state.patienceUsed() < options.patience())) {
        epoch(
            net,
            adam,
            state,
            trainingIds,
            trainingLabels,
            validationIds,
            validationLabels,
            clock,
            progress);
        if (checkpoint != null) {
          save(run, net, adam, state);
        }
      }
      return result(state, trainingIds.size(), validationIds);
    }
  }

  private static final class Clock {
    final long start = System.nanoTime();
    long records;
    int epochs;

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void epoch(
      ResNet1d net,
      Adam adam,
      State state,
      List<String> trainingIds,
      boolean[][] trainingLabels,
      List<String> validationIds,
      boolean[][] validationLabels,
      Clock clock,
      Consumer<Progress> progress) {
    double started = clock.seconds();
    int n = trainingIds.size();
    int batches = (n + options.batchSize() - 1) / options.batchSize();
    int[] order = state.shuffling.permutation(n);
    List<String> shuffled = new ArrayList<>(n);
    for (int index : order) {
      shuffled.add(trainingIds.get(index));
    }
    int epoch = state.history.size() + 1;
    double lossSum = 0;
    int done = 0;
    try (Batches source =
        new Batches(dataset, shuffled, input, cache, options.batchSize(), state.augmentation)) {
      Batches.Batch batch;
      while ((batch = source.next()) != null) {
        boolean[][] labels = new boolean[batch.records()][];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = trainingLabels[order[batch.firstRecord() + i]];
        }
        double loss = step(net, adam, batch, labels, state.dropout);
        if (Double.isNaN(loss) || Double.isInfinite(loss)) {
          throw new EcgDataException(
              "training: the loss is %s in epoch %d, batch %d (records %s); %s"
                  .formatted(
                      loss,
                      epoch,
                      done + 1,
                      shuffled.subList(batch.firstRecord(), batch.firstRecord() + batch.records()),
                      "a smaller learning rate or a look at these records may help"));
        }
        source.release(batch);
        lossSum += loss * batch.records();
        done++;
        int seen = batch.firstRecord() + batch.records();
        clock.records += batch.records();
        progress.accept(progress(state, epoch, done, batches, lossSum / seen, clock, n));
        if (Thread.interrupted()) {
          throw new CancellationException(
              "training interrupted in epoch %d after batch %d of %d"
                  .formatted(epoch, done, batches));
        }
      }
    }
    double[][] logits =
        TrainedModel.logits(net, input, dataset, validationIds, cache, options.batchSize());
    Predictions validation = TrainedModel.predictions(dataset, validationIds, logits);
    double f1 = meanF1(thresholds(validation));
    state.history.add(
        new Epoch(
            epoch,
            lossSum / n,
            meanLoss(logits, validationLabels),
            f1,
            meanAuc(validation),
            clock.seconds() - started));
    clock.epochs++;
    if (Double.isNaN(state.keptF1) || f1 > state.keptF1) {
      state.keptF1 = f1;
      state.keptEpoch = epoch;
      state.keptWeights = net.copyState();
      state.keptLogits = logits;
    }
  }

  private Progress progress(
      State state, int epoch, int done, int batches, double loss, Clock clock, int n) {
    double seconds = clock.seconds();
    double epochsDone = clock.epochs + (double) done / batches;
    double left = seconds / epochsDone * (options.epochs() - epoch + 1 - (double) done / batches);
    return new Progress(
        epoch,
        options.epochs(),
        done,
        batches,
        loss,
        state.history.isEmpty()
            ? Double.NaN
            : state.history.get(state.history.size() - 1).validationF1(),
        state.keptF1,
        clock.records / seconds,
        left);
  }

  private double step(
      ResNet1d net, Adam adam, Batches.Batch batch, boolean[][] labels, NumpyRandom dropout) {
    return Gradients.on(
        () -> {
          try (NDManager scope = net.manager().newSubManager()) {
            PtNDArray x = TrainedModel.tensor(scope, batch.millivolts(), batch.records(), input);
            return backward(net, scope, x, labels, dropout, adam);
          }
        });
  }

  /**
   * One step: forward, loss, gradients, Adam. The loss and its gradient on the logits, (sigmoid - label) / number of values, are
   * computed here in double precision; the engine takes them from there.
   */
  static double backward(
      ResNet1d net,
      NDManager scope,
      PtNDArray x,
      boolean[][] labels,
      NumpyRandom dropout,
      Adam adam) {
    PtNDArray logits = net.forwardInTraining(x, dropout);
    double loss = backward(net, scope, logits, labels);
    if (!Double.isNaN(loss)) {
      adam.step();
    }
    return loss;
  }

  static double backward(ResNet1d net, NDManager scope, PtNDArray logits, boolean[][] labels) {
    boolean single = net.type() == DataType.FLOAT32;
    double[] z = single ? widened(logits.toFloatArray()) : logits.toDoubleArray();
    int classes = labels[0].length;
    double loss = 0;
    double[] gradient = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      double label = labels[i / classes][i % classes] ? 1 : 0;
      loss += loss(z[i], label);
      gradient[i] = (TrainedModel.sigmoid(z[i]) - label) / z.length;
    }
    loss /= z.length;
    if (!Double.isNaN(loss)) {
      Shape shape = logits.getShape();
      PtNDArray direction =
          (PtNDArray)
              (single ? scope.create(narrowed(gradient), shape) : scope.create(gradient, shape));
      JniUtils.backward(logits, direction, false, false);
    }
    return loss;
  }

  private static double loss(double logit, double label) {
    return Math.max(logit, 0) - logit * label + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }

  private static double meanLoss(double[][] logits, boolean[][] labels) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int c = 0; c < logits[i].length; c++) {
        sum += loss(logits[i][c], labels[i][c] ? 1 : 0);
        count++;
      }
    }
    return sum / count;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  private static Thresholds thresholds(Predictions validation) {
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

  private Result result(State state, int trainingRecords, List<String> validationIds) {
    Predictions validation = TrainedModel.predictions(dataset, validationIds, state.keptLogits);
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
    provenance.put("training.records", String.valueOf(trainingRecords));
    ResNet1d kept = new ResNet1d(network, options.device(), DataType.FLOAT32);
    kept.setState(state.keptWeights);
    return new Result(
        new TrainedModel(kept, input, provenance),
        state.keptEpoch,
        thresholds(validation),
        validation,
        state.history);
  }

  /** Everything that must be equal for a checkpoint to be of this run; the number of epochs and the patience may grow. */
  private String describeRun(List<String> trainingIds, List<String> validationIds) {
    return new TreeMap<>(TrainedModel.describe(network, input))
        + " data "
        + dataset.manifestSha256()
        + " training "
        + trainingIds
        + " validation "
        + validationIds
        + " rate "
        + options.learningRate()
        + " batch "
        + options.batchSize()
        + " seed "
        + options.seed();
  }

  private void save(String run, ResNet1d net, Adam adam, State state) throws IOException {
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    net.copyState().forEach((name, tensor) -> tensors.put("model." + name, tensor));
    adam.copyState().forEach((name, tensor) -> tensors.put("adam." + name, tensor));
    state.keptWeights.forEach((name, tensor) -> tensors.put("kept." + name, tensor));
    int classes = network.classes();
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
    double[] history = new double[6 * state.history.size()];
    for (int i = 0; i < state.history.size(); i++) {
      Epoch e = state.history.get(i);
      double[] row = {
        e.epoch(),
        e.trainingLoss(),
        e.validationLoss(),
        e.validationF1(),
        e.validationAuc(),
        e.seconds()
      };
      System.arraycopy(row, 0, history, 6 * i, 6);
    }
    tensors.put(
        "history", SafeTensors.Tensor.ofDoubles(new long[] {history.length / 6, 6}, history));
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("ecg.format", CHECKPOINT_FORMAT);
    metadata.put("run", run);
    metadata.put("adam.steps", String.valueOf(adam.steps()));
    metadata.put("kept.epoch", String.valueOf(state.keptEpoch));
    try {
      new SafeTensors(metadata, tensors).write(checkpoint);
    } catch (IOException e) {
      throw new IOException(
          "%s: the checkpoint of epoch %d could not be written: %s"
              .formatted(checkpoint, state.history.size(), e.getMessage()),
          e);
    }
  }

  private static void putStream(
      Map<String, SafeTensors.Tensor> tensors, String name, NumpyRandom stream) {
    long[] saved = stream.state();
    tensors.put("stream." + name, SafeTensors.Tensor.ofLongs(new long[] {saved.length}, saved));
  }

  private SafeTensors readCheckpoint(String run) throws IOException {
    SafeTensors read = SafeTensors.read(checkpoint);
    if (!CHECKPOINT_FORMAT.equals(read.metadata().get("ecg.format"))
        || !run.equals(read.metadata().get("run"))) {
      throw new EcgDataException(
          "%s: a checkpoint of another run (other data, records, network, seed, rate or batch size); %s"
              .formatted(checkpoint, "remove it or name another file"));
    }
    return read;
  }

  private ResNet1d network(SafeTensors saved) {
    if (saved == null) {
      return new ResNet1d(
          network, NumpyRandom.stream(options.seed(), "initialisation"), options.device());
    }
    ResNet1d net = new ResNet1d(network, options.device(), DataType.FLOAT32);
    net.setState(withPrefix(saved, "model."));
    return net;
  }

  private void resume(SafeTensors read, Adam adam, State state, int validationRecords) {
    try {
      adam.restore(Long.parseLong(read.metadata().get("adam.steps")), withPrefix(read, "adam."));
      state.keptWeights = withPrefix(read, "kept.");
      state.keptEpoch = Integer.parseInt(read.metadata().get("kept.epoch"));
      state.shuffling = NumpyRandom.restore(read.tensors().get("stream.shuffling").longs());
      state.augmentation = NumpyRandom.restore(read.tensors().get("stream.augmentation").longs());
      state.dropout = NumpyRandom.restore(read.tensors().get("stream.dropout").longs());
      double[] history = read.tensors().get("history").doubles();
      for (int i = 0; i < history.length; i += 6) {
        state.history.add(
            new Epoch(
                (int) history[i],
                history[i + 1],
                history[i + 2],
                history[i + 3],
                history[i + 4],
                history[i + 5]));
      }
      state.keptF1 = state.history.get(state.keptEpoch - 1).validationF1();
      double[] logits = read.tensors().get("kept_logits").doubles();
      state.keptLogits = new double[validationRecords][network.classes()];
      for (int i = 0; i < logits.length; i++) {
        state.keptLogits[i / network.classes()][i % network.classes()] = logits[i];
      }
    } catch (NullPointerException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new EcgDataException(
          "%s: the checkpoint is damaged: %s".formatted(checkpoint, e.getMessage()), e);
    }
  }

  private static Map<String, SafeTensors.Tensor> withPrefix(SafeTensors read, String prefix) {
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
