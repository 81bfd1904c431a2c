package org.ecgworkbench.paper;

import java.util.List;
import org.ecgworkbench.evaluation.Metric;

/** Table 4: F1 and AUC by class and on average of twelve single-lead networks and of the 12-lead network. */
public final class Table4SingleLeads {
  private Table4SingleLeads() {}

  /** Makes the table from saved predictions, training what is not there. */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table4SingleLeads.class);
    List<Run> runs = study.singleLeadRuns();
    PerformanceRows rows = new PerformanceRows("leads");
    for (Metric metric : List.of(Metric.F1, Metric.AUC)) {
      for (Run run : runs) {
        rows.add(run.label(), run.performance(), metric);
      }
    }
    return new TableResult(
        "table4-single-leads",
        "Table 4. Networks that see one lead, and the network that sees all twelve, on "
            + study.dataName()
            + ", test fold.",
        rows.table("Table 4"),
        study.withInputs(provenance, runs.toArray(Run[]::new)).finish(),
        study.results());
  }
}
