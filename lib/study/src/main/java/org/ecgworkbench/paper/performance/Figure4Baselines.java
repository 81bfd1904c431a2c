package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/** Figure 4: F1 by class and on average of the learners on expert features and of the network, with 95 % intervals. */
public final class Figure4Baselines {
  private Figure4Baselines() {}

  /** {@return the figure, from saved predictions of the test fold} */
  public static FigureResult of(Study study) {
    return of(study, study.comparedRuns());
  }

  /**
   * {@return the figure of any runs}
   *
   * @param runs at most eight, tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none or more, one was tested on other records, or two
   *     have the same name
   */
  public static FigureResult of(Study study, List<Run> runs) {
    var provenance = study.provenance(Figure4Baselines.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    compared.requireColours();
    List<String> groups =
        new ArrayList<>(
            runs.get(0).performance().classes().stream()
                .map(c -> "%s (%d)".formatted(c.name(), c.positives()))
                .toList());
    groups.add(Performance.AVERAGE);
    List<GroupedBars.Series> series =
        runs.stream()
            .map(
                run ->
                    new GroupedBars.Series(
                        run.name(),
                        values(run.performance(), PerformanceMetric.F1),
                        ends(study.intervals(run), Interval::lower),
                        ends(study.intervals(run), Interval::upper)))
            .toList();
    return study.figure(
        compared.id("figure4-baselines"),
        compared.caption(
                "Figure 4. F1 of learners on expert features and of the 12-lead network, test fold of ",
                "F1 of " + compared.names() + ", test fold of ")
            + study.dataName()
            + "; in brackets the records of a class. 95 % intervals: "
            + TestIntervals.IN_WORDS
            + "."
            + compared.caption(" The SVM is not in the paper.", ""),
        new GroupedBars("F1", groups, series),
        study.withIntervals(compared.from(provenance)));
  }

  private static double[] ends(TestIntervals intervals, ToDoubleFunction<Interval> end) {
    return IntStream.rangeClosed(0, Diagnosis.ALL.size())
        .mapToDouble(c -> end.applyAsDouble(intervals.interval(PerformanceMetric.F1, c)))
        .toArray();
  }

  /**
   * {@return one metric of every class and the average, {@code [10]}; NaN where undefined}
   *
   * @param performance of one learner
   * @param metric one of those that a class has
   */
  public static double[] values(Performance performance, PerformanceMetric metric) {
    double[] values = new double[performance.classes().size() + 1];
    for (int c = 0; c < values.length - 1; c++) {
      values[c] = performance.classes().get(c).value(metric).value();
    }
    values[values.length - 1] = performance.average(metric).value();
    return values;
  }
}
