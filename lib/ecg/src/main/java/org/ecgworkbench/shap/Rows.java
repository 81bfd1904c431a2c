package org.ecgworkbench.shap;

import java.util.Arrays;

/** Recordings in both precisions: {@code float} as networks and explanations hold them, {@code double} for sums. */
final class Rows {
  private Rows() {}

  static double[][] widened(float[][] rows) {
    double[][] wide = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      wide[i] = new double[rows[i].length];
      for (int t = 0; t < wide[i].length; t++) {
        wide[i][t] = rows[i][t];
      }
    }
    return wide;
  }

  static float[][] narrowed(double[][] rows) {
    float[][] narrow = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      narrow[i] = new float[rows[i].length];
      for (int t = 0; t < narrow[i].length; t++) {
        narrow[i][t] = (float) rows[i][t];
      }
    }
    return narrow;
  }

  static double sum(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      for (double value : row) {
        sum += value;
      }
    }
    return sum;
  }

  static void requireShape(double[][] rows, int leads, int samples, String what) {
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

  /** Refuses an output that the model does not have. */
  static void requireClasses(GradientModel model, int... classes) {
    for (int c : classes) {
      if (c < 0 || c >= model.classes()) {
        throw new IllegalArgumentException(
            "expected an output from 0 to %d, found %d".formatted(model.classes() - 1, c));
      }
    }
  }
}
