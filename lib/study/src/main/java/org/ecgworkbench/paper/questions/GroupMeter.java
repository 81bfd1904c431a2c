package org.ecgworkbench.paper.questions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.WeightedMetrics;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/** Measures the answers of groups of records, all classes together, and whether groups differ. */
final class GroupMeter {
  private final Examined examined;
  private final long seed;
  private final int classes;
  private final boolean[][] labels; // [record][class]
  private final List<WeightedMetrics> metrics = new ArrayList<>();
  private final List<boolean[]> decisions = new ArrayList<>();

  /** The distribution of a group's metric. */
  record Measured(double estimate, double[] replicates) {}

  /**
   * Of the answers of a learner.
   *
   * @param scores one set a training, of the same records
   * @param seed of the deviates of trainings
   */
  GroupMeter(Examined examined, List<Predictions> scores, long seed) {
    this.examined = examined;
    this.seed = seed;
    labels = scores.get(0).labels();
    classes = labels[0].length;
    for (int t = 0; t < scores.size(); t++) {
      double[][] of = scores.get(t).scores();
      boolean[][] yes = examined.trainings().get(t).thresholds().apply(scores.get(t));
      boolean[] flatLabels = new boolean[labels.length * classes];
      boolean[] flatYes = new boolean[flatLabels.length];
      double[] flatScores = new double[flatLabels.length];
      for (int k = 0; k < flatLabels.length; k++) {
        flatLabels[k] = labels[k / classes][k % classes];
        flatYes[k] = yes[k / classes][k % classes];
        flatScores[k] = of[k / classes][k % classes];
      }
      metrics.add(new WeightedMetrics(flatLabels, flatScores));
      decisions.add(flatYes);
    }
  }

  int labels(boolean[] in) {
    int count = 0;
    for (int i = 0; i < in.length; i++) {
      for (int c = 0; in[i] && c < classes; c++) {
        count += labels[i][c] ? 1 : 0;
      }
    }
    return count;
  }

  private double[] values(int training, int[] weights, boolean[] in) {
    int[] flat = new int[weights.length * classes];
    for (int k = 0; k < flat.length; k++) {
      flat[k] = in[k / classes] ? weights[k / classes] : 0;
    }
    double[] values = new double[PerformanceMetric.values().length];
    metrics.get(training).measure(flat, decisions.get(training), values);
    return values;
  }

  /** Each metric of the records of a group. */
  Measured[] measured(boolean[] in, Resamples resamples, String group) {
    int trainings = examined.trainings().size();
    double[][] byTraining = new double[Question.METRICS.size()][trainings];
    int[] ones = new int[in.length];
    Arrays.fill(ones, 1);
    for (int t = 0; t < trainings; t++) {
      double[] values = values(t, ones, in);
      for (int m = 0; m < Question.METRICS.size(); m++) {
        byTraining[m][t] = values[Question.METRICS.get(m).ordinal()];
      }
    }
    double[][] replicates = new double[Question.METRICS.size()][resamples.count()];
    for (int b = 0; b < resamples.count(); b++) {
      int[] weights = new int[in.length];
      for (int i : resamples.indices(b)) {
        weights[i]++;
      }
      for (int t = 0; t < trainings; t++) {
        double[] values = values(t, weights, in);
        for (int m = 0; m < Question.METRICS.size(); m++) {
          replicates[m][b] += values[Question.METRICS.get(m).ordinal()] / trainings;
        }
      }
    }
    Measured[] measured = new Measured[Question.METRICS.size()];
    for (int m = 0; m < measured.length; m++) {
      NumpyRandom random =
          RandomStream.TRAINING_DEVIATES.stream(
              seed, Question.METRICS.get(m).label() + ", " + group + ", " + examined.name());
      measured[m] =
          new Measured(
              Spread.mean(byTraining[m]),
              Spread.widened(replicates[m], Spread.sd(byTraining[m]), trainings, random));
    }
    return measured;
  }

  /**
   * The p-value of Cochran's Q (1954, doi 10.2307/3001666): under one value for all groups, Q follows a chi-squared distribution with one degree less
   * than there are groups. NaN with fewer than two groups, or where a group's value does not vary.
   */
  static double cochran(List<Measured> groups) {
    return cochran(
        groups.stream().mapToDouble(Measured::estimate).toArray(),
        groups.stream()
            .mapToDouble(
                g ->
                    Spread.sd(
                        Arrays.stream(g.replicates()).filter(v -> !Double.isNaN(v)).toArray()))
            .toArray());
  }

  /** The same of values with their standard errors. */
  static double cochran(double[] values, double[] errors) {
    if (values.length < 2 || !Arrays.stream(errors).allMatch(e -> e > 0)) {
      return Double.NaN;
    }
    double weights = 0;
    double sum = 0;
    for (int g = 0; g < values.length; g++) {
      double weight = 1 / (errors[g] * errors[g]);
      weights += weight;
      sum += weight * values[g];
    }
    double q = 0;
    for (int g = 0; g < values.length; g++) {
      double distance = (values[g] - sum / weights) / errors[g];
      q += distance * distance;
    }
    return ChiSquaredDistribution.of(values.length - 1).survivalProbability(q);
  }
}
