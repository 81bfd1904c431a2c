package org.ecgworkbench.baseline;

/** Checks of the learners' settings, and learners as text, all with the same words. */
final class Settings {
  private Settings() {}

  static void atLeast(String what, long found, long least) {
    require(found >= least, what + " of at least " + least, found);
  }

  static void positive(String what, double found) {
    require(found > 0 && found < Double.POSITIVE_INFINITY, what + " > 0", found);
  }

  /** A learner for the eyes: its name and its settings. */
  static String describe(Baseline learner) {
    return learner.displayName()
        + learner.options().toString().replaceFirst("^\\w+\\[", ": ").replaceFirst("]$", "");
  }

  /** What a learner has learned, for the eyes. */
  static String describe(String learner, FittedBaseline fitted) {
    return "%s of %d features for %d classes%s"
        .formatted(
            learner,
            fitted.features(),
            fitted.classes(),
            fitted.undefinedClasses().isEmpty()
                ? ""
                : ", not learned: classes " + fitted.undefinedClasses());
  }

  static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }
}
