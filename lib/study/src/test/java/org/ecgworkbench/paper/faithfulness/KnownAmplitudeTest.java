package org.ecgworkbench.paper.faithfulness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.beat.HeartBeat;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceMask;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.faithfulness.KnownAmplitude.Labelled;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class KnownAmplitudeTest {
  @TempDir private Path folder;

  private Study study() {
    return Study.open(
        Parameters.defaults().withProfile("smoke").withOut(folder),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  /** By hand: QRS complexes of 1.5, 2 and 7 mV in V2, one T wave of 0.4 mV; other leads are flat. */
  @Test
  void theSizeOfAWaveIsTheMedianOverBeatsFromLowestToHighest() {
    double[][] x = new double[Lead.ALL.size()][100];
    double[] v2 = x[Lead.V2.ordinal()];
    v2[11] = 1;
    v2[12] = -0.5;
    v2[17] = 0.4;
    v2[41] = 2;
    v2[71] = -7;
    EcgRecord record =
        new EcgRecord(
            "R", 500, x, OptionalInt.empty(), Sex.UNKNOWN, EnumSet.noneOf(Diagnosis.class));
    int none = HeartBeat.NONE;
    List<HeartBeat> beats =
        List.of(
            new HeartBeat(11, none, none, 10, 14, 15, 17, 20),
            new HeartBeat(41, none, none, 40, 44, none, none, none),
            new HeartBeat(71, none, none, 70, 74, none, none, none));
    assertEquals(2, new Wave(Lead.V2, true).amplitude(record, beats));
    assertEquals(0.4, new Wave(Lead.V2, false).amplitude(record, beats));
    assertEquals(0, new Wave(Lead.V6, true).amplitude(record, beats));
    assertTrue(Double.isNaN(new Wave(Lead.V2, false).amplitude(record, beats.subList(1, 3))));
    EvidenceMask.Interval first = new Wave(Lead.V2, true).places(beats).intervals().get(0);
    assertEquals(EnumSet.of(Lead.V2), first.leads());
    assertEquals(10, first.startSample());
    assertEquals(14, first.endSample());
  }

  /** Half of the recordings have a larger wave than the median; recordings and folds stay, and the sum of the data set is another. */
  @Test
  void aClassIsTheLargerHalfOfTheRecordings() {
    Study study = study();
    Labelled labelled = Labelled.of(study.dataset());
    assertEquals(9, Wave.ALL.size());
    int records = labelled.records().size();
    for (Diagnosis d : Diagnosis.ALL) {
      long large = labelled.records().stream().filter(r -> r.diagnoses().contains(d)).count();
      assertTrue(Math.abs(large - records / 2.0) <= records * 0.05, d + ": " + large);
    }
    assertNotEquals(study.dataset().manifestSha256(), labelled.manifestSha256());
    RecordSummary one = labelled.records().get(3);
    assertEquals(one.diagnoses(), labelled.read(one.id()).diagnoses());
    assertEquals(
        study.dataset().read(one.id()).millivolts(Lead.V3)[100],
        labelled.read(one.id()).millivolts(Lead.V3)[100]);
  }

  /** The wave's share of the samples is that of one complex in one of twelve leads; a map of chance lies there by as much. */
  @Test
  void everyMethodIsAskedAboutEveryWave() {
    Table table = KnownAmplitude.of(study()).table().table();
    for (String question : List.of(MapMeasures.SHARE, MapMeasures.CHANCE, MapMeasures.MATCHED)) {
      Table of = table.where(table.stringColumn("question").isEqualTo(question));
      assertTrue(of.stringColumn("wave").asSet().contains("QRS in V3"), question);
      assertEquals(10, of.where(of.stringColumn("wave").isEqualTo("all waves")).rowCount());
    }
    Table all = table.where(table.stringColumn("wave").isEqualTo("all waves"));
    double chance = value(all, MapMeasures.CHANCE, MapMethods.RANDOM);
    assertTrue(chance > 0.002 && chance < 0.03, "share " + chance);
    assertEquals(chance, value(all, MapMeasures.SHARE, MapMethods.RANDOM), 0.005);
    assertEquals(0.5, value(all, MapMeasures.AUC, MapMethods.RANDOM), 0.05);
    assertTrue(value(all, MapMeasures.SHARE, MapMethods.ENERGY) > chance);
  }

  private static double value(Table table, String question, String method) {
    return table
        .where(
            table
                .stringColumn("question")
                .isEqualTo(question)
                .and(table.stringColumn("method").isEqualTo(method)))
        .doubleColumn("value")
        .get(0);
  }
}
