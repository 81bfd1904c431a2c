package org.ecgworkbench.baseline;

import java.util.Arrays;
import org.ecgworkbench.base.Parallel;

/** Fitted trees, which can say what they use: importances from training, exact Shapley values of single records. */
public interface FittedTrees extends FittedBaseline {
  /** So many records' values are held at a time where only their mean is wanted. */
  int RECORDS_AT_A_TIME = 64;

  /** What Shapley values add up to. */
  enum Unit {
    /** The score itself. */
    SCORE,
    /** The log-odds, whose logistic function is the score: a sum of trees, which the score of boosting is not. */
    LOG_ODDS
  }

  /**
   * {@return how much of the fall of the loss in training each feature's splits brought, {@code [class][feature]}: each class's sum is 1;
   * all 0 for a class that could not be learned or whose trees never split}
   */
  double[][] importances();

  /** {@return what the values of {@link #shap} add up to} */
  Unit shapUnit();

  /**
   * Path-dependent tree SHAP (see {@link TreeShap}) of records for one class.
   *
   * @param classIndex from 0
   * @param x {@code [record][feature]}, unscaled, as in training; finite
   * @return one explanation a record, in the order of x; all values 0 for a class that could not be learned, with infinite log-odds where
   *     that is the unit
   * @throws IndexOutOfBoundsException if there is no such class
   * @throws IllegalArgumentException if a record has another number of features, or a value is not finite
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  TreeShap.Explanation[] shap(int classIndex, double[][] x);

  /**
   * {@return the mean over records of the values' sizes, {@code [class][feature]}, in {@link #shapUnit()}}. The same on any number of
   * threads.
   *
   * @param x {@code [record][feature]}, at least one record
   * @throws IllegalArgumentException if there is no record, one has another number of features, or a value is not finite
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  default double[][] meanAbsoluteShap(double[][] x) {
    return meanAbsoluteShap(x, Parallel.processors());
  }

  /**
   * {@return the same on a stated number of threads}
   *
   * @param x {@code [record][feature]}, at least one record, unscaled
   * @param threads how many classes at a time, at least 1
   */
  default double[][] meanAbsoluteShap(double[][] x, int threads) {
    if (x.length == 0) {
      throw new IllegalArgumentException("a mean over records needs at least one record");
    }
    TrainingData.checkFeatures(x, features());
    double[][] mean = new double[classes()][features()];
    Parallel.run(
        mean.length,
        threads,
        c -> {
          for (int from = 0; from < x.length; from += RECORDS_AT_A_TIME) {
            int to = Math.min(x.length, from + RECORDS_AT_A_TIME);
            for (TreeShap.Explanation one : shap(c, Arrays.copyOfRange(x, from, to))) {
              double[] values = one.values();
              for (int j = 0; j < values.length; j++) {
                mean[c][j] += Math.abs(values[j]);
              }
            }
          }
          for (int j = 0; j < mean[c].length; j++) {
            mean[c][j] /= x.length;
          }
        });
    return mean;
  }
}
