package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.notebook.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A generated cohort in a folder of its own. */
@Command(
    name = "cohort",
    description =
        "Generates 12-lead recordings as WFDB records, each with ID.evidence.csv beside it, which says where in which leads the"
            + " evidence of each label is; goes on after a break. datasets/synthetic.md describes them.",
    mixinStandardHelpOptions = true)
final class CohortCommand implements Callable<Integer> {
  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the records; absent, empty, or holding this very cohort.")
  private Path to;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "700",
      description = "Number of records, 1 to 99999. Default: 700.")
  private int size;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed; record k is the same in a cohort of any size. Default: 42.")
  private long seed;

  @Option(
      names = "--mix",
      paramLabel = "NAME",
      defaultValue = "balanced",
      description =
          "balanced (every class in at least 8 %% of the records) or cpsc2018 (its published proportions). Default: balanced.")
  private String mix;

  @Override
  public Integer call() {
    ClassMix chosen =
        switch (mix.toLowerCase(Locale.ROOT)) {
          case "balanced" -> ClassMix.BALANCED;
          case "cpsc2018" -> ClassMix.CPSC2018;
          default ->
              throw new IllegalArgumentException(
                  "--mix: expected balanced or cpsc2018, found '" + mix + "'");
        };
    SyntheticCohort cohort = new SyntheticCohort(new SyntheticCohort.Options(seed, size, chosen));
    boolean written;
    try (Progress progress = Progress.onStandardError()) {
      written =
          cohort.writeTo(
              to,
              done -> progress.update(String.format(Locale.ROOT, "record %,d of %,d", done, size)));
    }
    System.out.printf(
        "%s in %s, %s%n", cohort, to, written ? "written" : "found there and verified");
    return 0;
  }
}
