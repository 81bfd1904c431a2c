package org.ecgworkbench.figure;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of series with a sample before each, in as many rows as they need.
 *
 * @param names one a series
 * @param sampleMm from the left end of a sample to its name
 * @param gapMm between a name and the next sample
 * @param points the size of the text
 * @param availableMm the longest row
 */
public record Legend(
    List<String> names, double sampleMm, double gapMm, double points, double availableMm) {

  /** Draws one series' sample. */
  public interface Sample {
    /**
     * Draws.
     *
     * @param series its number
     * @param x the left end in mm
     * @param y the middle of the row in mm
     */
    void draw(int series, double x, double y);
  }

  private double width(int series) {
    return sampleMm + Pen.textWidth(names.get(series), points, false) + gapMm;
  }

  private List<List<Integer>> rows() {
    List<List<Integer>> rows = new ArrayList<>();
    double x = 0;
    for (int i = 0; i < names.size(); i++) {
      if (rows.isEmpty() || x + width(i) - gapMm > availableMm) {
        rows.add(new ArrayList<>());
        x = 0;
      }
      rows.get(rows.size() - 1).add(i);
      x += width(i);
    }
    return rows;
  }

  /** {@return how many rows the names take} */
  public int rowCount() {
    return rows().size();
  }

  /**
   * Draws samples and names.
   *
   * @param pen draws it
   * @param left where rows begin, in mm
   * @param y the middle of the first row, in mm
   * @param rowMm from row to row
   * @param sample draws what stands before a name
   */
  public void paint(Pen pen, double left, double y, double rowMm, Sample sample) {
    double at = y;
    for (List<Integer> row : rows()) {
      double x = left;
      for (int i : row) {
        sample.draw(i, x, at);
        pen.label(names.get(i), x + sampleMm, at, points, LEFT, MIDDLE);
        x += width(i);
      }
      at += rowMm;
    }
  }
}
