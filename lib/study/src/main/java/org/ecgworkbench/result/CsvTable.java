package org.ecgworkbench.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Reads back the CSV file that {@link TableResult#save} wrote. */
public final class CsvTable {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private CsvTable() {}

  /** A table's file as columns of numbers and of text; a column whose cells are all empty is one of numbers, a note one of text. */
  public static Table read(Path file) throws IOException {
    List<List<String>> rows = rows(Files.readString(file, StandardCharsets.UTF_8));
    List<String> names = rows.isEmpty() ? List.of() : rows.get(0);
    for (int r = 1; r < rows.size(); r++) {
      if (rows.get(r).size() != names.size()) {
        throw new EcgDataException(
            "%s: row %d: expected %d cells, found %d"
                .formatted(file, r, names.size(), rows.get(r).size()));
      }
    }
    if (new TreeSet<>(names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList()).size()
        < names.size()) {
      throw new EcgDataException(file + ": two columns have the same name");
    }
    Table table = Table.create("");
    for (int c = 0; c < names.size(); c++) {
      int column = c;
      List<String> cells = rows.stream().skip(1).map(row -> row.get(column)).toList();
      boolean isNumeric =
          !names.get(c).equals(TableResult.NOTE)
              && cells.stream().allMatch(v -> v.isEmpty() || NUMBER.matcher(v).matches());
      if (isNumeric) {
        DoubleColumn numbers = DoubleColumn.create(names.get(c));
        cells.forEach(v -> numbers.append(v.isEmpty() ? Double.NaN : Double.parseDouble(v)));
        table.addColumns(numbers);
      } else {
        table.addColumns(StringColumn.create(names.get(c), cells));
      }
    }
    return table;
  }

  private static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char ch = text.charAt(i);
      if (quoted) {
        if (ch != '"') {
          cell.append(ch);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (ch == '"') {
        quoted = true;
      } else if (ch == ',' || ch == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (ch == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        cell.append(ch);
      }
    }
    if (cell.length() > 0 || !row.isEmpty()) {
      row.add(cell.toString());
      rows.add(row);
    }
    return rows;
  }
}
