package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  private void record(String id, int rate, Diagnosis... diagnoses) {
    double[][] millivolts = new double[12][20];
    millivolts[1][3] = 0.5;
    WfdbWriter.write(
        folder.resolve(id).getParent(),
        new EcgRecord(
            Path.of(id).getFileName().toString(),
            rate,
            millivolts,
            OptionalInt.of(50),
            Sex.FEMALE,
            Set.of(diagnoses)));
  }

  private void replace(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertTrue(text.contains(from));
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }

  private void assertRefused(String message) {
    EcgDataException e = assertThrows(EcgDataException.class, () -> Datasets.open(folder));
    assertEquals(message, e.getMessage());
  }

  @Test
  void nobodyCanChangeTheIndex() {
    record("A0001", 500, Diagnosis.PVC, Diagnosis.AF);
    RecordSummary summary = Datasets.open(folder).records().get(0);
    assertThrows(UnsupportedOperationException.class, () -> summary.diagnoses().clear());
    Set<Diagnosis> own = new HashSet<>(Set.of(Diagnosis.PVC, Diagnosis.AF));
    RecordSummary made = new RecordSummary("A0001", 500, 20, OptionalInt.of(50), Sex.FEMALE, own);
    own.clear();
    assertEquals(summary, made);
    assertEquals(List.of(Diagnosis.AF, Diagnosis.PVC), List.copyOf(made.diagnoses()));
  }

  @Test
  void theRealRecordsAreRecognisedAsCpsc2018() {
    Path real = Golden.real("data/cpsc2018");
    EcgDataset dataset = Datasets.open(real);
    assertInstanceOf(Cpsc2018.class, dataset);
    assertEquals("CPSC2018 in WFDB form, 135 records at 500 Hz in " + real, dataset.description());
    assertEquals(135, dataset.records().size());
    assertEquals("A0001", dataset.records().get(0).id());
    assertEquals("A0135", dataset.records().get(134).id());
    // Counted with grep '^#Dx' in the headers: AF 18 + 4 with RBBB, RBBB 26 + 4, and so on.
    Map<Diagnosis, Integer> counts = new EnumMap<>(Diagnosis.class);
    dataset.records().forEach(r -> r.diagnoses().forEach(d -> counts.merge(d, 1, Integer::sum)));
    assertEquals(
        Map.of(
            Diagnosis.SNR,
            17,
            Diagnosis.AF,
            22,
            Diagnosis.IAVB,
            7,
            Diagnosis.LBBB,
            8,
            Diagnosis.RBBB,
            30,
            Diagnosis.PAC,
            11,
            Diagnosis.PVC,
            16,
            Diagnosis.STD,
            17,
            Diagnosis.STE,
            11),
        counts);
    assertTrue(dataset.unknownCodes().isEmpty());
    // LC_ALL=C; cd data/cpsc2018; sha256sum * | sha256sum
    assertEquals(
        "c18802f8500eefd60ee4d662d9ac85d2eae9bc3c905f617eef447aba30441219",
        dataset.manifestSha256());
    for (RecordSummary summary : dataset.records()) {
      EcgRecord record = dataset.read(summary.id());
      assertEquals(summary.samples(), record.samples());
      assertEquals(summary.ageYears(), record.ageYears());
      assertEquals(summary.sex(), record.sex());
      assertEquals(summary.diagnoses(), record.diagnoses());
    }
  }

  @Test
  void foldersG1ToG7AreOneDataSetInTheOrderOfIds() {
    record("g2/A0003", 500, Diagnosis.AF);
    record("g1/A0004", 500, Diagnosis.AF);
    record("g1/A0001", 500, Diagnosis.SNR, Diagnosis.PAC);
    EcgDataset dataset = Datasets.open(folder);
    assertInstanceOf(Cpsc2018.class, dataset);
    assertEquals(
        List.of("A0001", "A0003", "A0004"),
        dataset.records().stream().map(RecordSummary::id).toList());
    assertEquals(0.5, dataset.read("A0003").millivolts()[1][3]);
    assertEquals(Set.of(Diagnosis.SNR, Diagnosis.PAC), dataset.read("A0001").diagnoses());
  }

  @Test
  void otherRecordsAreAWfdbFolder() {
    record("E00001", 500, Diagnosis.AF);
    EcgDataset dataset = Datasets.open(folder);
    assertInstanceOf(WfdbFolder.class, dataset);
    assertEquals("WFDB folder, 1 record at 500 Hz in " + folder, dataset.description());
  }

  @Test
  void diagnosesOutsideTheNineAreNoLabelsButAreShown() throws IOException {
    record("A0001", 500, Diagnosis.AF);
    record("A0002", 500, Diagnosis.AF);
    replace("A0001.hea", "#Dx: 164889003", "#Dx: 164889003,111975006");
    replace("A0002.hea", "#Dx: 164889003", "#Dx: 10370003");
    EcgDataset dataset = Datasets.open(folder);
    assertEquals(
        Map.of("A0001", List.of("111975006"), "A0002", List.of("10370003")),
        dataset.unknownCodes());
    assertEquals(Set.of(Diagnosis.AF), dataset.records().get(0).diagnoses());
    assertEquals(Set.of(), dataset.records().get(1).diagnoses());
    assertEquals(
        "CPSC2018 in WFDB form, 2 records at 500 Hz in "
            + folder
            + "; 2 records state diagnoses outside the nine classes (10370003, 111975006)",
        dataset.description());
    assertEquals(List.of("A0002"), Folds.paper(dataset, 1).dropped());
  }

  @Test
  void aWrongPathAFileAndAnEmptyFolderAreNamed() throws IOException {
    Path wrong = folder.resolve("nowhere");
    assertEquals(
        wrong + ": expected a folder of recordings, found nothing there",
        assertThrows(EcgDataException.class, () -> Datasets.open(wrong)).getMessage());
    assertRefused(folder + ": expected a folder of recordings, found an empty folder");
    Path file = Files.writeString(folder.resolve("notes.txt"), "no recording");
    assertEquals(
        file + ": expected a folder of recordings, found a file",
        assertThrows(EcgDataException.class, () -> Datasets.open(file)).getMessage());
    assertRefused(folder + ": expected recordings (.hea and .mat files), found none");
  }

  @Test
  void anotherSamplingRateIsRefusedByNameUnlessResamplingWasAskedFor() {
    record("E0001", 500, Diagnosis.AF);
    record("E0002", 250, Diagnosis.AF);
    assertRefused(
        "E0002.hea: expected a sampling rate of 500 Hz, found 250 Hz; --resample brings it to 500 Hz");
    EcgDataset resampled = Datasets.open(folder, WfdbFolder.Options.defaults().withResample(true));
    assertEquals(
        "WFDB folder, 2 records at 500 Hz (1 resampled) in " + folder, resampled.description());
    assertEquals(500, resampled.records().get(1).samplingRateHz());
    assertEquals(40, resampled.records().get(1).samples());
    EcgRecord record = resampled.read("E0002");
    assertEquals(500, record.samplingRateHz());
    assertEquals(40, record.samples());
  }

  @Test
  void damageIsFoundWhenTheFolderIsOpened() throws IOException {
    record("A0001", 500, Diagnosis.AF);
    record("A0002", 500, Diagnosis.AF);
    record("A0003", 500, Diagnosis.AF);
    byte[] mat = Files.readAllBytes(folder.resolve("A0002.mat"));
    Files.write(folder.resolve("A0002.mat"), java.util.Arrays.copyOf(mat, 100));
    assertRefused(
        "A0002.hea: A0002.mat: expected 504 bytes (12 signals of 20 samples in format 16), found 100 bytes");
    Files.delete(folder.resolve("A0002.mat"));
    assertRefused("A0002.hea: A0002.mat does not exist");
    Files.write(folder.resolve("A0002.mat"), mat);
    replace("A0003.hea", " aVR", " aVX");
    assertRefused(
        "A0003.hea: signal 4: expected one of the leads I, II, III, aVR, aVL, aVF, V1 to V6, found 'aVX'");
    Files.delete(folder.resolve("A0003.hea"));
    assertRefused("A0003.mat: expected its header A0003.hea, found none");
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws IOException {
    record("A0001", 500, Diagnosis.AF);
    Path mat = folder.resolve("A0001.mat");
    assertTrue(mat.toFile().setReadable(false));
    Assumptions.assumeFalse(Files.isReadable(mat), "root may read everything");
    EcgDataException e =
        assertThrows(EcgDataException.class, () -> Datasets.open(folder).read("A0001"));
    assertEquals("A0001.hea: A0001.mat cannot be read (permission denied)", e.getMessage());
  }

  @Test
  void bothFormsOfCpsc2018InOneFolderAreNamedAsWhatTheyAre() throws IOException {
    record("A0001", 500, Diagnosis.AF);
    Files.writeString(
        folder.resolve("REFERENCE.csv"),
        "Recording,First_label,Second_label,Third_label\nA0002,1,,\n");
    assertEquals(1, Datasets.open(folder).records().size());
    Files.write(folder.resolve("A0002.mat"), new byte[300]);
    assertRefused(
        folder
            + ": expected recordings of one form, found WFDB records (.hea) and those of CPSC2018's original form"
            + " (REFERENCE.csv, A0002.mat); a folder for each is needed");
  }

  @Test
  void aRecordInTwoFoldersIsRefused() {
    record("g1/A0001", 500, Diagnosis.AF);
    record("g2/A0001", 500, Diagnosis.AF);
    assertRefused(folder + ": record A0001: expected once, found g1/A0001.hea and g2/A0001.hea");
  }

  @Test
  void anUnknownRecordIsNamedWithWhatThereIs() {
    record("A0001", 500, Diagnosis.AF);
    record("A0007", 500, Diagnosis.AF);
    EcgDataset dataset = Datasets.open(folder);
    EcgDataException e = assertThrows(EcgDataException.class, () -> dataset.read("A9999"));
    assertEquals(
        folder + ": record A9999 does not exist; there are 2, from A0001 to A0007", e.getMessage());
  }

  @Test
  void theProtocolsRateIsRequiredOfCpsc2018() {
    record("A0001", 500, Diagnosis.AF);
    record("A0002", 250, Diagnosis.AF);
    assertRefused("A0002.hea: expected a sampling rate of 500 Hz, found 250 Hz");
  }

  @Test
  void aRecordIsNamedAfterItsHeaderFile() throws IOException {
    record("A0001", 500, Diagnosis.AF);
    Files.move(folder.resolve("A0001.hea"), folder.resolve("patient-7.hea"));
    EcgDataset dataset = Datasets.open(folder);
    assertEquals("patient-7", dataset.records().get(0).id());
    assertEquals(0.5, dataset.read("patient-7").millivolts()[1][3]);
  }

  @Test
  void segmentsAreNoRecordsOfTheirOwn() throws IOException {
    record("S1", 500, Diagnosis.AF);
    record("S2", 500, Diagnosis.AF);
    Files.write(
        folder.resolve("E1.hea"),
        List.of("E1/2 12 500 40", "S1 20", "S2 20", "#Age: 50", "#Sex: Male", "#Dx: 164889003"));
    EcgDataset dataset = Datasets.open(folder);
    assertEquals(List.of("E1"), dataset.records().stream().map(RecordSummary::id).toList());
    assertEquals(40, dataset.records().get(0).samples());
    assertEquals(40, dataset.read("E1").samples());
  }

  @Test
  void theManifestIsTheSumOfWhatSha256sumPrints() throws Exception {
    record("A0002", 500, Diagnosis.AF);
    record("A0001", 500, Diagnosis.AF);
    StringBuilder text = new StringBuilder();
    for (String name : List.of("A0001.hea", "A0001.mat", "A0002.hea", "A0002.mat")) {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(name)));
      text.append(HexFormat.of().formatHex(sum)).append("  ").append(name).append('\n');
    }
    byte[] expected =
        MessageDigest.getInstance("SHA-256")
            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
    assertEquals(HexFormat.of().formatHex(expected), Datasets.open(folder).manifestSha256());
  }

  @Test
  void manyThreadsReadTheSameValues() {
    for (int i = 1; i <= 20; i++) {
      record("A%04d".formatted(i), 500, Diagnosis.AF);
    }
    EcgDataset dataset = Datasets.open(folder);
    assertTrue(
        IntStream.range(0, 400)
            .parallel()
            .allMatch(i -> dataset.read("A%04d".formatted(i % 20 + 1)).millivolts()[1][3] == 0.5));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(40, files.count());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
