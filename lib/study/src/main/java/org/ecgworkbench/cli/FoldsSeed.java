package org.ecgworkbench.cli;

import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The seed that all jobs of one study share. */
final class FoldsSeed {
  static final String NAME = "--folds-seed";

  @Option(
      names = NAME,
      paramLabel = "N",
      description =
          "Seed of the folds, the own split and the embedded cohort, the same in all jobs of a study. Default: 42.")
  private Long seed;

  /** The study whose jobs are done. */
  Study study(RunOptions options) {
    return Study.open(
        options.parameters().withSeed(seed == null ? Parameters.DEFAULT_SEED : seed),
        Progress.onStandardError());
  }

  /** @throws IllegalArgumentException if a verb of many seeds was given one */
  static void refuseSeed(CommandSpec spec) {
    if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      throw new IllegalArgumentException(
          "'%s' has no use for --seed: --seeds are those of the trainings, %s that of the folds"
              .formatted(spec.name(), NAME));
    }
  }

  /** @throws IllegalArgumentException if it was given though nothing depends on it */
  void refuseWithoutFold() {
    if (seed != null) {
      throw new IllegalArgumentException(
          NAME + " needs --fold: without it, --seed is the seed of the folds too");
    }
  }
}
