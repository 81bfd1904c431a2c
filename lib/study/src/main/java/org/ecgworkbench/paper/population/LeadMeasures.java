package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.shap.LeadGame;
import org.ecgworkbench.shap.evaluation.AttributionSimilarity;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;

/**
 * What each lead is worth by several measures, and how far the measures agree. Measures of attributions are a mean over explained records;
 * each record's values are first divided by the sum of their absolute values, so that records with a large logit do not decide alone. The
 * single-lead networks are measured on the test fold.
 *
 * @param perRecord by name, {@code [record][lead]}, normalised
 * @param standIns {@code [record][stand-in][lead]}, the values in logits by one stand-in each
 * @param singleLead {@code [lead]}, the average AUC of the network on this lead
 * @param singleLeadResamples {@code [resample][lead]}, the same on resamples of the test fold
 * @param seed of the resamples of records
 */
record LeadMeasures(
    Map<String, double[][]> perRecord,
    double[][][] standIns,
    double[] singleLead,
    double[][] singleLeadResamples,
    long seed) {
  static final String SHAPLEY = "lead Shapley";
  static final String SHAPLEY_ZERO = "lead Shapley, zero baseline";
  static final String OWEN = "Owen, limb and precordial";
  static final String EXPECTED = "summed expected gradients";
  static final String SHAPLEY_MAGNITUDE = "|lead Shapley|";
  static final String EXPECTED_ABSOLUTE = "summed |expected gradients|";
  static final String SINGLE = "single-lead AUC";

  static final List<List<Lead>> GROUPS = List.of(Lead.ALL.subList(0, 6), Lead.ALL.subList(6, 12));

  /**
   * A rank correlation of two measures over the twelve leads.
   *
   * @param within the mean over records of the correlation within a record; undefined for the single-lead networks, which have no records
   * @param ofMeans the correlation of the means over records
   */
  record Agreement(String first, String second, Interval within, Interval ofMeans) {}

  static LeadMeasures of(List<RecordGames> games, List<Run> singleLeads, Study study) {
    Map<String, double[][]> measures = new LinkedHashMap<>();
    measures.put(SHAPLEY, each(games, g -> g.interventional().shapley()));
    double[][][] standIns =
        games.stream()
            .map(g -> g.background().stream().map(LeadGame::shapley).toArray(double[][]::new))
            .toArray(double[][][]::new);
    measures.put(SHAPLEY_ZERO, each(games, g -> g.zero().shapley()));
    measures.put(OWEN, each(games, g -> g.interventional().owen(GROUPS)));
    measures.put(EXPECTED, each(games, g -> g.explained().leadSums()));
    measures.put(
        SHAPLEY_MAGNITUDE,
        each(games, g -> Arrays.stream(g.interventional().shapley()).map(Math::abs).toArray()));
    measures.put(EXPECTED_ABSOLUTE, each(games, g -> g.explained().leadAbsoluteSums()));
    double[] auc = new double[singleLeads.size()];
    double[][] replicates = new double[singleLeads.size()][];
    for (int lead = 0; lead < auc.length; lead++) {
      Bootstrap bootstrap = study.intervals(singleLeads.get(lead)).bootstrap();
      auc[lead] =
          study.intervals(singleLeads.get(lead)).interval(PerformanceMetric.AUC, 9).estimate();
      replicates[lead] = bootstrap.averageReplicates(PerformanceMetric.AUC);
    }
    double[][] byResample = new double[replicates[0].length][auc.length];
    for (int b = 0; b < byResample.length; b++) {
      for (int lead = 0; lead < auc.length; lead++) {
        byResample[b][lead] = replicates[lead][b];
      }
    }
    return new LeadMeasures(measures, standIns, auc, byResample, study.parameters().seed());
  }

  private static double[][] each(List<RecordGames> games, Function<RecordGames, double[]> value) {
    return games.stream().map(value).map(LeadMeasures::normalised).toArray(double[][]::new);
  }

  /** Divided by the sum of absolute values; unchanged where that is 0. */
  static double[] normalised(double[] values) {
    double sum = Arrays.stream(values).map(Math::abs).sum();
    return Arrays.stream(values).map(v -> sum == 0 ? 0 : v / sum).toArray();
  }

  /** The names of all measures, the single-lead networks last. */
  List<String> names() {
    List<String> names = new ArrayList<>(perRecord.keySet());
    names.add(SINGLE);
    return names;
  }

  /** A measure's mean over records for each lead, with its interval; for the single-lead networks their AUC with its interval. */
  List<Interval> means(String name) {
    double[] estimates = means(name, null, -1);
    double[][] replicates = replicates(name);
    List<Interval> intervals = new ArrayList<>();
    for (int lead = 0; lead < estimates.length; lead++) {
      int l = lead;
      double[] values = Arrays.stream(replicates).mapToDouble(r -> r[l]).toArray();
      intervals.add(
          records() == 1 && !name.equals(SINGLE)
              ? Interval.undefined(
                  estimates[lead], TestIntervals.LEVEL, "one record has no interval")
              : RecordMeans.interval(
                  estimates[lead], values, name.equals(SINGLE) ? Integer.MAX_VALUE : records()));
    }
    return intervals;
  }

  private int records() {
    return perRecord.get(SHAPLEY).length;
  }

  private Resamples resamples() {
    return Resamples.plain(records(), Resamples.DEFAULT_COUNT, seed);
  }

  private double[][] replicates(String name) {
    if (name.equals(SINGLE)) {
      return singleLeadResamples;
    }
    Resamples drawn = resamples();
    double[][] replicates = new double[drawn.count()][];
    for (int b = 0; b < replicates.length; b++) {
      Parallel.stopIfInterrupted();
      replicates[b] = means(name, drawn.indices(b), b);
    }
    return replicates;
  }

  private double[] means(String name, int[] drawn, int resample) {
    if (name.equals(SINGLE)) {
      return resample < 0 ? singleLead : singleLeadResamples[resample % singleLeadResamples.length];
    }
    double[][] records = resample < 0 ? perRecord.get(name) : withOtherStandIns(name, resample);
    int n = drawn == null ? records.length : drawn.length;
    double[] means = new double[records[0].length];
    for (int i = 0; i < n; i++) {
      double[] record = records[drawn == null ? i : drawn[i]];
      for (int lead = 0; lead < means.length; lead++) {
        means[lead] += record[lead] / n;
      }
    }
    return means;
  }

  /** A measure's values with stand-ins drawn anew in each record, where it has any. */
  private double[][] withOtherStandIns(String name, int resample) {
    if (!name.equals(SHAPLEY) && !name.equals(SHAPLEY_MAGNITUDE)) {
      return perRecord.get(name);
    }
    double[][] records = new double[standIns.length][];
    Resamples drawn =
        Resamples.plain(standIns[0].length, records.length, seed + 1 + resample & 0xFFFFFFFFL);
    for (int r = 0; r < records.length; r++) {
      double[][] of = standIns[r];
      double[] sum = new double[of[0].length];
      for (int i : drawn.indices(r)) {
        for (int lead = 0; lead < sum.length; lead++) {
          sum[lead] += of[i][lead];
        }
      }
      records[r] =
          normalised(name.equals(SHAPLEY) ? sum : Arrays.stream(sum).map(Math::abs).toArray());
    }
    return records;
  }

  /**
   * How far two measures agree on the order of the leads. A resample draws records for both alike; the test fold of the single-lead
   * networks is drawn independently, as explained records and test fold are different records.
   */
  Agreement agreement(String first, String second) {
    Resamples drawn = resamples();
    double[] within = new double[drawn.count()];
    double[] ofMeans = new double[drawn.count()];
    double[] byRecord = new double[records()];
    boolean single = first.equals(SINGLE) || second.equals(SINGLE);
    for (int i = 0; i < byRecord.length && !single; i++) {
      byRecord[i] =
          AttributionSimilarity.spearman(perRecord.get(first)[i], perRecord.get(second)[i]);
    }
    for (int b = 0; b < within.length; b++) {
      Parallel.stopIfInterrupted();
      int[] indices = drawn.indices(b);
      within[b] = Arrays.stream(indices).mapToDouble(i -> byRecord[i]).average().orElse(Double.NaN);
      ofMeans[b] =
          AttributionSimilarity.spearman(means(first, indices, b), means(second, indices, b));
    }
    double mean = Arrays.stream(byRecord).average().orElse(Double.NaN);
    double estimate =
        AttributionSimilarity.spearman(means(first, null, -1), means(second, null, -1));
    Interval none =
        Interval.undefined(
            Double.NaN, TestIntervals.LEVEL, "single-lead networks have no values of a record");
    return new Agreement(
        first, second, single ? none : interval(mean, within), interval(estimate, ofMeans));
  }

  private Interval interval(double estimate, double[] replicates) {
    return records() == 1
        ? Interval.undefined(estimate, TestIntervals.LEVEL, "one record has no interval")
        : RecordMeans.interval(estimate, replicates, records());
  }
}
