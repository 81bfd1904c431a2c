package org.ecgworkbench.baseline.feature;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Features of a set of records.
 *
 * @param ids the records, in order
 * @param names the features, in order
 * @param values {@code [record][feature]}; not copied, to be treated as read-only
 */
public record FeatureTable(List<String> ids, List<String> names, double[][] values) {

  /**
   * Checks that all shapes agree.
   *
   * @throws IllegalArgumentException if they do not; the message names the record
   */
  public FeatureTable {
    ids = List.copyOf(ids);
    names = List.copyOf(names);
    if (values.length != ids.size()) {
      throw new IllegalArgumentException(
          "%d records, but %d rows of features".formatted(ids.size(), values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i].length != names.size()) {
        throw new IllegalArgumentException(
            "record %s: expected %d features, found %d"
                .formatted(ids.get(i), names.size(), values[i].length));
      }
    }
    values = Matrices.copy(values);
  }

  /** {@return {@code [record][feature]}, a copy} */
  @Override
  public double[][] values() {
    return Matrices.copy(values);
  }

  /** {@return the number of records} */
  public int size() {
    return ids.size();
  }

  /**
   * {@return some of the records, in the order given}
   *
   * @param wanted ids of records of this table
   * @throws IllegalArgumentException if a record is not in this table; names it
   */
  public FeatureTable select(List<String> wanted) {
    Map<String, Integer> row = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      row.put(ids.get(i), i);
    }
    double[][] rows = new double[wanted.size()][];
    for (int i = 0; i < rows.length; i++) {
      Integer found = row.get(wanted.get(i));
      if (found == null) {
        throw new IllegalArgumentException("no features of record " + wanted.get(i));
      }
      rows[i] = values[found];
    }
    return new FeatureTable(wanted, names, rows);
  }

  /**
   * {@return one feature over all records, {@code [record]}}
   *
   * @param feature the index of the feature, from 0, in the order of {@link #names()}
   */
  public double[] column(int feature) {
    return Arrays.stream(values).mapToDouble(row -> row[feature]).toArray();
  }

  /** {@return the same as a table for notebooks: a column {@code id} and one a feature} */
  public Table toTable() {
    Table table = Table.create("expert features", StringColumn.create("id", ids));
    for (int j = 0; j < names.size(); j++) {
      table.addColumns(DoubleColumn.create(names.get(j), column(j)));
    }
    return table;
  }

  /**
   * Writes {@code id,NAME...} as CSV; values in the shortest form that reads back to the same double.
   *
   * @param file appears whole or not at all
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    WholeFile.write(
        file,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            out.append("id");
            for (String name : names) {
              out.append(',').append(name);
            }
            out.append('\n');
            for (int i = 0; i < size(); i++) {
              out.append(CsvText.cell(ids.get(i)));
              for (double value : values[i]) {
                out.append(',').append(Double.toString(value));
              }
              out.append('\n');
            }
          }
        });
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file a file that {@link #save} wrote
   * @return ids, names and values in the file's order, equal to the last bit to those that were saved
   * @throws EcgDataException if the file is not of that form; names the file and the line
   * @throws IOException if it cannot be read
   */
  public static FeatureTable load(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String header = in.readLine();
      if (header == null || !(header.equals("id") || header.startsWith("id,"))) {
        throw new EcgDataException(file + ": expected a header 'id,NAME...', found " + header);
      }
      List<String> names = Arrays.asList(header.split(",", -1));
      names = names.subList(1, names.size());
      List<String> ids = new ArrayList<>();
      List<double[]> rows = new ArrayList<>();
      String line;
      while ((line = in.readLine()) != null) {
        String[] cells = CsvText.cells(line);
        int number = ids.size() + 2;
        if (cells.length != names.size() + 1) {
          throw new EcgDataException(
              "%s: line %d has %d cells, expected %d"
                  .formatted(file, number, cells.length, names.size() + 1));
        }
        ids.add(cells[0]);
        double[] row = new double[names.size()];
        for (int j = 0; j < row.length; j++) {
          try {
            row[j] = Double.parseDouble(cells[j + 1]);
          } catch (NumberFormatException e) {
            throw new EcgDataException(
                "%s: line %d, %s: expected a number, found '%s'"
                    .formatted(file, number, names.get(j), cells[j + 1]),
                e);
          }
        }
        rows.add(row);
      }
      return new FeatureTable(ids, names, rows.toArray(new double[0][]));
    }
  }

  /** For the eyes: its size and its corners. */
  @Override
  public String toString() {
    return ids.isEmpty()
        ? "features of no records"
        : "%d features (%s to %s) of %d records (%s to %s)"
            .formatted(
                names.size(),
                names.get(0),
                names.get(names.size() - 1),
                ids.size(),
                ids.get(0),
                ids.get(ids.size() - 1));
  }
}
