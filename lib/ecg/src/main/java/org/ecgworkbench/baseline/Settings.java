package org.ecgworkbench.baseline;

/** Checks of the learners' settings, all with the same words. */
final class Settings {
  private Settings() {}

  static void atLeast(String what, long found, long least) {
    require(found >= least, what + " of at least " + least, found);
  }

  static void positive(String what, double found) {
    require(found > 0 && found < Double.POSITIVE_INFINITY, what + " > 0", found);
  }

  static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }
}
