package org.ecgworkbench.paper.leads;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/** What captions and sidecars of results say of the networks of a {@link LeadStudy}. */
final class LeadWords {
  private static final String INTERVALS =
      """
      95 %%, %s, %d of the test records at fixed thresholds; differences and ranks: percentiles, \
      with a normal deviate for the training""";

  private LeadWords() {}

  static String besideTable2(LeadStudy leads) {
    LeadPlan plan = leads.plan();
    int all = plan.indexOf(Lead.ALL);
    if (all < 0 || plan.seeds().size() == 1 && plan.isOwnSplit()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "The 12-lead network has an average F1 of %.3f here, the mean of its trainings%s; Table 2 and Figure 4 show the first of them alone (%.3f).",
        leads.average(all, PerformanceMetric.F1),
        plan.isOwnSplit() ? "" : " over the folds",
        leads.runs(all).get(0).performance().average(PerformanceMetric.F1).value());
  }

  static String where(LeadStudy leads) {
    LeadPlan plan = leads.plan();
    String data = leads.study().dataName();
    return "%s, %d test records, mean of %d training%s"
        .formatted(
            plan.isOwnSplit()
                ? "test fold of " + data
                : "folds %s of %s pooled".formatted(plan.foldNames(), data),
            leads.records(),
            plan.seeds().size(),
            plan.seeds().size() == 1 ? "" : "s");
  }

  static Provenance.Builder provenance(LeadStudy leads, Class<?> maker) {
    Study study = leads.study();
    Provenance.Builder provenance = leads.plan().addTo(study.provenance(maker));
    if (leads.plan().isOwnSplit()) {
      study.withIntervals(provenance);
    } else {
      provenance
          .setting("split", "in turn fold k tests, the next one validates, the others train")
          .seed(RandomStream.BOOTSTRAP, study.parameters().seed());
    }
    provenance.setting(
        "intervals", INTERVALS.formatted(TestIntervals.IN_WORDS, Resamples.DEFAULT_COUNT));
    for (int set = 0; set < leads.plan().leadSets().size(); set++) {
      study.withInputs(provenance, leads.runs(set).toArray(Run[]::new));
    }
    return provenance;
  }

  static Provenance.Builder withAverages(
      LeadStudy leads, Provenance.Builder provenance, List<Integer> sets) {
    int average = leads.measured(0).averageColumn();
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      double sd = leads.trainingSd(metric);
      provenance
          .setting(
              "average %s, 95 %% interval".formatted(metric.label()),
              sets.stream()
                  .map(
                      set ->
                          leads.label(set) + ": " + leads.interval(set, metric, average).format(3))
                  .collect(Collectors.joining("; ")))
          .setting(
              "SD of average %s over seeds, pooled over sets of leads".formatted(metric.label()),
              Double.isNaN(sd) ? "one seed: no SD" : String.format(Locale.ROOT, "%.4f", sd));
    }
    return provenance;
  }
}
