package org.ecgworkbench.figure.ecg;

import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * What a model looked at in one recording: a trace for each of the given leads over the same seconds, with the samples whose
 * attribution reaches a threshold highlighted.
 *
 * @param title the record, the class explained and its score, in words
 * @param samplingRateHz samples a second
 * @param startSecond the time of the first sample, in s from the start of the record
 * @param traces the leads to show, from top to bottom; may be empty
 * @param threshold samples with an attribution of at least this are highlighted
 * @param emptyReason what is written where there is no trace
 */
public record AttributionOverlay(
    String title,
    double samplingRateHz,
    double startSecond,
    List<Trace> traces,
    double threshold,
    String emptyReason)
    implements Figure {

  private static final double LEFT = 22;
  private static final double NAME_GAP = 13.5;
  private static final double NAME_PT = Style.TITLE_PT + 0.5;
  private static final double RIGHT = 4;
  private static final double TOP = 11;
  private static final double BOTTOM = 10;
  private static final double TRACE_H = 19;
  private static final double GAP = 2.5;
  private static final double HIGHLIGHT_PT = 1.8;

  /** A light grey with a tint of green, behind grid and trace. */
  private static final Color BAND = new Color(0xE3EDE6);

  /**
   * One lead.
   *
   * @param lead its name
   * @param millivolts {@code [sample]} in mV
   * @param attribution {@code [sample]}, in the unit of the model's output
   * @param evidence {@code [sample]}, where the evidence is known to lie, drawn as a band behind the trace; without samples where nobody
   *     knows
   */
  public record Trace(String lead, double[] millivolts, double[] attribution, boolean[] evidence) {
    /**
     * A lead of whose evidence nothing is known.
     *
     * @param lead its name
     * @param millivolts {@code [sample]} in mV
     * @param attribution {@code [sample]}, in the unit of the model's output
     */
    public Trace(String lead, double[] millivolts, double[] attribution) {
      this(lead, millivolts, attribution, new boolean[0]);
    }

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if they differ or there is no sample
     */
    public Trace {
      if (millivolts.length == 0 || millivolts.length != attribution.length) {
        throw new IllegalArgumentException(
            "lead %s: %d samples, but %d attributions"
                .formatted(lead, millivolts.length, attribution.length));
      }
      if (evidence.length != 0 && evidence.length != millivolts.length) {
        throw new IllegalArgumentException(
            "lead %s: %d samples, but evidence of %d"
                .formatted(lead, millivolts.length, evidence.length));
      }
      millivolts = millivolts.clone();
      attribution = attribution.clone();
      evidence = evidence.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public boolean[] evidence() {
      return evidence.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] millivolts() {
      return millivolts.clone();
    }

    /** {@return {@code [sample]}, a copy} */
    @Override
    public double[] attribution() {
      return attribution.clone();
    }
  }

  /**
   * Checks that all traces have one length.
   *
   * @throws IllegalArgumentException if not, or the rate is not positive
   */
  public AttributionOverlay {
    traces = List.copyOf(traces);
    if (!(samplingRateHz > 0)) {
      throw new IllegalArgumentException(
          "the sampling rate must be positive, found " + samplingRateHz + " Hz");
    }
    for (Trace trace : traces) {
      if (trace.millivolts.length != traces.get(0).millivolts.length) {
        throw new IllegalArgumentException(
            "lead %s has %d samples, lead %s has %d"
                .formatted(
                    trace.lead(),
                    trace.millivolts.length,
                    traces.get(0).lead(),
                    traces.get(0).millivolts.length));
      }
    }
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return traces.isEmpty() ? 24 : TOP + traces.size() * (TRACE_H + GAP) - GAP + BOTTOM;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    pen.text(title, left(), 4.5, Style.TITLE_PT, true, Horizontal.LEFT, BASELINE, Style.INK);
    if (traces.isEmpty()) {
      pen.text(
          emptyReason, left(), 14, Style.LABEL_PT, false, Horizontal.LEFT, BASELINE, Style.INK);
      return;
    }
    legend(pen);
    int samples = traces.get(0).millivolts.length;
    double end = startSecond + samples / samplingRateHz;
    for (int i = 0; i < traces.size(); i++) {
      trace(pen, i, end);
    }
  }

  /** The width left of the plots: room for the longest name beside the axis. */
  private double left() {
    double longest =
        traces.stream()
            .mapToDouble(trace -> Pen.textWidth(trace.lead(), NAME_PT, true))
            .max()
            .orElse(0);
    return Math.max(LEFT, longest + NAME_GAP + 1);
  }

  private void legend(Pen pen) {
    String high = "attribution \u2265 " + plain(threshold);
    double right = widthMm() - RIGHT;
    double y = 8.2;
    double x = right - Pen.textWidth(high, Style.TICK_PT, false);
    pen.text(high, x, y, Style.TICK_PT, false, Horizontal.LEFT, MIDDLE, Style.INK);
    pen.line(x - 6, y, x - 1, y, Style.VERMILION, HIGHLIGHT_PT);
    double ecgX = x - 11 - Pen.textWidth("ECG", Style.TICK_PT, false);
    pen.text("ECG", ecgX, y, Style.TICK_PT, false, Horizontal.LEFT, MIDDLE, Style.INK);
    pen.line(ecgX - 6, y, ecgX - 1, y, Style.INK, Style.TRACE_PT);
    if (traces.stream().anyMatch(trace -> trace.evidence.length > 0)) {
      String known = "known evidence";
      double bandX = ecgX - 11 - Pen.textWidth(known, Style.TICK_PT, false);
      pen.text(known, bandX, y, Style.TICK_PT, false, Horizontal.LEFT, MIDDLE, Style.INK);
      pen.rectangle(bandX - 6, y - 1.3, 5, 2.6, BAND, null, 0);
    }
  }

  /** Where the evidence lies, from edge to edge of the samples. */
  private void band(Pen pen, Trace trace, PlotArea plot) {
    int i = 0;
    while (i < trace.evidence.length) {
      int end = i;
      while (end < trace.evidence.length && trace.evidence[end]) {
        end++;
      }
      if (end > i) {
        double from = plot.x(startSecond + i / samplingRateHz);
        double to = plot.x(startSecond + end / samplingRateHz);
        pen.rectangle(from, plot.top, to - from, plot.height, BAND, null, 0);
      }
      i = Math.max(end, i + 1);
    }
  }

  private void trace(Pen pen, int index, double end) {
    Trace trace = traces.get(index);
    boolean last = index == traces.size() - 1;
    double[] finite = Arrays.stream(trace.millivolts).filter(v -> !Double.isNaN(v)).toArray();
    double min = Arrays.stream(finite).min().orElse(-0.5);
    double max = Arrays.stream(finite).max().orElse(0.5);
    // At least 1 mV, or a quiet lead would be blown up to look like a loud one.
    double pad = Math.max(0.06 * (max - min), (1 - (max - min)) / 2);
    PlotArea plot =
        new PlotArea(
            left(),
            TOP + index * (TRACE_H + GAP),
            widthMm() - left() - RIGHT,
            TRACE_H,
            startSecond,
            end,
            min - pad,
            max + pad);
    band(pen, trace, plot);
    double seconds = end - startSecond;
    double secondStep = PlotArea.niceStep(seconds, 10);
    for (double tick : PlotArea.ticks(startSecond, end, secondStep)) {
      pen.line(plot.x(tick), plot.top, plot.x(tick), plot.bottom(), Style.GRID, Style.GRID_PT);
    }
    plot.yAxis(pen, PlotArea.niceStep(max - min + 2 * pad, 3), "mV", 9.5, true);
    pen.text(
        trace.lead(),
        left() - NAME_GAP,
        plot.top + plot.height / 2,
        NAME_PT,
        true,
        Horizontal.RIGHT,
        MIDDLE,
        Style.INK);
    if (last) {
      plot.xAxis(pen, secondStep, "time (s)", false);
    }
    double[] xs = new double[trace.millivolts.length];
    double[] ys = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = plot.x(startSecond + i / samplingRateHz);
      ys[i] = plot.y(trace.millivolts[i]);
    }
    pen.polyline(xs, ys, Style.INK, Style.TRACE_PT);
    highlight(pen, trace, xs, ys);
  }

  /** Runs of high samples as a thick line, single ones as a dot. */
  private void highlight(Pen pen, Trace trace, double[] xs, double[] ys) {
    int i = 0;
    while (i < xs.length) {
      int end = i;
      while (end < xs.length && trace.attribution[end] >= threshold && !Double.isNaN(ys[end])) {
        end++;
      }
      if (end - i == 1) {
        pen.circle(xs[i], ys[i], 0.5, Style.VERMILION, null, 0);
      } else if (end > i) {
        pen.polyline(
            Arrays.copyOfRange(xs, i, end),
            Arrays.copyOfRange(ys, i, end),
            Style.VERMILION,
            HIGHLIGHT_PT);
      }
      i = Math.max(end, i + 1);
    }
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  @Override
  public String toString() {
    return describe();
  }
}
