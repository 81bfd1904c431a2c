package org.ecgworkbench.figure.chart;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Horizontal.LEFT;
import static org.ecgworkbench.figure.Pen.Horizontal.RIGHT;
import static org.ecgworkbench.figure.Pen.Vertical.BASELINE;
import static org.ecgworkbench.figure.Pen.Vertical.MIDDLE;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.Pen.Horizontal;
import org.ecgworkbench.figure.Style;

/**
 * The stages of a network from input to output, and below them the layers of its repeated block with its shortcut. Everything shown
 * is given; parameters are added up from the stages.
 *
 * @param stages from input to output
 * @param blockTitle the title of the lower part
 * @param blockLayers the layers of one block, in order, the addition left out; empty for no lower part
 * @param shortcut the other way around the layers, in words
 */
public record ArchitectureDiagram(
    List<Stage> stages, String blockTitle, List<String> blockLayers, String shortcut)
    implements Figure {

  private static final double MARGIN = 3;
  private static final double BOX_TOP = 4.4;
  private static final double BOX_H = 27;
  private static final double ARROW = 4;
  private static final double BLOCK_TOP = 57;
  private static final double BLOCK_H = 10;

  /** What a stage is, which gives its colour. */
  public enum Kind {
    /** What goes in and what comes out. */
    DATA(new Color(0xF2F2F2)),
    /** A convolution. */
    CONVOLUTION(new Color(0xCFE3F1)),
    /** Pooling. */
    POOLING(new Color(0xD5EEE6)),
    /** Residual blocks. */
    RESIDUAL(new Color(0xA9CDE6)),
    /** A linear layer. */
    LINEAR(new Color(0xFBE6C4));

    private final Color color;

    Kind(Color color) {
      this.color = color;
    }
  }

  /**
   * One stage.
   *
   * @param name its name, for example {@code stage 1}
   * @param kind what it is
   * @param kernel the length of its convolution or pooling window in samples; 0 for none
   * @param stride the step in samples; 0 for none
   * @param channels its output channels; 0 to say nothing
   * @param outputShape its output in words, for example {@code 64 × 3750}
   * @param repeats how many blocks it has; 1 for a single layer
   * @param parameters its trainable parameters
   */
  public record Stage(
      String name,
      Kind kind,
      int kernel,
      int stride,
      int channels,
      String outputShape,
      int repeats,
      long parameters) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative or there is less than one block
     */
    public Stage {
      if (kernel < 0 || stride < 0 || channels < 0 || repeats < 1 || parameters < 0) {
        throw new IllegalArgumentException(
            "stage " + name + ": expected no negative number and at least one block");
      }
    }

    private List<String> lines() {
      List<String> lines = new ArrayList<>();
      if (kernel > 0) {
        lines.add("kernel " + kernel);
      }
      if (stride > 0) {
        lines.add("stride " + stride);
      }
      if (channels > 0) {
        lines.add(channels + " ch.");
      }
      if (kind == Kind.RESIDUAL) {
        lines.add(repeats + (repeats == 1 ? " block" : " blocks"));
      }
      return lines;
    }
  }

  /**
   * Checks that there is a stage.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ArchitectureDiagram {
    stages = List.copyOf(stages);
    blockLayers = List.copyOf(blockLayers);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a diagram needs at least one stage");
    }
  }

  /** {@return all trainable parameters} */
  public long parameters() {
    return stages.stream().mapToLong(Stage::parameters).sum();
  }

  @Override
  public double widthMm() {
    return FULL_WIDTH_MM;
  }

  @Override
  public double heightMm() {
    return blockLayers.isEmpty() ? 50.5 : 82.5;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Pen pen = new Pen(graphics);
    pen.background(this);
    int n = stages.size();
    double width = (widthMm() - 2 * MARGIN - (n - 1) * ARROW) / n;
    double middle = BOX_TOP + BOX_H / 2;
    for (int i = 0; i < n; i++) {
      double x = MARGIN + i * (width + ARROW);
      stage(pen, stages.get(i), x, width);
      if (i > 0) {
        boolean stack = stages.get(i - 1).repeats() > 1;
        pen.arrow(x - ARROW + (stack ? 1.4 : 0.3), middle, x - 0.3, middle, Style.INK, 0.7);
      }
    }
    text(
        pen,
        "output shape (channels \u00d7 samples) and trainable parameters below each stage",
        MARGIN,
        47.5,
        Style.TICK_PT,
        LEFT,
        Style.GREY);
    text(
        pen,
        String.format(Locale.ROOT, "%,d parameters in all", parameters()),
        widthMm() - MARGIN,
        47.5,
        Style.LABEL_PT,
        RIGHT,
        Style.INK);
    if (!blockLayers.isEmpty()) {
      block(pen);
    }
  }

  private static void stage(Pen pen, Stage stage, double x, double width) {
    double centre = x + width / 2;
    if (stage.kind() == Kind.RESIDUAL) {
      // A stack: one edge behind the box for each further block, at most three.
      for (int i = Math.min(3, stage.repeats() - 1); i > 0; i--) {
        pen.rectangle(
            x + 0.8 * i,
            BOX_TOP - 0.8 * i,
            width - 0.8 * 1.5,
            BOX_H,
            stage.kind().color,
            Style.INK,
            0.5);
      }
    }
    double w = stage.kind() == Kind.RESIDUAL ? width - 1.2 : width;
    pen.rectangle(x, BOX_TOP, w, BOX_H, stage.kind().color, Style.INK, 0.6);
    double inside = x + w / 2;
    pen.text(
        stage.name(),
        inside,
        BOX_TOP + 4.6,
        fit(stage.name(), Style.LABEL_PT, true, w - 1.2),
        true,
        CENTRE,
        BASELINE,
        Style.INK);
    double y = BOX_TOP + 10;
    for (String line : stage.lines()) {
      text(pen, line, inside, y, Style.TICK_PT, CENTRE, Style.INK);
      y += 4.2;
    }
    text(
        pen,
        stage.outputShape(),
        centre,
        BOX_TOP + BOX_H + 4.2,
        fit(stage.outputShape(), Style.TICK_PT, false, width + ARROW - 1),
        CENTRE,
        Style.INK);
    if (stage.parameters() > 0) {
      String parameters = String.format(Locale.ROOT, "%,d", stage.parameters());
      text(
          pen,
          parameters,
          centre,
          BOX_TOP + BOX_H + 8.2,
          fit(parameters, Style.TICK_PT, false, width + ARROW - 1),
          CENTRE,
          Style.GREY);
    }
  }

  private void block(Pen pen) {
    pen.title(blockTitle, MARGIN, BLOCK_TOP, Style.TITLE_PT);
    double top = BLOCK_TOP + 13;
    double middle = top + BLOCK_H / 2;
    int n = blockLayers.size();
    double gap = 4;
    double ends = 9;
    double plus = 6;
    double reluWidth = 14;
    double available = widthMm() - 2 * MARGIN - 2 * ends - plus - reluWidth - (n + 2) * gap;
    double width = available / n;
    double x = MARGIN + ends;
    double fork = x - 4.5;
    text(pen, "in", MARGIN, middle + 0.9, Style.TICK_PT, LEFT, Style.INK);
    for (int i = 0; i < n; i++) {
      pen.arrow(i == 0 ? MARGIN + 3.6 : x + 0.3, middle, x + gap - 0.3, middle, Style.INK, 0.7);
      x += gap;
      box(pen, blockLayers.get(i), x, top, width);
      x += width;
    }
    pen.arrow(x + 0.3, middle, x + gap, middle, Style.INK, 0.7);
    x += gap;
    double sum = x + plus / 2;
    pen.circle(sum, middle, plus / 2, Color.WHITE, Style.INK, 0.7);
    pen.line(sum - 1.4, middle, sum + 1.4, middle, Style.INK, 0.9);
    pen.line(sum, middle - 1.4, sum, middle + 1.4, Style.INK, 0.9);
    double above = top - 5;
    pen.line(fork, middle, fork, above, Style.INK, 0.7);
    pen.line(fork, above, sum, above, Style.INK, 0.7);
    pen.arrow(sum, above, sum, middle - plus / 2 - 0.1, Style.INK, 0.7);
    text(pen, shortcut, (fork + sum) / 2, above - 1.4, Style.TICK_PT, CENTRE, Style.INK);
    x += plus;
    pen.arrow(x + 0.1, middle, x + gap - 0.3, middle, Style.INK, 0.7);
    x += gap;
    box(pen, "ReLU", x, top, reluWidth);
    x += reluWidth;
    pen.arrow(x + 0.3, middle, x + 4.5, middle, Style.INK, 0.7);
    text(pen, "out", widthMm() - MARGIN, middle + 0.9, Style.TICK_PT, RIGHT, Style.INK);
  }

  private static void box(Pen pen, String label, double x, double y, double width) {
    pen.rectangle(x, y, width, BLOCK_H, Kind.RESIDUAL.color, Style.INK, 0.6);
    String[] lines = label.split("\n");
    for (int i = 0; i < lines.length; i++) {
      double size = fit(lines[i], Style.TICK_PT, false, width - 1);
      pen.label(
          lines[i],
          x + width / 2,
          y + BLOCK_H / 2 + (i - (lines.length - 1) / 2.0) * 3.6,
          size,
          CENTRE,
          MIDDLE);
    }
  }

  private static void text(
      Pen pen, String text, double x, double y, double points, Horizontal horizontal, Color color) {
    pen.text(text, x, y, points, false, horizontal, BASELINE, color);
  }

  /** The size, or a smaller one at which the text fits. */
  private static double fit(String text, double points, boolean bold, double width) {
    double wanted = Pen.textWidth(text, points, bold);
    return wanted <= width ? points : Math.floor(points * width / wanted * 10) / 10;
  }

  @Override
  public String toString() {
    return describe();
  }
}
