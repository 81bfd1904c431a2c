package org.ecgworkbench.paper.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.chart.FlowDiagram;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class RecordFlowTest {
  @TempDir private Path folder;

  private Study study(Parameters parameters) {
    return Study.open(
        parameters.withOut(folder.resolve("out")),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  /** Twelve records: one left out by name, one without a class, one without age, ten that are used. */
  private Study folderOfTwelve() {
    for (int i = 1; i <= 12; i++) {
      WfdbWriter.write(
          folder.resolve("data"),
          new EcgRecord(
              "A%04d".formatted(i),
              500,
              new double[12][3000],
              i == 4 ? OptionalInt.empty() : OptionalInt.of(50 + i),
              i % 2 == 0 ? Sex.FEMALE : Sex.MALE,
              i == 3
                  ? Set.of()
                  : i == 5 ? Set.of(Diagnosis.AF, Diagnosis.PVC) : Set.of(Diagnosis.AF)));
    }
    return study(
        Parameters.defaults()
            .withData(folder.resolve("data"))
            .withLeaveOut(LeaveOut.parse("A0002")));
  }

  @Test
  void everyRecordIsCountedOnceAndTheNumbersAreThoseOfTable1() {
    Study study = folderOfTwelve();
    Table flow = RecordFlow.table(study).table();
    assertEquals(
        List.of(
            "found",
            "left out by name",
            "read",
            "without one of the nine classes",
            "with a class (Table 1)",
            "training",
            "validation",
            "test"),
        flow.stringColumn(0).asList());
    List<Integer> counts = flow.intColumn("records").asList();
    assertEquals(List.of(12, 1, 11, 1, 10), counts.subList(0, 5));
    assertEquals(10, counts.get(5) + counts.get(6) + counts.get(7));
    Table table1 = Table1DataProfile.of(study).table();
    int all = table1.rowCount() - 1;
    assertEquals(counts.get(4), table1.intColumn("records").get(all));
    // The flow has rows of its own for what else Table 1's note counts.
    assertEquals(
        "1 left out by name; 1 without any of the nine", table1.stringColumn("note").get(all));
    assertEquals("1 without age", flow.stringColumn("note").get(4));
    assertEquals(1, table1.intColumn("age_missing").get(all));
    assertTrue(flow.stringColumn("note").get(1).startsWith("1: "), flow.toString());
    FlowDiagram diagram = (FlowDiagram) RecordFlow.figure(study).figure();
    assertEquals(12, diagram.steps().get(0).records());
    assertEquals(
        List.of(1, 1, 0), diagram.steps().stream().map(FlowDiagram.Step::leftOut).toList());
  }

  @Test
  void everyRecordHasItsRow() {
    Table records = RecordIndex.of(folderOfTwelve()).table();
    assertEquals(11, records.rowCount());
    int unused = records.stringColumn("record").asList().indexOf("A0003");
    assertEquals("", records.stringColumn("part").get(unused));
    assertEquals("none of the nine classes: not used", records.stringColumn("note").get(unused));
    assertEquals(
        10,
        records.stringColumn("part").asList().stream()
            .filter(p -> Set.of("training", "validation", "test").contains(p))
            .count());
    assertEquals(1, records.intColumn("PVC").sum());
  }

  @Test
  void theDifferenceOfTestFromTrainingIsInStandardDeviations() {
    // Means 2 and 4, variances 1 and 3: (4 - 2) / sqrt(2), by hand.
    double[] training = {1, 2, 3};
    double[] test = {4 - Math.sqrt(3), 4, 4 + Math.sqrt(3)};
    assertEquals(2 / Math.sqrt(2), DevelopmentAndEvaluation.difference(training, test), 1e-12);
    assertEquals(0, DevelopmentAndEvaluation.difference(new double[] {1, 1}, new double[] {1, 1}));
    assertTrue(
        Double.isNaN(
            DevelopmentAndEvaluation.difference(new double[] {1, 1}, new double[] {2, 2})));
    Study study = study(Parameters.defaults().withProfile("smoke"));
    Table table = DevelopmentAndEvaluation.of(study).table();
    double share =
        study.split().testIds().stream()
                .filter(id -> study.record(id).diagnoses().contains(Diagnosis.AF))
                .count()
            / (double) study.split().testIds().size();
    int row = table.stringColumn(0).asList().indexOf("AF");
    assertEquals(share, table.doubleColumn("test").getDouble(row), 1e-15);
  }

  @Test
  void aDiagramWhoseNumbersDoNotAddUpIsRefused() {
    FlowDiagram.Step step = new FlowDiagram.Step("found", 5, List.of(), 1, List.of("damaged"));
    FlowDiagram.Part part = new FlowDiagram.Part("test", 5, List.of(), new int[0]);
    assertEquals(
        "parts: expected 4 records in all, found 5",
        assertThrows(
                IllegalArgumentException.class, () -> new FlowDiagram(List.of(step), List.of(part)))
            .getMessage());
  }
}
