package org.ecgworkbench.dataset.wfdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WfdbWriterTest {
  @TempDir Path folder;

  private static double[][] microvolts(int samples) {
    NumpyRandom random = NumpyRandom.stream(1, "writer test");
    double[][] millivolts = new double[12][samples];
    for (double[] lead : millivolts) {
      for (int i = 0; i < samples; i++) {
        lead[i] = (random.nextInt(65535) - 32767) / 1000.0;
      }
    }
    return millivolts;
  }

  @Test
  void wholeMicrovoltsComeBackExactly() {
    double[][] millivolts = microvolts(3000);
    millivolts[4][7] = Double.NaN;
    millivolts[0][0] = Double.NaN;
    EcgRecord record =
        new EcgRecord(
            "Q1",
            500,
            millivolts,
            OptionalInt.of(61),
            Sex.FEMALE,
            EnumSet.of(Diagnosis.PVC, Diagnosis.AF));
    WfdbWriter.write(folder.resolve("new/folder"), record);
    EcgRecord back = WfdbReader.read(folder.resolve("new/folder/Q1.hea"));
    assertArrayEquals(millivolts, back.millivolts());
    assertEquals(record.diagnoses(), back.diagnoses());
    assertEquals(record.ageYears(), back.ageYears());
    assertEquals(record.sex(), back.sex());
    assertEquals("Q1", back.id());
  }

  @Test
  void unknownAgeSexAndDiagnosisComeBackAsUnknown() {
    EcgRecord record =
        new EcgRecord("Q2", 100, microvolts(1), OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    WfdbWriter.write(folder, record);
    EcgRecord back = WfdbReader.read(folder.resolve("Q2.hea"));
    assertEquals(OptionalInt.empty(), back.ageYears());
    assertEquals(Sex.UNKNOWN, back.sex());
    assertEquals(Set.of(), back.diagnoses());
    assertEquals(100, back.samplingRateHz());
  }

  @Test
  void realRecordsAreWrittenBackWithTheirBytes() throws IOException {
    Path real = Golden.real("data/cpsc2018");
    for (String id : List.of("A0001", "A0077", "A0135")) {
      WfdbWriter.write(folder, WfdbReader.read(real.resolve(id + ".hea")));
      assertEquals(-1, Files.mismatch(real.resolve(id + ".mat"), folder.resolve(id + ".mat")), id);
      List<String> expected = Files.readAllLines(real.resolve(id + ".hea"));
      List<String> found = Files.readAllLines(folder.resolve(id + ".hea"));
      assertEquals(expected.subList(1, 15), found.subList(1, 15), id);
    }
  }

  @Test
  void theHeaderHasTheChallengesForm() throws IOException {
    double[][] millivolts = new double[12][2];
    millivolts[3][0] = -0.017;
    millivolts[3][1] = Double.NaN;
    WfdbWriter.write(
        folder,
        new EcgRecord(
            "S00001",
            500,
            millivolts,
            OptionalInt.of(74),
            Sex.MALE,
            EnumSet.of(Diagnosis.RBBB, Diagnosis.PAC)));
    List<String> lines = Files.readAllLines(folder.resolve("S00001.hea"));
    assertEquals("S00001 12 500 2", lines.get(0));
    // -17 - 32768 = -32785 = 32751 modulo 65536.
    assertEquals("S00001.mat 16+24 1000/mV 16 0 -17 32751 0 aVR", lines.get(4));
    assertEquals(
        List.of(
            "#Age: 74",
            "#Sex: Male",
            "#Dx: 713427006,284470004",
            "#Rx: Unknown",
            "#Hx: Unknown",
            "#Sx: Unknown"),
        lines.subList(13, 19));
  }

  @Test
  void amplitudesOutOfRangeAreRefusedAndNothingIsWritten() throws IOException {
    for (double bad : new double[] {32.768, -32.768, Double.POSITIVE_INFINITY}) {
      double[][] millivolts = new double[12][20];
      millivolts[Lead.V2.ordinal()][13] = bad;
      EcgRecord record =
          new EcgRecord("Q3", 500, millivolts, OptionalInt.empty(), Sex.UNKNOWN, Set.of());
      EcgDataException e =
          assertThrows(EcgDataException.class, () -> WfdbWriter.write(folder, record));
      assertEquals(
          "record Q3: lead V2: sample 13: expected an amplitude from -32.767 to 32.767 mV, found "
              + bad
              + " mV",
          e.getMessage());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void namesThatAreNotRecordNamesAreRefused() {
    EcgRecord record =
        new EcgRecord("../x", 500, new double[12][1], OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    assertThrows(EcgDataException.class, () -> WfdbWriter.write(folder, record));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    EcgRecord record =
        new EcgRecord("Q4", 500, new double[12][1], OptionalInt.empty(), Sex.UNKNOWN, Set.of());
    EcgDataException e = assertThrows(EcgDataException.class, () -> WfdbWriter.write(file, record));
    assertTrue(e.getMessage().contains("record Q4 cannot be written"), e.getMessage());
  }

  @Test
  void aRecordIsReplacedAndNoTemporaryFileIsLeft() throws IOException {
    for (int age : new int[] {1, 2}) {
      WfdbWriter.write(
          folder,
          new EcgRecord(
              "Q5", 500, new double[12][age], OptionalInt.of(age), Sex.UNKNOWN, Set.of()));
    }
    assertEquals(OptionalInt.of(2), WfdbReader.read(folder.resolve("Q5.hea")).ageYears());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("Q5.hea", "Q5.mat"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }
}
