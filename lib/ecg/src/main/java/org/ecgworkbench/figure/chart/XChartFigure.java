package org.ecgworkbench.figure.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Objects;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/**
 * A chart of the XChart library as a figure. XChart lays out in whole pixels; here a point has
 * eight of them, so rounding does not show. XChart draws text as
 * outlines, so in SVG files of these charts text is shapes.
 *
 * @param chart the chart
 * @param widthMm the width on paper in mm
 * @param heightMm the height on paper in mm
 */
public record XChartFigure(Chart<?, ?> chart, double widthMm, double heightMm) implements Figure {

  /** Pixels of XChart in a point; sizes given to a chart are multiplied by it. */
  static final int PIXELS = 8;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public XChartFigure {
    Objects.requireNonNull(chart, "chart");
    if (!(widthMm > 0) || !(heightMm > 0)) {
      throw new IllegalArgumentException(
          "the size must be positive, found " + widthMm + " x " + heightMm + " mm");
    }
  }

  /**
   * {@return the same chart in the common style: fonts, colours, lines, no frame}
   *
   * @param <S> the kind of series of the chart
   * @param chart is changed: its fonts, colours and lines
   * @param widthMm the width on paper, in mm, positive
   * @param heightMm the height on paper, in mm, positive
   */
  public static <S extends Series> XChartFigure styled(
      Chart<? extends AxesChartStyler, S> chart, double widthMm, double heightMm) {
    AxesChartStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(Style.INK);
    styler.setChartPadding(4 * PIXELS);
    styler.setChartTitleFont(font(Style.TITLE_PT, true));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitlePadding(2 * PIXELS);
    styler.setAxisTitleFont(font(Style.LABEL_PT, false));
    styler.setAxisTickLabelsFont(font(Style.TICK_PT, false));
    styler.setAxisTickLabelsColor(Style.INK);
    styler.setAxisTickMarksColor(Style.INK);
    styler.setAxisTickMarksStroke(new BasicStroke((float) Style.AXIS_PT * PIXELS));
    styler.setAxisTickMarkLength(3 * PIXELS);
    styler.setAxisTickPadding(3 * PIXELS);
    styler.setAxisTitlePadding(4 * PIXELS);
    styler.setPlotMargin(0);
    styler.setPlotGridLinesColor(Style.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke((float) Style.GRID_PT * PIXELS));
    styler.setPlotContentSize(0.98);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setLegendFont(font(Style.TICK_PT, false));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(4 * PIXELS);
    styler.setLegendSeriesLineLength(16 * PIXELS);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setSeriesColors(Style.SERIES.toArray(new Color[0]));
    styler.setErrorBarsColor(Style.INK);
    styler.setMarkerSize(4 * PIXELS);
    styler.setAntiAlias(true);
    return new XChartFigure(chart, widthMm, heightMm);
  }

  @Override
  public void paint(Graphics2D graphics) {
    // XChart fills only whole pixels.
    new Pen(graphics).background(this);
    graphics.scale(1.0 / PIXELS, 1.0 / PIXELS);
    chart.paint(
        graphics,
        (int) Math.floor(Pen.points(widthMm) * PIXELS),
        (int) Math.floor(Pen.points(heightMm) * PIXELS));
    graphics.scale(PIXELS, PIXELS);
  }

  /** A dashed line of so many points. */
  static BasicStroke dashes(double points) {
    return new BasicStroke(
        (float) points * PIXELS,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10,
        new float[] {3 * PIXELS, 2 * PIXELS},
        0);
  }

  private static java.awt.Font font(double points, boolean bold) {
    return Style.font(points * PIXELS, bold);
  }

  @Override
  public String toString() {
    return describe();
  }
}
