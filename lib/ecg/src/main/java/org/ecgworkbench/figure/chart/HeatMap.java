package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;

import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.HeatCells;
import org.ecgworkbench.figure.HeatScale;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;

/**
 * A matrix of numbers as coloured cells with the numbers written in. Values of both signs get a scale that is white at 0. Missing
 * values are hatched, and a row without values says that it is undefined.
 *
 * @param rows names of the rows, from top to bottom
 * @param columns names of the columns, from left to right
 * @param values {@code [row][column]}; NaN is a missing value
 * @param valueLabel what the values are, with the unit, for the key
 * @param rowLabel what the rows are
 * @param columnLabel what the columns are
 * @param decimals digits after the point in the cells, 0 to 4
 * @param uncertain {@code [row][column]}, the values whose sign is not known, which are hatched below their number
 */
public record HeatMap(
    List<String> rows,
    List<String> columns,
    double[][] values,
    String valueLabel,
    String rowLabel,
    String columnLabel,
    int decimals,
    boolean[][] uncertain)
    implements Figure {

  private static final double LEFT = 18;
  private static final double RIGHT = 22;
  private static final double TOP = 11;
  private static final double CELL_H = 6.6;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is empty, the values are not a matrix of rows by columns, one is infinite, or the decimals
   *     are not 0 to 4
   */
  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
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
    uncertain = Matrices.copy(uncertain);
    if (uncertain.length != rows.size()
        || Arrays.stream(uncertain).anyMatch(row -> row.length != n)) {
      throw new IllegalArgumentException("expected for each value whether its sign is known");
    }
  }

  /** {@return {@code [row][column]}, a copy} */
  @Override
  public boolean[][] uncertain() {
    return Matrices.copy(uncertain);
  }

  /**
   * {@return the same with values whose sign is not known}
   *
   * @param uncertain {@code [row][column]}
   */
  public HeatMap withUncertain(boolean[][] uncertain) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, uncertain);
  }

  /** {@return {@code [row][column]}, a copy} */
  @Override
  public double[][] values() {
    return Matrices.copy(values);
  }

  /**
   * {@return a heat map with three decimals }
   *
   * @param rows names of the rows, from above
   * @param columns names of the columns, from the left
   * @param values {@code [row][column]}; NaN is a missing value
   * @param valueLabel what the values are, with their unit
   */
  public static HeatMap of(
      List<String> rows, List<String> columns, double[][] values, String valueLabel) {
    return new HeatMap(
        rows, columns, values, valueLabel, "", "", 3, new boolean[rows.size()][columns.size()]);
  }

  /**
   * {@return the same with names of the axes}
   *
   * @param rowLabel what the rows are; empty for none
   * @param columnLabel what the columns are; empty for none
   */
  public HeatMap withAxes(String rowLabel, String columnLabel) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, uncertain);
  }

  /**
   * {@return the same with other decimals}
   *
   * @param decimals digits after the point in each cell, 0 to 4
   */
  public HeatMap withDecimals(int decimals) {
    return new HeatMap(
        rows, columns, values, valueLabel, rowLabel, columnLabel, decimals, uncertain);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + rows.size() * CELL_H + 2;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double width = (widthMm() - LEFT - RIGHT) / columns.size();
    HeatScale scale = HeatScale.around(0, values);
    HeatCells.columnNames(pen, columns, LEFT, width, TOP, Style.LABEL_PT);
    pen.label(
        columnLabel, LEFT + columns.size() * width / 2, TOP - 6, Style.LABEL_PT, CENTRE, BASELINE);
    for (int r = 0; r < rows.size(); r++) {
      row(pen, r, LEFT, TOP + r * CELL_H, width, scale);
    }
    pen.textUp(
        rowLabel,
        4.5,
        TOP + rows.size() * CELL_H / 2,
        Style.LABEL_PT,
        false,
        CENTRE,
        BASELINE,
        Style.INK);
    scale.paintKey(pen, widthMm() - RIGHT + 3, TOP, heightMm() - TOP - 2, valueLabel);
  }

  private void row(Pen pen, int r, double x, double y, double width, HeatScale scale) {
    HeatCells.rowName(pen, rows.get(r), x, y + CELL_H / 2, Style.LABEL_PT, false);
    if (HeatCells.isEmpty(values[r])) {
      HeatCells.emptyRow(pen, x, y, columns.size() * width, CELL_H, "undefined");
      return;
    }
    for (int c = 0; c < columns.size(); c++) {
      HeatCells.numberedCell(
          pen, x + c * width, y, width, CELL_H, values[r][c], scale, decimals, Style.TICK_PT);
      if (uncertain[r][c]) {
        HeatCells.hatchedNumber(
            pen, x + c * width, y, width, CELL_H, values[r][c], scale, decimals, Style.TICK_PT);
      }
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
