package org.ecgworkbench.paper.performance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.chart.TrainingHistory;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/** Loss, validation F1 and validation AUC by epoch of the 12-lead network; not in the paper. */
public final class FigureTrainingHistory {
  private FigureTrainingHistory() {}

  /** {@return losses and scores of every epoch, from the saved history} */
  public static FigureResult of(Study study) {
    Run run = study.networkRun(Lead.ALL);
    Path file = run.directory().resolve("history.csv");
    var provenance =
        study.withSeeds(
            study.provenance(FigureTrainingHistory.class).input(study.results(), file), run);
    try {
      List<String[]> lines =
          Files.readAllLines(file, StandardCharsets.UTF_8).stream()
              .map(line -> line.split(",", -1))
              .toList();
      List<String> names = List.of(lines.get(0));
      List<String[]> rows = lines.subList(1, lines.size());
      int isKept = names.indexOf("kept");
      int kept =
          1
              + rows.indexOf(
                  rows.stream().filter(r -> r[isKept].equals("true")).findFirst().orElseThrow());
      return study.figure(
          "training-history",
          "Training of the 12-lead network. The epoch with the best validation F1, "
              + kept
              + " of "
              + rows.size()
              + ", is kept.",
          new TrainingHistory(
              column(rows, names.indexOf("training_loss")),
              column(rows, names.indexOf("validation_loss")),
              column(rows, names.indexOf("validation_f1")),
              column(rows, names.indexOf("validation_auc")),
              kept),
          provenance);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static double[] column(List<String[]> rows, int column) {
    return rows.stream()
        .mapToDouble(r -> r[column].isEmpty() ? Double.NaN : Double.parseDouble(r[column]))
        .toArray();
  }
}
