package org.ecgworkbench.figure.ecg;

import java.awt.Color;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;

/** A coloured band behind a trace: its colour is the sign and size of the attribution there, and nothing where that is small. */
final class AttributionHalo {
  private static final int LEVELS = 10;

  private AttributionHalo() {}

  /**
   * Draws the band.
   *
   * @param x {@code [sample]} in mm
   * @param y {@code [sample]} in mm; NaN interrupts
   * @param share {@code [sample]}, attribution over the limit of the scale, -1 to 1; values outside have the last colour
   */
  static void paint(Pen pen, double[] x, double[] y, double[] share, double widthPoints) {
    int start = 0;
    while (start < x.length - 1) {
      int level = level(share[start]);
      int end = start + 1;
      while (end < x.length - 1 && level(share[end]) == level) {
        end++;
      }
      if (level != 0) {
        pen.polyline(
            java.util.Arrays.copyOfRange(x, start, end + 1),
            java.util.Arrays.copyOfRange(y, start, end + 1),
            color((double) level / LEVELS),
            widthPoints);
      }
      start = end;
    }
  }

  private static int level(double share) {
    return (int) Math.round(LEVELS * Math.max(-1, Math.min(1, share)));
  }

  /** The colour of a share of the limit: the whole scale is used, but not the near black of its ends, before which no ink is seen. */
  static Color color(double share) {
    return Style.diverging(0.75 * share);
  }
}
