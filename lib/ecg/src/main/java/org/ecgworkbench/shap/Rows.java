package org.ecgworkbench.shap;

/** What a model is asked for. */
final class Rows {
  private Rows() {}

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
