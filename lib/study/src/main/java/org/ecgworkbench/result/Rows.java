package org.ecgworkbench.result;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.ecgworkbench.evaluation.Interval;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A table made of its rows: a column is its name and what it takes from a row, in one place.
 *
 * <pre>{@code
 * Table table =
 *     Rows.of(records)
 *         .text("record", r -> r.id())
 *         .interval("value", r -> r.mean())
 *         .note(r -> r.mean().note())
 *         .table();
 * }</pre>
 *
 * @param <T> what a row is made of
 */
public final class Rows<T> {
  private final List<T> items;
  private final Table table = Table.create();

  private Rows(List<T> items) {
    this.items = items;
  }

  /**
   * {@return a table without columns}
   *
   * @param items one for each row, in their order
   * @param <T> what a row is made of
   */
  public static <T> Rows<T> of(Collection<T> items) {
    return new Rows<>(List.copyOf(items));
  }

  /**
   * {@return this, with a column of texts}
   *
   * @param name of the column
   * @param value null or empty for none
   */
  public Rows<T> text(String name, Function<? super T, String> value) {
    StringColumn column = StringColumn.create(name);
    items.forEach(item -> column.append(value.apply(item)));
    table.addColumns(column);
    return this;
  }

  /**
   * {@return this, with the column of notes: why a row's values are as they are}
   *
   * @param value null or empty for none
   */
  public Rows<T> note(Function<? super T, String> value) {
    return text(TableResult.NOTE, value);
  }

  /**
   * {@return this, with a column of counts}
   *
   * @param name of the column
   * @param value any
   */
  public Rows<T> count(String name, ToIntFunction<? super T> value) {
    table.addColumns(IntColumn.create(name, items.stream().mapToInt(value).toArray()));
    return this;
  }

  /**
   * {@return this, with a column of numbers}
   *
   * @param name of the column
   * @param value NaN for none
   */
  public Rows<T> number(String name, ToDoubleFunction<? super T> value) {
    table.addColumns(DoubleColumn.create(name, items.stream().mapToDouble(value).toArray()));
    return this;
  }

  /**
   * {@return this, with three columns: an estimate, and the ends of its interval}
   *
   * @param name of the first column
   * @param value null for none
   */
  public Rows<T> interval(String name, Function<? super T, Interval> value) {
    DoubleColumn estimates = DoubleColumn.create(name);
    DoubleColumn low = DoubleColumn.create(name + TableResult.LOW);
    DoubleColumn high = DoubleColumn.create(name + TableResult.HIGH);
    for (T item : items) {
      Interval interval = value.apply(item);
      estimates.append(interval == null ? Double.NaN : interval.estimate());
      low.append(interval == null ? Double.NaN : interval.lower());
      high.append(interval == null ? Double.NaN : interval.upper());
    }
    table.addColumns(estimates, low, high);
    return this;
  }

  /** {@return the table} */
  public Table table() {
    return table;
  }
}
