package org.ecgworkbench.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well the scores of a set of records agree with their labels: every class and the average (paper, Table 2).
 *
 * <p>The average is the unweighted mean over the classes. Precision, recall and F1 that are 0/0 enter it as 0, as in the authors'
 * code; a class whose AUC or average precision is undefined is left out of that mean, where the authors' code stops with an error.
 * Both are said in the note of the average.
 *
 * @param classes one entry a class, in order
 * @param where the set of records in words, for example {@code the test fold}
 */
public record Performance(List<ClassMetrics> classes, String where) {

  /** The name of the average's row. */
  public static final String AVERAGE = "average";

  /**
   * Checks that there is a class.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Performance {
    classes = List.copyOf(classes);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("performance needs at least one class");
    }
  }

  /**
   * Measures the performance on the test fold.
   *
   * @param test the predictions to measure; thresholds were chosen on others
   * @param thresholds of the same classes
   * @return the metrics of each class, and where they were measured
   * @throws IllegalArgumentException if the classes differ
   */
  public static Performance of(Predictions test, Thresholds thresholds) {
    return of(test, thresholds, "the test fold");
  }

  /**
   * Measures the performance on any set of records.
   *
   * @param predictions the predictions to measure
   * @param thresholds of the same classes
   * @param where the set of records in words, for the reasons of undefined values
   * @return the metrics of each class; undefined ones carry their reason
   * @throws IllegalArgumentException if the classes differ
   */
  public static Performance of(Predictions predictions, Thresholds thresholds, String where) {
    if (!predictions.classes().equals(thresholds.classes())) {
      throw new IllegalArgumentException(
          "thresholds of the classes "
              + thresholds.classes()
              + " cannot be applied to "
              + predictions.classes());
    }
    List<ClassMetrics> classes = new ArrayList<>();
    for (int c = 0; c < predictions.classes().size(); c++) {
      classes.add(
          ClassMetrics.of(
              predictions.classes().get(c),
              predictions.labels(c),
              predictions.scores(c),
              thresholds.value(c),
              thresholds.comparison(),
              thresholds.precision(),
              where));
    }
    return new Performance(classes, where);
  }

  /**
   * The unweighted mean over the classes, with a note where a class is left out of it or enters it as 0.
   *
   * @param metric what is averaged
   * @return undefined if no class has a value
   */
  public MetricValue average(PerformanceMetric metric) {
    double sum = 0;
    int counted = 0;
    List<String> missing = new ArrayList<>();
    List<String> zero = new ArrayList<>();
    for (ClassMetrics c : classes) {
      MetricValue value = c.value(metric);
      if (value.hasValue()) {
        sum += value.value();
        counted++;
        if (!value.isDefined()) {
          zero.add(c.name());
        }
      } else {
        missing.add(c.name());
      }
    }
    if (counted == 0) {
      return MetricValue.undefined(metric.label() + " is undefined for every class");
    }
    List<String> notes = new ArrayList<>();
    if (!missing.isEmpty()) {
      notes.add(
          "%s: mean of %d of %d classes, undefined for %s"
              .formatted(metric.label(), counted, classes.size(), String.join(", ", missing)));
    }
    if (!zero.isEmpty()) {
      notes.add("%s: 0/0 counts as 0 for %s".formatted(metric.label(), String.join(", ", zero)));
    }
    return new MetricValue(sum / counted, String.join("; ", notes));
  }

  /**
   * {@return how many classes have a value and so enter the average}
   *
   * @param metric what is averaged
   */
  public int classesInAverage(PerformanceMetric metric) {
    return (int) classes.stream().filter(c -> c.value(metric).hasValue()).count();
  }

