package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.ecgworkbench.dataset.quality.Exclusions;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaveOutTest {
  private static final WfdbFolder.Options OPTIONS = WfdbFolder.Options.defaults();

  @TempDir Path folder;

  private void record(String id, Diagnosis... diagnoses) {
    double[][] millivolts = new double[12][500];
    millivolts[1][3] = 0.5;
    WfdbWriter.write(
        folder,
        new EcgRecord(id, 500, millivolts, OptionalInt.of(50), Sex.FEMALE, Set.of(diagnoses)));
  }

  private static List<String> ids(EcgDataset dataset) {
    return dataset.records().stream().map(RecordSummary::id).toList();
  }

  private EcgDataset without(String names) {
    return Datasets.open(folder, OPTIONS, LeaveOut.parse(names));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(EcgDataException.class, reading).getMessage();
  }

  @Test
  void damagedRecordsAreLeftOutByNameAndStayInSight() throws IOException {
    record("A0001", Diagnosis.AF);
    record("A0002", Diagnosis.AF);
    record("A0003");
    record("A0004", Diagnosis.PVC);
    Files.write(folder.resolve("A0002.mat"), new byte[7]);
    Files.writeString(folder.resolve("A0004.hea"), "not a header");
    assertThrows(EcgDataException.class, () -> Datasets.open(folder));
    EcgDataset dataset = without("A0004, A0002");
    assertEquals(List.of("A0001", "A0003"), ids(dataset));
    assertEquals(Map.of("A0002", LeaveOut.UNSTATED, "A0004", LeaveOut.UNSTATED), dataset.leftOut());
    assertTrue(dataset.description().endsWith("; 2 records left out by name"));
    // The same data as in a folder without their files.
    Files.delete(folder.resolve("A0002.hea"));
    Files.delete(folder.resolve("A0002.mat"));
    Files.delete(folder.resolve("A0004.hea"));
    Files.delete(folder.resolve("A0004.mat"));
    assertEquals(Datasets.open(folder).manifestSha256(), dataset.manifestSha256());
    // Nothing is left out silently.
    QualityReport report = QualityReport.of(dataset, line -> {});
    assertEquals(2, report.records());
    assertEquals(
        List.of(
            new Exclusions.Exclusion("A0002", QualityCheck.LEFT_OUT, LeaveOut.UNSTATED),
            new Exclusions.Exclusion(
                "A0003",
                QualityCheck.NO_LABEL,
                "states none of the nine classes, so it is not used"),
            new Exclusions.Exclusion("A0004", QualityCheck.LEFT_OUT, LeaveOut.UNSTATED)),
        report.exclusions().all());
  }

  @Test
  void theListOfExclusionsIsAListToLeaveOutAndItsReasonsAreKept() throws IOException {
    record("A0001", Diagnosis.AF);
    record("A0002", Diagnosis.AF);
    record("A0003");
    Files.write(folder.resolve("A0002.mat"), new byte[7]);
    Path tables = folder.resolve("tables");
    QualityReport before = QualityReport.of(folder, line -> {});
    before.save(tables);
    EcgDataset dataset = without(tables.resolve("exclusions.csv").toString());
    // A0003 has no label: the protocol drops it after folds are made, as ever.
    assertEquals(List.of("A0001", "A0003"), ids(dataset));
    assertEquals(
        Map.of(
            "A0002",
            "A0002.hea: A0002.mat: expected 12024 bytes (12 signals of 500 samples in format 16), found 7 bytes"),
        dataset.leftOut());
    assertEquals(
        before.exclusions().all().stream().map(Exclusions.Exclusion::reason).toList(),
        QualityReport.of(dataset, line -> {}).exclusions().all().stream()
            .map(Exclusions.Exclusion::reason)
            .toList());
  }

  @Test
  void aListIsNamesInAFileToo() throws IOException {
    Path file = folder.resolve("list of mine.txt");
    Files.writeString(file, "# noisy\r\nA0007\r\n\r\n  A0003\r\n");
    assertEquals(
        Map.of("A0003", LeaveOut.UNSTATED, "A0007", LeaveOut.UNSTATED),
        LeaveOut.parse(file.toString()).reasons());
    Files.writeString(file, "record,reason\nA0003,\"noisy, all of it\"\nA0009,\n");
    LeaveOut read = LeaveOut.parse(file.toString());
    assertEquals(Map.of("A0003", "noisy, all of it", "A0009", LeaveOut.UNSTATED), read.reasons());
    assertEquals("A0003: noisy, all of it | A0009: named, no reason given", read.text());
    assertEquals(read, LeaveOut.ofText(read.text()));
    assertEquals(LeaveOut.none(), LeaveOut.ofText(""));
    Files.writeString(file, "record,check,reason\nA0003,NO_LABEL,none of the nine\n");
    assertEquals(LeaveOut.none(), LeaveOut.parse(file.toString()));
    Files.writeString(file, "# nothing\n");
    assertEquals(
        "list of mine.txt: expected records to leave out, found none",
        refusal(() -> LeaveOut.parse(file.toString())));
  }

  @Test
  void wrongListsAreRefused() {
    for (String wrong : List.of("", "A0001,", "A0001,A0001", "/no/such/list.csv", "a: b")) {
      assertThrows(IllegalArgumentException.class, () -> LeaveOut.parse(wrong), wrong);
    }
    assertThrows(IllegalArgumentException.class, () -> LeaveOut.ofText("A0001"));
    assertThrows(
        IllegalArgumentException.class, () -> new LeaveOut(new TreeMap<>(Map.of("A0001", "a\nb"))));
  }

  @Test
  void aRecordThatIsNotThereCannotBeLeftOutAndOneMustRemain() {
    record("A0001", Diagnosis.AF);
    assertEquals(
        folder + ": record A0009 is to be left out, and is not there",
        refusal(() -> without("A0009")));
    assertEquals(
        folder + ": expected records beside those that are left out, found none",
        refusal(() -> without("A0001")));
  }

  @Test
  void filesThatALeftOutHeaderNamesAreLeftOutWithIt() throws IOException {
    record("A0001", Diagnosis.AF);
    record("s1", Diagnosis.AF);
    record("s2", Diagnosis.AF);
    Files.write(folder.resolve("A0007.hea"), List.of("A0007/2 12 500 99", "s1 40", "s2 40"));
    // A header and its .mat under different names.
    record("other", Diagnosis.AF);
    Files.move(folder.resolve("other.hea"), folder.resolve("A0008.hea"));
    // A .mat whose header is lost.
    record("A0009", Diagnosis.AF);
    Files.delete(folder.resolve("A0009.hea"));
    assertEquals(List.of("A0001"), ids(without("A0007,A0008,A0009")));
  }

  @Test
  void recordsOfTheOriginalFormAndOfPtbXlAreLeftOutToo() throws IOException {
    Path original = Files.createDirectory(folder.resolve("original"));
    Files.writeString(
        original.resolve("REFERENCE.csv"),
        "Recording,First_label,Second_label,Third_label\nA0001,1,,\nA0002,2,3,4\n");
    Cpsc2018OriginalTest.writeMat(
        original.resolve("A0001.mat"),
        61.0,
        "Female",
        Cpsc2018OriginalTest.matrix(12, 40),
        Deflater.NO_COMPRESSION);
    Files.write(original.resolve("A0002.mat"), new byte[300]);
    assertThrows(EcgDataException.class, () -> Datasets.open(original));
    assertEquals(List.of("A0001"), ids(Datasets.open(original, OPTIONS, LeaveOut.parse("A0002"))));
    assertEquals("A0001", Datasets.read(original, "A0001", OPTIONS).id());

    Path ptbXl = Files.createDirectory(folder.resolve("ptbxl"));
    Files.writeString(ptbXl.resolve("scp_statements.csv"), ",description\nNORM,normal\n");
    Files.writeString(
        ptbXl.resolve("ptbxl_database.csv"),
        "ecg_id,patient_id,age,sex,scp_codes,strat_fold,filename_hr\n"
            + "7,15709.0,56.0,1,{'NORM': 80.0},3,00007_hr\n"
            + "8,15710.0,old,1,{'NORM': 80.0},3,00008_hr\n");
    double[][] millivolts = new double[12][40];
    WfdbWriter.write(
        ptbXl, new EcgRecord("00007_hr", 500, millivolts, OptionalInt.empty(), Sex.MALE, Set.of()));
    assertThrows(EcgDataException.class, () -> Datasets.open(ptbXl));
    EcgDataset kept = Datasets.open(ptbXl, OPTIONS, LeaveOut.parse("00008"));
    assertEquals(List.of("00007"), ids(kept));
    assertEquals(Map.of("00008", LeaveOut.UNSTATED), kept.leftOut());
    assertEquals("00007", Datasets.read(ptbXl, "00007", OPTIONS).id());
    assertTrue(
        refusal(() -> Datasets.read(ptbXl, "00009", OPTIONS))
            .endsWith("record 00009 does not exist; there are 2, from 00007 to 00008"));
  }

  @Test
  void oneRecordIsReadWhateverIsWrongWithTheOthers() throws IOException {
    record("A0001", Diagnosis.AF);
    record("A0002", Diagnosis.PVC);
    EcgRecord expected = Datasets.open(folder).read("A0002");
    Files.writeString(folder.resolve("A0001.hea"), "not a header");
    Files.write(folder.resolve("A0003.mat"), new byte[7]);
    EcgRecord found = Datasets.read(folder, "A0002", OPTIONS);
    assertArrayEquals(expected.millivolts(), found.millivolts());
    assertEquals(expected.toString(), found.toString());
    assertTrue(
        refusal(() -> Datasets.read(folder, "A0001", OPTIONS)).startsWith("A0001.hea: expected"));
    assertTrue(
        refusal(() -> Datasets.read(folder, "A0005", OPTIONS))
            .endsWith("record A0005 does not exist; there are 2, from A0001 to A0002"));
    Path twice = Files.createDirectory(folder.resolve("g2"));
    Files.copy(folder.resolve("A0002.hea"), twice.resolve("A0002.hea"));
    Files.copy(folder.resolve("A0002.mat"), twice.resolve("A0002.mat"));
    assertNotEquals(-1, refusal(() -> Datasets.read(folder, "A0002", OPTIONS)).indexOf("once"));
  }

  @Test
  void oneRecordOfAnotherRateIsResampledOnlyWhereAskedFor() {
    double[][] millivolts = new double[12][50];
    WfdbWriter.write(
        folder, new EcgRecord("x1", 250, millivolts, OptionalInt.empty(), Sex.MALE, Set.of()));
    assertEquals(
        "x1.hea: expected a sampling rate of 500 Hz, found 250 Hz; --resample brings it to 500 Hz",
        refusal(() -> Datasets.read(folder, "x1", OPTIONS)));
    assertEquals(100, Datasets.read(folder, "x1", OPTIONS.withResample(true)).samples());
  }
}
