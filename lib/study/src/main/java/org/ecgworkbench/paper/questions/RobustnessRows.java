package org.ecgworkbench.paper.questions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.paper.questions.Robustness.Row;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/** The rows of {@link Robustness}: what each disturbance leaves of a learner's performance, and what of the change chance explains. */
final class RobustnessRows {
  private RobustnessRows() {}

  /** Disturbance by disturbance, in each learner by learner. */
  static List<Row> of(List<DisturbedAnswers> answers, long seed) {
    int records = answers.get(0).clean().get(0).size();
    Resamples resamples = Resamples.plain(records, Resamples.DEFAULT_COUNT, seed);
    List<Row> made = new ArrayList<>();
    List<List<Row>> byLearner = new ArrayList<>();
    try {
      Parallel.inOrder(
          answers,
          Parallel.processors(),
          each -> of(each, resamples, seed),
          (i, found) -> byLearner.add(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int d = 0; d < byLearner.get(0).size(); d++) {
      for (List<Row> of : byLearner) {
        made.add(of.get(d));
      }
    }
    return List.copyOf(made);
  }

  private static List<Row> of(DisturbedAnswers answers, Resamples resamples, long seed) {
    List<Examined.Training> trainings = answers.examined().trainings();
    SeedBootstrap clean = Spread.measured(answers.examined(), answers.clean(), resamples);
    int average = clean.averageColumn();
    List<String> names = List.copyOf(answers.disturbed().keySet());
    List<SeedBootstrap> measured = new ArrayList<>();
    for (String name : names) {
      measured.add(Spread.measured(answers.examined(), answers.disturbed().get(name), resamples));
    }
    Interval[][] change = new Interval[names.size()][Question.METRICS.size()];
    double[][] p = new double[Question.METRICS.size()][names.size()];
    for (int m = 0; m < Question.METRICS.size(); m++) {
      PerformanceMetric metric = Question.METRICS.get(m);
      double sd =
          Spread.pooled(
              measured.stream()
                  .mapToDouble(
                      b ->
                          Spread.sd(
                              Spread.minus(
                                  b.bySeed(metric, average), clean.bySeed(metric, average))))
                  .toArray());
      NumpyRandom random =
          RandomStream.TRAINING_DEVIATES.stream(
              seed, metric.label() + ", robustness, " + answers.examined().name());
      for (int d = 0; d < change.length; d++) {
        double[] differences =
            Spread.widened(
                Spread.minus(
                    measured.get(d).replicates(metric, average), clean.replicates(metric, average)),
                sd,
                trainings.size(),
                random);
        change[d][m] =
            Spread.interval(
                measured.get(d).estimate(metric, average) - clean.estimate(metric, average),
                differences);
        p[m][d] = Spread.p(differences);
      }
    }
    double[][] holm = Arrays.stream(p).map(Holm::adjust).toArray(double[][]::new);
    double[] none = {Double.NaN, Double.NaN};
    List<Row> found = new ArrayList<>();
    found.add(row("none", answers, clean, new Interval[Question.METRICS.size()], none, 0));
    for (int d = 0; d < names.size(); d++) {
      int at = d;
      found.add(
          row(
              names.get(d),
              answers,
              measured.get(d),
              change[d],
              Arrays.stream(holm).mapToDouble(of -> of[at]).toArray(),
              answers.turned(names.get(d))));
    }
    return found;
  }

  private static Row row(
      String disturbance,
      DisturbedAnswers answers,
      SeedBootstrap measured,
      Interval[] change,
      double[] p,
      double turned) {
    double[] value =
        Question.METRICS.stream()
            .mapToDouble(metric -> measured.estimate(metric, measured.averageColumn()))
            .toArray();
    return new Row(
        disturbance,
        answers.examined().name(),
        answers.examined().trainings().size(),
        value,
        change,
        p,
        turned);
  }
}
