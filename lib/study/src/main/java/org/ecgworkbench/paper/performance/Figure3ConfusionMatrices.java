package org.ecgworkbench.paper.performance;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.figure.chart.ConfusionMatrices;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/** Figure 3: nine one-vs-rest confusion matrices of the 12-lead network, each row as shares of its true class. */
public final class Figure3ConfusionMatrices {
  private Figure3ConfusionMatrices() {}

  /** {@return the nine matrices, from the saved predictions of the test fold} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure3ConfusionMatrices.class);
    Run network = study.networkRun(Lead.ALL);
    List<ConfusionMatrices.Panel> panels =
        network.performance().classes().stream().map(Figure3ConfusionMatrices::panel).toList();
    return study.figure(
        "figure3-confusion-matrices",
        "Figure 3. Confusion matrices of the 12-lead network, one class against the rest, "
            + network.test().size()
            + " test records of "
            + study.dataName()
            + ". In each cell the share of its row, that share's 95 % Wilson interval, and the counts. Thresholds, of the validation fold: "
            + network.performance().classes().stream()
                .map(c -> String.format(Locale.ROOT, "%s %.3f", c.name(), c.threshold()))
                .collect(Collectors.joining(", "))
            + ".",
        new ConfusionMatrices(panels),
        study.withInputs(provenance, network));
  }

  private static ConfusionMatrices.Panel panel(ClassMetrics metrics) {
    Confusion confusion = metrics.confusion();
    return new ConfusionMatrices.Panel(
        metrics.name(),
        confusion.trueNegatives(),
        confusion.falsePositives(),
        confusion.falseNegatives(),
        confusion.truePositives());
  }
}
