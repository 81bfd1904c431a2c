package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.faithfulness.AttributionTrials;
import org.ecgworkbench.paper.faithfulness.AttributionVerdict;
import org.ecgworkbench.paper.faithfulness.FigureFaithfulness;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Do attributions mean anything? */
@Command(
    name = "faithfulness",
    description =
        "Puts the attributions of the 12-lead network on test records to the test: deletion and insertion beside a random order, randomised"
            + " weights, another training seed, padding, and on generated records the known evidence. Writes"
            + " tables/attribution-faithfulness.csv, tables/attribution-ranking.csv and their figures, prints the ranking and what follows"
            + " from it. Goes on where it was interrupted.",
    mixinStandardHelpOptions = true)
final class FaithfulnessCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--records-per-class",
      paramLabel = "N",
      defaultValue = "4",
      description = "Test records explained for each class, at most. Default: 4.")
  private int recordsPerClass;

  @Option(
      names = "--cascade-records-per-class",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Of these, records explained again with randomised weights and another seed. Default: 2.")
  private int cascadeRecordsPerClass;

  @Override
  public Integer call() {
    Study study = options.study();
    AttributionFaithfulness faithfulness =
        AttributionFaithfulness.of(
            study,
            AttributionFaithfulness.Options.defaults()
                .withTrials(AttributionTrials.Options.defaults().withPairsPerClass(recordsPerClass))
                .withCascadePairsPerClass(cascadeRecordsPerClass));
    faithfulness.table().save();
    FigureFaithfulness.curves(faithfulness).save();
    FigureFaithfulness.randomisation(faithfulness).save();
    AttributionVerdict verdict = AttributionVerdict.of(faithfulness);
    TableResult ranking = verdict.table().save();
    System.out.print(ranking.csv());
    verdict.sentences().forEach(sentence -> System.out.println("# " + sentence));
    return 0;
  }
}
