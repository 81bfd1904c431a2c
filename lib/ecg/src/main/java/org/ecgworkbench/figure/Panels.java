package org.ecgworkbench.figure;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;

/**
 * Several figures as one, side by side in rows or one below the other; with more than one, each gets a letter in its corner.
 *
 * @param figures at least one, in reading order
 * @param columns how many stand side by side
 */
public record Panels(List<Figure> figures, int columns) implements Figure {
  private static final double LETTER_H = 5;
  private static final double GAP = 3;

  /**
   * Checks that there is a figure.
   *
   * @throws IllegalArgumentException if there is none, or columns is not positive
   */
  public Panels {
    figures = List.copyOf(figures);
    if (figures.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("expected at least one figure and one column");
    }
  }

  /**
   * {@return figures one below the other}
   *
   * @param figures at least one, from above
   */
  public static Panels vertical(List<? extends Figure> figures) {
    return new Panels(List.copyOf(figures), 1);
  }

  /**
   * {@return figures side by side}
   *
   * @param figures at least one, from the left
   */
  public static Panels horizontal(List<? extends Figure> figures) {
    return new Panels(List.copyOf(figures), figures.size());
  }

  private List<List<Figure>> rows() {
    List<List<Figure>> rows = new ArrayList<>();
    for (int i = 0; i < figures.size(); i += columns) {
      rows.add(figures.subList(i, Math.min(figures.size(), i + columns)));
    }
    return rows;
  }

  /** Room above a row for its letters; none where they fit into the figures' corners. */
  private double letterHeight(List<Figure> row) {
    return figures.size() > 1 && !row.stream().allMatch(Figure::hasFreeCorner) ? LETTER_H : 0;
  }

  @Override
  public double widthMm() {
    return rows().stream()
        .mapToDouble(
            row -> row.stream().mapToDouble(Figure::widthMm).sum() + (row.size() - 1) * GAP)
        .max()
        .orElseThrow();
  }

  @Override
  public double heightMm() {
    return rows().stream()
        .mapToDouble(
            row -> row.stream().mapToDouble(Figure::heightMm).max().orElse(0) + letterHeight(row))
        .sum();
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    AffineTransform start = graphics.getTransform();
    double y = 0;
    char letter = 'a';
    for (List<Figure> row : rows()) {
      double x = 0;
      double height = 0;
      double room = letterHeight(row);
      for (Figure figure : row) {
        graphics.translate(Pen.points(x), Pen.points(y + room));
        figure.paint(graphics);
        graphics.setTransform(start);
        if (figures.size() > 1) {
          pen.title(String.valueOf(letter++), x + 2, y + 4.4, Style.TITLE_PT + 1);
        }
        x += figure.widthMm() + GAP;
        height = Math.max(height, figure.heightMm());
      }
      y += height + room;
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
