package org.ecgworkbench.result;

import java.util.List;
import org.ecgworkbench.evaluation.Interval;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * An estimate and the ends of its interval as three columns of a table.
 *
 * @param estimate the values
 * @param low the lower ends
 * @param high the upper ends
 */
public record IntervalColumns(DoubleColumn estimate, DoubleColumn low, DoubleColumn high) {
  /** Empty columns of this name. */
  public static IntervalColumns named(String name) {
    return new IntervalColumns(
        DoubleColumn.create(name),
        DoubleColumn.create(name + TableResult.LOW),
        DoubleColumn.create(name + TableResult.HIGH));
  }

  public void append(Interval interval) {
    estimate.append(interval.estimate());
    low.append(interval.lower());
    high.append(interval.upper());
  }

  /** A row without a value. */
  public void appendMissing() {
    List.of(estimate, low, high).forEach(column -> column.append(Double.NaN));
  }

  /** Puts the three at the right end of a table. */
  public void addTo(Table table) {
    table.addColumns(estimate, low, high);
  }
}
