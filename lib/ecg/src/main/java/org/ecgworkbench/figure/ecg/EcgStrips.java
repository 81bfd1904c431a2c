package org.ecgworkbench.figure.ecg;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.Style;

/**
 * A page of ECG strips, one below the other: each on ECG paper of 25 mm/s and 10 mm/mV reduced to {@value #REDUCTION}, so that ten
 * seconds fit the width of a journal's page, with a title, what the recording is, the names of its leads and a calibration pulse for each.
 *
 * <p>A strip is as high as its leads need, in whole large squares: no wave is cut and no leads cross, however high the page becomes.
 *
 * @param strips at least one
 * @param seconds the length of every strip, in s; a shorter record leaves the rest empty
 */
public record EcgStrips(List<Strip> strips, double seconds) implements Figure {
  /** The size of the paper here against that of the paper in use. */
  public static final double REDUCTION = 0.62;

  /** The scale in words, for captions. */
  public static final String SCALE_TEXT =
      "25 mm/s and 10 mm/mV at full size, shown at 62 %: a large square is 0.2 s by 0.5 mV.";

  private static final double LEFT = 12;
  private static final double PULSE = 10;
  private static final int MIN_STRIP = 25;
  private static final double MIN_DISTANCE = 13;
  private static final double TITLE = 4.3;
  private static final double FOOTER = 5;
  private static final double RIGHT_MIN = 1;

  /**
   * One strip.
   *
   * @param title what it shows, at its left
   * @param detail what the recording is, at its right
   * @param record the recording; null where there is none
   * @param startSecond where the excerpt starts, in s
   * @param leads from top to bottom; empty where there is no recording
   * @param missing why there is none; empty where there is one
   */
  public record Strip(
      String title,
      String detail,
      EcgRecord record,
      double startSecond,
      List<Lead> leads,
      String missing) {

    /**
     * Checks that there is a recording with leads, or a reason.
     *
     * @throws IllegalArgumentException if there is neither or both, or the excerpt does not start within the record
     */
    public Strip {
      leads = List.copyOf(leads);
      Objects.requireNonNull(missing, "missing");
      if ((record == null) == missing.isEmpty() || (record == null) != leads.isEmpty()) {
        throw new IllegalArgumentException(title + ": expected a record with leads, or a reason");
      }
      if (record != null && !(startSecond >= 0 && startSecond < record.seconds())) {
        throw new IllegalArgumentException(title + ": the excerpt starts outside " + record.id());
      }
    }

    /**
     * {@return a strip that says why it is empty}
     *
     * @param title the name of what is missing
     * @param why the reason, drawn in the strip's place
     */
    public static Strip missing(String title, String why) {
      return new Strip(title, "", null, 0, List.of(), why);
    }
  }

  /**
   * Checks that there is a strip and that its length fits the page.
   *
   * @throws IllegalArgumentException if there is none, or the length is not more than 0 s and at most 10 s
   */
  public EcgStrips {
    strips = List.copyOf(strips);
    if (strips.isEmpty() || !(seconds > 0 && seconds <= EcgPaper.DEFAULT_SECONDS)) {
      throw new IllegalArgumentException(
          "expected strips of at most 10 s, found " + strips.size() + " of " + seconds + " s");
    }
  }

  /** The width of the grid in mm of unreduced paper, whole large squares. */
  private double paperWidth() {
    return Math.ceil((PULSE + seconds * EcgPaper.MM_PER_SECOND) / 5 - 1e-9) * 5;
  }

  /** The height of each strip in mm of unreduced paper, {@code [strip]}, whole large squares. */
  int[] heights() {
    int[] heights = new int[strips.size()];
    for (int s = 0; s < heights.length; s++) {
      double needed = strips.get(s).record() == null ? 0 : sum(extents(strips.get(s)));
      heights[s] = (int) Math.max(MIN_STRIP, Math.ceil(needed / 5 - 1e-9) * 5);
    }
    return heights;
  }

  /** How far each lead of a strip reaches above and below its base line, {@code [lead][up, down]}, in mm of unreduced paper. */
  private double[][] extents(Strip strip) {
    double[][] extents = new double[strip.leads().size()][2];
    for (int l = 0; l < extents.length; l++) {
      double[] mv = strip.record().millivolts(strip.leads().get(l));
      // The calibration pulse needs its room, too, and the name.
      extents[l][0] = EcgPaper.MM_PER_MILLIVOLT;
      extents[l][1] = MIN_DISTANCE - EcgPaper.MM_PER_MILLIVOLT;
      for (int i = first(strip); i <= last(strip); i++) {
        if (!Double.isNaN(mv[i])) {
          extents[l][0] = Math.max(extents[l][0], mv[i] * EcgPaper.MM_PER_MILLIVOLT);
          extents[l][1] = Math.max(extents[l][1], -mv[i] * EcgPaper.MM_PER_MILLIVOLT);
        }
      }
    }
    return extents;
  }

