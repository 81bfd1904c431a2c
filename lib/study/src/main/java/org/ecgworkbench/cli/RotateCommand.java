package org.ecgworkbench.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SplitName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rotation over ten folds. */
@Command(
    name = "rotate",
    description =
        "Trains learners once with each fold as the test fold, or finds them saved, and prints fold mean, SD and pooled values as CSV;"
            + " with all ten folds also writes tables/table3-rotation.csv (with the network tables/table3-rotation-network.csv). Interrupted, it goes on from the last complete fold (a network:"
            + " from its last complete epoch) when called again.",
    mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Mixin private LearnerOptions learners;

  @Option(
      names = "--folds",
      paramLabel = "LIST",
      defaultValue = "1-10",
      description = "Test folds, for example 1-3,7. Default: 1-10.")
  private String folds;

  @Override
  public Integer call() {
    learners.names();
    List<SplitName> turns = parseFolds(folds).stream().distinct().map(SplitName::ofFold).toList();
    Study study = options.study();
    study.recordings().sayOverlaps(study.recordings().check(), turns);
    Rotation rotation = Rotation.of(study, learners.runs(study, turns));
    TableResult table = rotation.table();
    if (rotation.folds().size() == Folds.COUNT) {
      table.save();
    }
    System.out.print(table.csv());
    return 0;
  }

  static List<Integer> parseFolds(String text) {
    List<Integer> folds = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.strip().matches("\\d{1,2}(-\\d{1,2})?")) {
        throw new IllegalArgumentException(
            "folds must be numbers or ranges from 1 to 10, for example 1-3,7; found '"
                + text
                + "'");
      }
      String[] ends = part.strip().split("-");
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first < 1 || last > Folds.COUNT || first > last) {
        throw new IllegalArgumentException(
            "folds must lie from 1 to 10, found '" + part.strip() + "'");
      }
      folds.addAll(IntStream.rangeClosed(first, last).boxed().toList());
    }
    return folds;
  }
}
