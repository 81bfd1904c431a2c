package org.ecgworkbench.base;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * {@return the cells of a line, without the quotation marks that {@link #cell(String)} puts around one; no cell holds a line's end}
   *
   * @param line a row of a table
   */
  public static String[] cells(String line) {
    List<Row> rows = line.indexOf('"') < 0 ? List.of() : rows(line);
    return rows.size() != 1 || rows.get(0).cells() == null
        ? line.split(",", -1)
        : rows.get(0).cells().toArray(String[]::new);
  }

  /**
   * A row of a table.
   *
   * @param line on which it begins, from 1
   * @param cells without quotation marks; null where one is not closed, in the last row
   */
  public record Row(int line, List<String> cells) {}

  /** {@return the rows of a table as RFC 4180 has them, names included} */
  public static List<Row> rows(String text) {
    List<Row> rows = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    int line = 1;
    int begin = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line += c == '\n' ? 1 : 0;
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append(text.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted || c != ',' && c != '\n' && c != '\r') {
        cell.append(c);
      } else if (c != '\r') {
        cells.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(new Row(begin, cells));
          cells = new ArrayList<>();
          begin = line;
        }
      }
    }
    if (quoted) {
      rows.add(new Row(begin, null));
    } else if (cell.length() > 0 || !cells.isEmpty()) {
      cells.add(cell.toString());
      rows.add(new Row(begin, cells));
    }
    return rows;
  }

  /** {@return a text as a cell: in quotation marks where it holds what would end it} */
  public static String cell(String text) {
    return text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
