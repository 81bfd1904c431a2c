package org.ecgworkbench.evaluation;

import java.util.concurrent.CancellationException;
import org.ecgworkbench.base.Parallel;

/**
 * One number that all logits are divided by, chosen on the validation set so that the mean binary cross-entropy over all records and
 * classes is least (Guo et al. 2017, arXiv:1706.04599, here for several labels a record). The ranking of records, and with it AUC,
 * does not change; thresholds must be chosen anew.
 *
 * @param temperature above 1 makes scores less sure
 * @param note what is to be known about it; empty if there is nothing to say
 */
public record TemperatureScaling(double temperature, String note) {
  private static final double MIN_LOG = Math.log(1e-3);
  private static final double MAX_LOG = Math.log(1e3);

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public TemperatureScaling {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("a temperature is positive, found " + temperature);
    }
  }

  /**
   * Chooses the temperature between 0.001 and 1000 by golden-section search on its logarithm; the cross-entropy is convex in the
   * inverse temperature, so there is one minimum.
   *
   * @param validation predictions with scores in [0, 1]
   * @return with a note if the best temperature lies at an end of the range, as where scores separate the classes
   * @throws IllegalArgumentException if there is no record, or a score is not in [0, 1]
   * @throws CancellationException if the thread is interrupted
   */
  public static TemperatureScaling fit(Predictions validation) {
    if (validation.size() == 0) {
      throw new IllegalArgumentException("a temperature cannot be fitted to no record");
    }
    int classes = validation.classes().size();
    double[] logits = new double[validation.size() * classes];
    boolean[] labels = new boolean[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double score = validation.score(i / classes, i % classes);
      logits[i] = logit(score);
      labels[i] = validation.label(i / classes, i % classes);
    }
    double ratio = (Math.sqrt(5) - 1) / 2;
    double low = MIN_LOG;
    double high = MAX_LOG;
    double a = high - ratio * (high - low);
    double b = low + ratio * (high - low);
    double lossA = loss(logits, labels, Math.exp(a));
    double lossB = loss(logits, labels, Math.exp(b));
    while (high - low > 1e-9) {
      Parallel.stopIfInterrupted();
      if (lossA <= lossB) {
        high = b;
        b = a;
        lossB = lossA;
        a = high - ratio * (high - low);
        lossA = loss(logits, labels, Math.exp(a));
      } else {
        low = a;
        a = b;
        lossA = lossB;
        b = low + ratio * (high - low);
        lossB = loss(logits, labels, Math.exp(b));
      }
    }
    double best = (low + high) / 2;
    boolean end = best < MIN_LOG + 1e-6 || best > MAX_LOG - 1e-6;
    return new TemperatureScaling(
        Math.exp(best), end ? "the best temperature lies at the end of the range searched" : "");
  }

  /**
   * {@return the scores at this temperature: the logistic function of logit over temperature}. Scores of exactly 0 and 1 stay.
   *
   * @param predictions with scores in [0, 1]
   * @throws IllegalArgumentException if a score is not in [0, 1]
   */
  public Predictions apply(Predictions predictions) {
    double[][] scores = new double[predictions.size()][predictions.classes().size()];
    for (int i = 0; i < scores.length; i++) {
      for (int c = 0; c < scores[i].length; c++) {
        scores[i][c] = 1 / (1 + Math.exp(-logit(predictions.score(i, c)) / temperature));
      }
    }
    return new Predictions(predictions.ids(), predictions.classes(), predictions.labels(), scores);
  }

  private static double logit(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a temperature needs scores in [0, 1], found " + score);
    }
    return Math.log(score) - Math.log1p(-score);
  }

  /** Mean of log(1 + exp(-s z / T)) with s = 1 for positive and -1 for negative labels. */
  private static double loss(double[] logits, boolean[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      // Scores of exactly 0 and 1 as far out as a double next to them.
      double z = Math.max(-745, Math.min(745, logits[i]));
      double x = (labels[i] ? z : -z) / temperature;
      sum += x > 0 ? Math.log1p(Math.exp(-x)) : -x + Math.log1p(Math.exp(x));
    }
    return sum / logits.length;
  }
}
