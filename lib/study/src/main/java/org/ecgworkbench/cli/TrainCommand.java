package org.ecgworkbench.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;
import org.ecgworkbench.study.TrainingSettings;
import org.ecgworkbench.study.store.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a network and prints its performance. */
@Command(
    name = "train",
    description =
        "Trains the network on some leads, or finds it saved, and prints the test fold's performance. Interrupted, it goes on from the"
            + " last complete epoch when called again. While it trains, history.csv beside its checkpoint has a line an epoch. With --fold it"
            + " is one job of a study of many ('jobs' lists them, 'gather' puts them together): folds and embedded cohort then do not"
            + " depend on --seed, which is the training's alone. Several processes may be given the same job: one does it, the others"
            + " wait for it.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private JobsCommand.FoldsSeed foldsSeed;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--leads",
      paramLabel = "LEADS",
      defaultValue = "all",
      description =
          "all, names separated by commas, for example I,V5, or a reduced set of the 2021 challenge: six, four, three, two."
              + " Default: all.")
  private String leads;

  @Option(
      names = "--fold",
      paramLabel = "FOLD",
      description =
          "The fold that tests, 1 to 10; the next one validates, the others train. own: the split of the notebooks. Default: own, and"
              + " then folds and cohort are --seed's.")
  private String fold;

  @Override
  public Integer call() {
    var wanted = Lead.parseList(leads);
    TrainingSettings settings = training.settings();
    if (fold == null) {
      foldsSeed.refuseWithoutFold();
    }
    var number = TrainingJob.parseFold(fold == null ? TrainingJob.OWN : fold);
    TrainingJob job = new TrainingJob(wanted, number, options.parameters().seed());
    Study study =
        (fold == null ? options.study() : foldsSeed.study(options)).withTraining(settings);
    study.recordings().sayOverlaps(study.recordings().check(), List.of(job.split()));
    Run run = study.train(job);
    System.out.println(run + (run.reused() ? ", saved run reused" : ", trained now"));
    System.out.println(run.performance());
    run.thresholds().notes().forEach(System.out::println);
    System.out.println("saved in " + run.directory());
    return 0;
  }
}
