package org.ecgworkbench.dataset.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.Resampler;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of carts and archives through the doors that a user knows: {@code RecordingFile} and {@code
 * Datasets}. Values by hand.
 */
class FilesOfDevicesTest {
  private static final RecordingFile.Options USUAL = RecordingFile.Options.defaults();

  @TempDir private Path folder;

  /** An EDF file of leads that are ramps of their own: sample i of lead k is (k + 1) i uV. */
  private Path edf(String name, String seconds, int samples, List<String> leads)
      throws IOException {
    EdfBytes file = new EdfBytes();
    file.seconds = seconds;
    for (int k = 0; k < leads.size(); k++) {
      int step = k + 1;
      int[] counts = new int[samples];
      Arrays.setAll(counts, i -> step * i);
      file.signals.add(EdfBytes.Signal.lead(leads.get(k), "mV", counts));
    }
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, file.bytes());
  }

  private static List<String> eight() {
    return List.of("ECG I", "ECG II", "V1", "V2", "V3", "V4", "V5", "V6");
  }

  private Path npy(String name, double slope) throws IOException {
    double[] values = new double[12 * 600];
    Arrays.setAll(values, i -> slope * (i % 600) * (1 + i / 600) / 1000);
    return Files.write(
        folder.resolve(name), NumpyBytes.array(1, "<f8", false, "(12, 600)", values));
  }

  private static void refused(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  private static String refusal(Path file, RecordingFile.Options options) {
    return assertThrows(EcgDataException.class, () -> RecordingFile.open(file, options))
        .getMessage();
  }

  @Test
  void theNameOfAFileDecidesNothing() throws IOException {
    for (String name : List.of("a.hea", "b.mat", "c.csv", "d.dat", "e.xml", "f", ".g", "h.EDF")) {
      EcgRecord read = RecordingFile.read(edf(name, "1", 500, eight()));
      assertEquals(
          name.length() > 2
              ? name.substring(0, name.lastIndexOf('.') < 1 ? name.length() : 1)
              : name,
          read.id());
      assertEquals(500, read.samplingRateHz());
      assertEquals(0.007, read.millivolts(Lead.I)[7], 1e-12);
      assertEquals(0.056, read.millivolts(Lead.V6)[7], 1e-12);
      assertEquals(0.007, read.millivolts(Lead.III)[7], 1e-12);
    }
  }

  @Test
  void aRateThatIsNoWholeNumberNeedsResampling() throws IOException {
    // 1,000 samples in 1.667 s, as a cart with a clock of microseconds states 600 Hz.
    Path file = edf("cart.edf", "1.667", 1000, eight());
    Recording recording = RecordingFile.recording(file, OptionalDouble.empty(), Optional.empty());
    assertEquals(599.880024, recording.samplingRateHz(), 1e-6);
    assertEquals(1000, recording.samples());
    refused(
        refusal(file, USUAL),
        "cart.edf: expected a sampling rate of a whole number of Hz, found 599.88 Hz; --resample"
            + " brings it to 500 Hz");
    RecordingFile.Opened opened = RecordingFile.open(file, USUAL.withResample(true));
    EcgRecord record = opened.record();
    assertEquals(500, record.samplingRateHz());
    assertEquals(834, record.samples());
    assertTrue(
        opened.notes().contains("Resampled from 599.88 Hz to 500 Hz by a polyphase filter."),
        opened.notes().toString());
    double[] expected =
        Resampler.of(recording.samplingRateHz(), 500).apply(recording.twelveLeads()[11]);
    assertArrayEquals(expected, record.millivolts(Lead.V6));
    // A ramp stays one: sample 250 stands at 0.5 s, 299.94 samples of the file.
    assertEquals(8 * 299.94 / 1000, record.millivolts(Lead.V6)[250], 5e-3);
    assertTrue(
        opened.notes().contains("III, aVR, aVL and aVF are derived from I and II."),
        opened.notes().toString());
  }

  @Test
  void anotherWholeRateIsKeptUnlessOneIsWanted() throws IOException {
    Path file = edf("slow.edf", "2", 500, eight());
    assertEquals(250, RecordingFile.read(file).samplingRateHz());
    assertEquals(250, RecordingFile.open(file, USUAL.withResample(true)).record().samplingRateHz());
    refused(
        refusal(file, USUAL.withWantedRateHz(500)),
        "slow.edf: expected a sampling rate of 500 Hz, found 250 Hz");
    EcgRecord brought =
        RecordingFile.open(file, USUAL.withWantedRateHz(500).withResample(true)).record();
    assertEquals(1000, brought.samples());
  }

  @Test
  void aFileWithoutARateTakesTheGivenOneAndNoOther() throws IOException {
    Path file = npy("a.npy", 1);
    refused(refusal(file, USUAL), "a.npy: expected a sampling rate, found none in the file");
    EcgRecord read =
        RecordingFile.open(file, USUAL.withStatedRateHz(OptionalDouble.of(400))).record();
    assertEquals(400, read.samplingRateHz());
    assertEquals(0.012, read.millivolts(Lead.II)[6], 1e-12);
    refused(
        refusal(edf("b", "1", 500, eight()), USUAL.withStatedRateHz(OptionalDouble.of(400))),
        "b: expected the sampling rate that was given, 400 Hz, found 500 Hz in the file");
  }

  @Test
  void aRecordingOfFewerLeadsIsShownAndNotTakenForTwelve() throws IOException {
    Path file = edf("two.edf", "1", 500, List.of("II", "V5", "V3R"));
    Recording recording = RecordingFile.recording(file, OptionalDouble.empty(), Optional.empty());
    assertEquals(
        List.of("II", "V5", "V3R"), recording.leads().stream().map(RecordedLead::name).toList());
    refused(
        refusal(file, USUAL),
        "two.edf: expected the twelve leads, found II, V5 and V3R; missing: I, III, aVR, ");
  }

  @Test
  void aFolderMayHoldSeveralFormatsAndTheLabelsTellRatesToo() throws IOException {
    edf("x/one.edf", "1", 500, eight());
    edf("two.bin", "1", 500, eight());
    npy("three.npy", 2);
    Files.writeString(
        folder.resolve("labels.csv"),
        "record,labels,sampling_rate_hz\none,AF,\ntwo,,\nthree,RBBB;PVC,500\n");
    EcgDataset data = Datasets.open(folder);
    assertEquals(
        List.of("one", "three", "two"), data.records().stream().map(RecordSummary::id).toList());
    assertEquals(Set.of(Diagnosis.RBBB, Diagnosis.PVC), data.read("three").diagnoses());
    assertEquals(0.012, data.read("three").millivolts(Lead.I)[6], 1e-12);
    Files.writeString(
        folder.resolve("labels.csv"), "record,labels\none,AF\ntwo,\nthree,RBBB;PVC\n");
    refused(
        assertThrows(EcgDataException.class, () -> Datasets.open(folder)).getMessage(),
        "three.npy: expected a sampling rate, found none");
    edf("two.bin", "1.667", 1000, eight());
    Files.delete(folder.resolve("three.npy"));
    assertEquals(
        List.of(500, 834),
        Datasets.open(folder, WfdbFolder.Options.defaults().withResample(true)).records().stream()
            .map(RecordSummary::samples)
            .toList());
  }

  @Test
  void oneOfSeveralRecordingsIsNamedByItsPlace() throws IOException {
    double[][][] values = new double[3][12][50];
    for (int i = 0; i < 3 * 12 * 50; i++) {
      values[i / 600][i / 50 % 12][i % 50] = i / 1000.0;
    }
    try (WritableHdfFile file = HdfFile.write(folder.resolve("exams.h5"))) {
      file.putDataset("ecg", values).putAttribute("fs", 500);
    }
    refused(
        refusal(folder.resolve("exams.h5"), USUAL), "exams.h5: expected one recording, found 3");
    EcgRecord third = RecordingFile.read(folder.resolve("exams.h5#2"));
    assertEquals("exams-2", third.id());
    assertEquals(1.2, third.millivolts(Lead.I)[0], 1e-12);
    refused(
        refusal(folder.resolve("exams.h5#3"), USUAL), "exams.h5: expected recording 3, found 3");
    refused(refusal(folder.resolve("none.h5#0"), USUAL), "none.h5: expected a file");
    edf("one.edf", "1", 500, eight());
    refused(refusal(folder.resolve("one.edf#0"), USUAL), "one.edf: expected a file of several");
  }

  /** Sample i of lead k of recording r is 1000 r + 10 k + i / 1000 in mV. */
  private static double[][][] several(int recordings, int samples) {
    double[][][] values = new double[recordings][12][samples];
    for (int r = 0; r < recordings; r++) {
      for (int k = 0; k < 12; k++) {
        int lead = 1000 * r + 10 * k;
        Arrays.setAll(values[r][k], i -> lead + i / 1000.0);
      }
    }
    return values;
  }

  private static double[] flat(double[][][] values) {
    return Arrays.stream(values).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void eachRecordingOfAnArchiveIsOneOfTheFolder() throws IOException {
    try (WritableHdfFile file = HdfFile.write(folder.resolve("exams.h5"))) {
      file.putDataset(
              "ecg",
              several(3, 50),
              DatasetCreationOptions.builder().chunkDimensions(2, 5, 30).deflate().build())
          .putAttribute("fs", 500);
    }
    double[] numbers = flat(several(2, 40));
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x", NumpyBytes.array(1, "<f8", false, "(2, 12, 40)", numbers));
    arrays.put("fs", NumpyBytes.array(1, "<i8", false, "()", 500));
    Files.write(folder.resolve("packed.npz"), NumpyBytes.archive(arrays));
    Files.write(
        folder.resolve("plain.npy"), NumpyBytes.array(1, ">f8", false, "(2, 12, 40)", numbers));
    edf("one.edf", "1", 500, eight());
    Files.writeString(
        folder.resolve("labels.csv"),
        "record,labels,sampling_rate_hz\none,,\nexams-0,AF,\nexams-1,,\nexams-2,PVC,\n"
            + "packed-0,,\npacked-1,SNR,500\nplain-0,,500\nplain-1,,500\n");
    EcgDataset data = Datasets.open(folder);
    assertEquals(
        "exams-0 50, exams-1 50, exams-2 50, one 500, packed-0 40, packed-1 40, plain-0 40,"
            + " plain-1 40",
        String.join(", ", data.records().stream().map(r -> r.id() + " " + r.samples()).toList()));
    assertEquals(Set.of(Diagnosis.PVC), data.records().get(2).diagnoses());
    for (String id : List.of("exams-2", "packed-1", "plain-1")) {
      EcgRecord read = data.read(id);
      assertEquals(id, read.id());
      double first = 1000 * (id.charAt(id.length() - 1) - '0') + 10 * 7;
      assertEquals(first + 0.039, read.millivolts(Lead.V2)[39], 1e-9, id);
    }
    assertEquals(
        2070.0,
        Datasets.read(folder, "exams-2", WfdbFolder.Options.defaults()).millivolts(Lead.V2)[0]);
    String sum = data.manifestSha256();
    // One file each in the list that the sum is of.
    assertEquals(sum, Datasets.open(folder).manifestSha256());
    EcgDataset without =
        Datasets.open(folder, WfdbFolder.Options.defaults(), LeaveOut.parse("exams-1, plain-0"));
    assertEquals(6, without.records().size());
    Files.writeString(folder.resolve("labels.csv"), "record,labels\none,\nexams-0,AF\nexams-1,\n");
    refused(
        assertThrows(EcgDataException.class, () -> Datasets.open(folder)).getMessage(),
        "exams.h5#2: expected a row in labels.csv, found none");
    QualityReport report = QualityReport.of(folder, text -> {});
    assertEquals(8, report.records());
  }

  @Test
  void aDamagedRecordingOfAnArchiveLeavesTheOthers() throws IOException {
    double[][][] values = several(3, 40);
    values[1][3][7] = Double.POSITIVE_INFINITY;
    Files.write(
        folder.resolve("a.npy"), NumpyBytes.array(1, "<f8", true, "(3, 12, 40)", fortran(values)));
    RecordingFile.Options rate = USUAL.withStatedRateHz(OptionalDouble.of(500));
    EcgRecord third = RecordingFile.open(folder.resolve("a.npy#2"), rate).record();
    assertEquals(2070.039, third.millivolts(Lead.V2)[39], 1e-9);
    refused(
        refusal(folder.resolve("a.npy#1"), rate), "a.npy: lead aVR: expected a number", "sample 7");
    refused(
        refusal(folder.resolve("a.npy#3"), rate), "a.npy: expected recording 3, found 3 from 0 on");
    refused(refusal(folder.resolve("a.npy"), rate), "a.npy: expected one recording", "#0");
  }

  /** As NumPy and MATLAB store it with the first axis fastest. */
  private static double[] fortran(double[][][] values) {
    double[] numbers = new double[values.length * 12 * values[0][0].length];
    int at = 0;
    for (int i = 0; i < values[0][0].length; i++) {
      for (int k = 0; k < 12; k++) {
        for (double[][] recording : values) {
          numbers[at++] = recording[k][i];
        }
      }
    }
    return numbers;
  }

  @Test
  void everyFileOfAFormatIsKnownByThatFormatAlone() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(edf("edf", "1", 500, eight()));
    files.add(npy("npy", 1));
    for (Path file : files) {
      DeviceSource source = new DeviceSource(file);
      assertEquals(
          1,
          RecognisedFile.FORMATS.stream().filter(f -> f.recognises(source)).count(),
          file.toString());
    }
  }
}
