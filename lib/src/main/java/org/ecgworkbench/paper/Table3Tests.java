package org.ecgworkbench.paper;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Bootstrap;
import org.ecgworkbench.evaluation.DeLong;
import org.ecgworkbench.evaluation.Holm;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.Performance;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Beside Table 3: each learner tested against the 12-lead network on the same test records. Average F1 and average AUC by the paired
 * bootstrap, AUC by class by DeLong's test. Holm's correction is within each of the three families of tests: average F1, average AUC,
 * AUC by class.
 *
 * <p>The null hypothesis is that these two trained models are equal on records of this kind. Nothing here speaks of another split,
 * another seed or another training of the network; {@link Rotation} and {@link SplitAudit} show how much those move.
 */
public final class Table3Tests {
  private Table3Tests() {}

  private record Test(
      String learner,
      Metric metric,
      String className,
      double value,
      double network,
      Interval difference,
      String method,
      double p,
      String note) {}

  /** Makes the table from saved predictions, fitting what is not there. */
  public static TableResult of(Study study) {
    var provenance = study.provenance(Table3Tests.class);
    List<Run> runs = study.comparedRuns();
    Run network = runs.get(runs.size() - 1);
    List<Run> learners = runs.subList(0, runs.size() - 1);
    List<List<Test>> families =
        List.of(
            averages(study, learners, network, Metric.F1),
            averages(study, learners, network, Metric.AUC),
            byClass(learners, network));
    return new TableResult(
        "table3-tests",
        "Each learner against the 12-lead network on the "
            + network.test().size()
            + " test records of "
            + study.dataName()
            + ": learner minus network, 95 % interval, two-sided p, corrected by Holm within metric and kind.",
        table(families),
        study.withIntervals(study.withInputs(provenance, runs.toArray(Run[]::new))).finish(),
        study.results());
  }

  private static List<Test> averages(Study study, List<Run> learners, Run network, Metric metric) {
    List<Test> tests = new ArrayList<>();
    Bootstrap reference = study.intervals(network).bootstrap();
    for (Run run : learners) {
      Bootstrap.Difference difference =
          Bootstrap.compare(
              study.intervals(run).bootstrap(), reference, metric, TestIntervals.LEVEL);
      tests.add(
          new Test(
              run.name(),
              metric,
              Performance.AVERAGE,
              run.performance().average(metric).value(),
              network.performance().average(metric).value(),
              difference.interval(),
              "paired bootstrap",
              difference.pValue(),
              difference.interval().note()));
    }
    return tests;
  }

  private static List<Test> byClass(List<Run> learners, Run network) {
    List<Test> tests = new ArrayList<>();
    for (Run run : learners) {
      for (Diagnosis d : Diagnosis.ALL) {
        int c = d.ordinal();
        DeLong.Difference difference =
            DeLong.compare(
                network.test().labels(c),
                run.test().scores(c),
                network.test().scores(c),
                TestIntervals.LEVEL);
        tests.add(
            new Test(
                run.name(),
                Metric.AUC,
                d.name(),
                run.performance().classes().get(c).auc().value(),
                network.performance().classes().get(c).auc().value(),
                difference.interval(),
                "DeLong",
                difference.pValue(),
                difference.interval().note()));
      }
    }
    return tests;
  }

  private static Table table(List<List<Test>> families) {
    StringColumn learner = StringColumn.create("learner");
    StringColumn metric = StringColumn.create("metric");
    StringColumn className = StringColumn.create("class");
    DoubleColumn value = DoubleColumn.create("learner_value");
    DoubleColumn network = DoubleColumn.create("network_value");
    DoubleColumn difference = DoubleColumn.create("difference");
    DoubleColumn low = DoubleColumn.create("difference" + TableResult.LOW);
    DoubleColumn high = DoubleColumn.create("difference" + TableResult.HIGH);
    StringColumn method = StringColumn.create("test");
    DoubleColumn p = DoubleColumn.create("p");
    DoubleColumn holm = DoubleColumn.create("p_holm");
    StringColumn note = StringColumn.create("note");
    for (List<Test> family : families) {
      double[] corrected = Holm.adjust(family.stream().mapToDouble(Test::p).toArray());
      for (int i = 0; i < corrected.length; i++) {
        Test test = family.get(i);
        learner.append(test.learner());
        metric.append(test.metric().label());
        className.append(test.className());
        value.append(test.value());
        network.append(test.network());
        difference.append(test.difference().estimate());
        low.append(test.difference().lower());
        high.append(test.difference().upper());
        method.append(test.method());
        p.append(test.p());
        holm.append(corrected[i]);
        note.append(test.note());
      }
    }
    return Table.create(
        "tests",
        learner,
        metric,
        className,
        value,
        network,
        difference,
        low,
        high,
        method,
        p,
        holm,
        note);
  }
}
