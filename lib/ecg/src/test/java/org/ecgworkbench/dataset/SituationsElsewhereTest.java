package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.device.DeviceFile;
import org.ecgworkbench.dataset.device.Recording;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.DicomWriter;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.ecg.TimeWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Situations that users of other readers met, by their public issues and changelogs: wfdb-python, pyedflib, pydicom, torch_ecg. Each is built
 * anew, and read right or refused in a sentence that names what is wrong.
 */
class SituationsElsewhereTest {
  @TempDir private Path folder;

  private Path header(String name, String text, byte... samples) throws IOException {
    Files.write(folder.resolve(name + ".dat"), samples);
    return Files.writeString(folder.resolve(name + ".hea"), text);
  }

  private static String refusal(Runnable reading) {
    String message = assertThrows(EcgDataException.class, reading::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  // --- wfdb-python

  /** MIT-LCP/wfdb-python issue 231: units with a slash lost the fields behind them. They are no voltage, and are named whole. */
  @Test
  void unitsWithASlashAreNamedWhole() throws IOException {
    StringBuilder text = new StringBuilder("u 12 500 1\n");
    Lead.ALL.forEach(lead -> text.append("u.dat 16 200(1)/l/min 16 0 0 0 0 " + lead + "\n"));
    Path file = header("u", text.toString(), new byte[24]);
    assertTrue(refusal(() -> WfdbReader.read(file)).contains("units of mV or uV, found 'l/min'"));
  }

  /** MIT-LCP/wfdb-python issue 126: a header without a length could not be read in parts. */
  @Test
  void aPartOfARecordOfUnstatedLength() throws IOException {
    Path file = header("n", "n 1 2\nn.dat 16 1000/mV\n", new byte[] {1, 0, 2, 0, 3, 0, 4, 0});
    assertArrayEquals(
        new double[] {0.002, 0.003},
        WfdbReader.readSignals(file, new TimeWindow(0.5, 1)).physical()[0]);
  }

  /** MIT-LCP/wfdb-python issues 66 and 160: files of format 212 that were shorter than their headers said. */
  @Test
  void aFileOfFormat212ThatIsTooShort() throws IOException {
    Path file = header("s", "s 2 250 3\ns.dat 212 200\ns.dat 212 200\n", new byte[8]);
    String expected = "expected 9 bytes (2 signals of 3 samples in format 212), found 8 bytes";
    assertTrue(refusal(() -> WfdbReader.readSignals(file)).contains(expected));
    assertTrue(
        refusal(() -> WfdbReader.readSignals(file, new TimeWindow(0, 0.004))).contains(expected));
  }

  /** MIT-LCP/wfdb-python pull request 327: format 8 holds differences; {@code seq 1 5} was read as 1 1 1 1 1. */
  @Test
  void differencesOfFormat8AreAddedUp() throws IOException {
    Path file = header("x8", "x8 1 250 5\nx8.dat 8 1 12 0 1 15 0\n", new byte[] {0, 1, 1, 1, 1});
    assertArrayEquals(new double[] {1, 2, 3, 4, 5}, WfdbReader.readSignals(file).physical()[0]);
    assertArrayEquals(
        new double[] {4, 5},
        WfdbReader.readSignals(file, new TimeWindow(0.012, 0.008)).physical()[0]);
  }

  /** The same pull request: of formats 310 and 311 a part of 1 sample could not be read. */
  @Test
  void aPartOfOneSampleOfFormat311() throws IOException {
    // 1, 2, 3 in ten bits each, then 4.
    int block = 1 | 2 << 10 | 3 << 20;
    byte[] bytes = {
      (byte) block, (byte) (block >> 8), (byte) (block >> 16), (byte) (block >> 24), 4, 0
    };
    Path file = header("t", "t 1 1 4\nt.dat 311 1\n", bytes);
    for (int i = 0; i < 4; i++) {
      double[] one = WfdbReader.readSignals(file, new TimeWindow(i, 1)).physical()[0];
      assertArrayEquals(new double[] {i + 1}, one);
    }
  }

  /** MIT-LCP/wfdb-python pull request 424: checksums of -1 and 65535 are the same sixteen bits. */
  @Test
  void aChecksumWithOrWithoutSign() throws IOException {
    for (String sum : List.of("-1", "65535")) {
      Path file =
          header("c", "c 1 250 1\nc.dat 16 1 16 0 -1 " + sum + " 0\n", (byte) -1, (byte) -1);
      assertEquals(-1, WfdbReader.readSignals(file).physical()[0][0]);
    }
  }

  private static EcgRecord constant(String id, double millivolts) {
    double[][] values = new double[12][2];
    for (double[] lead : values) {
      Arrays.fill(lead, millivolts);
    }
    return new EcgRecord(id, 500, values, OptionalInt.of(60), Sex.MALE, Set.of(Diagnosis.AF));
  }

  /** wfdb 4.1.0 (pull request 419): what is written was cut towards zero, not rounded. */
  @Test
  void whatIsWrittenIsRounded() {
    for (double value : new double[] {0.0126, -0.0126}) {
      WfdbWriter.write(folder, constant("r", value));
      double read = WfdbReader.read(folder.resolve("r.hea")).millivolts(Lead.I)[0];
      assertEquals(Math.signum(value) * 0.013, read);
    }
  }

  /** MIT-LCP/wfdb-python issue 521: values that do not fit into 16 bits ended in an IndexError. */
  @Test
  void whatDoesNotFitIntoSixteenBitsIsNamed() {
    String message = refusal(() -> WfdbWriter.write(folder, constant("b", 32.768)));
    assertTrue(message.contains("lead I") && message.contains("32.767"), message);
    assertFalse(Files.exists(folder.resolve("b.hea")));
  }

  // --- pyedflib

  private static EdfBytes edf() {
    EdfBytes edf = new EdfBytes();
    edf.signals.add(EdfBytes.Signal.lead("ECG I", "mV", new int[] {1, 2}, new int[] {3, -4}));
    edf.signals.add(EdfBytes.Signal.lead("ECG II", "mV", new int[] {5, 6}, new int[] {7, 8}));
    return edf;
  }

  private Recording read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes);
    return DeviceFile.read(file, OptionalDouble.empty());
  }

