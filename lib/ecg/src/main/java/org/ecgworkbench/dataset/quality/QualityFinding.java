package org.ecgworkbench.dataset.quality;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ecgworkbench.ecg.Lead;

/**
 * One thing that the quality report found.
 *
 * @param record the record's id; empty for the data set as a whole
 * @param lead the lead, where it is one lead's
 * @param check what was looked at
 * @param value what was measured, where it is a number
 * @param unit the value's unit, or empty
 * @param detail the finding in words: expected and found
 */
public record QualityFinding(
    String record,
    Optional<Lead> lead,
    QualityCheck check,
    OptionalDouble value,
    String unit,
    String detail) {
  /** Within a record: errors first, then by check and lead. */
  static final Comparator<QualityFinding> ORDER =
      Comparator.comparing((QualityFinding f) -> f.check().severity())
          .thenComparing(QualityFinding::check)
          .thenComparing(f -> f.lead().map(Lead::ordinal).orElse(-1))
          .thenComparing(QualityFinding::detail);

  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if something is
   */
  public QualityFinding {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(lead, "lead");
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(detail, "detail");
  }

  static QualityFinding of(String record, QualityCheck check, String detail) {
    return new QualityFinding(record, Optional.empty(), check, OptionalDouble.empty(), "", detail);
  }

  static QualityFinding of(
      String record, Lead lead, QualityCheck check, double value, String unit, String detail) {
    return new QualityFinding(
        record,
        Optional.ofNullable(lead),
        check,
        Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty(),
        unit,
        detail);
  }

  /** {@return whether the record cannot be used} */
  public boolean isError() {
    return check.severity() == QualityCheck.Severity.ERROR;
  }

  /** {@return the finding without its record: lead, title and detail} */
  public String line() {
    return lead.map(l -> "lead " + l + ": ").orElse("") + check.title() + ": " + detail;
  }

  /** {@return the finding as an error tells it; what reading a file revealed names it already} */
  public String sentence() {
    return check == QualityCheck.FILE || check == QualityCheck.METADATA
        ? detail
        : "record " + record + ": " + line();
  }
}
