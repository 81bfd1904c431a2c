package org.ecgworkbench.base;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.Collectors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tables as CSV: RFC 4180 with line feeds; numbers rounded to six decimals, what is missing empty.
 */
public final class CsvText {
  private CsvText() {}

  /** {@return a table as CSV, its names first; the same table gives the same text} */
  public static String of(Table table) {
    StringBuilder text = new StringBuilder();
    text.append(table.columnNames().stream().map(CsvText::cell).collect(Collectors.joining(",")));
    for (int row = 0; row < table.rowCount(); row++) {
      text.append('\n');
      for (int column = 0; column < table.columnCount(); column++) {
        text.append(column == 0 ? "" : ",").append(cell(table.column(column), row));
      }
    }
    return text.append('\n').toString();
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    // Not type() == ColumnType.DOUBLE: Tablesaw has two of these if DoubleColumn is its first class
    // to be used.
    if (column instanceof DoubleColumn numbers) {
      BigDecimal rounded =
          new BigDecimal(numbers.getDouble(row)).setScale(6, RoundingMode.HALF_EVEN);
      return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
    return cell(column.getUnformattedString(row));
  }

  /** {@return a text as a cell: in quotation marks where it holds what would end it} */
  public static String cell(String text) {
    return text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
