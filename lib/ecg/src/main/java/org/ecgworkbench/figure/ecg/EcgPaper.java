package org.ecgworkbench.figure.ecg;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;

/**
 * A 12-lead ECG on paper as a physician knows it: 25 mm/s and 10 mm/mV on a grid with a thin line each millimetre and a thicker one
 * each 5 mm, a calibration pulse of 1 mV and 0.2 s before each row, lead names, and what the recording is.
 *
 * <p>The figure has the size that this scale asks for; a journal may reduce it, and the grid keeps the scale readable. Missing
 * samples leave a gap. Nothing is filtered.
 *
 * @param record the recording
 * @param startSecond where the excerpt starts, in s from the start of the record
 * @param seconds the length of the excerpt in s
 * @param layout how the leads are arranged
 * @param remark what stands beside age and sex, for example {@code generated recording}; empty for nothing
 */
public record EcgPaper(
    EcgRecord record, double startSecond, double seconds, Layout layout, String remark)
    implements Figure {

  /** How leads are arranged. With more than one column, each column shows the next part of the excerpt. */
  public enum Layout {
    /** Three rows of four columns and lead II over the whole excerpt below: the usual printout. */
    THREE_BY_FOUR_WITH_RHYTHM(3, 4, Lead.II, 29, 0),
    /** Six rows of two columns. */
    SIX_BY_TWO(6, 2, null, 24, 2),
    /** Twelve rows, each over the whole excerpt. */
    TWELVE_BY_ONE(12, 1, null, 18, 6);

    final int rows;
    final int columns;
    final Lead rhythm;
    final int rowMm;
    final int topMm;

    Layout(int rows, int columns, Lead rhythm, int rowMm, int topMm) {
      this.rows = rows;
      this.columns = columns;
      this.rhythm = rhythm;
      this.rowMm = rowMm;
      this.topMm = topMm;
    }

    int allRows() {
      return rows + (rhythm == null ? 0 : 1);
    }
  }

  /** The paper speed in mm/s. */
  public static final double MM_PER_SECOND = 25;

  /** The gain in mm/mV. */
  public static final double MM_PER_MILLIVOLT = 10;

  /** The length of an excerpt unless asked otherwise, in s. */
  public static final double DEFAULT_SECONDS = 10;

  static final Color MINOR = new Color(0xF7D9D5);
  static final Color MAJOR = new Color(0xE9A8A0);
  private static final double MARGIN = 5;
  // Rows of full length have their names before the grid, where no trace is.
  private static final double NAME_MARGIN = 13;
  static final double HEADER = 14;
  private static final double FOOTER = 8;
  private static final double PULSE = 15;
  private static final double MIN_GRID = 120;
  static final double NAME_PT = 11;
  // An em space: SVG would join several plain ones to one.
  private static final String GAP = "\u2003";
  private static final double TEXT_PT = 11;

  /**
   * Checks the excerpt.
   *
   * @throws EcgDataException if it is empty or reaches beyond the record; names the record, expected and found
   */
  public EcgPaper {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(layout, "layout");
    if (!(startSecond >= 0) || !(seconds > 0) || startSecond + seconds > record.seconds() + 1e-9) {
      throw new EcgDataException(
          String.format(
              Locale.ROOT,
              "record %s: expected an excerpt within its %.3f s, found %.3f s from second %.3f",
              record.id(),
              record.seconds(),
              seconds,
              startSecond));
    }
  }

  /**
   * {@return a drawing of the first ten seconds, or the whole record where it is shorter, in the usual arrangement}
   *
   * @param record any length, rate and leads
   */
  public static EcgPaper of(EcgRecord record) {
    return new EcgPaper(
        record,
        0,
        Math.min(DEFAULT_SECONDS, record.seconds()),
        Layout.THREE_BY_FOUR_WITH_RHYTHM,
        "");
  }

  /**
   * {@return the same with another excerpt}
   *
   * @param startSecond where it starts, in s from the start of the recording
   * @param seconds how long it is, positive
   */
  public EcgPaper withExcerpt(double startSecond, double seconds) {
    return new EcgPaper(record, startSecond, seconds, layout, remark);
  }

  /**
   * {@return the same with another arrangement}
   *
   * @param layout of the leads
   */
  public EcgPaper withLayout(Layout layout) {
    return new EcgPaper(record, startSecond, seconds, layout, remark);
  }

  /**
   * {@return the same with a remark in its header}
   *
   * @param remark a few words; empty for none
   */
  public EcgPaper withRemark(String remark) {
    return new EcgPaper(record, startSecond, seconds, layout, remark);
  }

  /** The grid is a whole number of 5 mm squares wide, and wide enough for the header. */
  private double gridWidth() {
    return Math.max(MIN_GRID, Math.ceil((PULSE + seconds * MM_PER_SECOND) / 5 - 1e-9) * 5);
  }

  double gridHeight() {
    double[] beyond = new EcgPaperPlaces(this).beyond();
    return usualHeight() + beyond[0] + beyond[1];
  }

  /** The height of the grid where no wave is taller than usual. */
  double usualHeight() {
    return Math.ceil((layout.topMm + layout.allRows() * layout.rowMm) / 5.0) * 5;
  }

  private double left() {
    return layout.columns == 1 ? NAME_MARGIN : MARGIN;
  }

  @Override
  public double widthMm() {
    return left() + gridWidth() + MARGIN;
  }

  @Override
  public double heightMm() {
    return HEADER + gridHeight() + FOOTER;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    header(pen);
    grid(pen);
    pen.clipped(0, HEADER, left() + gridWidth(), gridHeight(), () -> rows(pen));
    footer(pen);
  }

  private void header(Pen pen) {
    String age =
        record.ageYears().isPresent() ? record.ageYears().getAsInt() + " years" : "age unknown";
    String sex =
        record.sex() == Sex.UNKNOWN ? "sex unknown" : record.sex().name().toLowerCase(Locale.ROOT);
    pen.text(
        String.join(GAP, record.id(), age, sex) + (remark.isEmpty() ? "" : GAP + remark),
        left(),
        5.8,
        TEXT_PT,
        true,
        LEFT,
        BASELINE,
        Style.INK);
    String diagnoses =
        record.diagnoses().isEmpty()
            ? "none of the nine classes"
            : record.diagnoses().stream()
                .map(Diagnosis::fullName)
                .collect(Collectors.joining(", "));
    String line = "Diagnosis: " + diagnoses;
    pen.text(line, left(), 11.2, fitting(line), false, LEFT, BASELINE, Style.INK);
    pen.text(
        String.format(
            Locale.ROOT,
            "%s to %s s of %s s",
            plain(startSecond),
            plain(startSecond + seconds),
            plain(record.seconds())),
        left() + gridWidth(),
        5.8,
        TEXT_PT,
        false,
        RIGHT,
        BASELINE,
        Style.INK);
  }

  /** The size at which a line fits the width of the grid. */
  private double fitting(String line) {
    return Math.min(TEXT_PT, TEXT_PT * gridWidth() / Pen.textWidth(line, TEXT_PT, false));
  }

  private void footer(Pen pen) {
    String line =
        String.join(
            GAP,
            "25 mm/s",
            "10 mm/mV",
            "large square 0.2 s \u00d7 0.5 mV",
            record.samplingRateHz() + " Hz, no filter");
    pen.text(line, left(), heightMm() - 2.4, fitting(line), false, LEFT, BASELINE, Style.INK);
  }

  private void grid(Pen pen) {
    double right = left() + gridWidth();
    double bottom = HEADER + gridHeight();
    for (boolean major : new boolean[] {false, true}) {
      Color color = major ? MAJOR : MINOR;
      double width = major ? 0.5 : 0.3;
      for (int mm = 0; mm <= gridWidth(); mm++) {
        if ((mm % 5 == 0) == major) {
          pen.line(left() + mm, HEADER, left() + mm, bottom, color, width);
        }
      }
      for (int mm = 0; mm <= gridHeight(); mm++) {
        if ((mm % 5 == 0) == major) {
          pen.line(left(), HEADER + mm, right, HEADER + mm, color, width);
        }
      }
    }
  }

  private void rows(Pen pen) {
    double columnSeconds = seconds / layout.columns;
    double left = left() + PULSE;
    EcgPaperPlaces places = new EcgPaperPlaces(this);
    double[] baselines = places.baselines();
    for (int row = 0; row < layout.allRows(); row++) {
      double baseline = baselines[row];
      double distance = row == 0 ? 0 : baseline - baselines[row - 1];
      pulse(pen, baseline);
      if (row == layout.rows) {
        trace(pen, places, layout.rhythm, left, baseline, 0, seconds);
        name(pen, places, layout.rhythm, places.lead(row - 1, 0), left, baseline, distance, 0);
        continue;
      }
      for (int column = 0; column < layout.columns; column++) {
        double from = column * columnSeconds;
        double x = left + from * MM_PER_SECOND;
        trace(pen, places, places.lead(row, column), x, baseline, from, columnSeconds);
        Lead above = row == 0 ? null : places.lead(row - 1, column);
        name(pen, places, places.lead(row, column), above, x, baseline, distance, from);
        if (column > 0) {
          pen.line(x, baseline - 4, x, baseline - 1.5, Style.INK, 0.8);
          pen.line(x, baseline + 1.5, x, baseline + 4, Style.INK, 0.8);
        }
      }
    }
  }

  /**
   * Before the row if it has one column; else above the start of the trace, or below it, at the height of several
   * where this trace and that of the row above leave most room.
   */
  private void name(
      Pen pen,
      EcgPaperPlaces places,
      Lead lead,
      Lead above,
      double x,
      double baseline,
      double distance,
      double from) {
    if (layout.columns == 1) {
      pen.text(lead.label(), left() - 1.5, baseline, NAME_PT, true, RIGHT, MIDDLE, Style.INK);
      return;
    }
    pen.text(
        lead.label(),
        x + 1.5,
        baseline - places.nameRise(lead, above, distance, from),
        NAME_PT,
        true,
        LEFT,
        BASELINE,
        Style.INK);
  }

  private void pulse(Pen pen, double baseline) {
    double x = left() + 5;
    double top = baseline - MM_PER_MILLIVOLT;
    pen.polyline(
        new double[] {x - 2.5, x, x, x + 5, x + 5, x + 7.5},
        new double[] {baseline, baseline, top, top, baseline, baseline},
        Style.INK,
        1);
  }

  private void trace(
      Pen pen,
      EcgPaperPlaces places,
      Lead lead,
      double x,
      double baseline,
      double fromSecond,
      double lengthSeconds) {
    double rate = record.samplingRateHz();
    int first = places.first(fromSecond);
    int last = places.last(fromSecond, lengthSeconds);
    double[] millivolts = record.millivolts(lead);
    double[] xs = new double[Math.max(0, last - first + 1)];
    double[] ys = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = x + ((first + i) / rate - startSecond - fromSecond) * MM_PER_SECOND;
      ys[i] = baseline - millivolts[first + i] * MM_PER_MILLIVOLT;
    }
    pen.polyline(xs, ys, Style.INK, 0.9);
  }

  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
