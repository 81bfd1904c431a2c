package org.ecgworkbench.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;

/**
 * Training as in the paper's code: mean binary cross-entropy on the logits, Adam with a constant rate (Kingma and Ba, arXiv:1412.6980, as
 * PyTorch computes it: betas 0.9 and 0.999, epsilon 1e-8 added to the corrected root), augmented recordings in a new random order each
 * epoch, the last batch kept though it is smaller; of all epochs the one is kept with the best mean F1 on the validation records, each
 * class at its own best threshold (the first such epoch where several are equal).
 *
 * <p>Everything random comes from the streams {@code initialisation}, {@code shuffling}, {@code augmentation} and {@code dropout} of
 * the seed. On a CPU the same seed gives weights equal to the bit, on every processor in the reproducible mode of {@link NetworkEngine},
 * also while other networks train in other threads of the same process, and also over an interruption if there is a checkpoint. A GPU
 * does not promise that.
 *
 * <p>Two networks side by side: one {@code Training} a Java thread, each with {@code options.withThreads(1)}, sharing one {@link
 * SignalCache}. An instance is for one run at a time.
 */
public final class Training {
  final EcgDataset dataset;
  final NetworkInput input;
  final ResNet1d.Options network;
  final Options options;
  SignalCache cache = SignalCache.ofMegabytes(256);
  Path checkpoint;
  double budgetSeconds = Double.POSITIVE_INFINITY;
  BiConsumer<List<Epoch>, Integer> listener = (history, keptEpoch) -> {};

  /**
   * How to train.
   *
   * @param learningRate Adam's rate, 1e-4 in the paper
   * @param batchSize records a step, 32 in the paper
   * @param epochs passes over the training records, 40 in the paper
   * @param seed seed of all streams
   * @param patience stop after so many epochs without a better validation F1; 0 for never, as in the paper
   * @param threads threads of the engine for one operation, 0 for its default; counts in the fast mode of {@link NetworkEngine}
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

    /** {@return the paper's: rate 1e-4, batch 32, 40 epochs, no early stop; seed 42, the engine's threads, the CPU} */
    public static Options paper() {
      return new Options(1e-4, 32, 40, 42, 0, 0, ComputeDevice.CPU);
    }

