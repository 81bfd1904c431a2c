package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.RecordMeans;
import org.ecgworkbench.study.TestIntervals;

/** The rows of {@link FaithfulnessRows} that have no control: how alike the maps of a record are where weights or the training are others. */
final class SimilarityRows {
  private SimilarityRows() {}

  /**
   * All rows, change by change.
   *
   * @param changes what was changed, in the order of the table
   */
  static List<Row> of(List<WeightCascade.Similarity> all, List<String> changes, RecordMeans means) {
    List<Row> found = new ArrayList<>();
    Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures = measures();
    for (String against : changes) {
      String question =
          WeightCascade.isOfTraining(against) ? FaithfulnessRows.SEED : FaithfulnessRows.RANDOMISED;
      for (Method method : all.stream().map(WeightCascade.Similarity::method).distinct().toList()) {
        for (var measure : measures.entrySet()) {
          List<RecordMeans.Value> values =
              all.stream()
                  .filter(s -> s.method() == method && s.against().equals(against))
                  .map(s -> new RecordMeans.Value(s.record(), measure.getValue().applyAsDouble(s)))
                  .toList();
          if (!values.isEmpty()) {
            found.add(
                new Row(
                    question,
                    method,
                    measure.getKey(),
                    against,
                    RecordMeans.records(values),
                    means.mean(values),
                    Interval.undefined(Double.NaN, TestIntervals.LEVEL, "there is no control"),
                    Double.NaN));
          }
        }
      }
    }
    return found;
  }

  /** The measures of similarity by name, in the order of the table. */
  static Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures() {
    Map<String, ToDoubleFunction<WeightCascade.Similarity>> measures = new LinkedHashMap<>();
    measures.put("rank correlation", WeightCascade.Similarity::spearman);
    measures.put("rank correlation of magnitudes", WeightCascade.Similarity::magnitudes);
    measures.put("structural similarity", WeightCascade.Similarity::structural);
    return measures;
  }
}
