package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.study.Method;
import org.junit.jupiter.api.Test;

class FaithfulnessRowsTest {
  private static Trial trial(Kind kind, Method method, String record, double... values) {
    return new Trial(kind, method, record, Diagnosis.AF, "all", values);
  }

  private static Row row(List<Row> rows, String measure, String against) {
    return rows.stream()
        .filter(
            r ->
                r.method() == Method.EXPECTED_GRADIENTS
                    && r.measure().equals(measure)
                    && r.against().equals(against))
        .findFirst()
        .orElseThrow();
  }

  /**
   * By hand. Localisation: 0.7, 0.6, 0.8 against random 0.5: mean 0.7, difference 0.2; against another class 0.6, 0.7, 0.6: 1/15; against the untrained network's
   * 0.45: 0.25. All three
   * differences to random have one sign: p = 2/8. Deletion: record C, to which the network says no, is left out; areas 0.5 and 0.25
   * against 0.75 and 0.75: -0.375.
   */
  @Test
  void differencesArePairedWithinRecordsAndUndetectedOnesAreLeftOut() {
    List<Trial> trials = new ArrayList<>();
    double[][] own = {{1, 1, 0.7, 0.2}, {1, 1, 0.6, 0.2}, {1, 1, 0.8, 0.2}};
    double[] others = {0.6, 0.7, 0.6};
    String[] ids = {"A", "B", "C"};
    for (int i = 0; i < 3; i++) {
      trials.add(trial(Kind.TRUTH, Method.EXPECTED_GRADIENTS, ids[i], own[i]));
      trials.add(trial(Kind.TRUTH, Method.RANDOM, ids[i], 0, 0, 0.5, 0.2));
      trials.add(trial(Kind.OTHER_CLASS, Method.EXPECTED_GRADIENTS, ids[i], 0, 0, others[i], 0.2));
      trials.add(trial(Kind.UNTRAINED, Method.EXPECTED_GRADIENTS, ids[i], 0, 0, 0.45, 0.2));
      trials.add(trial(Kind.SCORE, null, ids[i], 0.9, i == 2 ? 0 : 1));
      trials.add(trial(Kind.DELETION, Method.RANDOM, ids[i], 1, 1, 0));
    }
    trials.add(trial(Kind.DELETION, Method.EXPECTED_GRADIENTS, "A", 1, 0.5, 0));
    trials.add(trial(Kind.DELETION, Method.EXPECTED_GRADIENTS, "B", 1, 0, 0));
    trials.add(trial(Kind.DELETION, Method.EXPECTED_GRADIENTS, "C", 9, 9, 9));
    trials.add(trial(Kind.PADDING, Method.EXPECTED_GRADIENTS, "A", 0.1, 0.3));
    List<Row> rows = new FaithfulnessRows(trials, List.of(), List.of(), 42).all();
    Row random = row(rows, "localisation AUC", "random");
    assertEquals(0.7, random.value().estimate(), 1e-12);
    assertEquals(0.2, random.difference().estimate(), 1e-12);
    assertEquals(0.1, random.difference().lower(), 1e-12);
    assertEquals(0.25, random.p(), 1e-12);
    Row other = row(rows, "localisation AUC", "its map of another class");
    assertEquals(0.2 / 3, other.difference().estimate(), 1e-12);
    Row untrained = row(rows, "localisation AUC", "the same method, untrained network");
    assertEquals(0.25, untrained.difference().estimate(), 1e-12);
    Row deletion = row(rows, "deletion area", "random");
    assertEquals(2, deletion.records());
    assertEquals(0.375, deletion.value().estimate(), 1e-12);
    assertEquals(-0.375, deletion.difference().estimate(), 1e-12);
    Row padding = row(rows, "share of |phi| on padding", "padding's share of the samples");
    assertEquals(-0.2, padding.difference().estimate(), 1e-12);
    assertTrue(!padding.difference().isDefined());
  }

  @Test
  void similaritiesAreMeansOverRecordsByChange() {
    List<WeightCascade.Similarity> similarities =
        List.of(
            new WeightCascade.Similarity(
                "A", Diagnosis.AF, Method.EXPECTED_GRADIENTS, "fc", 0.2, 0.4, 0.6),
            new WeightCascade.Similarity(
                "B", Diagnosis.AF, Method.EXPECTED_GRADIENTS, "fc", 0.4, 0.4, 0.8));
    List<Row> rows =
        new FaithfulnessRows(List.of(), similarities, List.of("fc", "conv1"), 42).all();
    assertEquals(3, rows.size());
    assertEquals("randomised weights", rows.get(0).question());
    assertEquals(0.3, rows.get(0).value().estimate(), 1e-12);
    assertEquals(0.7, rows.get(2).value().estimate(), 1e-12);
  }
}
