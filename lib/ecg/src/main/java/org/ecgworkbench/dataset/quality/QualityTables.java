package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.ecgworkbench.base.Words;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A quality report as tables, and tables as text. */
final class QualityTables {
  private QualityTables() {}

  /**
   * One row a finding: {@code record}, {@code lead}, {@code severity}, {@code check}, {@code value}, {@code unit}, {@code threshold},
   * {@code detail}.
   */
  static Table findings(QualityReport report) {
    StringColumn record = StringColumn.create("record");
    StringColumn lead = StringColumn.create("lead");
    StringColumn severity = StringColumn.create("severity");
    StringColumn check = StringColumn.create("check");
    DoubleColumn value = DoubleColumn.create("value");
    StringColumn unit = StringColumn.create("unit");
    StringColumn threshold = StringColumn.create("threshold");
    StringColumn detail = StringColumn.create("detail");
    for (QualityFinding finding : report.findings()) {
      record.append(finding.record());
      lead.append(finding.lead().map(l -> l.label()).orElse(""));
      severity.append(finding.check().severity().name());
      check.append(finding.check().name());
      OptionalDouble measured = finding.value();
      if (measured.isPresent()) {
        value.append(measured.getAsDouble());
      } else {
        value.appendMissing();
      }
      unit.append(finding.unit());
      threshold.append(finding.check().threshold());
      detail.append(finding.detail());
    }
    return Table.create(
        "Quality of " + report.name() + ": findings",
        record,
        lead,
        severity,
        check,
        value,
        unit,
        threshold,
        detail);
  }

  /** One row a check, those that found nothing included: in how many records, and how often, it found something. */
  static Table summary(QualityReport report) {
    Map<QualityCheck, Set<String>> recordsOf = new EnumMap<>(QualityCheck.class);
    Map<QualityCheck, Integer> countOf = new EnumMap<>(QualityCheck.class);
    for (QualityFinding finding : report.findings()) {
      recordsOf.computeIfAbsent(finding.check(), c -> new TreeSet<>()).add(finding.record());
      countOf.merge(finding.check(), 1, Integer::sum);
    }
    StringColumn check = StringColumn.create("check");
    StringColumn severity = StringColumn.create("severity");
    StringColumn title = StringColumn.create("finding");
    IntColumn found = IntColumn.create("records");
    IntColumn count = IntColumn.create("findings");
    StringColumn threshold = StringColumn.create("threshold");
    StringColumn origin = StringColumn.create("source");
    for (QualityCheck one : QualityCheck.values()) {
      // No check of a recording: it has a row only where something was left out.
      if (one == LEFT_OUT && !countOf.containsKey(one)) {
        continue;
      }
      check.append(one.name());
      severity.append(one.severity().name());
      title.append(one.title());
      found.append(recordsOf.getOrDefault(one, Set.of()).size());
      count.append(countOf.getOrDefault(one, 0));
      threshold.append(one.threshold());
      origin.append(one.source());
    }
    return Table.create(
        "Quality of " + report.name() + ": " + Words.records(report.records()) + " looked at",
        check,
        severity,
        title,
        found,
        count,
        threshold,
        origin);
  }
}
