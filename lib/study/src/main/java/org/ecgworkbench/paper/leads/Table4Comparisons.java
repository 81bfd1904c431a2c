package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.TableResult;

/**
 * Beside Table 4: every single lead tested against all twelve, and every other single lead against the best. The difference of the averages
 * with its 95 % interval, p two-sided by the paired bootstrap, uncertainty of the training included ({@link LeadStudy}); Holm's correction
 * within each question and metric.
 *
 * <p>The best lead is chosen on the records on which it is then tested. That favours it: tests against it reject a little too often.
 */
public final class Table4Comparisons {
  /** The question of the first tests. */
  static final String AGAINST_ALL = "one lead against all twelve";

  /** The question of the second tests. */
  static final String AGAINST_BEST = "one lead against the best one";

  private Table4Comparisons() {}

  /** {@return the tests of the single leads of networks that are there; what is not there (all twelve, a second lead) is not asked} */
  public static TableResult of(LeadStudy leads) {
    DifferenceRows rows = new DifferenceRows(leads);
    int all = leads.plan().indexOf(Lead.ALL);
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      if (all >= 0) {
        rows.add(AGAINST_ALL, pairs(leads, all), metric);
      }
    }
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      int best = best(leads, metric);
      if (best >= 0) {
        rows.add(AGAINST_BEST, pairs(leads, best), metric);
      }
    }
    return rows.result(
        "table4-tests",
        """
        Single leads tested: %s. Difference of the averages with its 95 %% interval, two-sided p, \
        corrected by Holm within question and metric. The best lead was chosen on the same \
        records.""",
        Table4Comparisons.class);
  }

  private static List<DifferenceRows.Pair> pairs(LeadStudy leads, int against) {
    List<DifferenceRows.Pair> pairs = new ArrayList<>();
    for (int set : leads.plan().singles()) {
      if (set != against) {
        pairs.add(new DifferenceRows.Pair(set, against));
      }
    }
    return pairs;
  }

  /** The single lead of the highest average, the first of equal ones; -1 if there is none with a value. */
  static int best(LeadStudy leads, PerformanceMetric metric) {
    int best = -1;
    for (int set : leads.plan().singles()) {
      double value = leads.average(set, metric);
      if (!Double.isNaN(value) && (best < 0 || value > leads.average(best, metric))) {
        best = set;
      }
    }
    return best;
  }
}
