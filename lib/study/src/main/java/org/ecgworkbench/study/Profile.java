package org.ecgworkbench.study;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * How large a run is. Every profile takes the same code path; {@code paper} is the paper's own setting, {@code demo} the same network
 * class made small enough for two processor cores, {@code ten-seconds} one for recordings of ten seconds, {@code smoke} smaller still,
 * for the project's tests. Any other is made from one of them, {@code Profile.DEMO.withWidth(16)}; its name says what is otherwise.
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
      new Profile("demo", 100, 1_000, 8, 0, 13, 2e-3, 32, 1, 900, 100, 100, 200);

  /** Networks for recordings of ten seconds, such as PTB-XL's: the shipped model's setting; minutes on two cores. */
  public static final Profile TEN_SECONDS =
      new Profile("ten-seconds", 100, 1_000, 16, 0.2, 40, 3e-3, 32, 1, 900, 100, 100, 50);

  /** For the project's own tests: runs every step, its numbers mean nothing. */
  public static final Profile SMOKE =
      new Profile("smoke", 100, 1_000, 4, 0.2, 2, 3e-3, 32, 1, 90, 10, 12, 20);

  private static final List<Profile> ALL = List.of(DEMO, PAPER, TEN_SECONDS, SMOKE);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting that lies outside
   */
  public Profile {
    Objects.requireNonNull(name, "name");
    requireAtLeast(1, "samplingRateHz", samplingRateHz);
    requireAtLeast(1, "windowSamples", windowSamples);
    requireAtLeast(1, "width", width);
    requireAtLeast(1, "epochs", epochs);
    requireAtLeast(1, "batchSize", batchSize);
    requireAtLeast(0, "threads", threads);
    requireAtLeast(1, "cohortRecords", cohortRecords);
    requireAtLeast(1, "shapBackground", shapBackground);
    requireAtLeast(1, "shapExplained", shapExplained);
    requireAtLeast(1, "shapDraws", shapDraws);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), found " + dropout);
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learningRate must be positive, found " + learningRate);
    }
  }

  private static void requireAtLeast(int least, String setting, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, found %d".formatted(setting, least, value));
    }
  }

  /**
   * {@return the profile of a name}
   *
   * @param name {@code demo}, {@code paper} or another that {@code --profile} takes, and what is to
   *     be otherwise in it, for example {@code demo, width=16, epochs=20}; it is the name of {@code
   *     Profile.DEMO.withWidth(16).withEpochs(20)}
   * @throws IllegalArgumentException if there is none, with a message that lists them, or a setting is
   *     none or out of range
   */
  public static Profile of(String name) {
    String[] parts = name.split(",", -1);
    Profile profile =
        ALL.stream()
            .filter(p -> p.name.equals(parts[0].strip()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "profile must be demo, paper or ten-seconds, found '" + name + "'"));
    for (int i = 1; i < parts.length; i++) {
      String[] change = parts[i].split("=", -1);
      if (change.length != 2) {
        throw new IllegalArgumentException(
            "profile %s: expected SETTING=VALUE, found '%s'"
                .formatted(profile.name, parts[i].strip()));
      }
      profile = profile.with(change[0].strip(), change[1].strip());
    }
    return profile;
  }

  /**
   * {@return the same with another width}
   *
   * @param width channels of the first stage, at least 1
   */
  public Profile withWidth(int width) {
    return with("width", String.valueOf(width));
  }

  /**
   * {@return the same with another number of epochs}
   *
   * @param epochs at least 1
   */
  public Profile withEpochs(int epochs) {
    return with("epochs", String.valueOf(epochs));
  }

  /**
   * {@return the same with another step size}
   *
   * @param learningRate of Adam, positive
   */
  public Profile withLearningRate(double learningRate) {
    return with("learningRate", String.valueOf(learningRate));
  }

  /**
   * {@return the profile that this one was made from with other settings, or itself, by name}
   */
  String base() {
    return name.split(",", 2)[0];
  }

  /** The name with one more change; a change of the same setting is replaced. */
  private String changed(String setting, Object value) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String change : name.split(", ")) {
      changes.put(change.split("=")[0], change);
    }
    changes.put(setting, setting + "=" + value);
    return String.join(", ", changes.values());
  }

  private Profile with(String setting, String value) {
    RecordComponent component =
        Arrays.stream(Profile.class.getRecordComponents())
            .skip(1)
            .filter(each -> each.getName().equals(setting))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "profile %s has no setting '%s'".formatted(name, setting)));
    Number number;
    try {
      number =
          component.getType() == double.class
              ? (Number) Double.valueOf(value)
              : Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "profile %s: setting %s: expected a number, found '%s'".formatted(name, setting, value),
          e);
    }
    BiFunction<String, Number, Number> of = (own, now) -> own.equals(setting) ? number : now;
    return new Profile(
        changed(setting, number),
        of.apply("samplingRateHz", samplingRateHz).intValue(),
        of.apply("windowSamples", windowSamples).intValue(),
        of.apply("width", width).intValue(),
        of.apply("dropout", dropout).doubleValue(),
        of.apply("epochs", epochs).intValue(),
        of.apply("learningRate", learningRate).doubleValue(),
        of.apply("batchSize", batchSize).intValue(),
        of.apply("threads", threads).intValue(),
        of.apply("cohortRecords", cohortRecords).intValue(),
        of.apply("shapBackground", shapBackground).intValue(),
        of.apply("shapExplained", shapExplained).intValue(),
        of.apply("shapDraws", shapDraws).intValue());
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
