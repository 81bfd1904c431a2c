package org.ecgworkbench.figure.ecg;

import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;

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
 * The mean beat of each lead, aligned at the R peak, with the mean attribution as a coloured band behind it and the spread of the beats in grey.
 *
 * @param title the record and the class explained, in words
 * @param samplingRateHz samples a second
 * @param groups beats of like shape, the usual ones first; each is a block of panels, six leads in a row
 * @param limit attribution a second at which the scale ends
 * @param unit what the attributions add up to
 * @param emptyReason what is written where there is no group
 */
public record AttributionBeats(
    String title,
    double samplingRateHz,
    List<Group> groups,
    double limit,
    String unit,
    String emptyReason)
    implements Figure {

  private static final int COLUMNS = 6;
  private static final double LEFT = 13;
  private static final double TOP = 8;
  private static final double GROUP_TITLE = 7;
  private static final double BOTTOM = 11;
  private static final double PANEL_H = 31;
  private static final double GAP_X = 3;
  private static final double GAP_Y = 6;
  private static final double SCALE = 24;
  private static final double HALO_PT = 5;
  private static final Color SPREAD = new Color(0xE4E4E4);

  /**
   * Beats of like shape.
   *
   * @param name for example {@code 14 typical beats}
   * @param before samples before the R peak
   * @param leads one a panel
   */
  public record Group(String name, int before, List<Lead> leads) {
    /** Copies the list. */
    public Group {
      leads = List.copyOf(leads);
    }
  }

  /**
   * One lead's mean beat.
   *
   * @param name its name
   * @param millivolts {@code [sample]}, the mean in mV
   * @param deviation {@code [sample]}, the standard deviation over beats in mV
   * @param attributionPerSecond {@code [sample]}, the mean attribution in the unit a second
   */
  public record Lead(
      String name, double[] millivolts, double[] deviation, double[] attributionPerSecond) {
    /** Copies the numbers. */
    public Lead {
      millivolts = millivolts.clone();
      deviation = deviation.clone();
      attributionPerSecond = attributionPerSecond.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] millivolts() {
      return millivolts.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] deviation() {
      return deviation.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] attributionPerSecond() {
      return attributionPerSecond.clone();
    }
  }

  /** Copies the list. */
  public AttributionBeats {
    groups = List.copyOf(groups);
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  private static double groupHeight(Group group) {
    int rows = (group.leads().size() + COLUMNS - 1) / COLUMNS;
    return GROUP_TITLE + rows * (PANEL_H + GAP_Y);
  }

  @Override
  public double heightMm() {
    return groups.isEmpty()
        ? 20
        : TOP + groups.stream().mapToDouble(AttributionBeats::groupHeight).sum() + BOTTOM - GAP_Y;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    pen.text(title, LEFT, 4.5, Style.TITLE_PT, true, Horizontal.LEFT, BASELINE, Style.INK);
    if (groups.isEmpty()) {
      pen.text(emptyReason, LEFT, 13, Style.LABEL_PT, false, Horizontal.LEFT, BASELINE, Style.INK);
      return;
    }
    double top = TOP;
    for (int i = 0; i < groups.size(); i++) {
      group(pen, groups.get(i), top, i == groups.size() - 1);
      top += groupHeight(groups.get(i));
    }
    ColorBar.paint(
        pen,
        widthMm() - SCALE + 5,
        TOP + GROUP_TITLE,
        Math.min(68, heightMm() - TOP - GROUP_TITLE - BOTTOM),
        -limit,
        limit,
        unit + " per second",
        value -> AttributionHalo.color(value / limit));
  }

  private void group(Pen pen, Group group, double top, boolean last) {
    pen.text(
        group.name(), LEFT, top + 4.5, Style.LABEL_PT, false, Horizontal.LEFT, BASELINE, Style.INK);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Lead lead : group.leads()) {
      min = Math.min(min, Arrays.stream(lead.millivolts).min().orElse(0));
      max = Math.max(max, Arrays.stream(lead.millivolts).max().orElse(0));
    }
    // At least 1 mV, or a quiet heart would be blown up to look like a loud one.
    double pad = Math.max(0.08 * (max - min), (1 - (max - min)) / 2);
    double panelWidth = (widthMm() - LEFT - SCALE - (COLUMNS - 1) * GAP_X) / COLUMNS;
    for (int i = 0; i < group.leads().size(); i++) {
      Lead lead = group.leads().get(i);
      double seconds = (lead.millivolts.length - 1) / samplingRateHz;
      double start = -group.before() / samplingRateHz;
      PlotArea plot =
          new PlotArea(
              LEFT + i % COLUMNS * (panelWidth + GAP_X),
              top + GROUP_TITLE + i / COLUMNS * (PANEL_H + GAP_Y),
              panelWidth,
              PANEL_H,
              start,
              start + seconds,
              min - pad,
              max + pad);
      boolean lowest = i + COLUMNS >= group.leads().size();
      panel(pen, plot, lead, start, i % COLUMNS == 0, last && lowest);
    }
  }

  private void panel(
      Pen pen, PlotArea plot, Lead lead, double start, boolean first, boolean bottom) {
    pen.rectangle(plot.left, plot.top, plot.width, plot.height, null, Style.GRID, 0.5);
    int n = lead.millivolts.length;
    double[] x = new double[n];
    double[] y = new double[n];
    double[] around = new double[2 * n];
    double[] xs = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = plot.x(start + i / samplingRateHz);
      y[i] = plot.y(lead.millivolts[i]);
      xs[i] = x[i];
      xs[2 * n - 1 - i] = x[i];
      around[i] = plot.y(lead.millivolts[i] + lead.deviation[i]);
      around[2 * n - 1 - i] = plot.y(lead.millivolts[i] - lead.deviation[i]);
    }
    double[] share = Arrays.stream(lead.attributionPerSecond).map(v -> v / limit).toArray();
    pen.clipped(
        plot.left,
        plot.top,
        plot.width,
        plot.height,
        () -> {
          pen.line(plot.x(0), plot.top, plot.x(0), plot.bottom(), Style.GRID, 0.6);
          pen.polygon(xs, around, SPREAD, null, 0);
          AttributionHalo.paint(pen, x, y, share, HALO_PT);
          pen.polyline(x, y, Style.INK, 0.9);
        });
    pen.text(
        lead.name(),
        plot.left + 1.2,
        plot.top + 1.2,
        Style.TITLE_PT,
        true,
        Horizontal.LEFT,
        Vertical.TOP,
        Style.INK);
    if (first) {
      plot.yAxis(pen, 0.5 * Math.max(1, Math.ceil((plotRange(plot)) / 3)), "mV", 9, false);
    }
    if (bottom) {
      plot.xAxis(pen, 0.4, "from R (s)", false);
    }
  }

  private static double plotRange(PlotArea plot) {
    // Millivolts over the height of a panel, from the scale itself.
    double perMillivolt = plot.y(0) - plot.y(1);
    return plot.height / perMillivolt;
  }

  @Override
  public String toString() {
    return describe();
  }
}
