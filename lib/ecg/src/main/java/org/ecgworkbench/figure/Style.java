package org.ecgworkbench.figure;

import java.awt.Color;
import java.awt.Font;
import java.util.List;

/**
 * What all figures share: colours, fonts, line widths.
 *
 * <p>The colours of series are those of Okabe and Ito ("Color Universal Design", jfly.uni-koeln.de/color, 2008), which stay apart for
 * readers with any common colour vision deficiency. Colour scales run from white to blue, and from blue through white to vermilion;
 * the darkness grows with the magnitude in both, so they also work in grey.
 */
public final class Style {
  /** Blue of the palette. */
  public static final Color BLUE = new Color(0x0072B2);

  /** Vermilion of the palette. */
  public static final Color VERMILION = new Color(0xD55E00);

  /** Bluish green of the palette. */
  public static final Color GREEN = new Color(0x009E73);

  /** Orange of the palette. */
  public static final Color ORANGE = new Color(0xE69F00);

  /** Sky blue of the palette. */
  public static final Color SKY = new Color(0x56B4E9);

  /** Reddish purple of the palette. */
  public static final Color PURPLE = new Color(0xCC79A7);

  /** Text and axes. */
  public static final Color INK = new Color(0x1A1A1A);

  /** Secondary text and reference lines. */
  public static final Color GREY = new Color(0x6B6B6B);

  /** Grid lines. */
  public static final Color GRID = new Color(0xDDDDDD);

  /** The background of what is set apart from the rest, such as an average. */
  public static final Color SHADE = new Color(0xF2F2F2);

  /** The colours of series, in order. */
  public static final List<Color> SERIES =
      List.of(BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, INK, GREY);

  /** The family of every font. */
  public static final String FONT_FAMILY = "DejaVu Sans";

  /** Size of titles, in points. */
  public static final double TITLE_PT = 8.5;

  /** Size of labels, in points. */
  public static final double LABEL_PT = 7.5;

  /** Size of the numbers at ticks, in points. */
  public static final double TICK_PT = 7;

  /** Size of what is written small, in points. */
  public static final double SMALL_PT = 6.4;

  /** Width of axes, in points. */
  public static final double AXIS_PT = 0.6;

  /** Width of grid lines, in points. */
  public static final double GRID_PT = 0.4;

  /** Width of a lead's trace, in points. */
  public static final double TRACE_PT = 0.7;

  private static final Color DARK_BLUE = new Color(0x00324F);
  private static final Color DARK_VERMILION = new Color(0x6E2C00);

  private Style() {}

  /**
   * {@return the colour of a series; after the last colour the first comes again}
   *
   * @param index from 0
   */
  public static Color series(int index) {
    return SERIES.get(Math.floorMod(index, SERIES.size()));
  }

  /**
   * {@return a font of the family}
   *
   * @param points the size in points
   * @param bold whether its strokes are bold
   */
  public static Font font(double points, boolean bold) {
    return new Font(FONT_FAMILY, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) points);
  }

  /**
   * {@return the colour on the scale for values of one sign: white at 0, blue, dark blue at 1}
   *
   * @param share 0 to 1; values outside are cut
   */
  public static Color sequential(double share) {
    return ramp(share, BLUE, DARK_BLUE);
  }

  /**
   * {@return the colour on the scale for values of both signs: dark blue at -1, white at 0, dark vermilion at 1}
   *
   * @param share -1 to 1; values outside are cut
   */
  public static Color diverging(double share) {
    return share < 0 ? ramp(-share, BLUE, DARK_BLUE) : ramp(share, VERMILION, DARK_VERMILION);
  }

  /**
   * {@return ink or white, whichever reads better on a background (WCAG 2 contrast ratio)}
   *
   * @param background any opaque colour
   */
  public static Color textOn(Color background) {
    double luminance = luminance(background);
    double onWhite = 1.05 / (luminance + 0.05);
    double onInk = (luminance + 0.05) / (luminance(INK) + 0.05);
    return onWhite > onInk ? Color.WHITE : INK;
  }

  static double luminance(Color color) {
    return 0.2126 * linear(color.getRed())
        + 0.7152 * linear(color.getGreen())
        + 0.0722 * linear(color.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : StrictMath.pow((c + 0.055) / 1.055, 2.4);
  }

  private static Color ramp(double share, Color middle, Color end) {
    double s = Math.max(0, Math.min(1, share));
    return s < 0.7 ? mix(Color.WHITE, middle, s / 0.7) : mix(middle, end, (s - 0.7) / 0.3);
  }

  private static Color mix(Color from, Color to, double share) {
    return new Color(
        (int) Math.round(from.getRed() + share * (to.getRed() - from.getRed())),
        (int) Math.round(from.getGreen() + share * (to.getGreen() - from.getGreen())),
        (int) Math.round(from.getBlue() + share * (to.getBlue() - from.getBlue())));
  }
}
