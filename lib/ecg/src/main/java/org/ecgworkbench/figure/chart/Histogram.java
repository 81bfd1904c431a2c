package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How values are distributed: one bar a bin, each bin from its lower end to just below the next. A value that matters can be marked by
 * a line, with text above the chart. Drawn by XChart.
 *
 * @param values at least one, finite, not negative
 * @param binWidth the width of a bin, positive, in the unit of the values; bins start at multiples of it
 * @param valueLabel what the values are, with the unit, for the axis
 * @param countLabel what is counted
 * @param mark the value of the line; NaN for none
 * @param markLabel lines of text above the chart
 */
public record Histogram(
    double[] values,
    double binWidth,
    String valueLabel,
    String countLabel,
    double mark,
    List<String> markLabel)
    implements Figure {

  private static final double LINE = 3.8;
  private static final int MAX_BINS = 2_000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is none, one is negative or not finite, or the bins are not positive or more than 2,000
   */
  public Histogram {
    values = values.clone();
    markLabel = List.copyOf(markLabel);
    if (values.length == 0
        || Arrays.stream(values).anyMatch(v -> !(v >= 0) || Double.isInfinite(v))) {
      throw new IllegalArgumentException("expected at least one value, all finite and from 0 on");
    }
    if (!(binWidth > 0) || Arrays.stream(values).max().orElseThrow() / binWidth > MAX_BINS) {
      throw new IllegalArgumentException("bins of " + binWidth + " do not fit the values");
    }
  }

  /** {@return the values that are counted, a copy} */
  @Override
  public double[] values() {
    return values.clone();
  }

  /** {@return the counts of the bins from 0 on, {@code [bin]}} */
  public int[] counts() {
    int[] counts = new int[(int) bin(Arrays.stream(values).max().orElseThrow()) + 1];
    for (double value : values) {
      counts[(int) bin(value)]++;
    }
    return counts;
  }

  private double bin(double value) {
    // A length of 10 s is 10 s even where a rate makes it 9.9999999999.
    return Math.floor(value / binWidth + 1e-9);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return 72;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double above = markLabel.size() * LINE + 1;
    for (int i = 0; i < markLabel.size(); i++) {
      pen.label(markLabel.get(i), widthMm() - 4, LINE * (i + 1), Style.LABEL_PT, RIGHT, BASELINE);
    }
    AffineTransform before = graphics.getTransform();
    graphics.translate(0, Pen.points(above));
    chart(heightMm() - above).paint(graphics);
    graphics.setTransform(before);
  }

  private XChartFigure chart(double height) {
    XYChart chart = new XYChartBuilder().xAxisTitle(valueLabel).yAxisTitle(countLabel).build();
    XChartFigure figure = XChartFigure.styled(chart, widthMm(), height);
    int[] counts = counts();
    // Steps on an axis of numbers: XChart's own bars stand at equal distances, whatever their
    // value.
    double[] edges = new double[counts.length + 2];
    double[] steps = new double[edges.length];
    for (int b = 0; b < edges.length; b++) {
      edges[b] = b * binWidth;
      steps[b] = b < counts.length ? counts[b] : 0;
    }
    XYSeries bars = chart.addSeries(countLabel, edges, steps);
    bars.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
    bars.setMarker(SeriesMarkers.NONE);
    bars.setFillColor(Style.BLUE);
    bars.setLineColor(Style.BLUE);
    bars.setLineStyle(new BasicStroke(0.6f * XChartFigure.PIXELS));
    int highest = Arrays.stream(counts).max().orElseThrow();
    double step = Math.max(1, PlotArea.niceStep(highest, 5));
    double top = Math.ceil(highest / step) * step;
    if (!Double.isNaN(mark)) {
      XYSeries line = chart.addSeries("mark", new double[] {mark, mark}, new double[] {0, top});
      line.setMarker(SeriesMarkers.NONE);
      line.setLineColor(Style.VERMILION);
      line.setLineStyle(XChartFigure.dashes(1));
    }
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setXAxisMin(0.0);
    chart
        .getStyler()
        .setXAxisMax(Math.max(counts.length * binWidth, Double.isNaN(mark) ? 0 : mark * 1.25));
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(top);
    chart.getStyler().setDecimalPattern("#,##0.###");
    chart.getStyler().setYAxisTickMarkSpacingHint(24 * XChartFigure.PIXELS);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    return figure;
  }

  @Override
  public String toString() {
    return describe();
  }
}
