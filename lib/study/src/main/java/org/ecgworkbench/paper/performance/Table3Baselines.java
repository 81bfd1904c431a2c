package org.ecgworkbench.paper.performance;

import java.util.List;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * Table 3: F1 by class and on average of the learners on expert features and of the network. Beyond the paper: AUC and average
 * precision as further rows, the ends of 95 % intervals, the classes' prevalence, and a row a learner with the challenge's official score. {@link Table3Comparisons} has the tests, {@link Table3Thresholds} intervals that hold the choice of thresholds, too.
 */
public final class Table3Baselines {
  private static final String LEARNERS =
      "Logistic regression and SVM are Smile's; random forest and gradient boosting are ours, grown of Smile's CART; the MLP is ours.";

  private Table3Baselines() {}

  /** {@return the table, from saved predictions; what is not there is fitted} */
  public static TableResult of(Study study) {
    return of(study, study.comparedRuns());
  }

  /**
   * {@return the table of any runs, a row each}
   *
   * @param runs tested on the study's test records, each with a name of its own, for example {@code
   *     study.run(learner)} and {@code study.networkRun(Lead.ALL)}
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have
   *     the same name
   */
  public static TableResult of(Study study, List<Run> runs) {
    var provenance = study.provenance(Table3Baselines.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    PerformanceRows rows = new PerformanceRows("learner");
    rows.addPrevalence(runs.get(0).performance());
    for (PerformanceMetric metric :
        List.of(PerformanceMetric.F1, PerformanceMetric.AUC, PerformanceMetric.AVERAGE_PRECISION)) {
      for (Run run : runs) {
        rows.add(run.name(), run.performance(), metric, study.intervals(run));
      }
    }
    for (Run run : runs) {
      rows.addOfficialScore(run.name(), study.intervals(run));
    }
    return study.table(
        compared.id("table3-baselines"),
        compared.caption(
                "Table 3. Learners on 636 expert features and the 12-lead network on ",
                "Comparison of " + compared.names() + " on ")
            + study.dataName()
            + ", test fold, with 95 % intervals: "
            + TestIntervals.IN_WORDS
            + "."
            + compared.caption(" " + LEARNERS, ""),
        rows.table("Table 3"),
        study.withIntervals(compared.from(provenance)));
  }
}
