package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Table 4: F1 and AUC by class and on average of the twelve single-lead networks and of the 12-lead network, means over the seeds with 95 %
 * intervals over the test records, and the standard deviation of the average over the seeds.
 */
public final class Table4SingleLeads {
  /** The column with the standard deviation of the average over the seeds. */
  static final String SEED_SD = "seed SD";

  private static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC);

  private Table4SingleLeads() {}

  /** {@return the table on the study's own split with one seed, training what is not there} */
  public static TableResult of(Study study) {
    return of(LeadStudy.of(study, LeadPlan.own(study, LeadPlan.table4(), 1)));
  }

  /** {@return the table of networks that are there; sets of several leads but not all are left to {@link TableLeadSets}} */
  public static TableResult of(LeadStudy leads) {
    return new TableResult(
        "table4-single-leads",
        "Table 4. Networks that see one lead, and the network that sees all twelve: %s; 95 %% intervals over the test records."
            .formatted(leads.where()),
        table(leads, rows(leads), "leads"),
        leads.provenance(Table4SingleLeads.class).finish(),
        leads.study().results());
  }

  /** The single leads in their order, then all twelve where they are there. */
  static List<Integer> rows(LeadStudy leads) {
    List<Integer> rows = new ArrayList<>();
    for (int set : leads.plan().singles()) {
      rows.add(set);
    }
    int all = leads.plan().indexOf(org.ecgworkbench.ecg.Lead.ALL);
    if (all >= 0) {
      rows.add(all);
    }
    return rows;
  }

  /** F1 of all rows, then AUC of all rows. */
  static Table table(LeadStudy leads, List<Integer> sets, String nameOfNames) {
    int classes = Diagnosis.ALL.size();
    StringColumn name = StringColumn.create(nameOfNames);
    StringColumn metricName = StringColumn.create("metric");
    List<DoubleColumn> values = new ArrayList<>();
    List<DoubleColumn> ends = new ArrayList<>();
    for (int c = 0; c <= classes; c++) {
      String column = c < classes ? Diagnosis.ALL.get(c).name() : Performance.AVERAGE;
      values.add(DoubleColumn.create(column));
      ends.add(DoubleColumn.create(column + TableResult.LOW));
      ends.add(DoubleColumn.create(column + TableResult.HIGH));
    }
    DoubleColumn seedSd = DoubleColumn.create(SEED_SD);
    StringColumn note = StringColumn.create(TableResult.NOTE);
    for (PerformanceMetric metric : METRICS) {
      for (int set : sets) {
        name.append(leads.label(set));
        metricName.append(metric.label());
        Set<String> notes = new LinkedHashSet<>();
        for (int c = 0; c <= classes; c++) {
          Interval interval = leads.interval(set, metric, c);
          values.get(c).append(interval.estimate());
          ends.get(2 * c).append(interval.lower());
          ends.get(2 * c + 1).append(interval.upper());
          notes.addAll(notes(leads, set, metric, c));
          notes.add(TestIntervals.noteOf(interval, metric.label() + " of " + values.get(c).name()));
        }
        seedSd.append(leads.measured(set).seedSd(metric, classes));
        notes.add(leads.plan().seeds().size() == 1 ? "one seed: no SD" : "");
        notes.remove("");
        note.append(String.join("; ", notes));
      }
    }
    Table table = Table.create("Table 4", name, metricName);
    values.forEach(table::addColumns);
    ends.forEach(table::addColumns);
    return table.addColumns(seedSd, note);
  }

  /** Why a class has no value, or one by convention, and in how many of the networks. */
  private static Set<String> notes(LeadStudy leads, int set, PerformanceMetric metric, int column) {
    Set<String> notes = new LinkedHashSet<>();
    if (column == Diagnosis.ALL.size() || leads.plan().folds().size() > 1) {
      if (Double.isNaN(leads.measured(set).estimate(metric, column))) {
        notes.add(metric.label() + " is undefined");
      }
      return notes;
    }
    List<Run> runs = leads.runs(set);
    List<MetricValue> values =
        runs.stream()
            .map(run -> run.performance().classes().get(column).value(metric))
            .filter(value -> !value.note().isEmpty())
            .toList();
    if (!values.isEmpty()) {
      notes.add(
          "%s: %s%s"
              .formatted(
                  Diagnosis.ALL.get(column),
                  values.get(0).note(),
                  runs.size() == 1
                      ? ""
                      : " in %d of %d trainings".formatted(values.size(), runs.size())));
    }
    return notes;
  }
}
