package org.ecgworkbench.figure.ecg;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.figure.ColorBar;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.Pen.Vertical;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * An ECG on paper, 25 mm/s and 10 mm/mV, with what a model made of it: behind each trace a band whose colour is the attribution there,
 * vermilion for the class and blue against it, on one scale for all leads; on the right each lead's sum with its standard error.
 *
 * @param title the record and the class explained, in words
 * @param subtitle what else a reader needs
 * @param samplingRateHz samples a second
 * @param startSecond the time of the first sample, in s from the start of the record
 * @param rows the leads, from top to bottom
 * @param limit attribution a second at which the scale ends; greater ones have the colour of the end
 * @param scaleTitle what the colours mean, for example {@code logit per second}
 * @param unit what the attributions add up to, for example {@code logit}
 * @param share of the true size at which all is drawn, above 0 to 1: 0.5 is 12.5 mm/s and 5 mm/mV, and ten seconds fill a journal's page
 */
public record AttributionPaper(
    String title,
    String subtitle,
    double samplingRateHz,
    double startSecond,
    List<Row> rows,
    double limit,
    String scaleTitle,
    String unit,
    double share)
    implements Figure {

  private static final Color THIN = new Color(0xECECEC);
  private static final Color THICK = new Color(0xCFCFCF);
  private static final double LEFT = 18;
  private static final double TOP = 17;
  private static final double BOTTOM = 21;
  private static final double GAP = 8;
  private static final double BARS = 40;
  private static final double SCALE = 44;
  private static final double LEAST_ROW = 9;
  private static final double HALO_PT = 5;

  /**
   * One lead.
   *
   * @param lead its name
   * @param millivolts {@code [sample]} in mV
   * @param attributionPerSecond {@code [sample]}, in the unit a second; smoothed as the caller likes
   * @param sum the lead's sum of attributions, of the whole window
   * @param standardError of the sum; NaN or 0 draws no whisker
   */
  public record Row(
      String lead,
      double[] millivolts,
      double[] attributionPerSecond,
      double sum,
      double standardError) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ or there are fewer than two samples
     */
    public Row {
      if (millivolts.length < 2 || millivolts.length != attributionPerSecond.length) {
        throw new IllegalArgumentException(
            "lead %s: %d samples, but %d attributions"
                .formatted(lead, millivolts.length, attributionPerSecond.length));
      }
      millivolts = millivolts.clone();
      attributionPerSecond = attributionPerSecond.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] millivolts() {
      return millivolts.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] attributionPerSecond() {
      return attributionPerSecond.clone();
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no row, rows differ in length, rate or limit is not positive, or the share not above 0 to 1
   */
  public AttributionPaper {
    rows = List.copyOf(rows);
    if (!(share > 0) || share > 1) {
      throw new IllegalArgumentException("expected a share above 0 to 1, found " + share);
    }
    if (rows.isEmpty() || !(samplingRateHz > 0) || !(limit > 0)) {
      throw new IllegalArgumentException(
          "expected a lead, a positive rate and a positive limit, found %d leads, %s Hz, %s"
              .formatted(rows.size(), samplingRateHz, limit));
    }
    for (Row row : rows) {
      if (row.millivolts.length != rows.get(0).millivolts.length) {
        throw new IllegalArgumentException(
            "lead %s has %d samples, lead %s has %d"
                .formatted(
                    row.lead(),
                    row.millivolts.length,
                    rows.get(0).lead(),
                    rows.get(0).millivolts.length));
      }
    }
  }

  private double seconds() {
    return rows.get(0).millivolts.length / samplingRateHz;
  }

  /** Whole squares of 5 mm. */
  private double gridWidth() {
    return Math.ceil(seconds() * EcgPaper.MM_PER_SECOND / 5 - 1e-9) * 5;
  }

  private double gridHeight() {
    double[] baselines = baselines();
    double last = baselines[baselines.length - 1] + reach(rows.get(rows.size() - 1), -1) + 2;
    return Math.ceil((last - top()) / 5) * 5;
  }

  /** Texts have as many lines as the width of the page, or of the grid, asks for. */
  private List<String> titleLines() {
    return Pen.lines(title, fullWidth() - LEFT - 2, textPt(), true);
  }

  private List<String> subtitleLines() {
    return Pen.lines(subtitle, fullWidth() - LEFT - 2, textPt(), false);
  }

  private List<String> captionLines() {
    String time =
        "time from the start of the record (s); %s mm/s, %s mm/mV, no filter"
            .formatted(
                brief(share * EcgPaper.MM_PER_SECOND), brief(share * EcgPaper.MM_PER_MILLIVOLT));
    return Pen.lines(time, gridWidth() + 2 * GAP - 4, textPt(), false);
  }

  private static String brief(double value) {
    return PlotArea.number(value, value == Math.rint(value) ? 0 : 1);
  }

  private double lineHeight() {
    return 1.7 * Pen.capHeight(textPt());
  }

  private double top() {
    return TOP + (titleLines().size() + subtitleLines().size() - 2) * lineHeight();
  }

  /** At true size, as are all lengths but the page's. */
  private double fullWidth() {
    return LEFT + gridWidth() + GAP + BARS + SCALE;
  }

  @Override
  public double widthMm() {
    return share * fullWidth();
  }

  @Override
  public double heightMm() {
    return share * (top() + gridHeight() + BOTTOM + (captionLines().size() - 1) * lineHeight());
  }

  /** How far a trace reaches above (sign 1) or below (sign -1) its base line, in mm. */
  private static double reach(Row row, int sign) {
    double most = Arrays.stream(row.millivolts).map(v -> sign * v).max().orElse(0);
    return Math.max(1, most * EcgPaper.MM_PER_MILLIVOLT);
  }

  /** In mm from the top of the page, on millimetre lines, as close as the traces allow. */
  private double[] baselines() {
    double[] baselines = new double[rows.size()];
    double at = top();
    for (int i = 0; i < baselines.length; i++) {
      double above = i == 0 ? 2 : reach(rows.get(i - 1), -1);
      double room = Math.max(i == 0 ? 6 : LEAST_ROW, above + reach(rows.get(i), 1) + 1);
      at = Math.ceil(at + room);
      baselines[i] = at;
    }
    return baselines;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    pen.scaled(0, 0, share, () -> atTrueSize(pen));
  }

  private void atTrueSize(Pen pen) {
    double y = 6;
    for (String line : titleLines()) {
      text(pen, line, LEFT, y, textPt(), true, Horizontal.LEFT);
      y += lineHeight();
    }
    y += 7 - lineHeight();
    for (String line : subtitleLines()) {
      text(pen, line, LEFT, y, textPt(), false, Horizontal.LEFT);
      y += lineHeight();
    }
    grid(pen);
    double[] baselines = baselines();
    pen.clipped(LEFT, top(), gridWidth(), gridHeight(), () -> traces(pen, baselines));
    for (int i = 0; i < baselines.length; i++) {
      pen.text(
          rows.get(i).lead(), LEFT - 2, baselines[i], textPt(), true, RIGHT, MIDDLE, Style.INK);
    }
    time(pen);
    bars(pen, baselines);
    double height = Math.min(90, gridHeight() - 4);
    pen.scaled(
        LEFT + gridWidth() + GAP + BARS + 8,
        top() + 2,
        scale(),
        () ->
            ColorBar.paint(
                pen,
                0,
                0,
                height / scale(),
                -limit,
                limit,
                scaleTitle,
                value -> AttributionHalo.color(value / limit)));
  }

  /** How much larger than on a journal's page everything is drawn, so that it can be read when it is reduced to that. */
  private double scale() {
    return fullWidth() / FULL_WIDTH_MM;
  }

  private double textPt() {
    return Style.TICK_PT * scale();
  }

  private static void text(
      Pen pen,
      String text,
      double x,
      double y,
      double points,
      boolean bold,
      Horizontal horizontal) {
    pen.text(text, x, y, points, bold, horizontal, BASELINE, Style.INK);
  }

  private void grid(Pen pen) {
    for (boolean thick : new boolean[] {false, true}) {
      for (int mm = 0; mm <= gridWidth(); mm++) {
        if ((mm % 5 == 0) == thick) {
          double x = LEFT + mm;
          pen.line(x, top(), x, top() + gridHeight(), thick ? THICK : THIN, thick ? 0.5 : 0.3);
        }
      }
      for (int mm = 0; mm <= gridHeight(); mm++) {
        if ((mm % 5 == 0) == thick) {
          double y = top() + mm;
          pen.line(LEFT, y, LEFT + gridWidth(), y, thick ? THICK : THIN, thick ? 0.5 : 0.3);
        }
      }
    }
  }

  private void traces(Pen pen, double[] baselines) {
    int n = rows.get(0).millivolts.length;
    double[] x = new double[n];
    Arrays.setAll(x, i -> LEFT + i / samplingRateHz * EcgPaper.MM_PER_SECOND);
    double[][] y = new double[rows.size()][n];
    for (int r = 0; r < y.length; r++) {
      Row row = rows.get(r);
      double base = baselines[r];
      Arrays.setAll(y[r], i -> base - row.millivolts[i] * EcgPaper.MM_PER_MILLIVOLT);
      double[] share = Arrays.stream(row.attributionPerSecond).map(v -> v / limit).toArray();
      AttributionHalo.paint(pen, x, y[r], share, HALO_PT);
    }
    for (double[] trace : y) {
      pen.polyline(x, trace, Style.INK, 0.8);
    }
  }

  private void time(Pen pen) {
    double bottom = top() + gridHeight();
    double step =
        PlotArea.clearStep(
            startSecond,
            startSecond + seconds(),
            seconds() * EcgPaper.MM_PER_SECOND,
            seconds() > 4 ? 1 : 0.5,
            textPt());
    for (double second : PlotArea.ticks(startSecond, startSecond + seconds(), step)) {
      double x = LEFT + (second - startSecond) * EcgPaper.MM_PER_SECOND;
      pen.line(x, bottom, x, bottom + 1, Style.INK, Style.AXIS_PT);
      pen.text(
          PlotArea.format(second, step),
          x,
          bottom + 2,
          textPt(),
          false,
          CENTRE,
          Vertical.TOP,
          Style.INK);
    }
    double y = bottom + 9.5;
    for (String line : captionLines()) {
      pen.text(line, LEFT + gridWidth() / 2, y, textPt(), false, CENTRE, Vertical.TOP, Style.INK);
      y += lineHeight();
    }
  }

  private void bars(Pen pen, double[] baselines) {
    double low = 0;
    double high = 0;
    for (Row row : rows) {
      double error = Double.isNaN(row.standardError()) ? 0 : row.standardError();
      low = Math.min(low, row.sum() - error);
      high = Math.max(high, row.sum() + error);
    }
    if (low == high) {
      high = 1;
    }
    double pad = 0.04 * (high - low);
    double k = scale();
    double height = gridHeight() / k;
    PlotArea plot = new PlotArea(0, 0, BARS / k, height, low - pad, high + pad, 0, 1);
    double step = PlotArea.niceStep(high - low, 3);
    double[] ticks = PlotArea.ticks(low - pad, high + pad, step);
    pen.scaled(
        LEFT + gridWidth() + GAP, top(), k, () -> bars(pen, baselines, plot, ticks, step, k));
  }

  private void bars(
      Pen pen, double[] baselines, PlotArea plot, double[] ticks, double step, double k) {
    for (double tick : ticks) {
      pen.line(plot.x(tick), 0, plot.x(tick), plot.height, Style.GRID, Style.GRID_PT);
    }
    plot.xAxis(pen, step, "sum (" + unit + ")", false);
    for (int i = 0; i < baselines.length; i++) {
      Row row = rows.get(i);
      double y = (baselines[i] - top()) / k;
      double from = plot.x(Math.min(0, row.sum()));
      double to = plot.x(Math.max(0, row.sum()));
      Color color = row.sum() < 0 ? Style.BLUE : Style.VERMILION;
      pen.rectangle(from, y - 2.5 / k, to - from, 5 / k, color, null, 0);
      if (row.standardError() > 0) {
        double a = plot.x(row.sum() - row.standardError());
        double b = plot.x(row.sum() + row.standardError());
        pen.line(a, y, b, y, Style.INK, 0.8);
        pen.line(a, y - 1 / k, a, y + 1 / k, Style.INK, 0.8);
        pen.line(b, y - 1 / k, b, y + 1 / k, Style.INK, 0.8);
      }
    }
    pen.line(plot.x(0), 0, plot.x(0), plot.height, Style.INK, Style.AXIS_PT);
  }

  @Override
  public String toString() {
    return describe();
  }
}
