package org.ecgworkbench.baseline;

import java.util.List;
import java.util.OptionalLong;
import org.ecgworkbench.baseline.feature.FeatureTable;

/**
 * A multi-label learner on the expert features: one of this package's, or anyone's. Instances are
 * immutable and hold every setting, the seed included; the same settings and data give the same
 * model on any number of threads.
 *
 * <p>A class that all training records carry, or none, cannot be learned: its score is the training
 * share, 1 or 0, for every record, and {@link FittedBaseline#undefinedClasses()} lists it.
 *
 * <p>To bring a learner of one's own, implement the first three methods. What it was given and what
 * it gives back is checked where it is used ({@link LearnerContract}), so it need not check
 * anything. If it learns trees or a linear model, its fitted form may be a {@link FittedTrees} or a
 * {@link FittedLinear}, which are explained exactly.
 */
public interface Baseline {

  /**
   * {@return the name for tables and legends, one line, for example {@code random forest}} A saved
   * run is found by it, the {@linkplain #options() settings} and the learner's code.
   */
  String displayName();

  /**
   * {@return every setting, the seed included; settings that are equal must read the same as text}
   */
  Record options();

  /**
   * Learns from training records.
   *
   * @param x {@code [record][feature]}, finite
   * @param y {@code [record][class]}, true where the record carries the class
   * @return the model; a class that all records carry, or none, is in its {@link
   *     FittedBaseline#undefinedClasses()}
   * @throws IllegalArgumentException if there is no record, feature or class, the shapes do not
   *     agree, or a value is not finite; the message says which
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  FittedBaseline fit(double[][] x, boolean[][] y);

  /**
   * Learns from a table of features; {@link #fit(double[][], boolean[][])} with its values.
   *
   * @param training the training records' features
   * @param labels {@code [record][class]}, in the order of the table, for example {@code
   *     dataset.labels(training.ids())}
   * @return the model; a class that all records carry, or none, is in its {@link
   *     FittedBaseline#undefinedClasses()}
   * @throws IllegalArgumentException as {@link #fit(double[][], boolean[][])}
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  default FittedBaseline fit(FeatureTable training, boolean[][] labels) {
    return fit(training.values(), labels);
  }

  /** {@return the seed of all that is random in it; empty where nothing is} */
  default OptionalLong seed() {
    return OptionalLong.empty();
  }

  /**
   * {@return the names of the random streams of {@link #seed()}, for the provenance of results; a
   * {@code *} stands for what a loop puts there}
   */
  default List<String> randomStreams() {
    return seed().isPresent() ? List.of(displayName()) : List.of();
  }
}
