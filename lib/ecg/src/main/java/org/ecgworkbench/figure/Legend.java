package org.ecgworkbench.figure;

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

  public int rowCount() {
    return rows().size();
  }

  /**
   * Draws samples and names.
   *
   * @param left where rows begin, in mm
   * @param y the middle of the first row, in mm
   * @param rowMm from row to row
   */
  public void paint(Pen pen, double left, double y, double rowMm, Sample sample) {
    double at = y;
    for (List<Integer> row : rows()) {
      double x = left;
      for (int i : row) {
        sample.draw(i, x, at);
        pen.text(
            names.get(i),
            x + sampleMm,
            at,
            points,
            false,
            Pen.Horizontal.LEFT,
            Pen.Vertical.MIDDLE,
            Style.INK);
        x += width(i);
      }
      at += rowMm;
    }
  }
}
