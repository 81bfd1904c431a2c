package org.ecgworkbench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.leads.Gathering;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands of a study of many networks. */
@Command(
    name = "jobs",
    description =
        "Prints a line 'workbench train ...' for each network of the single-lead study; every line is a job of its own, for xargs or the"
            + " array of a cluster. All other options are handed on to the jobs.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "  workbench jobs --data DIR --out OUT --folds 1-10 --seeds 1-3 >jobs.txt",
      "  xargs -P 2 -d '\\n' -I JOB sh -c JOB <jobs.txt           # two at a time on this machine",
      "  sed -n \"${SLURM_ARRAY_TASK_ID}p\" jobs.txt | sh         # in a task of: sbatch --array=1-$(wc -l <jobs.txt)",
      "  workbench gather --data DIR --out OUT                   # tables and figures from what is there"
    })
final class JobsCommand implements Callable<Integer> {
  private static final Set<String> OWN_OPTIONS =
      Set.of("--seeds", "--folds", "--leads", "--missing");

  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;
  @Mixin private FoldsSeed foldsSeed;

  @Option(
      names = "--leads",
      paramLabel = "SETS",
      defaultValue = "table4",
      description =
          "Sets of leads separated by semicolons: table4 (each of the twelve, and all), reduced (all, six, four, three, two), or a set as"
              + " 'train --leads' takes it. Default: table4.")
  private String leads;

  @Option(
      names = "--folds",
      paramLabel = "LIST",
      defaultValue = "own",
      description = "Folds that test: own, or for example 1-10. Default: own.")
  private String folds;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      defaultValue = "42",
      description = "Seeds of the trainings, for example 1-3. Default: 42.")
  private String seeds;

  @Option(names = "--missing", description = "Only the jobs that are not done.")
  private boolean missing;

  @Override
  public Integer call() {
    FoldsSeed.refuseSeed(spec);
    LeadPlan plan =
        new LeadPlan(
            LeadPlan.parseLeadSets(leads), LeadPlan.parseFolds(folds), LeadPlan.parseSeeds(seeds));
    List<TrainingJob> jobs = plan.jobs();
    if (missing) {
      jobs = Gathering.notDone(foldsSeed.study(options), plan);
    }
    StringBuilder start = new StringBuilder(program());
    start.append(" train");
    handedOn().forEach(text -> start.append(' ').append(quoted(text)));
    for (TrainingJob job : jobs) {
      System.out.println(start + " " + job.options());
    }
    return 0;
  }

  /** The script, found again from any folder where the environment names the checkout. */
  private static String program() {
    String root = System.getenv("ECG_ROOT");
    return root == null || root.isEmpty()
        ? "environment/workbench"
        : quoted(root + "/environment/workbench");
  }

  /** The options that were given and that are not of this verb alone; folders absolute, so that a job may start anywhere. */
  private List<String> handedOn() {
    List<String> texts = new ArrayList<>();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (OWN_OPTIONS.contains(option.longestName())) {
        continue;
      }
      if (option.arity().max() == 0) {
        texts.add(option.longestName());
        continue;
      }
      for (String value : option.originalStringValues()) {
        texts.add(option.longestName());
        texts.add(
            option.type() == java.nio.file.Path.class
                    || option.longestName().equals(RunOptions.LEAVE_OUT)
                        && java.nio.file.Files.isRegularFile(java.nio.file.Path.of(value))
                ? java.nio.file.Path.of(value).toAbsolutePath().normalize().toString()
                : value);
      }
    }
    if (!texts.contains("--out")) {
      texts.add("--out");
      texts.add(options.parameters().out().toString());
    }
    return texts;
  }

  /** A word of a shell's command line. */
  private static String quoted(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** The seed that all jobs of one study share. */
  static final class FoldsSeed {
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
}
