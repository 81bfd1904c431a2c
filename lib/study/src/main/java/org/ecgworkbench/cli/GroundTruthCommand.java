package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.faithfulness.AttributionGroundTruth;
import org.ecgworkbench.paper.faithfulness.AttributionTrials;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Attributions against known evidence. */
@Command(
    name = "ground-truth",
    description =
        """
        Explains test records of a generated cohort by expected gradients, integrated gradients, \
        gradient x input, occlusion, and by controls that know nothing, the signal alone or an \
        untrained network; scores each explanation against the place of the evidence, says which \
        scores lie clearly above chance and above what the signal's amplitude alone reaches, writes \
        tables/attribution-ground-truth.csv and prints its rows over all leads.""",
    mixinStandardHelpOptions = true)
final class GroundTruthCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--records-per-class",
      paramLabel = "N",
      defaultValue = "5",
      description = "Test records explained for each class, at most. Default: 5.")
  private int recordsPerClass;

  @Override
  public Integer call() {
    Study study = options.study();
    TableResult result =
        AttributionGroundTruth.of(
                study, AttributionTrials.Options.defaults().withPairsPerClass(recordsPerClass))
            .save();
    String[] lines = result.csv().split("\n");
    System.out.println(lines[0]);
    for (String line : lines) {
      if (line.split(",")[2].equals("all")) {
        System.out.println(line);
      }
    }
    return 0;
  }
}
