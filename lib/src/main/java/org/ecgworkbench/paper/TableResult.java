package org.ecgworkbench.paper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Show;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * A table of the paper, made again.
 *
 * @param id its file name without ending, for example {@code table1-data-profile}
 * @param caption what a journal would print above it
 * @param table the values; a missing number is undefined, and a column {@code note} says why
 * @param provenance where it comes from
 * @param results the folder that holds {@code tables} and {@code figures}
 */
public record TableResult(
    String id, String caption, Table table, Provenance provenance, Path results) {

  /** The CSV file of this table. */
  public Path file() {
    return results.resolve("tables").resolve(id + ".csv");
  }

  /**
   * Writes {@code tables/ID.csv} (numbers rounded to six decimals, undefined ones empty) and {@code tables/ID.json} with its
   * provenance. The same table gives the same bytes.
   */
  public TableResult save() {
    try {
      Atomic.write(file(), csv());
      Atomic.write(
          results.resolve("tables").resolve(id + ".json"),
          provenance.toJson(Map.of(file().getFileName().toString(), Provenance.sha256(file()))));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(), e);
    }
  }

  /** Saves the table and shows it with its caption; what a notebook's cell calls. */
  public void publish() {
    save();
    show(table.copy().setName(caption));
  }

  /** Shows a table with its numbers rounded to three decimals. */
  static void show(Table table) {
    for (NumericColumn<?> column : table.numericColumns()) {
      if (column instanceof DoubleColumn numbers) {
        numbers.setPrintFormatter(
            new NumberColumnFormatter(
                new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))));
      }
    }
    Show.table(table);
  }

  /** Shows where the table comes from. */
  public void showProvenance() {
    Show.table(provenance.toTable());
  }

  /** The table as CSV. */
  public String csv() {
    StringBuilder text = new StringBuilder(String.join(",", table.columnNames())).append('\n');
    for (int r = 0; r < table.rowCount(); r++) {
      for (int c = 0; c < table.columnCount(); c++) {
        text.append(c == 0 ? "" : ",").append(cell(table.column(c), r));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    if (column.type() == ColumnType.DOUBLE) {
      double value = ((NumberColumn<?, ?>) column).getDouble(row);
      BigDecimal rounded = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN);
      return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
    String value = column.getUnformattedString(row);
    return value.matches("(?s).*[\",\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  @Override
  public String toString() {
    return caption + "\n" + csv();
  }
}
