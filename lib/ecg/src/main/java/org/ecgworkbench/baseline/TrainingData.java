package org.ecgworkbench.baseline;

import java.util.ArrayList;
import java.util.List;

/** Checks what the learners are given, and finds the classes that cannot be learned. */
final class TrainingData {
  private TrainingData() {}

  /** Refuses training data of the wrong form. */
  static void check(double[][] x, boolean[][] y) {
    if (x.length == 0) {
      throw new IllegalArgumentException("a learner needs at least one training record");
    }
    if (y.length != x.length) {
      throw new IllegalArgumentException(
          "%d training records, but %d rows of labels".formatted(x.length, y.length));
    }
    if (x[0].length == 0 || y[0].length == 0) {
      throw new IllegalArgumentException(
          "expected at least one feature and one class, found %d and %d"
              .formatted(x[0].length, y[0].length));
    }
    checkFeatures(x, x[0].length);
    for (int i = 0; i < y.length; i++) {
      if (y[i].length != y[0].length) {
        throw new IllegalArgumentException(
            "row %d: expected %d labels, found %d".formatted(i, y[0].length, y[i].length));
      }
    }
  }

  /** Refuses features of the wrong number, and values that are not finite. */
  static void checkFeatures(double[][] x, int features) {
    for (int i = 0; i < x.length; i++) {
      if (x[i].length != features) {
        throw new IllegalArgumentException(
            "row %d: expected %d features, found %d".formatted(i, features, x[i].length));
      }
      for (int j = 0; j < features; j++) {
        if (!Double.isFinite(x[i][j])) {
          throw new IllegalArgumentException(
              "row %d: feature %d is %s".formatted(i, j, Double.toString(x[i][j])));
        }
      }
    }
  }

  /** One class's labels, {@code [record]}. */
  static boolean[] column(boolean[][] y, int c) {
    boolean[] column = new boolean[y.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = y[i][c];
    }
    return column;
  }

  /** How many records carry the class. */
  static int positives(boolean[][] y, int c) {
    int positives = 0;
    for (boolean[] row : y) {
      positives += row[c] ? 1 : 0;
    }
    return positives;
  }

  /** The classes that all records carry, or none. */
  static List<Integer> undefinedClasses(boolean[][] y) {
    List<Integer> undefined = new ArrayList<>();
    for (int c = 0; c < y[0].length; c++) {
      int positives = positives(y, c);
      if (positives == 0 || positives == y.length) {
        undefined.add(c);
      }
    }
    return List.copyOf(undefined);
  }

  /** The rows as columns, {@code [feature][record]}. */
  static double[][] transpose(double[][] x) {
    double[][] columns = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = x[i][j];
      }
    }
    return columns;
  }
}
