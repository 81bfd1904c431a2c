package org.ecgworkbench.figure.ecg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.figure.Pen;
import org.ecgworkbench.figure.PlotArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of short, long and strange recordings stay on the page and off each other. */
class AttributionPaperTest {
  @TempDir private Path folder;

  static AttributionPaper paper(double seconds, double offset, double sums) {
    List<AttributionPaper.Row> rows = new ArrayList<>();
    int n = (int) (seconds * 500);
    for (Lead lead : Lead.ALL) {
      double[] mv = new double[n];
      Arrays.setAll(mv, i -> offset + (i % 400 < 10 ? 1.2 : 0.05 * StrictMath.sin(i / 30.0)));
      double[] phi = new double[n];
      Arrays.setAll(phi, i -> StrictMath.sin(i / 50.0));
      rows.add(
          new AttributionPaper.Row(lead.label(), mv, phi, sums * (lead.ordinal() - 5), sums / 3));
    }
    String labels =
        "labelled atrial fibrillation, left bundle branch block, right bundle branch block, premature ventricular contraction;"
            + " the network's logit is 3.21, 0.12 expected over the background of 100 records";
    return new AttributionPaper(
        "A0001, left bundle branch block", labels, 500, 3, rows, 1, "logit per second", "logit", 1);
  }

  @Test
  void thePageIsAsWideAsItsTexts() {
    double usual = paper(10, 0, 0.1).heightMm();
    for (double seconds : new double[] {0.2, 1, 2, 3, 6, 10, 36, 120}) {
      AttributionPaper paper = paper(seconds, 0, 0.1);
      double scale = paper.widthMm() / 180;
      for (String line : Pen.lines(paper.subtitle(), paper.widthMm() - 20, 7 * scale, false)) {
        assertTrue(Pen.textWidth(line, 7 * scale, false) <= paper.widthMm() - 20 + 1e-9, line);
      }
      assertTrue(paper.heightMm() >= (seconds < 10 ? usual - 10 : 0), "" + seconds);
    }
  }

  /** {@code -0.004-0.003-0.002} stood below the sums of a record of 6 s. */
  @Test
  void ticksNeverOverlap() {
    for (double width : new double[] {5, 12, 20, 40, 64}) {
      for (double range : new double[] {1e-4, 0.003, 0.009, 0.7, 12, 4000}) {
        for (double low : new double[] {-range, -range / 3, 0, 1000}) {
          double max = low + range;
          double wanted = PlotArea.niceStep(range, 3);
          double step = PlotArea.clearStep(low, max, width, wanted, 7);
          double end = Double.NEGATIVE_INFINITY;
          for (double tick : PlotArea.ticks(low, max, step)) {
            double at = (tick - low) / range * width;
            double half = Pen.textWidth(PlotArea.format(tick, step), 7, false) / 2;
            assertTrue(at - half > end, width + " " + range + " " + low + " " + tick);
            end = at + half;
          }
        }
      }
    }
    assertEquals(0.5, PlotArea.clearStep(0, 2, 100, 0.5, 7), "room enough: as wanted");
    assertEquals(List.of("a b", "c"), Pen.lines("a b c", Pen.textWidth("a b", 7, false), 7, false));
  }

  /** The pages themselves, to be looked at: {@code -Decg.figures=FOLDER} keeps them. */
  @Test
  void pagesOfStrangeRecordingsAreDrawn() throws IOException {
    Path kept =
        System.getProperty("ecg.figures") == null
            ? folder
            : Path.of(System.getProperty("ecg.figures"));
    Files.createDirectories(kept);
    for (double[] one :
        new double[][] {{0.2, 0, 0.1}, {2, 0, 0.1}, {3, 0, 1}, {6, 0, 0.0006}, {36, 4, 0.1}}) {
      Path file = kept.resolve("paper-" + one[0] + ".png");
      paper(one[0], one[1], one[2]).savePng(file);
      assertTrue(Files.size(file) > 10_000);
    }
  }
}