  /**
   * {@return a row for each class and one for the average}. Columns: class, positives, records, prevalence (the share of positives),
   * threshold, one for each {@link PerformanceMetric}, TN, FP, FN, TP, note. A cell without a value is missing, and the note says why.
   */
  public Table toTable() {
    StringColumn name = StringColumn.create("class");
    IntColumn positives = IntColumn.create("positives");
    IntColumn records = IntColumn.create("records");
    DoubleColumn prevalence = DoubleColumn.create("prevalence");
    DoubleColumn threshold = DoubleColumn.create("threshold");
    List<DoubleColumn> metrics = new ArrayList<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      metrics.add(DoubleColumn.create(metric.label()));
    }
    List<IntColumn> counts = new ArrayList<>();
    for (String count : List.of("TN", "FP", "FN", "TP")) {
      counts.add(IntColumn.create(count));
    }
    StringColumn note = StringColumn.create("note");
    for (ClassMetrics c : classes) {
      name.append(c.name());
      positives.append(c.positives());
      records.append(c.records());
      prevalence.append(c.prevalence());
      threshold.append(c.threshold());
      for (PerformanceMetric metric : PerformanceMetric.values()) {
        metrics.get(metric.ordinal()).append(c.value(metric).value());
      }
      counts.get(0).append(c.confusion().trueNegatives());
      counts.get(1).append(c.confusion().falsePositives());
      counts.get(2).append(c.confusion().falseNegatives());
      counts.get(3).append(c.confusion().truePositives());
      note.append(note(c));
    }
    name.append(AVERAGE);
    positives.appendMissing();
    records.appendMissing();
    prevalence.appendMissing();
    threshold.appendMissing();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      metrics.get(metric.ordinal()).append(average(metric).value());
    }
    counts.forEach(IntColumn::appendMissing);
    note.append(averageNote());
    Table table =
        Table.create("performance on " + where, name, positives, records, prevalence, threshold);
    metrics.forEach(table::addColumns);
    counts.forEach(table::addColumns);
    table.addColumns(note);
    return table;
  }

  /**
   * {@return what is to be said about a class's values, each reason once; empty if every value is defined}
   *
   * @param c one class's metrics
   */
  public static String note(ClassMetrics c) {
    Set<String> notes = new LinkedHashSet<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      if (!c.value(metric).note().isEmpty()) {
        notes.add(c.value(metric).note());
      }
    }
    return String.join("; ", notes);
  }

  /** {@return what is to be said about the averages; empty if every class has every value} */
  public String averageNote() {
    List<String> notes = new ArrayList<>();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      if (!average(metric).note().isEmpty()) {
        notes.add(average(metric).note());
      }
    }
    return String.join("; ", notes);
  }

  /** A metric's label, short enough that a row fits on a notebook's page. */
  private static String heading(PerformanceMetric metric) {
    return metric == PerformanceMetric.AVERAGE_PRECISION ? "avg. pr." : metric.label();
  }

  /** A table of fixed width with three decimals, {@code avg. pr.} being the average precision; notes below it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("performance on " + where + "\n");
    text.append(String.format(Locale.ROOT, "%-8s %9s %9s", "class", "positives", "threshold"));
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      text.append(String.format(Locale.ROOT, " %9s", heading(metric)));
    }
    StringBuilder notes = new StringBuilder();
    for (ClassMetrics c : classes) {
      text.append(
          String.format(Locale.ROOT, "\n%-8s %9d %9.4f", c.name(), c.positives(), c.threshold()));
      for (PerformanceMetric metric : PerformanceMetric.values()) {
        text.append(String.format(Locale.ROOT, " %9s", c.value(metric).format(3)));
      }
      if (!note(c).isEmpty()) {
        notes.append("\n").append(c.name()).append(": ").append(note(c));
      }
    }
    text.append(String.format(Locale.ROOT, "\n%-8s %9s %9s", AVERAGE, "", ""));
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      text.append(String.format(Locale.ROOT, " %9s", average(metric).format(3)));
    }
    if (!averageNote().isEmpty()) {
      notes.append("\n").append(AVERAGE).append(": ").append(averageNote());
    }
    return text.append(notes).toString();
  }
}
