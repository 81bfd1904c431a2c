package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.ColorBar;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Vertical;
import org.ecgworkbench.figure.Style;

/**
 * One-vs-rest confusion matrices, three in a row. Each cell shows the share of its row (of the records that truly lack or have the
 * class) with three decimals, its 95 % Wilson interval (E. B. Wilson 1927, doi 10.1080/01621459.1927.10502953: of a share of independent
 * records) and the number of records out of those of the row; one colour scale serves all. A row without a record is hatched.
 *
 * @param panels one a class
 */
public record ConfusionMatrices(List<Panel> panels) implements Figure {
  /** The 97.5 % point of the normal distribution. */
  private static final double NORMAL_975 = 1.959963984540054;

  private static final int COLUMNS = 3;
  private static final double CELL_W = 19;
  private static final double CELL_H = 14;
  private static final double PITCH_X = 52;
  private static final double PITCH_Y = 46;
  private static final double LEFT = 13;
  private static final double TOP = 7;

  /**
   * The counts of one class against the rest.
   *
   * @param name the class
   * @param trueNegatives records without the class, predicted without
   * @param falsePositives records without the class, predicted with
   * @param falseNegatives records with the class, predicted without
   * @param truePositives records with the class, predicted with
   */
  public record Panel(
      String name, int trueNegatives, int falsePositives, int falseNegatives, int truePositives) {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Panel {
      if (Math.min(Math.min(trueNegatives, falsePositives), Math.min(falseNegatives, truePositives))
          < 0) {
        throw new IllegalArgumentException(name + ": counts must not be negative");
      }
    }

    private int[][] counts() {
      return new int[][] {{trueNegatives, falsePositives}, {falseNegatives, truePositives}};
    }
  }

  /**
   * Checks that there is a panel.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ConfusionMatrices {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("at least one confusion matrix is needed");
    }
  }

  private int rows() {
    return (panels.size() + COLUMNS - 1) / COLUMNS;
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + (rows() - 1) * PITCH_Y + 2 * CELL_H + 9;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    for (int i = 0; i < panels.size(); i++) {
      panel(pen, panels.get(i), LEFT + (i % COLUMNS) * PITCH_X, TOP + (i / COLUMNS) * PITCH_Y);
    }
    ColorBar.paint(
        pen,
        LEFT + COLUMNS * PITCH_X - 9,
        TOP,
        (rows() - 1) * PITCH_Y + 2 * CELL_H,
        0,
        1,
        "share of the true class",
        Style::sequential);
  }

  private static void panel(Pen pen, Panel panel, double x, double y) {
    pen.text(panel.name(), x + CELL_W, y - 2, Style.TITLE_PT, true, CENTRE, BASELINE, Style.INK);
    String[] names = {"not " + panel.name(), panel.name()};
    for (int row = 0; row < 2; row++) {
      int[] counts = panel.counts()[row];
      int total = counts[0] + counts[1];
      for (int column = 0; column < 2; column++) {
        cell(pen, x + column * CELL_W, y + row * CELL_H, counts[column], total);
      }
      pen.textUp(
          names[row],
          x - 1.4,
          y + (row + 0.5) * CELL_H,
          Style.TICK_PT,
          false,
          CENTRE,
          BASELINE,
          Style.INK);
      pen.label(
          names[row],
          x + (row + 0.5) * CELL_W,
          y + 2 * CELL_H + 1.6,
          Style.TICK_PT,
          CENTRE,
          Vertical.TOP);
    }
    pen.rectangle(x, y, 2 * CELL_W, 2 * CELL_H, null, Style.INK, 0.5);
    pen.textUp("true", x - 5.4, y + CELL_H, Style.LABEL_PT, false, CENTRE, BASELINE, Style.INK);
    pen.label("predicted", x + CELL_W, y + 2 * CELL_H + 5.4, Style.LABEL_PT, CENTRE, Vertical.TOP);
  }

  private static void cell(Pen pen, double x, double y, int count, int total) {
    double share = (double) count / total;
    Color fill = total == 0 ? Color.WHITE : Style.sequential(share);
    Color ink = Style.textOn(fill);
    pen.rectangle(x, y, CELL_W, CELL_H, fill, null, 0);
    if (total == 0) {
      pen.hatch(x, y, CELL_W, CELL_H, Style.GRID);
    }
    pen.text(
        total == 0 ? "no record" : String.format(Locale.ROOT, "%.3f", share),
        x + CELL_W / 2,
        y + (total == 0 ? CELL_H / 2 : CELL_H * 0.29),
        total == 0 ? Style.TICK_PT : Style.TITLE_PT,
        false,
        CENTRE,
        MIDDLE,
        ink);
    if (total > 0) {
      double[] interval = interval(count, total);
      small(
          pen,
          String.format(Locale.ROOT, "%.3f\u2013%.3f", interval[0], interval[1]),
          x,
          y + CELL_H * 0.57,
          ink);
      small(pen, String.format(Locale.ROOT, "%,d of %,d", count, total), x, y + CELL_H * 0.82, ink);
    }
  }

  private static void small(Pen pen, String text, double x, double y, Color ink) {
    pen.text(text, x + CELL_W / 2, y, Style.SMALL_PT, false, CENTRE, MIDDLE, ink);
  }

  /** Both ends of Wilson's 95 % interval of {@code count / total}: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). */
  static double[] interval(int count, int total) {
    double share = (double) count / total;
    double z2 = NORMAL_975 * NORMAL_975 / total;
    double middle = (share + z2 / 2) / (1 + z2);
    double half = Math.sqrt(share * (1 - share) * z2 + z2 * z2 / 4) / (1 + z2);
    return new double[] {count == 0 ? 0 : middle - half, count == total ? 1 : middle + half};
  }

  @Override
  public String toString() {
    return describe();
  }
}
