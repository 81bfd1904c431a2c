package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Style;

/**
 * The way of records through a study: steps one below the other, at the right of each what is left out after it and why, and below the
 * last the parts that the rest is cut into. The numbers of a step are those before it less what is left out.
 *
 * @param steps from top to bottom
 * @param parts side by side; they add up to the last step
 */
public record FlowDiagram(List<Step> steps, List<Part> parts) implements Figure {
  private static final double MARGIN = 4;
  private static final double STEP_W = 88;
  private static final double OUT_X = 104;
  private static final double GAP = 8;
  private static final double LINE = 3.6;
  private static final double HEAD = 9.5;

  /**
   * A step of the records.
   *
   * @param name what the records have in common here
   * @param records how many there are
   * @param remarks below it, a line each
   * @param leftOut how many do not go on to the next step
   * @param reasons why, a line each; none where nothing is left out
   */
  public record Step(
      String name, int records, List<String> remarks, int leftOut, List<String> reasons) {
    /** Makes the lists immutable. */
    public Step {
      remarks = List.copyOf(remarks);
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A part of the last step.
   *
   * @param name what it is for
   * @param records how many
   * @param groups what is counted in it
   * @param counts records of each, {@code [group]}; a record may be in several
   */
  public record Part(String name, int records, List<String> groups, int[] counts) {
    /** Copies the counts. */
    public Part {
      groups = List.copyOf(groups);
      counts = counts.clone();
    }

    /** {@return {@code [group]}, a copy} */
    @Override
    public int[] counts() {
      return counts.clone();
    }
  }

  /**
   * Checks that the numbers add up.
   *
   * @throws IllegalArgumentException if there is no step or part, a step is not what the one before it leaves, or the parts do not add up
   *     to the last
   */
  public FlowDiagram {
    steps = List.copyOf(steps);
    parts = List.copyOf(parts);
    if (steps.isEmpty() || parts.isEmpty()) {
      throw new IllegalArgumentException("expected at least one step and one part");
    }
    int left = steps.get(0).records();
    for (Step step : steps) {
      if (step.records() != left) {
        throw new IllegalArgumentException(
            "%s: expected %d records, found %d".formatted(step.name(), left, step.records()));
      }
      left -= step.leftOut();
    }
    int sum = parts.stream().mapToInt(Part::records).sum();
    if (sum != left) {
      throw new IllegalArgumentException(
          "parts: expected %d records in all, found %d".formatted(left, sum));
    }
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return MARGIN + steps.stream().mapToDouble(s -> height(s) + GAP).sum() + partHeight() + MARGIN;
  }

  private static double height(Step step) {
    return HEAD + LINE * Math.max(step.remarks().size(), step.reasons().size());
  }

  private double partHeight() {
    return HEAD + LINE * parts.stream().mapToInt(p -> p.groups().size()).max().orElse(0);
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    double top = MARGIN;
    for (Step step : steps) {
      double height = height(step);
      box(pen, MARGIN, top, STEP_W, height, count(step.name(), step.records()), step.remarks());
      if (step.leftOut() > 0) {
        double middle = top + HEAD / 2;
        pen.arrow(MARGIN + STEP_W, middle, OUT_X - 0.3, middle, Style.INK, 0.7);
        box(
            pen,
            OUT_X,
            top,
            widthMm() - MARGIN - OUT_X,
            height,
            count("left out", step.leftOut()),
            step.reasons());
      }
      top += height;
      if (step != steps.get(steps.size() - 1)) {
        double x = MARGIN + STEP_W / 2;
        pen.arrow(x, top, x, top + GAP - 0.3, Style.INK, 0.7);
      }
      top += GAP;
    }
    parts(pen, top);
  }

  private void parts(Pen pen, double top) {
    int n = parts.size();
    double width = (widthMm() - 2 * MARGIN - (n - 1) * GAP) / n;
    double fork = top - GAP / 2;
    double stem = MARGIN + STEP_W / 2;
    double first = MARGIN + width / 2;
    double last = MARGIN + (n - 1) * (width + GAP) + width / 2;
    pen.line(stem, top - GAP, stem, fork, Style.INK, 0.7);
    pen.line(Math.min(first, stem), fork, Math.max(last, stem), fork, Style.INK, 0.7);
    for (int p = 0; p < n; p++) {
      double x = MARGIN + p * (width + GAP);
      pen.arrow(x + width / 2, fork, x + width / 2, top - 0.3, Style.INK, 0.7);
      Part part = parts.get(p);
      int[] counts = part.counts();
      List<String> lines = new ArrayList<>();
      for (int g = 0; g < counts.length; g++) {
        lines.add("%s %,d".formatted(part.groups().get(g), counts[g]));
      }
      box(pen, x, top, width, partHeight(), count(part.name(), part.records()), lines);
    }
  }

  private static String count(String name, int records) {
    return String.format(Locale.ROOT, "%s: %,d", name, records);
  }

  private static void box(
      Pen pen, double x, double y, double width, double height, String head, List<String> lines) {
    pen.rectangle(x, y, width, height, Style.SHADE, Style.INK, 0.5);
    text(pen, head, x + 2.5, y + 5.8, width - 5, Style.LABEL_PT, true, Style.INK);
    for (int i = 0; i < lines.size(); i++) {
      double base = y + HEAD + LINE * i + 0.6;
      text(pen, lines.get(i), x + 2.5, base, width - 5, Style.SMALL_PT, false, Style.INK);
    }
  }

  /** A text as large as it may be in its box, and not larger than asked for. */
  private static void text(
      Pen pen,
      String text,
      double x,
      double y,
      double width,
      double points,
      boolean bold,
      Color color) {
    double wide = Pen.textWidth(text, points, bold);
    pen.text(
        text, x, y, wide > width ? points * width / wide : points, bold, LEFT, BASELINE, color);
  }
}
