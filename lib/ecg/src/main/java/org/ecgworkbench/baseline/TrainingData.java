package org.ecgworkbench.baseline;

import java.util.ArrayList;
import java.util.List;

/**
 * What the learners of this package learn from, checked and scaled.
 *
 * @param scaler what was done to the features
 * @param rows {@code [record][feature]}, scaled
 * @param labels {@code [record][class]}
 * @param undefined the classes that all records carry, or none
 */
record TrainingData(
    Scaling.Fitted scaler, double[][] rows, boolean[][] labels, List<Integer> undefined) {

  /** Refuses training data of the wrong form; scales the others. */
  static TrainingData of(double[][] x, boolean[][] y, Scaling scaling) {
    check(x, y);
    Scaling.Fitted scaler = scaling.fit(x);
    return new TrainingData(scaler, scaler.apply(x), y, undefinedClasses(y));
  }

  int records() {
    return rows.length;
  }

  int features() {
    return rows[0].length;
  }

  int classes() {
    return labels[0].length;
  }

  /** Whether all records carry a class, or none. */
  boolean isUndefined(int c) {
    return undefined.contains(c);
  }

  /** One class's labels, {@code [record]}. */
  boolean[] column(int c) {
    boolean[] column = new boolean[labels.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = labels[i][c];
    }
    return column;
  }

  /** One class's labels as numbers, {@code [record]}: 1 where the record carries it. */
  int[] response(int c) {
    int[] response = new int[labels.length];
    for (int i = 0; i < response.length; i++) {
      response[i] = labels[i][c] ? 1 : 0;
    }
    return response;
  }

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

  /** The classes that all records carry, or none. */
  static List<Integer> undefinedClasses(boolean[][] y) {
    List<Integer> undefined = new ArrayList<>();
    for (int c = 0; c < y[0].length; c++) {
      int positives = 0;
      for (boolean[] row : y) {
        positives += row[c] ? 1 : 0;
      }
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
