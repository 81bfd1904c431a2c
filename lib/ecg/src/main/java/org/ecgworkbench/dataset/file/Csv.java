package org.ecgworkbench.dataset.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;

/** The rows of a CSV file (RFC 4180, UTF-8) by column name, each with the line it begins on, for messages. */
public final class Csv {
  private static final long LONGEST_BYTES = 1L << 28;

  private final String fileName;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** One row. */
  public final class Row {
    private final int line;
    private final List<String> fields;

    private Row(int line, List<String> fields) {
      this.line = line;
      this.fields = fields;
    }

    /**
     * {@return the text in a column, without surrounding blanks}
     *
     * @param column one of those that are required
     */
    public String get(String column) {
      return fields.get(columns.get(column)).strip();
    }

    /** {@return where this row stands, as messages begin: {@code REFERENCE.csv: line 3}} */
    public String place() {
      return fileName + ": line " + line;
    }

    /**
     * {@return an error about this row}
     *
     * @param sentence what was expected and what was found
     */
    public EcgDataException error(String sentence) {
      return new EcgDataException(place() + ": " + sentence);
    }

    /**
     * {@return the number in a column}
     *
     * @param column one of those that are required
     * @throws EcgDataException if it is none
     */
    public double number(String column) {
      String text = get(column);
      try {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw error(column + ": expected a number, found '" + Words.quotable(text) + "'");
    }

    /**
     * {@return the whole number in a column}
     *
     * @param column one of those that are required
     * @throws EcgDataException if it is none
     */
    public int integer(String column) {
      String text = get(column);
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw error(column + ": expected a whole number, found '" + Words.quotable(text) + "'");
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param file begins with a line of names
   * @param required columns that must be there
   * @throws EcgDataException if the file cannot be read, a column is missing, or a row has another number of fields than the first
   */
  public Csv(Path file, List<String> required) {
    fileName = file.getFileName().toString();
    String text = new String(DataFiles.read("", file, LONGEST_BYTES), StandardCharsets.UTF_8);
    parse(text.startsWith("\ufeff") ? text.substring(1) : text);
    if (columns.isEmpty()) {
      throw new EcgDataException(fileName + ": expected a line of column names, found none");
    }
    for (String column : required) {
      if (!columns.containsKey(column)) {
        throw new EcgDataException(
            "%s: expected a column %s, found %s"
                .formatted(fileName, column, Words.quotable(String.join(", ", columns.keySet()))));
      }
    }
  }

  /**
   * {@return whether there is a column of that name}
   *
   * @param column any name
   */
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /** {@return the rows in their order} */
  public List<Row> rows() {
    return rows;
  }

  private void parse(String text) {
    int begin = 1;
    try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
      for (CSVRecord row : parser) {
        add(begin, row.toList());
        begin = (int) parser.getCurrentLineNumber() + 1;
      }
    } catch (IOException | UncheckedIOException e) {
      throw new EcgDataException(
          fileName
              + ": line "
              + begin
              + ": expected a closing quotation mark before a comma or the end of the line, found none",
          e);
    }
  }

  private void add(int line, List<String> fields) {
    if (fields.size() == 1 && fields.get(0).isBlank()) {
      return;
    }
    if (columns.isEmpty()) {
      fields.forEach(name -> columns.putIfAbsent(name.strip(), columns.size()));
      if (columns.size() != fields.size()) {
        throw new EcgDataException(
            fileName + ": expected each column name once, found one repeated");
      }
    } else if (fields.size() != columns.size()) {
      throw new EcgDataException(
          "%s: line %s: expected %s fields, found %s"
              .formatted(fileName, line, columns.size(), fields.size()));
    } else {
      rows.add(new Row(line, fields));
    }
  }
}
