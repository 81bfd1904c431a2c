package org.ecgworkbench.baseline;

import java.util.List;
import org.ecgworkbench.base.Parallel;

/** What fitted learners of this package have in common: scaling, shapes, and constant classes. */
abstract class FittedOnFeatures implements FittedBaseline {
  private final String name;
  private final Scaling.Fitted scaler;
  private final int features;
  private final double[] shares;
  private final List<Integer> undefined;

  /**
   * Keeps of the training records no more than their form.
   *
   * @param name for the eyes, for example {@code random forest}
   */
  FittedOnFeatures(String name, TrainingData data) {
    this.name = name;
    this.scaler = data.scaler();
    this.features = data.features();
    this.undefined = data.undefined();
    this.shares = new double[data.classes()];
    for (int c : undefined) {
      shares[c] = data.labels()[0][c] ? 1 : 0;
    }
  }

  @Override
  public double[][] scores(double[][] x) {
    double[][] rows = rows(x);
    double[][] scores = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      Parallel.stopIfInterrupted();
      scores[i] = scores(rows[i]);
      for (int c : undefined) {
        scores[i][c] = shares[c];
      }
    }
    return scores;
  }

  /** One record's scores, {@code [class]}; those of undefined classes do not matter. */
  abstract double[] scores(double[] row);

  /** Records as they were learned from: checked and scaled. */
  final double[][] rows(double[][] x) {
    TrainingData.checkFeatures(x, features);
    return scaler.apply(x);
  }

  final Scaling.Fitted scaler() {
    return scaler;
  }

  /** Whether all training records carried a class, or none. */
  final boolean isUndefined(int c) {
    return undefined.contains(c);
  }

  /** The constant score of an undefined class, 1 or 0. */
  final double share(int c) {
    return shares[c];
  }

  /** The log-odds of an undefined class: positive or negative infinity. */
  final double infiniteLogOdds(int c) {
    return shares[c] == 1 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int classes() {
    return shares.length;
  }

  @Override
  public List<Integer> undefinedClasses() {
    return undefined;
  }

  /** For the eyes: what it is, and what it could not learn. */
  @Override
  public String toString() {
    return "%s of %d features for %d classes%s"
        .formatted(
            name,
            features,
            shares.length,
            undefined.isEmpty() ? "" : ", not learned: classes " + undefined);
  }
}
