package org.ecgworkbench.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A table with one row a learner and metric: nine classes, their average, and the reasons of what is undefined. */
final class PerformanceRows {
  private final StringColumn name;
  private final StringColumn metricName = StringColumn.create("metric");
  private final List<DoubleColumn> values = new ArrayList<>();
  private final StringColumn note = StringColumn.create("note");

  PerformanceRows(String nameOfNames) {
    name = StringColumn.create(nameOfNames);
    Diagnosis.ALL.forEach(d -> values.add(DoubleColumn.create(d.name())));
    values.add(DoubleColumn.create(Performance.AVERAGE));
  }

  void add(String learner, Performance performance, Metric metric) {
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
    note.append(String.join("; ", texts));
  }

  Table table(String caption) {
    Table table = Table.create(caption, name, metricName);
    values.forEach(table::addColumns);
    return table.addColumns(note);
  }
}
