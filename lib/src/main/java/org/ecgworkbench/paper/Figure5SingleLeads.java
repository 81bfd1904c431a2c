package org.ecgworkbench.paper;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.figure.LeadComparison;

/** Figure 5: single-lead networks against the 12-lead network, F1 and AUC by class and on average. */
public final class Figure5SingleLeads {
  private Figure5SingleLeads() {}

  /** Draws it from saved predictions of the test fold. */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure5SingleLeads.class);
    List<Run> runs = new ArrayList<>(study.singleLeadRuns());
    runs.add(0, runs.remove(runs.size() - 1));
    List<String> columns = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    columns.add(Performance.AVERAGE);
    List<LeadComparison.Panel> panels =
        List.of(Metric.F1, Metric.AUC).stream()
            .map(
                metric ->
                    new LeadComparison.Panel(
                        metric.label(),
                        runs.stream()
                            .map(run -> Figure4Baselines.values(run.performance(), metric))
                            .toArray(double[][]::new)))
            .toList();
    return new FigureResult(
        "figure5-single-leads",
        "Figure 5. Networks that see one lead against the network that sees all twelve, test fold of "
            + study.dataName()
            + ".",
        new LeadComparison(runs.stream().map(Run::label).toList(), columns, panels, 0),
        study.withInputs(provenance, runs.toArray(Run[]::new)).finish(),
        study.results());
  }
}
