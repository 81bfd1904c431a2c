package org.ecgworkbench.dataset.quality;

import static org.ecgworkbench.dataset.quality.QualityCheck.*;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Words;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The records that an experiment leaves out, each with its reason; nothing is left out silently.
 *
 * @param all the records, in the order of ids
 */
public record Exclusions(List<Exclusion> all) {
  private static final int MOST_SHOWN = 5;

  /**
   * A record that is left out.
   *
   * @param record its id
   * @param check what it was left out for
   * @param reason the same in words
   */
  public record Exclusion(String record, QualityCheck check, String reason) {}

  /** Makes the list immutable. */
  public Exclusions {
    all = List.copyOf(all);
  }

  /**
   * What follows from a report: records with an error cannot be used, the protocol uses only records with at least one of the nine classes,
   * and some may have been left out by name.
   *
   * @param report of the data that the experiment reads
   * @return each record once, with its first reason: errors before what is left out by protocol or by name
   */
  public static Exclusions of(QualityReport report) {
    List<Exclusion> all = new ArrayList<>();
    String last = null;
    for (QualityFinding finding : report.findings()) {
      boolean excludes =
          finding.check().severity() == QualityCheck.Severity.ERROR
              || finding.check() == NO_LABEL
              || finding.check() == LEFT_OUT;
      if (excludes && !finding.record().isEmpty() && !finding.record().equals(last)) {
        last = finding.record();
        all.add(new Exclusion(last, finding.check(), finding.detail()));
      }
    }
    return new Exclusions(all);
  }

  /**
   * {@return one row a record in the order of ids, with the text columns {@code record}, {@code check}, {@code reason}; no row if none is
   * left out}
   */
  public Table table() {
    StringColumn record = StringColumn.create("record");
    StringColumn check = StringColumn.create("check");
    StringColumn reason = StringColumn.create("reason");
    for (Exclusion one : all) {
      record.append(one.record());
      check.append(one.check().name());
      reason.append(one.reason());
    }
    return Table.create("Records left out, with the reason", record, check, reason);
  }

  /** {@return how many records are left out, and the first of them with what for} */
  @Override
  public String toString() {
    int shown = Math.min(MOST_SHOWN, all.size());
    return Words.records(all.size())
        + " left out"
        + (shown == 0 ? "" : ": ")
        + String.join(
            ", ",
            all.subList(0, shown).stream().map(e -> e.record() + " (" + e.check() + ")").toList())
        + (shown < all.size() ? " and " + (all.size() - shown) + " more" : "");
  }
}
