package org.ecgworkbench.dataset.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.PtbXl;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.report.QualityPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each defect is made by hand in a sound record; the report must name it and nothing else. */
class QualityReportTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeSoundRecords() {
    data = folder.resolve("data");
    new SyntheticCohort(new SyntheticCohort.Options(3, 4, ClassMix.BALANCED))
        .stream().forEach(r -> WfdbWriter.write(data, r.record()));
  }

  private QualityReport report() {
    return QualityReport.of(data, line -> {});
  }

  /** The findings but notes, as {@code record lead CHECK}. */
  private static List<String> warnings(QualityReport report) {
    return report.findings().stream()
        .filter(f -> f.check().severity() != QualityCheck.Severity.NOTE)
        .map(
            f ->
                (f.record() + " " + f.lead().map(Lead::label).orElse("") + " " + f.check())
                    .replace("  ", " "))
        .toList();
  }

  private EcgRecord read(String id) {
    return WfdbReader.read(data.resolve(id + ".hea"));
  }

  private void change(String id, Consumer<double[][]> change) {
    EcgRecord r = read(id);
    change.accept(r.millivolts());
    WfdbWriter.write(data, r);
  }

  private void edit(String id, String from, String to) throws IOException {
    Path header = data.resolve(id + ".hea");
    String text = Files.readString(header);
    assertTrue(text.contains(from), text);
    Files.writeString(header, text.replace(from, to));
  }

  @Test
  void soundRecordsHaveNoFindings() {
    QualityReport report = report();
    assertEquals(4, report.records());
    assertEquals(List.of(), warnings(report));
    assertEquals(List.of(), report.exclusions().all());
    assertEquals(List.of(), report.worst(3));
    assertEquals("0 records left out", report.exclusions().toString());
    // Every check has a row, but LEFT_OUT, which is none of a recording.
    assertEquals(QualityCheck.values().length - 1, report.summaryTable().rowCount());
  }

  @Test
  void aDamagedRecordIsARowAndNotTheEnd() throws IOException {
    Path mat = data.resolve("S00002.mat");
    Files.write(mat, Arrays.copyOf(Files.readAllBytes(mat), 1000));
    Files.writeString(data.resolve("S00003.hea"), "nonsense");
    Files.delete(data.resolve("S00004.hea"));
    QualityReport report = report();
    assertEquals(4, report.records());
    assertEquals(List.of("S00002 FILE", "S00003 FILE", "S00004 FILE"), warnings(report));
    assertTrue(report.findings("S00002").get(0).detail().contains("found 1000 bytes"));
    assertTrue(report.findings("S00004").get(0).detail().contains("expected its header"));
    assertEquals(
        List.of("S00002", "S00003", "S00004"),
        report.exclusions().all().stream().map(Exclusions.Exclusion::record).toList());
    assertTrue(report.read("S00002").isEmpty());
    assertEquals(
        "Quality of data: 4 records looked at; errors 3, warnings 0, notes 0", report.toString());
    assertEquals(
        "3 records left out: S00002 (FILE), S00003 (FILE), S00004 (FILE)",
        report.exclusions().toString());
  }

  @Test
  void checksumsAndInitialValuesAreNamedByLead() throws IOException {
    byte[] bytes = Files.readAllBytes(data.resolve("S00001.mat"));
    // The first sample of lead II, and a later one of V6.
    bytes[24 + 2] ^= 1;
    bytes[24 + 2 * (12 * 100 + 11)] ^= 1;
    Files.write(data.resolve("S00001.mat"), bytes);
    QualityReport report = report();
    assertEquals(
        List.of("S00001 II CHECKSUM", "S00001 V6 CHECKSUM", "S00001 II INITIAL_VALUE"),
        warnings(report));
    assertTrue(report.read("S00001").isPresent());
  }

  @Test
  void missingFlatClippedAndLargeLeadsAreNamed() {
    change("S00001", mv -> mv[7][17] = Double.NaN);
    change("S00002", mv -> Arrays.fill(mv[8], 1000, 1600, mv[8][1000]));
    change(
        "S00003",
        mv -> {
          double[] v = mv[9];
          Arrays.fill(v, 500, 506, 4.5);
          Arrays.fill(v, 900, 907, 4.5);
        });
    change("S00004", mv -> mv[10][40] = 12);
    QualityReport report = report();
    assertEquals(
        List.of(
            "S00001 V2 MISSING_SAMPLES",
            "S00002 V3 FLAT",
            "S00003 V4 CLIPPED",
            "S00004 V5 AMPLITUDE_HIGH"),
        warnings(report));
    assertTrue(
        report
            .findings("S00004")
            .get(0)
            .detail()
            .endsWith("to 12.000 mV, farthest from 0 at second 0.080"));
    // 600 samples, or one or two more where the neighbours happen to be equal, at 500 Hz.
    assertEquals(1.2, report.findings("S00002").get(0).value().getAsDouble(), 0.011);
    assertEquals(13.0 / 500, report.findings("S00003").get(0).value().getAsDouble(), 1e-12);
    assertTrue(report.findings("S00003").get(0).detail().endsWith("the first from second 1.000"));
  }

  /** At 100 Hz a peak is one or two samples; that is no amplifier's limit. */
  @Test
  void peaksAtAHundredHertzAreNotClipped() {
    double[][] millivolts = new double[12][1000];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < 1000; i++) {
        millivolts[lead][i] = 0.01 * Math.sin(i * (lead + 1)) + (i % 100 == 50 ? 1.5 : 0);
      }
    }
    millivolts[7][450] = millivolts[7][150] = 2;
    List<QualityFinding> found = new ArrayList<>();
    SignalQuality.examine(
        new EcgRecord("P", 100, millivolts, OptionalInt.of(50), Sex.MALE, Set.of(Diagnosis.SNR)),
        found);
    assertTrue(found.stream().noneMatch(f -> f.check() == QualityCheck.CLIPPED), found.toString());
    // Three samples at the top, twice, are.
    for (int i : new int[] {150, 151, 152, 450, 451, 452}) {
      millivolts[7][i] = 2;
    }
    SignalQuality.examine(
        new EcgRecord("P", 100, millivolts, OptionalInt.of(50), Sex.MALE, Set.of(Diagnosis.SNR)),
        found);
    assertEquals(1, found.stream().filter(f -> f.check() == QualityCheck.CLIPPED).count());
  }

  @Test
  void aGainErrorIsNamedOnce() throws IOException {
    edit("S00001", " 1000/mV ", " 100000/mV ");
    assertEquals(List.of("S00001 AMPLITUDE_LOW"), warnings(report()));
  }

  @Test
  void brokenLimbLeadsAndRepeatedLeadsAreNamed() {
    change("S00001", mv -> mv[Lead.III.ordinal()][250] += 0.02);
    change("S00002", mv -> mv[Lead.AVF.ordinal()][250] -= 0.02);
    change("S00003", mv -> System.arraycopy(mv[6], 0, mv[7], 0, mv[6].length));
    QualityReport report = report();
    assertEquals(
        List.of("S00001 III EINTHOVEN", "S00002 aVF GOLDBERGER", "S00003 V2 DUPLICATE_LEAD"),
        warnings(report));
    QualityFinding finding = report.findings("S00001").get(0);
    // The change, and at most the rounding of three leads to the microvolt.
    assertEquals(0.02, finding.value().getAsDouble(), 0.0016);
    assertTrue(finding.detail().startsWith("1 of "), finding.detail());
    assertTrue(finding.detail().endsWith("second 0.500"), finding.detail());
  }

  @Test
  void theSameSignalUnderAnotherNameGainAndLabelIsFound() throws IOException {
    EcgRecord r = read("S00002");
    WfdbWriter.write(
        data,
        new EcgRecord(
            "T1",
            500,
            r.millivolts(),
            OptionalInt.of(50),
            Sex.MALE,
            EnumSet.complementOf(EnumSet.copyOf(r.diagnoses()))));
    // Twice the gain and twice every value: the same millivolts.
    byte[] bytes = Files.readAllBytes(data.resolve("T1.mat"));
    java.nio.ByteBuffer values =
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int[] sums = new int[12];
    int[] first = new int[12];
    for (int i = 24; i < bytes.length; i += 2) {
      short twice = (short) (2 * values.getShort(i));
      values.putShort(i, twice);
      int lead = (i - 24) / 2 % 12;
      sums[lead] += twice;
      first[lead] = i < 48 ? twice : first[lead];
    }
    Files.write(data.resolve("T1.mat"), bytes);
    List<String> lines = Files.readAllLines(data.resolve("T1.hea"));
    for (int lead = 0; lead < 12; lead++) {
      lines.set(
          1 + lead,
          "T1.mat 16+24 2000/mV 16 0 %d %d 0 %s"
              .formatted(first[lead], (short) sums[lead], Lead.ALL.get(lead).label()));
    }
    Files.write(data.resolve("T1.hea"), lines);
    QualityReport report = report();
    assertEquals(List.of("T1 DUPLICATE_RECORD"), warnings(report));
    String detail = report.findings("T1").get(0).detail();
    assertTrue(detail.startsWith("the same signal as S00002, with other labels: "), detail);
  }

  @Test
  void ratesLengthsAgesSexesAndLabelsAreNamed() throws IOException {
    EcgRecord r = read("S00001");
    double[][] brief =
        Arrays.stream(r.millivolts()).map(v -> Arrays.copyOf(v, 2000)).toArray(double[][]::new);
    WfdbWriter.write(
        data,
        new EcgRecord(
            "S00001", 500, brief, OptionalInt.of(130), Sex.UNKNOWN, Set.of(Diagnosis.AF)));
    edit("S00002", " 12 500 ", " 12 250 ");
    edit("S00003", "#Dx: ", "#Dx: 251146004,");
    edit("S00004", "#Age: ", "#Age: about ");
    QualityReport report = report();
    List<String> all =
        report.findings().stream().map(f -> f.record() + " " + f.check()).distinct().toList();
    assertTrue(all.contains("S00001 AGE"), all.toString());
    assertTrue(all.contains("S00001 LENGTH"), all.toString());
    assertTrue(all.contains("S00001 SEX_UNKNOWN"), all.toString());
    assertTrue(all.contains("S00002 SAMPLING_RATE"), all.toString());
    assertTrue(all.contains("S00003 OTHER_LABELS"), all.toString());
    assertTrue(all.contains("S00004 METADATA"), all.toString());
    assertFalse(all.contains("S00004 AGE_UNKNOWN"), "stated, but not to be read");
    // Other text in its comments does not make a record useless, but its labels are then unknown.
    assertEquals(
        List.of("S00002", "S00004"),
        report.exclusions().all().stream().map(Exclusions.Exclusion::record).toList());
  }

  @Test
  void theSameDataGiveTheSameBytesInSeveralFoldersToo() throws IOException {
    Path other = Files.createDirectories(data.resolve("g2"));
    for (String name : List.of("S00003.hea", "S00003.mat")) {
      Files.move(data.resolve(name), other.resolve(name));
    }
    change("S00001", mv -> mv[7][17] = Double.NaN);
    QualityReport report = report();
    report.save(folder.resolve("one"));
    report().save(folder.resolve("two"));
    for (String name : List.of("quality-report.csv", "quality-summary.csv", "exclusions.csv")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("one").resolve(name)),
          Files.readAllBytes(folder.resolve("two").resolve(name)));
    }
    List<String> lines = Files.readAllLines(folder.resolve("one/quality-report.csv"));
    assertEquals("record,lead,severity,check,value,unit,threshold,detail", lines.get(0));
    assertTrue(lines.get(1).startsWith("S00001,V2,ERROR,MISSING_SAMPLES,1,samples,"), lines.get(1));
    assertEquals(QualityPage.html(report), QualityPage.html(report()));
  }

  @Test
  void thePageEscapesWhatFilesSayAndNeedsNoOtherFile() throws IOException {
    edit("S00001", "#Dx: ", "#Dx: <script>alert('x')</script>,");
    edit("S00001", "#Sex: ", "#Sex: <img src=x onerror=y>");
    change("S00002", mv -> mv[0][3] = 11);
    Files.writeString(data.resolve("S00004.hea"), "<b>&amp; 12");
    String html = QualityPage.html(report());
    assertFalse(html.contains("<script"), "a script of the data");
    assertFalse(html.contains("<img src=x"), "an image of the data");
    assertTrue(html.contains("&lt;img src=x"), "what the file says, escaped");
    assertTrue(html.contains("data:image/png;base64,"), "a picture");
    assertFalse(html.contains("http://") || html.contains("https://"), "other files");
    QualityPage.save(report(), folder.resolve("out/page.html"));
    assertTrue(Files.size(folder.resolve("out/page.html")) > 1000);
  }

  @Test
  void aRecordBeyondThePaperIsNotDrawn() {
    change("S00001", mv -> mv[0][3] = 32);
    assertTrue(QualityPage.html(report()).contains("not drawn to scale"));
  }

  @Test
  void anInterruptEndsItAndAnEmptyFolderIsRefused() throws IOException {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, this::report);
    assertFalse(Thread.interrupted());
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThrows(EcgDataException.class, () -> QualityReport.of(empty, line -> {}));
  }

  @Test
  void aFolderOfDataSetsIsRefusedAsItIsWhenOpened() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("several/ptb-xl"));
    Files.writeString(inner.resolve(PtbXl.DATABASE), "");
    EcgDataException e =
        assertThrows(
            EcgDataException.class, () -> QualityReport.of(folder.resolve("several"), line -> {}));
    assertTrue(e.getMessage().contains("expected one data set, found a folder of them"));
  }

  @Test
  void anOpenDataSetGivesWhatItsFolderGives() {
    change("S00002", mv -> mv[0][3] = 11);
    EcgDataset dataset = Datasets.open(data);
    assertEquals(warnings(report()), warnings(QualityReport.of(dataset, line -> {})));
  }

  /** Expected values: the same residuals, runs and ranges computed with NumPy. */
  @Test
  void theRealRecordsOfCpsc2018AreUsableAndTheirArtifactsAreNamed() {
    QualityReport report = QualityReport.of(Golden.real("data/cpsc2018"), line -> {});
    assertEquals(135, report.records());
    assertEquals(List.of(), report.exclusions().all());
    QualityFinding largest =
        report.findings().stream()
            .filter(f -> f.check() == QualityCheck.AMPLITUDE_HIGH && f.record().equals("A0061"))
            .findFirst()
            .orElseThrow();
    assertEquals(20.516, largest.value().getAsDouble(), 1e-9);
  }

  /** Expected values: NumPy; the two pairs hold the same bytes, as sha256sum shows. */
  @Test
  void theRealRecordsOfPtbXlHaveTwoPairsAndOneBrokenLimbLead() {
    QualityReport report = QualityReport.of(Golden.real("data/ptbxl"), line -> {});
    assertEquals(1027, report.records());
    List<String> found = warnings(report);
    assertTrue(found.contains("00138 DUPLICATE_RECORD"), found.toString());
    assertTrue(found.contains("00144 DUPLICATE_RECORD"), found.toString());
    assertTrue(found.contains("00162 aVR GOLDBERGER"), found.toString());
    QualityFinding aVr =
        report.findings("00162").stream()
            .filter(f -> f.check() == QualityCheck.GOLDBERGER)
            .findFirst()
            .orElseThrow();
    assertEquals(2.561, aVr.value().getAsDouble(), 1e-9);
    assertTrue(report.findings().stream().noneMatch(f -> f.check() == QualityCheck.CHECKSUM));
  }
}
