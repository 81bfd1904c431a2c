package org.ecgworkbench.study;

import java.util.List;

/**
 * How large a run is. Every profile takes the same code path; {@code paper} is the paper's own setting, {@code demo} the same network
 * class made small enough for two processor cores, {@code ten-seconds} one for recordings of ten seconds, {@code smoke} smaller still,
 * for the project's tests.
 *
 * @param name what a user types
 * @param samplingRateHz the rate of the network's input; records at 500 Hz are decimated to it
 * @param windowSamples the length of the network's input, the last part of the record
 * @param width channels of the first stage, 64 in the paper
 * @param dropout share of values set to 0 in training, 0.2 in the paper
 * @param epochs training epochs
 * @param learningRate Adam's step size
 * @param batchSize records a training step
 * @param threads threads of the engine for one network: 1 trains as many networks at a time as there are processors; 0, one network at a
 *     time, is the engine's default
 * @param cohortRecords records of the embedded cohort when no data are given
 * @param shapBackground records of the background, the first by id
 * @param shapExplained records explained, the first by id
 * @param shapDraws draws a record
 */
public record Profile(
    String name,
    int samplingRateHz,
    int windowSamples,
    int width,
    double dropout,
    int epochs,
    double learningRate,
    int batchSize,
    int threads,
    int cohortRecords,
    int shapBackground,
    int shapExplained,
    int shapDraws) {

  /** Exactly the paper's setting (PAPER sections "Input", "Network", "Training", "SHAP"); needs a GPU, or days. */
  public static final Profile PAPER =
      new Profile("paper", 500, 15_000, 64, 0.2, 40, 1e-4, 32, 0, 6_877, 100, 200, 200);

  /**
   * The default: minutes on two cores. So small a network learns faster without dropout; with this rate its best epoch on the validation
   * records comes before the last.
   */
  public static final Profile DEMO =
      new Profile("demo", 100, 1_000, 8, 0, 13, 2e-3, 32, 1, 900, 100, 100, 50);

  /** Networks for recordings of ten seconds, such as PTB-XL's: the shipped model's setting; minutes on two cores. */
  public static final Profile TEN_SECONDS =
      new Profile("ten-seconds", 100, 1_000, 16, 0.2, 40, 3e-3, 32, 1, 900, 100, 100, 50);

  /** For the project's own tests: runs every step, its numbers mean nothing. */
  public static final Profile SMOKE =
      new Profile("smoke", 100, 1_000, 4, 0.2, 2, 3e-3, 32, 1, 90, 10, 12, 20);

  private static final List<Profile> ALL = List.of(DEMO, PAPER, TEN_SECONDS, SMOKE);

  /**
   * {@return the profile of a name}
   *
   * @param name {@code demo}, {@code paper} or another that {@code --profile} takes
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Profile of(String name) {
    return ALL.stream()
        .filter(p -> p.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "profile must be demo, paper or ten-seconds, found '" + name + "'"));
  }

  /** {@return how many networks, or records to explain, are at work at a time} */
  public int jobs() {
    return threads == 1 ? Runtime.getRuntime().availableProcessors() : 1;
  }

  /** {@return the window's length in seconds} */
  public double windowSeconds() {
    return (double) windowSamples / samplingRateHz;
  }
}
