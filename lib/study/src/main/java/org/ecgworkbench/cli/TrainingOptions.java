package org.ecgworkbench.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.study.TrainingSettings;
import picocli.CommandLine.Option;

/** How a network is trained, where that is not left to the profile. */
final class TrainingOptions {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(s|m|min|h|d)");

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training records. Default: the profile's (paper: 40).")
  private Integer epochs;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Adam's constant rate. Default: the profile's (paper: 1e-4).")
  private Double learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Records a step; memory grows with it. Default: the profile's (32).")
  private Integer batchSize;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop early after N epochs without a better validation F1. Default: 0, never, as in the paper.")
  private Integer patience;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description =
          "Wall-clock time of this call, for example 90s, 30m, 8h: when it is over and an epoch is done, training stops with exit code"
              + " 3; called again it goes on. Budgets do not change the result. Default: none.")
  private String budget;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description =
          "cpu, gpu, or auto (the first GPU if there is one). Only the cpu promises equal results to the bit. Default: cpu.")
  private ComputeDevice device;

  @Option(
      names = "--resume",
      description =
          "Only go on from a checkpoint, and refuse to begin where there is none. Default: go on where there is one, else begin.")
  private boolean resume;

  @Option(
      names = "--keep-checkpoint",
      description =
          "Leave the last epoch's state in the finished run (16 bytes a weight), so that a training with more --epochs goes on from it."
              + " Default: it goes, and more epochs begin with the first.")
  private boolean keep;

  TrainingSettings settings() {
    return new TrainingSettings(
        optional(epochs),
        learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate),
        optional(batchSize),
        optional(patience),
        Optional.ofNullable(budget).map(TrainingOptions::duration),
        device,
        resume,
        keep);
  }

  private static OptionalInt optional(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * A time such as {@code 90s}, {@code 30m}, {@code 1.5h}.
   *
   * @throws IllegalArgumentException if it is of another form
   */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--budget: expected a number and s, m, h or d, for example 30m, found '" + text + "'");
    }
    double seconds =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "h" -> 3600;
          case "d" -> 86_400;
          default -> 60;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * seconds * 1e3));
  }
}
