package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.HeatCells;
import org.ecgworkbench.figure.HeatScale;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Vertical;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * A matrix of numbers as coloured cells, each with its interval written below it in small type. Values of both signs get a scale that is
 * white at 0. Rows can be marked with a dagger, whose meaning stands below the map, and their values do not stretch the scale; a row without
 * values is hatched and says why.
 *
 * @param title what is shown, above the map
 * @param rows names of the rows, from top to bottom
 * @param columns names of the columns, from left to right
 * @param cells the numbers, {@code [row][column]}
 * @param valueLabel what the values are, with the unit, for the key; empty for no key, where another map has the same
 * @param centre the value that is white: 0, or for example 0.5 for an area under a curve
 * @param marked names of rows that carry a dagger
 * @param dagger what the dagger means
 * @param missing for the names of rows without values, the reason
 * @param few names of rows and columns of too few cases, which are grey and do not stretch the scale
 * @param apart so many rows at the end are separated by a gap
 * @param span how far from the centre the colours go, in the cells' unit; 0: as far as the values do
 */
public record IntervalHeatMap(
    String title,
    List<String> rows,
    List<String> columns,
    Estimates cells,
    String valueLabel,
    double centre,
    Set<String> marked,
    String dagger,
    Map<String, String> missing,
    Set<String> few,
    int apart,
    double span)
    implements Figure {

  private static final double RIGHT = 19;
  private static final double TOP = 9.4;
  private static final double CELL_H = 5.8;
  private static final double GAP = 1.4;
  private static final double NOTE_H = 4.4;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is empty or the numbers are not matrices of rows by columns
   */
  public IntervalHeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    marked = Set.copyOf(marked);
    missing = Map.copyOf(missing);
    few = Set.copyOf(few);
    if (rows.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException("expected at least one row and one column");
    }
    cells.requireShape(rows.size(), columns.size(), "");
  }

  /**
   * {@return a map that is white at 0, with nothing marked, missing or set apart}
   *
   * @param title above the map; empty for none
   * @param rows names of the rows, from above
   * @param columns names of the columns, from the left
   * @param cells values with their intervals, {@code [row][column]}
   * @param valueLabel what the values are, with their unit; empty for no key
   */
  public static IntervalHeatMap of(
      String title, List<String> rows, List<String> columns, Estimates cells, String valueLabel) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, 0, Set.of(), "", Map.of(), Set.of(), 0, 0);
  }

  /**
   * {@return the same, white at another value}
   *
   * @param centre the value without colour, in the cells' unit
   */
  public IntervalHeatMap withCentre(double centre) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  /**
   * {@return the same with colours that go as far from the centre as told, so that several maps share one scale}
   *
   * @param span above 0, in the cells' unit
   */
  public IntervalHeatMap withSpan(double span) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  /**
   * {@return the same with a dagger on some rows}
   *
   * @param marked names of rows
   * @param dagger what the dagger says, below the map
   */
  public IntervalHeatMap withMarked(Set<String> marked, String dagger) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  /**
   * {@return the same with the reasons of rows without values}
   *
   * @param missing the reason, by name of row
   */
  public IntervalHeatMap withMissing(Map<String, String> missing) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  /**
   * {@return the same with some rows or columns grey}
   *
   * @param few names of rows or columns whose cases are too few
   */
  public IntervalHeatMap withFew(Set<String> few) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  /**
   * {@return the same with rows at the end set apart}
   *
   * @param apart how many rows, from 0
   */
  public IntervalHeatMap withLastRowsApart(int apart) {
    return new IntervalHeatMap(
        title, rows, columns, cells, valueLabel, centre, marked, dagger, missing, few, apart, span);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  private double mapHeight() {
    return rows.size() * CELL_H + (apart > 0 ? GAP : 0);
  }

  private boolean hasNote() {
    return rows.stream().anyMatch(marked::contains);
  }

  @Override
  public boolean hasFreeCorner() {
    return true;
  }

  @Override
  public double heightMm() {
    return TOP + mapHeight() + (hasNote() ? NOTE_H : 0) + 2;
  }

  private double left() {
    double widest =
        rows.stream()
            .mapToDouble(row -> Pen.textWidth(name(row), Style.LABEL_PT, true))
            .max()
            .orElse(0);
    return Math.max(12, widest + 4);
  }

  private String name(String row) {
    return marked.contains(row) ? row + " \u2020" : row;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double left = left();
    double width = (widthMm() - left - RIGHT) / columns.size();
    HeatScale scale = scale();
    pen.title(title, left, 4.4, Style.TITLE_PT);
    double widest =
        columns.stream()
            .mapToDouble(name -> Pen.textWidth(name, Style.LABEL_PT, false))
            .max()
            .orElse(0);
    // Names that would run into each other are smaller.
    double points = Math.max(Style.SMALL_PT, Style.LABEL_PT * Math.min(1, 0.94 * width / widest));
    HeatCells.columnNames(pen, columns, left, width, TOP, points);
    for (int r = 0; r < rows.size(); r++) {
      boolean isApart = r >= rows.size() - apart;
      row(pen, r, left, TOP + r * CELL_H + (isApart ? GAP : 0), width, scale, isApart);
    }
    if (hasNote()) {
      pen.label(
          "\u2020 " + dagger, left, TOP + mapHeight() + 1.4, Style.SMALL_PT, LEFT, Vertical.TOP);
    }
    if (!valueLabel.isEmpty()) {
      scale.paintKey(pen, widthMm() - RIGHT + 3, TOP, mapHeight(), valueLabel);
    }
  }

  private void row(
      Pen pen, int r, double x, double y, double width, HeatScale scale, boolean bold) {
    HeatCells.rowName(pen, name(rows.get(r)), x, y + CELL_H / 2, Style.LABEL_PT, bold);
    double[] values = values(r);
    if (HeatCells.isEmpty(values)) {
      String why = missing.getOrDefault(rows.get(r), "undefined");
      HeatCells.emptyRow(pen, x, y, columns.size() * width, CELL_H, why);
      return;
    }
    for (int c = 0; c < columns.size(); c++) {
      boolean grey =
          (few.contains(rows.get(r)) || few.contains(columns.get(c))) && !Double.isNaN(values[c]);
      if (grey) {
        pen.rectangle(x + c * width, y, width, CELL_H, Style.SHADE, Color.WHITE, 0.5);
      } else {
        HeatCells.cell(pen, x + c * width, y, width, CELL_H, values[c], scale);
      }
      if (!Double.isNaN(values[c])) {
        Color ink = grey ? Style.GREY : Style.textOn(scale.color(values[c]));
        numbers(pen, x + c * width, y, width, values[c], cells.low(r, c), cells.high(r, c), ink);
      }
    }
  }

  private double[] values(int row) {
    return IntStream.range(0, columns.size()).mapToDouble(c -> cells.value(row, c)).toArray();
  }

  private static void numbers(
      Pen pen, double x, double y, double width, double value, double low, double high, Color ink) {
    boolean interval = !Double.isNaN(low) && !Double.isNaN(high);
    HeatCells.text(
        pen,
        PlotArea.number(value, value >= 10 || value <= -10 ? 0 : 2),
        x + width / 2,
        y + CELL_H * (interval ? 0.32 : 0.5),
        Style.TICK_PT,
        ink);
    if (interval) {
      String text = interval(low, high, width - 0.7);
      HeatCells.text(pen, text, x + width / 2, y + CELL_H * 0.74, Style.SMALL_PT, ink);
    }
  }

  /** Without the zero before the point; fewer decimals where the cell is too narrow for two. */
  private static String interval(double low, double high, double width) {
    String to = low < 0 ? " to " : "\u2013";
    for (String between : List.of(to, low < 0 ? "; " : to, low < 0 ? ";" : to)) {
      String text = brief(low, 2) + between + brief(high, 2);
      if (Pen.textWidth(text, Style.SMALL_PT, false) <= width) {
        return text;
      }
    }
    String text = brief(low, 1) + to + brief(high, 1);
    return Pen.textWidth(text, Style.SMALL_PT, false) <= width
        ? text
        : PlotArea.number(low, 0) + to + PlotArea.number(high, 0);
  }

  private static String brief(double value, int decimals) {
    return PlotArea.number(value, decimals).replaceFirst("^(\u2212?)0\\.", "$1.");
  }

  /** Marked rows do not count, nor do grey ones. */
  private HeatScale scale() {
    if (span > 0) {
      return HeatScale.around(centre, new double[][] {{centre - span, centre + span}});
    }
    return HeatScale.around(
        centre,
        IntStream.range(0, rows.size())
            .filter(r -> !marked.contains(rows.get(r)) && !few.contains(rows.get(r)))
            .mapToObj(this::values)
            .map(this::ofEnough)
            .toArray(double[][]::new));
  }

  /** The values of columns that are not grey. */
  private double[] ofEnough(double[] values) {
    return IntStream.range(0, values.length)
        .filter(c -> !few.contains(columns.get(c)))
        .mapToDouble(c -> values[c])
        .toArray();
  }

  @Override
  public String toString() {
    return describe();
  }
}
