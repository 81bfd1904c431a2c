package org.ecgworkbench.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** What {@link Pen} draws without letters: lines and areas, in millimetres on a graphics whose unit is a point. */
abstract class LinePen {
  private static final double POINTS_PER_MM = 72 / 25.4;

  final Graphics2D graphics;

  LinePen(Graphics2D graphics) {
    this.graphics = graphics;
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
    fillAndDraw(box(x, y, width, height), fill, edge, edgePoints);
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
    graphics.clip(box(x, y, width, height));
    drawing.run();
    graphics.setClip(before);
  }

  private static Shape box(double x, double y, double width, double height) {
    double left = points(x);
    double top = points(y);
    return new Rectangle2D.Double(left, top, points(x + width) - left, points(y + height) - top);
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
}
