package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.GroupPlot;
import org.ecgworkbench.figure.Legend;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Bars in groups: one group a class, one bar a model, and the average set apart at the end. Values lie in [0, 1]; the axis starts at
 * 0. A value that is NaN is written as "n/a". Bars carry their value where they are wide enough and have no error bar.
 *
 * @param valueLabel what the values are, for the axis, for example {@code F1}
 * @param groups the names of the groups; the last is set apart
 * @param series one a model
 */
public record GroupedBars(String valueLabel, List<String> groups, List<Series> series)
    implements Figure {

  private static final double LEFT = 13;
  private static final double RIGHT = 2;
  private static final double LEGEND_ROW = 5;
  private static final double BOTTOM = 7;

  /**
   * The bars of one model.
   *
   * @param name the model
   * @param values {@code [group]}, in [0, 1] or NaN
   * @param low {@code [group]}, lower ends of the error bars; empty for none
   * @param high {@code [group]}, upper ends of the error bars; empty for none
   */
  public record Series(String name, double[] values, double[] low, double[] high) {
    /**
     * Checks lengths and ranges.
     *
     * @throws IllegalArgumentException if the error bars have another length than the values, or a value lies outside [0, 1]
     */
    public Series {
      values = values.clone();
      low = low.clone();
      high = high.clone();
      if (low.length != high.length || (low.length != 0 && low.length != values.length)) {
        throw new IllegalArgumentException(
            "%s: %d values, but error bars of %d and %d"
                .formatted(name, values.length, low.length, high.length));
      }
      for (double value : values) {
        if (value < 0 || value > 1) {
          throw new IllegalArgumentException(name + ": expected values in [0, 1], found " + value);
        }
      }
    }

    /** {@return {@code [group]}, a copy} */
    @Override
    public double[] values() {
      return values.clone();
    }

    /** {@return {@code [group]}, a copy} */
    @Override
    public double[] low() {
      return low.clone();
    }

    /** {@return {@code [group]}, a copy} */
    @Override
    public double[] high() {
      return high.clone();
    }

    /**
     * Bars without error bars.
     *
     * @param name the model
     * @param values {@code [group]}, in [0, 1] or NaN
     */
    public Series(String name, double[] values) {
      this(name, values, new double[0], new double[0]);
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is no series or group, or a series has another number of values
   */
  public GroupedBars {
    groups = List.copyOf(groups);
    series = List.copyOf(series);
    GroupPlot.check(
        "bars",
        groups,
        series.stream().map(Series::name).toList(),
        series.stream().map(s -> s.values.length).toList());
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return 70 + legend().rowCount() * LEGEND_ROW;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double top = 4 + legend().rowCount() * LEGEND_ROW;
    PlotArea plot =
        new PlotArea(
            LEFT,
            top,
            widthMm() - LEFT - RIGHT,
            heightMm() - top - BOTTOM,
            0,
            groups.size() + 0.15,
            0,
            1.04);
    double apart = plot.x(groups.size() - 1 + 0.075);
    pen.rectangle(apart, plot.top, plot.right() - apart, plot.height, Style.SHADE, null, 0);
    GroupPlot.axes(pen, plot, 0.2, valueLabel);
    for (int g = 0; g < groups.size(); g++) {
      group(pen, plot, g);
    }
    GroupPlot.legend(pen, legend(), plot.left, LEGEND_ROW);
  }

  private void group(Pen pen, PlotArea plot, int g) {
    boolean last = g == groups.size() - 1;
    double start = g + (last ? 0.15 : 0);
    double barWidth = 0.86 / series.size() * plot.width / (groups.size() + 0.15);
    double x = plot.x(start + 0.07);
    for (int s = 0; s < series.size(); s++) {
      Series bars = series.get(s);
      double value = bars.values[g];
      double centre = x + (s + 0.5) * barWidth;
      if (Double.isNaN(value)) {
        pen.textUp(
            "n/a",
            centre,
            plot.bottom() - 0.8,
            Style.SMALL_PT,
            false,
            Horizontal.LEFT,
            MIDDLE,
            Style.GREY);
        continue;
      }
      double top = plot.y(value);
      boolean interval = bars.low.length > 0 && !Double.isNaN(bars.low[g]);
      if (interval) {
        whisker(
            pen,
            centre - barWidth * 0.04,
            plot.y(bars.low[g]),
            plot.y(bars.high[g]),
            barWidth * 0.25);
      }
      // With intervals a dot: the length of a bar would say more than the interval does.
      if (bars.low.length > 0) {
        pen.circle(centre - barWidth * 0.04, top, 0.9, Style.series(s), null, 0);
        continue;
      }
      pen.rectangle(
          x + s * barWidth, top, barWidth * 0.92, plot.bottom() - top, Style.series(s), null, 0);
      if (barWidth >= 2 && series.stream().allMatch(b -> b.low.length == 0)) {
        value(pen, centre - barWidth * 0.04, top, plot.bottom(), value, s);
      }
    }
    GroupPlot.name(pen, plot, groups.get(g), plot.x(start + 0.5), 2, last);
  }

  private static void whisker(Pen pen, double x, double low, double high, double half) {
    pen.line(x, low, x, high, Style.INK, 0.6);
    pen.line(x - half, low, x + half, low, Style.INK, 0.6);
    pen.line(x - half, high, x + half, high, Style.INK, 0.6);
  }

  private static void value(
      Pen pen, double x, double top, double bottom, double value, int seriesIndex) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    double length = Pen.textWidth(text, Style.SMALL_PT, false);
    boolean inside = bottom - top > length + 2;
    pen.textUp(
        text,
        x,
        inside ? top + 1 : top - 0.8,
        Style.SMALL_PT,
        false,
        inside ? Horizontal.RIGHT : Horizontal.LEFT,
        MIDDLE,
        inside ? Style.textOn(Style.series(seriesIndex)) : Style.INK);
  }

  private Legend legend() {
    return GroupPlot.legend(series.stream().map(Series::name).toList(), widthMm() - LEFT - RIGHT);
  }

  @Override
  public String toString() {
    return describe();
  }
}
