package org.ecgworkbench.baseline;

import java.util.Objects;
import org.ecgworkbench.base.Parallel;

/**
 * What the learners of this package have in common: a name, settings, and the checks and scaling
 * before they learn.
 *
 * @param <O> the settings
 * @param <F> what is learned
 */
abstract class FeatureLearner<O extends Record & Scaling.Choice, F extends FittedBaseline>
    implements Baseline {
  private final String displayName;
  private final O options;

  FeatureLearner(String displayName, O options) {
    this.displayName = displayName;
    this.options = Objects.requireNonNull(options, "options");
  }

  @Override
  public String displayName() {
    return displayName;
  }

  /** The settings. */
  @Override
  public O options() {
    return options;
  }

  @Override
  public F fit(double[][] x, boolean[][] y) {
    return fit(x, y, Parallel.processors());
  }

  /** The same on a stated number of threads. */
  F fit(double[][] x, boolean[][] y, int threads) {
    return fit(TrainingData.of(x, y, options.scaling()), threads);
  }

  /** Learns from data that were checked and scaled. */
  abstract F fit(TrainingData data, int threads);

  /** For the eyes: its name and its settings. */
  @Override
  public String toString() {
    return displayName + options.toString().replaceFirst("^\\w+\\[", ": ").replaceFirst("]$", "");
  }
}
