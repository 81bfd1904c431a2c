package org.ecgworkbench.base;

import java.util.Arrays;

/**
 * Copies of arrays of rows, rows included. A result that holds such an array keeps its own copy and hands out copies, so that nobody can
 * change it.
 */
public final class Matrices {
  private Matrices() {}

  /**
   * {@return a copy whose rows are copies}
   *
   * @param rows {@code [row][column]}, rows of any lengths, none of them null
   */
  public static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * {@return a copy whose rows are copies}
   *
   * @param rows {@code [row][column]}, rows of any lengths, none of them null
   */
  public static boolean[][] copy(boolean[][] rows) {
    return Arrays.stream(rows).map(boolean[]::clone).toArray(boolean[][]::new);
  }

  /**
   * {@return a copy whose rows are copies}
   *
   * @param rows {@code [row][column]}, rows of any lengths, none of them null
   */
  public static int[][] copy(int[][] rows) {
    return Arrays.stream(rows).map(int[]::clone).toArray(int[][]::new);
  }
}
