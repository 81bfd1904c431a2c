package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class AttributionGroundTruthTest {
  @TempDir private Path folder;

  private static Trial truth(String record, Diagnosis explained, double... values) {
    return new Trial(Kind.TRUTH, Method.OCCLUSION, record, explained, "all", values);
  }

  private static Table rows(Table table, String name, String lead, String score) {
    return rows(table, "defining", name, lead, score);
  }

  private static Table rows(Table table, String evidence, String name, String lead, String score) {
    return table.where(
        table
            .stringColumn("class")
            .isEqualTo(name)
            .and(table.stringColumn("evidence").isEqualTo(evidence))
            .and(table.stringColumn("lead").isEqualTo(lead))
            .and(table.stringColumn("score").isEqualTo(score)));
  }

  /**
   * Expected values by hand: means of 1, 0, 1 and of coverages 0.1, 0.3, 0.2; Wilson's interval of 2 of 3; of the rest, resamples of three
   * values reach their least and greatest in 1 of 27, more often than 2.5 %, so the ends are those.
   */
  @Test
  void aRowIsTheMeanOverItsRecordsWithChanceAndInterval() {
    List<Trial> scores =
        List.of(
            truth("A", Diagnosis.AF, 1, 0.5, 0.75, 0.1),
            truth("B", Diagnosis.AF, 0, Double.NaN, 0.25, 0.3),
            truth("C", Diagnosis.AF, 1, 0.7, 0.5, 0.2),
            truth("A", Diagnosis.PVC, 0, 0.3, 1, 0.6));
    Table table = GroundTruthRows.table(scores, Strength.DEFINING, 42);
    assertEquals(10 * 13 * 4, table.rowCount());
    Table pointing = rows(table, "AF", "all", "pointing game");
    assertEquals(3, pointing.intColumn("records").get(0));
    assertEquals(2 / 3.0, pointing.doubleColumn("value").get(0), 1e-15);
    assertEquals(0.207660, pointing.doubleColumn("value low").get(0), 1e-6);
    assertEquals(0.938508, pointing.doubleColumn("value high").get(0), 1e-6);
    assertEquals(0.2, pointing.doubleColumn("chance").get(0), 1e-15);
    assertEquals(2 / 3.0 - 0.2, pointing.doubleColumn("above chance").get(0), 1e-15);
    assertEquals(-0.3, pointing.doubleColumn("above chance low").get(0), 1e-15);
    assertEquals(0.9, pointing.doubleColumn("above chance high").get(0), 1e-15);
    Table share = rows(table, "AF", "all", "positive share in mask");
    assertEquals(2, share.intColumn("records").get(0));
    assertEquals(0.6, share.doubleColumn("value").get(0), 1e-15);
    assertEquals(0.15, share.doubleColumn("chance").get(0), 1e-15);
    Table auc = rows(table, "all", "all", "localisation AUC");
    assertEquals(3, auc.intColumn("records").get(0));
    assertEquals(2.5 / 4, auc.doubleColumn("value").get(0), 1e-15);
    assertEquals(0.5, auc.doubleColumn("chance").get(0));
    Table one = rows(table, "PVC", "all", "localisation AUC");
    assertEquals(1, one.doubleColumn("value").get(0));
    assertTrue(one.doubleColumn("value low").isMissing(0));
    assertEquals("one record has no interval", one.stringColumn("note").get(0));
    Table none = rows(table, "PVC", "V1", "pointing game");
    assertTrue(none.doubleColumn("value").isMissing(0));
    assertEquals("no record has evidence to find here", none.stringColumn("note").get(0));
  }

  /**
   * By hand: AUC 0.9, 0.8, 0.7 where the amplitude has 0.6, 0.5, 0.65: above chance by 0.3 and above the amplitude by 0.65/3, all of one sign. The
   * amplitude is at chance in one of three, so its interval touches 0.
   */
  @Test
  void whatTheAmplitudeHasToIsNotHeldForTheNetworks() {
    List<Trial> scores = new java.util.ArrayList<>();
    double[] own = {0.9, 0.8, 0.7};
    double[] amplitude = {0.6, 0.5, 0.65};
    double[] weak = {0.55, 0.52, 0.6};
    String[] ids = {"A", "B", "C"};
    for (int i = 0; i < 3; i++) {
      scores.add(of(Method.OCCLUSION, ids[i], own[i]));
      scores.add(of(Method.GRADIENT_X_INPUT, ids[i], weak[i]));
      scores.add(of(Method.AMPLITUDE, ids[i], amplitude[i]));
      scores.add(of(Method.RANDOM, ids[i], 0.4 + 0.1 * i));
    }
    Table auc =
        rows(GroundTruthRows.table(scores, Strength.DEFINING, 42), "AF", "all", "localisation AUC");
    assertEquals(0.65 / 3, auc.doubleColumn("above amplitude").get(0), 1e-12);
    assertEquals(0.05, auc.doubleColumn("above amplitude low").get(0), 1e-12);
    assertEquals(
        List.of(
            "above chance and amplitude",
            "above chance only",
            "not above chance",
            "not above chance"),
        auc.stringColumn("finding").asList());
    assertTrue(auc.doubleColumn("above amplitude").isMissing(2));
  }

  private static Trial of(Method method, String record, double auc) {
    return new Trial(
        Kind.TRUTH, method, record, Diagnosis.AF, "all", new double[] {1, 1, auc, 0.2});
  }

  /** Every step on the smallest run: the control is at chance, and the saved scores make the same table again. */
  @Test
  void generatedRecordsAreScoredOnceByEveryMethodAndControl() throws IOException {
    AttributionTrials.Options options = options();
    TableResult first = AttributionGroundTruth.of(study(), options).save();
    Table table = first.table();
    assertEquals(
        List.of(
            "expected gradients",
            "expected gradients, moving mean",
            "expected gradients, magnitude",
            "integrated gradients",
            "gradient x input",
            "occlusion",
            "random",
            "signal amplitude",
            "untrained network, magnitude",
            "untrained, expected gradients",
            "untrained, expected gradients, moving mean",
            "untrained, integrated gradients",
            "untrained, gradient x input",
            "untrained, occlusion"),
        table.stringColumn("method").asList().stream().distinct().toList());
    Table auc = rows(table, "all", "all", "localisation AUC");
    assertEquals(14, auc.rowCount());
    // Measured against the same amplitude, and beside the figure's rows.
    assertTrue(!auc.doubleColumn("above amplitude").isMissing(9));
    assertEquals(0.5, auc.doubleColumn("value").get(6), 0.02);
    Table share = rows(table, "all", "all", "positive share in mask");
    assertEquals(share.doubleColumn("chance").get(6), share.doubleColumn("value").get(6), 0.02);
    Table wider = rows(table, "defining and supporting", "AF", "all", "positive share in mask");
    Table narrow = rows(table, "AF", "all", "positive share in mask");
    // T end to QRS, and the QRS, too: more of the record.
    assertTrue(
        wider.doubleColumn("chance").get(6) > narrow.doubleColumn("chance").get(6) + 0.05,
        table.toString());
    FigureResult figure = AttributionGroundTruth.figure(study(), options);
    assertTrue(figure.caption().contains("supporting evidence counts"));
    assertTrue(figure.figure().heightMm() <= 225, figure.figure().describe());
    String numbers = figure.numbers().orElseThrow();
    assertTrue(numbers.contains("All samples / cells,\"untrained, occlusion\",all"), numbers);
    assertTrue(
        numbers.contains("At equal amplitude / cells,\"untrained network, magnitude\",all"),
        numbers);
    Path saved;
    try (var files = Files.walk(folder.resolve("runs"))) {
      saved = files.filter(f -> f.endsWith("trials.csv")).findFirst().orElseThrow();
    }
    var time = Files.getLastModifiedTime(saved);
    assertEquals(first.csv(), AttributionGroundTruth.of(study(), options).csv());
    assertEquals(time, Files.getLastModifiedTime(saved));
    assertTrue(
        Files.readString(first.file().resolveSibling("attribution-ground-truth.json"))
            .contains("trials.csv"));

    AttributionFaithfulness faithfulness =
        AttributionFaithfulness.of(
            study(),
            AttributionFaithfulness.Options.defaults()
                .withTrials(options)
                .withCascadePairsPerClass(1));
    TableResult faith = faithfulness.table().save();
    Table tests = faith.table();
    // The untrained network of the controls; another training, and the study's network with its
    // draws.
    assertEquals("42", first.provenance().seeds().get("weight randomisation"));
    assertEquals("43, 42", faith.provenance().seeds().get("attribution:*"));
    assertTrue(
        tests
            .stringColumn("question")
            .asSet()
            .containsAll(List.of("localisation", "randomised weights", "training seed")));
    assertEquals(time, Files.getLastModifiedTime(saved));
    assertTrue(FigureFaithfulness.randomisation(faithfulness).save().file("png").toFile().exists());
    assertTrue(FigureFaithfulness.curves(faithfulness).save().file("png").toFile().exists());
    AttributionVerdict verdict = AttributionVerdict.of(faithfulness);
    assertEquals(6, verdict.table().table().rowCount());
    assertTrue(verdict.sentences().get(0).contains(" 6 methods"));
  }

  @Test
  void optionsAreReadBackFromTheSettingsThatTheyWrote() {
    AttributionTrials.Options options =
        new AttributionTrials.Options(3, 7, 0.4, Strength.SUPPORTING, 0.1, 9);
    Provenance written = options.addTo(Provenance.start(getClass())).finish();
    assertEquals(options, AttributionTrials.Options.of(new Settings(written.settings())));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> AttributionTrials.Options.defaults().withPairsPerClass(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new AttributionTrials.Options(1, 5, Double.NaN, Strength.DEFINING, 0.2, 20));
  }

  private static AttributionTrials.Options options() {
    return new AttributionTrials.Options(1, 5, 1, Strength.DEFINING, 0.2, 20);
  }

  private Study study() {
    return Study.open(
        Parameters.defaults().withProfile("smoke").withOut(folder),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }
}
