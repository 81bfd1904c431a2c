package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A table with one row a learner and metric: nine classes, their average, and the reasons of what is undefined; where asked for, the
 * ends of the intervals, and a row with the official score.
 */
public final class PerformanceRows {
  /** The official score, where it is a column or a row. */
  static final String OFFICIAL = "official score";

  private final StringColumn name;
  private final StringColumn metricName = StringColumn.create("metric");
  private final List<DoubleColumn> values = new ArrayList<>();
  private final List<DoubleColumn> ends = new ArrayList<>();
  private final StringColumn note = StringColumn.create("note");

  /**
   * Rows of no learner yet.
   *
   * @param nameOfNames the first column's name
   */
  public PerformanceRows(String nameOfNames) {
    name = StringColumn.create(nameOfNames);
    Diagnosis.ALL.forEach(d -> values.add(DoubleColumn.create(d.name())));
    values.add(DoubleColumn.create(Performance.AVERAGE));
    for (DoubleColumn value : values) {
      ends.add(DoubleColumn.create(value.name() + TableResult.LOW));
      ends.add(DoubleColumn.create(value.name() + TableResult.HIGH));
    }
  }

  /**
   * Adds a row with the challenge's official score, which has one number, under the average.
   *
   * @param learner its name
   * @param intervals of its test fold
   */
  public void addOfficialScore(String learner, TestIntervals intervals) {
    name.append(learner);
    metricName.append(OFFICIAL);
    Interval score = intervals.officialScore();
    for (int c = 0; c < values.size(); c++) {
      boolean last = c == values.size() - 1;
      values.get(c).append(last ? score.estimate() : Double.NaN);
      ends.get(2 * c).append(last ? score.lower() : Double.NaN);
      ends.get(2 * c + 1).append(last ? score.upper() : Double.NaN);
    }
    note.append(TestIntervals.noteOf(score));
  }

  /**
   * Adds a row with intervals.
   *
   * @param learner its name
   * @param performance its values by class
   * @param metric of the row
   * @param intervals of its test fold
   */
  public void add(
      String learner, Performance performance, PerformanceMetric metric, TestIntervals intervals) {
    Set<String> notes = values(learner, performance, metric);
    for (int c = 0; c < values.size(); c++) {
      Interval interval = intervals.interval(metric, c);
      ends.get(2 * c).append(interval.lower());
      ends.get(2 * c + 1).append(interval.upper());
      notes.add(
          c == Diagnosis.ALL.size()
              ? TestIntervals.noteOf(interval)
              : TestIntervals.noteOf(interval, metric.label() + " of " + values.get(c).name()));
    }
    notes.remove("");
    note.append(String.join("; ", notes));
  }

  /** A row with the share of records that carry each class: what guessing gives as average precision. */
  void addPrevalence(Performance performance) {
    name.append("all");
    metricName.append("prevalence");
    double sum = 0;
    for (int c = 0; c < performance.classes().size(); c++) {
      double share = performance.classes().get(c).prevalence();
      values.get(c).append(share);
      sum += share;
    }
    values.get(values.size() - 1).append(sum / performance.classes().size());
    ends.forEach(DoubleColumn::appendMissing);
    note.append("the share of the test records; guessing gives it as average precision");
  }

  private Set<String> values(String learner, Performance performance, PerformanceMetric metric) {
    name.append(learner);
    metricName.append(metric.label());
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (int c = 0; c < performance.classes().size(); c++) {
      ClassMetrics metrics = performance.classes().get(c);
      MetricValue value = metrics.value(metric);
      values.get(c).append(value.value());
      if (!value.note().isEmpty()) {
        notes.computeIfAbsent(value.note(), n -> new ArrayList<>()).add(metrics.name());
      }
    }
    MetricValue average = performance.average(metric);
    values.get(values.size() - 1).append(average.value());
    List<String> texts = new ArrayList<>();
    notes.forEach((text, classes) -> texts.add(String.join(", ", classes) + ": " + text));
    if (!average.hasValue() || performance.classesInAverage(metric) < values.size() - 1) {
      texts.add("average of %d classes".formatted(performance.classesInAverage(metric)));
    }
    return new LinkedHashSet<>(texts);
  }

  /**
   * {@return the rows, a column a class and the average}
   *
   * @param caption the table's name
   */
  public Table table(String caption) {
    Table table = Table.create(caption, name, metricName);
    values.forEach(table::addColumns);
    if (!ends.get(0).isEmpty()) {
      ends.forEach(table::addColumns);
    }
    return table.addColumns(note);
  }
}
