package org.ecgworkbench.paper.leads;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.inference.Holm;
import org.ecgworkbench.evaluation.inference.Replicates;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A table of paired comparisons of sets of leads; Holm's correction is within each family of tests. */
final class DifferenceRows {
  private final LeadStudy leads;
  private final StringColumn question = StringColumn.create("question");
  private final StringColumn first = StringColumn.create("leads");
  private final StringColumn second = StringColumn.create("against");
  private final StringColumn metricName = StringColumn.create("metric");
  private final DoubleColumn value = DoubleColumn.create("value");
  private final DoubleColumn other = DoubleColumn.create("against_value");
  private final DoubleColumn difference = DoubleColumn.create("difference");
  private final DoubleColumn low = DoubleColumn.create("difference" + TableResult.LOW);
  private final DoubleColumn high = DoubleColumn.create("difference" + TableResult.HIGH);
  private final DoubleColumn p = DoubleColumn.create("p");
  private final DoubleColumn holm = DoubleColumn.create("p_holm");
  private final StringColumn note = StringColumn.create(TableResult.NOTE);

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

  /** One family of tests in one metric. */
  void add(String asked, List<Pair> pairs, PerformanceMetric metric) {
    List<Replicates.Difference> tests = new ArrayList<>();
    for (Pair pair : pairs) {
      tests.add(leads.difference(pair.first(), pair.second(), metric));
    }
    double[] corrected =
        Holm.adjust(tests.stream().mapToDouble(Replicates.Difference::pValue).toArray());
    for (int i = 0; i < tests.size(); i++) {
      Pair pair = pairs.get(i);
      Interval interval = tests.get(i).interval();
      question.append(asked);
      first.append(leads.label(pair.first()));
      second.append(leads.label(pair.second()));
      metricName.append(metric.label());
      value.append(leads.average(pair.first(), metric));
      other.append(leads.average(pair.second(), metric));
      difference.append(interval.estimate());
      low.append(interval.lower());
      high.append(interval.upper());
      p.append(tests.get(i).pValue());
      holm.append(corrected[i]);
      List<String> notes = new ArrayList<>(List.of(interval.note(), leads.oneSeedNote()));
      notes.removeIf(String::isEmpty);
      note.append(String.join("; ", notes));
    }
  }

  Table table(String name) {
    return Table.create(
        name,
        question,
        first,
        second,
        metricName,
        value,
        other,
        difference,
        low,
        high,
        p,
        holm,
        note);
  }
}
