package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.dataset.quality.QualityCheck;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The data sets of the PhysioNet/CinC Challenges 2020 and 2021 besides CPSC2018, in the forms in which they are published: record lines,
 * gains, formats, comments and folders are those of real headers, the samples are made here. None of those recordings is at hand.
 */
class PublishedFormsTest {
  private static final List<String> LEADS =
      List.of("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6");
  private static final WfdbFolder.Options RESAMPLING =
      WfdbFolder.Options.defaults().withResample(true);

  @TempDir private Path folder;

  /** A sample in ADC units: another slow sine in each lead, so that no two leads are the same. */
  private static int adc(int lead, int sample, double rate, double unitsPerMillivolt) {
    double seconds = sample / rate;
    return (int)
        Math.rint(unitsPerMillivolt * 0.1 * (lead + 1) * Math.sin(2 * Math.PI * 3 * seconds));
  }

  /**
   * Writes a record.
   *
   * @param line the record line, with the name, the number of signals, the rate and the number of samples in front
   * @param signal the second and third field of each signal line, for example {@code 16+24 1000/mV}
   * @param unitsPerMillivolt what the samples are written with
   */
  private void record(
      String path,
      String line,
      String signal,
      double unitsPerMillivolt,
      List<String> names,
      String comments)
      throws IOException {
    Path header = folder.resolve(path + ".hea");
    Files.createDirectories(header.getParent());
    String id = header.getFileName().toString().replace(".hea", "");
    String[] fields = line.split(" ");
    double rate = Double.parseDouble(fields[2]);
    int samples = Integer.parseInt(fields[3]);
    boolean matlab = signal.contains("+24");
    ByteBuffer bytes =
        ByteBuffer.allocate((matlab ? 24 : 0) + 2 * names.size() * samples)
            .order(ByteOrder.LITTLE_ENDIAN);
    if (matlab) {
      for (int value : new int[] {30, names.size(), samples, 0, 4}) {
        bytes.putInt(value);
      }
      bytes.put("val\0".getBytes(StandardCharsets.US_ASCII));
    }
    int[] sums = new int[names.size()];
    int[] first = new int[names.size()];
    for (int i = 0; i < samples; i++) {
      for (int lead = 0; lead < names.size(); lead++) {
        int value = adc(lead, i, rate, unitsPerMillivolt);
        first[lead] = i == 0 ? value : first[lead];
        sums[lead] += value;
        bytes.putShort((short) value);
      }
    }
    String file = id + (matlab ? ".mat" : ".dat");
    StringBuilder text = new StringBuilder(line).append('\n');
    for (int lead = 0; lead < names.size(); lead++) {
      text.append(
          "%s %s 16 0 %d %d 0 %s\n"
              .formatted(file, signal, first[lead], (short) sums[lead], names.get(lead)));
    }
    Files.writeString(header, text + comments, StandardCharsets.US_ASCII);
    Files.write(header.resolveSibling(file), bytes.array());
  }

  private String refused() {
    return assertThrows(EcgDataException.class, () -> Datasets.open(folder)).getMessage();
  }

  /** V6 is drawn with 1.2 mV at 3 Hz; at a quarter of its period, 1/12 s, it is at its peak. */
  private static void assertSine(EcgRecord record) {
    int quarter = (int) Math.rint(record.samplingRateHz() / 12.0);
    double at = 2 * Math.PI * 3 * quarter / record.samplingRateHz();
    assertEquals(1.2 * Math.sin(at), record.millivolts(Lead.V6)[quarter], 0.004);
    assertEquals(0.1 * Math.sin(at), record.millivolts(Lead.I)[quarter], 0.004);
  }

