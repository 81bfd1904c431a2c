package org.ecgworkbench.figure;

import java.awt.Color;

/**
 * The colours of a heat map: from white at {@code centre} to vermilion above and blue below it, or, where nothing lies below, from white
 * at {@code low} to blue.
 *
 * @param low the value at the lower end of the key
 * @param high the value at its upper end
 * @param centre the value without colour; {@code low} itself where nothing lies below it
 */
public record HeatScale(double low, double high, double centre) {

  /**
   * {@return the scale that all values fit on: symmetric about the centre if one lies below it, else from the centre on}; NaN does not
   * count.
   *
   * @param centre the value that is white
   * @param values {@code [row][column]}
   */
  public static HeatScale around(double centre, double[][] values) {
    double most = 0;
    boolean below = false;
    for (double[] row : values) {
      for (double value : row) {
        if (!Double.isNaN(value)) {
          most = Math.max(most, Math.abs(value - centre));
          below |= value < centre;
        }
      }
    }
    most = most == 0 ? 1 : most;
    return new HeatScale(below ? centre - most : centre, centre + most, centre);
  }

  /**
   * {@return a scale that is white at the lower end}
   *
   * @param low its lower end
   * @param high its upper end, above the lower one
   */
  public static HeatScale from(double low, double high) {
    return new HeatScale(low, high, low);
  }

  /**
   * {@return the colour of a value; what lies outside has that of the nearer end}
   *
   * @param value in the unit of the scale
   */
  public Color color(double value) {
    return low < centre
        ? Style.diverging((value - centre) / (high - centre))
        : Style.sequential((value - low) / (high - low));
  }

  /**
   * Draws the key, upright.
   *
   * @param pen draws it
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param height in mm
   * @param title what the values are, with their unit
   */
  public void paintKey(Pen pen, double x, double y, double height, String title) {
    ColorBar.paint(pen, x, y, height, low, high, title, this::color);
  }
}
