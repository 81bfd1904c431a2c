package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 2: the test fold's precision, recall, F1, AUC and accuracy of the 12-lead network, by class and on average. Beyond the paper:
 * average precision, the ends of 95 % intervals ({@link TestIntervals}), and the F1 of the challenge's official score, where each record has one
 * answer.
 */
public final class Table2TestPerformance {
  private Table2TestPerformance() {}

  /** {@return the table, from the saved predictions of the 12-lead network, which is trained if there are none} */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table2TestPerformance.class);
    Run network = study.networkRun(Lead.ALL);
    return study.table(
        "table2-test-performance",
        "Table 2. Test performance of the 12-lead network on "
            + study.dataName()
            + " ("
            + network.test().size()
            + " records in the test fold), with 95 % intervals: "
            + TestIntervals.IN_WORDS
            + ".",
        withIntervals(network, study.intervals(network)),
        study.withIntervals(study.withInputs(provenance, network)));
  }

  private static Table withIntervals(Run network, TestIntervals intervals) {
    Table table = network.performance().toTable();
    StringColumn before = table.stringColumn("note");
    table.removeColumns("note");
    int rows = table.rowCount();
    List<Set<String>> notes = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      notes.add(new LinkedHashSet<>(List.of(before.getString(r))));
    }
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      DoubleColumn low = DoubleColumn.create(metric.label() + TableResult.LOW);
      DoubleColumn high = DoubleColumn.create(metric.label() + TableResult.HIGH);
      for (int r = 0; r < rows; r++) {
        Interval interval = intervals.interval(metric, r);
        low.append(interval.lower());
        high.append(interval.upper());
        notes
            .get(r)
            .add(
                r == Diagnosis.ALL.size()
                    ? TestIntervals.noteOf(interval)
                    : TestIntervals.noteOf(interval, metric.label()));
      }
      table.addColumns(low, high);
    }
    CpscScore official = CpscScore.of(network.test());
    DoubleColumn score = DoubleColumn.create(PerformanceRows.OFFICIAL);
    for (int r = 0; r < rows; r++) {
      MetricValue value = r < rows - 1 ? official.f1().get(r) : official.score();
      score.append(value.value());
      notes.get(r).add(value.note().isEmpty() ? "" : "official score: " + value.note());
    }
    StringColumn note = StringColumn.create("note");
    for (Set<String> each : notes) {
      each.remove("");
      note.append(String.join("; ", each));
    }
    return table.addColumns(score, note);
  }
}
