package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.paper.Run;
import org.ecgworkbench.paper.Study;
import org.ecgworkbench.paper.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a network and prints its performance. */
@Command(
    name = "train",
    description =
        "Trains the network on some leads, or finds it saved, and prints the test fold's performance. Interrupted, it goes on from the"
            + " last complete epoch when called again. While it trains, history.csv beside its checkpoint has a line an epoch.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--leads",
      paramLabel = "LEADS",
      defaultValue = "all",
      description = "all, or names separated by commas, for example I,V5. Default: all.")
  private String leads;

  @Override
  public Integer call() {
    var wanted = Lead.parseList(leads);
    TrainingSettings settings = training.settings();
    Study study = options.study().withTraining(settings);
    Run run = study.networkRun(wanted);
    System.out.println(run);
    System.out.println(run.performance());
    System.out.println("saved in " + run.directory());
    return 0;
  }
}
