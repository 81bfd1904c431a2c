package org.ecgworkbench.paper.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.inference.Bootstrap;
import org.ecgworkbench.evaluation.inference.Resamples;
import org.ecgworkbench.figure.chart.HeatMap;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.faithfulness.AttributionFaithfulness;
import org.ecgworkbench.paper.leads.RankDistribution;
import org.ecgworkbench.paper.population.LeadsAsPlayers;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.PopulationImportance;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Provenance.start(getClass())
            .data("x", "0")
            .seed(RandomStream.FOLDS, 42)
            .finish()
            .toString();
    assertTrue(provenance.contains("seed of folds"), provenance);
    assertFalse(provenance.contains("@"), provenance);
  }

  @Test
  void aLearnerSaysItsSettingsAndWhatItHasLearned() {
    double[][] x = {{1, 2}, {3, 4}, {5, 7}, {8, 8}};
    boolean[][] y = {{true, false}, {false, false}, {true, false}, {false, false}};
    RandomForestBaseline forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(3));
    assertEquals("random forest: trees=3, maxDepth=10, seed=42, scaling=NONE", forest.toString());
    RandomForestBaseline.Fitted fitted = forest.fit(x, y);
    assertEquals(
        "random forest of 2 features for 2 classes, not learned: classes [1]", fitted.toString());
  }

  @Test
  void aTableOfFeaturesLearnsAndScoresAsItsValuesDo() {
    double[][] x = {{1, 2}, {3, 4}, {5, 7}, {8, 8}};
    boolean[][] y = {{true}, {false}, {true}, {false}};
    FeatureTable table = new FeatureTable(List.of("a", "b", "c", "d"), List.of("f", "g"), x);
    RandomForestBaseline forest = new RandomForestBaseline();
    assertArrayEquals(forest.fit(x, y).scores(x), forest.fit(table, y).scores(table));
  }

  @Test
  void resampledNumbersSayWhatTheyAre() {
    Resamples plain = Resamples.plain(2, 20, 42);
    assertEquals("20 plain resamples of 2 records", plain.toString());
    assertEquals(
        "3 stratified resamples of 4 records",
        Resamples.stratified(
                new boolean[][] {{true, false}, {true, false}, {false, true}, {false, true}}, 3, 42)
            .toString());
    Thresholds thresholds =
        Thresholds.fixed(PREDICTIONS.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    Bootstrap bootstrap = Bootstrap.of(PREDICTIONS, thresholds, plain);
    assertTrue(
        bootstrap.toString().startsWith("averages of 2 classes, 95 % BCa over 20 resamples\n"),
        bootstrap.toString());
    assertTrue(bootstrap.toString().contains("\nF1 1.000"), bootstrap.toString());
    assertEquals(
        "ranks over 3 resamples: b 1.0 (mean 1.3), a 2.0 (mean 1.7)",
        RankDistribution.of(
                List.of("a", "b"), new double[] {1, 2}, new double[][] {{1, 2, 3}, {2, 1, 4}})
            .toString());
  }

  @Test
  void aTableOfPerformanceFitsOnANotebooksPage() {
    Thresholds thresholds =
        Thresholds.fixed(PREDICTIONS.classes(), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    String text = Performance.of(PREDICTIONS, thresholds).toString();
    // JupyterLab and the printed page break a line of output after about 100 characters.
    text.lines().limit(4).forEach(line -> assertTrue(line.length() <= 90, line));
  }

  /** They compute when a table is asked for; their text says what would be computed. */
  @Test
  void whatIsNotYetComputedSaysWhatItIs(@TempDir Path folder) {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    assertEquals(
        "leads as players in the 12-lead network on the embedded synthetic cohort: 2 explained records a class, absent leads from 3 background records; table(), groups(), agreement() and interactions() play",
        LeadsAsPlayers.of(study, new LeadsAsPlayers.Options(2, 3)).toString());
    assertTrue(
        AttributionFaithfulness.of(study)
            .toString()
            .startsWith(
                "faithfulness of the attributions of the 12-lead network to test records of the embedded synthetic cohort: "),
        AttributionFaithfulness.of(study).toString());
    assertTrue(
        DataQuality.of(study).toString().endsWith("findings, 0 recordings left out"),
        DataQuality.of(study).toString());
    Path saved = Table1DataProfile.of(study).save().file();
    String sidecar = Sidecar.read(saved.resolveSibling("table1-data-profile.json")).toString();
    assertTrue(
        sidecar.startsWith(
            "table1-data-profile: Table 1. Data profile of the embedded synthetic cohort"),
        sidecar);
    assertTrue(
        sidecar.endsWith("Made by Table1DataProfile from the embedded synthetic cohort"), sidecar);
  }

  @Test
  void aFigureSaysWhatItIsAndHowLarge() {
    assertEquals(
        "HeatMap, 180 x 20 mm; Show.image(figure.image()) shows it, save(folder, name) writes it",
        HeatMap.of(List.of("a"), List.of("b"), new double[][] {{1}}, "v").toString());
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