    /**
     * {@return these options with another rate}
     *
     * @param learningRate Adam's, positive and finite; constant over all epochs
     * @throws IllegalArgumentException if it is not
     */
    public Options withLearningRate(double learningRate) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options with another batch size}
     *
     * @param batchSize records a step, 1 or more; the last batch of an epoch may be smaller
     * @throws IllegalArgumentException if it is not positive
     */
    public Options withBatchSize(int batchSize) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options with another number of epochs}
     *
     * @param epochs passes over the training records, 1 or more; a checkpoint of fewer may be gone on from
     * @throws IllegalArgumentException if it is not positive
     */
    public Options withEpochs(int epochs) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options with another seed}
     *
     * @param seed of the streams of weights, order, augmentation and dropout, any number
     */
    public Options withSeed(long seed) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options with an early stop}
     *
     * @param patience epochs without a better validation F1 after which it ends; 0 for never
     * @throws IllegalArgumentException if it is negative
     */
    public Options withPatience(int patience) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options with another number of threads of the engine}
     *
     * @param threads for one operation; 0 for the default. Counts in the fast mode of {@link NetworkEngine}; in the other it is always 1
     * @throws IllegalArgumentException if it is negative
     */
    public Options withThreads(int threads) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
    }

    /**
     * {@return these options on another device}
     *
     * @param device a GPU that is not there is refused when the training begins
     */
    public Options withDevice(ComputeDevice device) {
      return new Options(learningRate, batchSize, epochs, seed, patience, threads, device);
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

    @Override
    public void close() {
      model.close();
    }

    /** {@return which epoch was kept of how many, how good it was on the validation records, and the network} */
    @Override
    public String toString() {
      Epoch kept = history.get(keptEpoch - 1);
      return String.format(
          Locale.ROOT,
          "epoch %d of %d kept: validation F1 %.3f, AUC %.3f; %s",
          keptEpoch,
          history.size(),
          kept.validationF1(),
          kept.validationAuc(),
          model);
    }
  }

  /**
   * A training of a network on records of a data set. Nothing is read and no memory is taken before {@link #run}.
   *
   * @param dataset where the records are read
   * @param input how recordings become the network's input
   * @param network the shape of the network
   * @param options how to train
   * @throws IllegalArgumentException if the network reads another number of leads than the input has
   */
  public Training(
      EcgDataset dataset, NetworkInput input, ResNet1d.Options network, Options options) {
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

  /**
   * Takes the signals from this cache, which other trainings may share; without it there is one of 256 MB of its own.
   *
   * @param shared takes up what is read, as far as it has room
   * @return this training, changed
   */
  public Training withCache(SignalCache shared) {
    this.cache = shared;
    return this;
  }

  /**
   * After every epoch writes everything a later run needs to go on to this file; if the file is there already, goes on from it. The result
   * is the same to the bit as without interruption. The file is left in place at the end.
   *
   * @param file the checkpoint of this training alone; one of another is refused by {@link #run}
   * @return this training, changed
   */
  public Training withCheckpoint(Path file) {
    this.checkpoint = file;
    return this;
  }

  /**
   * Stops with {@link BudgetOver} when this much time is over since the start of the run and an epoch has been completed in it: after the
   * batch at work. With a checkpoint the next run goes on, so the result does not depend on budgets.
   *
   * @param budget wall-clock time of one run, positive; none unless this is called
   * @return this training, changed
   * @throws IllegalArgumentException if the budget is not positive
   */
  public Training withBudget(Duration budget) {
    budgetSeconds = seconds(budget);
    return this;
  }

  /**
   * Tells after every epoch, in the training's thread, how it has gone so far; also once where a checkpoint is taken up.
   *
   * @param listener hears all epochs so far, an immutable list, and the number of the one that is kept as yet, from 1
   * @return this training, changed; an earlier listener is replaced
   */
  public Training withHistory(BiConsumer<List<Epoch>, Integer> listener) {
    this.listener = listener;
    return this;
  }

  private static double seconds(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("a time limit must be positive, found " + duration);
    }
    return duration.toMillis() / 1e3;
  }

  /**
   * The loss, or an output on a validation record, is no number any more: the steps were too large for the network.
   */
  public static final class Diverged extends ArithmeticException {
    private static final long serialVersionUID = 1;

    Diverged(String what, int epoch, double learningRate, List<Epoch> history) {
      super(
          "training diverged in epoch %d: %s, with learning rate %s; %s; a smaller learning rate may help"
              .formatted(
                  epoch,
                  what,
                  learningRate,
                  history.isEmpty()
                      ? "no epoch was complete"
                      : "the training loss of the epoch before was %.4g"
                          .formatted(history.get(history.size() - 1).trainingLoss())));
    }
  }

  /** The wall-clock budget is used up; the checkpoint holds the last complete epoch. */
  public static final class BudgetOver extends CancellationException {
    private static final long serialVersionUID = 1;

    BudgetOver(double seconds, int done, int epochs) {
      super(
          "the budget of %.0f s is used up after epoch %d of %d; called again, training goes on from there"
              .formatted(seconds, done, epochs));
    }
  }

  /**
   * A history as CSV, for a table or a picture of the curves; without the seconds, which differ from run to run.
   *
   * @param history the epochs in order
   * @param keptEpoch the epoch whose weights are kept, from 1; 0 for none yet
   * @return a header, then one line an epoch; an AUC that is not defined is an empty cell
   */
  public static String historyCsv(List<Epoch> history, int keptEpoch) {
    StringBuilder csv =
        new StringBuilder(
            "epoch,training_loss,validation_loss,validation_f1,validation_auc,kept\n");
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
          .append(e.epoch() == keptEpoch)
          .append('\n');
    }
    return csv.toString();
  }

  /**
   * Trains.
   *
   * @param trainingIds records to learn from, at least one
   * @param validationIds records that choose the epoch and the thresholds, at least one
   * @param progress told after every batch, in this thread
   * @return the network of the kept epoch, with what chose it; to be closed
   * @throws EcgDataException if a record cannot be read, or the checkpoint belongs to another run
   * @throws Diverged if the loss stops being a number; the last checkpoint stays
   * @throws CancellationException if the thread is interrupted, or {@link BudgetOver the budget is}, after the batch at work; the last
   *     checkpoint stays
   * @throws IllegalArgumentException if there are no records, or a GPU is asked for and the engine sees none
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
    try {
      return NetworkEngine.withThreads(
          options.threads(),
          () -> {
            try {
              return new TrainingLoop(this, trainingIds, validationIds, progress).run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Everything that must be equal for a checkpoint to be of this run; the number of epochs and the patience may grow. */
  String describeRun(List<String> trainingIds, List<String> validationIds) {
    return "%s data %s training %s validation %s rate %s batch %s seed %s"
        .formatted(
            new TreeMap<>(ModelFile.describe(network, input)),
            dataset.manifestSha256(),
            trainingIds,
            validationIds,
            options.learningRate(),
            options.batchSize(),
            options.seed());
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
}
