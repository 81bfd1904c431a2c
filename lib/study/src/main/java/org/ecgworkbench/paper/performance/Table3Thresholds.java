package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

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
    List<Row> rows = new ArrayList<>();
    int average = Diagnosis.ALL.size();
    for (int c : IntStream.concat(IntStream.of(average), IntStream.range(0, average)).toArray()) {
      for (int r = 0; r < runs.size(); r++) {
        TestIntervals intervals = study.intervals(runs.get(r));
        rows.add(
            new Row(
                runs.get(r).name(),
                c == average ? Performance.AVERAGE : Diagnosis.ALL.get(c).name(),
                intervals.interval(PerformanceMetric.F1, c),
                percentile(anew.get(r), c),
                percentile(intervals.bootstrap(), c)));
      }
    }
    return study.table(
        compared.id("table3-thresholds"),
        "F1 on the test fold of "
            + study.dataName()
            + " with 95 % intervals that take the thresholds as given, and with intervals in which each resample of the validation fold"
            + " chooses its own (percentiles; so are those that the last number but the notes compares them with).",
        Rows.of(rows)
            .text("learner", Row::learner)
            .text("class", Row::name)
            .interval("F1", Row::given)
            .interval("F1 with thresholds chosen anew", Row::chosen)
            .number("times as wide", Row::timesAsWide)
            .note(r -> r.chosen().note().isEmpty() ? r.given().note() : r.chosen().note())
            .table()
            .setName("thresholds"),
        study.withIntervals(compared.from(provenance)));
  }

  /** Chosen and kept are made in the same way, so that their ratio is of the thresholds alone. */
  private record Row(String learner, String name, Interval given, Interval chosen, Interval kept) {
    double timesAsWide() {
      double width = kept.upper() - kept.lower();
      return width > 0 ? (chosen.upper() - chosen.lower()) / width : Double.NaN;
    }
  }

  private static Interval percentile(Bootstrap bootstrap, int c) {
    return (c == Diagnosis.ALL.size()
            ? bootstrap.ofAverage(PerformanceMetric.F1)
            : bootstrap.of(PerformanceMetric.F1, c))
        .interval(Bootstrap.Method.PERCENTILE, TestIntervals.LEVEL);
  }
}
