package org.ecgworkbench.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tables as CSV: RFC 4180 with line feeds; numbers rounded to six decimals, what is missing empty.
 */
public final class CsvText {
  private CsvText() {}

  /**
   * {@return a table as CSV, its names first; the same table gives the same text}
   *
   * @param table columns of any kind; what is missing becomes an empty cell
   */
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
    if (line.indexOf('"') >= 0) {
      try (CSVParser parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
        List<CSVRecord> rows = parser.getRecords();
        if (rows.size() == 1) {
          return rows.get(0).values();
        }
      } catch (IOException | UncheckedIOException e) {
        // A damaged line: it has another number of cells, which its reader says.
      }
    }
    return line.split(",", -1);
  }

  /**
   * {@return a text as a cell: in quotation marks where it holds what would end it}
   *
   * @param text any characters
   */
  public static String cell(String text) {
    return text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
