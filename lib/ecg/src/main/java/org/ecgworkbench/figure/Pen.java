package org.ecgworkbench.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws in millimetres on a {@link Graphics2D} whose unit is a point. Text is placed by the metrics of the font at a large size, and
 * on a raster and in PDF files it is filled as outlines, so neither layout nor pixels depend on hinting.
 */
public final class Pen extends LinePen {
  /** Where a text lies against its x. */
  public enum Horizontal {
    /** To its right. */
    LEFT,
    /** Around it. */
    CENTRE,
    /** To its left. */
    RIGHT
  }

  /** Where a text lies against its y; the heights are those of capital letters. */
  public enum Vertical {
    /** Below it. */
    TOP,
    /** Around it. */
    MIDDLE,
    /** Standing on it. */
    BASELINE
  }

  private static final float METRICS_SIZE = 1000;
  private static final double CAP_HEIGHT_EM = 0.729;
  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
  private static final Font PLAIN = Style.font(METRICS_SIZE, false);
  private static final Font BOLD = Style.font(METRICS_SIZE, true);

  private final boolean vector;

  /**
   * A pen in black.
   *
   * @param graphics its unit is a point; its state is changed
   */
  public Pen(Graphics2D graphics) {
    super(graphics);
    this.vector =
        graphics instanceof VectorGraphics2D && !(graphics instanceof FigureFiles.OutlinedText);
  }

  /**
   * {@return the height of capital letters in mm}
   *
   * @param fontPoints the size of the letters
   */
  public static double capHeight(double fontPoints) {
    return mm(CAP_HEIGHT_EM * fontPoints);
  }

  /**
   * {@return the advance of a text in mm}
   *
   * @param text in one line
   * @param fontPoints the size of the letters
   * @param bold whether they are bold
   */
  public static double textWidth(String text, double fontPoints, boolean bold) {
    return mm(
        (bold ? BOLD : PLAIN).getStringBounds(text, METRICS).getWidth()
            / METRICS_SIZE
            * fontPoints);
  }

  /**
   * {@return a text in lines of at most a width, broken at blanks; a longer word has a line of its own}
   *
   * @param text words with blanks between
   * @param width in mm
   * @param fontPoints the size of the letters
   * @param bold whether they are bold
   */
  public static List<String> lines(String text, double width, double fontPoints, boolean bold) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && textWidth(longer, fontPoints, bold) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }

  /**
   * Paints the whole of a figure white.
   *
   * @param figure whose top left corner is the origin
   */
  public void background(Figure figure) {
    rectangle(0, 0, figure.widthMm(), figure.heightMm(), Color.WHITE, null, 0);
  }

  /**
   * Writes a text in one line.
   *
   * @param text any characters
   * @param x in mm from the left
   * @param y in mm from the top
   * @param fontPoints the size of the letters
   * @param bold whether they are bold
   * @param horizontal where the text lies against x
   * @param vertical where it lies against y
   * @param color of the letters
   */
  public void text(
      String text,
      double x,
      double y,
      double fontPoints,
      boolean bold,
      Horizontal horizontal,
      Vertical vertical,
      Color color) {
    double left = x - align(horizontal) * textWidth(text, fontPoints, bold);
    draw(text, points(left), points(y + drop(vertical, fontPoints)), fontPoints, bold, color);
  }

  /**
   * Writes a text in one line of plain letters in ink.
   *
   * @param text any characters
   * @param x in mm from the left
   * @param y in mm from the top
   * @param fontPoints the size of the letters
   * @param horizontal where the text lies against x
   * @param vertical where it lies against y
   */
  public void label(
      String text,
      double x,
      double y,
      double fontPoints,
      Horizontal horizontal,
      Vertical vertical) {
    text(text, x, y, fontPoints, false, horizontal, vertical, Style.INK);
  }

  /**
   * Writes a text in one line of bold letters in ink, which begins at a place.
   *
   * @param text any characters
   * @param x in mm from the left
   * @param y its base line, in mm from the top
   * @param fontPoints the size of the letters
   */
  public void title(String text, double x, double y, double fontPoints) {
    text(text, x, y, fontPoints, true, Horizontal.LEFT, Vertical.BASELINE, Style.INK);
  }

  /**
   * Writes a text that reads from bottom to top.
   *
   * @param text any characters
   * @param x in mm from the left
   * @param y in mm from the top
   * @param fontPoints the size of the letters
   * @param bold whether they are bold
   * @param horizontal where the text lies against y, along its own direction
   * @param vertical where it lies against x, across it
   * @param color of the letters
   */
  public void textUp(
      String text,
      double x,
      double y,
      double fontPoints,
      boolean bold,
      Horizontal horizontal,
      Vertical vertical,
      Color color) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(
        points(x + drop(vertical, fontPoints)),
        points(y + align(horizontal) * textWidth(text, fontPoints, bold)));
    graphics.rotate(-Math.PI / 2);
    draw(text, 0, 0, fontPoints, bold, color);
    graphics.setTransform(before);
  }

  private void draw(
      String text, double xPoints, double yPoints, double fontPoints, boolean bold, Color color) {
    graphics.setColor(color);
    if (vector) {
      graphics.setFont(Style.font(fontPoints, bold));
      graphics.drawString(text, (float) xPoints, (float) yPoints);
      return;
    }
    GlyphVector glyphs = (bold ? BOLD : PLAIN).createGlyphVector(METRICS, text);
    AffineTransform place = AffineTransform.getTranslateInstance(xPoints, yPoints);
    place.scale(fontPoints / METRICS_SIZE, fontPoints / METRICS_SIZE);
    graphics.fill(place.createTransformedShape(glyphs.getOutline()));
  }

  private static double align(Horizontal horizontal) {
    return switch (horizontal) {
      case LEFT -> 0;
      case CENTRE -> 0.5;
      case RIGHT -> 1;
    };
  }

  private static double drop(Vertical vertical, double fontPoints) {
    return switch (vertical) {
      case TOP -> capHeight(fontPoints);
      case MIDDLE -> capHeight(fontPoints) / 2;
      case BASELINE -> 0;
    };
  }
}
