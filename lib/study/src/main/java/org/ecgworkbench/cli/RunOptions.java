package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.model.ComputeDevice;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Option;

/** The options that every verb has. */
final class RunOptions {
  static final String LEAVE_OUT = "--leave-out";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of recordings; default: the embedded synthetic cohort.")
  private Path data;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "demo",
      description =
          "demo (minutes on two cores), ten-seconds (for recordings of ten seconds) or paper (exactly the paper's setting; a GPU, or days)."
              + " Default: demo.")
  private String profile;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of every random stream, 0 to 4294967295. Default: 42.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder for tables, figures and saved runs. Default: results.")
  private Path out;

  @Option(
      names = "--ignore-other-diagnoses",
      description =
          "Accept recordings with diagnosis codes outside the nine classes and ignore those codes, as the authors' code"
              + " does; default: refuse them by name.")
  private boolean ignoreOtherDiagnoses;

  @Option(
      names = "--resample",
      description =
          "Resample recordings of another rate to 500 Hz (documented polyphase filter); default: refuse them by name.")
  private boolean resample;

  @Option(
      names = LEAVE_OUT,
      paramLabel = "FILE|ID,ID",
      description =
          "Leave recordings of --data out, as if they were not there: their names, or a file of names, for example the"
              + " exclusions.csv of 'quality', whose reasons are kept. Tables of exclusions and sidecars name them.")
  private String leaveOut;

  Parameters parameters() {
    return new Parameters(
        Optional.ofNullable(data),
        profile,
        seed,
        out,
        ignoreOtherDiagnoses,
        resample,
        leaveOut == null ? LeaveOut.none() : LeaveOut.parse(leaveOut),
        ComputeDevice.CPU,
        NetworkEngine.chosen());
  }

  Study study() {
    return Study.open(parameters(), Progress.onStandardError());
  }
}
