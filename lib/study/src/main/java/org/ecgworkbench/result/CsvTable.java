package org.ecgworkbench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ecgworkbench.ecg.EcgDataException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Reads back the CSV file that {@link TableResult#save} wrote. */
public final class CsvTable {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private CsvTable() {}

  /**
   * {@return a table's file as columns of numbers and of text}; a column whose cells are all empty is one of numbers, a note one of text.
   *
   * @param file a CSV file with a line of names
   * @throws IOException if it cannot be read
   */
  public static Table read(Path file) throws IOException {
    List<List<String>> rows;
    try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, CSVFormat.RFC4180)) {
      rows = parser.stream().map(CSVRecord::toList).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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
}
