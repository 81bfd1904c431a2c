package org.ecgworkbench.notebook;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkEngine;

/**
 * What a researcher may change about a run. A notebook declares them in its cell {@code parameters}, where papermill, {@code
 * environment/reproduce} or the reader gives others.
 *
 * @param data the folder of recordings; empty means the embedded synthetic cohort
 * @param profile the name of the profile: {@code demo} or {@code paper}
 * @param seed the seed of every random stream, 0 to 2^32 - 1; 42 gives the split that the authors' code calls seed 42
 * @param out the folder that receives {@code tables}, {@code figures} and {@code runs}
 * @param ignoreOtherDiagnoses whether diagnosis codes outside the nine classes are accepted and ignored, as in the authors' code;
 *     otherwise a recording with such a code is refused by name
 * @param resample whether recordings of another rate than 500 Hz are resampled; otherwise they are refused by name
 * @param leaveOut recordings of {@code data} that are left out by name, each with its reason
 * @param device where networks compute; only the CPU promises the same bytes
 * @param engine how networks compute: the same bytes on every processor, or as fast as this one allows
 */
public record Parameters(
    Optional<Path> data,
    String profile,
    long seed,
    Path out,
    boolean ignoreOtherDiagnoses,
    boolean resample,
    LeaveOut leaveOut,
    ComputeDevice device,
    NetworkEngine.Mode engine) {
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
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(engine, "engine");
    out = out.toAbsolutePath().normalize();
    data = data.map(d -> d.toAbsolutePath().normalize());
    if (seed < 0 || seed > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("seed must be 0 to 4294967295, found " + seed);
    }
  }

  /**
   * {@return the default choices: the embedded cohort, profile {@code demo}, seed 42, results in {@code results} of the current folder, on
   * the CPU, in the mode that property or variable choose for the engine}
   */
  public static Parameters defaults() {
    return new Parameters(
        Optional.empty(),
        "demo",
        DEFAULT_SEED,
        Path.of("results"),
        false,
        false,
        LeaveOut.none(),
        ComputeDevice.CPU,
        NetworkEngine.chosen());
  }

  /**
   * Parameters as a notebook declares them. A path that is not absolute begins at the current folder, which is the notebook's own.
   *
   * @param data the folder of recordings; blank means the embedded synthetic cohort
   * @param profile the name of the profile
   * @param seed the seed of every random stream, 0 to 2^32 - 1
   * @param out the folder that receives {@code tables}, {@code figures} and {@code runs}; blank means {@code results} of the current
   *     folder, or beside it where that is the folder {@code notebooks}
   * @param ignoreOtherDiagnoses whether diagnosis codes outside the nine classes are accepted and ignored
   * @param resample whether recordings of another rate than 500 Hz are resampled
   * @param leaveOut recordings that are left out: names, or a file of names; blank means none
   * @param device {@code cpu}, {@code gpu} or {@code auto}
   * @param fast whether networks use all that this processor has, so that their bytes hold for its kind alone
   * @return the parameters
   * @throws IllegalArgumentException if the seed is out of range or there is no such device
   * @throws org.ecgworkbench.ecg.EcgDataException if the file of names cannot be read
   */
  public static Parameters of(
      String data,
      String profile,
      long seed,
      String out,
      boolean ignoreOtherDiagnoses,
      boolean resample,
      String leaveOut,
      String device,
      boolean fast) {
    return new Parameters(
        data.isBlank() ? Optional.empty() : Optional.of(Path.of(data)),
        profile,
        seed,
        out.isBlank() ? results(Path.of("").toAbsolutePath()) : Path.of(out),
        ignoreOtherDiagnoses,
        resample,
        leaveOut.isBlank() ? LeaveOut.none() : LeaveOut.parse(leaveOut),
        ComputeDevice.parse(device),
        fast ? NetworkEngine.Mode.FAST : NetworkEngine.Mode.REPRODUCIBLE);
  }

  static Path results(Path folder) {
    return folder.endsWith("notebooks")
        ? folder.resolveSibling("results")
        : folder.resolve("results");
  }

  /**
   * {@return the same with another seed}
   *
   * @param other the seed of every random stream, 0 to 2^32 - 1
   */
  public Parameters withSeed(long other) {
    return new Parameters(
        data, profile, other, out, ignoreOtherDiagnoses, resample, leaveOut, device, engine);
  }

  /**
   * {@return the same with another profile}
   *
   * @param other the name of a profile, for example {@code paper}
   */
  public Parameters withProfile(String other) {
    return new Parameters(
        data, other, seed, out, ignoreOtherDiagnoses, resample, leaveOut, device, engine);
  }

  /**
   * {@return the same with recordings from a folder}
   *
   * @param folder a data set in any form that {@code Datasets.open} knows
   */
  public Parameters withData(Path folder) {
    return new Parameters(
        Optional.of(folder),
        profile,
        seed,
        out,
        ignoreOtherDiagnoses,
        resample,
        leaveOut,
        device,
        engine);
  }

  /**
   * {@return the same with results in another folder}
   *
   * @param folder where tables, figures and runs go; made where it is missing
   */
  public Parameters withOut(Path folder) {
    return new Parameters(
        data, profile, seed, folder, ignoreOtherDiagnoses, resample, leaveOut, device, engine);
  }

  /**
   * {@return the same without some recordings}
   *
   * @param records the recordings that are left out by name, each with its reason
   */
  public Parameters withLeaveOut(LeaveOut records) {
    return new Parameters(
        data, profile, seed, out, ignoreOtherDiagnoses, resample, records, device, engine);
  }

  @Override
  public String toString() {
    return "data: %s, profile: %s, seed: %d"
        .formatted(
            data.map(d -> d.getFileName().toString()).orElse("embedded cohort"), profile, seed);
  }
}
