package org.ecgworkbench.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Objects;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/**
 * A chart of the XChart library as a figure. XChart lays out in whole pixels; here its pixel is a point. XChart draws text as
 * outlines, so in SVG files of these charts text is shapes.
 *
 * @param chart the chart
 * @param widthMm the width on paper in mm
 * @param heightMm the height on paper in mm
 */
public record XChartFigure(Chart<?, ?> chart, double widthMm, double heightMm) implements Figure {

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

  /** The same chart in the common style: fonts, colours, lines, no frame. */
  public static <S extends Series> XChartFigure styled(
      Chart<? extends AxesChartStyler, S> chart, double widthMm, double heightMm) {
    AxesChartStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(Style.INK);
    styler.setChartPadding(4);
    styler.setChartTitleFont(Style.font(Style.TITLE_PT, true));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitlePadding(2);
    styler.setAxisTitleFont(Style.font(Style.LABEL_PT, false));
    styler.setAxisTickLabelsFont(Style.font(Style.TICK_PT, false));
    styler.setAxisTickLabelsColor(Style.INK);
    styler.setAxisTickMarksColor(Style.INK);
    styler.setAxisTickMarksStroke(new BasicStroke((float) Style.AXIS_PT));
    styler.setAxisTickMarkLength(3);
    styler.setAxisTickPadding(3);
    styler.setAxisTitlePadding(4);
    styler.setPlotMargin(0);
    styler.setPlotGridLinesColor(Style.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke((float) Style.GRID_PT));
    styler.setPlotContentSize(0.98);
    styler.setLegendFont(Style.font(Style.TICK_PT, false));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(4);
    styler.setLegendSeriesLineLength(16);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setSeriesColors(Style.SERIES.toArray(new Color[0]));
    styler.setErrorBarsColor(Style.INK);
    styler.setMarkerSize(4);
    styler.setAntiAlias(true);
    return new XChartFigure(chart, widthMm, heightMm);
  }

  @Override
  public void paint(Graphics2D graphics) {
    // XChart fills only whole pixels.
    new Pen(graphics).background(this);
    chart.paint(
        graphics, (int) Math.floor(Pen.points(widthMm)), (int) Math.floor(Pen.points(heightMm)));
  }
}
