package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Legend;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Small multiples of curves in the unit square, for example receiver operating characteristics: a small square plot a panel, all on the
 * same axes, with one legend above.
 *
 * @param names the curves' names for the legend, in the order of the curves of each panel
 * @param main the index of the curve that is drawn heavier, above the others and with the band
 * @param panels in reading order
 * @param columns how many stand side by side
 * @param roots whether the axes are those of square roots, on which small shares can be told apart
 */
public record CurvePanels(
    List<String> names, int main, List<Panel> panels, int columns, boolean roots)
    implements Figure {
  private static final double LEFT = 11;
  private static final double GAP_X = 3.4;
  private static final double TITLE_H = 5;
  private static final double BELOW = 9.5;
  private static final double LEGEND_ROW = 4.6;
  private static final double TOP = 2.5;
  private static final double RIGHT = 5;

  /**
   * A curve.
   *
   * @param x {@code [point]}, in [0, 1], not descending
   * @param y {@code [point]}, in [0, 1]
   * @param low {@code [point]}, the lower ends of the intervals of y; empty where points are not marked
   * @param high {@code [point]}, the upper ends
   */
  public record Curve(double[] x, double[] y, double[] low, double[] high) {
    /**
     * A line without marks.
     *
     * @param x {@code [point]}, in [0, 1], not descending
     * @param y {@code [point]}, in [0, 1]
     */
    public Curve(double[] x, double[] y) {
      this(x, y, new double[0], new double[0]);
    }

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ
     */
    public Curve {
      if (x.length != y.length
          || low.length != high.length
          || low.length != 0 && low.length != x.length) {
        throw new IllegalArgumentException(
            "%d values of x, but %d of y, %d lower and %d upper ends"
                .formatted(x.length, y.length, low.length, high.length));
      }
      x = x.clone();
      y = y.clone();
      low = low.clone();
      high = high.clone();
    }

    /** {@return {@code [point]}, a copy} */
    @Override
    public double[] x() {
      return x.clone();
    }

    /** {@return {@code [point]}, a copy} */
    @Override
    public double[] y() {
      return y.clone();
    }

    /** {@return {@code [point]}, a copy} */
    @Override
    public double[] low() {
      return low.clone();
    }

    /** {@return {@code [point]}, a copy} */
    @Override
    public double[] high() {
      return high.clone();
    }
  }

  /**
   * One plot.
   *
   * @param title above it
   * @param xLabel what x is
   * @param yLabel what y is
   * @param curves one a name; one without points is not drawn
   * @param lower the lower end of the main curve's band; without points if it has none
   * @param upper its upper end, at the same x
   * @param chance what guessing gives, drawn dashed; without points for none
   * @param note written into the plot, for example why it is empty; may be empty
   */
  public record Panel(
      String title,
      String xLabel,
      String yLabel,
      List<Curve> curves,
      Curve lower,
      Curve upper,
      Curve chance,
      String note) {
    /** Makes the list immutable. */
    public Panel {
      curves = List.copyOf(curves);
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is no panel or name, or a panel has another number of curves
   * @throws IndexOutOfBoundsException if there is no main curve
   */
  public CurvePanels {
    names = List.copyOf(names);
    panels = List.copyOf(panels);
    if (names.isEmpty() || panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("expected at least one name, panel and column");
    }
    java.util.Objects.checkIndex(main, names.size());
    for (Panel panel : panels) {
      if (panel.curves().size() != names.size()) {
        throw new IllegalArgumentException(
            "%s: expected %d curves, found %d"
                .formatted(panel.title(), names.size(), panel.curves().size()));
      }
    }
  }

  private double side() {
    return (widthMm() - RIGHT - columns * LEFT - (columns - 1) * GAP_X) / columns;
  }

  private double rowHeight() {
    return TITLE_H + side() + BELOW;
  }

  private int rows() {
    return (panels.size() + columns - 1) / columns;
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + legend().rowCount() * LEGEND_ROW + rows() * rowHeight();
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    paintLegend(pen);
    double top = TOP + legend().rowCount() * LEGEND_ROW;
    for (int i = 0; i < panels.size(); i++) {
      double x = LEFT + i % columns * (LEFT + side() + GAP_X);
      double y = top + i / columns * rowHeight() + TITLE_H;
      panel(
          pen,
          panels.get(i),
          roots ? PlotArea.ofRoots(x, y, side()) : new PlotArea(x, y, side(), side(), 0, 1, 0, 1));
    }
  }

  private void panel(Pen pen, Panel panel, PlotArea plot) {
    pen.title(panel.title(), plot.left - LEFT + 3, plot.top - 1.6, Style.LABEL_PT);
    plot.yAxis(pen, 0.5, panel.yLabel(), 7.2, true);
    plot.xAxis(pen, 0.5, panel.xLabel(), true);
    if (panel.lower().x.length > 0) {
      band(pen, panel, plot);
    }
    if (panel.chance().x.length > 1) {
      double[] x = panel.chance().x;
      double[] y = panel.chance().y;
      for (int i = 1; i < x.length; i++) {
        pen.dashed(
            plot.x(x[i - 1]),
            plot.y(y[i - 1]),
            plot.x(x[i]),
            plot.y(y[i]),
            Style.GREY,
            Style.AXIS_PT);
      }
    }
    for (int c = 0; c < names.size(); c++) {
      if (c != main) {
        curve(pen, plot, panel.curves().get(c), c, 0.6);
      }
    }
    curve(pen, plot, panel.curves().get(main), main, 1.4);
    if (!panel.note().isEmpty()) {
      pen.text(
          panel.note(),
          plot.left + plot.width / 2,
          plot.top + plot.height / 4,
          Style.SMALL_PT,
          false,
          CENTRE,
          MIDDLE,
          Style.GREY);
    }
  }

  private static void curve(Pen pen, PlotArea plot, Curve curve, int series, double widthPoints) {
    if (curve.x.length > 0) {
      double[][] at = at(plot, curve);
      pen.polyline(at[0], at[1], Style.series(series), widthPoints);
      for (int i = 0; i < curve.low.length; i++) {
        pen.line(
            at[0][i],
            plot.y(curve.low[i]),
            at[0][i],
            plot.y(curve.high[i]),
            Style.series(series),
            0.6);
      }
      for (int i = 0; i < curve.low.length; i++) {
        pen.circle(at[0][i], at[1][i], 0.6, Color.WHITE, Style.series(series), 0.8);
      }
    }
  }

  private void band(Pen pen, Panel panel, PlotArea plot) {
    double[][] lower = at(plot, panel.lower());
    double[][] upper = at(plot, panel.upper());
    int n = lower[0].length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = lower[0][i];
      y[i] = lower[1][i];
      x[2 * n - 1 - i] = upper[0][i];
      y[2 * n - 1 - i] = upper[1][i];
    }
    pen.polygon(x, y, pale(Style.series(main)), null, 0);
  }

  private static Color pale(Color color) {
    return new Color(
        255 - (255 - color.getRed()) / 4,
        255 - (255 - color.getGreen()) / 4,
        255 - (255 - color.getBlue()) / 4);
  }

  private static double[][] at(PlotArea plot, Curve curve) {
    double[][] at = new double[2][curve.x.length];
    for (int i = 0; i < at[0].length; i++) {
      at[0][i] = plot.x(curve.x[i]);
      at[1][i] = plot.y(curve.y[i]);
    }
    return at;
  }

  private Legend legend() {
    return new Legend(names, 7, 3, Style.LABEL_PT, widthMm() - LEFT - RIGHT);
  }

  private void paintLegend(Pen pen) {
    boolean band = panels.stream().anyMatch(panel -> panel.lower().x.length > 0);
    legend()
        .paint(
            pen,
            LEFT,
            TOP + 1,
            LEGEND_ROW,
            (i, x, y) -> {
              if (i == main && band) {
                pen.rectangle(x, y - 1.3, 5.6, 2.6, pale(Style.series(main)), null, 0);
              }
              pen.line(x, y, x + 5.6, y, Style.series(i), i == main ? 1.4 : 0.8);
            });
  }

  @Override
  public String toString() {
    return describe();
  }
}