  @Test
  void georgiaAsPublishedFor2020AndFor2021() throws IOException {
    record(
        "training/georgia/g1/E00001",
        "E00001 12 500 5000 16-May-2020 12:33:59",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 50\n#Sex: Male\n#Dx: 426783006,164889003\n#Rx: Unknown\n#Hx: Unknown\n#Sx: Unknown\n");
    record(
        "training/georgia/g1/E00002",
        "E00002.mat 12 500 2500",
        "16+24 1000.0(0)/mV",
        1000,
        LEADS,
        "#Age: 61\n#Sex: Female\n#Dx: 59118001\n");
    record(
        "training/georgia/g2/E01000",
        "E01000 12 500 5000",
        "16x1+24 1000.0(0)/mV",
        1000,
        LEADS,
        "# Age: NaN\n# Sex: Female\n# Dx: 426783006,733534002,713427006,63593006,427172004\n");
    EcgDataset data = Datasets.open(folder);
    assertInstanceOf(WfdbFolder.class, data);
    assertEquals(3, data.records().size());
    EcgRecord first = data.read("E00001");
    assertEquals(Set.of(Diagnosis.SNR, Diagnosis.AF), first.diagnoses());
    assertEquals(OptionalInt.of(50), first.ageYears());
    assertSine(first);
    assertEquals(2500, data.read("E00002").samples());
    EcgRecord third = data.read("E01000");
    assertEquals(Set.of(Diagnosis.SNR, Diagnosis.RBBB, Diagnosis.PAC), third.diagnoses());
    assertEquals(OptionalInt.empty(), third.ageYears());
    assertEquals(List.of("733534002", "427172004"), data.unknownCodes().get("E01000"));
    assertSine(third);
  }

  @Test
  void chapmanAndNingboWithTheirOtherDiagnosesOnTheCommandLine() throws IOException {
    record(
        "WFDBRecords/01/010/JS00001",
        "JS00001 12 500 5000",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 85\n#Sex: Male\n#Dx: 164889003,59118001,164934002\n#Rx: Unknown\n#Hx: Unknown\n#Sx: Unknown\n");
    record(
        "WFDBRecords/11/110/JS10647",
        "JS10647 12 500 5000",
        "16x1+24 1000.0(0)/mV",
        1000,
        LEADS,
        "#Age: 300\n#Sex: Unknown\n#Dx: 426177001\n");
    EcgDataset data = Datasets.open(folder);
    assertEquals(Set.of(Diagnosis.AF, Diagnosis.RBBB), data.read("JS00001").diagnoses());
    assertEquals(OptionalInt.of(85), data.read("JS00001").ageYears());
    assertEquals(Set.of(), data.read("JS10647").diagnoses());
    assertEquals(Sex.UNKNOWN, data.read("JS10647").sex());
    assertSine(data.read("JS10647"));
    String[] profile = {
      "profile", "--data", folder.toString(), "--out", folder.resolve("out").toString()
    };
    Outcome refused = run(profile);
    assertEquals(2, refused.exitCode());
    assertTrue(refused.err().contains("record JS00001: diagnosis code 164934002"), refused.err());
    Outcome accepted =
        run(
            Stream.concat(Stream.of(profile), Stream.of("--ignore-other-diagnoses"))
                .toArray(String[]::new));
    assertEquals(0, accepted.exitCode(), accepted.err());
    assertTrue(
        accepted.out().lines().anyMatch(l -> l.startsWith("RBBB,1,") || l.contains("RBBB")),
        accepted.out());
    // The age that Ningbo's files write where nobody knows it.
    assertTrue(
        QualityReport.of(folder, line -> {}).findings("JS10647").stream()
            .anyMatch(f -> f.check() == QualityCheck.AGE));
  }

  /** PhysioNet's copy has two headers, JS01052 and JS23074, whose first two lines have become one. */
  @Test
  void aHeaderWhoseLinesRanTogetherIsRefusedByName() throws IOException {
    record(
        "23/236/JS23073",
        "JS23073 12 500 5000",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 60\n#Sex: Female\n#Dx: 426783006\n");
    record(
        "23/236/JS23074",
        "JS23074 12 500 5000",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 60\n#Sex: Female\n#Dx: 426783006\n");
    Path header = folder.resolve("23/236/JS23074.hea");
    Files.writeString(
        header,
        Files.readString(header).replaceFirst("JS23074 12 500 5000\n", "S23074 12 500 5000 "));
    assertEquals("JS23074.hea: expected 12 signal lines, found 11", refused());
    QualityReport report = QualityReport.of(folder, line -> {});
    assertEquals(1, report.exclusions().all().size());
    assertEquals(
        "JS23074.hea: expected 12 signal lines, found 11",
        report.findings("JS23074").get(0).detail());
    Files.writeString(header, "");
    assertEquals("JS23074.hea: expected a record line, found none", refused());
  }

  @Test
  void halfAnHourAt257HertzIsRefusedOrResampled() throws IOException {
    record(
        "st_petersburg_incart/g1/I0001",
        "I0001 12 257 462600 18-May-2020 12:33:59",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 65\n#Sex: Female\n#Dx: 164884008\n");
    String why =
        "I0001.hea: expected a sampling rate of 500 Hz, found 257 Hz; --resample brings it to 500 Hz";
    assertEquals(why, refused());
    Path page = folder.resolve("out/I0001.html");
    String[] view = {
      "view", "--data", folder.toString(), "--record", "I0001", "--out", page.toString()
    };
    Outcome outcome = run(view);
    assertEquals(2, outcome.exitCode());
    assertEquals(why, outcome.err().strip());
    EcgDataset data = Datasets.open(folder, RESAMPLING);
    // 462,600 samples at 257 Hz are 1,800 s, 900,000 at 500 Hz.
    assertEquals(900_000, data.records().get(0).samples());
    EcgRecord record = data.read("I0001");
    assertEquals(500, record.samplingRateHz());
    assertEquals(900_000, record.samples());
    assertEquals(Set.of(Diagnosis.PVC), record.diagnoses());
    assertSine(record);
    // Half a million samples on, the sine has kept its place.
    assertEquals(
        1.2 * Math.sin(2 * Math.PI * 3 * 500_042 / 500.0),
        record.millivolts(Lead.V6)[500_042],
        0.004);
    assertTrue(data.description().contains("(1 resampled)"), data.description());
    assertEquals(
        QualityCheck.SAMPLING_RATE,
        QualityReport.of(folder, line -> {}).findings("I0001").get(0).check());
    QualityReport resampled = QualityReport.of(folder, true, line -> {});
    assertEquals(0, resampled.exclusions().all().size());
    assertTrue(
        resampled.findings("I0001").stream().anyMatch(f -> f.check() == QualityCheck.RESAMPLED));
  }

  /** The database's own form has neither units nor {@code #Dx}: 306 ADC units a mV by its gain field. */
  @Test
  void petersburgsOwnFormHasNoLabels() throws IOException {
    record(
        "I01",
        "I01 12 257 2570",
        "16 306",
        306,
        List.of("I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"),
        "#<age>: 65 <sex>: F <diagnoses> Coronary artery disease, arterial hypertension\n# patient 1\n# PVCs, noise\n");
    EcgRecord record = Datasets.open(folder, RESAMPLING).read("I01");
    assertSine(record);
    assertEquals(Set.of(), record.diagnoses());
    assertEquals(OptionalInt.empty(), record.ageYears());
  }

  /** Seen in copies of the challenge's files: a gain a thousand times too large makes every lead flat to the eye. */
  @Test
  void aGainThatIsAThousandTimesTooLargeIsFoundByTheQualityReport() throws IOException {
    record(
        "I0001",
        "I0001 12 257 2570",
        "16+24 306000/mV",
        306,
        LEADS,
        "#Age: 65\n#Sex: Female\n#Dx: 164884008\n");
    assertTrue(
        QualityReport.of(folder, true, line -> {}).findings("I0001").stream()
            .anyMatch(f -> f.check() == QualityCheck.AMPLITUDE_LOW));
  }

  @Test
  void ptbAtAThousandHertzIsRefusedOrResampled() throws IOException {
    record(
        "ptb/g1/S0001",
        "S0001 12 1000 38400 05-Feb-2020 11:39:16",
        "16x1+24 1000.0(0)/mV",
        1000,
        LEADS,
        "#Age: 81\n#Sex: Female\n#Dx: 426783006\n");
    assertEquals(
        "S0001.hea: expected a sampling rate of 500 Hz, found 1000 Hz; --resample brings it to 500 Hz",
        refused());
    EcgRecord record = Datasets.open(folder, RESAMPLING).read("S0001");
    assertEquals(19_200, record.samples());
    assertSine(record);
    String[] profile = {
      "profile", "--data", folder.toString(), "--out", folder.resolve("out").toString()
    };
    assertEquals(2, run(profile).exitCode());
    Outcome resampled =
        run(Stream.concat(Stream.of(profile), Stream.of("--resample")).toArray(String[]::new));
    assertEquals(0, resampled.exitCode(), resampled.err());
    Path page = folder.resolve("out/S0001.html");
    Outcome view =
        run(
            "view",
            "--data",
            folder.toString(),
            "--record",
            "S0001",
            "--resample",
            "--out",
            page.toString());
    assertEquals(0, view.exitCode(), view.err());
    assertTrue(Files.readString(page).contains("500 Hz"));
    // 38,400 samples at 1,000 Hz are 38.4 s.
    assertTrue(resampled.out().contains("38.4"), resampled.out());
  }

  /** The database's own form has three more leads (Frank's), for which a network of twelve has no place. */
  @Test
  void ptbWithFifteenLeadsIsRefusedByTheLeadsName() throws IOException {
    record(
        "s0010_re",
        "s0010_re 15 1000 5000",
        "16 2000",
        2000,
        List.of(
            "i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6", "vx", "vy",
            "vz"),
        "# age: 81\n# sex: female\n");
    assertEquals(
        "s0010_re.hea: signal 13: expected one of the leads I, II, III, aVR, aVL, aVF, V1 to V6, found 'vx'",
        refused());
  }

  /** PTB-XL in the challenge's form, and the unused records of CPSC. */
  @Test
  void theChallengesOtherNamesAreRead() throws IOException {
    record(
        "ptb-xl/g1/HR00001",
        "HR00001 12 500 5000",
        "16x1+24 1000.0(0)/mV",
        1000,
        LEADS,
        "#Age: 56\n#Sex: Female\n#Dx: 251146004,426783006\n");
    record(
        "cpsc_2018_extra/g1/Q0001",
        "Q0001 12 500 6000 12-May-2020 12:33:59",
        "16+24 1000/mV",
        1000,
        LEADS,
        "#Age: 82\n#Sex: Male\n#Dx: 10370003\n#Rx: Unknown\n");
    EcgDataset data = Datasets.open(folder);
    assertEquals(2, data.records().size());
    assertSine(data.read("HR00001"));
    assertSine(data.read("Q0001"));
  }
}
