package org.ecgworkbench.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
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
  /** Says of generated recordings, in the caption, what they are, wherever the table goes. */
  public TableResult {
    caption = provenance.caption(caption);
  }

  /** The name of the column that says why a value is as it is. */
  public static final String NOTE = "note";

  /** The end of the name of a column with the lower ends of intervals. */
  public static final String LOW = " low";

  /** The end of the name of a column with the upper ends of intervals. */
  public static final String HIGH = " high";

  private static final int MOST_ROWS = 12;

  /** {@return the CSV file of this table} */
  public Path file() {
    return results.resolve("tables").resolve(id + ".csv");
  }

  /**
   * Writes {@code tables/ID.csv} (numbers rounded to six decimals, undefined ones empty) and {@code tables/ID.json} with its
   * provenance. The same table gives the same bytes.
   *
   * @return this
   */
  public TableResult save() {
    try {
      WholeFile.write(file(), csv());
      Map<String, String> outputs =
          Map.of(file().getFileName().toString(), Provenance.sha256(file()));
      WholeFile.write(
          results.resolve("tables").resolve(id + ".json"),
          Sidecar.json(provenance, caption, outputs));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(), e);
    }
  }

  /**
   * Saves the table and shows it with its caption; what a notebook's cell calls. Shown, the columns {@code X}, {@code X low} and {@code
   * X high} are one: {@code 0.812 (0.74 to 0.87)}, and numbers have at most three decimals; of more than twelve rows the first
   * twelve, with a link to the file, which has all.
   */
  public void publish() {
    publish(MOST_ROWS);
  }

  /** Notes stand below the table, folded, where they would stretch its rows; each names its row by the first columns. */
  private static void showWithNotes(Table shown) {
    List<Note> notes = takeNotes(shown);
    Show.table(shown);
    if (!notes.isEmpty()) {
      StringBuilder plain = new StringBuilder();
      rowsByNote(notes)
          .forEach((note, rows) -> plain.append(rows).append(": ").append(note).append('\n'));
      Show.html(notesHtml(notes), plain.toString().stripTrailing());
    }
  }

  /** A row's note; the row is named by its first columns. */
  public record Note(String row, String text) {}

  /**
   * Takes the column of notes out of a table and gives those that say something.
   *
   * @param shown loses its column of notes
   * @return the notes, in the order of rows
   */
  public static List<Note> takeNotes(Table shown) {
    List<Note> notes = new ArrayList<>();
    if (!shown.columnNames().contains(NOTE)) {
      return notes;
    }
    for (int r = 0; r < shown.rowCount(); r++) {
      String note = shown.stringColumn(NOTE).get(r);
      if (!note.isBlank()) {
        String second = shown.column(1) instanceof StringColumn ? " " + shown.getString(r, 1) : "";
        String row = shown.getString(r, 0) + (shown.column(1).name().equals(NOTE) ? "" : second);
        notes.add(new Note(row, note));
      }
    }
    shown.removeColumns(NOTE);
    return notes;
  }

  /**
   * {@return notes as a folded list in HTML; what is said of several rows is said once}
   *
   * @param notes in the order of rows
   */
  public static String notesHtml(List<Note> notes) {
    StringBuilder html = new StringBuilder();
    Map<String, String> rowsByNote = rowsByNote(notes);
    rowsByNote.forEach(
        (note, rows) -> {
          html.append("<li><b>").append(Html.escape(rows)).append("</b>: ");
          html.append(Html.escape(note)).append("</li>\n");
        });
    String count = rowsByNote.size() == 1 ? "1 note" : rowsByNote.size() + " notes";
    return "<details><summary>%s</summary>\n<ul>\n%s</ul>\n</details>".formatted(count, html);
  }

  /** Each note with the rows that it is about, both in the order of the table. */
  private static Map<String, String> rowsByNote(List<Note> notes) {
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    for (Note note : notes) {
      rows.computeIfAbsent(note.text(), text -> new LinkedHashSet<>()).add(note.row());
    }
    Map<String, String> joined = new LinkedHashMap<>();
    rows.forEach((note, names) -> joined.put(note, String.join("; ", names)));
    return joined;
  }

  /**
   * Shows a table of no file in the same way.
   *
   * @param table of any columns
   */
  public static void show(Table table) {
    Show.table(shown(table).setName(table.name()));
  }

  /**
   * As {@link #publish()}, but shows only the first rows and says of how many; the file has all.
   *
   * @param rows how many are shown, from the first
   */
  public void publish(int rows) {
    save();
    Table shown = shown(table);
    if (shown.rowCount() <= rows) {
      showWithNotes(shown.setName(caption));
      return;
    }
    showWithNotes(
        shown
            .first(rows)
            .setName("%s First %d of %d rows.".formatted(caption, rows, shown.rowCount())));
    Show.html(
        "<p><a href=\"%s\">%s.csv</a> has all rows.</p>"
            .formatted(ResultsFolder.fromNotebooks(results, file()), id),
        id + ".csv has all rows.");
  }

  /**
   * {@return the table as it is shown: intervals in one column with their estimate, at most three decimals, one of percentages, years and
   * seconds, and no published numbers where none is known}
   *
   * @param table as its file has it
   */
  public static Table shown(Table table) {
    Table shown = table.copy();
    for (Column<?> column : table.columns()) {
      if (column.name().startsWith("published_") && column.countMissing() == column.size()) {
        shown.removeColumns(column.name());
      }
    }
    for (String name : table.columnNames()) {
      if (table.columnNames().contains(name + LOW) && table.columnNames().contains(name + HIGH)) {
        StringColumn text = StringColumn.create(name);
        for (int r = 0; r < table.rowCount(); r++) {
          text.append(
              withInterval(
                  table.doubleColumn(name).getDouble(r),
                  table.doubleColumn(name + LOW).getDouble(r),
                  table.doubleColumn(name + HIGH).getDouble(r)));
        }
        shown.replaceColumn(name, text);
        shown.removeColumns(name + LOW, name + HIGH);
      }
    }
    for (Column<?> column : List.copyOf(shown.columns())) {
      if (column instanceof DoubleColumn numbers) {
        numbers.setPrintFormatter(threeDecimals(numbers));
        if (column.name().matches("p(_.*| .*)?")) {
          shown.replaceColumn(column.name(), pValues(numbers));
        }
      }
    }
    for (Column<?> column : shown.columns()) {
      column.setName(readable(column.name()));
    }
    return shown;
  }

  /** A column's name as a reader sees it: in files they are words with underscores. */
  private static String readable(String name) {
    return name.equals("p_holm") ? "p (Holm)" : name.replace('_', ' ');
  }

  /** A p-value is never shown as 0. */
  private static StringColumn pValues(DoubleColumn numbers) {
    StringColumn text = StringColumn.create(numbers.name());
    for (int r = 0; r < numbers.size(); r++) {
      double p = numbers.getDouble(r);
      text.append(
          Double.isNaN(p) ? "" : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p));
    }
    return text;
  }

  /**
   * One decimal of percentages, years and seconds; of the rest three decimals are enough for the eye; in a column of shares, logits and other numbers below 10 all have them, so that the points
   * stand below one another.
   */
  private static NumberColumnFormatter threeDecimals(DoubleColumn numbers) {
    double[] defined = numbers.removeMissing().asDoubleArray();
    boolean each =
        Arrays.stream(defined).allMatch(v -> Math.abs(v) < 10)
            && Arrays.stream(defined).anyMatch(v -> v != Math.rint(v));
    String pattern =
        numbers.name().matches(".*_(percent|years|seconds)") ? "0.0" : each ? "0.000" : "0.###";
    return new NumberColumnFormatter(
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)));
  }

  private static String withInterval(double value, double low, double high) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Double.isNaN(low) || Double.isNaN(high)
        // Counts, percentages and years need no thousandths.
        ? Math.abs(value) < 10
            ? String.format(Locale.ROOT, "%.3f", value)
            : new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value)
        : String.format(Locale.ROOT, "%.3f (%s to %s)", value, end(low), end(high));
  }

  /** Two decimals, or as many as show that an end is not 0: whether 0 lies inside decides. */
  private static String end(double value) {
    for (int decimals = 2; decimals < 6; decimals++) {
      String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
      if (value == 0 || Double.parseDouble(text) != 0) {
        return text;
      }
    }
    return "0.00";
  }

  /** Shows where the table comes from. */
  public void showProvenance() {
    ResultsFolder.show(provenance, results, results.resolve("tables").resolve(id + ".json"));
  }

  /** {@return the table as CSV} */
  public String csv() {
    return CsvText.of(table);
  }

  @Override
  public String toString() {
    return caption + "\n" + csv();
  }
}
