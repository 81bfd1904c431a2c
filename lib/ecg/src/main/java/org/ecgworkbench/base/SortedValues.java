package org.ecgworkbench.base;

/** Counts in ascending values, ties included, in O(log n): what ranks and placements are made of. */
public final class SortedValues {
  private SortedValues() {}

  /**
   * {@return the number of values below one}
   *
   * @param sorted ascending, without NaN
   * @param value any number but NaN
   */
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

  /**
   * {@return the number of values not above one}
   *
   * @param sorted ascending, without NaN
   * @param value any number but NaN
   */
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
