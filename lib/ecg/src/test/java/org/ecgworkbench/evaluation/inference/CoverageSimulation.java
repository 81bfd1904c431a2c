package org.ecgworkbench.evaluation.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.random.NumpyRandom;

/**
 * How often 95 % intervals hold the truth, and whether p-values are uniform where nothing differs. Run by hand: {@code
 * lib/benchmarks/compare CoverageSimulation}; its result is in {@code lib/benchmarks/README.md}.
 *
 * <p>Truth: nine classes; a record has one label, and with probability 0.25 a second one. For class c scores are N(0, 1) without the
 * label and N(d, 1) with it, d from 0.8 to 2.4. So AUC = Phi(d / sqrt 2), and at the threshold 1 recall, precision and F1 follow from
 * the normal distribution and the shares of the labels. Two models have scores of correlation 0.5 and the same truth. Labels are drawn
 * anew in every simulation.
 *
 * <p>And a rare class alone, 6 of 90 records: how often {@link ClassInterval} holds true values from 0.5 to 0.95 of each metric.
 */
public final class CoverageSimulation {
  private static final int SIMULATIONS = 1000;
  private static final int RESAMPLES = 500;
  private static final int RARE = 6;
  private static final int RARE_RECORDS = 90;
  private static final int RARE_SIMULATIONS = 10_000;
  private static final int QUANTILES = 2000;
  private static final int CLASSES = 9;
  private static final double THRESHOLD = 1;
  private static final double SECOND = 0.25;
  private static final double[] SHARE = {.12, .16, .10, .08, .20, .10, .10, .09, .05};

  private CoverageSimulation() {}

