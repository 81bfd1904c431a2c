package org.ecgworkbench.figure;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws in millimetres on a {@link Graphics2D} whose unit is a point. Text is placed by the metrics of the font at a large size, and
 * on a raster and in PDF files it is filled as outlines, so neither layout nor pixels depend on hinting.
 */
public final class Pen {
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

  private static final double POINTS_PER_MM = 72 / 25.4;
  private static final float METRICS_SIZE = 1000;
  private static final double CAP_HEIGHT_EM = 0.729;
  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
  private static final Font PLAIN = Style.font(METRICS_SIZE, false);
  private static final Font BOLD = Style.font(METRICS_SIZE, true);

  private final Graphics2D graphics;
  private final boolean vector;

  /**
   * A pen in black.
   *
   * @param graphics its unit is a point; its state is changed
   */
  public Pen(Graphics2D graphics) {
    this.graphics = graphics;
    this.vector =
        graphics instanceof VectorGraphics2D && !(graphics instanceof FigureFiles.OutlinedText);
  }

  /**
   * {@return millimetres as points, to a thousandth of a point, which keeps SVG files small}
   *
   * @param mm a length or a place
   */
  public static double points(double mm) {
    return Math.round(mm * POINTS_PER_MM * 1000) / 1000.0;
  }

  static double mm(double points) {
    return points / POINTS_PER_MM;
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
   * Draws a straight line.
   *
   * @param x1 its begin, in mm from the left
   * @param y1 its begin, in mm from the top
   * @param x2 its end, in mm from the left
   * @param y2 its end, in mm from the top
   * @param color of the line
   * @param widthPoints how thick it is
   */
  public void line(double x1, double y1, double x2, double y2, Color color, double widthPoints) {
    stroke(widthPoints);
    graphics.setColor(color);
    graphics.draw(new Line2D.Double(points(x1), points(y1), points(x2), points(y2)));
  }

  /**
   * Draws a straight line of dashes.
   *
   * @param x1 its begin, in mm from the left
   * @param y1 its begin, in mm from the top
   * @param x2 its end, in mm from the left
   * @param y2 its end, in mm from the top
   * @param color of the line
   * @param widthPoints how thick it is
   */
  public void dashed(double x1, double y1, double x2, double y2, Color color, double widthPoints) {
    graphics.setStroke(
        new BasicStroke(
            (float) widthPoints,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_BEVEL,
            10,
            new float[] {3, 2},
            0));
    graphics.setColor(color);
    graphics.draw(new Line2D.Double(points(x1), points(y1), points(x2), points(y2)));
  }

  /**
   * Draws a rectangle; a colour that is null is left out.
   *
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param fill colour of the area, or null
   * @param edge colour of the edge, or null
   * @param edgePoints how thick the edge is
   */
  public void rectangle(
      double x, double y, double width, double height, Color fill, Color edge, double edgePoints) {
    double left = points(x);
    double top = points(y);
    Shape shape =
        new Rectangle2D.Double(left, top, points(x + width) - left, points(y + height) - top);
    fillAndDraw(shape, fill, edge, edgePoints);
  }

  /**
   * Draws a circle; a colour that is null is left out.
   *
   * @param x its centre, in mm from the left
   * @param y its centre, in mm from the top
   * @param radius in mm
   * @param fill colour of the area, or null
   * @param edge colour of the edge, or null
   * @param edgePoints how thick the edge is
   */
  public void circle(double x, double y, double radius, Color fill, Color edge, double edgePoints) {
    double r = points(radius);
    fillAndDraw(
        new Ellipse2D.Double(points(x) - r, points(y) - r, 2 * r, 2 * r), fill, edge, edgePoints);
  }

  /**
   * Draws a closed polygon; a colour that is null is left out.
   *
   * @param x corners, in mm from the left
   * @param y corners, in mm from the top, as many
   * @param fill colour of the area, or null
   * @param edge colour of the edge, or null
   * @param edgePoints how thick the edge is
   */
  public void polygon(double[] x, double[] y, Color fill, Color edge, double edgePoints) {
    Path2D path = path(x, y, 0, x.length);
    path.closePath();
    fillAndDraw(path, fill, edge, edgePoints);
  }

  /**
   * Draws a line through all points; a NaN interrupts it.
   *
   * @param x points, in mm from the left
   * @param y points, in mm from the top, as many
   * @param color of the line
   * @param widthPoints how thick it is
   */
  public void polyline(double[] x, double[] y, Color color, double widthPoints) {
    stroke(widthPoints);
    graphics.setColor(color);
    int start = 0;
    while (start < x.length) {
      if (Double.isNaN(y[start])) {
        start++;
        continue;
      }
      int end = start;
      while (end < x.length && !Double.isNaN(y[end])) {
        end++;
      }
      if (end - start > 1) {
        graphics.draw(path(x, y, start, end));
      }
      start = end;
    }
  }

  /**
   * Draws diagonal lines over a rectangle: no value here.
   *
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param color of the lines
   */
  public void hatch(double x, double y, double width, double height, Color color) {
    double step = 1.2;
    for (double d = step / 2; d < width + height; d += step) {
      double x1 = Math.min(d, width);
      double y1 = d - x1;
      double y2 = Math.min(d, height);
      double x2 = d - y2;
      if (y1 <= height && x2 <= width) {
        line(x + x1, y + y1, x + x2, y + y2, color, 0.35);
      }
    }
  }

  /**
   * Draws an arrow head at the end of a line from left to right or from top to bottom.
   *
   * @param x1 the line's begin, in mm from the left
   * @param y1 the line's begin, in mm from the top
   * @param x2 the line's end, in mm from the left
   * @param y2 the line's end, in mm from the top
   * @param color of head and line
   * @param widthPoints how thick the line is
   */
  public void arrow(double x1, double y1, double x2, double y2, Color color, double widthPoints) {
    double length = 1.6;
    double half = 0.7;
    if (Math.abs(x2 - x1) >= Math.abs(y2 - y1)) {
      double direction = Math.signum(x2 - x1);
      line(x1, y1, x2 - direction * length, y2, color, widthPoints);
      polygon(
          new double[] {x2, x2 - direction * length, x2 - direction * length},
          new double[] {y2, y2 - half, y2 + half},
          color,
          null,
          0);
    } else {
      double direction = Math.signum(y2 - y1);
      line(x1, y1, x2, y2 - direction * length, color, widthPoints);
      polygon(
          new double[] {x2, x2 - half, x2 + half},
          new double[] {y2, y2 - direction * length, y2 - direction * length},
          color,
          null,
          0);
    }
  }

  /**
   * Draws with lengths and text so many times as large, measured from a place.
   *
   * @param x the place that stays, in mm from the left
   * @param y the place that stays, in mm from the top
   * @param factor above 0
   * @param drawing with this pen
   */
  public void scaled(double x, double y, double factor, Runnable drawing) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(points(x), points(y));
    graphics.scale(factor, factor);
    drawing.run();
    graphics.setTransform(before);
  }

