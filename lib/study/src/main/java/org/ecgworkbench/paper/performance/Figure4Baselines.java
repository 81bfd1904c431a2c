package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/** Figure 4: F1 by class and on average of the learners on expert features and of the network, with 95 % bootstrap intervals. */
public final class Figure4Baselines {
  private Figure4Baselines() {}

  /** {@return the figure, from saved predictions of the test fold} */
  public static FigureResult of(Study study) {
    var provenance = study.provenance(Figure4Baselines.class);
    List<Run> runs = study.comparedRuns();
    List<String> groups = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    groups.add(Performance.AVERAGE);
    List<GroupedBars.Series> series =
        runs.stream()
            .map(
                run ->
                    new GroupedBars.Series(
                        run.name(),
                        values(run.performance(), Metric.F1),
                        ends(study.intervals(run), Interval::lower),
                        ends(study.intervals(run), Interval::upper)))
            .toList();
    return new FigureResult(
        "figure4-baselines",
        "Figure 4. F1 of learners on expert features and of the 12-lead network, test fold of "
            + study.dataName()
            + "; 95 % bootstrap intervals of the test fold.",
        new GroupedBars("F1", groups, series),
        study.withIntervals(study.withInputs(provenance, runs.toArray(Run[]::new))).finish(),
        study.results());
  }

  private static double[] ends(TestIntervals intervals, ToDoubleFunction<Interval> end) {
    return IntStream.rangeClosed(0, Diagnosis.ALL.size())
        .mapToDouble(c -> end.applyAsDouble(intervals.interval(Metric.F1, c)))
        .toArray();
  }

  /** One metric of every class and the average, {@code [10]}; NaN where undefined. */
  public static double[] values(Performance performance, Metric metric) {
    double[] values = new double[performance.classes().size() + 1];
    for (int c = 0; c < values.length - 1; c++) {
      values[c] = performance.classes().get(c).value(metric).value();
    }
    values[values.length - 1] = performance.average(metric).value();
    return values;
  }
}
