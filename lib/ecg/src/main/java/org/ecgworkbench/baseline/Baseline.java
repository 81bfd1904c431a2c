package org.ecgworkbench.baseline;

import org.ecgworkbench.baseline.feature.FeatureTable;

/**
 * A classical multi-label learner on the expert features. Instances are immutable and hold every setting, the seed included; the same
 * settings and data give the same model on any number of threads.
 *
 * <p>A class that all training records carry, or none, cannot be learned: its score is the training share, 1 or 0, for every record,
 * and {@link FittedBaseline#undefinedClasses()} lists it.
 */
public sealed interface Baseline
    permits LogisticRegressionBaseline,
        RandomForestBaseline,
        GradientBoostingBaseline,
        LightGbmBaseline,
        MlpBaseline,
        SvmBaseline {

  /** {@return the name for tables and legends, for example {@code random forest}} */
  String displayName();

  /** {@return every setting, the seed included} */
  Record options();

  /**
   * Learns from training records.
   *
   * @param x {@code [record][feature]}, finite
   * @param y {@code [record][class]}, true where the record carries the class
   * @return the model; a class that all records carry, or none, is in its {@link FittedBaseline#undefinedClasses()}
   * @throws IllegalArgumentException if there is no record, feature or class, the shapes do not agree, or a value is not finite; the
   *     message says which
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  FittedBaseline fit(double[][] x, boolean[][] y);

  /**
   * Learns from a table of features; {@link #fit(double[][], boolean[][])} with its values.
   *
   * @param training the training records' features
   * @param labels {@code [record][class]}, in the order of the table, for example {@code dataset.labels(training.ids())}
   * @return the model; a class that all records carry, or none, is in its {@link FittedBaseline#undefinedClasses()}
   * @throws IllegalArgumentException as {@link #fit(double[][], boolean[][])}
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  default FittedBaseline fit(FeatureTable training, boolean[][] labels) {
    return fit(training.values(), labels);
  }
}
