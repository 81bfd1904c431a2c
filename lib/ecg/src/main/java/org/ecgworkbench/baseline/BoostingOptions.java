package org.ecgworkbench.baseline;

import java.util.Objects;

/**
 * The settings that both boosted learners have, {@link GradientBoostingBaseline} and {@link LightGbmBaseline}.
 *
 * @param trees the number of trees, at least 1
 * @param leaves the most leaves of a tree, at least 2
 * @param minLeafRecords the fewest records of a leaf, at least 1
 * @param shrinkage the share of each tree that is added, in (0, 1]
 * @param scaling what is done to the features first; trees do not mind
 */
public record BoostingOptions(
    int trees, int leaves, int minLeafRecords, double shrinkage, Scaling scaling)
    implements Scaling.Choice {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting that lies outside
   */
  public BoostingOptions {
    Settings.atLeast("trees", trees, 1);
    Settings.atLeast("leaves", leaves, 2);
    Settings.atLeast("records of a leaf", minLeafRecords, 1);
    Settings.require(shrinkage > 0 && shrinkage <= 1, "shrinkage in (0, 1]", shrinkage);
    Objects.requireNonNull(scaling, "scaling");
  }

  /** {@return the settings of LightGBM, which are the authors': 100 trees, 31 leaves, 20 records, 0.1; no scaling} */
  public static BoostingOptions defaults() {
    return new BoostingOptions(100, 31, 20, 0.1, Scaling.NONE);
  }

  /**
   * {@return the same with another number of trees}
   *
   * @param trees the number of trees, at least 1
   */
  public BoostingOptions withTrees(int trees) {
    return new BoostingOptions(trees, leaves, minLeafRecords, shrinkage, scaling);
  }

  /**
   * {@return the same with another number of leaves}
   *
   * @param leaves the most leaves of a tree, at least 2
   */
  public BoostingOptions withLeaves(int leaves) {
    return new BoostingOptions(trees, leaves, minLeafRecords, shrinkage, scaling);
  }

  /**
   * {@return the same with another size of leaves}
   *
   * @param minLeafRecords the fewest records of a leaf, at least 1
   */
  public BoostingOptions withMinLeafRecords(int minLeafRecords) {
    return new BoostingOptions(trees, leaves, minLeafRecords, shrinkage, scaling);
  }

  /**
   * {@return the same with another shrinkage}
   *
   * @param shrinkage the share of each tree that is added, in (0, 1]
   */
  public BoostingOptions withShrinkage(double shrinkage) {
    return new BoostingOptions(trees, leaves, minLeafRecords, shrinkage, scaling);
  }

  /**
   * {@return the same with another scaling}
   *
   * @param scaling what is done to the features first
   */
  public BoostingOptions withScaling(Scaling scaling) {
    return new BoostingOptions(trees, leaves, minLeafRecords, shrinkage, scaling);
  }
}
