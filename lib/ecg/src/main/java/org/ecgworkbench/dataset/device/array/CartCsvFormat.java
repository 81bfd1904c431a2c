package org.ecgworkbench.dataset.device.array;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.CartUnit;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/**
 * Tables in text as carts and their software export them: a line of names, one row a sample, cells
 * separated by semicolon, tab or comma, decimal point or comma, in UTF-8, Latin-1 or UTF-16.
 *
 * <p>Units stand in the names ({@code I [mV]}), in a row of their own below them, or nowhere: then
 * mV is assumed for fractions and uV for whole numbers, with a note. The rate follows from a column
 * of the time in s or ms, or from a line before the names ({@code Sampling rate: 500 Hz}); it is
 * left open where neither is there. Other lines before the names are not read, as they name the
 * patient. An empty cell is a missing sample.
 */
public final class CartCsvFormat implements DeviceFormat {
  private static final int MOST_VALUES = 1 << 24;
  private static final Pattern RATE =
      Pattern.compile(
          "\"?(?:sampl\\w*[ _-]?(?:rate|freq\\w*)|abtastrate|fs)\"?\\s*[\\[(]?(?:Hz)?[\\])]?\"?\\s*[:=;,\\t]\\s*\"?(\\d{1,6}(?:[.,]\\d{1,6})?)\"?\\s*(?:Hz)?[;,\\t\\s]*",
          Pattern.CASE_INSENSITIVE);
  // A time may be off by this part of a step.
  private static final double TOLERATED_STEP = 0.4;

  @Override
  public String name() {
    return "CSV";
  }

  @Override
  public boolean recognises(DeviceSource source) {
    return CartTable.find(text(source.head())).isPresent();
  }

