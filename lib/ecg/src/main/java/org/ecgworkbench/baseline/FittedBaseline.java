package org.ecgworkbench.baseline;

import java.util.List;
import org.ecgworkbench.baseline.feature.FeatureTable;

/** A {@link Baseline} that has learned. Immutable and safe for several threads. */
public interface FittedBaseline {
  /**
   * The scores of records.
   *
   * @param x {@code [record][feature]}, the features of training, finite
   * @return {@code [record][class]}, in [0, 1]; higher means more likely
   * @throws IllegalArgumentException if a record has another number of features, or a value is not
   *     finite; the message says which
   */
  double[][] scores(double[][] x);

  /**
   * The scores of a table's records.
   *
   * @param records the features of training
   * @return {@code [record][class]}, in the order of the table, in [0, 1]; higher means more likely
   * @throws IllegalArgumentException as {@link #scores(double[][])}
   */
  default double[][] scores(FeatureTable records) {
    return scores(records.values());
  }

  /** {@return the number of features} */
  int features();

  /** {@return the number of classes} */
  int classes();

  /**
   * {@return the classes that could not be learned because all training records carry them, or
   * none; ascending indices} Their score is the training share, 1 or 0, for every record.
   */
  default List<Integer> undefinedClasses() {
    return List.of();
  }
}
