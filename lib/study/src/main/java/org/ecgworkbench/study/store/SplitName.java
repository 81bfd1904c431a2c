package org.ecgworkbench.study.store;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which split of a study's recordings a run was trained and tested on: the study's own, a turn of
 * the rotation over folds, or one drawn from another seed.
 *
 * @param fold the fold that tests in a turn of the rotation, 1 to 10; empty for the other two
 * @param seed that folds and split are drawn from instead of the study's; empty for the other two
 */
public record SplitName(OptionalInt fold, OptionalLong seed) {
  /** The study's own. */
  public static final SplitName OWN = new SplitName(OptionalInt.empty(), OptionalLong.empty());

  /**
   * {@return a turn of the rotation}
   *
   * @param fold the fold that tests, 1 to 10
   */
  public static SplitName ofFold(int fold) {
    return new SplitName(OptionalInt.of(fold), OptionalLong.empty());
  }

  /**
   * {@return a split drawn from another seed than the study's}
   *
   * @param seed of folds and split, 0 to 2^32 - 1
   */
  public static SplitName ofSeed(long seed) {
    return new SplitName(OptionalInt.empty(), OptionalLong.of(seed));
  }

  /** {@return whether it is the study's own} */
  public boolean isOwn() {
    return equals(OWN);
  }

  /** {@return the fold as users type it and as a job's file says it: {@code own}, a number, or {@code other}} */
  public String foldName() {
    return isOwn() ? "own" : fold.isPresent() ? String.valueOf(fold.getAsInt()) : "other";
  }

  @Override
  public String toString() {
    return isOwn()
        ? "own split"
        : fold.isPresent() ? "fold " + fold.getAsInt() : "split of seed " + seed.getAsLong();
  }
}
