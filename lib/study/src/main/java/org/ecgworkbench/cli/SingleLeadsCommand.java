package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.leads.LeadExplorer;
import org.ecgworkbench.paper.leads.LeadPlan;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The explorer of single leads. */
@Command(
    name = "single-leads",
    description =
        "Writes single-leads.html: the single-lead networks and those on sets of leads beside the 12-lead network, in one page that needs no"
            + " network. Made of the scores in runs or scores; what is in neither is trained. Attributions need weights: they are made where"
            + " all networks have theirs, else kept from the page that is there.",
    mixinStandardHelpOptions = true)
final class SingleLeadsCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      defaultValue = "",
      description = "Seeds of the trainings, for example 1-3. Default: two, from the seed on.")
  private String seeds;

  @Override
  public Integer call() {
    Study study = options.study();
    System.out.println(LeadExplorer.save(LeadStudy.of(study, LeadPlan.of(study, "own", seeds))));
    return 0;
  }
}
