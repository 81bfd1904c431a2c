package org.ecgworkbench.paper.performance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.GradientBoostingBaseline;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TestIntervals;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** Intervals, tests, curves and importances beside the paper's tables. */
class IntervalTablesTest {
  private static final Baseline FOREST = new RandomForestBaseline();
  private static final Baseline BOOSTING = new GradientBoostingBaseline();

  @TempDir private static Path folder;
  private static Study study;

  @BeforeAll
  static void open() {
    study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  @Test
  void table2KeepsItsColumnsAndAddsIntervalsBeforeTheNote() {
    List<String> names = Table2TestPerformance.of(study).table().columnNames();
    assertEquals(
        List.of(
            "class",
            "positives",
            "records",
            "prevalence",
            "threshold",
            "precision",
            "recall",
            "specificity",
            "F1",
            "AUC",
            "average precision",
            "accuracy",
            "TN",
            "FP",
            "FN",
            "TP",
            "precision low"),
        names.subList(0, 17));
    assertEquals("official score", names.get(names.size() - 2));
    assertEquals("note", names.get(names.size() - 1));
  }

  /** An end of Wilson's interval: the lower one with the sign -1. */
  private static double wilson(double p, double n, int sign) {
    double z = 1.959963984540054;
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return (p + z * z / (2 * n)) / (1 + z * z / n) + sign * half;
  }

  /** TN / (TN + FP) with Wilson's interval, by hand; the average lies in its own. */
  @Test
  void specificityIsThatOfTheCounts() {
    Table table = Table2TestPerformance.of(study).table();
    double sum = 0;
    for (int c = 0; c < 9; c++) {
      double k = table.intColumn("TN").get(c);
      double n = k + table.intColumn("FP").get(c);
      double p = k / n;
      assertEquals(p, table.doubleColumn("specificity").getDouble(c), 1e-12);
      assertEquals(
          Math.max(0, wilson(p, n, -1)), table.doubleColumn("specificity low").getDouble(c), 1e-9);
      assertEquals(
          Math.min(1, wilson(p, n, 1)), table.doubleColumn("specificity high").getDouble(c), 1e-9);
      sum += p;
    }
    assertEquals(sum / 9, table.doubleColumn("specificity").getDouble(9), 1e-12);
    assertTrue(table.doubleColumn("specificity low").getDouble(9) <= sum / 9);
    assertTrue(table.doubleColumn("specificity high").getDouble(9) >= sum / 9);
  }

  @Test
  void anIntervalHoldsItsEstimateOrSaysWhyThereIsNone() {
    Table table = Table3Baselines.of(study).table();
    int wide = 0;
    Run any = study.run(new LogisticRegressionBaseline());
    assertEquals("prevalence", table.stringColumn("metric").get(0));
    assertEquals(
        any.performance().classes().get(1).positives() / (double) any.test().size(),
        table.doubleColumn("AF").getDouble(0),
        1e-15);
    for (int r = 1; r < 1 + 3 * 6; r++) {
      for (Diagnosis d : Diagnosis.ALL) {
        double value = table.doubleColumn(d.name()).getDouble(r);
        double low = table.doubleColumn(d + " low").getDouble(r);
        double high = table.doubleColumn(d + " high").getDouble(r);
        if (Double.isNaN(value)) {
          assertTrue(Double.isNaN(low) && Double.isNaN(high));
          assertTrue(table.stringColumn("note").get(r).contains(d.name()));
        } else if (Double.isNaN(low)) {
          assertTrue(Double.isNaN(high));
          assertTrue(
              table.stringColumn("note").get(r).contains("of " + d.name() + ": there is no"));
        } else {
          assertTrue(low <= value && value <= high, d + " " + low + " " + value + " " + high);
        }
      }
      double low = table.doubleColumn("average low").getDouble(r);
      double high = table.doubleColumn("average high").getDouble(r);
      wide += high > low ? 1 : 0;
    }
    assertTrue(wide > 6, "averages with an interval: " + wide);
    assertEquals(
        CpscScore.of(any.test()).score().value(),
        table.doubleColumn("average").getDouble(1 + 3 * 6),
        1e-12);
    // The score stands once a learner, in a row of its own.
    assertEquals(6, table.stringColumn("metric").countOccurrences("official score"));
    assertEquals(1 + 3 * 6 + 6, table.rowCount());
  }

  /** One interval for one number: Table 2, Table 3 and, drawn, Figure 3's; none is a point, or all of the scale. */
  @Test
  void aNumberHasOneIntervalWhereverItStands() {
    Run run = study.run(new LogisticRegressionBaseline());
    TestIntervals intervals = study.intervals(run);
    Table table = Table3Baselines.of(study, List.of(run)).table();
    for (Diagnosis d : Diagnosis.ALL) {
      Confusion counts = run.performance().classes().get(d.ordinal()).confusion();
      Interval recall = intervals.interval(PerformanceMetric.RECALL, d.ordinal());
      if (counts.positives() > 0) {
        double n = counts.positives();
        double p = counts.truePositives() / n;
        assertEquals(Math.max(0, wilson(p, n, -1)), recall.lower(), 1e-12);
        assertEquals(Math.min(1, wilson(p, n, 1)), recall.upper(), 1e-12);
      }
      for (PerformanceMetric metric : PerformanceMetric.values()) {
        Interval interval = intervals.interval(metric, d.ordinal());
        if (interval.isDefined()) {
          assertTrue(interval.contains(interval.estimate()), d + " " + metric + interval);
          assertTrue(interval.upper() > interval.lower(), d + " " + metric + interval);
        } else {
          assertTrue(!interval.note().isEmpty());
        }
      }
      Interval f1 = intervals.interval(PerformanceMetric.F1, d.ordinal());
      assertEquals(f1.lower(), table.doubleColumn(d + " low").getDouble(1), 0);
      assertEquals(f1.upper(), table.doubleColumn(d + " high").getDouble(1), 0);
    }
  }

  @Test
  void theResamplesAreSavedBesideTheRuns() throws IOException {
    Resamples resamples = study.resamples();
    List<String> lines = Files.readAllLines(indices(study));
    assertEquals(2000, lines.size());
    assertEquals(Arrays.toString(resamples.indices(17)).replaceAll("[\\[\\] ]", ""), lines.get(17));
    assertTrue(
        Table3Baselines.of(study).save().provenance().toString().length() > 0
            && Files.readString(
                    Table3Baselines.of(study).file().resolveSibling("table3-baselines.json"))
                .contains("indices.csv"));
  }

  @Test
  void everyLearnerIsTestedAgainstTheNetwork() {
    Table tests = Table3Comparisons.of(study).table();
    assertEquals(4 * 5 + 3 * 45, tests.rowCount());
    for (int r = 0; r < tests.rowCount(); r++) {
      double value = tests.doubleColumn("learner_value").getDouble(r);
      double network = tests.doubleColumn("network_value").getDouble(r);
      double p = tests.doubleColumn("p").getDouble(r);
      double holm = tests.doubleColumn("p_holm").getDouble(r);
      if (Double.isNaN(p)) {
        assertTrue(!tests.stringColumn("note").get(r).isEmpty());
      } else {
        assertEquals(value - network, tests.doubleColumn("difference").getDouble(r), 1e-12);
        assertTrue(p <= holm && holm <= 1);
      }
    }
    // Holm by hand for the first family: the smallest of five p-values times five.
    DoubleColumn p = tests.doubleColumn("p").first(5);
    int smallest = 0;
    for (int i = 1; i < 5; i++) {
      smallest = p.getDouble(i) < p.getDouble(smallest) ? i : smallest;
    }
    assertEquals(
        Math.min(1, 5 * p.getDouble(smallest)),
        tests.doubleColumn("p_holm").getDouble(smallest),
        1e-12);
  }

  @Test
  void accuracyIsTestedByMcNemarOnTheDecisionsOfTheTables() {
    Table tests = Table3Comparisons.of(study).table();
    Run forest = study.run(FOREST);
    Run network = study.networkRun(Lead.ALL);
    boolean[][] one = forest.thresholds().apply(forest.test());
    boolean[][] other = network.thresholds().apply(network.test());
    int c = Diagnosis.PVC.ordinal();
    int only = 0;
    int onlyOther = 0;
    for (int i = 0; i < one.length; i++) {
      boolean right = one[i][c] == forest.test().labels()[i][c];
      boolean otherRight = other[i][c] == forest.test().labels()[i][c];
      only += right && !otherRight ? 1 : 0;
      onlyOther += !right && otherRight ? 1 : 0;
    }
    int found = 0;
    for (int r = 0; r < tests.rowCount(); r++) {
      if (tests.stringColumn("learner").get(r).equals("random forest")
          && tests.stringColumn("class").get(r).equals("PVC")
          && tests.stringColumn("metric").get(r).equals("accuracy")) {
        found++;
        assertEquals(
            (only - onlyOther) / (double) one.length,
            tests.doubleColumn("difference").getDouble(r),
            1e-12);
        assertEquals(
            binomial(only + onlyOther, Math.min(only, onlyOther)),
            tests.doubleColumn("p").getDouble(r),
            1e-12);
      }
    }
    assertEquals(1, found);
  }

  /** Twice the sum of the binomial probabilities, by hand. */
  private static double binomial(int n, int k) {
    double sum = 0;
    double coefficient = 1;
    for (int i = 0; i <= k; i++) {
      sum += coefficient * Math.pow(0.5, n);
      coefficient = coefficient * (n - i) / (i + 1);
    }
    return Math.min(1, 2 * sum);
  }

  @Test
  void thresholdsChosenAnewKeepTheEstimateAndChangeTheInterval() {
    Table table = Table3Thresholds.of(study).table();
    assertEquals(6 * 10, table.rowCount());
    String anew = "F1 with thresholds chosen anew";
    int changed = 0;
    for (int r = 0; r < table.rowCount(); r++) {
      assertEquals(
          table.doubleColumn("F1").getDouble(r), table.doubleColumn(anew).getDouble(r), 1e-12);
      changed +=
          Double.compare(
                      table.doubleColumn("F1 low").getDouble(r),
                      table.doubleColumn(anew + " low").getDouble(r))
                  != 0
              ? 1
              : 0;
    }
    assertEquals("average", table.stringColumn("class").get(0));
    assertTrue(changed > 4, "intervals that changed: " + changed);
  }

  @Test
  void calibrationStandsForEveryLearnerBeforeAndAfterScaling() throws IOException {
    Table table = CalibrationOfScores.table(study).table();
    assertEquals(6 * 2 * 10, table.rowCount());
    Run run = study.run(new LogisticRegressionBaseline());
    double brier = 0;
    for (int c = 0; c < 9; c++) {
      brier +=
          Calibration.of(run.test().labels(c), run.test().scores(c), 10).brierScore().value() / 9;
    }
    assertEquals("average", table.stringColumn("class").get(0));
    assertEquals(brier, table.doubleColumn("brier").getDouble(0), 1e-12);
    assertEquals(1, table.doubleColumn("temperature").getDouble(0), 0.0);
    // Which temperature is fitted, the validation fold alone decides.
    assertEquals(
        TemperatureScaling.fit(run.validation()).temperature(),
        table.doubleColumn("temperature").getDouble(1),
        0.0);
    FigureResult figure = CalibrationOfScores.figure(study);
    CurvePanels.Curve curve = ((CurvePanels) figure.figure()).panels().get(0).curves().get(0);
    List<Calibration.Bin> bins = Calibration.pooled(run.test(), 10).bins();
    for (int b = 0; b < 10; b++) {
      double n = bins.get(b).records();
      double p = bins.get(b).positiveShare();
      assertEquals(p, curve.y()[b], 0);
      assertEquals(Math.max(0, wilson(p, n, -1)), curve.low()[b], 1e-12);
      assertEquals(Math.min(1, wilson(p, n, 1)), curve.high()[b], 1e-12);
    }
    assertTrue(Files.size(figure.save().file("png")) > 10_000);
  }

  @Test
  void importancesHaveNamesAndAddUpToOne() {
    Table table = FeatureImportances.table(study).table();
    assertEquals(ExpertFeatures.COUNT, table.rowCount());
    assertTrue(table.stringColumn("feature").contains("V5.cD3.p75"));
    for (Diagnosis d : Diagnosis.ALL) {
      double sum = table.doubleColumn(d.name()).sum();
      assertTrue(Math.abs(sum - 1) < 1e-9 || sum == 0, d + " " + sum);
    }
    double[] average = table.doubleColumn("average").asDoubleArray();
    for (int i = 1; i < average.length; i++) {
      assertTrue(average[i] <= average[i - 1]);
    }
    assertTrue(FeatureImportances.figure(study).figure().heightMm() > 100);
  }

  @Test
  void treeShapStandsByLeadAndBandAndIsTheSameOfAForestFittedAgain() throws IOException {
    Table table = FeatureTreeShap.table(study, study.run(FOREST)).table();
    assertEquals(12 * 6, table.rowCount());
    assertEquals(1, table.doubleColumn("share").sum(), 1e-12);
    double learned = FeatureImportances.table(study).table().doubleColumn("average").sum();
    assertEquals(learned, table.doubleColumn("importance_share").sum(), 1e-12);
    double[] average = table.doubleColumn("average").asDoubleArray();
    for (int i = 1; i < average.length; i++) {
      assertTrue(average[i] <= average[i - 1]);
    }
    assertTrue(average[0] > 0);
    assertTrue(FeatureTreeShap.figure(study, study.run(FOREST)).figure().heightMm() > 100);
    Path file = study.treeShap(study.run(FOREST)).csv();
    String first = Files.readString(file);
    Files.delete(file);
    Study again =
        Study.open(
            study.parameters(), Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    assertEquals(first, Files.readString(again.treeShap(again.run(FOREST)).csv()));
  }

  @Test
  void boostingHasItsTreeShapInLogOddsAndLogisticRegressionHasNone() {
    Table table = FeatureTreeShap.table(study, study.run(BOOSTING)).table();
    assertEquals(12 * 6, table.rowCount());
    assertEquals(1, table.doubleColumn("share").sum(), 1e-12);
    assertTrue(table.doubleColumn("average").getDouble(0) > 0);
    FigureResult figure = FeatureTreeShap.figure(study, study.run(BOOSTING));
    assertEquals("feature-tree-shap-gradient-boosting", figure.id());
    assertTrue(figure.caption().contains("log-odds"), figure.caption());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> FeatureTreeShap.table(study, study.run(new LogisticRegressionBaseline())))
            .getMessage();
    assertTrue(message.contains("has no trees"), message);
  }

  @Test
  void aSavedForestWithOtherScoresIsNotExplained() throws IOException {
    Path out = folder.resolve("other");
    Progress progress = Progress.on(new PrintStream(OutputStream.nullOutputStream()));
    Study.open(study.parameters().withOut(out), progress).run(FOREST);
    Study later = Study.open(study.parameters().withOut(out), progress);
    Path scores = later.run(FOREST).testFile();
    String text = Files.readString(scores);
    int cell = text.lastIndexOf(',');
    Files.writeString(scores, text.substring(0, cell) + ",0.987654321\n");
    Study changed = Study.open(study.parameters().withOut(out), progress);
    String message =
        assertThrows(EcgDataException.class, () -> changed.treeShap(changed.run(FOREST)))
            .getMessage();
    assertTrue(message.contains("0.987654321") && message.contains("delete the folder"), message);
  }

  @Test
  void curvesAndBarsAreDrawnWhateverIsUndefined() throws IOException {
    assertTrue(Files.size(FigureRocPr.of(study).save().file("png")) > 10_000);
    assertTrue(Files.size(Figure4Baselines.of(study).save().file("png")) > 10_000);
  }

  /** A study that may fit and train nothing makes every table and figure of notebook 02 again, byte for byte. */
  @Test
  void everyTableIsMadeAgainFromSavedPredictionsAlone() {
    List<Function<Study, TableResult>> tables =
        List.of(
            Table3Baselines::of,
            Table3Thresholds::of,
            Table3Comparisons::of,
            CalibrationOfScores::table,
            FeatureImportances::table,
            each -> FeatureTreeShap.table(each, each.run(FOREST)),
            each -> FeatureTreeShap.table(each, each.run(BOOSTING)),
            each -> Rotation.of(each, each.runs("logistic-regression", each.turns())).table(),
            each -> SplitAudit.of(each, each.runs("logistic-regression", each.splits(3))).table());
    List<String> first = tables.stream().map(table -> table.apply(study).csv()).toList();
    Study saved =
        Study.saved(
                study.parameters(), Progress.on(new PrintStream(OutputStream.nullOutputStream())))
            .orElseThrow();
    for (int t = 0; t < first.size(); t++) {
      assertEquals(first.get(t), tables.get(t).apply(saved).csv());
    }
    assertThrows(RunStore.NotSaved.class, () -> saved.run(new LightGbmBaseline()));
    for (Function<Study, FigureResult> figure :
        List.<Function<Study, FigureResult>>of(
            Figure4Baselines::of,
            FigureRocPr::of,
            CalibrationOfScores::figure,
            FeatureImportances::figure)) {
      assertTrue(figure.apply(saved).figure().heightMm() > 40);
    }
  }

  @Test
  void aDamagedFileOfResamplesIsNamed() throws IOException {
    Path out = folder.resolve("damaged");
    Progress progress = Progress.on(new PrintStream(OutputStream.nullOutputStream()));
    Study first = Study.open(study.parameters().withOut(out), progress);
    first.resamples();
    Files.writeString(indices(first), "0,1\n1,0\n");
    Study later = Study.open(study.parameters().withOut(out), progress);
    String message = assertThrows(EcgDataException.class, later::resamples).getMessage();
    assertTrue(message.contains("indices.csv") && message.contains("found 2 of 2"), message);
  }

  /** Where the resamples of the only test fold in a folder of results lie. */
  private static Path indices(Study study) throws IOException {
    try (Stream<Path> files = Files.walk(study.results().resolve("runs"))) {
      List<Path> found = files.filter(file -> file.endsWith("indices.csv")).toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }
}
