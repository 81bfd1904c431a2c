package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.CurvePanels.Curve;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * Would it help to act on the scores? The net benefit at a threshold probability {@code t} is the share of true positives less that of false
 * positives weighed by {@code t / (1 - t)}, the odds at which somebody finds one worth the other (Vickers and Elkin 2006, doi
 * 10.1177/0272989X06295361); to be compared with acting on everybody and on nobody. Over the prevalence it is at most 1 (Kerr and others
 * 2016, doi 10.1200/JCO.2015.65.5654). Scores are read as probabilities after {@link TemperatureScaling}. Not in the paper.
 */
public final class DecisionCurves {
  private static final double[] THRESHOLDS = {0.05, 0.1, 0.2, 0.3, 0.5};
  private static final int POINTS = 100;
  private static final Curve NONE = new Curve(new double[0], new double[0]);
  private static final String SETTING =
      "95 %%, percentiles of %d bootstrap resamples of the test fold, pointwise";

  private DecisionCurves() {}

  /**
   * {@return the net benefit of acting where a score is at least a threshold}
   *
   * @param labels {@code [record]}
   * @param scores {@code [record]}, 0 to 1
   * @param weights how often each record counts, {@code [record]}
   * @param threshold 0 to less than 1; 0 acts on everybody
   */
  static double netBenefit(boolean[] labels, double[] scores, int[] weights, double threshold) {
    double odds = threshold / (1 - threshold);
    double sum = 0;
    long all = 0;
    for (int i = 0; i < labels.length; i++) {
      all += weights[i];
      if (scores[i] >= threshold) {
        sum += weights[i] * (labels[i] ? 1 : -odds);
      }
    }
    return sum / all;
  }

  /** That of acting on everybody. */
  static double everybody(boolean[] labels, int[] weights, double threshold) {
    double[] certain = new double[labels.length];
    Arrays.fill(certain, 1);
    return netBenefit(labels, certain, weights, threshold);
  }

  private record Row(
      String learner, Diagnosis d, double t, Interval benefit, double everybody, Interval gain) {}

  /** {@return a row a learner, class and threshold probability} */
  public static TableResult table(Study study) {
    return table(study, study.comparedRuns());
  }

