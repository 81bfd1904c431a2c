package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * A forest plot: estimates with their intervals beside published values, one row a class, one panel a metric. Where the two may not be
 * compared, the figure itself says so. The last row is set apart.
 *
 * @param rows the rows' names, from top to bottom
 * @param panels from left to right
 * @param own what the legend calls the estimates
 * @param published what the legend calls the published values
 * @param warning printed below the panels; empty if there is none
 */
public record ForestPlot(
    List<String> rows, List<Panel> panels, String own, String published, String warning)
    implements Figure {
  private static final double LEFT = 19;
  private static final double GAP = 8;
  private static final double TOP = 16;
  private static final double ROW = 6.2;
  private static final double BOTTOM = 12;

  /**
   * One metric.
   *
   * @param title its name
   * @param estimate {@code [row]}; NaN where undefined
   * @param low {@code [row]}, lower ends of the intervals; NaN where there is none
   * @param high {@code [row]}, upper ends of the intervals; NaN where there is none
   * @param published {@code [row]}; NaN where none is known
   */
  public record Panel(
      String title, double[] estimate, double[] low, double[] high, double[] published) {
    /** Keeps its own copies. */
    public Panel {
      estimate = estimate.clone();
      low = low.clone();
      high = high.clone();
      published = published.clone();
    }

    /** {@return {@code [row]}, a copy} */
    @Override
    public double[] estimate() {
      return estimate.clone();
    }

    /** {@return {@code [row]}, a copy} */
    @Override
    public double[] low() {
      return low.clone();
    }

    /** {@return {@code [row]}, a copy} */
    @Override
    public double[] high() {
      return high.clone();
    }

    /** {@return {@code [row]}, a copy} */
    @Override
    public double[] published() {
      return published.clone();
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is no row or panel, or a panel has another number of values
   */
  public ForestPlot {
    rows = List.copyOf(rows);
    panels = List.copyOf(panels);
    if (rows.isEmpty() || panels.isEmpty()) {
      throw new IllegalArgumentException("a forest plot needs at least one row and one panel");
    }
    for (Panel panel : panels) {
      for (double[] values : List.of(panel.estimate, panel.low, panel.high, panel.published)) {
        if (values.length != rows.size()) {
          throw new IllegalArgumentException(
              "%s: expected %d values, found %d"
                  .formatted(panel.title(), rows.size(), values.length));
        }
      }
    }
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + ROW * rows.size() + BOTTOM;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double lastRow = TOP + ROW * (rows.size() - 1);
    pen.rectangle(2, lastRow, widthMm() - 4, ROW, Style.SHADE, null, 0);
    for (int r = 0; r < rows.size(); r++) {
      pen.text(
          rows.get(r),
          LEFT - 3,
          centre(r),
          Style.LABEL_PT,
          r == rows.size() - 1,
          RIGHT,
          MIDDLE,
          Style.INK);
    }
    double width = (widthMm() - LEFT - GAP * panels.size()) / panels.size();
    for (int p = 0; p < panels.size(); p++) {
      panel(pen, panels.get(p), LEFT + p * (width + GAP), width);
    }
    legend(pen);
  }

  private static double centre(int row) {
    return TOP + ROW * (row + 0.5);
  }

  private void panel(Pen pen, Panel panel, double left, double width) {
    double min = lowest(panel);
    PlotArea plot = new PlotArea(left, TOP, width, ROW * rows.size(), min, 1, 0, 1);
    plot.xAxis(pen, PlotArea.niceStep(1 - min, 4), "", true);
    pen.text(
        panel.title(),
        left + width / 2,
        TOP - 3.2,
        Style.TITLE_PT,
        true,
        CENTRE,
        BASELINE,
        Style.INK);
    for (int r = 0; r < rows.size(); r++) {
      double y = centre(r);
      if (Double.isNaN(panel.estimate[r])) {
        pen.text(
            "n/a", left + 1, y + 1.6, Style.SMALL_PT, false, Horizontal.LEFT, MIDDLE, Style.GREY);
      } else {
        if (!Double.isNaN(panel.low[r])) {
          interval(pen, plot, panel.low[r], panel.high[r], y + 0.9);
        }
        pen.circle(plot.x(panel.estimate[r]), y + 0.9, 0.85, Style.BLUE, null, 0);
      }
      if (!Double.isNaN(panel.published[r])) {
        diamond(pen, plot.x(panel.published[r]), y - 0.9);
      }
    }
  }

  private static void interval(Pen pen, PlotArea plot, double low, double high, double y) {
    pen.line(plot.x(low), y, plot.x(high), y, Style.BLUE, 0.9);
    pen.line(plot.x(low), y - 0.6, plot.x(low), y + 0.6, Style.BLUE, 0.9);
    pen.line(plot.x(high), y - 0.6, plot.x(high), y + 0.6, Style.BLUE, 0.9);
  }

  private static void diamond(Pen pen, double x, double y) {
    pen.polygon(
        new double[] {x - 1.1, x, x + 1.1, x},
        new double[] {y, y - 1.1, y, y + 1.1},
        Color.WHITE,
        Style.VERMILION,
        0.8);
  }

  /** The lower end of a panel's scale: a tenth at or below everything in it, at most 0.8. */
  private static double lowest(Panel panel) {
    double lowest = 0.8;
    for (double[] values : List.of(panel.estimate, panel.low, panel.published)) {
      for (double value : values) {
        lowest = Double.isNaN(value) ? lowest : Math.min(lowest, value);
      }
    }
    // Few scales, so that panels beside each other can be compared.
    return lowest < 0.5 ? 0 : Math.floor(lowest * 10 + 1e-9) / 10;
  }

  private void legend(Pen pen) {
    double y = 4;
    double x = LEFT;
    diamond(pen, x + 1.1, y);
    x = label(pen, published, x + 3.4, y, Style.INK) + 6;
    pen.line(x, y, x + 5, y, Style.BLUE, 0.9);
    pen.circle(x + 2.5, y, 0.85, Style.BLUE, null, 0);
    label(pen, own, x + 6.4, y, Style.INK);
    if (!warning.isEmpty()) {
      pen.text(
          warning,
          widthMm() / 2,
          heightMm() - 3,
          Style.LABEL_PT,
          true,
          CENTRE,
          BASELINE,
          Style.INK);
    }
  }

  private static double label(Pen pen, String text, double x, double y, Color color) {
    pen.text(text, x, y, Style.LABEL_PT, false, Horizontal.LEFT, MIDDLE, color);
    return x + Pen.textWidth(text, Style.LABEL_PT, false);
  }

  @Override
  public String toString() {
    return describe();
  }
}
