package org.ecgworkbench.paper.questions;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.figure.Estimates;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import tech.tablesaw.api.Table;

/**
 * A question with its answer: a table and a figure of one name and origin, and a sentence.
 *
 * @param <R> a row of the table
 */
abstract class Question<R> {
  static final List<PerformanceMetric> METRICS =
      List.of(PerformanceMetric.F1, PerformanceMetric.AUC);

  private static final Interval NONE =
      Interval.undefined(Double.NaN, TestIntervals.LEVEL, "not there");

  final Study study;
  final List<String> learners;
  private final String id;
  private final Provenance.Builder provenance;

  Question(Study study, String id, List<String> learners, Provenance.Builder provenance) {
    this.study = study;
    this.id = id;
    this.learners = List.copyOf(learners);
    this.provenance = provenance;
  }

  /** {@return what was found, in one sentence or one a learner} */
  public abstract String sentence();

  abstract List<R> rows();

  abstract String learnerOf(R row);

  final TableResult table(String caption, Table table) {
    return study.table(id, caption, table, provenance);
  }

  final FigureResult figure(String caption, Figure figure) {
    return study.figure(id, caption, figure, provenance);
  }

  /** The rows of a learner, in their order. */
  final List<R> of(String learner) {
    return rows().stream().filter(row -> learnerOf(row).equals(learner)).toList();
  }

  /** Why a row's intervals are not there, or leave resamples out: the first that says so. */
  static String note(Interval... intervals) {
    return Arrays.stream(intervals)
        .filter(Objects::nonNull)
        .map(Interval::note)
        .filter(note -> !note.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Intervals to be drawn, a list a learner; where a row has null there is none. */
  final Estimates estimates(Predicate<R> shown, Function<R, Interval> value) {
    return TestIntervals.estimates(
        learners.stream()
            .map(
                learner ->
                    of(learner).stream()
                        .filter(shown)
                        .map(row -> value.apply(row) == null ? NONE : value.apply(row))
                        .toList())
            .toList());
  }

  @Override
  public String toString() {
    return sentence();
  }
}
