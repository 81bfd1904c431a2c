package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.paper.Explained;
import org.ecgworkbench.paper.Study;
import org.ecgworkbench.shap.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Expected gradients of one record: shares on standard output, attributions and a figure as files. */
@Command(
    name = "explain",
    description =
        "Explains the 12-lead network's output for a record by expected gradients: prints each lead's share as CSV, and writes the"
            + " attribution of every sample and a figure below OUT/explanations.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--record",
      paramLabel = "ID",
      required = true,
      description = "The record's id, for example A0001.")
  private String id;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "Class to explain: ${COMPLETION-CANDIDATES}. Default: the class with the highest score.")
  private Diagnosis diagnosis;

  @Override
  public Integer call() throws java.io.IOException {
    Study study = options.study();
    PredictCommand.requireRecord(study, id);
    Explained explained = Explained.of(study, id, diagnosis);
    Explanation explanation = explained.attributed().explanation();
    StringBuilder text = new StringBuilder("lead,sum,absolute_sum,mean\n");
    for (Lead lead : Lead.ALL) {
      int l = lead.ordinal();
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%.6f,%.6f,%.3e%n",
              lead,
              explanation.leadSums()[l],
              explanation.leadAbsoluteSums()[l],
              explanation.leadMeans()[l]));
    }
    System.out.print(text);
    for (Path file : explained.save()) {
      System.err.println("wrote " + file);
    }
    System.err.printf(
        Locale.ROOT,
        "%s, %s: logit %.4f, mean over the background %.4f, sum of attributions %.4f (residual %.4f, standard error %.4f)%n",
        id,
        Diagnosis.ALL.get(explanation.classIndex()),
        explanation.output(),
        explanation.expectedOutput(),
        explanation.sum(),
        explanation.completenessResidual(),
        explanation.standardError());
    return 0;
  }
}
