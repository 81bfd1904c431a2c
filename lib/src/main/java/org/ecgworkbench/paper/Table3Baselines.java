package org.ecgworkbench.paper;

import java.util.List;
import org.ecgworkbench.evaluation.Metric;

/**
 * Table 3: F1 by class and on average of the learners on expert features and of the network; AUC as further rows. Beyond the paper: the
 * ends of 95 % bootstrap intervals, and the challenge's official score, which is the same in both rows of a learner. {@link
 * Table3Tests} has the tests.
 */
public final class Table3Baselines {
  private Table3Baselines() {}

  /** Makes the table from saved predictions, fitting what is not there. */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table3Baselines.class);
    List<Run> runs = study.comparedRuns();
    PerformanceRows rows = new PerformanceRows("learner");
    for (Metric metric : List.of(Metric.F1, Metric.AUC)) {
      for (Run run : runs) {
        rows.add(run.name(), run.performance(), metric, study.intervals(run));
      }
    }
    return new TableResult(
        "table3-baselines",
        "Table 3. Learners on 636 expert features and the 12-lead network on "
            + study.dataName()
            + ", test fold, with 95 % bootstrap intervals.",
        rows.table("Table 3"),
        study.withIntervals(study.withInputs(provenance, runs.toArray(Run[]::new))).finish(),
        study.results());
  }
}
