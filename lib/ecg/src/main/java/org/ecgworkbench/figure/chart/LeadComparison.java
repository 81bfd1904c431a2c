package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.HeatCells;
import org.ecgworkbench.figure.HeatScale;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Models on different leads compared, in as many panels as there are metrics (one or two). Above, a dot plot: the average of each row
 * as a large dot with its value, where it is known its interval as a bar and the single trainings as crosses, each class as a small
 * open dot, a dashed line at the average of the reference row and a band for its interval. Below, all the numbers as a heat map.
 *
 * @param rows names of the rows from top to bottom, for example {@code all 12}, {@code I}, {@code II}
 * @param columns names of the classes; the last is the average
 * @param panels one a metric
 * @param referenceRow the row whose average the line marks; -1 for none
 * @param few names of columns of too few cases, which are grey and do not stretch the scale
 */
public record LeadComparison(
    List<String> rows, List<String> columns, List<Panel> panels, int referenceRow, Set<String> few)
    implements Figure {

  private static final double NAME_GAP = 4;
  private static final double LEGEND_LEFT = 13;
  private static final double RIGHT = 3;
  private static final double DOTS_TOP = 14;
  private static final double DOT_ROW = 4.3;
  private static final double HEAT_ROW = 4.3;

  /** From the dots down to the letter of the heat map, whose title stands at its height. */
  private static final double LETTER_BELOW = 15.5;

  /** Vermilion, thinned, behind the dots. */
  private static final Color BAND = new Color(0xFBE7DB);

  /**
   * One metric.
   *
   * @param name the metric, for example {@code F1}
   * @param values {@code [row][column]}, in [0, 1]; NaN is a missing value
   * @param low {@code [row]}, lower ends of the averages' intervals; NaN where there is none
   * @param high {@code [row]}, upper ends
   * @param trainings {@code [row][training]}, the averages of single trainings; one or none a row is not drawn
   */
  public record Panel(
      String name, double[][] values, double[] low, double[] high, double[][] trainings) {
    /** Copies the values. */
    public Panel {
      values = Matrices.copy(values);
      low = low.clone();
      high = high.clone();
      trainings = Matrices.copy(trainings);
    }

    /** {@return {@code [row][column]}, a copy} */
    @Override
    public double[][] values() {
      return Matrices.copy(values);
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

    /** {@return {@code [row][training]}, a copy} */
    @Override
    public double[][] trainings() {
      return Matrices.copy(trainings);
    }

    private boolean hasIntervals() {
      return Arrays.stream(low).anyMatch(v -> !Double.isNaN(v));
    }

    private boolean hasTrainings() {
      return Arrays.stream(trainings).anyMatch(row -> row.length > 1);
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there are no rows, columns or panels, more than two panels, a panel is not a matrix of rows by
   *     columns, or there is no such reference row
   */
  public LeadComparison {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    panels = List.copyOf(panels);
    few = Set.copyOf(few);
    if (rows.isEmpty() || columns.isEmpty() || panels.isEmpty() || panels.size() > 2) {
      throw new IllegalArgumentException("expected rows, columns, and one or two panels");
    }
    for (Panel panel : panels) {
      int n = columns.size();
      if (panel.values.length != rows.size()
          || panel.low.length != rows.size()
          || panel.high.length != rows.size()
          || panel.trainings.length != rows.size()
          || Arrays.stream(panel.values).anyMatch(row -> row.length != n)) {
        throw new IllegalArgumentException(
            "%s: expected values for %d rows and %d columns"
                .formatted(panel.name(), rows.size(), n));
      }
    }
    if (referenceRow < -1 || referenceRow >= rows.size()) {
      throw new IllegalArgumentException("no row " + referenceRow + " of " + rows.size());
    }
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return heatTop() + rows.size() * HEAT_ROW + 2.5;
  }

  /** Room for the names of the columns, which stand upright above the heat map. */
  private double heads() {
    return 2
        + columns.stream().mapToDouble(c -> Pen.textWidth(c, Style.SMALL_PT, true)).max().orElse(0);
  }

  private double heatTop() {
    return DOTS_TOP + rows.size() * DOT_ROW + LETTER_BELOW + heads();
  }

  /** Room for the names of the rows, which stand left of both panels. */
  private double names() {
    return NAME_GAP
        + Math.max(
            9,
            rows.stream().mapToDouble(r -> Pen.textWidth(r, Style.TICK_PT, true)).max().orElse(0));
  }

  private double panelWidth() {
    return (widthMm() - 2 * names() - RIGHT - 2) / 2;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    for (int p = 0; p < panels.size(); p++) {
      double left = names() + p * (panelWidth() + names() + 2);
      dots(pen, panels.get(p), left);
      heat(pen, panels.get(p), left);
      letter(pen, (char) ('a' + p), left, DOTS_TOP - 3.2);
      letter(
          pen,
          (char) ('a' + panels.size() + p),
          left,
          DOTS_TOP + rows.size() * DOT_ROW + LETTER_BELOW);
    }
    legend(pen);
  }

  private void letter(Pen pen, char letter, double left, double y) {
    pen.title(String.valueOf(letter), left - names() + 2, y, Style.TITLE_PT + 1);
  }

  private void legend(Pen pen) {
    double y = 3.5;
    // Not from the plots' left edge where long names push that far to the right.
    double x = Math.min(names(), LEGEND_LEFT);
    pen.circle(x + 1, y, 1.05, Style.BLUE, null, 0);
    x = label(pen, columns.get(columns.size() - 1) + " of the classes", x + 3.2, y);
    if (panels.stream().anyMatch(Panel::hasIntervals)) {
      interval(pen, x, x + 6, y);
      x = label(pen, "95 % interval", x + 7.2, y);
    }
    if (panels.stream().anyMatch(Panel::hasTrainings)) {
      cross(pen, x + 1, y);
      x = label(pen, "one training", x + 3, y);
    }
    pen.circle(x + 1, y, 0.75, null, Style.GREY, 0.6);
    x = label(pen, "one class", x + 3.2, y);
    if (referenceRow >= 0) {
      boolean band = panels.stream().anyMatch(p -> !Double.isNaN(p.low[referenceRow]));
      if (band) {
        pen.rectangle(x, y - 1.5, 6, 3, BAND, null, 0);
      }
      pen.dashed(x, y, x + 6, y, Style.VERMILION, 1);
      x = label(pen, rows.get(referenceRow) + (band ? ", its interval" : ""), x + 7.4, y);
    }
    if (panels.stream()
        .flatMap(p -> Arrays.stream(p.values))
        .flatMapToDouble(Arrays::stream)
        .anyMatch(Double::isNaN)) {
      pen.hatch(x, y - 1.5, 5, 3, Style.GREY);
      label(pen, "undefined", x + 6.4, y);
    }
  }

  private static void interval(Pen pen, double from, double to, double y) {
    pen.line(from, y, to, y, Style.BLUE, 1.1);
    pen.line(from, y - 0.8, from, y + 0.8, Style.BLUE, 0.8);
    pen.line(to, y - 0.8, to, y + 0.8, Style.BLUE, 0.8);
  }

  private static void cross(Pen pen, double x, double y) {
    pen.line(x - 0.7, y - 0.7, x + 0.7, y + 0.7, Style.INK, 0.8);
    pen.line(x - 0.7, y + 0.7, x + 0.7, y - 0.7, Style.INK, 0.8);
  }

  private static double label(Pen pen, String text, double x, double y) {
    pen.label(text, x, y, Style.TICK_PT, LEFT, MIDDLE);
    return x + Pen.textWidth(text, Style.TICK_PT, false) + 4;
  }

  private void dots(Pen pen, Panel panel, double left) {
    int average = columns.size() - 1;
    double min =
        Arrays.stream(panel.values)
            .flatMapToDouble(Arrays::stream)
            .filter(v -> !Double.isNaN(v))
            .min()
            .orElse(0);
    double valueColumn = panel.hasIntervals() ? 28 : 11;
    PlotArea plot =
        new PlotArea(
            left,
            DOTS_TOP,
            panelWidth() - valueColumn,
            rows.size() * DOT_ROW,
            min < 0.5 ? 0 : 0.5,
            1.02,
            0,
            rows.size());
    title(pen, panel.name(), plot.left, DOTS_TOP - 3.2);
    for (int r = 0; r < rows.size(); r++) {
      double y = plot.top + (r + 0.5) * DOT_ROW;
      if (r == referenceRow) {
        pen.rectangle(plot.left, y - DOT_ROW / 2, panelWidth(), DOT_ROW, Style.SHADE, null, 0);
      }
    }
    double step = plot.x(0.1) - plot.x(0) > 9 ? 0.1 : 0.2;
    plot.xAxis(pen, step, panel.name(), true);
    if (referenceRow >= 0) {
      reference(pen, panel, plot);
    }
    for (int r = 0; r < rows.size(); r++) {
      double y = plot.top + (r + 0.5) * DOT_ROW;
      rowName(pen, r, plot.left, y);
      for (int c = 0; c < average; c++) {
        double value = panel.values[r][c];
        if (!Double.isNaN(value)) {
          pen.circle(plot.x(value), y, 0.75, null, Style.GREY, 0.6);
        }
      }
      double value = panel.values[r][average];
      if (!Double.isNaN(panel.low[r])) {
        interval(pen, plot.x(panel.low[r]), plot.x(panel.high[r]), y);
      }
      if (!Double.isNaN(value)) {
        pen.circle(plot.x(value), y, 1.05, Style.BLUE, null, 0);
      }
      if (panel.trainings[r].length > 1) {
        for (double training : panel.trainings[r]) {
          if (!Double.isNaN(training)) {
            cross(pen, plot.x(training), y);
          }
        }
      }
      pen.text(
          number(value, panel.low[r], panel.high[r]),
          left + panelWidth() - 0.8,
          y,
          Style.TICK_PT,
          r == referenceRow,
          Horizontal.RIGHT,
          MIDDLE,
          Style.BLUE);
    }
  }

  private void reference(Pen pen, Panel panel, PlotArea plot) {
    if (!Double.isNaN(panel.low[referenceRow])) {
      double from = plot.x(panel.low[referenceRow]);
      pen.rectangle(
          from,
          plot.top,
          plot.x(panel.high[referenceRow]) - from,
          rows.size() * DOT_ROW,
          BAND,
          null,
          0);
    }
    double reference = panel.values[referenceRow][columns.size() - 1];
    if (!Double.isNaN(reference)) {
      pen.dashed(plot.x(reference), plot.top, plot.x(reference), plot.bottom(), Style.VERMILION, 1);
    }
  }

  private static String number(double value, double low, double high) {
    if (Double.isNaN(value)) {
      return "n/a";
    }
    return Double.isNaN(low)
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.3f (%.2f\u2013%.2f)", value, low, high);
  }

  private static void title(Pen pen, String text, double x, double y) {
    pen.title(text, x, y, Style.TITLE_PT);
  }

  private void rowName(Pen pen, int row, double x, double y) {
    HeatCells.rowName(pen, rows.get(row), x, y, Style.TICK_PT, row == referenceRow);
  }

  private void heat(Pen pen, Panel panel, double left) {
    double top = heatTop();
    double gap = 1;
    double width = (panelWidth() - gap) / columns.size();
    HeatScale scale = scale(panel);
    title(pen, panel.name() + " of each class", left, top - heads());
    for (int c = 0; c < columns.size(); c++) {
      double x = left + c * width + (c == columns.size() - 1 ? gap : 0);
      pen.textUp(
          columns.get(c),
          x + width / 2,
          top - 1.2,
          Style.SMALL_PT,
          c == columns.size() - 1,
          LEFT,
          MIDDLE,
          few.contains(columns.get(c)) ? Style.GREY : Style.INK);
      for (int r = 0; r < rows.size(); r++) {
        double y = top + r * HEAT_ROW;
        double value = panel.values[r][c];
        if (few.contains(columns.get(c)) && !Double.isNaN(value)) {
          pen.rectangle(x, y, width, HEAT_ROW, Style.SHADE, Color.WHITE, 0.5);
          HeatCells.text(
              pen,
              PlotArea.number(value, 2),
              x + width / 2,
              y + HEAT_ROW / 2,
              Style.SMALL_PT,
              Style.GREY);
        } else {
          HeatCells.numberedCell(pen, x, y, width, HEAT_ROW, value, scale, 2, Style.SMALL_PT);
        }
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      rowName(pen, r, left, top + (r + 0.5) * HEAT_ROW);
    }
  }

  /** From the smallest tenth below all values to 1, so that neighbours differ visibly; the numbers are in the cells. */
  private HeatScale scale(Panel panel) {
    double min =
        IntStream.range(0, columns.size())
            .filter(c -> !few.contains(columns.get(c)))
            .mapToObj(c -> Arrays.stream(panel.values).mapToDouble(row -> row[c]))
            .flatMapToDouble(values -> values)
            .filter(v -> !Double.isNaN(v))
            .min()
            .orElse(0);
    return HeatScale.from(Math.min(0.9, Math.floor(min * 10) / 10), 1);
  }

  @Override
  public String toString() {
    return describe();
  }
}
