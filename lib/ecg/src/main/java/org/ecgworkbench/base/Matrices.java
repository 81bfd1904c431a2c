package org.ecgworkbench.base;

import java.util.Arrays;

/**
 * Arrays of rows: copies, rows included, in either precision. A result that holds such an array keeps its own copy and hands out copies, so that nobody can
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

  /**
   * {@return the numbers in double precision}
   *
   * @param rows {@code [row][column]}, rows of any lengths
   */
  public static double[][] widened(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      wide[i] = new double[rows[i].length];
      for (int t = 0; t < wide[i].length; t++) {
        wide[i][t] = rows[i][t];
      }
    }
    return wide;
  }

  /**
   * {@return the numbers in single precision}
   *
   * @param rows {@code [row][column]}, rows of any lengths
   */
  public static float[][] narrowed(double[][] rows) {
    float[][] narrow = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      narrow[i] = new float[rows[i].length];
      for (int t = 0; t < narrow[i].length; t++) {
        narrow[i][t] = (float) rows[i][t];
      }
    }
    return narrow;
  }

  /**
   * {@return the sum of all numbers, row after row}
   *
   * @param rows {@code [row][column]}, rows of any lengths
   */
  public static double sum(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      for (double value : row) {
        sum += value;
      }
    }
    return sum;
  }

  /**
   * Checks the shape of a recording.
   *
   * @param rows {@code [lead][sample]}
   * @param leads how many rows are expected
   * @param samples how many columns each is to have
   * @param what it is, for the message
   * @throws IllegalArgumentException if it has another shape
   */
  public static void requireShape(double[][] rows, int leads, int samples, String what) {
    if (rows.length != leads || Arrays.stream(rows).anyMatch(lead -> lead.length != samples)) {
      throw new IllegalArgumentException(
          "%s must have %d leads of %d samples, found %d leads of %s"
              .formatted(
                  what,
                  leads,
                  samples,
                  rows.length,
                  Arrays.stream(rows).map(lead -> lead.length).distinct().toList()));
    }
  }
}
