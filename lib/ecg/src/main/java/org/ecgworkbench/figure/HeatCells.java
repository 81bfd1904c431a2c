package org.ecgworkbench.figure;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** What heat maps have in common: names of rows and columns, coloured cells, and what stands where there is no value. */
public final class HeatCells {
  private static final double NAME_GAP = 1.6;

  private HeatCells() {}

  /** The names of columns of equal width, above the map's upper edge. */
  public static void columnNames(
      Pen pen, List<String> names, double left, double width, double top) {
    for (int c = 0; c < names.size(); c++) {
      pen.text(
          names.get(c),
          left + (c + 0.5) * width,
          top - NAME_GAP,
          Style.LABEL_PT,
          false,
          Pen.Horizontal.CENTRE,
          Pen.Vertical.BASELINE,
          Style.INK);
    }
  }

  /** The name of a row, left of the map's left edge. */
  public static void rowName(
      Pen pen, String name, double left, double middle, double fontPoints, boolean bold) {
    pen.text(
        name,
        left - NAME_GAP,
        middle,
        fontPoints,
        bold,
        Pen.Horizontal.RIGHT,
        Pen.Vertical.MIDDLE,
        Style.INK);
  }

  /** Whether a row has no value at all. */
  public static boolean isEmpty(double[] row) {
    return Arrays.stream(row).allMatch(Double::isNaN);
  }

  /** A row without any value: hatched, with the reason in it. */
  public static void emptyRow(Pen pen, double x, double y, double full, double height, String why) {
    pen.hatch(x, y, full, height, Style.GRID);
    pen.rectangle(x, y, full, height, null, Style.GRID, 0.4);
    double w = Pen.textWidth(why, Style.TICK_PT, false) + 3;
    pen.rectangle(x + (full - w) / 2, y + 1, w, height - 2, Color.WHITE, null, 0);
    text(pen, why, x + full / 2, y + height / 2, Style.TICK_PT, Style.INK);
  }

  /** A cell without its number: coloured, or hatched where there is no value. */
  public static void cell(
      Pen pen, double x, double y, double width, double height, double value, HeatScale scale) {
    if (Double.isNaN(value)) {
      pen.hatch(x, y, width, height, Style.GRID);
      pen.rectangle(x, y, width, height, null, Color.WHITE, 0.5);
    } else {
      pen.rectangle(x, y, width, height, scale.color(value), Color.WHITE, 0.5);
    }
  }

  /**
   * A cell with its number in it.
   *
   * @param decimals digits after the point, fewer where the number would run into its neighbour
   */
  public static void numberedCell(
      Pen pen,
      double x,
      double y,
      double width,
      double height,
      double value,
      HeatScale scale,
      int decimals,
      double fontPoints) {
    cell(pen, x, y, width, height, value, scale);
    if (!Double.isNaN(value)) {
      int shown = decimals;
      while (shown > 0
          && Pen.textWidth(PlotArea.number(value, shown), fontPoints, false) > width - 0.6) {
        shown--;
      }
      text(
          pen,
          PlotArea.number(value, shown),
          x + width / 2,
          y + height / 2,
          fontPoints,
          Style.textOn(scale.color(value)));
    }
  }

  /** Text around a point of a cell. */
  public static void text(
      Pen pen, String text, double x, double y, double fontPoints, Color color) {
    pen.text(text, x, y, fontPoints, false, Pen.Horizontal.CENTRE, Pen.Vertical.MIDDLE, color);
  }
}
