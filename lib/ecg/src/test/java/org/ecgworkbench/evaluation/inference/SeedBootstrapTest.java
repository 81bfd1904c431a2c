package org.ecgworkbench.evaluation.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.evaluation.ClassMetrics;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

class SeedBootstrapTest {
  private static final int RECORDS = 40;
  private static final List<String> CLASSES = List.of("x", "y");

  private static Predictions predictions(long seed) {
    NumpyRandom random = NumpyRandom.stream(seed, "scores");
    List<String> ids = new ArrayList<>();
    boolean[][] labels = new boolean[RECORDS][2];
    double[][] scores = new double[RECORDS][2];
    for (int i = 0; i < RECORDS; i++) {
      ids.add("r" + i);
      labels[i][0] = i % 3 == 0;
      labels[i][1] = i % 5 < 2;
      for (int c = 0; c < 2; c++) {
        // Rounded, so that there are ties.
        double score = 0.5 + (labels[i][c] ? 0.1 : -0.1) + random.normal(0, 0.2);
        scores[i][c] = Math.max(0, Math.min(1, Math.rint(score * 20) / 20));
      }
    }
    return new Predictions(ids, CLASSES, labels, scores);
  }

  private static Thresholds half() {
    return Thresholds.fixed(CLASSES, 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
  }

  private static SeedBootstrap.Model model(long seed) {
    Predictions scores = predictions(seed);
    return new SeedBootstrap.Model(scores, half().apply(scores));
  }

  @Test
  void withOneModelItIsThePlainBootstrap() {
    Resamples resamples = Resamples.plain(RECORDS, 200, 5);
    Bootstrap plain = Bootstrap.of(predictions(1), half(), resamples);
    SeedBootstrap one = SeedBootstrap.of(List.of(model(1)), resamples);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      for (int c = 0; c < 2; c++) {
        assertArrayEquals(plain.replicates(metric, c), one.replicates(metric, c), 1e-15);
        ClassMetrics alone = Performance.of(predictions(1), half()).classes().get(c);
        Interval expected =
            ClassInterval.of(metric, alone.value(metric).value(), List.of(alone.confusion()), 0.95);
        assertEquals(expected.toString(), one.interval(metric, c, 0.95).toString());
      }
      assertEquals(
          plain.average(metric, Bootstrap.Method.BCA, 0.95).toString(),
          one.interval(metric, one.averageColumn(), 0.95).toString());
    }
    assertTrue(Double.isNaN(one.seedSd(PerformanceMetric.F1, 0)));
  }

  /** F1 counted again record by record in every resample, and averaged over three models. */
  @Test
  void theMeanIsTakenInEachResample() {
    Resamples resamples = Resamples.plain(RECORDS, 50, 6);
    List<SeedBootstrap.Model> models = List.of(model(1), model(2), model(3));
    SeedBootstrap mean = SeedBootstrap.of(models, resamples);
    double[] values = mean.bySeed(PerformanceMetric.F1, 1);
    double estimate = (values[0] + values[1] + values[2]) / 3;
    assertEquals(estimate, mean.estimate(PerformanceMetric.F1, 1), 1e-15);
    double squares = 0;
    for (double value : values) {
      squares += (value - estimate) * (value - estimate);
    }
    assertEquals(Math.sqrt(squares / 2), mean.seedSd(PerformanceMetric.F1, 1), 1e-15);
    for (int b = 0; b < 50; b++) {
      double sum = 0;
      for (SeedBootstrap.Model model : models) {
        int hits = 0;
        int wrong = 0;
        for (int i : resamples.indices(b)) {
          boolean label = model.scores().labels()[i][1];
          boolean yes = model.decisions()[i][1];
          hits += label && yes ? 1 : 0;
          wrong += label != yes ? 1 : 0;
        }
        sum += hits == 0 ? 0 : 2.0 * hits / (2 * hits + wrong);
      }
      assertEquals(sum / 3, mean.replicates(PerformanceMetric.F1, 1)[b], 1e-12);
    }
  }

  /** A mean over models varies less over the records than one of them, unless they are the same. */
  @Test
  void equalModelsGiveTheIntervalOfOne() {
    Resamples resamples = Resamples.plain(RECORDS, 100, 7);
    SeedBootstrap one = SeedBootstrap.of(List.of(model(1)), resamples);
    SeedBootstrap same = SeedBootstrap.of(List.of(model(1), model(1)), resamples);
    assertEquals(
        one.interval(PerformanceMetric.AUC, 2, 0.95).toString(),
        same.interval(PerformanceMetric.AUC, 2, 0.95).toString());
    assertEquals(0, same.seedSd(PerformanceMetric.AUC, 2));
  }

  @Test
  void modelsOfOtherRecordsAreRefused() {
    Resamples resamples = Resamples.plain(RECORDS, 10, 7);
    Predictions all = predictions(1);
    List<String> ids = new ArrayList<>(all.ids());
    ids.set(3, "other");
    Predictions other = new Predictions(ids, CLASSES, all.labels(), all.scores());
    SeedBootstrap.Model wrong = new SeedBootstrap.Model(other, half().apply(other));
    assertThrows(
        IllegalArgumentException.class,
        () -> SeedBootstrap.of(List.of(model(1), wrong), resamples));
    assertThrows(IllegalArgumentException.class, () -> SeedBootstrap.of(List.of(), resamples));
    assertThrows(
        IllegalArgumentException.class,
        () -> SeedBootstrap.of(List.of(model(1)), Resamples.plain(RECORDS - 1, 10, 7)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SeedBootstrap.Model(all, new boolean[RECORDS][1]));
  }
}
