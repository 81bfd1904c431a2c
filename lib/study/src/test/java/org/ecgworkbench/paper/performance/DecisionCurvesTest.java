package org.ecgworkbench.paper.performance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.figure.chart.CurvePanels;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class DecisionCurvesTest {
  private static final boolean[] LABELS = {true, false, true, false};
  private static final double[] SCORES = {0.9, 0.8, 0.2, 0.1};
  private static final int[] ONCE = {1, 1, 1, 1};

  @TempDir private Path folder;

  /** By hand: at 0.2 two are found, one is not one: 2/4 - 1/4 x 0.25. */
  @Test
  void netBenefitWeighsFalsePositivesByTheOddsOfTheThreshold() {
    assertEquals(0.4375, DecisionCurves.netBenefit(LABELS, SCORES, ONCE, 0.2), 1e-15);
    assertEquals(0, DecisionCurves.netBenefit(LABELS, SCORES, ONCE, 0.5), 1e-15);
    assertEquals(0.375, DecisionCurves.everybody(LABELS, ONCE, 0.2), 1e-15);
    assertEquals(0.5, DecisionCurves.netBenefit(LABELS, SCORES, ONCE, 0), 1e-15);
    // The first record three times: 4/6 - 1/6 x 0.25.
    assertEquals(
        3.75 / 6, DecisionCurves.netBenefit(LABELS, SCORES, new int[] {3, 1, 1, 1}, 0.2), 1e-15);
  }

  @Test
  void aStudysTableAndFigureAreOfTheSameScores() {
    Study study =
        Study.open(
            Parameters.defaults().withProfile("smoke").withOut(folder),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    List<Run> runs = List.of(study.run(new LogisticRegressionBaseline()));
    Table table = DecisionCurves.table(study, runs).table();
    assertEquals(9 * 5, table.rowCount());
    int intervals = 0;
    for (int r = 0; r < table.rowCount(); r++) {
      double benefit = table.doubleColumn("net benefit").getDouble(r);
      double low = table.doubleColumn("net benefit low").getDouble(r);
      double high = table.doubleColumn("net benefit high").getDouble(r);
      assertTrue(benefit <= 1);
      if (Double.isNaN(low)) {
        assertTrue(table.stringColumn("note").get(r).contains("no interval"));
      } else {
        intervals++;
        assertTrue(low <= high, low + " to " + high);
      }
    }
    assertTrue(intervals > 20, intervals + " intervals");
    CurvePanels figure = (CurvePanels) DecisionCurves.figure(study, runs).figure();
    assertEquals(9, figure.panels().size());
    CurvePanels.Panel af = figure.panels().get(1);
    if (af.note().isEmpty()) {
      double prevalence = runs.get(0).performance().classes().get(1).prevalence();
      int row = 5 + 1; // AF at 0.1
      assertEquals(
          Math.max(0, table.doubleColumn("net benefit").getDouble(row) / prevalence),
          af.curves().get(0).y()[10],
          1e-12);
      assertEquals(1, af.curves().get(0).y()[0], 1e-12);
    }
  }
}
