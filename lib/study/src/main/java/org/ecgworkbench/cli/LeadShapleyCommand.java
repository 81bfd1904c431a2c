package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.population.FigureLeadsAsPlayers;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Leads as players. */
@Command(
    name = "lead-shapley",
    description =
        "Computes the 12-lead network's output for all 4,096 sets of leads of explained records, and from it exact Shapley and Owen values"
            + " of the leads and interactions of pairs; compares them with summed expected gradients and with single-lead networks, which are"
            + " trained where they are not saved. Writes tables/lead-*.csv and their figures, prints tables/lead-shapley.csv. Goes on where it"
            + " was interrupted.",
    mixinStandardHelpOptions = true)
final class LeadShapleyCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--records-per-class",
      paramLabel = "N",
      defaultValue = "1",
      description = "Explained records of each class, at most. Default: 1.")
  private int recordsPerClass;

  @Option(
      names = "--references",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Background records that stand for absent leads, for each record; 4,096 forward passes each. Default: 5.")
  private int references;

  @Override
  public Integer call() {
    Study study = options.study();
    LeadsAsPlayers leads =
        LeadsAsPlayers.of(study, new LeadsAsPlayers.Options(recordsPerClass, references));
    TableResult table = leads.table().save();
    leads.records().save();
    leads.groups().save();
    leads.agreement().save();
    leads.interactions().save();
    FigureLeadsAsPlayers.of(leads).save();
    FigureLeadsAsPlayers.interactions(leads).save();
    System.out.print(table.csv());
    return 0;
  }
}
