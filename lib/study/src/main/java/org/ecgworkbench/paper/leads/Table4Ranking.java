package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Metric;
import org.ecgworkbench.evaluation.inference.RankDistribution;
import org.ecgworkbench.evaluation.inference.SeedBootstrap;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

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
    StringColumn lead = StringColumn.create("lead");
    StringColumn metricName = StringColumn.create("metric");
    List<DoubleColumn> numbers = new ArrayList<>();
    for (String name :
        List.of(
            "average",
            "average" + TableResult.LOW,
            "average" + TableResult.HIGH,
            Table4SingleLeads.SEED_SD,
            "rank",
            "rank from",
            "rank to",
            "mean rank",
            "among best 3 (records)",
            "among best 3 (records and training)")) {
      numbers.add(DoubleColumn.create(name));
    }
    StringColumn note = StringColumn.create(TableResult.NOTE);
    int[] singles = leads.plan().singles();
    for (Metric metric : List.of(Metric.F1, Metric.AUC)) {
      RankDistribution records = leads.ranks(metric, false);
      RankDistribution both = leads.ranks(metric, true);
      int k = Math.min(BEST, singles.length);
      List<Integer> order =
          IntStream.range(0, singles.length)
              .boxed()
              .sorted(Comparator.comparingDouble(both::rank))
              .toList();
      for (int i : order) {
        SeedBootstrap measured = leads.measured(singles[i]);
        Interval interval = leads.interval(singles[i], metric, measured.averageColumn());
        double[] rank = both.rankInterval(i, TestIntervals.LEVEL);
        double[] row = {
          interval.estimate(),
          interval.lower(),
          interval.upper(),
          measured.seedSd(metric, measured.averageColumn()),
          both.rank(i),
          rank[0],
          rank[1],
          both.meanRank(i),
          records.amongBest(i, k),
          both.amongBest(i, k)
        };
        lead.append(leads.label(singles[i]));
        metricName.append(metric.label());
        for (int c = 0; c < row.length; c++) {
          numbers.get(c).append(row[c]);
        }
        note.append(leads.oneSeedNote());
      }
    }
    Table table = Table.create("ranking", lead, metricName);
    numbers.forEach(table::addColumns);
    table.addColumns(note);
    return new TableResult(
        "table4-ranking",
        "Single leads by rank: %s. 95 %% intervals of the ranks and probabilities to be among the best three, over resamples of the test records%s."
            .formatted(
                leads.where(),
                leads.plan().seeds().size() == 1 ? "" : " and the training's own spread"),
        table,
        leads.comparison(Table4Ranking.class),
        leads.study().results());
  }
}
