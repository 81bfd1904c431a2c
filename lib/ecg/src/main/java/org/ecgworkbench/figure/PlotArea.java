package org.ecgworkbench.figure;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;
import static org.ecgworkbench.figure.Pen.Vertical.TOP;

import java.util.Locale;

/** The rectangle of a plot in mm, its scales, and its axes. */
public class PlotArea {
  /** Between the numbers of two ticks, in mm a point of their size. */
  private static final double TICK_GAP = 0.1;

  private static final int MOST_STEPS = 20;

  /** Its left edge, in mm. */
  public final double left;

  /** Its upper edge, in mm. */
  public final double top;

  /** In mm. */
  public final double width;

  /** In mm. */
  public final double height;

  private final double xMin;
  private final double xMax;
  private final double yMin;
  private final double yMax;

  /**
   * An area with a linear scale in both directions.
   *
   * @param left edge in mm
   * @param top upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param xMin value at the left edge
   * @param xMax value at the right edge
   * @param yMin value at the lower edge
   * @param yMax value at the upper edge
   */
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

  /**
   * {@return a square area from 0 to 1 with a square-root scale in both directions, on which small shares can be told apart}
   *
   * @param left edge in mm
   * @param top upper edge in mm
   * @param side in mm
   */
  public static PlotArea ofRoots(double left, double top, double side) {
    return new PlotArea(left, top, side, side, 0, 1, 0, 1) {
      @Override
      double scaled(double value) {
        return Math.sqrt(value);
      }

      @Override
      double[] ticksOf(double min, double max, double step) {
        return new double[] {0, 0.01, 0.1, 0.3, 0.6, 1};
      }

      @Override
      String label(double value, double step) {
        return String.valueOf(value).replaceAll("\\.0$", "");
      }
    };
  }

  /** {@return the right edge, in mm} */
  public double right() {
    return left + width;
  }

  /** {@return the lower edge, in mm} */
  public double bottom() {
    return top + height;
  }

  /**
   * {@return where a value lies, in mm from the left of the page}
   *
   * @param value on the horizontal axis
   */
  public double x(double value) {
    return left + (scaled(value) - xMin) / (xMax - xMin) * width;
  }

  /**
   * {@return where a value lies, in mm from the top of the page}
   *
   * @param value on the vertical axis
   */
  public double y(double value) {
    return bottom() - (scaled(value) - yMin) / (yMax - yMin) * height;
  }

  double scaled(double value) {
    return value;
  }

  double[] ticksOf(double min, double max, double step) {
    return ticks(min, max, step);
  }

  String label(double value, double step) {
    return format(value, step);
  }

  /**
   * Draws the vertical axis with its ticks.
   *
   * @param pen draws it
   * @param step from tick to tick, in the unit of the values
   * @param title what the values are; empty for none
   * @param titleOffset from the left edge to the title, in mm
   * @param grid whether each tick has a line across the area
   */
  public void yAxis(Pen pen, double step, String title, double titleOffset, boolean grid) {
    for (double value : ticksOf(yMin, yMax, step)) {
      double at = y(value);
      if (grid) {
        pen.line(left, at, right(), at, Style.GRID, Style.GRID_PT);
      }
      pen.line(left - 1, at, left, at, Style.INK, Style.AXIS_PT);
      pen.label(label(value, step), left - 1.6, at, Style.TICK_PT, RIGHT, MIDDLE);
    }
    pen.line(left, top, left, bottom(), Style.INK, Style.AXIS_PT);
    if (!title.isEmpty()) {
      pen.textUp(
          title,
          left - titleOffset,
          top + height / 2,
          Style.LABEL_PT,
          false,
          CENTRE,
          BASELINE,
          Style.INK);
    }
  }

  /**
   * Draws the horizontal axis with its ticks, fewer than wanted where their numbers would touch.
   *
   * @param pen draws it
   * @param wanted from tick to tick, in the unit of the values
   * @param title what the values are; empty for none
   * @param grid whether each tick has a line across the area
   */
  public void xAxis(Pen pen, double wanted, String title, boolean grid) {
    if (grid) {
      for (double value : ticksOf(xMin, xMax, wanted)) {
        pen.line(x(value), top, x(value), bottom(), Style.GRID, Style.GRID_PT);
      }
    }
    double step = clearStep(xMin, xMax, width, wanted, Style.TICK_PT);
    for (double value : ticksOf(xMin, xMax, step)) {
      double at = x(value);
      pen.line(at, bottom(), at, bottom() + 1, Style.INK, Style.AXIS_PT);
      pen.label(label(value, step), at, bottom() + 1.8, Style.TICK_PT, CENTRE, TOP);
    }
    pen.line(left, bottom(), right(), bottom(), Style.INK, Style.AXIS_PT);
    if (!title.isEmpty()) {
      pen.label(title, left + width / 2, bottom() + 5.4, Style.LABEL_PT, CENTRE, TOP);
    }
  }

  /**
   * {@return the wanted step, or the next of 2, 5 and 10 times as much at which the numbers of ticks keep a distance from each other}
   *
   * @param min where the axis begins
   * @param max where it ends
   * @param width of the axis in mm
   * @param wanted the step, above 0
   * @param fontPoints of the numbers
   */
  public static double clearStep(
      double min, double max, double width, double wanted, double fontPoints) {
    double step = wanted;
    for (int i = 0; i < MOST_STEPS && !isClear(min, max, width, step, fontPoints); i++) {
      step = nextStep(step);
    }
    return step;
  }

  private static boolean isClear(
      double min, double max, double width, double step, double fontPoints) {
    double before = Double.NEGATIVE_INFINITY;
    for (double value : ticks(min, max, step)) {
      double at = (value - min) / (max - min) * width;
      double half = Pen.textWidth(format(value, step), fontPoints, false) / 2;
      if (at - half < before) {
        return false;
      }
      before = at + half + TICK_GAP * fontPoints;
    }
    return true;
  }

  /** From 1 to 2 to 5 to 10; of another number twice as much. */
  private static double nextStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step) + 1e-9));
    return Math.abs(step / power - 2) < 1e-6 ? 5 * power : 2 * step;
  }

  /**
   * {@return the multiples of the step within the range}
   *
   * @param min of the range
   * @param max of the range
   * @param step above 0
   */
  public static double[] ticks(double min, double max, double step) {
    long first = (long) Math.ceil(min / step - 1e-9);
    long last = (long) Math.floor(max / step + 1e-9);
    double[] ticks = new double[(int) Math.max(0, last - first + 1)];
    for (int i = 0; i < ticks.length; i++) {
      ticks[i] = (first + i) * step;
    }
    return ticks;
  }

  /**
   * {@return 1, 2 or 5 times a power of ten, so that a range has about the wanted number of steps}
   *
   * @param range above 0
   * @param steps about so many
   */
  public static double niceStep(double range, int steps) {
    double raw = range / steps;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / power;
    double factor = share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10;
    return factor * power;
  }

  /**
   * {@return a tick's value with the decimals that its step needs, and a true minus sign}
   *
   * @param value of the tick
   * @param step from tick to tick
   */
  public static String format(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return number(value, decimals);
  }

  /**
   * {@return a number with so many decimals and a true minus sign}; what rounds to zero has none.
   *
   * @param value to be written
   * @param decimals 0 or more
   */
  public static String number(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
    return minus(text.matches("-0(\\.0*)?") ? text.substring(1) : text);
  }

  static String minus(String number) {
    return number.replace('-', '\u2212');
  }
}
