package org.ecgworkbench.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ecgworkbench.paper.leads.Gathering;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Table 4 and Figure 5 from the jobs that are there. */
@Command(
    name = "gather",
    description =
        "Makes Table 4, Figure 5, the ranking of the leads and the tests from the jobs that are done, and lists what is missing. Trains"
            + " nothing. Networks made with other settings are refused by name."
            + " The options have to be those of the jobs.",
    mixinStandardHelpOptions = true)
final class GatherCommand implements Callable<Integer> {
  private static final int LISTED = 20;

  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;
  @Mixin private JobsCommand.FoldsSeed foldsSeed;

  @Option(
      names = "--leads",
      paramLabel = "SETS",
      description =
          "Sets of leads as 'jobs --leads' takes them. Default: table4 and whatever other sets are there.")
  private String leads;

  @Option(
      names = "--folds",
      paramLabel = "LIST",
      description = "Folds that test: own, or for example 1-10. Default: those that are there.")
  private String folds;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      description = "Seeds of the trainings, for example 1-3. Default: those that are there.")
  private String seeds;

  @Override
  public Integer call() {
    JobsCommand.FoldsSeed.refuseSeed(spec);
    var sets = Optional.ofNullable(leads).map(LeadPlan::parseLeadSets);
    var wantedFolds = Optional.ofNullable(folds).map(LeadPlan::parseFolds);
    var wantedSeeds = Optional.ofNullable(seeds).map(LeadPlan::parseSeeds);
    Study study = foldsSeed.study(options);
    Gathering gathering = Gathering.of(study, sets, wantedFolds, wantedSeeds);
    System.out.println(gathering);
    list("missing", gathering.missing());
    list(
        "done, but not in every set of leads and so not compared",
        gathering.leftOut().stream().map(Object::toString).toList());
    for (String id : gathering.save()) {
      System.out.println("written: " + id);
    }
    return 0;
  }

  private static void list(String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    System.out.println(title + ": " + lines.size());
    lines.stream().limit(LISTED).forEach(line -> System.out.println("  " + line));
    if (lines.size() > LISTED) {
      System.out.println("  and %d more".formatted(lines.size() - LISTED));
    }
  }
}
