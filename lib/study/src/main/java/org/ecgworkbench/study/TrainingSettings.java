package org.ecgworkbench.study;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.Training;

/**
 * What a user asks of a training beyond the profile. Whatever changes the weights is part of a run's key, so a training with other
 * settings is another run; budget, {@code resume} and {@code keep} are not, because
 * they change only when the work is done.
 *
 * @param epochs passes over the training records; empty for the profile's
 * @param learningRate Adam's rate; empty for the profile's
 * @param batchSize records a step; empty for the profile's
 * @param patience stop after so many epochs without a better validation F1; empty or 0 for never, as in the paper
 * @param budget wall-clock time of this call; when it is used up and an epoch is done, training stops and can be taken up again
 * @param device where to compute
 * @param resume refuse to begin anew where there is no checkpoint to go on from
 * @param keep leave the last epoch's state in the finished run, so that a training of more epochs goes on from it
 */
public record TrainingSettings(
    OptionalInt epochs,
    OptionalDouble learningRate,
    OptionalInt batchSize,
    OptionalInt patience,
    Optional<Duration> budget,
    ComputeDevice device,
    boolean resume,
    boolean keep) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is not positive or the patience is negative
   */
  public TrainingSettings {
    require(epochs.isEmpty() || epochs.getAsInt() > 0, "epochs must be positive", epochs);
    require(
        learningRate.isEmpty()
            || learningRate.getAsDouble() > 0 && learningRate.getAsDouble() < 1e3,
        "the learning rate must be positive and below 1000",
        learningRate);
    require(
        batchSize.isEmpty() || batchSize.getAsInt() > 0,
        "the batch size must be positive",
        batchSize);
    require(
        patience.isEmpty() || patience.getAsInt() >= 0,
        "the patience must not be negative",
        patience);
    require(budget.isEmpty() || budget.get().toMillis() > 0, "the budget must be positive", budget);
  }

  private static void require(boolean holds, String what, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          what + ", found " + found.toString().replaceAll(".*\\[(.*)]", "$1"));
    }
  }

  /** {@return the profile's own settings, on the CPU, without a budget} */
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        ComputeDevice.CPU,
        false,
        false);
  }

  /**
   * {@return the same with so many epochs}
   *
   * @param epochs the most passes over the training records, positive
   */
  public TrainingSettings withEpochs(int epochs) {
    return new TrainingSettings(
        OptionalInt.of(epochs), learningRate, batchSize, patience, budget, device, resume, keep);
  }

  /**
   * {@return the same on another device}
   *
   * @param other processor or GPU
   */
  public TrainingSettings withDevice(ComputeDevice other) {
    return new TrainingSettings(
        epochs, learningRate, batchSize, patience, budget, other, resume, keep);
  }

  /** The profile's options with these in their place. */
  Training.Options applyTo(Training.Options options) {
    return options
        .withEpochs(epochs.orElse(options.epochs()))
        .withLearningRate(learningRate.orElse(options.learningRate()))
        .withBatchSize(batchSize.orElse(options.batchSize()))
        .withPatience(patience.orElse(options.patience()))
        .withDevice(device);
  }
}
