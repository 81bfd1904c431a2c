package org.ecgworkbench.figure.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Legend;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over a common x, for example a loss by epoch or a receiver operating characteristic.
 *
 * @param title above the plot; may be empty
 * @param xLabel what x is, with the unit
 * @param yLabel what y is, with the unit
 * @param series at least one
 * @param yMin lower end of the y axis, if fixed
 * @param yMax upper end of the y axis, if fixed
 * @param widthMm the width on paper in mm
 * @param heightMm the height on paper in mm
 */
public record LineChart(
    String title,
    String xLabel,
    String yLabel,
    List<Series> series,
    OptionalDouble yMin,
    OptionalDouble yMax,
    double widthMm,
    double heightMm)
    implements Figure {

  private static final double LEGEND_ROW = 4.2;

  /** How a line is drawn. */
  public enum Line {
    /** A solid line. */
    SOLID,
    /** A dashed line: a reference. */
    DASHED,
    /** A line with a dot at each value. */
    DOTS
  }

  /**
   * One line.
   *
   * @param name for the legend
   * @param x {@code [point]}
   * @param y {@code [point]}; NaN interrupts the line
   * @param line how it is drawn
   */
  public record Series(String name, double[] x, double[] y, Line line) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ or there is no point
     */
    public Series {
      if (x.length == 0 || x.length != y.length) {
        throw new IllegalArgumentException(
            "%s: %d values of x, but %d of y".formatted(name, x.length, y.length));
      }
      x = x.clone();
      y = y.clone();
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
  }

  /**
   * Checks that there is a line.
   *
   * @throws IllegalArgumentException if there is none
   */
  public LineChart {
    series = List.copyOf(series);
    if (series.isEmpty()) {
      throw new IllegalArgumentException("a chart needs at least one line");
    }
  }

  /**
   * {@return a chart of one column's width with free axes}
   *
   * @param title above the chart; empty for none
   * @param xLabel what x is, with its unit
   * @param yLabel what y is, with its unit
   * @param series at least one line
   */
  public static LineChart of(String title, String xLabel, String yLabel, List<Series> series) {
    return new LineChart(
        title,
        xLabel,
        yLabel,
        series,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        COLUMN_WIDTH_MM,
        62);
  }

  /**
   * {@return the same with a fixed y axis}
   *
   * @param min the lower end, in the unit of y
   * @param max the upper end, in the unit of y
   */
  public LineChart withYRange(double min, double max) {
    return new LineChart(
        title,
        xLabel,
        yLabel,
        series,
        OptionalDouble.of(min),
        OptionalDouble.of(max),
        widthMm,
        heightMm);
  }

  /**
   * {@return the same with another size}
   *
   * @param widthMm the width on paper, in mm
   * @param heightMm the height on paper, in mm
   */
  public LineChart withSize(double widthMm, double heightMm) {
    return new LineChart(title, xLabel, yLabel, series, yMin, yMax, widthMm, heightMm);
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    AffineTransform before = graphics.getTransform();
    double height = legend().rowCount() * LEGEND_ROW + 1;
    graphics.translate(0, Pen.points(height));
    chart(heightMm - height).paint(graphics);
    graphics.setTransform(before);
    paintLegend(pen);
  }

  // Not XChart's legend, whose entries do not share a base line and whose text is outlines.
  private Legend legend() {
    return new Legend(
        series.stream().map(Series::name).toList(), 8, 4, Style.TICK_PT, widthMm - 14);
  }

  private void paintLegend(Pen pen) {
    legend()
        .paint(
            pen,
            12,
            3,
            LEGEND_ROW,
            (s, x, y) -> {
              if (series.get(s).line() == Line.DASHED) {
                pen.dashed(x, y, x + 6.5, y, Style.series(s), 0.9);
              } else {
                pen.line(x, y, x + 6.5, y, Style.series(s), 1.2);
              }
            });
  }

  private XChartFigure chart(double plotHeightMm) {
    XYChart chart =
        new XYChartBuilder()
            .width((int) Pen.points(widthMm) * XChartFigure.PIXELS)
            .height((int) Pen.points(plotHeightMm) * XChartFigure.PIXELS)
            .title(title)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    XChartFigure figure = XChartFigure.styled(chart, widthMm, plotHeightMm);
    chart.getStyler().setLegendVisible(false);
    double xMin = series.stream().flatMapToDouble(s -> Arrays.stream(s.x)).min().orElse(0);
    double xMax = series.stream().flatMapToDouble(s -> Arrays.stream(s.x)).max().orElse(1);
    if (xMin > 0 && xMin <= 0.1 * xMax) {
      chart.getStyler().setXAxisMin(0.0);
    }
    chart.getStyler().setChartTitleVisible(!title.isEmpty());
    chart.getStyler().setYAxisTickMarkSpacingHint(24 * XChartFigure.PIXELS);
    chart.getStyler().setLocale(java.util.Locale.ROOT);
    chart.getStyler().setYAxisDecimalPattern("0.0##");
    yMin.ifPresent(value -> chart.getStyler().setYAxisMin(value));
    yMax.ifPresent(value -> chart.getStyler().setYAxisMax(value));
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      XYSeries line = chart.addSeries(s.name(), s.x, s.y);
      line.setLineColor(Style.series(i));
      line.setMarkerColor(Style.series(i));
      line.setMarker(s.line() == Line.DOTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      line.setLineStyle(
          s.line() == Line.DASHED
              ? XChartFigure.dashes(0.9)
              : new BasicStroke(
                  1.2f * XChartFigure.PIXELS, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    }
    return figure;
  }

  @Override
  public String toString() {
    return describe();
  }
}
