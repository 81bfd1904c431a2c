package org.ecgworkbench.figure;

import static org.ecgworkbench.figure.Pen.Horizontal.CENTRE;
import static org.ecgworkbench.figure.Pen.Vertical.TOP;

import java.util.List;

/** What plots of values in groups share: the value axis with its grid, the base line, the groups' names, a legend of squares. */
public final class GroupPlot {
  private GroupPlot() {}

  /**
   * {@return a legend of coloured squares}
   *
   * @param names of the series, in order
   * @param availableMm the width that a row may have, in mm
   */
  public static Legend legend(List<String> names, double availableMm) {
    return new Legend(names, 4.2, 5, Style.LABEL_PT, availableMm);
  }

  /**
   * Draws a legend of coloured squares at the top of a page.
   *
   * @param pen draws it
   * @param legend of squares
   * @param left where rows begin, in mm
   * @param rowMm from row to row
   */
  public static void legend(Pen pen, Legend legend, double left, double rowMm) {
    legend.paint(
        pen,
        left,
        4,
        rowMm,
        (series, x, y) -> pen.rectangle(x, y - 1.2, 3.2, 2.4, Style.series(series), null, 0));
  }

  /**
   * Draws the value axis and the base line.
   *
   * @param pen draws it
   * @param plot where groups stand
   * @param step from tick to tick, in the unit of the values
   * @param valueLabel what the values are, with their unit
   */
  public static void axes(Pen pen, PlotArea plot, double step, String valueLabel) {
    plot.yAxis(pen, step, valueLabel, 9, true);
    pen.line(plot.left, plot.bottom(), plot.right(), plot.bottom(), Style.INK, Style.AXIS_PT);
  }

  /**
   * Draws a group's name below the base line.
   *
   * @param pen draws it
   * @param plot where groups stand
   * @param name in one line
   * @param x the middle of the group, in mm
   * @param belowMm from the base line, in mm
   * @param bold whether the group is set apart
   */
  public static void name(
      Pen pen, PlotArea plot, String name, double x, double belowMm, boolean bold) {
    pen.text(name, x, plot.bottom() + belowMm, Style.LABEL_PT, bold, CENTRE, TOP, Style.INK);
  }

  /**
   * Checks the shape of a plot.
   *
   * @param what what is drawn, for messages
   * @param groups names of the groups
   * @param names of the series
   * @param sizes how many values each series has, by name
   */
  public static void check(
      String what, List<String> groups, List<String> names, List<Integer> sizes) {
    if (groups.isEmpty() || names.isEmpty()) {
      throw new IllegalArgumentException(what + " need at least one group and one series");
    }
    for (int i = 0; i < names.size(); i++) {
      if (sizes.get(i) != groups.size()) {
        throw new IllegalArgumentException(
            "%s: expected %d groups, found %d"
                .formatted(names.get(i), groups.size(), sizes.get(i)));
      }
    }
  }
}