  /** The text of a file; {@code ""} where it holds what no text does. */
  private static String text(byte[] bytes) {
    boolean bigEndian = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
    boolean littleEndian = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
    if (bigEndian || littleEndian) {
      return new String(bytes, StandardCharsets.UTF_16);
    }
    for (byte b : bytes) {
      if (b == 0) {
        return "";
      }
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads it.
   *
   * @throws EcgDataException if a lead occurs twice, a row has another number of cells, a cell is
   *     no number, decimal marks are mixed, or the times do not rise evenly
   */
  @Override
  public DeviceRecording read(DeviceSource source) {
    String text = text(source.bytes());
    CartTable table =
        CartTable.find(text)
            .orElseThrow(
                () ->
                    new EcgDataException(
                        source.name()
                            + ": expected a text with a line of names of leads, found none"));
    return new Reading(source.name(), text, table).recording(name());
  }

  /** One file under way. */
  private static final class Reading {
    private final String file;
    private final String text;
    private final CartTable table;
    private final List<CartTable.Column> columns;
    private final List<String> notes = new ArrayList<>();
    private double[][] values;
    private int rows;
    private int line;
    private boolean fractions;
    private char mark;
    private int markLine;
    private int time = -1;
    private int timeDigits;

    Reading(String file, String text, CartTable table) {
      this.file = file;
      this.text = text;
      this.table = table;
      columns = new ArrayList<>(table.columns());
      line = table.lines();
    }

    DeviceRecording recording(String format) {
      checkColumns();
      readRows();
      double rate = rate();
      List<StoredLead> stored = new ArrayList<>();
      CartUnit assumed = assumedUnit();
      for (int i = 0; i < columns.size(); i++) {
        CartTable.Column column = columns.get(i);
        if (column.isLead()) {
          CartUnit unit = assumed != null ? assumed : unit(column);
          stored.add(
              new StoredLead(
                  column.lead(),
                  Arrays.stream(values[i], 0, rows).map(unit::toMillivolts).toArray()));
        }
      }
      return new DeviceRecording(
          format, "", "", rate, stored, OptionalInt.empty(), Sex.UNKNOWN, notes);
    }

    private void checkColumns() {
      Set<String> leads = new HashSet<>();
      int others = 0;
      for (int i = 0; i < columns.size(); i++) {
        CartTable.Column column = columns.get(i);
        if (column.isLead() && !leads.add(column.lead())) {
          throw error(
              "line %d: lead %s: expected one column, found two".formatted(line, column.lead()));
        }
        if (column.isTime()) {
          if (time >= 0) {
            throw error("line " + line + ": expected one column of the time, found two");
          }
          time = i;
        }
        others += column.kind() == CartTable.Kind.OTHER ? 1 : 0;
      }
      if (others > 0) {
        notes.add(others + " columns are named after no lead and were left alone.");
      }
    }

    private void readRows() {
      values = new double[columns.size()][Math.min(8192, MOST_VALUES / columns.size())];
      int begin = table.begin();
      boolean first = true;
      while (begin < text.length()) {
        line++;
        int end = CartTable.endOfLine(text, begin);
        if (end == text.length()) {
          notes.add("The last line has no end: the file may have been cut.");
        }
        List<String> cells = CartTable.cells(text, begin, end, table.separator());
        if (cells == null) {
          throw error("line " + line + ": expected a closing quotation mark, found none");
        }
        if (!isBlank(cells) && !(first && takeUnits(cells))) {
          add(cells);
        }
        first = false;
        begin = CartTable.afterLine(text, end);
      }
      if (rows < 2) {
        throw error("expected rows of samples below line " + table.lines() + ", found " + rows);
      }
    }

    private static boolean isBlank(List<String> cells) {
      return cells.stream().allMatch(String::isEmpty);
    }

    /** Whether a row below the names holds units alone. */
    private boolean takeUnits(List<String> cells) {
      if (cells.size() != columns.size()
          || !cells.stream()
              .map(cell -> cell.replaceAll("[\\[\\]()]", ""))
              .allMatch(cell -> cell.isBlank() || CartTable.isUnit(cell))) {
        return false;
      }
      for (int i = 0; i < cells.size(); i++) {
        String unit = cells.get(i).replaceAll("[\\[\\]()]", "");
        if (!unit.isBlank()) {
          columns.set(i, columns.get(i).withUnit(unit));
        }
      }
      return true;
    }

    private void add(List<String> cells) {
      boolean onlyLastEmpty =
          cells.size() == columns.size() + 1 && cells.get(columns.size()).isEmpty();
      if (cells.size() != columns.size() && !onlyLastEmpty) {
        throw error(
            "line %d: expected %d cells, found %d".formatted(line, columns.size(), cells.size()));
      }
      if ((long) (rows + 1) * columns.size() > MOST_VALUES) {
        throw error("expected at most " + MOST_VALUES + " cells, found more");
      }
      if (rows == values[0].length) {
        int more = Math.min(2 * rows, MOST_VALUES / columns.size());
        for (int i = 0; i < values.length; i++) {
          values[i] = Arrays.copyOf(values[i], more);
        }
      }
      for (int i = 0; i < columns.size(); i++) {
        CartTable.Column column = columns.get(i);
        if (column.isLead() || column.isTime()) {
          values[i][rows] = number(cells.get(i), column);
          if (i == time) {
            int point = Math.max(cells.get(i).indexOf('.'), cells.get(i).indexOf(','));
            timeDigits = Math.max(timeDigits, point < 0 ? 0 : cells.get(i).length() - 1 - point);
          }
        }
      }
      rows++;
    }

    private double number(String cell, CartTable.Column column) {
      if (column.isLead()
          && (cell.isEmpty() || cell.equalsIgnoreCase("NaN") || cell.equals("NA"))) {
        return Double.NaN;
      }
      int comma = cell.indexOf(',');
      if (comma >= 0 || cell.indexOf('.') >= 0) {
        checkMark(comma >= 0 ? ',' : '.');
        fractions |= column.isLead();
      }
      if (isDecimal(cell)) {
        try {
          double value = Double.parseDouble(comma < 0 ? cell : cell.replace(',', '.'));
          if (Double.isFinite(value)) {
            return value;
          }
        } catch (NumberFormatException e) {
          // said below
        }
      }
      throw error(
          "line %d: %s: expected a number, found %d characters that are none"
              .formatted(
                  line, column.isLead() ? "lead " + column.lead() : "the time", cell.length()));
    }

    /** Whether it has the characters of a decimal number alone; Java reads more than that. */
    private static boolean isDecimal(String cell) {
      for (int i = 0; i < cell.length(); i++) {
        if ("0123456789.,+-eE".indexOf(cell.charAt(i)) < 0) {
          return false;
        }
      }
      return !cell.isEmpty();
    }

    private void checkMark(char found) {
      if (mark == 0) {
        mark = found;
        markLine = line;
      } else if (mark != found) {
        throw error(
            "line %d: expected the decimal mark '%c' of line %d, found '%c'"
                .formatted(line, mark, markLine, found));
      }
    }

    /** The unit of all leads where none is stated, null where units are stated. */
    private CartUnit assumedUnit() {
      if (columns.stream().anyMatch(column -> column.isLead() && !column.unit().isBlank())) {
        return null;
      }
      CartUnit unit = fractions ? CartUnit.MILLIVOLT : CartUnit.MICROVOLT;
      notes.add(
          "The file states no unit: %s is assumed, as for %s mostly."
              .formatted(unit, fractions ? "fractions" : "whole numbers"));
      return unit;
    }

    private CartUnit unit(CartTable.Column column) {
      return CartUnit.of(column.unit())
          .orElseThrow(
              () ->
                  error(
                      "lead %s: expected a unit, V, mV, uV or nV, found '%s'"
                          .formatted(column.lead(), Words.quotable(column.unit()))));
    }

    private double rate() {
      double stated = statedRate();
      double fromTimes = time < 0 ? Double.NaN : rateFromTimes();
      if (Math.abs(stated - fromTimes) > 1e-3 * stated) {
        throw error(
            "expected times at the stated rate of %s Hz, found times at %s Hz"
                .formatted(stated, (float) fromTimes));
      }
      return Double.isNaN(fromTimes) ? stated : fromTimes;
    }

    /** The rate in the lines before the names; of the others nothing is kept. */
    private double statedRate() {
      int begin = 0;
      for (int i = 1; i < table.lines(); i++) {
        int end = CartTable.endOfLine(text, begin);
        Matcher rate = RATE.matcher(text.substring(begin, end).replace("\ufeff", "").strip());
        if (rate.matches()) {
          double hertz = Double.parseDouble(rate.group(1).replace(',', '.'));
          if (hertz > 0) {
            notes.add("The rate stands in line " + i + ".");
            return hertz;
          }
        }
        begin = CartTable.afterLine(text, end);
      }
      return Double.NaN;
    }

    private double rateFromTimes() {
      double unit = CartTable.seconds(columns.get(time).unit());
      if (unit == 0) {
        notes.add("The column of the time states no unit, s or ms: no rate was taken from it.");
        return Double.NaN;
      }
      double[] seconds = Arrays.stream(values[time], 0, rows).map(t -> t * unit).toArray();
      double quantum = unit * Math.pow(10, -timeDigits);
      double span = seconds[rows - 1] - seconds[0];
      double rate = (rows - 1) / span;
      if (!(span > 0 && rate <= 1e6)) {
        throw error("expected times that rise, found " + span + " s from first to last");
      }
      double tolerated = Math.max(TOLERATED_STEP / rate, 0.6 * quantum);
      for (int i = 0; i < rows; i++) {
        double expected = seconds[0] + i / rate;
        if (!(Math.abs(seconds[i] - expected) <= tolerated)) {
          throw error(
              "row %d: expected the time %s s at %s Hz, found %s s"
                  .formatted(i + 1, (float) expected, (float) rate, (float) seconds[i]));
        }
      }
      return shortest(rate, rate * quantum / span);
    }

    /**
     * The number with the fewest decimal places within an error: times are rounded, the rate was
     * round.
     */
    private static double shortest(double rate, double error) {
      for (double places = 1; places <= 1e6; places *= 10) {
        double rounded = Math.rint(rate * places) / places;
        if (Math.abs(rounded - rate) <= error && rounded > 0) {
          return rounded;
        }
      }
      return rate;
    }

    private EcgDataException error(String sentence) {
      return new EcgDataException(file + ": " + sentence);
    }
  }
}