  private static double sum(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).sum();
  }

  @Override
  public double widthMm() {
    return Math.max(FULL_WIDTH_MM, LEFT + paperWidth() * REDUCTION + RIGHT_MIN);
  }

  @Override
  public double heightMm() {
    return strips.size() * TITLE + Arrays.stream(heights()).sum() * REDUCTION + FOOTER;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double right = LEFT + paperWidth() * REDUCTION;
    int[] heights = heights();
    double next = 0;
    for (int s = 0; s < strips.size(); s++) {
      Strip strip = strips.get(s);
      int height = heights[s];
      double top = next + TITLE;
      next = top + height * REDUCTION;
      pen.text(
          strip.title(),
          LEFT,
          top - 1.1,
          Style.LABEL_PT,
          true,
          Horizontal.LEFT,
          BASELINE,
          Style.INK);
      pen.text(strip.detail(), right, top - 1.1, Style.TICK_PT, false, RIGHT, BASELINE, Style.INK);
      if (strip.record() == null) {
        empty(pen, strip, top, height);
      } else {
        grid(pen, top, height);
        traces(pen, strip, top, height);
        names(pen, strip, top, height);
      }
    }
    pen.text(
        SCALE_TEXT + " No filter.",
        LEFT,
        heightMm() - 1.4,
        Style.TICK_PT,
        false,
        Horizontal.LEFT,
        BASELINE,
        Style.INK);
  }

  private void empty(Pen pen, Strip strip, double top, int height) {
    double width = paperWidth() * REDUCTION;
    pen.rectangle(LEFT, top, width, height * REDUCTION, Style.SHADE, Style.GRID, 0.4);
    pen.text(
        strip.missing(),
        LEFT + width / 2,
        top + height * REDUCTION / 2,
        Style.LABEL_PT,
        false,
        CENTRE,
        MIDDLE,
        Style.GREY);
  }

  private void grid(Pen pen, double top, int height) {
    double width = paperWidth();
    for (boolean major : new boolean[] {false, true}) {
      Color color = major ? EcgPaper.MAJOR : EcgPaper.MINOR;
      double points = major ? 0.4 : 0.2;
      for (int mm = 0; mm <= width; mm++) {
        if ((mm % 5 == 0) == major) {
          double x = LEFT + mm * REDUCTION;
          pen.line(x, top, x, top + height * REDUCTION, color, points);
        }
      }
      for (int mm = 0; mm <= height; mm++) {
        if ((mm % 5 == 0) == major) {
          double y = top + mm * REDUCTION;
          pen.line(LEFT, y, LEFT + width * REDUCTION, y, color, points);
        }
      }
    }
  }

  private int first(Strip strip) {
    return (int) Math.ceil(strip.startSecond() * strip.record().samplingRateHz() - 1e-6);
  }

  private int last(Strip strip) {
    return Math.min(
        strip.record().samples() - 1,
        (int) Math.floor((strip.startSecond() + seconds) * strip.record().samplingRateHz() + 1e-6));
  }

  /**
   * The base lines in mm of unreduced paper from the top of the strip, {@code [lead]}: the room that the leads leave is shared out
   * evenly above, between and below them.
   */
  double[] baselines(Strip strip, int height) {
    double[][] extents = extents(strip);
    int n = extents.length;
    double room = height - sum(extents);
    double gap = room / (n + 1);
    double at = gap;
    double[] baselines = new double[n];
    for (int l = 0; l < n; l++) {
      at += extents[l][0];
      baselines[l] = at;
      at += extents[l][1] + gap;
    }
    return baselines;
  }

  private void traces(Pen pen, Strip strip, double top, int height) {
    double[] baselines = baselines(strip, height);
    double rate = strip.record().samplingRateHz();
    for (int l = 0; l < baselines.length; l++) {
      double baseline = baselines[l];
      double[] px = {0.5, 2.5, 2.5, 7.5, 7.5, 9.5};
      double[] py = {0, 0, EcgPaper.MM_PER_MILLIVOLT, EcgPaper.MM_PER_MILLIVOLT, 0, 0};
      for (int i = 0; i < px.length; i++) {
        px[i] = LEFT + px[i] * REDUCTION;
        py[i] = top + (baseline - py[i]) * REDUCTION;
      }
      pen.polyline(px, py, Style.INK, 0.6);
      double[] mv = strip.record().millivolts(strip.leads().get(l));
      int first = first(strip);
      int count = last(strip) - first + 1;
      double[] x = new double[count];
      double[] y = new double[count];
      for (int i = 0; i < count; i++) {
        double second = (first + i) / rate - strip.startSecond();
        x[i] = LEFT + (PULSE + second * EcgPaper.MM_PER_SECOND) * REDUCTION;
        y[i] = top + (baseline - mv[first + i] * EcgPaper.MM_PER_MILLIVOLT) * REDUCTION;
      }
      pen.polyline(x, y, Style.INK, 0.6);
    }
  }

  private void names(Pen pen, Strip strip, double top, int height) {
    double[] baselines = baselines(strip, height);
    for (int l = 0; l < baselines.length; l++) {
      pen.text(
          strip.leads().get(l).label(),
          LEFT - 1.5,
          top + baselines[l] * REDUCTION,
          Style.LABEL_PT,
          true,
          RIGHT,
          MIDDLE,
          Style.INK);
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
