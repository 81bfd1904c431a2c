package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 2: the test fold's precision, recall, F1, AUC and accuracy of the 12-lead network, by class and on average. Beyond the paper:
 * specificity, average precision, the ends of 95 % intervals ({@link TestIntervals}), and the F1 of the challenge's official score, where each record has one
 * answer.
 */
public final class Table2TestPerformance {
  private static final String SPECIFICITY = "specificity";

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
        withIntervals(network, study.intervals(network), specificities(study, network)),
        study.withIntervals(study.withInputs(provenance, network)));
  }

  /** Of each class, then their average: the recall of those who lack the class. */
  private static List<Interval> specificities(Study study, Run network) {
    Predictions yes = Rotation.decisions(network);
    boolean[][] labels = yes.labels();
    double[][] scores = yes.scores();
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < labels[i].length; c++) {
        labels[i][c] = !labels[i][c];
        scores[i][c] = 1 - scores[i][c];
      }
    }
    Predictions no = new Predictions(yes.ids(), yes.classes(), labels, scores);
    Thresholds half =
        Thresholds.fixed(yes.classes(), 0.5, network.comparison(), network.precision());
    Performance performance = Performance.of(no, half);
    Bootstrap bootstrap = Bootstrap.of(no, half, study.resamples());
    return IntStream.rangeClosed(0, Diagnosis.ALL.size())
        .mapToObj(
            r ->
                r < Diagnosis.ALL.size() && performance.classes().get(r).positives() == 0
                    ? Interval.undefined(
                        0, TestIntervals.LEVEL, "counts as 0, for there is no negative record")
                    : TestIntervals.interval(performance, bootstrap, PerformanceMetric.RECALL, r))
        .toList();
  }

  private static Table withIntervals(
      Run network, TestIntervals intervals, List<Interval> specificities) {
    Table table = network.performance().toTable();
    int rows = table.rowCount();
    List<Set<String>> notes = new ArrayList<>();
    table.stringColumn("note").forEach(note -> notes.add(new LinkedHashSet<>(List.of(note))));
    table.removeColumns("note");
    Map<String, IntFunction<Interval>> all = new LinkedHashMap<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      all.put(metric.label(), r -> intervals.interval(metric, r));
    }
    all.put(SPECIFICITY, specificities::get);
    table.insertColumn(
        1 + table.columnIndex(PerformanceMetric.RECALL.label()),
        DoubleColumn.create(SPECIFICITY, specificities.stream().map(Interval::estimate).toList()));
    all.forEach(
        (name, of) -> {
          DoubleColumn low = DoubleColumn.create(name + TableResult.LOW);
          DoubleColumn high = DoubleColumn.create(name + TableResult.HIGH);
          for (int r = 0; r < rows; r++) {
            low.append(of.apply(r).lower());
            high.append(of.apply(r).upper());
            String note = TestIntervals.noteOf(of.apply(r));
            notes.get(r).add(note.isEmpty() || r == rows - 1 ? note : name + ": " + note);
          }
          table.addColumns(low, high);
        });
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
