package org.ecgworkbench.figure;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;

/** What heat maps have in common: names of rows and columns, coloured cells, and what stands where there is no value. */
public final class HeatCells {
  private static final double NAME_GAP = 1.6;

  private HeatCells() {}

  /**
   * The names of columns of equal width, above the map's upper edge.
   *
   * @param pen draws them
   * @param names from left to right
   * @param left the map's left edge in mm
   * @param width of a column in mm
   * @param fontPoints size of the text
   * @param top the map's upper edge in mm
   */
  public static void columnNames(
      Pen pen, List<String> names, double left, double width, double top, double fontPoints) {
    for (int c = 0; c < names.size(); c++) {
      pen.label(
          names.get(c), left + (c + 0.5) * width, top - NAME_GAP, fontPoints, CENTRE, BASELINE);
    }
  }

  /**
   * The name of a row, left of the map's left edge.
   *
   * @param pen draws it
   * @param name of the row
   * @param left the map's left edge in mm
   * @param middle of the row in mm
   * @param fontPoints size of the text
   * @param bold whether it is bold
   */
  public static void rowName(
      Pen pen, String name, double left, double middle, double fontPoints, boolean bold) {
    pen.text(name, left - NAME_GAP, middle, fontPoints, bold, RIGHT, MIDDLE, Style.INK);
  }

  /**
   * {@return whether a row has no value at all}
   *
   * @param row its values; NaN for none
   */
  public static boolean isEmpty(double[] row) {
    return Arrays.stream(row).allMatch(Double::isNaN);
  }

  /**
   * A row without any value: hatched, with the reason in it.
   *
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param full width of the row in mm
   * @param height in mm
   * @param why the reason
   */
  public static void emptyRow(Pen pen, double x, double y, double full, double height, String why) {
    pen.hatch(x, y, full, height, Style.GRID);
    pen.rectangle(x, y, full, height, null, Style.GRID, 0.4);
    double w = Pen.textWidth(why, Style.TICK_PT, false) + 3;
    pen.rectangle(x + (full - w) / 2, y + 1, w, height - 2, Color.WHITE, null, 0);
    text(pen, why, x + full / 2, y + height / 2, Style.TICK_PT, Style.INK);
  }

  /**
   * A cell without its number: coloured, or hatched where there is no value.
   *
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param value of the cell; NaN for none
   * @param scale from values to colours
   */
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
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param value of the cell; NaN for none
   * @param scale from values to colours
   * @param decimals digits after the point, fewer where the number would run into its neighbour
   * @param fontPoints size of the number
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
    number(pen, x, y, width, height, value, scale, decimals, fontPoints);
  }

  /**
   * Hatches a cell that is there already and writes its number again on a clear ground: its sign is not known.
   *
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param value of the cell; NaN for none
   * @param scale from values to colours
   * @param decimals digits after the point, fewer where the number would run into its neighbour
   * @param fontPoints size of the number
   */
  public static void hatchedNumber(
      Pen pen,
      double x,
      double y,
      double width,
      double height,
      double value,
      HeatScale scale,
      int decimals,
      double fontPoints) {
    pen.hatch(x, y, width, height, Style.GREY);
    double clear = Pen.textWidth(PlotArea.number(value, decimals), fontPoints, false) + 1;
    pen.rectangle(
        x + (width - clear) / 2, y + height / 2 - 1.6, clear, 3.2, scale.color(value), null, 0);
    number(pen, x, y, width, height, value, scale, decimals, fontPoints);
  }

  private static void number(
      Pen pen,
      double x,
      double y,
      double width,
      double height,
      double value,
      HeatScale scale,
      int decimals,
      double fontPoints) {
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

  /**
   * Text around a point of a cell.
   *
   * @param pen draws it
   * @param text what is written
   * @param x its middle in mm
   * @param y its middle in mm
   * @param fontPoints its size
   * @param color of the text
   */
  public static void text(
      Pen pen, String text, double x, double y, double fontPoints, Color color) {
    pen.text(text, x, y, fontPoints, false, CENTRE, MIDDLE, color);
  }
}
