package org.ecgworkbench.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ecgworkbench.ecg.Matrices;

/**
 * A matrix of numbers as coloured cells with the numbers written in. Values of both signs get a scale that is white at 0. Missing
 * values are hatched, and a missing row can say why. A row can be set apart (an average).
 *
 * @param rows names of the rows, from top to bottom
 * @param columns names of the columns, from left to right
 * @param values {@code [row][column]}; NaN is a missing value
 * @param valueLabel what the values are, with the unit, for the key
 * @param rowLabel what the rows are
 * @param columnLabel what the columns are
 * @param decimals digits after the point in the cells, 0 to 4
 * @param missing for the names of rows without values, the reason
 * @param lastRowApart whether a gap separates the last row
 */
public record HeatMap(
    List<String> rows,
    List<String> columns,
    double[][] values,
    String valueLabel,
    String rowLabel,
    String columnLabel,
    int decimals,
    Map<String, String> missing,
    boolean lastRowApart)
    implements Figure {

  private static final double LEFT = 18;
  private static final double RIGHT = 22;
  private static final double TOP = 11;
  private static final double CELL_H = 6.6;
  private static final double GAP = 1.4;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is empty, the values are not a matrix of rows by columns, one is infinite, or the decimals
   *     are not 0 to 4
   */
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    missing = Map.copyOf(missing);
    int n = columns.size();
    if (rows.isEmpty()
        || n == 0
        || values.length != rows.size()
        || Arrays.stream(values).anyMatch(row -> row.length != n)) {
      throw new IllegalArgumentException(
          "expected values for %d rows and %d columns, at least one each"
              .formatted(rows.size(), n));
    }
    if (Arrays.stream(values).flatMapToDouble(Arrays::stream).anyMatch(Double::isInfinite)) {
      throw new IllegalArgumentException("a value is infinite");
    }
    if (decimals < 0 || decimals > 4) {
      throw new IllegalArgumentException("decimals must be 0 to 4, found " + decimals);
    }
    values = Matrices.copy(values);
  }

  /** {@return {@code [row][column]}, a copy} */
  @Override
  public double[][] values() {
    return Matrices.copy(values);
  }

  /**
   * {@return a heat map with three decimals and nothing set apart}
   *
   * @param rows names of the rows, from above
   * @param columns names of the columns, from the left
   * @param values {@code [row][column]}; NaN is a missing value
   * @param valueLabel what the values are, with their unit
   */
  public static HeatMap of(
      List<String> rows, List<String> columns, double[][] values, String valueLabel) {
    return new HeatMap(rows, columns, values, valueLabel, "", "", 3, Map.of(), false);
  }

  /**
   * {@return the same with names of the axes}
   *
   * @param rowLabel what the rows are; empty for none
   * @param columnLabel what the columns are; empty for none
   */
  public HeatMap withAxes(String rowLabel, String columnLabel) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, missing, lastRowApart);
  }

  /**
   * {@return the same with other decimals}
   *
   * @param decimals digits after the point in each cell, 0 to 4
   */
  public HeatMap withDecimals(int decimals) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, missing, lastRowApart);
  }

  /**
   * {@return the same with the reasons of rows without values}
   *
   * @param missing the reason, by name of row
   */
  public HeatMap withMissing(Map<String, String> missing) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, missing, lastRowApart);
  }

  /** {@return the same with the last row set apart} */
  public HeatMap withLastRowApart() {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, missing, true);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + rows.size() * CELL_H + (lastRowApart ? GAP : 0) + 2;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double width = (widthMm() - LEFT - RIGHT) / columns.size();
    double[] range = range(values);
    for (int c = 0; c < columns.size(); c++) {
      pen.text(
          columns.get(c),
          LEFT + (c + 0.5) * width,
          TOP - 1.6,
          Style.LABEL_PT,
          false,
          Pen.Horizontal.CENTRE,
          Pen.Vertical.BASELINE,
          Style.INK);
    }
    pen.text(
        columnLabel,
        LEFT + columns.size() * width / 2,
        TOP - 6,
        Style.LABEL_PT,
        false,
        Pen.Horizontal.CENTRE,
        Pen.Vertical.BASELINE,
        Style.INK);
    for (int r = 0; r < rows.size(); r++) {
      boolean apart = lastRowApart && r == rows.size() - 1;
      row(pen, r, LEFT, TOP + r * CELL_H + (apart ? GAP : 0), width, range, apart);
    }
    pen.textUp(
        rowLabel,
        4.5,
        TOP + rows.size() * CELL_H / 2,
        Style.LABEL_PT,
        false,
        Pen.Horizontal.CENTRE,
        Pen.Vertical.BASELINE,
        Style.INK);
    ColorBar.paint(
        pen,
        widthMm() - RIGHT + 3,
        TOP,
        heightMm() - TOP - 2,
        range[0],
        range[1],
        valueLabel,
        value -> color(value, range));
  }

  private void row(Pen pen, int r, double x, double y, double width, double[] range, boolean bold) {
    pen.text(
        rows.get(r),
        x - 1.6,
        y + CELL_H / 2,
        Style.LABEL_PT,
        bold,
        Pen.Horizontal.RIGHT,
        Pen.Vertical.MIDDLE,
        Style.INK);
    if (Arrays.stream(values[r]).allMatch(Double::isNaN)) {
      missingRow(
          pen,
          x,
          y,
          columns.size() * width,
          CELL_H,
          missing.getOrDefault(rows.get(r), "undefined"));
      return;
    }
    for (int c = 0; c < columns.size(); c++) {
      cell(pen, x + c * width, y, width, CELL_H, values[r][c], range, decimals, Style.TICK_PT);
    }
  }

  /** A row without any value: hatched, with the reason in it. */
  static void missingRow(Pen pen, double x, double y, double full, double height, String why) {
    pen.hatch(x, y, full, height, Style.GRID);
    pen.rectangle(x, y, full, height, null, Style.GRID, 0.4);
    double w = Pen.textWidth(why, Style.TICK_PT, false) + 3;
    pen.rectangle(x + (full - w) / 2, y + 1, w, height - 2, Color.WHITE, null, 0);
    pen.text(
        why,
        x + full / 2,
        y + height / 2,
        Style.TICK_PT,
        false,
        Pen.Horizontal.CENTRE,
        Pen.Vertical.MIDDLE,
        Style.INK);
  }

  static void cell(
      Pen pen,
      double x,
      double y,
      double width,
      double height,
      double value,
      double[] range,
      int decimals,
      double fontPoints) {
    if (Double.isNaN(value)) {
      pen.hatch(x, y, width, height, Style.GRID);
      pen.rectangle(x, y, width, height, null, Color.WHITE, 0.5);
      return;
    }
    Color fill = color(value, range);
    pen.rectangle(x, y, width, height, fill, Color.WHITE, 0.5);
    // Shares of a total near 0 can be large: fewer decimals rather than a number that runs into its
    // neighbour.
    int shown = decimals;
    while (shown > 0 && Pen.textWidth(number(value, shown), fontPoints, false) > width - 0.6) {
      shown--;
    }
    pen.text(
        number(value, shown),
        x + width / 2,
        y + height / 2,
        fontPoints,
        false,
        Pen.Horizontal.CENTRE,
        Pen.Vertical.MIDDLE,
        Style.textOn(fill));
  }

  private static String number(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    // A negative value that rounds to zero is shown as zero.
    return PlotArea.minus(text.matches("-0(\\.0*)?") ? text.substring(1) : text);
  }

  /** From 0, or symmetric about 0 where a value is negative. */
  static double[] range(double[][] values) {
    double max = 0;
    boolean signed = false;
    for (double[] row : values) {
      for (double value : row) {
        if (!Double.isNaN(value)) {
          max = Math.max(max, Math.abs(value));
          signed |= value < 0;
        }
      }
    }
    max = max == 0 ? 1 : max;
    return new double[] {signed ? -max : 0, max};
  }

  static Color color(double value, double[] range) {
    return range[0] < 0
        ? Style.diverging(value / range[1])
        : Style.sequential((value - range[0]) / (range[1] - range[0]));
  }
}
