package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.study.Method;
import org.junit.jupiter.api.Test;

class AttributionVerdictTest {
  private static Row row(
      Method method, String measure, String against, double value, double difference, double p) {
    return new Row(
        "question",
        method,
        measure,
        against,
        20,
        new Interval(value, value - 0.1, value + 0.1, 0.95, ""),
        new Interval(difference, difference - 0.05, difference + 0.05, 0.95, ""),
        p);
  }

  /** Rows by hand: occlusion localises and deletes, expected gradients only localises, the others were not tried. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(row(Method.OCCLUSION, "localisation AUC", "random", 0.7, 0.2, 0.001));
    rows.add(row(Method.OCCLUSION, "localisation AUC", "signal amplitude", 0.7, -0.1, 0.001));
    rows.add(row(Method.OCCLUSION, "deletion area", "random", 0.2, -0.3, 0.01));
    rows.add(row(Method.OCCLUSION, "insertion area", "random", 0.8, 0.3, 0.2));
    rows.add(row(Method.EXPECTED_GRADIENTS, "localisation AUC", "random", 0.6, 0.1, 0.001));
    rows.add(
        row(Method.EXPECTED_GRADIENTS, "localisation AUC", "signal amplitude", 0.6, 0.01, 0.5));
    rows.add(row(Method.EXPECTED_GRADIENTS, "deletion area", "random", 0.5, 0.1, 0.01));
    rows.add(row(Method.EXPECTED_GRADIENTS, "rank correlation of magnitudes", "conv1", 0.7, 0, 1));
    rows.add(
        row(Method.EXPECTED_GRADIENTS, "rank correlation", "another training seed", 0.1, 0, 1));
    rows.add(row(Method.EXPECTED_GRADIENTS, "rank correlation", "other draws", 0.4, 0, 1));
    return rows;
  }

  @Test
  void aTestIsPassedOnTheRightSideWithAnIntervalAndAnAdjustedPOnly() {
    List<MethodRanking.Ranked> ranked = MethodRanking.ranked(rows());
    MethodRanking.Ranked first = ranked.get(0);
    assertEquals(Method.OCCLUSION, first.method());
    assertEquals(2, first.count());
    assertEquals(4, first.made());
    assertEquals(Optional.of(true), first.passed().get(0));
    assertEquals(Optional.of(false), first.passed().get(1));
    assertEquals(Optional.empty(), first.passed().get(2));
    assertEquals(Method.EXPECTED_GRADIENTS, ranked.get(1).method());
    // The deletion area lies above the random order's: the wrong side.
    assertEquals(1, ranked.get(1).count());
    assertEquals(3, ranked.get(1).made());
  }

  /** One method beats both controls at equal amplitude, the other only the random one. */
  @Test
  void atEqualAmplitudeBothControlsHaveToBeBeaten() {
    List<Row> rows = rows();
    String matched = "localisation AUC at equal amplitude";
    String untrained = "the same method, untrained network";
    rows.add(row(Method.OCCLUSION, matched, "random", 0.6, 0.1, 0.001));
    rows.add(row(Method.OCCLUSION, matched, untrained, 0.6, 0.1, 0.001));
    rows.add(row(Method.EXPECTED_GRADIENTS, matched, "random", 0.55, 0.1, 0.001));
    rows.add(row(Method.EXPECTED_GRADIENTS, matched, untrained, 0.55, 0.02, 0.4));
    assertTrue(
        AttributionSentences.of(rows).stream()
            .anyMatch(
                s ->
                    s.contains("untrained network for occlusion (0.600")
                        && s.contains("not for expected gradients (0.550")),
        () -> String.join("\n", AttributionSentences.of(rows)));
  }

  @Test
  void theSentencesSayWhatTheRowsSay() {
    List<String> sentences = AttributionSentences.of(rows());
    assertTrue(
        sentences
            .get(0)
            .startsWith(
                "Of 6 methods, occlusion passes the most tests (2 of 4); expected gradients"));
    assertTrue(
        sentences.stream()
            .anyMatch(
                s ->
                    s.contains("clearly better than random (+0.100, 0.050 to 0.150)")
                        && s.contains("not clearly better than signal amplitude")));
    assertTrue(sentences.stream().anyMatch(s -> s.contains("is not shown")));
    assertTrue(
        sentences.stream()
            .anyMatch(s -> s.contains("most of where a map is large comes from the signal")));
    assertTrue(
        sentences.stream()
            .anyMatch(s -> s.contains("most of what Figure 6 highlights belongs to one training")));
  }

  @Test
  void aMeanScoreOfTwoWindowsIsTheTrapezoid() {
    Trial curve =
        new Trial(
            Trial.Kind.DELETION,
            Method.OCCLUSION,
            "A",
            org.ecgworkbench.ecg.Diagnosis.AF,
            "all",
            new double[] {1, 0.5, 0});
    assertEquals(0.5, FaithfulnessRows.area(curve), 1e-15);
  }
}
