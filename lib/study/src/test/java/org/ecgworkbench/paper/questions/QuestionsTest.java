package org.ecgworkbench.paper.questions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class QuestionsTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));

  @TempDir private Path out;

  private Study study() {
    return Study.open(Parameters.defaults().withProfile("smoke").withOut(out), SILENT);
  }

  /** Q of Cochran by hand: values 0.8, 0.6, 0.7 with errors 0.05, 0.05, 0.1 have weights 400, 400, 100, mean 0.7, Q 8; p of chi-squared(2) is exp(-4). */
  @Test
  void cochransQIsThatOfAHandCalculation() {
    assertEquals(
        Math.exp(-4),
        GroupMeter.cochran(new double[] {0.8, 0.6, 0.7}, new double[] {0.05, 0.05, 0.1}),
        1e-12);
    assertTrue(Double.isNaN(GroupMeter.cochran(new double[] {0.8}, new double[] {0.05})));
    assertTrue(Double.isNaN(GroupMeter.cochran(new double[] {0.8, 0.9}, new double[] {0.05, 0})));
  }

  /** SD of 1, 2, 3 is 1; two thirds of 3 values on one side of 0 give p = 2 (1 + 1) / 4. */
  @Test
  void spreadIsThatOfAHandCalculation() {
    assertEquals(1, Spread.sd(new double[] {1, 2, 3}), 1e-12);
    assertTrue(Double.isNaN(Spread.sd(new double[] {1})));
    assertEquals(5, Spread.pooled(new double[] {7, 1, Double.NaN}), 1e-12);
    assertEquals(1, Spread.p(new double[] {-1, -2, 3}), 1e-12);
    assertEquals(0.5, Spread.p(new double[] {-1, -2, -3}), 1e-12);
    Interval none = Spread.interval(0, new double[] {0, 0, 0});
    assertFalse(none.isDefined());
    assertTrue(none.note().contains("no interval"), none.note());
    Interval share = Spread.ofShare(0.5, new double[] {-0.2, 0.5, 1.3});
    assertEquals(List.of(0.0, 1.0), List.of(share.lower(), share.upper()), "a deviate beyond");
    assertTrue(Double.isNaN(Spread.ofShare(0.5, new double[] {Double.NaN}).upper()));
  }

  @Test
  void sharesAreNestedAndOfTheirSize() {
    Study study = study();
    List<String> all = study.split().trainIds();
    for (int first : new int[] {0, 2, 5}) {
      TreeSet<String> before = new TreeSet<>();
      for (int parts : new int[] {1, 2, 4}) {
        var split = study.split(SplitName.ofShare(parts, first));
        assertEquals(all.size() * parts / 8.0, split.trainIds().size(), 1);
        assertTrue(split.trainIds().containsAll(before));
        assertTrue(all.containsAll(split.trainIds()));
        assertEquals(study.split().testIds(), split.testIds());
        assertEquals(study.split().validationIds(), split.validationIds());
        before = new TreeSet<>(split.trainIds());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> SplitName.ofShare(8, 0));
  }

  /** All four on the small profile: shapes, files, one sentence each, and the same again from what is saved. */
  @Test
  void everyQuestionIsAnsweredAndAnsweredAgainFromDisk() {
    Study study = study();
    Robustness robustness = Robustness.of(study);
    Table disturbed = robustness.table().table();
    assertEquals((1 + Disturbance.all().size()) * 3, disturbed.rowCount());
    Subgroups subgroups = Subgroups.of(study);
    assertTrue(subgroups.table().table().stringColumn("factor").asList().contains("age"));
    LearningCurve curve = LearningCurve.of(study);
    assertEquals(12, curve.table().table().rowCount());
    DoseResponse dose = DoseResponse.of(study);
    assertEquals(8 * 3 * 5, dose.table().table().rowCount());
    for (String end : List.of("score", "score low", "score high")) {
      for (double score : dose.table().table().doubleColumn(end)) {
        assertTrue(score >= 0 && score <= 1, end + " " + score);
      }
    }
    List<TableResult> tables =
        List.of(robustness.table(), subgroups.table(), curve.table(), dose.table());
    robustness.figure().save();
    subgroups.figure().save();
    curve.figure().save();
    dose.figure().save();
    for (TableResult table : tables) {
      table.save();
      assertTrue(
          table.caption().matches("(?s).*(generated|Generated|synthetic).*"), table.caption());
      assertTrue(Files.exists(out.resolve("figures/" + table.id() + ".png")));
    }
    Study again = Study.saved(study.parameters(), SILENT).orElseThrow();
    List<TableResult> same =
        List.of(
            Robustness.of(again).table(),
            Subgroups.of(again).table(),
            LearningCurve.of(again).table(),
            DoseResponse.of(again).table());
    for (int i = 0; i < tables.size(); i++) {
      assertEquals(tables.get(i).csv(), same.get(i).csv());
    }
  }

  /** One's own model on one's own recordings: what the study says of its own first training. */
  @Test
  void aModelOfOnesOwnIsExaminedOnRecordsOfOnesOwn() {
    Study study = study();
    Run run = study.networkRun(Lead.ALL);
    List<String> ids = study.split().testIds();
    try (TrainedModel model = study.model(run)) {
      List<Examined> own = List.of(Examined.network("mine", model, run.thresholds()));
      Table table = Robustness.of(study, own, ids).table().table();
      assertEquals(1 + Disturbance.all().size(), table.rowCount());
      assertEquals(
          run.performance().average(org.ecgworkbench.evaluation.PerformanceMetric.AUC).value(),
          table.doubleColumn("average AUC").getDouble(0),
          1e-9);
      Map<String, String> site = new TreeMap<>();
      ids.forEach(id -> site.put(id, id.compareTo(ids.get(ids.size() / 2)) < 0 ? "A" : "B"));
      TableResult groups = Subgroups.of(study, own, ids, Map.of("site", site)).table();
      List<String> factors = new ArrayList<>(groups.table().stringColumn("factor").asList());
      assertTrue(factors.contains("site"));
      assertEquals("subgroups-mine", groups.id());
      List<String> more = study.split().trainIds();
      assertTrue(more.size() > 11);
      for (int i = 0; i < more.size(); i++) {
        site.put(more.get(i), i < 5 ? "site 10" : i < 10 ? "site 2" : "site " + (100 + i));
      }
      Table pooled = Subgroups.of(study, own, more, Map.of("site", site)).table().table();
      assertEquals(
          List.of("site 2", "site 10", "others"),
          pooled
              .where(pooled.stringColumn("factor").isEqualTo("site"))
              .stringColumn("group")
              .asList());
    }
    assertThrows(IllegalArgumentException.class, () -> Robustness.of(study, List.of(), ids));
  }

  @Test
  void evidenceOfOtherRecordingsCannotBeScaled() {
    Study study = study();
    Path folder = out.resolve("cohort");
    study.cohort().orElseThrow().writeTo(folder, done -> {});
    Study other =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(out).withData(folder), SILENT);
    assertTrue(
        assertThrows(EcgDataException.class, () -> DoseResponse.of(other))
            .getMessage()
            .contains("expected the embedded cohort"));
    assertFalse(PtbXlOrigin.of(other.dataset()).containsKey("site"));
  }
}
