package org.ecgworkbench.evaluation;

/** Counts in ascending values, ties included, in O(log n): what ranks and placements are made of. */
public final class SortedValues {
  private SortedValues() {}

  /** The number of values below one; {@code sorted} is ascending and without NaN. */
  public static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The number of values not above one; {@code sorted} is ascending and without NaN. */
  public static int notAbove(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
