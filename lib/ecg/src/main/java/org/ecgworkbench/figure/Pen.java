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

/**
 * Draws in millimetres on a {@link Graphics2D} whose unit is a point. Text is placed by the metrics of the font at a large size, and
 * on a raster and in PDF files it is filled as outlines, so neither layout nor pixels depend on hinting.
 */
public final class Pen {
  /** Where a text lies against its x. */
  public enum Horizontal {
    LEFT,
    CENTRE,
    RIGHT
  }

  /** Where a text lies against its y; the heights are those of capital letters. */
  public enum Vertical {
    TOP,
    MIDDLE,
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

  public Pen(Graphics2D graphics) {
    this.graphics = graphics;
    this.vector =
        graphics instanceof VectorGraphics2D && !(graphics instanceof FigureFiles.OutlinedText);
  }

  /** Millimetres to points, to a thousandth of a point, which keeps SVG files small. */
  public static double points(double mm) {
    return Math.round(mm * POINTS_PER_MM * 1000) / 1000.0;
  }

  static double mm(double points) {
    return points / POINTS_PER_MM;
  }

  /** The height of capital letters in mm. */
  public static double capHeight(double fontPoints) {
    return mm(CAP_HEIGHT_EM * fontPoints);
  }

  /** The advance of a text in mm. */
  public static double textWidth(String text, double fontPoints, boolean bold) {
    return mm(
        (bold ? BOLD : PLAIN).getStringBounds(text, METRICS).getWidth()
            / METRICS_SIZE
            * fontPoints);
  }

  public void background(Figure figure) {
    rectangle(0, 0, figure.widthMm(), figure.heightMm(), Color.WHITE, null, 0);
  }

  public void line(double x1, double y1, double x2, double y2, Color color, double widthPoints) {
    stroke(widthPoints);
    graphics.setColor(color);
    graphics.draw(new Line2D.Double(points(x1), points(y1), points(x2), points(y2)));
  }

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

  /** A rectangle; a colour that is null is left out. */
  public void rectangle(
      double x, double y, double width, double height, Color fill, Color edge, double edgePoints) {
    double left = points(x);
    double top = points(y);
    Shape shape =
        new Rectangle2D.Double(left, top, points(x + width) - left, points(y + height) - top);
    fillAndDraw(shape, fill, edge, edgePoints);
  }

  /** A circle; a colour that is null is left out. */
  public void circle(double x, double y, double radius, Color fill, Color edge, double edgePoints) {
    double r = points(radius);
    fillAndDraw(
        new Ellipse2D.Double(points(x) - r, points(y) - r, 2 * r, 2 * r), fill, edge, edgePoints);
  }

  /** A closed polygon; a colour that is null is left out. */
  public void polygon(double[] x, double[] y, Color fill, Color edge, double edgePoints) {
    Path2D path = path(x, y, 0, x.length);
    path.closePath();
    fillAndDraw(path, fill, edge, edgePoints);
  }

  /** A line through all points; a NaN interrupts it. */
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

  /** Diagonal lines over a rectangle: no value here. */
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

  /** An arrow head at the end of a line drawn from left to right or from top to bottom. */
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

  /** Draws with lengths and text so many times as large, measured from a place. */
  public void scaled(double x, double y, double factor, Runnable drawing) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(points(x), points(y));
    graphics.scale(factor, factor);
    drawing.run();
    graphics.setTransform(before);
  }

  /** Draws only inside a rectangle. */
  public void clipped(double x, double y, double width, double height, Runnable drawing) {
    Shape before = graphics.getClip();
    double left = points(x);
    double top = points(y);
    graphics.clip(
        new Rectangle2D.Double(left, top, points(x + width) - left, points(y + height) - top));
    drawing.run();
    graphics.setClip(before);
  }

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

  /** Text that reads from bottom to top; x and y as if the page were turned, so that the alignment is along the text. */
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
