package org.ecgworkbench.figure.ecg;

import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.Pen;

/** Where the rows, traces and names of an ECG on paper stand; in mm, times in s from the start of the excerpt. */
final class EcgPaperPlaces {
  // Heights of a name above the base line, the usual one first.
  // Where they are all taken, it stands below the base line, close enough for it to be clear whose
  // name it is.
  private static final double[] NAME_RISES = {10, 9, 8, 7, 11, 6, 12, 5, 4, 3, -6, -7, -5, -8};
  // A name this far from a trace, in mm, is clear of it.
  private static final double CLEAR = 1;
  // What one lead can claim of the page's height on one side of its base line, in mm.
  private static final double MAX_REACH = 30;

  private final EcgPaper paper;

  EcgPaperPlaces(EcgPaper paper) {
    this.paper = paper;
  }

  /**
   * The base lines in mm from the top of the page, {@code [row]}, on millimetre lines so that amplitudes can be read off. The usual
   * printout has them evenly; twelve leads below each other need not have the same amplitude, so there the rows share the height half
   * evenly and half by what they need; where it is too little, their tallest waves cross.
   */
  double[] baselines() {
    int n = paper.layout().allRows();
    double[] baselines = new double[n];
    for (int row = 0; row < n; row++) {
      baselines[row] =
          EcgPaper.HEADER + paper.layout().topMm + Math.round((row + 0.55) * paper.layout().rowMm);
    }
    if (paper.layout().rhythm != null) {
      return baselines;
    }
    double[] up = new double[n];
    double[] down = new double[n];
    double room = paper.gridHeight();
    for (int row = 0; row < n; row++) {
      // The pulse, and a name above the trace.
      up[row] = EcgPaper.MM_PER_MILLIVOLT + (paper.layout().columns == 1 ? 2 : 4.5);
      down[row] = 3;
      for (int column = 0; column < paper.layout().columns; column++) {
        double[] mv = paper.record().millivolts(lead(row, column));
        int first = first(column * paper.seconds() / paper.layout().columns);
        int last =
            last(
                column * paper.seconds() / paper.layout().columns,
                paper.seconds() / paper.layout().columns);
        for (int i = first; i <= last; i++) {
          if (!Double.isNaN(mv[i])) {
            up[row] = Math.max(up[row], Math.min(MAX_REACH, mv[i] * EcgPaper.MM_PER_MILLIVOLT + 1));
            down[row] =
                Math.max(down[row], Math.min(MAX_REACH, -mv[i] * EcgPaper.MM_PER_MILLIVOLT + 1));
          }
        }
      }
      room -= up[row] + down[row];
    }
    double edge = Math.max(0, room / (n + 1));
    double gap = room < 0 ? room / (n - 1) : edge;
    double at = EcgPaper.HEADER + edge;
    for (int row = 0; row < n; row++) {
      at += up[row];
      // Half way to even rows, so that no lead is crowded by a tall one.
      baselines[row] = Math.round((baselines[row] + at) / 2);
      at += down[row] + gap;
    }
    return baselines;
  }

  /** The lead in a row and column. */
  Lead lead(int row, int column) {
    return Lead.ALL.get(column * paper.layout().rows + row);
  }

  /** The first sample at or after a time of the excerpt. */
  int first(double fromSecond) {
    return (int)
        Math.ceil((paper.startSecond() + fromSecond) * paper.record().samplingRateHz() - 1e-6);
  }

  /** The last sample of a part of the excerpt. */
  int last(double fromSecond, double lengthSeconds) {
    return Math.min(
        paper.record().samples() - 1,
        (int)
            Math.floor(
                (paper.startSecond() + fromSecond + lengthSeconds) * paper.record().samplingRateHz()
                    + 1e-6));
  }

  /** How far above its base line a lead's name stands, in mm; below 0, under it. */
  double nameRise(Lead lead, Lead above, double distance, double from) {
    double height = Pen.capHeight(EcgPaper.NAME_PT);
    double width = Pen.textWidth(lead.label(), EcgPaper.NAME_PT, true) + 2;
    double best = 0;
    double clearest = -1;
    for (double rise : NAME_RISES) {
      double room = clearance(lead, from, width, rise, rise + height);
      if (above != null) {
        room =
            Math.min(
                room, clearance(above, from, width, rise - distance, rise + height - distance));
      }
      if (Math.min(room, CLEAR) > clearest) {
        clearest = Math.min(room, CLEAR);
        best = rise;
      }
    }
    return best;
  }

  /** The distance in mm of a lead's trace, over its first mm of width, from a band of heights above its base line; 0 if it runs through. */
  private double clearance(Lead lead, double from, double width, double low, double high) {
    double[] mv = paper.record().millivolts(lead);
    int first = first(from);
    int last = last(from, width / EcgPaper.MM_PER_SECOND);
    double least = Double.POSITIVE_INFINITY;
    for (int i = first; i < last; i++) {
      double a = mv[i] * EcgPaper.MM_PER_MILLIVOLT;
      double b = mv[i + 1] * EcgPaper.MM_PER_MILLIVOLT;
      if (!Double.isNaN(a) && !Double.isNaN(b)) {
        double outside = Math.max(Math.min(a, b) - high, low - Math.max(a, b));
        least = Math.min(least, Math.max(0, outside));
      }
    }
    return least;
  }
}
