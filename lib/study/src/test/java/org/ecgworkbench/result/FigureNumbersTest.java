package org.ecgworkbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.chart.CoOccurrence;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.figure.chart.CurvePanels.Curve;
import org.ecgworkbench.figure.chart.GroupedBars;
import org.ecgworkbench.figure.chart.TrainingHistory;
import org.ecgworkbench.figure.ecg.EcgPaper;
import org.ecgworkbench.provenance.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected texts are written by hand from the numbers that the charts are given. */
class FigureNumbersTest {
  @TempDir private Path folder;

  private static String csv(Figure figure) {
    return FigureNumbers.csv(figure).orElseThrow();
  }

  @Test
  void seriesOverGroupsGiveARowAGroup() {
    GroupedBars bars =
        new GroupedBars(
            "AUC",
            List.of("AF", "PVC"),
            List.of(
                new GroupedBars.Series(
                    "network",
                    new double[] {0.5, 1.0 / 3},
                    new double[] {0.25, Double.NaN},
                    new double[] {0.75, Double.NaN})));
    assertEquals(
        """
        part,item,values,low,high
        network,AF,0.5,0.25,0.75
        network,PVC,0.333333,,
        """,
        csv(bars));
  }

  @Test
  void aMatrixNamesItsRowsAndColumns() {
    assertEquals(
        """
        item,column,together,alone
        AF,AF,3,
        AF,PVC,1,
        PVC,AF,1,
        PVC,PVC,2,
        AF,,,2
        PVC,,,1
        """,
        csv(
            new CoOccurrence(
                List.of("AF", "PVC"), new int[][] {{3, 1}, {1, 2}}, new int[] {2, 1})));
  }

  @Test
  void curvesOfOneTitleAreToldApartByTheirAxes() {
    Curve none = new Curve(new double[0], new double[0]);
    Curve line = new Curve(new double[] {0, 1}, new double[] {0.5, 1});
    CurvePanels panels =
        new CurvePanels(
            List.of("forest"),
            0,
            List.of(
                new CurvePanels.Panel("AF", "fpr", "recall", List.of(line), none, none, none, ""),
                new CurvePanels.Panel(
                    "", "recall", "precision", List.of(line), none, none, none, "")),
            2,
            false);
    List<String> lines = csv(panels).lines().toList();
    assertEquals("part,item,x,y", lines.get(0));
    assertTrue(lines.contains("AF: recall by fpr / forest,2,1,1"), lines.toString());
    assertTrue(lines.contains("AF: precision by recall / forest,1,0,0.5"), lines.toString());
    assertEquals(5, lines.size());
  }

  @Test
  void whatIsMeasuredAnEpochHasARowAnEpoch() {
    double[] one = {1, 2};
    assertEquals(
        """
        item,trainingLoss,validationLoss,validationF1,validationAuc
        1,1,1,0.5,0.5
        2,2,2,0.25,0.25
        """,
        csv(new TrainingHistory(one, one, new double[] {0.5, 0.25}, new double[] {0.5, 0.25}, 1)));
  }

  private FigureResult ecg(String data) {
    double[][] millivolts = new double[12][1000];
    millivolts[1][1] = 0.5;
    EcgRecord record =
        new EcgRecord("A1", 500, millivolts, OptionalInt.of(60), Sex.MALE, Set.of(Diagnosis.AF));
    return new FigureResult(
        "figure-a",
        "An ECG.",
        EcgPaper.of(record).withExcerpt(0, 2),
        Provenance.start(FigureNumbersTest.class).data(data, "ab").finish(),
        folder);
  }

  @Test
  void samplesOfRecordingsAreNotWrittenAgain() {
    assertEquals(Optional.empty(), ecg("a generated cohort").numbers());
    assertEquals(Optional.empty(), ecg("recordings of patients").numbers());
  }

  @Test
  void theSidecarNamesTheNumbers() throws Exception {
    FigureResult figure =
        new FigureResult(
            "figure-b",
            "Two.",
            new GroupedBars(
                "F1",
                List.of("AF"),
                List.of(
                    new GroupedBars.Series(
                        "forest", new double[] {1}, new double[] {0.5}, new double[] {1}))),
            Provenance.start(FigureNumbersTest.class).data("CPSC2018", "ab").finish(),
            folder);
    figure.save();
    assertEquals(figure.numbers().orElseThrow(), Files.readString(figure.file("csv")));
    assertTrue(Files.readString(figure.file("json")).contains("\"figure-b.csv\": \""));
    Files.writeString(ecg("CPSC2018").file("csv"), "of an earlier run");
    ecg("CPSC2018").save();
    assertFalse(Files.exists(ecg("CPSC2018").file("csv")));
  }
}
