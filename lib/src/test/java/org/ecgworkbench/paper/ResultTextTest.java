package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecgworkbench.baseline.FeatureTable;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.PopulationImportance;
import org.junit.jupiter.api.Test;

/** What a notebook shows of a result that is a cell's last value. */
class ResultTextTest {
  private static final Predictions PREDICTIONS =
      new Predictions(
          List.of("a", "b"),
          List.of("SNR", "AF"),
          new boolean[][] {{true, false}, {true, true}},
          new double[][] {{0.9, 0.1}, {0.8, 0.7}});

  @Test
  void everyResultWithArraysSaysWhatIsInThem() {
    assertEquals(
        "scores of 2 records for 2 classes; positives: SNR 2, AF 1", PREDICTIONS.toString());
    assertEquals(
        "SNR > 0.500, AF > 0.500",
        Thresholds.fixed(PREDICTIONS.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE)
            .toString());
    assertEquals(
        "2 features (f to g) of 1 records (a to a)",
        new FeatureTable(List.of("a"), List.of("f", "g"), new double[][] {{1, 2}}).toString());
    assertEquals(
        "a, class 1: attributions add up to 1.500 (standard error 0.100), output 2.000 less 0.400 expected; greatest leads: V5 2.000, I -0.500",
        new Explanation(
                "a",
                1,
                List.of(Lead.I, Lead.V5),
                new float[][] {{-1, 0.5f}, {1, 1}},
                2,
                0.4,
                1.5,
                0.1,
                50,
                42,
                0)
            .toString());
    assertEquals(
        "importance of 1 leads from 3 explanations, by class [1, 2]",
        new PopulationImportance(
                List.of(Lead.I), new int[] {1, 2}, new double[2][1], new double[2][1])
            .toString());
    String provenance =
        Provenance.start(getClass()).data("x", "0").seed("folds", 42).finish().toString();
    assertTrue(provenance.contains("seed of folds"), provenance);
    assertFalse(provenance.contains("@"), provenance);
  }

  @Test
  void predictionsKeepTheirOwnCopies() {
    double[][] scores = {{0.9, 0.1}};
    boolean[][] labels = {{true, false}};
    Predictions predictions = new Predictions(List.of("a"), List.of("SNR", "AF"), labels, scores);
    scores[0][0] = 0;
    labels[0][0] = false;
    assertEquals(0.9, predictions.scores()[0][0]);
    assertTrue(predictions.labels()[0][0]);
    assertThrows(UnsupportedOperationException.class, () -> predictions.ids().add("b"));
  }
}
