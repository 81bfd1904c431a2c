package org.ecgworkbench.paper;

import org.ecgworkbench.ecg.Lead;

/** Table 2: the test fold's precision, recall, F1, AUC and accuracy of the 12-lead network, by class and on average. */
public final class Table2TestPerformance {
  private Table2TestPerformance() {}

  /** Makes the table from the saved predictions of the 12-lead network, training it if there are none. */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table2TestPerformance.class);
    Run network = study.networkRun(Lead.ALL);
    return new TableResult(
        "table2-test-performance",
        "Table 2. Test performance of the 12-lead network on "
            + study.dataName()
            + " ("
            + network.test().size()
            + " records in the test fold).",
        network.performance().toTable(),
        study.withInputs(provenance, network).finish(),
        study.results());
  }
}
