package org.ecgworkbench.figure;

import java.util.Locale;

/** The rectangle of a plot in mm, its scales, and its axes. */
public final class PlotArea {
  public final double left;
  public final double top;
  public final double width;
  public final double height;
  private final double xMin;
  private final double xMax;
  private final double yMin;
  private final double yMax;

  public PlotArea(
      double left,
      double top,
      double width,
      double height,
      double xMin,
      double xMax,
      double yMin,
      double yMax) {
    this.left = left;
    this.top = top;
    this.width = width;
    this.height = height;
    this.xMin = xMin;
    this.xMax = xMax;
    this.yMin = yMin;
    this.yMax = yMax;
  }

  public double right() {
    return left + width;
  }

  public double bottom() {
    return top + height;
  }

  public double x(double value) {
    return left + (value - xMin) / (xMax - xMin) * width;
  }

  public double y(double value) {
    return bottom() - (value - yMin) / (yMax - yMin) * height;
  }

  public void yAxis(Pen pen, double step, String title, double titleOffset, boolean grid) {
    for (double value : ticks(yMin, yMax, step)) {
      double at = y(value);
      if (grid) {
        pen.line(left, at, right(), at, Style.GRID, Style.GRID_PT);
      }
      pen.line(left - 1, at, left, at, Style.INK, Style.AXIS_PT);
      pen.text(
          format(value, step),
          left - 1.6,
          at,
          Style.TICK_PT,
          false,
          Pen.Horizontal.RIGHT,
          Pen.Vertical.MIDDLE,
          Style.INK);
    }
    pen.line(left, top, left, bottom(), Style.INK, Style.AXIS_PT);
    if (!title.isEmpty()) {
      pen.textUp(
          title,
          left - titleOffset,
          top + height / 2,
          Style.LABEL_PT,
          false,
          Pen.Horizontal.CENTRE,
          Pen.Vertical.BASELINE,
          Style.INK);
    }
  }

  public void xAxis(Pen pen, double step, String title, boolean grid) {
    for (double value : ticks(xMin, xMax, step)) {
      double at = x(value);
      if (grid) {
        pen.line(at, top, at, bottom(), Style.GRID, Style.GRID_PT);
      }
      pen.line(at, bottom(), at, bottom() + 1, Style.INK, Style.AXIS_PT);
      pen.text(
          format(value, step),
          at,
          bottom() + 1.8,
          Style.TICK_PT,
          false,
          Pen.Horizontal.CENTRE,
          Pen.Vertical.TOP,
          Style.INK);
    }
    pen.line(left, bottom(), right(), bottom(), Style.INK, Style.AXIS_PT);
    if (!title.isEmpty()) {
      pen.text(
          title,
          left + width / 2,
          bottom() + 5.4,
          Style.LABEL_PT,
          false,
          Pen.Horizontal.CENTRE,
          Pen.Vertical.TOP,
          Style.INK);
    }
  }

  /** The multiples of the step within the range. */
  public static double[] ticks(double min, double max, double step) {
    long first = (long) Math.ceil(min / step - 1e-9);
    long last = (long) Math.floor(max / step + 1e-9);
    double[] ticks = new double[(int) Math.max(0, last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, so that a range has about the wanted number of steps. */
  public static double niceStep(double range, int steps) {
    double raw = range / steps;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / power;
    double factor = share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10;
    return factor * power;
  }

  /** A tick's value with the decimals that its step needs, and a true minus sign. */
  public static String format(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return number(value, decimals);
  }

  /** A number with so many decimals and a true minus sign; what rounds to zero has none. */
  public static String number(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
    return minus(text.matches("-0(\\.0*)?") ? text.substring(1) : text);
  }

  static String minus(String number) {
    return number.replace('-', '\u2212');
  }
}