  /**
   * Draws only inside a rectangle.
   *
   * @param x left edge in mm
   * @param y upper edge in mm
   * @param width in mm
   * @param height in mm
   * @param drawing with this pen
   */
  public void clipped(double x, double y, double width, double height, Runnable drawing) {
    Shape before = graphics.getClip();
    double left = points(x);
    double top = points(y);
    graphics.clip(
        new Rectangle2D.Double(left, top, points(x + width) - left, points(y + height) - top));
    drawing.run();
    graphics.setClip(before);
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

  private void fillAndDraw(Shape shape, Color fill, Color edge, double edgePoints) {
    if (fill != null) {
      graphics.setColor(fill);
      graphics.fill(shape);
    }
    if (edge != null) {
      graphics.setStroke(
          new BasicStroke((float) edgePoints, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
      graphics.setColor(edge);
      graphics.draw(shape);
    }
  }

  // Bevelled, since a mitre would overshoot the R peaks, and round joins come out differently on
  // different Java versions.
  private void stroke(double widthPoints) {
    graphics.setStroke(
        new BasicStroke((float) widthPoints, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
  }

  private static Path2D path(double[] x, double[] y, int start, int end) {
    Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO, end - start + 1);
    path.moveTo(points(x[start]), points(y[start]));
    for (int i = start + 1; i < end; i++) {
      path.lineTo(points(x[i]), points(y[i]));
    }
    return path;
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
