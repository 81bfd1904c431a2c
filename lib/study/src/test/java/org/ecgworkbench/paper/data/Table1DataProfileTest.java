package org.ecgworkbench.paper.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.figure.chart.Histogram;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Table1DataProfileTest {
  @TempDir private Path folder;

  private TableResult table(Path data) {
    return Table1DataProfile.of(study(data));
  }

  private Study study(Path data) {
    return Study.open(
        Parameters.defaults().withData(data).withOut(folder.resolve("out")),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  private void write(String id, int seconds, OptionalInt age, Sex sex, Diagnosis... diagnoses) {
    double[][] signal = new double[12][seconds * 500];
    WfdbWriter.write(
        folder.resolve("data"), new EcgRecord(id, 500, signal, age, sex, Set.of(diagnoses)));
  }

  @Test
  void countsSharesMeansAndSampleDeviationsAreThoseByHand() {
    write("A0001", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0002", 20, OptionalInt.of(70), Sex.FEMALE, Diagnosis.AF, Diagnosis.RBBB);
    write("A0003", 30, OptionalInt.empty(), Sex.UNKNOWN, Diagnosis.AF);
    write("A0004", 12, OptionalInt.of(40), Sex.MALE, Diagnosis.SNR);
    String[] lines = table(folder.resolve("data")).csv().split("\n");
    // AF: 3 of 4 records; 1 man of 2 with a sex; ages 60 and 70: mean 65, SD sqrt(50); 10, 20, 30
    // s: mean 20, SD 10.
    assertEquals("AF,3,75,1,50,1,65,7.071068,1,20,10,1221,56.7,71.5,12.4,", lines[2]);
    assertEquals(
        "RBBB,1,25,0,0,0,70,,0,20,,1857,64.8,62.8,17.1,one record: no standard deviation",
        lines[5]);
    assertEquals("STE,0,0,0,,0,,,0,,,220,81.8,52.3,19.8,no record of this class", lines[9]);
  }

  /** What was found and is in no row is counted in the last row's note, with the numbers of the accounting. */
  @Test
  void theNoteAndTheAccountingGiveTheSameNumbers() throws java.io.IOException {
    write("A0001", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0002", 11, OptionalInt.of(70), Sex.FEMALE, Diagnosis.AF);
    write("A0003", 12, OptionalInt.of(70), Sex.FEMALE);
    java.nio.file.Files.write(folder.resolve("data/lost.dat"), new byte[24]);
    java.nio.file.Files.writeString(folder.resolve("data/about.txt"), "about");
    Study study = study(folder.resolve("data"));
    String[] lines = Table1DataProfile.of(study).csv().split("\n");
    String note = "1 without any of the nine; 1 file of recordings not read";
    assertTrue(lines[10].endsWith("," + note), lines[10]);
    var accounting = study.recordings().accounting();
    assertEquals(note, accounting.note());
    assertEquals(3, accounting.found());
    assertEquals(2, accounting.labelled());
    assertEquals(2, accounting.training() + accounting.validation() + accounting.test());
    assertTrue(
        accounting.toString().contains("files: 8 found, 6 read as 3 records, 2 not read"),
        accounting.toString());
    assertTrue(
        accounting
            .toString()
            .contains("recordings: 3 found, 0 left out by name, 1 without any of the nine, 2 used"),
        accounting.toString());
  }

  @Test
  void publishedNumbersStandBesideCpsc2018Alone() {
    write("A0001", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    String[] lines = table(folder.resolve("data")).csv().split("\n");
    assertEquals(
        "class,records,records_percent,male,male_percent,sex_missing,age_mean_years,age_sd_years,age_missing,length_mean_seconds,length_sd_seconds,"
            + "published_records,published_male_percent,published_age_mean_years,published_age_sd_years,note",
        lines[0]);
    assertEquals(
        "all,1,100,1,100,0,60,,0,10,,6877,,,,one record: no standard deviation", lines[10]);
    write("X0001", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    lines = table(folder.resolve("data")).csv().split("\n");
    assertEquals("AF,2,100,2,100,0,60,0,0,10,0,,,,,", lines[2]);
    assertEquals("all,2,100,2,100,0,60,0,0,10,0,,,,,", lines[10]);
  }

  @Test
  void coOccurrenceIsThatByHand() {
    write("A0001", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0002", 10, OptionalInt.of(70), Sex.FEMALE, Diagnosis.AF, Diagnosis.RBBB);
    write("A0003", 10, OptionalInt.of(70), Sex.FEMALE, Diagnosis.AF, Diagnosis.RBBB, Diagnosis.PVC);
    write("A0004", 10, OptionalInt.of(70), Sex.FEMALE);
    Study study = study(folder.resolve("data"));
    String[] lines = ClassCoOccurrence.table(study).csv().split("\n");
    assertEquals("class,SNR,AF,IAVB,LBBB,RBBB,PAC,PVC,STD,STE,alone,note", lines[0]);
    assertEquals("AF,0,3,0,0,2,0,1,0,0,1,", lines[2]);
    assertEquals("RBBB,0,2,0,0,2,0,1,0,0,0,", lines[5]);
    assertEquals("STE,0,0,0,0,0,0,0,0,0,0,no record of this class", lines[9]);
    String caption = ClassCoOccurrence.figure(study).caption();
    assertTrue(
        caption.contains(": 1 carry one of the nine classes, 1 two, 1 three or more, 1 none"),
        caption);
  }

  @Test
  void lengthsAreComparedWithTheWindowOfTheProfile() {
    write("A0001", 8, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0002", 10, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0003", 16, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    write("A0004", 17, OptionalInt.of(60), Sex.MALE, Diagnosis.AF);
    Histogram histogram =
        (Histogram) FigureRecordLengths.of(study(folder.resolve("data"))).figure();
    // The window of the profile demo is 10 s.
    assertEquals(10, histogram.mark());
    assertEquals("1 record is shorter: padded with zeros", histogram.markLabel().get(1));
    assertEquals("2 records are longer: the start is not seen", histogram.markLabel().get(2));
    int[] counts = histogram.counts();
    assertEquals(18, counts.length);
    assertEquals(1, counts[10]);
    assertEquals(0, counts[9]);
    assertEquals(1, counts[17]);
  }

  @Test
  void theRealRecordsAreCountedAsTheirHeadersSay() {
    // Counted with grep over the 135 headers.
    String[] lines = table(Golden.real("data/cpsc2018")).csv().split("\n");
    int[] expected = {17, 22, 7, 8, 30, 11, 16, 17, 11};
    for (int c = 0; c < expected.length; c++) {
      assertEquals(expected[c], Integer.parseInt(lines[c + 1].split(",")[1]), lines[c + 1]);
    }
  }

  @Test
  void codesBesideThoseOfPtbXlsMappingStopNothing() {
    String[] lines = table(Golden.real("data/ptbxl")).csv().split("\n");
    // 60 of the 1,027 records carry none of the nine classes.
    assertEquals("967", lines[10].split(",")[1], lines[10]);
  }
}
