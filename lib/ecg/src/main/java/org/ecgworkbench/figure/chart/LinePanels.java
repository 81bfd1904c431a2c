package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;

import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Legend;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Vertical;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Small multiples of values along a few steps, such as sizes or doses: a line a series, each value with its interval as a whisker. The steps
 * stand at equal distances; all panels share them.
 *
 * @param series the lines' names, for the legend
 * @param steps what is written below the steps, from left to right
 * @param stepLabel what the steps are, below the axis
 * @param panels in reading order
 * @param columns how many stand side by side
 */
public record LinePanels(
    List<String> series, List<String> steps, String stepLabel, List<Panel> panels, int columns)
    implements Figure {
  private static final double LEFT = 13.5;
  private static final double RIGHT = 3;
  private static final double TITLE_H = 6;
  private static final double BELOW = 11;
  private static final double LEGEND_ROW = 4.6;
  private static final double TOP = 2.5;
  private static final double PLOT_H = 34;

  /**
   * One plot.
   *
   * @param title above it
   * @param label what the values are, along the axis
   * @param estimates {@code [series][step]}; NaN interrupts a line
   * @param min lower end of the axis
   * @param max upper end of the axis
   * @param reference where a dashed line stands; NaN for none
   */
  public record Panel(
      String title, String label, Estimates estimates, double min, double max, double reference) {
    /**
     * Checks the axis.
     *
     * @throws IllegalArgumentException if its ends are not in order
     */
    public Panel {
      if (!(max > min)) {
        throw new IllegalArgumentException(title + ": axis from " + min + " to " + max);
      }
    }

    /**
     * {@return a plot whose axis holds all values and 0}
     *
     * @param title above it
     * @param label what the values are
     * @param estimates {@code [series][step]}
     */
    public static Panel around(String title, String label, Estimates estimates) {
      double low = Math.min(0, estimates.all().min().orElse(0));
      double high = Math.max(0, estimates.all().max().orElse(1));
      double margin = Math.max(1e-6, (high - low) * 0.05);
      return new Panel(title, label, estimates, low - margin, high + margin, 0);
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if something is empty, or a panel has other numbers of series or steps
   */
  public LinePanels {
    series = List.copyOf(series);
    steps = List.copyOf(steps);
    panels = List.copyOf(panels);
    if (series.isEmpty() || steps.isEmpty() || panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("expected at least one series, step, panel and column");
    }
    for (Panel panel : panels) {
      panel.estimates().requireShape(series.size(), steps.size(), panel.title());
    }
  }

  private double side() {
    return widthMm() / columns - LEFT - RIGHT;
  }

  private double rowHeight() {
    return TITLE_H + PLOT_H + BELOW;
  }

  private double top() {
    return TOP + legend().rowCount() * LEGEND_ROW;
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return top() + (panels.size() + columns - 1) / columns * rowHeight();
  }

  private Legend legend() {
    return new Legend(series, 7, 3, Style.LABEL_PT, widthMm() - LEFT - RIGHT);
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    legend()
        .paint(
            pen,
            LEFT,
            TOP + 1,
            LEGEND_ROW,
            (i, x, y) -> {
              pen.line(x, y, x + 5.6, y, Style.series(i), 1);
              pen.circle(x + 2.8, y, 0.85, Style.series(i), null, 0);
            });
    for (int i = 0; i < panels.size(); i++) {
      Panel panel = panels.get(i);
      double x = LEFT + i % columns * (LEFT + side() + RIGHT);
      double y = top() + i / columns * rowHeight() + TITLE_H;
      panel(
          pen,
          panel,
          new PlotArea(x, y, side(), PLOT_H, -0.5, steps.size() - 0.5, panel.min(), panel.max()),
          panels.size() > 1 ? (char) ('a' + i) + "  " : "");
    }
  }

  private void panel(Pen pen, Panel panel, PlotArea plot, String letter) {
    pen.title(letter + panel.title(), plot.left - LEFT + 3, plot.top - 2, Style.LABEL_PT);
    plot.yAxis(pen, PlotArea.niceStep(panel.max() - panel.min(), 4), panel.label(), 9.4, true);
    if (!Double.isNaN(panel.reference())) {
      double y = plot.y(panel.reference());
      pen.dashed(plot.left, y, plot.right(), y, Style.GREY, Style.AXIS_PT);
    }
    pen.line(plot.left, plot.bottom(), plot.right(), plot.bottom(), Style.INK, Style.AXIS_PT);
    for (int k = 0; k < steps.size(); k++) {
      below(pen, steps.get(k), plot.x(k), plot.bottom() + 1.8);
    }
    below(pen, stepLabel, plot.left + plot.width / 2, plot.bottom() + 5.4);
    for (int s = 0; s < series.size(); s++) {
      line(pen, panel.estimates(), s, plot);
    }
  }

  private static void below(Pen pen, String text, double x, double y) {
    pen.label(text, x, y, Style.TICK_PT, CENTRE, Vertical.TOP);
  }

  private void line(Pen pen, Estimates estimates, int s, PlotArea plot) {
    // Beside each other, so that no whisker hides another.
    double shift = (s - (series.size() - 1) / 2.0) * Math.min(0.1, 0.5 / series.size());
    double[] x = IntStream.range(0, steps.size()).mapToDouble(k -> plot.x(k + shift)).toArray();
    double[] y = new double[steps.size()];
    Arrays.setAll(y, k -> plot.y(estimates.value(s, k)));
    pen.polyline(x, y, Style.series(s), 1);
    for (int k = 0; k < y.length; k++) {
      if (Double.isNaN(y[k])) {
        continue;
      }
      if (!Double.isNaN(estimates.low(s, k))) {
        pen.line(
            x[k],
            plot.y(estimates.low(s, k)),
            x[k],
            plot.y(estimates.high(s, k)),
            Style.series(s),
            0.7);
      }
      pen.circle(x[k], y[k], 0.8, Style.series(s), null, 0);
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
