package org.ecgworkbench.figure.chart;

import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.PlotArea;
import org.ecgworkbench.figure.Style;

/**
 * How values are distributed: one bar a bin, each bin from its lower end to just below the next. A value that matters can be marked by
 * a line.
 *
 * @param values at least one, finite, not negative
 * @param binWidth the width of a bin, positive, in the unit of the values; bins start at multiples of it
 * @param valueLabel what the values are, with the unit, for the axis
 * @param countLabel what is counted
 * @param mark the value of the line; NaN for none
 * @param markLabel lines of text beside the line
 */
public record Histogram(
    double[] values,
    double binWidth,
    String valueLabel,
    String countLabel,
    double mark,
    List<String> markLabel)
    implements Figure {

  private static final double LEFT = 16;
  private static final double RIGHT = 4;
  private static final double TOP = 4;
  private static final double BOTTOM = 11;
  private static final double LINE = 3.4;
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
    int[] counts = counts();
    double last = Math.max(counts.length * binWidth, Double.isNaN(mark) ? 0 : mark * 1.25);
    int highest = Arrays.stream(counts).max().orElseThrow();
    double yStep = Math.max(1, PlotArea.niceStep(highest, 5));
    double yMax = Math.ceil(highest / yStep) * yStep;
    PlotArea plot =
        new PlotArea(
            LEFT, TOP, widthMm() - LEFT - RIGHT, heightMm() - TOP - BOTTOM, 0, last, 0, yMax);
    plot.yAxis(pen, yStep, countLabel, 11, true);
    double gap = Math.min(0.25, plot.width * binWidth / last * 0.1);
    for (int b = 0; b < counts.length; b++) {
      if (counts[b] > 0) {
        double left = plot.x(b * binWidth) + gap / 2;
        double top = plot.y(counts[b]);
        // A single record among thousands still shows.
        double height = Math.max(0.25, plot.bottom() - top);
        pen.rectangle(
            left,
            plot.bottom() - height,
            plot.x((b + 1) * binWidth) - gap / 2 - left,
            height,
            Style.BLUE,
            null,
            0);
      }
    }
    plot.xAxis(pen, PlotArea.niceStep(last, 8), valueLabel, false);
    if (!Double.isNaN(mark)) {
      mark(pen, plot, counts);
    }
  }

  /** The line, and its text on the side where there is room and fewer bars. */
  private void mark(Pen pen, PlotArea plot, int[] counts) {
    double x = plot.x(mark);
    pen.dashed(x, plot.top, x, plot.bottom(), Style.VERMILION, 1);
    double widest =
        markLabel.stream()
            .mapToDouble(line -> Pen.textWidth(line, Style.LABEL_PT, false))
            .max()
            .orElse(0);
    boolean fitsRight = x + 1.5 + widest < plot.right();
    boolean fitsLeft = x - 1.5 - widest > plot.left;
    double span = widest / (plot.x(1) - plot.x(0));
    boolean right =
        fitsRight
            && (!fitsLeft
                || highest(counts, mark, mark + span) <= highest(counts, mark - span, mark));
    for (int i = 0; i < markLabel.size(); i++) {
      double y = plot.top + 3 + i * LINE;
      double left = right ? x + 1.5 : x - 1.5 - widest;
      pen.rectangle(left - 0.3, y - 2.7, widest + 0.6, LINE, java.awt.Color.WHITE, null, 0);
      pen.text(
          markLabel.get(i),
          right ? x + 1.5 : x - 1.5,
          y,
          Style.LABEL_PT,
          false,
          right ? Pen.Horizontal.LEFT : Pen.Horizontal.RIGHT,
          Pen.Vertical.BASELINE,
          Style.INK);
    }
  }

  private int highest(int[] counts, double from, double to) {
    int highest = 0;
    for (int b = 0; b < counts.length; b++) {
      if ((b + 1) * binWidth > from && b * binWidth < to) {
        highest = Math.max(highest, counts[b]);
      }
    }
    return highest;
  }

  @Override
  public String toString() {
    return Style.describe(this);
  }
}
