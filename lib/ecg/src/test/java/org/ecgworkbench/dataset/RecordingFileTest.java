package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recording by its path, in each form that a user may bring. */
class RecordingFileTest {
  @TempDir private Path folder;

  private static EcgRecord generated() {
    return new SyntheticCohort(new SyntheticCohort.Options(3, 1, ClassMix.BALANCED))
        .record(0)
        .record();
  }

  @Test
  void headerSignalFileAndBareNameAreTheSameRecord() {
    EcgRecord record = generated();
    WfdbWriter.write(folder, record);
    for (String name : List.of("S00001.hea", "S00001.mat", "S00001")) {
      EcgRecord read = RecordingFile.read(folder.resolve(name));
      assertEquals("S00001", read.id());
      assertEquals(record.diagnoses(), read.diagnoses());
      assertArrayEquals(record.millivolts(Lead.V5), read.millivolts(Lead.V5));
    }
  }

  @Test
  void aTableInAnyOrderOfLeadsWithARoundedTimeIsTheSameSignal() throws IOException {
    EcgRecord record = generated();
    StringBuilder text = new StringBuilder("V6,v5,V4,V3,V2,V1,AVF,aVL,aVR,III,II,I,seconds\r\n");
    for (int i = 0; i < record.samples(); i++) {
      for (int lead = 11; lead >= 0; lead--) {
        text.append(record.millivolts()[lead][i]).append(',');
      }
      text.append(String.format(Locale.ROOT, "%.3f\r\n", i / 500.0));
    }
    Path file = Files.writeString(folder.resolve("mine.csv"), text);
    EcgRecord read = RecordingFile.read(file);
    assertEquals("mine", read.id());
    assertEquals(500, read.samplingRateHz());
    assertTrue(read.diagnoses().isEmpty());
    for (Lead lead : Lead.ALL) {
      assertArrayEquals(record.millivolts(lead), read.millivolts(lead), lead.label());
    }
  }

  @Test
  void theRateOfATableIsFoundThoughItsTimesAreRounded() throws IOException {
    // 360 Hz: a step of 2.777... ms, written to a tenth of a millisecond
    assertEquals(
        360, RecordingFile.read(table("rate.csv", 720, 360, "%.4f", "0.1")).samplingRateHz());
  }

  @Test
  void anEmptyCellIsAMissingSample() throws IOException {
    EcgRecord read = RecordingFile.read(table("gap.csv", 10, 500, "%.3f", ""));
    assertTrue(Double.isNaN(read.millivolts(Lead.I)[4]));
  }

  @Test
  void whatIsNoRecordingIsRefusedByName() throws IOException {
    refused(folder.resolve("none.hea"), "none.hea", "found nothing there");
    refused(folder, "found a folder");
    refused(Files.writeString(folder.resolve("notes.txt"), "x"), "notes.txt", ".csv");
    refused(Files.writeString(folder.resolve("alone.dat"), "x"), "alone.hea", "nothing there");
    refused(Files.writeString(folder.resolve("empty.csv"), ""), "empty.csv", "seconds");
    refused(Files.writeString(folder.resolve("word.mat"), "MATLAB?"), "word.mat");
    refused(
        table("word.csv", 10, 500, "%.3f", "much"),
        "word.csv",
        "line 2, column i",
        "found 4 characters");
    Path uneven = table("uneven.csv", 10, 500, "%.3f", "0");
    Files.writeString(uneven, Files.readString(uneven).replace("0.008", "0.0095"));
    refused(uneven, "line 6", "0.008", "0.0095");
    Path short11 = folder.resolve("eleven.csv");
    Files.writeString(short11, Files.readString(uneven).replaceFirst(",V6", ""));
    refused(short11, "eleven.csv", "'V6'", "none");
  }

  @Test
  void theOriginalFormIsReadWithoutAHeader() throws IOException {
    Path original = Golden.real("data/cpsc2018-original");
    Path file;
    try (Stream<Path> files = Files.walk(original)) {
      file = files.filter(f -> f.toString().endsWith(".mat")).sorted().findFirst().orElseThrow();
    }
    EcgRecord read = RecordingFile.read(file);
    EcgDataset whole = Datasets.open(file.getParent());
    assertArrayEquals(
        whole.read(read.id()).millivolts(Lead.II), read.millivolts(Lead.II), read.id());
  }

  private Path table(String name, int samples, int rate, String format, String leadOne)
      throws IOException {
    StringBuilder text = new StringBuilder("seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n");
    for (int i = 0; i < samples; i++) {
      text.append(String.format(Locale.ROOT, format, (double) i / rate))
          .append(',')
          .append(leadOne)
          .append(",0,0,0,0,0,0,0,0,0,0,0\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private static void refused(Path file, String... parts) {
    String message =
        assertThrows(EcgDataException.class, () -> RecordingFile.read(file)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