  /**
   * {@return the table of any runs}
   *
   * @param runs tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have
   *     the same name
   */
  public static TableResult table(Study study, List<Run> runs) {
    var provenance = study.provenance(DecisionCurves.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    int[][] weights = weights(study.resamples());
    List<Row> rows = new ArrayList<>();
    for (Run run : runs) {
      Predictions scores = TemperatureScaling.fit(run.validation()).apply(run.test());
      for (Diagnosis d : Diagnosis.ALL) {
        for (double t : THRESHOLDS) {
          rows.add(row(run.name(), d, t, scores, weights));
        }
      }
    }
    return study.table(
        compared.id("decision-curves"),
        """
        Net benefit of acting where a temperature-scaled score is at least the threshold probability, test fold of %s: true positives less \
        false positives at the odds of the threshold, as a share of all records. Gain: over the better of acting on everybody and on nobody. \
        95 %% intervals are percentiles of resamples."""
            .formatted(study.dataName()),
        Rows.of(rows)
            .text("learner", Row::learner)
            .text("class", r -> r.d().name())
            .number("threshold probability", Row::t)
            .interval("net benefit", Row::benefit)
            .number("on everybody", Row::everybody)
            .interval("gain", Row::gain)
            .note(r -> r.benefit().note().isEmpty() ? r.gain().note() : r.benefit().note())
            .table(),
        study
            .withIntervals(compared.from(provenance))
            .setting("intervals", SETTING.formatted(study.resamples().count())));
  }

  private static Row row(
      String learner, Diagnosis d, double t, Predictions predictions, int[][] weights) {
    boolean[] labels = predictions.labels(d.ordinal());
    double[] scores = predictions.scores(d.ordinal());
    double[] benefits = new double[weights.length];
    double[] gains = new double[weights.length];
    for (int b = 0; b < weights.length; b++) {
      benefits[b] = netBenefit(labels, scores, weights[b], t);
      gains[b] = benefits[b] - Math.max(0, everybody(labels, weights[b], t));
    }
    int[] once = once(labels.length);
    double benefit = netBenefit(labels, scores, once, t);
    double everybody = everybody(labels, once, t);
    return new Row(
        learner,
        d,
        t,
        interval(benefit, benefits),
        everybody,
        interval(benefit - Math.max(0, everybody), gains));
  }

  private static int[] once(int records) {
    int[] once = new int[records];
    Arrays.fill(once, 1);
    return once;
  }

  /** How often each record is in each resample, {@code [resample][record]}. */
  private static int[][] weights(Resamples resamples) {
    int[][] weights = new int[resamples.count()][resamples.records()];
    for (int b = 0; b < weights.length; b++) {
      for (int i : resamples.indices(b)) {
        weights[b][i]++;
      }
    }
    return weights;
  }

  private static Interval interval(double estimate, double[] values) {
    double[] ends = TestIntervals.ends(values, TestIntervals.LEVEL);
    return ends[0] == ends[1]
        ? Interval.undefined(
            estimate, TestIntervals.LEVEL, "every resample has this value: there is no interval")
        : new Interval(estimate, ends[0], ends[1], TestIntervals.LEVEL, "");
  }

  /** {@return net benefit over prevalence against the threshold probability, a panel a class} */
  public static FigureResult figure(Study study) {
    return figure(study, study.comparedRuns());
  }

  /**
   * {@return the figure of any runs; the last has the band}
   *
   * @param runs at most eight, tested on the study's test records, each with a name of its own
   * @throws IllegalArgumentException if there is none or more, one was tested on other records, or two
   *     have the same name
   */
  public static FigureResult figure(Study study, List<Run> runs) {
    var provenance = study.provenance(DecisionCurves.class);
    ComparedRuns compared = new ComparedRuns(study, runs);
    compared.requireColours();
    List<Predictions> scores =
        runs.stream()
            .map(run -> TemperatureScaling.fit(run.validation()).apply(run.test()))
            .toList();
    int[][] weights = weights(study.resamples());
    List<CurvePanels.Panel> panels =
        Diagnosis.ALL.stream().map(d -> panel(scores, d, weights)).toList();
    return study.figure(
        compared.id("figure-decision-curves"),
        """
        Decision curves on the %d test records of %s: net benefit of acting on a temperature-scaled score, over the prevalence, by class; 1 is \
        to find all and nobody else, 0 to act on nobody, and what is below 0 is drawn at 0. Dashed: acting on everybody. Band: 95 %% of the \
        resamples of %s at each point. n: positive records."""
            .formatted(
                runs.get(0).test().size(),
                study.dataName(),
                compared.last().learner().isEmpty() ? "the network" : compared.last().name()),
        new CurvePanels(runs.stream().map(Run::name).toList(), runs.size() - 1, panels, 3, false),
        study
            .withIntervals(compared.from(provenance))
            .setting("intervals", SETTING.formatted(study.resamples().count())));
  }

  private static CurvePanels.Panel panel(List<Predictions> runs, Diagnosis d, int[][] weights) {
    int c = d.ordinal();
    boolean[] labels = runs.get(0).labels(c);
    int positives = (int) IntStream.range(0, labels.length).filter(i -> labels[i]).count();
    String title = "%s, n = %d".formatted(d, positives);
    if (positives == 0) {
      return new CurvePanels.Panel(
          title,
          "threshold probability",
          "net benefit / prevalence",
          runs.stream().map(r -> NONE).toList(),
          NONE,
          NONE,
          NONE,
          "no positive record");
    }
    int[] once = once(labels.length);
    double prevalence = (double) positives / labels.length;
    double[] x = IntStream.range(0, POINTS).mapToDouble(i -> (double) i / POINTS).toArray();
    Curve[] band = band(labels, runs.get(runs.size() - 1).scores(c), weights, x);
    return new CurvePanels.Panel(
        title,
        "threshold probability",
        "net benefit / prevalence",
        runs.stream()
            .map(r -> r.scores(c))
            .map(s -> curve(x, t -> netBenefit(labels, s, once, t) / prevalence))
            .toList(),
        band[0],
        band[1],
        curve(x, t -> everybody(labels, once, t) / prevalence),
        "");
  }

  private static Curve curve(double[] x, java.util.function.DoubleUnaryOperator y) {
    return new Curve(x, Arrays.stream(x).map(y).map(v -> Math.max(0, v)).toArray());
  }

  /** Lower and upper ends; resamples without a positive record have no prevalence to divide by. */
  private static Curve[] band(boolean[] labels, double[] scores, int[][] weights, double[] x) {
    int[][] used =
        Arrays.stream(weights).filter(w -> positives(labels, w) > 0).toArray(int[][]::new);
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    for (int p = 0; p < x.length; p++) {
      double[] values = new double[used.length];
      for (int b = 0; b < used.length; b++) {
        values[b] =
            netBenefit(labels, scores, used[b], x[p]) * labels.length / positives(labels, used[b]);
      }
      double[] ends = TestIntervals.ends(values, TestIntervals.LEVEL);
      low[p] = Math.max(0, ends[0]);
      high[p] = Math.max(0, ends[1]);
    }
    return new Curve[] {new Curve(x, low), new Curve(x, high)};
  }

  private static int positives(boolean[] labels, int[] weights) {
    int sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += labels[i] ? weights[i] : 0;
    }
    return sum;
  }
}
