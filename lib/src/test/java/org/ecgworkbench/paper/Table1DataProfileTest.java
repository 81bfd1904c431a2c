package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Table1DataProfileTest {
  @TempDir private Path folder;

  private TableResult table(Path data) {
    return Table1DataProfile.of(
        Study.open(
            Parameters.defaults().withData(data).withOut(folder.resolve("out")),
            Progress.on(new PrintStream(OutputStream.nullOutputStream()))));
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
    assertEquals("AF,3,75,1,50,65,7.071068,20,10,1 without age; 1 without sex", lines[2]);
    assertEquals("RBBB,1,25,0,0,70,,20,,one record: no standard deviation", lines[5]);
    assertEquals("STE,0,0,0,,,,,,no record of this class", lines[9]);
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
}
