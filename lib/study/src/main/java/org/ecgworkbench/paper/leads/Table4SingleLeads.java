package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
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

  /** {@return the table of networks that are there; sets of several leads but not all are left to {@link TableLeadSets}} */
  public static TableResult of(LeadStudy leads) {
    return leads
        .study()
        .table(
            "table4-single-leads",
            "Table 4. Networks that see one lead, and the network that sees all twelve: %s; 95 %% intervals over the test records: %s."
                .formatted(leads.where(), TestIntervals.IN_WORDS),
            table(
                leads,
                rows(leads).stream().map(set -> new Named(set, leads.label(set))).toList(),
                rows -> {}),
            leads.provenance(Table4SingleLeads.class));
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

  /**
   * A set of leads in a table.
   *
   * @param set index in the plan
   * @param label its name, for example {@code V5}
   */
  record Named(int set, String label) {}

  /** A set of leads in one metric: its intervals by class, then of the average. */
  record Row(Named leads, PerformanceMetric metric, List<Interval> intervals) {}

  /**
   * F1 of all sets, then AUC of all sets; with these columns between the metric and the classes.
   */
  static Table table(LeadStudy leads, List<Named> sets, Consumer<Rows<Row>> between) {
    List<String> columns = TableLeadSets.columns();
    List<Row> items = new ArrayList<>();
    for (PerformanceMetric metric : METRICS) {
      for (Named named : sets) {
        items.add(
            new Row(
                named,
                metric,
                IntStream.range(0, columns.size())
                    .mapToObj(c -> leads.interval(named.set(), metric, c))
                    .toList()));
      }
    }
    Rows<Row> rows =
        Rows.of(items)
            .text("leads", r -> r.leads().label())
            .text("metric", r -> r.metric().label());
    between.accept(rows);
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      rows.number(columns.get(c), r -> r.intervals().get(column).estimate());
    }
    for (int c = 0; c < columns.size(); c++) {
      int column = c;
      rows.number(columns.get(c) + TableResult.LOW, r -> r.intervals().get(column).lower())
          .number(columns.get(c) + TableResult.HIGH, r -> r.intervals().get(column).upper());
    }
    int average = Diagnosis.ALL.size();
    return rows.number(SEED_SD, r -> leads.measured(r.leads().set()).seedSd(r.metric(), average))
        .text("seeds", r -> leads.plan().seedNames().replace(",", ", "))
        .text("test folds", r -> leads.plan().foldNames().replace(",", ", "))
        .note(r -> note(leads, r, columns))
        .table();
  }

  private static String note(LeadStudy leads, Row row, List<String> columns) {
    Set<String> notes = new LinkedHashSet<>();
    for (int c = 0; c < columns.size(); c++) {
      notes.addAll(notes(leads, row.leads().set(), row.metric(), c));
      Interval interval = row.intervals().get(c);
      notes.add(
          c == Diagnosis.ALL.size()
              ? TestIntervals.noteOf(interval)
              : TestIntervals.noteOf(interval, row.metric().label() + " of " + columns.get(c)));
    }
    notes.add(leads.plan().seeds().size() == 1 ? "one seed: no SD" : "");
    notes.remove("");
    return String.join("; ", notes);
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
