package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.figure.chart.LeadComparison;
import org.ecgworkbench.paper.leads.Table4SingleLeads.Named;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;

/**
 * How much is lost with fewer leads: all twelve, the reduced sets of the 2021 challenge ({@link LeadSet}), any other set of several leads
 * that is there, and the best, the median and the worst single lead. The best and the worst are chosen on the records on which they are
 * shown, so they look a little better and worse than they are.
 */
public final class TableLeadSets {
  private static final int FEW = 5;

  /** What captions say of the heads of columns. */
  static final String HEADS =
      "in brackets the test records of a class, grey where they are fewer than " + FEW;

  private TableLeadSets() {}

  private static List<Named> rows(LeadStudy leads) {
    List<Named> rows = new ArrayList<>();
    List<List<Lead>> sets = leads.plan().leadSets();
    sets.stream()
        .filter(set -> set.size() > 1)
        .sorted(Comparator.comparingInt((List<Lead> set) -> -set.size()))
        .forEach(
            set -> {
              int index = leads.plan().indexOf(set);
              String label = leads.label(index);
              rows.add(
                  new Named(
                      index,
                      label.matches(".*\\d+ limb leads|all 12")
                          ? label
                          : set.size() + ": " + label));
            });
    List<Integer> singles =
        Arrays.stream(leads.plan().singles())
            .boxed()
            .filter(set -> !Double.isNaN(leads.average(set, PerformanceMetric.F1)))
            .sorted(Comparator.comparingDouble(set -> -leads.average(set, PerformanceMetric.F1)))
            .toList();
    if (singles.size() == Lead.ALL.size()) {
      // Of twelve, the sixth and the seventh are both in the middle: the better one.
      int[] places = {0, singles.size() / 2 - 1, singles.size() - 1};
      String[] words = {"best", "median", "worst"};
      for (int i = 0; i < places.length; i++) {
        int set = singles.get(places[i]);
        rows.add(new Named(set, "1, %s: %s".formatted(words[i], leads.label(set))));
      }
    } else {
      singles.forEach(set -> rows.add(new Named(set, "1: " + leads.label(set))));
    }
    return rows;
  }

  /** {@return F1 and AUC of every set with intervals, and the number of leads} */
  public static TableResult of(LeadStudy leads) {
    return leads
        .study()
        .table(
            "table-lead-sets",
            "Fewer leads: %s; 95 %% intervals over the test records. Best, median and worst single lead by average F1 on these records."
                .formatted(leads.where()),
            Table4SingleLeads.table(
                leads,
                rows(leads),
                rows ->
                    rows.count(
                        "number of leads",
                        r -> leads.plan().leadSets().get(r.leads().set()).size())),
            leads.provenance(TableLeadSets.class));
  }

  /** {@return every smaller set tested against all twelve, and pairs of sets that hold the same information} */
  public static TableResult tests(LeadStudy leads) {
    DifferenceRows rows = new DifferenceRows(leads);
    int all = leads.plan().indexOf(Lead.ALL);
    List<DifferenceRows.Pair> smaller = new ArrayList<>();
    for (LeadSet set : LeadSet.values()) {
      int index = leads.plan().indexOf(set.leads());
      if (set != LeadSet.TWELVE && index >= 0 && all >= 0) {
        smaller.add(new DifferenceRows.Pair(index, all));
      }
    }
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      rows.add("fewer leads against all twelve", smaller, metric);
    }
    return rows.result(
        "table-lead-sets-tests",
        """
        Reduced sets of leads tested against all twelve: %s. Difference of the averages with its \
        95 %% interval, two-sided p, corrected by Holm within each metric.""",
        TableLeadSets.class);
  }

  /** {@return the picture of {@link #of}} */
  public static FigureResult figure(LeadStudy leads) {
    List<Named> rows = rows(leads);
    int reference = leads.plan().indexOf(Lead.ALL) >= 0 ? 0 : -1;
    List<Integer> sets = rows.stream().map(Named::set).toList();
    return leads
        .study()
        .figure(
            "figure-lead-sets",
            "Fewer leads: %s. (a, b) Large dots: averages of the classes; bars: their 95 %% intervals over the test records; crosses: single trainings; rings: classes. (c, d) All numbers, %s. %s"
                .formatted(leads.where(), HEADS, leads.besideTable2()),
            comparison(leads, rows, reference),
            leads.withAverages(leads.provenance(TableLeadSets.class), sets));
  }

  /** The classes and the average. */
  static List<String> columns() {
    List<String> columns = new ArrayList<>(Diagnosis.ALL.stream().map(Diagnosis::name).toList());
    columns.add(Performance.AVERAGE);
    return columns;
  }

  /** The comparison of sets, with the records of each class in the heads of its columns. */
  static LeadComparison comparison(LeadStudy leads, List<Named> rows, int reference) {
    List<String> heads = new ArrayList<>(columns());
    Set<String> few = new HashSet<>();
    for (Diagnosis d : Diagnosis.ALL) {
      int n =
          leads.runs(0).stream()
              .limit(leads.plan().folds().size())
              .mapToInt(run -> run.performance().classes().get(d.ordinal()).positives())
              .sum();
      heads.set(d.ordinal(), "%s (%d)".formatted(d, n));
      if (n < FEW) {
        few.add(heads.get(d.ordinal()));
      }
    }
    return new LeadComparison(
        rows.stream().map(Named::label).toList(),
        heads,
        panels(leads, rows.stream().map(Named::set).toList()),
        reference,
        few);
  }

  /** F1 and AUC of sets with the interval of the average and the single trainings. */
  private static List<LeadComparison.Panel> panels(LeadStudy leads, List<Integer> sets) {
    int average = Diagnosis.ALL.size();
    return List.of(PerformanceMetric.F1, PerformanceMetric.AUC).stream()
        .map(
            metric -> {
              double[][] values = new double[sets.size()][average + 1];
              double[] low = new double[sets.size()];
              double[] high = new double[sets.size()];
              double[][] trainings = new double[sets.size()][];
              for (int r = 0; r < sets.size(); r++) {
                int set = sets.get(r);
                for (int c = 0; c <= average; c++) {
                  values[r][c] = leads.measured(set).estimate(metric, c);
                }
                Interval interval = leads.interval(set, metric, average);
                low[r] = interval.lower();
                high[r] = interval.upper();
                trainings[r] = leads.measured(set).bySeed(metric, average);
              }
              return new LeadComparison.Panel(metric.label(), values, low, high, trainings);
            })
        .toList();
  }
}
