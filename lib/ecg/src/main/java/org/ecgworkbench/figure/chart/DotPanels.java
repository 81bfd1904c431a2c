package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Graphics2D;
import java.util.List;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Values with intervals as dots with whiskers, in panels side by side that share their rows; each panel has an axis of its own.
 *
 * @param rows names of the rows, from top to bottom
 * @param series names of the series, for the legend; with one there is no legend
 * @param panels one a measure
 */
public record DotPanels(List<String> rows, List<String> series, List<Panel> panels)
    implements Figure {

  private static final double TOP = 8;
  private static final double BOTTOM = 11;
  private static final double RIGHT = 4;
  private static final double GUTTER = 6;
  private static final double LEGEND_H = 5.5;

  /**
   * One measure.
   *
   * @param title above the panel
   * @param label what the values are, below the axis
   * @param estimates {@code [series][row]}; NaN is a missing one
   * @param reference where a dashed line stands; NaN for none
   */
  public record Panel(String title, String label, Estimates estimates, double reference) {}

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if something is empty, or a panel has other numbers of series or rows
   */
  public DotPanels {
    rows = List.copyOf(rows);
    series = List.copyOf(series);
    panels = List.copyOf(panels);
    if (rows.isEmpty() || series.isEmpty() || panels.isEmpty()) {
      throw new IllegalArgumentException("expected at least one row, series and panel");
    }
    for (Panel panel : panels) {
      panel.estimates().requireShape(series.size(), rows.size(), panel.title());
    }
  }

  private double rowHeight() {
    return Math.max(4.4, 2.6 * series.size());
  }

  private double top() {
    return TOP + (series.size() > 1 ? LEGEND_H : 0);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return top() + rows.size() * rowHeight() + BOTTOM;
  }

  private double left() {
    return 4
        + rows.stream()
            .mapToDouble(row -> Pen.textWidth(row, Style.TICK_PT, false))
            .max()
            .orElse(0);
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double left = left();
    double width = (widthMm() - left - RIGHT - (panels.size() - 1) * GUTTER) / panels.size();
    if (series.size() > 1) {
      legend(pen, left);
    }
    for (int p = 0; p < panels.size(); p++) {
      panel(pen, panels.get(p), left + p * (width + GUTTER), width);
    }
    for (int r = 0; r < rows.size(); r++) {
      pen.label(
          rows.get(r),
          left - 1.8,
          top() + (r + 0.5) * rowHeight(),
          Style.TICK_PT,
          Horizontal.RIGHT,
          MIDDLE);
    }
  }

  private void legend(Pen pen, double left) {
    double x = left;
    for (int s = 0; s < series.size(); s++) {
      pen.circle(x + 1, 3.6, 0.95, Style.series(s), null, 0);
      pen.label(series.get(s), x + 3, 3.6, Style.LABEL_PT, LEFT, MIDDLE);
      x += 3 + Pen.textWidth(series.get(s), Style.LABEL_PT, false) + 5;
    }
  }

  private void panel(Pen pen, Panel panel, double left, double width) {
    double[] range = range(panel);
    PlotArea plot =
        new PlotArea(
            left, top(), width, rows.size() * rowHeight(), range[0], range[1], 0, rows.size());
    for (int r = 1; r < rows.size(); r += 2) {
      pen.rectangle(left, plot.top + r * rowHeight(), width, rowHeight(), Style.SHADE, null, 0);
    }
    pen.title(panel.title(), left, top() - 2.2, Style.LABEL_PT);
    int ticks = (int) Math.max(2, Math.min(5, width / 11));
    plot.xAxis(pen, PlotArea.niceStep(range[1] - range[0], ticks), panel.label(), true);
    if (!Double.isNaN(panel.reference())) {
      double x = plot.x(panel.reference());
      pen.dashed(x, plot.top, x, plot.bottom(), Style.VERMILION, 0.8);
    }
    for (int r = 0; r < rows.size(); r++) {
      for (int s = 0; s < series.size(); s++) {
        double y = plot.top + (r + (s + 1.0) / (series.size() + 1)) * rowHeight();
        double value = panel.estimates().value(s, r);
        if (Double.isNaN(value)) {
          continue;
        }
        double low = panel.estimates().low(s, r);
        if (!Double.isNaN(low)) {
          double high = panel.estimates().high(s, r);
          pen.line(plot.x(low), y, plot.x(high), y, Style.series(s), 0.8);
        }
        pen.circle(plot.x(value), y, 0.85, Style.series(s), null, 0);
      }
    }
  }

  private static double[] range(Panel panel) {
    double min = panel.estimates().all().min().orElse(0);
    double max = panel.estimates().all().max().orElse(1);
    if (!Double.isNaN(panel.reference())) {
      min = Math.min(min, panel.reference());
      max = Math.max(max, panel.reference());
    }
    double margin = max > min ? (max - min) * 0.05 : 0.5;
    return new double[] {min - margin, max + margin};
  }

  @Override
  public String toString() {
    return describe();
  }
}
