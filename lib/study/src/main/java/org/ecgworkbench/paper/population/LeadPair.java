package org.ecgworkbench.paper.population;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.population.LeadGames.RecordGames;
import org.ecgworkbench.study.RecordMeans;

/** Two leads and their interaction in each record. */
record LeadPair(Lead first, Lead second, List<RecordMeans.Value> values, Interval mean) {
  /** Whether the interval includes 0, or there is none. */
  boolean signIsUnknown() {
    return !(mean.lower() > 0 || mean.upper() < 0);
  }

  double magnitude() {
    return values.stream().mapToDouble(v -> Math.abs(v.value())).average().orElse(Double.NaN);
  }

  /** The interactions of the 66 pairs of leads. */
  static List<LeadPair> of(List<RecordGames> records, long seed) {
    RecordMeans means = new RecordMeans(seed);
    List<double[][]> games =
        records.stream().map(record -> record.interventional().interactions()).toList();
    List<LeadPair> pairs = new ArrayList<>();
    for (int i = 0; i < Lead.ALL.size(); i++) {
      for (int j = i + 1; j < Lead.ALL.size(); j++) {
        List<RecordMeans.Value> values = interactions(records, games, i, j);
        pairs.add(new LeadPair(Lead.ALL.get(i), Lead.ALL.get(j), values, means.mean(values)));
      }
    }
    return List.copyOf(pairs);
  }

  private static List<RecordMeans.Value> interactions(
      List<RecordGames> records, List<double[][]> pairs, int i, int j) {
    return IntStream.range(0, pairs.size())
        .mapToObj(r -> new RecordMeans.Value(records.get(r).explained().id(), pairs.get(r)[i][j]))
        .toList();
  }
}