  /** Prints Markdown tables: for test folds of 100, 300 and 688 records, and for the rare class; of {@code rare} that alone. */
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      folds();
    }
    System.out.println("| metric | true values | mean | least | at | least with exactly six |");
    System.out.println("|---|---|---|---|---|---|");
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      rare(metric);
    }
  }

  private static void folds() {
    System.out.println(
        "| records | interval | average F1 | F1, classes | average AUC | AUC, classes |");
    System.out.println("|---|---|---|---|---|---|");
    Map<Integer, double[][]> pValues = new TreeMap<>();
    for (int n : new int[] {100, 300, 688}) {
      pValues.put(n, simulate(n));
      System.err.println(n + " records: done");
    }
    System.out.println();
    System.out.println("| records | test | p < 0.01 | p < 0.05 | p < 0.10 | p < 0.50 | D |");
    System.out.println("|---|---|---|---|---|---|---|");
    pValues.forEach(
        (n, p) -> {
          uniform(n, "paired bootstrap of average F1", p[0]);
          uniform(n, "paired bootstrap of average precision", p[2]);
          uniform(n, "DeLong, class 5", p[1]);
        });
    System.out.println();
  }

  /** One metric of a class that 6 of 90 records carry, on average or exactly. */
  private static void rare(PerformanceMetric metric) {
    double sum = 0;
    double least = 1;
    double leastOfSix = 1;
    double at = 0;
    int values = 0;
    for (int percent = 50; percent <= 95; percent++) {
      double truth = percent / 100.0;
      double share = share(metric, truth, false);
      leastOfSix = Math.min(leastOfSix, share(metric, truth, true));
      sum += share;
      values++;
      at = share < least ? truth : at;
      least = Math.min(least, share);
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %s | 0.50 to 0.95 | %.1f %% | %.1f %% | %.2f | %.1f %% |",
            metric.label(),
            100 * sum / values,
            100 * least,
            at,
            100 * leastOfSix));
  }

  /** How often the interval holds the truth. */
  private static double share(PerformanceMetric metric, double truth, boolean exactly) {
    boolean ranks =
        metric == PerformanceMetric.AUC || metric == PerformanceMetric.AVERAGE_PRECISION;
    double distance = ranks ? distance(metric, truth) : 0;
    double[] rates = rates(metric, truth);
    NumpyRandom random =
        NumpyRandom.stream(Math.round(100 * truth), metric.label() + (exactly ? " of six" : ""));
    int held = 0;
    int made = 0;
    for (int s = 0; s < RARE_SIMULATIONS; s++) {
      boolean[] labels = new boolean[RARE_RECORDS];
      double[] scores = new double[RARE_RECORDS];
      for (int i = 0; i < RARE_RECORDS; i++) {
        labels[i] = exactly ? i < RARE : random.uniform(0, RARE_RECORDS) < RARE;
        scores[i] =
            ranks
                ? random.normal(labels[i] ? distance : 0, 1)
                : random.uniform(0, 1) < rates[labels[i] ? 0 : 1] ? 1 : 0;
      }
      ClassMetrics found =
          ClassMetrics.of(
              "rare", labels, scores, 0.5, Comparison.GREATER, ScorePrecision.DOUBLE, "it");
      Interval interval =
          ClassInterval.of(metric, found.value(metric).value(), List.of(found.confusion()), 0.95);
      made += interval.isDefined() ? 1 : 0;
      held += interval.contains(truth) ? 1 : 0;
    }
    return (double) held / made;
  }

  /** The probabilities of a yes, with the class and without it, of which the metric's true value follows. */
  private static double[] rates(PerformanceMetric metric, double truth) {
    double odds = (double) RARE / (RARE_RECORDS - RARE);
    double recall = (1 + truth) / 2;
    return switch (metric) {
      case PRECISION -> new double[] {recall, odds * recall * (1 - truth) / truth};
      case F1 -> new double[] {recall, odds * (2 * recall / truth - 1 - recall)};
      case ACCURACY -> new double[] {truth, 1 - truth};
      default -> new double[] {truth, 0.05};
    };
  }

  /** How far apart the normal scores are for a true AUC, or a true average precision. */
  private static double distance(PerformanceMetric metric, double truth) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double distance = 0;
    for (double step = 4; step > 1e-9; step /= 2) {
      double further = distance + step;
      double value = normal.cumulativeProbability(further / Math.sqrt(2));
      if (metric == PerformanceMetric.AVERAGE_PRECISION) {
        value = 0;
        // The mean of the precision at the quantiles of the positive scores.
        for (int q = 0; q < QUANTILES; q++) {
          double recall = (q + 0.5) / QUANTILES;
          double cut = further - normal.inverseCumulativeProbability(recall);
          double hits = recall * RARE;
          double alarms = normal.survivalProbability(cut) * (RARE_RECORDS - RARE);
          value += hits / (hits + alarms) / QUANTILES;
        }
      }
      distance = value <= truth ? further : distance;
    }
    return distance;
  }

  private static double separation(int c) {
    return 0.8 + 0.2 * c;
  }

  /** The probability of a label: the first, or the second, which is drawn from the other eight by their shares. */
  private static double probability(int c) {
    double second = 0;
    for (int first = 0; first < CLASSES; first++) {
      second += first == c ? 0 : SHARE[first] * SECOND * SHARE[c] / (1 - SHARE[first]);
    }
    return SHARE[c] + second;
  }

  private static double[][] simulate(int n) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double[] auc = new double[CLASSES + 1];
    double[] f1 = new double[CLASSES + 1];
    for (int c = 0; c < CLASSES; c++) {
      auc[c] = normal.cumulativeProbability(separation(c) / Math.sqrt(2));
      double p = probability(c);
      double hit = p * normal.survivalProbability(THRESHOLD - separation(c));
      double yes = hit + (1 - p) * normal.survivalProbability(THRESHOLD);
      f1[c] = 2 * hit / (yes + p);
      auc[CLASSES] += auc[c] / CLASSES;
      f1[CLASSES] += f1[c] / CLASSES;
    }
    String[] kinds = {
      "plain, percentile",
      "plain, BCa",
      "stratified, percentile",
      "DeLong",
      "DeLong, logit scale",
      "Newcombe's method 5"
    };
    int[][] held = new int[kinds.length][4];
    int[][] made = new int[kinds.length][4];
    double[][] pValues = new double[3][SIMULATIONS];
    for (int s = 0; s < SIMULATIONS; s++) {
      NumpyRandom random = NumpyRandom.stream(s, "coverage " + n);
      boolean[][] labels = labels(n, random);
      Predictions[] models = models(labels, random);
      Thresholds thresholds =
          Thresholds.fixed(
              models[0].classes(), THRESHOLD, Comparison.GREATER, ScorePrecision.DOUBLE);
      Resamples plainly = Resamples.plain(n, RESAMPLES, s);
      Bootstrap plain = Bootstrap.of(models[0], thresholds, plainly);
      Bootstrap rival = Bootstrap.of(models[1], thresholds, plainly);
      Bootstrap stratified =
          Bootstrap.of(models[0], thresholds, Resamples.stratified(labels, RESAMPLES, s));
      Bootstrap[] sources = {plain, plain, stratified};
      for (int k = 0; k < 3; k++) {
        Bootstrap.Method method = k == 1 ? Bootstrap.Method.BCA : Bootstrap.Method.PERCENTILE;
        count(
            held, made, k, 0, sources[k].average(PerformanceMetric.F1, method, 0.95), f1[CLASSES]);
        count(
            held,
            made,
            k,
            2,
            sources[k].average(PerformanceMetric.AUC, method, 0.95),
            auc[CLASSES]);
        for (int c = 0; c < CLASSES; c++) {
          count(
              held, made, k, 1, sources[k].interval(PerformanceMetric.F1, c, method, 0.95), f1[c]);
          count(
              held,
              made,
              k,
              3,
              sources[k].interval(PerformanceMetric.AUC, c, method, 0.95),
              auc[c]);
        }
      }
      for (int c = 0; c < CLASSES; c++) {
        for (AucInterval.Method method : AucInterval.Method.values()) {
          Interval interval =
              AucInterval.of(method, models[0].labels(c), models[0].scores(c), 0.95);
          count(held, made, 3 + method.ordinal(), 3, interval, auc[c]);
        }
      }
      pValues[0][s] = Bootstrap.compare(plain, rival, PerformanceMetric.F1, 0.95).pValue();
      pValues[1][s] =
          DeLong.compare(models[0].labels(4), models[0].scores(4), models[1].scores(4), 0.95)
              .pValue();
      pValues[2][s] =
          Bootstrap.compare(plain, rival, PerformanceMetric.AVERAGE_PRECISION, 0.95).pValue();
    }
    for (int k = 0; k < kinds.length; k++) {
      StringBuilder row = new StringBuilder("| " + n + " | " + kinds[k]);
      for (int i = 0; i < 4; i++) {
        row.append(" | ")
            .append(
                made[k][i] == 0
                    ? ""
                    : String.format(Locale.ROOT, "%.1f %%", 100.0 * held[k][i] / made[k][i]));
      }
      System.out.println(row + " |");
    }
    return pValues;
  }

  private static void count(
      int[][] held, int[][] made, int kind, int what, Interval interval, double truth) {
    if (interval.isDefined()) {
      made[kind][what]++;
      held[kind][what] += interval.contains(truth) ? 1 : 0;
    }
  }

  private static boolean[][] labels(int n, NumpyRandom random) {
    boolean[][] labels = new boolean[n][CLASSES];
    for (boolean[] record : labels) {
      int first = draw(random, -1);
      record[first] = true;
      if (random.uniform(0, 1) < SECOND) {
        record[draw(random, first)] = true;
      }
    }
    return labels;
  }

  private static int draw(NumpyRandom random, int except) {
    double at = random.uniform(0, except < 0 ? 1 : 1 - SHARE[except]);
    int last = 0;
    for (int c = 0; c < CLASSES; c++) {
      if (c != except) {
        last = c;
        at -= SHARE[c];
        if (at < 0) {
          return c;
        }
      }
    }
    return last;
  }

  private static Predictions[] models(boolean[][] labels, NumpyRandom random) {
    int n = labels.length;
    double[][][] scores = new double[2][n][CLASSES];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < CLASSES; c++) {
        double shared = random.nextNormal();
        for (double[][] model : scores) {
          model[i][c] =
              (labels[i][c] ? separation(c) : 0) + Math.sqrt(0.5) * (shared + random.nextNormal());
        }
      }
    }
    List<String> ids = IntStream.range(0, n).mapToObj(i -> "R" + i).toList();
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(c -> "C" + c).toList();
    return new Predictions[] {
      new Predictions(ids, classes, labels, scores[0]),
      new Predictions(ids, classes, labels, scores[1])
    };
  }

  private static void uniform(int n, String test, double[] p) {
    double[] sorted = Arrays.stream(p).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      distance =
          Math.max(
              distance,
              Math.max(
                  (i + 1.0) / sorted.length - sorted[i], sorted[i] - (double) i / sorted.length));
    }
    StringBuilder row = new StringBuilder("| " + n + " | " + test);
    for (double level : new double[] {0.01, 0.05, 0.1, 0.5}) {
      row.append(
          String.format(
              Locale.ROOT,
              " | %.1f %%",
              100.0 * Arrays.stream(sorted).filter(v -> v < level).count() / sorted.length));
    }
    System.out.println(row + String.format(Locale.ROOT, " | %.3f |", distance));
  }
}
