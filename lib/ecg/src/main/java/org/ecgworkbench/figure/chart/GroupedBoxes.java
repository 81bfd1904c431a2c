package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Quantile;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.GroupPlot;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.Pen.Vertical;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * Box plots in groups: one group a class, one box a series. A box spans the quartiles with a line at the median, whiskers reach the 5th
 * and the 95th percentile (linear interpolation, Hyndman and Fan 1996 type 7, doi 10.1080/00031305.1996.10473566, as NumPy's default); fewer than
 * {@value #FEW} values are drawn as points. The number of values stands below each.
 *
 * @param valueLabel what the values are, with the unit, for the axis
 * @param groups the names of the groups
 * @param series one a colour
 */
public record GroupedBoxes(String valueLabel, List<String> groups, List<Series> series)
    implements Figure {

  /** From this number of values on there is a box. */
  public static final int FEW = 5;

  private static final double LEFT = 14;
  private static final double RIGHT = 2;
  private static final double TOP = 9;
  private static final double BOTTOM = 14;
  private static final Quantile QUANTILE =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).withCopy(true);
  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};

  /**
   * The values of one series.
   *
   * @param name its name in the legend
   * @param values {@code [group][]}, finite and not negative; a group may be empty
   */
  public record Series(String name, double[][] values) {
    /**
     * Copies the values.
     *
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public Series {
      values = Matrices.copy(values);
      if (Arrays.stream(values)
          .flatMapToDouble(Arrays::stream)
          .anyMatch(v -> !(v >= 0) || Double.isInfinite(v))) {
        throw new IllegalArgumentException(name + ": values must be finite and not negative");
      }
    }

    /** {@return {@code [group][]}, a copy} */
    @Override
    public double[][] values() {
      return Matrices.copy(values);
    }
  }

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is no series or group, or a series has another number of groups
   */
  public GroupedBoxes {
    groups = List.copyOf(groups);
    series = List.copyOf(series);
    GroupPlot.check(
        "boxes",
        groups,
        series.stream().map(Series::name).toList(),
        series.stream().map(s -> s.values.length).toList());
  }

  /** The 5th, 25th, 50th, 75th and 95th percentile, {@code [5]}. */
  static double[] percentiles(double[] values) {
    return QUANTILE.evaluate(values, LEVELS);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return 84;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double max =
        series.stream()
            .flatMap(s -> Arrays.stream(s.values))
            .flatMapToDouble(Arrays::stream)
            .max()
            .orElse(1);
    double step = PlotArea.niceStep(Math.max(max, 1), 5);
    PlotArea plot =
        new PlotArea(
            LEFT,
            TOP,
            widthMm() - LEFT - RIGHT,
            heightMm() - TOP - BOTTOM,
            0,
            groups.size(),
            0,
            Math.ceil(Math.max(max, 1) / step) * step);
    GroupPlot.axes(pen, plot, step, valueLabel);
    double slot = plot.width / groups.size() * 0.84 / series.size();
    for (int g = 0; g < groups.size(); g++) {
      for (int s = 0; s < series.size(); s++) {
        double centre = plot.x(g + 0.08) + (s + 0.5) * slot;
        double[] values = series.get(s).values[g];
        Color color = Style.series(s);
        if (values.length >= FEW) {
          box(pen, plot, centre, slot * 0.62, percentiles(values), color);
        } else {
          for (double value : values) {
            pen.circle(centre, plot.y(value), 0.8, Color.WHITE, color, 0.9);
          }
        }
        pen.label(
            String.valueOf(values.length),
            centre,
            plot.bottom() + 2,
            Style.SMALL_PT,
            CENTRE,
            Vertical.TOP);
      }
      GroupPlot.name(pen, plot, groups.get(g), plot.x(g + 0.5), 7, false);
    }
    pen.label(
        "n", plot.left - 1.6, plot.bottom() + 2, Style.SMALL_PT, Horizontal.RIGHT, Vertical.TOP);
    legend(pen, plot.left);
  }

  private static void box(
      Pen pen, PlotArea plot, double centre, double width, double[] at, Color color) {
    double left = centre - width / 2;
    double[] y = Arrays.stream(at).map(plot::y).toArray();
    pen.line(centre, y[0], centre, y[1], Style.INK, 0.6);
    pen.line(centre, y[3], centre, y[4], Style.INK, 0.6);
    for (int end : new int[] {0, 4}) {
      pen.line(centre - width / 4, y[end], centre + width / 4, y[end], Style.INK, 0.6);
    }
    pen.rectangle(left, y[3], width, Math.max(0.2, y[1] - y[3]), color, Style.INK, 0.5);
    pen.line(left, y[2], left + width, y[2], Style.textOn(color), 1.1);
  }

  private void legend(Pen pen, double left) {
    List<String> names = series.stream().map(Series::name).toList();
    String circles = "; circles: fewer than " + FEW + " records";
    boolean few =
        series.stream()
            .flatMap(s -> Arrays.stream(s.values))
            .anyMatch(values -> values.length > 0 && values.length < FEW);
    GroupPlot.legend(pen, GroupPlot.legend(names, widthMm() - LEFT - RIGHT), left, TOP);
    pen.text(
        "box: quartiles and median; whiskers: 5th to 95th percentile" + (few ? circles : ""),
        widthMm() - RIGHT,
        4,
        Style.SMALL_PT,
        false,
        Horizontal.RIGHT,
        MIDDLE,
        Style.GREY);
  }

  @Override
  public String toString() {
    return describe();
  }
}
