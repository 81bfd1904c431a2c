package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.Deflater;
import org.ecgworkbench.Golden;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Struct;

/** Expected values: the MFL library, which reads MATLAB files by itself, and SciPy where a comment says so. */
public class Cpsc2018OriginalTest {
  @TempDir Path folder;

  public static void writeMat(Path file, Object age, String sex, Matrix data, int deflateLevel)
      throws IOException {
    Struct ecg = Mat5.newStruct();
    ecg.set("sex", Mat5.newString(sex));
    if (age instanceof Number number) {
      ecg.set("age", Mat5.newScalar(number.doubleValue()));
    }
    ecg.set("data", data);
    try (MatFile mat = Mat5.newMatFile();
        Sink sink = Sinks.newStreamingFile(file.toFile())) {
      mat.addArray("other", Mat5.newScalar(3)).addArray("ECG", ecg);
      Mat5.newWriter(sink).setDeflateLevel(deflateLevel).writeMat(mat);
    }
  }

  public static Matrix matrix(int rows, int samples) {
    Matrix data = Mat5.newMatrix(rows, samples);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < samples; i++) {
        data.setDouble(r, i, r + i / 1000.0);
      }
    }
    return data;
  }

  private void reference(String... rows) throws IOException {
    Files.writeString(
        folder.resolve("REFERENCE.csv"),
        "Recording,First_label,Second_label,Third_label\n" + String.join("\n", rows) + "\n");
  }

  private void assertRefused(String message) {
    EcgDataException e =
        assertThrows(
            EcgDataException.class,
            () -> Datasets.open(folder).records().forEach(r -> Datasets.open(folder).read(r.id())));
    assertEquals(message, e.getMessage());
  }

  @Test
  void theRealRecordsAreThoseThatMflReads() throws IOException {
    Path real = Golden.real("data/cpsc2018-original");
    EcgDataset dataset = Datasets.open(real);
    assertInstanceOf(Cpsc2018Original.class, dataset);
    assertEquals(
        "CPSC2018 in its original MATLAB form, 5 records at 500 Hz in "
            + real
            + " (REFERENCE.csv names 6877, the others' files are not there)",
        dataset.description());
    for (RecordSummary summary : dataset.records()) {
      EcgRecord record = dataset.read(summary.id());
      Struct ecg = Mat5.readFromFile(real.resolve(summary.id() + ".mat").toFile()).getStruct("ECG");
      Matrix data = ecg.getMatrix("data");
      assertEquals(data.getNumCols(), summary.samples());
      assertEquals(data.getNumCols(), record.samples());
      for (Lead lead : Lead.ALL) {
        for (int i = 0; i < record.samples(); i++) {
          assertEquals(data.getDouble(lead.ordinal(), i), record.millivolts(lead)[i]);
        }
      }
      assertEquals(ecg.getMatrix("age").getInt(0), summary.ageYears().orElseThrow());
      assertEquals(
          ecg.getChar("sex").getString().toUpperCase(java.util.Locale.ROOT), summary.sex().name());
      assertEquals(summary.diagnoses(), record.diagnoses());
    }
    // scipy.io.loadmat: A1980 is 12 x 5000, Male, 52; grep A1980 REFERENCE.csv.
    RecordSummary first = dataset.records().get(0);
    assertEquals("A1980", first.id());
    assertEquals(5000, first.samples());
    assertEquals(OptionalInt.of(52), first.ageYears());
    assertEquals(Sex.MALE, first.sex());
    assertEquals(0.201867208, dataset.read("A1980").millivolts(Lead.I)[0], 1e-9);
    assertEquals(64, dataset.manifestSha256().length());
  }

  @Test
  void everyNumberTypeIsReadCompressedOrNot() throws IOException {
    reference("A0001,1,,", "A0002,5,2,9");
    writeMat(folder.resolve("A0001.mat"), 61.0, "Female", matrix(12, 5000), 6);
    writeMat(
        folder.resolve("A0002.mat"), Double.NaN, "Male", matrix(12, 30), Deflater.NO_COMPRESSION);
    EcgDataset dataset = Datasets.open(folder);
    assertEquals(5000, dataset.records().get(0).samples());
    assertEquals(11 + 4.999, dataset.read("A0001").millivolts(Lead.V6)[4999]);
    assertEquals(
        Set.of(Diagnosis.RBBB, Diagnosis.AF, Diagnosis.STE), dataset.read("A0002").diagnoses());
    assertEquals(OptionalInt.empty(), dataset.records().get(1).ageYears());
    assertEquals(3.001, dataset.read("A0002").millivolts(Lead.AVR)[1]);
    for (MatlabType type :
        List.of(
            MatlabType.Single,
            MatlabType.Int8,
            MatlabType.UInt8,
            MatlabType.Int16,
            MatlabType.UInt16,
            MatlabType.Int32,
            MatlabType.UInt32,
            MatlabType.Int64,
            MatlabType.UInt64)) {
      Matrix data = Mat5.newMatrix(new int[] {12, 30}, type);
      double expected = type.name().startsWith("U") ? 200 : -100;
      data.setDouble(3, 7, expected);
      writeMat(folder.resolve("A0002.mat"), 1.0, "Male", data, 6);
      EcgRecord record = Datasets.open(folder).read("A0002");
      assertEquals(expected, record.millivolts(Lead.AVR)[7], type.name());
      assertEquals(0, record.millivolts(Lead.AVR)[8], type.name());
    }
  }

  @Test
  void filesOfAnotherFormAreRefused() throws IOException {
    reference("A0001,1,,");
    writeMat(folder.resolve("A0001.mat"), 61.0, "Female", matrix(11, 50), 6);
    assertRefused("A0001.mat: expected ECG.data of 12 rows, one a lead, found dimensions [11, 50]");
    writeMat(folder.resolve("A0001.mat"), "none", "Female", matrix(12, 50), 6);
    assertRefused("A0001.mat: expected one field ECG.age, found [sex, data]");
    writeMat(folder.resolve("A0001.mat"), 61.0, "Fem", matrix(12, 50), 6);
    assertRefused("A0001.mat: sex: expected Male, Female or Unknown, found 'Fem'");
    Matrix infinite = matrix(12, 50);
    infinite.setDouble(3, 7, Double.POSITIVE_INFINITY);
    writeMat(folder.resolve("A0001.mat"), 61.0, "Male", infinite, 6);
    assertRefused("A0001.mat: expected lead aVR: sample 7 to be finite, found Infinity");
    writeMat(folder.resolve("A0001.mat"), 61.0, "Male", matrix(12, 5000), 6);
    byte[] bytes = Files.readAllBytes(folder.resolve("A0001.mat"));
    Files.write(folder.resolve("A0001.mat"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(
        assertThrows(EcgDataException.class, () -> Datasets.open(folder))
            .getMessage()
            .startsWith("A0001.mat: expected a variable of at most "));
    Files.write(folder.resolve("A0001.mat"), new byte[200]);
    assertRefused("A0001.mat: expected a MATLAB v5 file with IM or MI at byte 126, found '??'");
  }

  @Test
  void labelsOutsideOneToNineAndMissingRowsAreRefused() throws IOException {
    writeMat(folder.resolve("A0001.mat"), 61.0, "Female", matrix(12, 50), 6);
    reference("A0001,10,,");
    assertRefused("REFERENCE.csv: line 2: First_label: expected a label from 1 to 9, found 10");
    reference("A0001,x,,");
    assertRefused("REFERENCE.csv: line 2: First_label: expected a whole number, found 'x'");
    reference("A0002,1,,");
    assertRefused("A0001.mat: expected a row in REFERENCE.csv, found none");
    reference("A0001,1,,", "A0001,2,,");
    assertRefused("REFERENCE.csv: line 3: expected record A0001 once, found it twice");
    reference("A0001,1,");
    assertRefused("REFERENCE.csv: line 2: expected 4 fields, found 3");
    Files.writeString(folder.resolve("REFERENCE.csv"), "Recording;First_label\n");
    assertRefused("REFERENCE.csv: expected a column Recording, found Recording;First_label");
    Files.delete(folder.resolve("A0001.mat"));
    reference("A0001,1,,");
    assertRefused(folder + ": expected recordings (.mat files), found none");
  }

  @Test
  void aFolderOfDataSetsIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("original"));
    reference("A0001,1,,");
    Files.move(folder.resolve("REFERENCE.csv"), folder.resolve("original/REFERENCE.csv"));
    Files.writeString(folder.resolve("x.hea"), "");
    assertRefused(
        folder
            + ": expected one data set, found a folder of them; name one, for example "
            + folder.resolve("original"));
  }
}
