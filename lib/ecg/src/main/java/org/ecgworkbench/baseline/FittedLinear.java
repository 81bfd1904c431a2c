package org.ecgworkbench.baseline;

/**
 * A fitted linear model: the score of a class is the logistic function 1 / (1 + e^-z) of its
 * log-odds z = w x + b.
 */
public interface FittedLinear extends FittedBaseline {
  /** {@return the weights w, {@code [class][feature]}, of the features in their own units} */
  double[][] weights();

  /**
   * {@return the intercepts b, {@code [class]}; infinite for a class that could not be learned}
   */
  double[] intercepts();
}
