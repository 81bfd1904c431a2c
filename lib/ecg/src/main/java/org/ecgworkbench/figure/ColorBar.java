package org.ecgworkbench.figure;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.util.function.DoubleFunction;

/** The key of a colour scale, upright, with ticks on its right. */
public final class ColorBar {
  private static final int STEPS = 64;
  static final double WIDTH = 3.5;

  private ColorBar() {}

  /**
   * Draws the key of colours, upright, with ticks at round values to its right.
   *
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param height in mm
   * @param min value at the lower end
   * @param max value at the upper end
   * @param title what the values are, with their unit
   * @param color of a value from min to max
   */
  public static void paint(
      Pen pen,
      double x,
      double y,
      double height,
      double min,
      double max,
      String title,
      DoubleFunction<Color> color) {
    for (int i = 0; i < STEPS; i++) {
      double value = min + (i + 0.5) / STEPS * (max - min);
      double bottom = y + height - height * i / STEPS;
      double top = y + height - height * (i + 1) / STEPS;
      // A hair of overlap, or viewers show seams between neighbours.
      double overlap = i == STEPS - 1 ? 0 : 0.1;
      pen.rectangle(x, top - overlap, WIDTH, bottom - top + overlap, color.apply(value), null, 0);
    }
    pen.rectangle(x, y, WIDTH, height, null, Style.INK, 0.4);
    double step = PlotArea.niceStep(max - min, (int) Math.max(2, Math.min(5, height / 7)));
    for (double value : PlotArea.ticks(min, max, step)) {
      double at = y + height - (value - min) / (max - min) * height;
      pen.line(x + WIDTH, at, x + WIDTH + 0.8, at, Style.INK, 0.4);
      pen.label(PlotArea.format(value, step), x + WIDTH + 1.4, at, Style.TICK_PT, LEFT, MIDDLE);
    }
    pen.textUp(
        title, x + WIDTH + 11, y + height / 2, Style.LABEL_PT, false, CENTRE, MIDDLE, Style.INK);
  }
}
