package org.ecgworkbench.paper.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord;
import org.ecgworkbench.dataset.synthetic.SyntheticRecord.Beat;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.Figure;
import org.ecgworkbench.figure.ecg.EcgStrips;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Figure1GalleryTest {
  @TempDir private Path folder;

  private Study study(Parameters parameters) {
    return Study.open(
        parameters.withOut(folder.resolve("out")),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  private void write(String id, Diagnosis... diagnoses) {
    WfdbWriter.write(
        folder.resolve("data"),
        new EcgRecord(
            id, 500, new double[12][4000], OptionalInt.of(60), Sex.MALE, Set.of(diagnoses)));
  }

  @Test
  void theFirstRecordWithTheClassAloneStandsForIt() {
    write("A0001", Diagnosis.AF, Diagnosis.RBBB);
    write("A0002", Diagnosis.AF);
    write("A0003", Diagnosis.AF);
    write("A0004", Diagnosis.STE);
    Study study = study(Parameters.defaults().withData(folder.resolve("data")));
    assertEquals("A0002", GalleryChoice.of(study, Diagnosis.AF).orElseThrow().record().id());
    // Nothing else carries RBBB, so the record with two labels must do, and the page says so.
    assertEquals("A0001", GalleryChoice.of(study, Diagnosis.RBBB).orElseThrow().record().id());
    assertTrue(GalleryChoice.of(study, Diagnosis.SNR).isEmpty());
    FigureResult page = Figure1Gallery.of(study);
    EcgStrips strips = (EcgStrips) page.figure();
    assertEquals(9, strips.strips().size());
    assertEquals(
        "A0001, 60 years, male, also AF, 0.0 to 8.0 s of 8.0 s", strips.strips().get(4).detail());
    assertEquals("no record of CPSC2018 carries SNR", strips.strips().get(0).missing());
    assertTrue(page.caption().contains("SNR none, AF A0002"), page.caption());
    assertEquals(
        List.of("figure1-gallery-AF", "figure1-gallery-RBBB", "figure1-gallery-STE"),
        Figure1Gallery.each(study).stream().map(FigureResult::id).toList());
  }

  @Test
  void theEmbeddedCohortShowsNoHardCase() {
    Study study = study(Parameters.defaults().withProfile("smoke"));
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      EcgRecord record = GalleryChoice.of(study, diagnosis).orElseThrow().record();
      SyntheticRecord drawn =
          study.cohort().orElseThrow().record(Integer.parseInt(record.id().substring(1)) - 1);
      assertEquals(Set.of(diagnosis), record.diagnoses());
      assertEquals(record.id(), drawn.record().id());
      assertFalse(drawn.scenario().contains("(hard)"), drawn.scenario());
      assertFalse(drawn.scenario().contains("lookalike"), drawn.scenario());
    }
    Figure page = Figure1Gallery.of(study).figure();
    assertTrue(page.widthMm() <= Figure.FULL_WIDTH_MM);
    EcgStrips strips = (EcgStrips) page;
    assertTrue(strips.strips().get(0).detail().startsWith("generated recording S"));
  }

  @Test
  void beatsAreThoseThatWereGenerated() {
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(3, 12, ClassMix.BALANCED));
    int found = 0;
    int all = 0;
    for (int k = 0; k < 12; k++) {
      SyntheticRecord record = cohort.record(k);
      int[] beats = GalleryChoice.beats(record.record());
      for (Beat beat : record.beats()) {
        all++;
        // The complex begins at its onset and is at most 0.2 s long.
        if (Arrays.stream(beats)
            .anyMatch(b -> b >= beat.qrsOnset() - 25 && b <= beat.qrsOnset() + 100)) {
          found++;
        }
      }
    }
    assertTrue(found >= 0.95 * all, found + " of " + all);
  }

  @Test
  void theExcerptOfPrematureBeatsHasThePrematureBeatInItsMiddle() {
    // A narrow spike each second, and one at 24.5 s.
    double[][] millivolts = new double[12][20_000];
    for (double[] lead : millivolts) {
      for (int second = 1; second < 40; second++) {
        lead[second * 500] = 1;
        lead[second * 500 + 1] = 1;
      }
      lead[12_250] = 1;
    }
    EcgRecord record =
        new EcgRecord(
            "A1", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of(Diagnosis.PVC));
    GalleryChoice choice = GalleryChoice.of(record, Diagnosis.PVC);
    assertEquals(19.4, choice.startSecond(), 0.21);
    assertEquals(10, choice.seconds());
    assertEquals(0, GalleryChoice.of(record, Diagnosis.SNR).startSecond());
  }

  @Test
  void stChangesAreShownWhereTheyAreLargest() {
    // A spike each second and, 80 to 120 ms after it, a shift that grows with the lead: up in III,
    // down in V4 and V5.
    double[][] millivolts = new double[12][5_000];
    for (int second = 1; second < 9; second++) {
      for (int l = 0; l < 12; l++) {
        millivolts[l][second * 500] = 1;
        double shift = l == 2 ? 0.3 : l == 4 ? 0.2 : l == 9 ? -0.3 : l == 10 ? -0.2 : 0;
        for (int i = 20; i < 80; i++) {
          millivolts[l][second * 500 + i] = shift;
        }
      }
    }
    EcgRecord record =
        new EcgRecord(
            "A1", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of(Diagnosis.STE));
    assertEquals(List.of(Lead.III, Lead.AVL), GalleryChoice.of(record, Diagnosis.STE).leads());
    assertEquals(List.of(Lead.V4, Lead.V5), GalleryChoice.of(record, Diagnosis.STD).leads());
  }

  @Test
  void everyClassHasAnExampleAmongTheRealRecords() {
    Study study = study(Parameters.defaults().withData(Golden.real("data/cpsc2018")));
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      GalleryChoice choice = GalleryChoice.of(study, diagnosis).orElseThrow();
      assertEquals(Set.of(diagnosis), choice.record().diagnoses());
      assertTrue(choice.startSecond() + choice.seconds() <= choice.record().seconds() + 1e-9);
    }
  }
}
