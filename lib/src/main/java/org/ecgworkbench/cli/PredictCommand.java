package org.ecgworkbench.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.paper.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nine scores of records on standard output. */
@Command(
    name = "predict",
    description =
        "Prints the scores of the nine classes as CSV: record,class,score,threshold,predicted,labelled (1 yes, 0 no).",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private ModelOptions network;

  @Option(
      names = "--record",
      paramLabel = "ID",
      split = ",",
      description = "Records, separated by commas; default: the split's test fold.")
  private List<String> ids;

  @Override
  public Integer call() {
    Study study = options.study();
    List<String> wanted = ids == null ? study.split().testIds() : ids;
    for (String id : wanted) {
      requireRecord(study, id);
    }
    try (ModelOptions.Loaded loaded = network.load(study)) {
      Predictions predictions = loaded.model().predict(study.dataset(), wanted);
      boolean[][] yes = loaded.thresholds().apply(predictions);
      StringBuilder text = new StringBuilder("record,class,score,threshold,predicted,labelled\n");
      for (int i = 0; i < predictions.size(); i++) {
        for (int c = 0; c < predictions.classes().size(); c++) {
          text.append(wanted.get(i))
              .append(',')
              .append(predictions.classes().get(c))
              .append(',')
              .append((float) predictions.scores()[i][c])
              .append(',')
              .append((float) loaded.thresholds().value(c))
              .append(',')
              .append(yes[i][c] ? 1 : 0)
              .append(',')
              .append(predictions.labels()[i][c] ? 1 : 0)
              .append('\n');
        }
      }
      System.out.print(text);
    }
    return 0;
  }

  static void requireRecord(Study study, String id) {
    if (study.dataset().records().stream().map(RecordSummary::id).noneMatch(id::equals)) {
      throw new org.ecgworkbench.ecg.EcgDataException(
          "record %s is not in %s".formatted(id, study.dataset().description()));
    }
  }
}
