package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.AttributionGroundTruth.Scored;
import org.ecgworkbench.shap.GroundTruth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class AttributionGroundTruthTest {
  @TempDir private Path folder;

  private static Table rows(Table table, String name, String lead, String score) {
    return table.where(
        table
            .stringColumn("class")
            .isEqualTo(name)
            .and(table.stringColumn("lead").isEqualTo(lead))
            .and(table.stringColumn("score").isEqualTo(score)));
  }

  /**
   * Expected values by hand: means of 1, 0, 1 and of coverages 0.1, 0.3, 0.2; resamples of three values reach their least and greatest in
   * 1 of 27, more often than 2.5 %, so the ends are those.
   */
  @Test
  void aRowIsTheMeanOverItsRecordsWithChanceAndInterval() {
    List<Scored> scores =
        List.of(
            new Scored("m", "A", Diagnosis.AF, "all", new GroundTruth(1, 0.5, 0.75, 0.1)),
            new Scored("m", "B", Diagnosis.AF, "all", new GroundTruth(0, Double.NaN, 0.25, 0.3)),
            new Scored("m", "C", Diagnosis.AF, "all", new GroundTruth(1, 0.7, 0.5, 0.2)),
            new Scored("m", "A", Diagnosis.PVC, "all", new GroundTruth(0, 0.3, 1, 0.6)));
    Table table = AttributionGroundTruth.table(scores, 42);
    assertEquals(10 * 13 * 3, table.rowCount());
    Table pointing = rows(table, "AF", "all", "pointing game");
    assertEquals(3, pointing.intColumn("records").get(0));
    assertEquals(2 / 3.0, pointing.doubleColumn("value").get(0), 1e-15);
    assertEquals(0, pointing.doubleColumn("value low").get(0));
    assertEquals(1, pointing.doubleColumn("value high").get(0));
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

  /** Every step on the smallest run: the control is at chance, and the saved scores make the same table again. */
  @Test
  void generatedRecordsAreScoredOnceByFiveMethods() throws IOException {
    AttributionGroundTruth.Options options =
        AttributionGroundTruth.Options.defaults()
            .withRecordsPerClass(1)
            .withIntegrationSteps(5)
            .withOcclusionSeconds(1);
    TableResult first = AttributionGroundTruth.of(study(), options).save();
    Table table = first.table();
    assertEquals(
        List.of(
            "expected gradients",
            "integrated gradients",
            "gradient x input",
            "occlusion",
            "random"),
        table.stringColumn("method").asList().stream().distinct().toList());
    Table auc = rows(table, "all", "all", "localisation AUC");
    assertEquals(5, auc.rowCount());
    assertEquals(0.5, auc.doubleColumn("value").get(4), 0.02);
    Table share = rows(table, "all", "all", "positive share in mask");
    assertEquals(share.doubleColumn("chance").get(4), share.doubleColumn("value").get(4), 0.02);
    Path saved;
    try (var files = Files.walk(folder.resolve("runs"))) {
      saved = files.filter(f -> f.endsWith("scores.csv")).findFirst().orElseThrow();
    }
    var time = Files.getLastModifiedTime(saved);
    assertEquals(first.csv(), AttributionGroundTruth.of(study(), options).csv());
    assertEquals(time, Files.getLastModifiedTime(saved));
    assertTrue(
        Files.readString(first.file().resolveSibling("attribution-ground-truth.json"))
            .contains("scores.csv"));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> AttributionGroundTruth.Options.defaults().withRecordsPerClass(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> AttributionGroundTruth.Options.defaults().withOcclusionSeconds(Double.NaN));
  }

  private Study study() {
    return Study.open(
        Parameters.defaults().withProfile("smoke").withOut(folder),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }
}
