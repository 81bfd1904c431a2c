package org.ecgworkbench.study.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Which split of a study's recordings a run was trained and tested on: the study's own, a turn of
 * the rotation over folds, one drawn from another seed, or the study's own with fewer training
 * records.
 *
 * @param fold the fold that tests in a turn of the rotation, 1 to 10; empty for the others
 * @param seed that folds and split are drawn from instead of the study's; empty for the others
 * @param share of the training records; empty for all
 */
public record SplitName(OptionalInt fold, OptionalLong seed, Optional<Share> share) {
  /**
   * Some of the training records of the study's own split: of each {@value #PARTS} in the order of
   * ids so many that follow one another. Shares with one beginning are nested.
   *
   * @param parts how many of {@value #PARTS}, 1 to 7
   * @param first the first of them, from 0
   */
  public record Share(int parts, int first) {
    /** Of how many records a share takes some. */
    public static final int PARTS = 8;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Share {
      if (parts < 1 || parts >= PARTS || first < 0 || first >= PARTS) {
        throw new IllegalArgumentException(
            "a share is 1 to 7 of 8 records from the 0th to the 7th on, found %d from the %dth"
                .formatted(parts, first));
      }
    }

    /**
     * {@return those of the records that are in it, in their order}
     *
     * @param ids all training records
     */
    public List<String> of(List<String> ids) {
      List<String> sorted = ids.stream().sorted().toList();
      return IntStream.range(0, sorted.size())
          .filter(i -> Math.floorMod(i - first, PARTS) < parts)
          .mapToObj(sorted::get)
          .toList();
    }
  }

  /** The study's own. */
  public static final SplitName OWN =
      new SplitName(OptionalInt.empty(), OptionalLong.empty(), Optional.empty());

  /**
   * {@return a turn of the rotation}
   *
   * @param fold the fold that tests, 1 to 10
   */
  public static SplitName ofFold(int fold) {
    return new SplitName(OptionalInt.of(fold), OptionalLong.empty(), Optional.empty());
  }

  /**
   * {@return a split drawn from another seed than the study's}
   *
   * @param seed of folds and split, 0 to 2^32 - 1
   */
  public static SplitName ofSeed(long seed) {
    return new SplitName(OptionalInt.empty(), OptionalLong.of(seed), Optional.empty());
  }

  /**
   * {@return the study's own split with a share of its training records}
   *
   * @param parts how many of {@value Share#PARTS}, 1 to 7
   * @param first the first of them, from 0
   */
  public static SplitName ofShare(int parts, int first) {
    return new SplitName(
        OptionalInt.empty(), OptionalLong.empty(), Optional.of(new Share(parts, first)));
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
        : fold.isPresent()
            ? "fold " + fold.getAsInt()
            : seed.isPresent()
                ? "split of seed " + seed.getAsLong()
                : "own split, %d of 8 training records from the %dth on"
                    .formatted(share.orElseThrow().parts(), share.orElseThrow().first());
  }
}
