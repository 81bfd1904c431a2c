package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.result.Rows;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.Table;

/** A table of paired comparisons of sets of leads; Holm's correction is within each family of tests. */
final class DifferenceRows {
  private final LeadStudy leads;
  private final List<Row> rows = new ArrayList<>();

  DifferenceRows(LeadStudy leads) {
    this.leads = leads;
  }

  /**
   * Two sets of leads to be compared.
   *
   * @param first index in the plan
   * @param second index in the plan
   */
  record Pair(int first, int second) {}

  /** A pair tested in one metric, p before and after Holm's correction. */
  private record Row(
      String question,
      Pair pair,
      PerformanceMetric metric,
      Replicates.Difference test,
      double holm) {}

  /** One family of tests in one metric. */
  void add(String asked, List<Pair> pairs, PerformanceMetric metric) {
    List<Replicates.Difference> tests = new ArrayList<>();
    for (Pair pair : pairs) {
      tests.add(leads.difference(pair.first(), pair.second(), metric));
    }
    double[] corrected =
        Holm.adjust(tests.stream().mapToDouble(Replicates.Difference::pValue).toArray());
    for (int i = 0; i < tests.size(); i++) {
      rows.add(new Row(asked, pairs.get(i), metric, tests.get(i), corrected[i]));
    }
  }

  /**
   * The table of all comparisons.
   *
   * @param caption with a place for where the networks were tested
   */
  TableResult result(String id, String caption, Class<?> maker) {
    Table table =
        Rows.of(rows)
            .text("question", Row::question)
            .text("leads", r -> leads.label(r.pair().first()))
            .text("against", r -> leads.label(r.pair().second()))
            .text("metric", r -> r.metric().label())
            .number("value", r -> leads.average(r.pair().first(), r.metric()))
            .number("against_value", r -> leads.average(r.pair().second(), r.metric()))
            .interval("difference", r -> r.test().interval())
            .number("p", r -> r.test().pValue())
            .number("p_holm", Row::holm)
            .note(
                r ->
                    Stream.of(r.test().interval().note(), leads.oneSeedNote())
                        .filter(note -> !note.isEmpty())
                        .collect(Collectors.joining("; ")))
            .table();
    return leads
        .study()
        .table(id, caption.formatted(leads.where()), table, leads.comparison(maker));
  }
}
