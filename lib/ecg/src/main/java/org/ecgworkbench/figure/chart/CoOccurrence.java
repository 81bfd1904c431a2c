package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.figure.ColorBar;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.Style;

/**
 * How often labels occur together: a square matrix with the number of records in each cell and, below it, its share of the records of
 * the row, which the colour shows. The diagonal is set apart and counts the records that carry the row's label alone; a last column
 * has all records of the row.
 *
 * @param names the labels
 * @param together {@code [row][column]}, records that carry both labels; the diagonal holds all records that carry the label
 * @param alone {@code [row]}, records that carry no other label
 */
public record CoOccurrence(List<String> names, int[][] together, int[] alone) implements Figure {
  private static final double LEFT = 20;
  private static final double RIGHT = 22;
  private static final double TOP = 12;
  private static final double CELL_H = 9;
  private static final double TOTAL_GAP = 1.6;
  private static final double MIN_SCALE_PERCENT = 1;

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if there is no label, the matrix is not square and symmetric, or a count does not fit its row
   */
  public CoOccurrence {
    names = List.copyOf(names);
    int n = names.size();
    if (n == 0 || together.length != n || alone.length != n) {
      throw new IllegalArgumentException("expected one row for each of " + n + " labels");
    }
    for (int r = 0; r < n; r++) {
      if (together[r].length != n) {
        throw new IllegalArgumentException(names.get(r) + ": expected " + n + " columns");
      }
      for (int c = 0; c < n; c++) {
        if (together[r][c] < 0
            || together[r][c] > together[r][r]
            || together[r][c] != together[c][r]) {
          throw new IllegalArgumentException(
              "%s and %s: %d records do not fit"
                  .formatted(names.get(r), names.get(c), together[r][c]));
        }
      }
      if (alone[r] < 0 || alone[r] > together[r][r]) {
        throw new IllegalArgumentException(names.get(r) + ": " + alone[r] + " records do not fit");
      }
    }
    together = Matrices.copy(together);
    alone = alone.clone();
  }

  /** {@return {@code [row][column]}, a copy} */
  @Override
  public int[][] together() {
    return Matrices.copy(together);
  }

  /** {@return {@code [row]}, a copy} */
  @Override
  public int[] alone() {
    return alone.clone();
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return TOP + names.size() * CELL_H + 2;
  }

  private double percent(int row, int column) {
    int all = together[row][row];
    return all == 0 ? Double.NaN : 100.0 * together[row][column] / all;
  }

  /** The largest share off the diagonal, the end of the colour scale. */
  private double scale() {
    double max = MIN_SCALE_PERCENT;
    for (int r = 0; r < names.size(); r++) {
      for (int c = 0; c < names.size(); c++) {
        if (r != c && together[r][r] > 0) {
          max = Math.max(max, percent(r, c));
        }
      }
    }
    return max;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    int n = names.size();
    double width = (widthMm() - LEFT - RIGHT - TOTAL_GAP) / (n + 1);
    double total = LEFT + n * width + TOTAL_GAP;
    double scale = scale();
    label(pen, "and also", LEFT + n * width / 2, TOP - 6, false);
    for (int c = 0; c < n; c++) {
      label(pen, names.get(c), LEFT + (c + 0.5) * width, TOP - 1.6, false);
    }
    label(pen, "records", total + width / 2, TOP - 1.6, true);
    pen.textUp(
        "records with",
        4.5,
        TOP + n * CELL_H / 2,
        Style.LABEL_PT,
        false,
        CENTRE,
        BASELINE,
        Style.INK);
    for (int r = 0; r < n; r++) {
      double y = TOP + r * CELL_H;
      pen.label(names.get(r), LEFT - 1.6, y + CELL_H / 2, Style.LABEL_PT, Horizontal.RIGHT, MIDDLE);
      for (int c = 0; c < n; c++) {
        double x = LEFT + c * width;
        if (c == r) {
          cell(pen, x, y, width, Style.SHADE, alone[r], "alone");
        } else if (together[r][r] == 0) {
          pen.hatch(x, y, width, CELL_H, Style.GRID);
        } else {
          String share = String.format(Locale.ROOT, "%.1f %%", percent(r, c));
          Color fill = Style.sequential(percent(r, c) / scale);
          cell(pen, x, y, width, fill, together[r][c], together[r][c] == 0 ? "" : share);
        }
      }
      pen.text(
          String.valueOf(together[r][r]),
          total + width / 2,
          y + CELL_H / 2,
          Style.LABEL_PT,
          true,
          CENTRE,
          MIDDLE,
          Style.INK);
    }
    ColorBar.paint(
        pen,
        widthMm() - RIGHT + 3,
        TOP,
        n * CELL_H,
        0,
        scale,
        "% of the row's records",
        value -> Style.sequential(value / scale));
  }

  private static void cell(
      Pen pen, double x, double y, double width, Color fill, int count, String below) {
    pen.rectangle(x, y, width, CELL_H, fill, Color.WHITE, 0.5);
    Color ink = Style.textOn(fill);
    pen.text(
        String.valueOf(count),
        x + width / 2,
        y + (below.isEmpty() ? CELL_H / 2 : 3.1),
        Style.LABEL_PT,
        false,
        CENTRE,
        MIDDLE,
        count == 0 ? Style.GREY : ink);
    if (!below.isEmpty()) {
      pen.text(below, x + width / 2, y + 6.5, Style.SMALL_PT, false, CENTRE, MIDDLE, ink);
    }
  }

  private static void label(Pen pen, String text, double x, double y, boolean bold) {
    pen.text(text, x, y, Style.LABEL_PT, bold, CENTRE, BASELINE, Style.INK);
  }

  @Override
  public String toString() {
    return describe();
  }
}
