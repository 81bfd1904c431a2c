package org.ecgworkbench.paper.performance;

import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Beside Table 3: how much wider the intervals of F1 become if the thresholds are chosen anew in each resample. The intervals of Table 3
 * take the thresholds as given; here the validation fold is resampled, too, and each resample of the test fold is decided at the
 * thresholds of its own resample of the validation fold.
 */
public final class Table3Thresholds {
  private Table3Thresholds() {}

  /** {@return the table, from saved predictions; what is not there is fitted; the averages come first} */
  public static TableResult of(Study study) {
    return of(study, study.comparedRuns());
  }

  /**
   * {@return the table of any runs}
   *
   * @param runs tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have
   *     the same name
   */
  public static TableResult of(Study study, List<Run> runs) {
    ComparedRuns compared = new ComparedRuns(study, runs);
    var provenance =
        study
            .provenance(Table3Thresholds.class)
            .seed(RandomStream.VALIDATION_BOOTSTRAP, study.parameters().seed());
    List<Bootstrap> anew =
        runs.stream()
            .map(
                run -> TestIntervals.reselecting(run, study.resamples(), study.parameters().seed()))
            .toList();
    StringColumn learner = StringColumn.create("learner");
    StringColumn className = StringColumn.create("class");
    DoubleColumn f1 = DoubleColumn.create("F1");
    DoubleColumn low = DoubleColumn.create("F1" + TableResult.LOW);
    DoubleColumn high = DoubleColumn.create("F1" + TableResult.HIGH);
    String name = "F1 with thresholds chosen anew";
    DoubleColumn again = DoubleColumn.create(name);
    DoubleColumn lowAnew = DoubleColumn.create(name + TableResult.LOW);
    DoubleColumn highAnew = DoubleColumn.create(name + TableResult.HIGH);
    DoubleColumn wider = DoubleColumn.create("times as wide");
    StringColumn note = StringColumn.create("note");
    int average = Diagnosis.ALL.size();
    for (int c : IntStream.concat(IntStream.of(average), IntStream.range(0, average)).toArray()) {
      for (int r = 0; r < runs.size(); r++) {
        Interval given = study.intervals(runs.get(r)).interval(PerformanceMetric.F1, c);
        // The same way on both sides, so that the ratio is of the thresholds alone.
        Interval chosen = percentile(anew.get(r), c);
        Interval kept = percentile(study.intervals(runs.get(r)).bootstrap(), c);
        learner.append(runs.get(r).name());
        className.append(c == average ? Performance.AVERAGE : Diagnosis.ALL.get(c).name());
        f1.append(given.estimate());
        low.append(given.lower());
        high.append(given.upper());
        again.append(chosen.estimate());
        lowAnew.append(chosen.lower());
        highAnew.append(chosen.upper());
        double width = kept.upper() - kept.lower();
        wider.append(width > 0 ? (chosen.upper() - chosen.lower()) / width : Double.NaN);
        note.append(chosen.note().isEmpty() ? given.note() : chosen.note());
      }
    }
    return study.table(
        compared.id("table3-thresholds"),
        "F1 on the test fold of "
            + study.dataName()
            + " with 95 % intervals that take the thresholds as given, and with intervals in which each resample of the validation fold"
            + " chooses its own (percentiles; so are those that the last number but the notes compares them with).",
        Table.create(
            "thresholds", learner, className, f1, low, high, again, lowAnew, highAnew, wider, note),
        study.withIntervals(compared.from(provenance)));
  }

  private static Interval percentile(Bootstrap bootstrap, int c) {
    return (c == Diagnosis.ALL.size()
            ? bootstrap.ofAverage(PerformanceMetric.F1)
            : bootstrap.of(PerformanceMetric.F1, c))
        .interval(Bootstrap.Method.PERCENTILE, TestIntervals.LEVEL);
  }
}
