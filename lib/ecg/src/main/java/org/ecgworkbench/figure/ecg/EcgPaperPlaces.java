package org.ecgworkbench.figure.ecg;

import java.util.Arrays;
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

  /** The base lines in mm from the top of the page, {@code [row]}, on millimetre lines so that amplitudes can be read off. */
  double[] baselines() {
    double above = beyond()[0];
    return Arrays.stream(evenly()).map(line -> line + above).toArray();
  }

  /** So many mm, whole large squares, must the usual grid be higher at its top and at its bottom for no wave to be cut. */
  double[] beyond() {
    double[] lines = evenly();
    double[] beyond = new double[2];
    for (int row = 0; row < lines.length; row++) {
      double[] reach = reach(row);
      beyond[0] = Math.max(beyond[0], reach[0] - (lines[row] - EcgPaper.HEADER));
      beyond[1] =
          Math.max(beyond[1], reach[1] - (EcgPaper.HEADER + paper.usualHeight() - lines[row]));
    }
    return Arrays.stream(beyond).map(mm -> Math.ceil(mm / 5) * 5).toArray();
  }

  /** How far a row's traces go above and below its base line, in mm, with a millimetre of room; the pulse is one of them. */
  private double[] reach(int row) {
    double[] reach = {EcgPaper.MM_PER_MILLIVOLT, 0};
    EcgPaper.Layout layout = paper.layout();
    boolean whole = row == layout.rows;
    double seconds = whole ? paper.seconds() : paper.seconds() / layout.columns;
    for (int column = 0; column < (whole ? 1 : layout.columns); column++) {
      double[] mv = paper.record().millivolts(whole ? layout.rhythm : lead(row, column));
      for (int i = first(column * seconds); i <= last(column * seconds, seconds); i++) {
        if (!Double.isNaN(mv[i])) {
          reach[0] = Math.max(reach[0], mv[i] * EcgPaper.MM_PER_MILLIVOLT + 1);
          reach[1] = Math.max(reach[1], -mv[i] * EcgPaper.MM_PER_MILLIVOLT + 1);
        }
      }
    }
    return reach;
  }

  /**
   * The base lines of the usual grid. The usual printout has them evenly; twelve leads below each other need not have the same amplitude, so
   * there the rows share the height half evenly and half by what they need; where it is too little, their tallest waves cross.
   */
  private double[] evenly() {
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
    double room = paper.usualHeight();
    for (int row = 0; row < n; row++) {
      double[] reach = reach(row);
      // The pulse, and a name above the trace.
      double least = EcgPaper.MM_PER_MILLIVOLT + (paper.layout().columns == 1 ? 2 : 4.5);
      up[row] = Math.max(least, Math.min(MAX_REACH, reach[0]));
      down[row] = Math.max(3, Math.min(MAX_REACH, reach[1]));
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
