package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.DeLong;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.McNemar;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.Table;

/**
 * Beside Table 3: each learner tested against the 12-lead network, or another run, on the same test records. The averages of F1, AUC and average
 * precision, the official score, and F1 by class by the paired bootstrap; AUC by class by DeLong's test; accuracy by class, which is the
 * share of right decisions, by McNemar's exact test, with a bootstrap interval. Holm's correction is within each of these seven families
 * of tests.
 *
 * <p>The null hypothesis is that these two trained models are equal on records of this kind. Nothing here speaks of another split,
 * another seed or another training of the network; {@link Rotation} and {@link SplitAudit} show how much those move.
 */
public final class Table3Comparisons {
  private static final String BOOTSTRAP = "paired bootstrap";

  private Table3Comparisons() {}

  private record Test(
      String learner,
      String metric,
      String className,
      double value,
      double network,
      Interval difference,
      String method,
      double p) {}

  /** {@return the table, from saved predictions; what is not there is fitted} */
  public static TableResult of(Study study) {
    return of(study, study.comparedRuns());
  }

  /**
   * {@return the table of any runs: each but the last tested against the last}
   *
   * @param runs at least two, tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there are fewer, one was tested on other records, or two have
   *     the same name
   */
  public static TableResult of(Study study, List<Run> runs) {
    var provenance = study.provenance(Table3Comparisons.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    if (runs.size() < 2) {
      throw new IllegalArgumentException("tests need at least two runs, found " + runs.size());
    }
    Run reference = compared.last();
    List<Pair> pairs =
        runs.subList(0, runs.size() - 1).stream()
            .map(run -> new Pair(run, reference, study.intervals(run), study.intervals(reference)))
            .toList();
    List<List<Test>> families = new ArrayList<>();
    for (PerformanceMetric metric :
        List.of(PerformanceMetric.F1, PerformanceMetric.AUC, PerformanceMetric.AVERAGE_PRECISION)) {
      families.add(pairs.stream().map(pair -> pair.average(metric)).toList());
    }
    families.add(pairs.stream().map(Pair::officialScore).toList());
    for (Function<Pair, List<Test>> byClass :
        List.<Function<Pair, List<Test>>>of(Pair::f1, Pair::auc, Pair::accuracy)) {
      families.add(pairs.stream().map(byClass).flatMap(List::stream).toList());
    }
    String inShort = reference.learner().isEmpty() ? "network" : reference.name();
    return study.table(
        compared.id("table3-tests"),
        "Each learner against the %s on the %d test records of %s: learner minus %s, 95 %% interval, two-sided p, corrected by Holm within metric and kind. No p of %d resamples is below 0.001; of accuracy the p is McNemar's exact one and the interval the bootstrap's, so they need not agree."
            .formatted(
                reference.name(),
                reference.test().size(),
                study.dataName(),
                inShort,
                study.resamples().count()),
        table(families, reference.learner().isEmpty() ? "network_value" : "reference_value"),
        study.withIntervals(compared.from(provenance)));
  }

  /** One learner against the network, or whatever is the last. */
  private record Pair(Run learner, Run network, TestIntervals first, TestIntervals second) {
    Test average(PerformanceMetric metric) {
      return bootstrap(
          metric.label(),
          Performance.AVERAGE,
          first.bootstrap().ofAverage(metric),
          second.bootstrap().ofAverage(metric),
          Bootstrap.compare(first.bootstrap(), second.bootstrap(), metric, TestIntervals.LEVEL));
    }

    Test officialScore() {
      return bootstrap(
          PerformanceRows.OFFICIAL,
          Performance.AVERAGE,
          first.official(),
          second.official(),
          Replicates.compare(first.official(), second.official(), TestIntervals.LEVEL));
    }

    private Test bootstrap(
        String metric,
        String className,
        Replicates one,
        Replicates other,
        Replicates.Difference difference) {
      return new Test(
          learner.name(),
          metric,
          className,
          one.estimate(),
          other.estimate(),
          difference.interval(),
          BOOTSTRAP,
          difference.pValue());
    }

    private Replicates.Difference difference(PerformanceMetric metric, int c) {
      return Bootstrap.compare(
          first.bootstrap(), second.bootstrap(), metric, c, TestIntervals.LEVEL);
    }

    List<Test> f1() {
      return byClass(
          c ->
              bootstrap(
                  PerformanceMetric.F1.label(),
                  Diagnosis.ALL.get(c).name(),
                  first.bootstrap().of(PerformanceMetric.F1, c),
                  second.bootstrap().of(PerformanceMetric.F1, c),
                  difference(PerformanceMetric.F1, c)));
    }

    List<Test> auc() {
      return byClass(
          c -> {
            DeLong.Difference difference =
                DeLong.compare(
                    network.test().labels(c),
                    learner.test().scores(c),
                    network.test().scores(c),
                    TestIntervals.LEVEL);
            return test(
                PerformanceMetric.AUC, c, difference.interval(), "DeLong", difference.pValue());
          });
    }

    List<Test> accuracy() {
      boolean[][] learned = learner.thresholds().apply(learner.test());
      boolean[][] networked = network.thresholds().apply(network.test());
      return byClass(
          c ->
              test(
                  PerformanceMetric.ACCURACY,
                  c,
                  difference(PerformanceMetric.ACCURACY, c).interval(),
                  "McNemar, exact",
                  McNemar.test(network.test().labels(c), column(learned, c), column(networked, c))
                      .pValue()));
    }

    private Test test(
        PerformanceMetric metric, int c, Interval difference, String method, double p) {
      ClassMetrics one = learner.performance().classes().get(c);
      ClassMetrics other = network.performance().classes().get(c);
      return new Test(
          learner.name(),
          metric.label(),
          one.name(),
          one.value(metric).value(),
          other.value(metric).value(),
          difference,
          method,
          p);
    }

    private static List<Test> byClass(Function<Integer, Test> test) {
      return Diagnosis.ALL.stream().map(d -> test.apply(d.ordinal())).toList();
    }

    private static boolean[] column(boolean[][] rows, int c) {
      boolean[] column = new boolean[rows.length];
      for (int i = 0; i < column.length; i++) {
        column[i] = rows[i][c];
      }
      return column;
    }
  }

  private static Table table(List<List<Test>> families, String valueOfTheLast) {
    List<Test> tests = new ArrayList<>();
    Map<Test, Double> corrected = new IdentityHashMap<>();
    for (List<Test> family : families) {
      double[] adjusted = Holm.adjust(family.stream().mapToDouble(Test::p).toArray());
      for (int i = 0; i < adjusted.length; i++) {
        tests.add(family.get(i));
        corrected.put(family.get(i), adjusted[i]);
      }
    }
    return Rows.of(tests)
        .text("learner", Test::learner)
        .text("metric", Test::metric)
        .text("class", Test::className)
        .number("learner_value", Test::value)
        .number(valueOfTheLast, Test::network)
        .interval("difference", Test::difference)
        .text("test", Test::method)
        .number("p", Test::p)
        .number("p_holm", corrected::get)
        .note(t -> t.difference().note())
        .table()
        .setName("tests");
  }
}
