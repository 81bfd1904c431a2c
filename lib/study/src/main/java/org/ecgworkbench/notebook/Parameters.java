package org.ecgworkbench.notebook;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ecgworkbench.dataset.LeaveOut;

/**
 * What a researcher may change about a run. Notebooks take them from the environment, so that the same notebook runs from {@code
 * environment/reproduce} and by hand.
 *
 * @param data the folder of recordings; empty means the embedded synthetic cohort
 * @param profile the name of the profile: {@code demo} or {@code paper}
 * @param seed the seed of every random stream, 0 to 2^32 - 1; 42 gives the split that the authors' code calls seed 42
 * @param out the folder that receives {@code tables}, {@code figures} and {@code runs}
 * @param ignoreOtherDiagnoses whether diagnosis codes outside the nine classes are accepted and ignored, as in the authors' code;
 *     otherwise a recording with such a code is refused by name
 * @param resample whether recordings of another rate than 500 Hz are resampled; otherwise they are refused by name
 * @param leaveOut recordings of {@code data} that are left out by name, each with its reason
 */
public record Parameters(
    Optional<Path> data,
    String profile,
    long seed,
    Path out,
    boolean ignoreOtherDiagnoses,
    boolean resample,
    LeaveOut leaveOut) {
  /** The seed of the authors' scripts. */
  public static final long DEFAULT_SEED = 42;

  /**
   * Checks the seed.
   *
   * @throws IllegalArgumentException if the seed is outside 0 to 2^32 - 1
   */
  public Parameters {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(leaveOut, "leaveOut");
    out = out.toAbsolutePath().normalize();
    data = data.map(d -> d.toAbsolutePath().normalize());
    if (seed < 0 || seed > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("seed must be 0 to 4294967295, found " + seed);
    }
  }

  /** {@return the default choices: the embedded cohort, profile {@code demo}, seed 42, results in {@code results} of the current folder} */
  public static Parameters defaults() {
    return new Parameters(
        Optional.empty(), "demo", DEFAULT_SEED, Path.of("results"), false, false, LeaveOut.none());
  }

  /**
   * Parameters from system properties ({@code ecg.data}, {@code ecg.profile}, {@code ecg.seed}, {@code ecg.out}, {@code
   * ecg.ignore.other.diagnoses}, {@code ecg.resample}, {@code ecg.leave.out}) or else from environment variables of the same names in
   * upper case ({@code ECG_DATA}, ...) or else {@link #defaults()}, where a notebook's results go to {@code ../results}, beside its own
   * folder.
   *
   * @return the parameters of this process; what is not set is as in {@link #defaults()}
   * @throws IllegalArgumentException if the seed is not a number in range
   */
  public static Parameters fromEnvironment() {
    return from(
        name -> {
          String property =
              System.getProperty(name.toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
          return property != null ? property : System.getenv(name);
        },
        Path.of("").toAbsolutePath());
  }

  static Parameters from(Map<String, String> environment, Path folder) {
    return from(environment::get, folder);
  }

  private static Parameters from(UnaryOperator<String> lookUp, Path folder) {
    Optional<Path> data =
        Optional.ofNullable(lookUp.apply("ECG_DATA")).filter(s -> !s.isBlank()).map(Path::of);
    String profile = Optional.ofNullable(lookUp.apply("ECG_PROFILE")).orElse("demo");
    String seedText = Optional.ofNullable(lookUp.apply("ECG_SEED")).orElse("" + DEFAULT_SEED);
    long seed;
    try {
      seed = Long.parseLong(seedText.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "seed must be a whole number from 0 to 4294967295, found '" + seedText + "'", e);
    }
    boolean besideNotebooks =
        folder.getFileName() != null && folder.getFileName().toString().equals("notebooks");
    Path results = besideNotebooks ? folder.resolveSibling("results") : folder.resolve("results");
    Path out =
        Optional.ofNullable(lookUp.apply("ECG_OUT"))
            .filter(s -> !s.isBlank())
            .map(Path::of)
            .orElse(results);
    boolean ignore = Boolean.parseBoolean(lookUp.apply("ECG_IGNORE_OTHER_DIAGNOSES"));
    boolean resample = Boolean.parseBoolean(lookUp.apply("ECG_RESAMPLE"));
    LeaveOut leaveOut =
        Optional.ofNullable(lookUp.apply("ECG_LEAVE_OUT"))
            .filter(s -> !s.isBlank())
            .map(LeaveOut::parse)
            .orElse(LeaveOut.none());
    return new Parameters(data, profile, seed, out, ignore, resample, leaveOut);
  }

  /**
   * {@return the same with another seed}
   *
   * @param other the seed of every random stream, 0 to 2^32 - 1
   */
  public Parameters withSeed(long other) {
    return new Parameters(data, profile, other, out, ignoreOtherDiagnoses, resample, leaveOut);
  }

  /**
   * {@return the same with another profile}
   *
   * @param other the name of a profile, for example {@code paper}
   */
  public Parameters withProfile(String other) {
    return new Parameters(data, other, seed, out, ignoreOtherDiagnoses, resample, leaveOut);
  }

  /**
   * {@return the same with recordings from a folder}
   *
   * @param folder a data set in any form that {@code Datasets.open} knows
   */
  public Parameters withData(Path folder) {
    return new Parameters(
        Optional.of(folder), profile, seed, out, ignoreOtherDiagnoses, resample, leaveOut);
  }

  /**
   * {@return the same with results in another folder}
   *
   * @param folder where tables, figures and runs go; made where it is missing
   */
  public Parameters withOut(Path folder) {
    return new Parameters(data, profile, seed, folder, ignoreOtherDiagnoses, resample, leaveOut);
  }

  /**
   * {@return the same without some recordings}
   *
   * @param records the recordings that are left out by name, each with its reason
   */
  public Parameters withLeaveOut(LeaveOut records) {
    return new Parameters(data, profile, seed, out, ignoreOtherDiagnoses, resample, records);
  }

  @Override
  public String toString() {
    return "data: %s, profile: %s, seed: %d"
        .formatted(
            data.map(d -> d.getFileName().toString()).orElse("embedded cohort"), profile, seed);
  }
}
