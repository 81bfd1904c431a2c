package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;

/**
 * The single leads ranked by average F1 and by average AUC, with 95 % intervals of the rank and the probability of each lead to be among the
 * best three: once with the networks as they are, and once with the uncertainty of their training ({@link LeadStudy}).
 */
public final class Table4Ranking {
  /** How many leads the paper calls the best. */
  static final int BEST = 3;

  private Table4Ranking() {}

  /**
   * {@return the single leads in their order, the best first, F1 before AUC}
   *
   * @throws org.ecgworkbench.ecg.EcgDataException if there are fewer than two single leads
   */
  public static TableResult of(LeadStudy leads) {
    int[] singles = leads.plan().singles();
    List<Row> rows = new ArrayList<>();
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      RankDistribution records = leads.ranks(metric, false);
      RankDistribution both = leads.ranks(metric, true);
      IntStream.range(0, singles.length)
          .boxed()
          .sorted(Comparator.comparingDouble(both::rank))
          .forEach(place -> rows.add(new Row(metric, singles[place], place, records, both)));
    }
    int k = Math.min(BEST, singles.length);
    int average = Diagnosis.ALL.size();
    return leads
        .study()
        .table(
            "table4-ranking",
            "Single leads by rank: %s. 95 %% intervals of the ranks and probabilities to be among the best three, over resamples of the test records%s."
                .formatted(
                    leads.where(),
                    leads.plan().seeds().size() == 1 ? "" : " and the training's own spread"),
            Rows.of(rows)
                .text("lead", r -> leads.label(r.set()))
                .text("metric", r -> r.metric().label())
                .interval("average", r -> leads.interval(r.set(), r.metric(), average))
                .number(
                    Table4SingleLeads.SEED_SD,
                    r -> leads.measured(r.set()).seedSd(r.metric(), average))
                .number("rank", r -> r.both().rank(r.place()))
                .count("rank from", r -> (int) Math.floor(r.rankInterval()[0]))
                .count("rank to", r -> (int) Math.ceil(r.rankInterval()[1]))
                .number("mean rank", r -> r.both().meanRank(r.place()))
                .number("among best 3 (records)", r -> r.records().amongBest(r.place(), k))
                .number(
                    "among best 3 (records and training)", r -> r.both().amongBest(r.place(), k))
                .note(r -> note(leads, leads.interval(r.set(), r.metric(), average)))
                .table(),
            leads.comparison(Table4Ranking.class));
  }

  /** Why there is no interval, where there is none, and that trainings have no spread, where there is one. */
  private static String note(LeadStudy leads, Interval interval) {
    return Stream.of(Double.isNaN(interval.lower()) ? interval.note() : "", leads.oneSeedNote())
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /**
   * A single lead and its place in the distributions of ranks, of records alone and with training.
   */
  private record Row(
      PerformanceMetric metric,
      int set,
      int place,
      RankDistribution records,
      RankDistribution both) {
    double[] rankInterval() {
      return both.rankInterval(place, TestIntervals.LEVEL);
    }
  }
}