  private String refusal(byte[] bytes) {
    return refusal(
        () -> {
          try {
            read(bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static boolean notes(Recording recording, String words) {
    return recording.notes().stream().anyMatch(note -> note.contains(words));
  }

  private static void assertEdf(Recording recording) {
    assertArrayEquals(
        new double[] {0.001, 0.002, 0.003, -0.004},
        Arrays.copyOf(recording.leads().get(0).millivolts(), 4),
        1e-12);
  }

  private static byte[] with(byte[] bytes, int at, String text) {
    byte[] changed = bytes.clone();
    byte[] put = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(put, 0, changed, at, put.length);
    return changed;
  }

  /** holgern/pyedflib issue 113: "not EDF(+) or BDF(+) compliant (Physical Maximum)", of which of 34 signals nobody was told. */
  @Test
  void aSignalWhoseRangeIsNoneIsNamed() {
    EdfBytes edf = edf();
    edf.signals.add(
        new EdfBytes.Signal("Resp", "uV", "0", "0", "-10", "10", "", new int[][] {{1}, {1}}, null));
    assertTrue(
        refusal(edf.bytes()).contains("lead Resp: expected a range of values, found 0 to 0"));
  }

  /** holgern/pyedflib issue 14: blank channels of CHB-MIT, digital minimum and maximum the same. */
  @Test
  void aBlankChannelIsNamed() {
    EdfBytes edf = edf();
    edf.signals.add(
        new EdfBytes.Signal("-", "", "-1", "1", "0", "0", "", new int[][] {{1}, {1}}, null));
    assertTrue(refusal(edf.bytes()).contains("lead -: expected a range of values"));
  }

  /** holgern/pyedflib issue 17: a file longer than its header says was refused. */
  @Test
  void bytesBehindTheLastRecordAreNoted() throws IOException {
    byte[] bytes = edf().bytes();
    Recording recording = read(Arrays.copyOf(bytes, bytes.length + 5));
    assertEdf(recording);
    assertTrue(notes(recording, "The last 5 bytes belong to no data record"));
  }

  /** holgern/pyedflib issue 193: annotations of 0 samples in a data record. */
  @Test
  void annotationsWithoutRoomAreNoHindrance() throws IOException {
    EdfBytes edf = edf();
    edf.kind = "EDF+C";
    edf.signals.add(
        new EdfBytes.Signal(
            "EDF Annotations", "", "-1", "1", "-32768", "32767", "", new int[2][0], null));
    assertEdf(read(edf.bytes()));
  }

  /** holgern/pyedflib issue 112: a data record of 0 s, and a division by it. */
  @Test
  void dataRecordsOfNoLengthAreRefused() {
    EdfBytes edf = edf();
    edf.kind = "EDF+D";
    edf.seconds = "0";
    assertTrue(refusal(edf.bytes()).contains("found 2 samples in 0 s"));
  }

  /** holgern/pyedflib issue 82: a start time with colons, which nothing here needs. */
  @Test
  void aStartTimeWithColonsIsNoHindrance() throws IOException {
    assertEdf(read(with(edf().bytes(), 176, "12:30:59")));
  }

  /** holgern/pyedflib issue 76: "(Physical Minimum)" of a file of the CAP sleep database. */
  @Test
  void aPhysicalMinimumThatIsNoNumberIsNamed() {
    // 256 bytes, then labels, transducers and units of two signals.
    byte[] bytes = with(edf().bytes(), 256 + 2 * (16 + 80 + 8), "-32,768 ");
    assertTrue(
        refusal(bytes)
            .contains("lead ECG I: expected the physical minimum as a number, found '-32,768'"));
  }

  /** holgern/pyedflib pull request 28: more than one signal of annotations. */
  @Test
  void severalSignalsOfAnnotations() throws IOException {
    EdfBytes edf = edf();
    edf.kind = "EDF+C";
    edf.signals.add(EdfBytes.Signal.annotations("+0\u0014\u0014\0", "+1\u0014\u0014\0"));
    edf.signals.add(EdfBytes.Signal.annotations("+0\u0015" + "0.5\u0014x\u0014\0", ""));
    assertEdf(read(edf.bytes()));
  }

  /** holgern/pyedflib issue 108: a sample of -32768 where the least is stated as -32767. */
  @Test
  void aSampleBeyondTheStatedRangeIsNoted() throws IOException {
    EdfBytes edf = new EdfBytes();
    edf.signals.add(
        new EdfBytes.Signal(
            "ECG I",
            "mV",
            "-32.767",
            "32.767",
            "-32767",
            "32767",
            "",
            new int[][] {{-32768, 2}},
            null));
    Recording recording = read(edf.bytes());
    assertEquals(-32.768, recording.leads().get(0).millivolts()[0], 1e-12);
    assertTrue(
        notes(
            recording,
            "Lead I: 1 samples stand at a limit of the stored range or beyond (1 beyond)"));
  }

  /** wfdb 4.1.0 (pull request 429): text of an EDF file that is not ASCII. */
  @Test
  void textThatIsNotAscii() throws IOException {
    EdfBytes edf = edf();
    edf.patient = "X X X M\u00fcller_Ren\u00e9e";
    assertEdf(read(edf.bytes()));
  }

  // --- pydicom

  private static byte[] dicom(String sensitivity, String baseline, String kind, int... samples) {
    DicomWriter w = new DicomWriter(true, false);
    DicomWriter channel = w.channel("SCPECG", "5.6.3-9-1", null, sensitivity, "uV", "1", baseline);
    int[][] rows = new int[samples.length][];
    Arrays.setAll(rows, i -> new int[] {samples[i]});
    DicomWriter group = w.group("RHYTHM", "ORIGINAL", "500", kind, null, List.of(channel), rows);
    return w.head("1.2.840.10008.5.1.4.1.1.9.1.1")
        .sequence(0x54000100, group)
        .file(DicomWriter.Syntax.EXPLICIT);
  }

  /** pydicom/pydicom issue 1667: the baseline is in units of the sensitivity, and was multiplied by it. */
  @Test
  void theBaselineIsInUnitsOfTheSensitivity() throws IOException {
    // 100 x 2.5 uV + 40 uV.
    assertEquals(
        0.29, read(dicom("2.5", "40", "SS", 100, -7)).leads().get(0).millivolts()[0], 1e-12);
  }

  /** pydicom/pydicom issue 106: samples that are backslashes as text were taken for a list of values. */
  @Test
  void samplesThatAreBackslashesAsText() throws IOException {
    double[] values = read(dicom("1", "0", "SS", 0x5c5c, 0x5c, 1, 2)).leads().get(0).millivolts();
    assertArrayEquals(new double[] {23.644, 0.092, 0.001, 0.002}, values, 1e-12);
  }

  /** pydicom/pydicom issue 766: samples of 8 bits by the mu law. */
  @Test
  void samplesOfAnotherEncodingAreNamed() {
    assertTrue(
        refusal(dicom("1", "0", "MB", 1, 2))
            .contains("expected samples of 16 bits, SS or US, found MB, 8 bits by the mu law"));
  }

  /** pydicom/pydicom pull request 1159: without a sensitivity 1 was taken, of no unit. */
  @Test
  void aChannelWithoutSensitivityIsRefused() {
    assertTrue(refusal(dicom(null, null, "SS", 1, 2)).contains("lead I: expected"));
  }

  // --- torch_ecg

  /** torch_ecg 0.0.26: names of leads in other cases, of which each reader had a rule of its own. */
  @Test
  void namesOfLeadsInAnyCase() throws IOException {
    StringBuilder text = new StringBuilder("l 12 500 1\n");
    for (Lead lead : Lead.ALL) {
      String name =
          lead.label().startsWith("a") ? lead.label().toUpperCase() : lead.label().toLowerCase();
      text.append(
          "l.dat 16 1000/mV 16 0 0 0 0 "
              + name.replace('\u0131', 'i').replace('\u0130', 'I')
              + "\n");
    }
    byte[] samples = new byte[24];
    samples[6] = 7;
    Path file = header("l", text.toString().replaceAll(" 0 0 0 (?=\\S+\\n)", " 0 0 0 "), samples);
    // aVR holds the only sample that is not 0; its checksum is then another, so lengths are left
    // open.
    Files.writeString(file, Files.readString(file).replace("l 12 500 1\n", "l 12 500\n"));
    assertEquals(0.007, WfdbReader.read(file).millivolts(Lead.AVR)[0]);
  }

  /** torch_ecg 0.0.28: a folder that is not there, and one without a recording. */
  @Test
  void aFolderWithoutRecordingsIsNamed() throws IOException {
    assertTrue(refusal(() -> Datasets.open(folder.resolve("gone"))).contains("gone"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertTrue(refusal(() -> Datasets.open(empty)).contains("found an empty folder"));
    Files.writeString(empty.resolve("about.txt"), "no recording");
    assertTrue(refusal(() -> Datasets.open(empty)).contains("expected recordings"));
  }

  /** DeepPSP/torch_ecg issue 12: differences of 16-bit integers overflowed. */
  @Test
  void sixteenBitsDoNotOverflow() throws IOException {
    double[] values = new double[24];
    values[0] = 32767;
    values[2] = -32768;
    values[5] = 30000;
    Path file =
        Files.write(folder.resolve("o.npy"), NumpyBytes.array(1, "<i2", false, "(12, 2)", values));
    Recording recording = RecordingFile.recording(file, OptionalDouble.of(500), Optional.empty());
    assertEquals(32.767, recording.leads().get(0).highest());
    assertEquals(-32.768, recording.leads().get(1).lowest());
    // |II - I - III| = 32.768 + 32.767 mV.
    assertTrue(notes(recording, "reaches 65.535 mV"), "" + recording.notes());
  }

  /** torch_ecg 0.0.30: headers of the 2020 and 2021 challenges that write their comments in several ways. */
  @Test
  void commentsOfTheChallengesInTheirSeveralForms() throws IOException {
    for (String comments :
        List.of(
            "#Age: 71\n#Sex: Female\n#Dx: 426783006,164889003\n",
            "# Age: 71\n# Sex: F\n# Dx: 426783006, 164889003\n",
            "#Dx: 164889003,426783006\n#Rx: Unknown\n#Sex: Female\n#Age: 71\n")) {
      WfdbWriter.write(folder, constant("h", 0.1));
      Path file = folder.resolve("h.hea");
      String text = Files.readString(file).replaceAll("(?m)^#.*\\R?", "");
      Files.writeString(file, text + comments);
      EcgRecord record = WfdbReader.read(file);
      assertEquals(71, record.ageYears().orElse(-1), comments);
      assertEquals(Sex.FEMALE, record.sex(), comments);
      assertEquals(Set.of(Diagnosis.SNR, Diagnosis.AF), record.diagnoses(), comments);
    }
  }

  /** torch_ecg, unreleased in September 2026: the table of records still held those that were filtered out. */
  @Test
  void whatIsLeftOutIsInNoTableOfTheRest() {
    for (int i = 1; i <= 4; i++) {
      WfdbWriter.write(folder, constant("R" + i, i / 10.0));
    }
    EcgDataset rest = Datasets.open(folder, WfdbFolder.Options.defaults(), LeaveOut.parse("R2,R3"));
    Set<String> ids = Set.of("R1", "R4");
    assertEquals(ids, Set.copyOf(rest.records().stream().map(RecordSummary::id).toList()));
    assertEquals(ids, rest.gains().keySet());
    assertEquals(ids, rest.contents().keySet());
    assertEquals(4, rest.files().size());
    assertEquals(Set.of("R2", "R3"), rest.leftOut().keySet());
  }
}
