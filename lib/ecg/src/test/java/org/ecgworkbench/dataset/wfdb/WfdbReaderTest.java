package org.ecgworkbench.dataset.wfdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values: golden/wfdb.json, made with wfdb 4.3.1; hand calculation where a comment says so. */
class WfdbReaderTest {
  private final JsonObject golden = Golden.json("wfdb.json");

  @TempDir Path folder;

  @Test
  void format16With24BytesOffsetGivesWfdbPythonsValues() throws IOException {
    checkGolden("g24", "g24.mat");
  }

  @Test
  void format16GivesWfdbPythonsValues() throws IOException {
    // The same ADC values as g24, without the 24 bytes in front.
    byte[] mat = base64("g24.mat");
    Files.write(folder.resolve("g16.dat"), java.util.Arrays.copyOfRange(mat, 24, mat.length));
    checkGolden("g16", null);
  }

  @Test
  void format212GivesWfdbPythonsValues() throws IOException {
    checkGolden("g212", "g212.dat");
  }

  private byte[] base64(String file) {
    return Base64.getDecoder()
        .decode(golden.getAsJsonObject("files_base64").get(file).getAsString());
  }

  private void checkGolden(String name, String file) throws IOException {
    JsonObject expected = golden.getAsJsonObject("records").getAsJsonObject(name);
    List<String> lines = new ArrayList<>();
    expected.getAsJsonArray("header").forEach(line -> lines.add(line.getAsString()));
    Path header = folder.resolve(name + ".hea");
    Files.write(header, lines);
    if (file != null) {
      Files.write(folder.resolve(file), base64(file));
    }

    WfdbSignals found = WfdbReader.readSignals(header);

    assertEquals(expected.get("fs").getAsDouble(), found.samplingRateHz());
    assertEquals(expected.get("sig_len").getAsInt(), found.physical()[0].length);
    assertTrue(
        found
            .toString()
            .startsWith(
                "%d signals of %d samples at "
                    .formatted(found.physical().length, found.physical()[0].length)),
        found.toString());
    for (int s = 0; s < found.physical().length; s++) {
      WfdbHeader.Signal signal = found.header().signals().get(s);
      assertEquals(expected.getAsJsonArray("units").get(s).getAsString(), signal.units());
      assertEquals(expected.getAsJsonArray("sig_name").get(s).getAsString(), signal.description());
      assertEquals(expected.getAsJsonArray("adc_gain").get(s).getAsDouble(), signal.gain());
      assertEquals(expected.getAsJsonArray("baseline").get(s).getAsInt(), signal.baseline());
    }
    List<String> comments = new ArrayList<>();
    expected.getAsJsonArray("comments").forEach(c -> comments.add(c.getAsString()));
    assertEquals(comments, found.header().comments());
    for (int row = 0; row < 3; row++) {
      assertRow(expected, "first3", row, found, row);
      assertRow(expected, "last3", row, found, 997 + row);
    }
    assertRow(expected, "row17", 0, found, 17);
    int missing = 0;
    for (double[] values : found.physical()) {
      missing += (int) java.util.Arrays.stream(values).filter(Double::isNaN).count();
    }
    assertEquals(expected.get("nan_count").getAsInt(), missing);
    double[] sums = Golden.doubles(expected.get("nansum"));
    for (int s = 0; s < sums.length; s++) {
      double sum = java.util.Arrays.stream(found.physical()[s]).filter(v -> !Double.isNaN(v)).sum();
      // NumPy sums in another order; every single value is compared above.
      assertEquals(sums[s], sum, 1e-8, "sum of signal " + s);
    }
  }

  private static void assertRow(
      JsonObject expected, String key, int row, WfdbSignals found, int sample) {
    double[] values = Golden.doubles(expected.getAsJsonArray(key).get(row));
    for (int s = 0; s < values.length; s++) {
      assertEquals(values[s], found.physical()[s][sample], key + " of signal " + s);
    }
  }

  @Test
  void all135RealRecordsAreReadWithEveryChecksum() throws IOException {
    Path real = Golden.real("data/cpsc2018");
    int records = 0;
    try (Stream<Path> files = Files.list(real)) {
      for (Path header : files.filter(f -> f.toString().endsWith(".hea")).sorted().toList()) {
        WfdbHeader parsed = WfdbHeader.read(header);
        assertTrue(
            parsed.signals().stream().allMatch(s -> s.checksum().isPresent()), header.toString());
        EcgRecord record = WfdbReader.read(header);
        assertEquals(500, record.samplingRateHz());
        assertTrue(record.seconds() >= 6 && record.seconds() <= 61, record.toString());
        assertTrue(!record.diagnoses().isEmpty(), record.toString());
        records++;
      }
    }
    assertEquals(135, records);
  }

  @Test
  void aRealRecordHasThePatientAndTheFirstSamplesOfItsHeader() {
    EcgRecord record = WfdbReader.read(Golden.real("data/cpsc2018").resolve("A0001.hea"));
    // From A0001.hea: age 74, male, RBBB, initial values 28 7 -21 -17 24 -7 -290 -204 -96 -112 -596
    // -16 at 1000/mV.
    assertEquals(OptionalInt.of(74), record.ageYears());
    assertEquals(Sex.MALE, record.sex());
    assertEquals(Set.of(Diagnosis.RBBB), record.diagnoses());
    assertEquals(7500, record.samples());
    double[] first = {28, 7, -21, -17, 24, -7, -290, -204, -96, -112, -596, -16};
    for (Lead lead : Lead.ALL) {
      assertEquals(first[lead.ordinal()] / 1000, record.millivolts(lead)[0], lead.label());
    }
  }

  // ---- small records made by hand
  // -------------------------------------------------------------------------------------

  private static final String[] NAMES = {
    "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"
  };

  /** ADC value of lead l at sample i in the small records: l * 100 + i. */
  private static int adc(int lead, int sample) {
    return lead * 100 + sample;
  }

  private List<String> headerLines(int samples) {
    List<String> lines = new ArrayList<>();
    lines.add("A0001 12 500 " + samples + " 12-May-2020 12:33:59");
    for (int l = 0; l < 12; l++) {
      int sum = 0;
      for (int i = 0; i < samples; i++) {
        sum += adc(l, i);
      }
      lines.add(
          "A0001.mat 16+24 1000/mV 16 0 %d %d 0 %s".formatted(adc(l, 0), (short) sum, NAMES[l]));
    }
    Collections.addAll(lines, "#Age: 74", "#Sex: Male", "#Dx: 59118001", "#Rx: Unknown");
    return lines;
  }

  private static byte[] mat(int rows, int samples) {
    ByteBuffer buffer = ByteBuffer.allocate(24 + 2 * rows * samples).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(30).putInt(rows).putInt(samples).putInt(0).putInt(4);
    buffer.put("val\0".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < samples; i++) {
      for (int l = 0; l < rows; l++) {
        buffer.putShort((short) adc(l, i));
      }
    }
    return buffer.array();
  }

  private Path write(List<String> lines, byte[] mat) {
    try {
      Files.write(folder.resolve("A0001.mat"), mat);
      return Files.write(folder.resolve("A0001.hea"), lines);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertRefused(String message, List<String> lines, byte[] mat) {
    Path header = write(lines, mat);
    EcgDataException e = assertThrows(EcgDataException.class, () -> WfdbReader.read(header));
    assertEquals(message, e.getMessage());
  }

  private List<String> edited(int line, String from, String to) {
    List<String> lines = headerLines(10);
    assertTrue(lines.get(line).contains(from), lines.get(line));
    lines.set(line, lines.get(line).replace(from, to));
    return lines;
  }

  @Test
  void leadsAreFoundByNameWhateverTheirOrder() {
    List<String> lines = headerLines(10);
    // The signals stay where they are, only the names of II and V6 are exchanged.
    lines.set(2, lines.get(2).replaceAll("II$", "V6"));
    lines.set(12, lines.get(12).replaceAll("V6$", "II"));
    EcgRecord record = WfdbReader.read(write(lines, mat(12, 10)));
    assertEquals(1.103, record.millivolts(Lead.II)[3]);
    assertEquals(0.103, record.millivolts(Lead.V6)[3]);
    assertEquals(0.303, record.millivolts(Lead.AVR)[3]);
  }

  @Test
  void commentsMayHaveABlankAfterTheHashAndAnAgeThatIsNaN() {
    List<String> lines = headerLines(10);
    lines.set(13, "# Age: NaN");
    lines.set(14, "# Sex: Female");
    lines.set(15, "# Dx: 426783006,164884008,111975006");
    EcgRecord record = WfdbReader.read(write(lines, mat(12, 10)));
    assertEquals(OptionalInt.empty(), record.ageYears());
    assertEquals(Sex.FEMALE, record.sex());
    assertEquals(Set.of(Diagnosis.SNR, Diagnosis.PVC), record.diagnoses());
  }

  @Test
  void microvoltsBecomeMillivolts() {
    // 100 ADC units of 1 uV are 0.1 mV.
    EcgRecord record = WfdbReader.read(write(edited(2, "1000/mV", "1/uV"), mat(12, 10)));
    assertEquals(0.1, record.millivolts(Lead.II)[0]);
    assertEquals(0.2, record.millivolts(Lead.III)[0]);
  }

  @Test
  void otherUnitsAreRefusedByName() {
    assertRefused(
        "A0001.hea: lead II: expected units of mV or uV, found 'mmHg'",
        edited(2, "1000/mV", "1000/mmHg"),
        mat(12, 10));
  }

  @Test
  void elevenLeadsAreRefused() {
    List<String> lines = headerLines(10);
    lines.remove(4);
    lines.set(0, "A0001 11 500 10");
    assertRefused(
        "A0001.hea: A0001.mat: expected 244 bytes (11 signals of 10 samples in format 16), found 264 bytes",
        lines,
        mat(12, 10));
    lines = headerLines(10).subList(0, 12);
    lines.set(0, "A0001 11 500 10");
    assertRefused("A0001.hea: expected 12 leads, found 11; missing: V6", lines, mat(11, 10));
  }

  @Test
  void aMissingSignalLineIsRefused() {
    List<String> lines = headerLines(10);
    lines.remove(4);
    assertRefused("A0001.hea: expected 12 signal lines, found 11", lines, mat(12, 10));
  }

  @Test
  void unknownAndRepeatedLeadsAreRefused() {
    assertRefused(
        "A0001.hea: signal 4: expected one of the leads I, II, III, aVR, aVL, aVF, V1 to V6, found 'vx'",
        edited(4, "aVR", "vx"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: lead aVL: expected once, found as signals 4 and 5",
        edited(4, "aVR", "aVL"),
        mat(12, 10));
  }

  @Test
  void aTruncatedFileIsRefused() {
    assertRefused(
        "A0001.hea: A0001.mat: expected 264 bytes (12 signals of 10 samples in format 16), found 200 bytes",
        headerLines(10),
        java.util.Arrays.copyOf(mat(12, 10), 200));
  }

  @Test
  void anOverlongFileIsRefused() {
    assertRefused(
        "A0001.hea: A0001.mat: expected 264 bytes (12 signals of 10 samples in format 16), found 288 bytes",
        headerLines(10),
        mat(12, 11));
  }

  @Test
  void absurdCountsAreRefusedBeforeMemoryIsTaken() {
    assertRefused(
        "A0001.hea: A0001.mat: expected 240000000000024 bytes (12 signals of 10000000000000 samples in format 16), found 264 bytes",
        edited(0, " 10 ", " 10000000000000 "),
        mat(12, 10));
    assertRefused(
        "A0001.hea: A0001.mat: expected 9223372036854775807 samples, found 264 bytes",
        edited(0, " 10 ", " 9223372036854775807 "),
        mat(12, 10));
    assertRefused(
        "A0001.hea: expected 2000000000 signal lines, found 12",
        edited(0, "A0001 12 ", "A0001 2000000000 "),
        mat(12, 10));
  }

  @Test
  void recordsOfNoSamplesAreRefused() {
    assertRefused(
        "A0001.hea: expected at least 1 sample, found '-1'", edited(0, " 10 ", " -1 "), mat(12, 0));
    // By header(5) 0 means unspecified: the size of the file decides.
    assertRefused(
        "A0001.hea: A0001.mat: expected a whole number of samples in 12 signals of format 16, found 24 bytes",
        edited(0, " 10 ", " 0 "),
        mat(12, 0));
  }

  @Test
  void theNumberOfSamplesMayBeLeftToTheFile() {
    List<String> lines = headerLines(10);
    lines.set(0, "A0001 12 500");
    assertEquals(10, WfdbReader.read(write(lines, mat(12, 10))).samples());
    assertRefused(
        "A0001.hea: A0001.mat: expected a whole number of samples in 12 signals of format 16, found 263 bytes",
        lines,
        java.util.Arrays.copyOf(mat(12, 10), 263));
  }

  @Test
  void aWrongMatlabHeaderIsRefused() {
    byte[] mat = mat(12, 10);
    mat[8] = 11;
    assertRefused(
        "A0001.hea: A0001.mat: MATLAB header: columns: expected 10, found 11",
        headerLines(10),
        mat);
    mat = mat(12, 10);
    mat[0] = 20;
    assertRefused(
        "A0001.hea: A0001.mat: MATLAB header: type: expected 30, found 20", headerLines(10), mat);
    mat = mat(12, 10);
    mat[20] = 'w';
    assertRefused(
        "A0001.hea: A0001.mat: MATLAB header: name: expected 'val', found 'wal'",
        headerLines(10),
        mat);
  }

  @Test
  void aChangedSampleIsFoundByTheChecksum() {
    byte[] mat = mat(12, 10);
    mat[24 + 2 * (5 * 12 + 3)] ^= 1;
    // Lead 3 sums to 3 * 100 * 10 + 45 = 3045; sample 5 is 305, whose last bit is now 0.
    assertRefused(
        "A0001.hea: lead aVR: expected the checksum 3045, found 3044", headerLines(10), mat);
  }

  @Test
  void checksumsMayBeWrittenUnsigned() {
    // Lead V6 sums to 11 * 100 * 100 + 4950 = 114950 = 49414 modulo 65536.
    List<String> lines = headerLines(100);
    assertTrue(lines.get(12).contains(" -16122 "), lines.get(12));
    lines.set(12, lines.get(12).replace(" -16122 ", " 49414 "));
    assertEquals(100, WfdbReader.read(write(lines, mat(12, 100))).samples());
  }

  @Test
  void aWrongInitialValueIsRefused() {
    assertRefused(
        "A0001.hea: lead aVR: expected the initial value 301, found 300",
        edited(4, " 300 ", " 301 "),
        mat(12, 10));
  }

  @Test
  void aMissingMatIsRefused() throws IOException {
    Path header = write(headerLines(10), mat(12, 10));
    Files.delete(folder.resolve("A0001.mat"));
    EcgDataException e = assertThrows(EcgDataException.class, () -> WfdbReader.read(header));
    assertEquals("A0001.hea: A0001.mat does not exist", e.getMessage());
  }

  @Test
  void filesOutsideTheFolderAreRefused() {
    assertRefused(
        "A0001.hea: lead aVR: expected the name of a file beside the header, found '../A0001.mat'",
        edited(4, "A0001.mat", "../A0001.mat"),
        mat(12, 10));
  }

  @Test
  void formatsThatAreNotReadAreRefusedByName() {
    assertRefused(
        "A0001.hea: lead aVR: expected format 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 or 524, found 309",
        edited(4, "16+24", "309+24"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: lead aVR: expected 1 to 1000 samples a frame, found 2000",
        edited(4, "16+24", "16x2000+24"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: expected a skew below 10 frames, found 10",
        edited(4, "16+24", "16:10+24"),
        mat(12, 10));
  }

  @Test
  void damagedFieldsAreRefused() {
    assertRefused(
        "A0001.hea: lead aVR: expected a gain such as 1000/mV, found '1000mV'",
        edited(4, "1000/mV", "1000mV"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: lead aVR: expected a whole number as checksum, found '3O45'",
        edited(4, "3045", "3O45"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: age: expected a number of years or NaN, found 'old'",
        edited(13, "74", "old"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: sex: expected Male, Female or Unknown, found 'Mole'",
        edited(14, "Male", "Mole"),
        mat(12, 10));
    assertRefused(
        "A0001.hea: expected a sampling rate of a whole number of Hz, found 257.5 Hz",
        edited(0, " 500 ", " 257.5 "),
        mat(12, 10));
    assertRefused("A0001.hea: expected a record line, found none", List.of("#Age: 7"), mat(12, 1));
  }

  @Test
  void gainsBaselinesAndDefaultsFollowHeader5() {
    WfdbHeader header =
        WfdbHeader.parse(
            "x.hea",
            """
            # a comment may stand anywhere
            x/y 1
            """
                    .replace("x/y", "x")
                + "x.dat 16\n");
    // header(5): 250 Hz, gain 200, mV, ADC zero 0, baseline = ADC zero; the rest not stated.
    assertEquals(250, header.samplingRateHz());
    WfdbHeader.Signal signal = header.signals().get(0);
    assertEquals(200, signal.gain());
    assertEquals("mV", signal.units());
    assertEquals(0, signal.baseline());
    assertEquals(OptionalInt.empty(), signal.checksum());
    signal =
        WfdbHeader.parse(
                "x.hea",
                "x 1 360/90(3.5) 10\nx.dat 212x2:3+512 200 11 1024 995 -22131 0 MLII of Holter")
            .signals()
            .get(0);
    assertEquals(
        new WfdbHeader.Signal(
            "x.dat",
            212,
            2,
            3,
            512,
            200,
            1024,
            "mV",
            11,
            1024,
            OptionalInt.of(995),
            OptionalInt.of(-22131),
            0,
            "MLII of Holter"),
        signal);
  }

  @Test
  void linesOfOtherDatabasesAreUnderstood() {
    // Georgia and PTB-XL of the 2021 challenge, and the PTB database, as their headers write it.
    WfdbHeader.Signal signal =
        WfdbHeader.parse(
                "E00001.hea",
                "E00001 1 500 5000\r\nE00001.mat 16x1+24 1000.0(0)/mv 16 0 136 -28477 0 I\r\n# Age: 68\r\n")
            .signals()
            .get(0);
    assertEquals(16, signal.format());
    assertEquals(24, signal.byteOffset());
    assertEquals(1000, signal.gain());
    assertEquals("mv", signal.units());
    assertEquals(OptionalInt.of(136), signal.initialValue());
    assertEquals("I", signal.description());
    WfdbHeader ptb =
        WfdbHeader.parse(
            "s0010_re.hea",
            "s0010_re 1 1000 38400 \ns0010_re.dat 16 2000 16 0 -489 -8337 0 i\n# \n# age: 81\n# sex: female\n");
    assertEquals(1000, ptb.samplingRateHz());
    assertEquals(2000, ptb.signals().get(0).gain());
    assertEquals("81", ptb.comments("Age").get(0));
    assertEquals(Sex.FEMALE, HeaderComments.of(ptb).sex());
  }

  @Test
  void signalsMayLieInSeveralFiles() throws IOException {
    // 8 signals in one file of format 16 and 4 in one of format 32, as in the PTB database's .dat
    // and .xyz.
    List<String> lines = headerLines(10);
    ByteBuffer first = ByteBuffer.allocate(2 * 8 * 10).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer second = ByteBuffer.allocate(4 * 4 * 10).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 10; i++) {
      for (int l = 0; l < 12; l++) {
        if (l < 8) {
          first.putShort((short) adc(l, i));
        } else {
          second.putInt(adc(l, i));
        }
      }
    }
    Files.write(folder.resolve("one.dat"), first.array());
    Files.write(folder.resolve("two.dat"), second.array());
    for (int l = 0; l < 12; l++) {
      String file = l < 8 ? "one.dat 16 " : "two.dat 32 ";
      lines.set(l + 1, lines.get(l + 1).replace("A0001.mat 16+24 ", file));
    }
    EcgRecord record = WfdbReader.read(write(lines, new byte[0]));
    assertEquals(0.709, record.millivolts(Lead.V2)[9]);
    assertEquals(1.109, record.millivolts(Lead.V6)[9]);
    assertArrayEquals(
        new double[] {0.8, 0.801}, java.util.Arrays.copyOf(record.millivolts(Lead.V3), 2));
  }

  @Test
  void format80IsOffsetBinaryAndItsLowestValueIsMissing() throws IOException {
    // Bytes 0, 128, 255 are ADC values -128 (missing), 0, 127: sum -1.
    Files.write(folder.resolve("x.dat"), new byte[] {0, (byte) 128, (byte) 255});
    Path header = folder.resolve("x.hea");
    Files.write(header, List.of("x 1 100 3", "x.dat 80 100/mV 8 0 -128 -1 0 I"));
    assertArrayEquals(
        new double[] {Double.NaN, 0, 1.27}, WfdbReader.readSignals(header).physical()[0]);
  }

  @Test
  void format32IsSignedAndItsLowestValueIsMissing() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(Integer.MIN_VALUE).putInt(-70_000).putInt(2_000_000_000);
    Files.write(folder.resolve("x.dat"), bytes.array());
    Path header = folder.resolve("x.hea");
    // Modulo 65536: -2^31 is 0, -70000 is 61072, 2000000000 is 37888; the sum 98960 is 33424,
    // written -32112.
    Files.write(header, List.of("x 1 100 3", "x.dat 32 1000(10)/mV 32 0 -2147483648 -32112 0 I"));
    assertArrayEquals(
        new double[] {Double.NaN, -70.01, 1_999_999.99},
        WfdbReader.readSignals(header).physical()[0]);
  }

  @Test
  void format212HoldsAnOddNumberOfSamplesInTwoOrThreeLastBytes() throws IOException {
    // header(5): two 12-bit values in three bytes; 1, -2, 3 are 01 f0 fe 03 00 and, padded, 00.
    Path header = folder.resolve("x.hea");
    Files.write(header, List.of("x 1 100 3", "x.dat 212 1/mV 12 0 1 2 0 I"));
    for (byte[] bytes :
        List.of(
            new byte[] {1, (byte) 0xf0, (byte) 0xfe, 3, 0},
            new byte[] {1, (byte) 0xf0, (byte) 0xfe, 3, 0, 0})) {
      Files.write(folder.resolve("x.dat"), bytes);
      assertArrayEquals(new double[] {1, -2, 3}, WfdbReader.readSignals(header).physical()[0]);
    }
    Files.write(folder.resolve("x.dat"), new byte[7]);
    assertEquals(
        "x.hea: x.dat: expected 5 bytes (1 signal of 3 samples in format 212), found 7 bytes",
        assertThrows(EcgDataException.class, () -> WfdbReader.readSignals(header)).getMessage());
  }

  @Test
  void segmentsOfFixedLayoutAreJoined() throws IOException {
    for (String part : List.of("s1", "s2")) {
      List<String> lines = headerLines(10);
      lines.replaceAll(line -> line.replace("A0001", part));
      Files.write(folder.resolve(part + ".hea"), lines);
      Files.write(folder.resolve(part + ".mat"), mat(12, 10));
    }
    Path header = folder.resolve("S.hea");
    Files.write(header, List.of("S/2 12 500 20", "s1 10", "s2 10", "#Age: 5", "#Sex: Female"));
    EcgRecord record = WfdbReader.read(header);
    assertEquals(20, record.samples());
    assertEquals(record.millivolts(Lead.V1)[4], record.millivolts(Lead.V1)[14]);
    assertEquals(OptionalInt.of(5), record.ageYears());
    Files.write(header, List.of("S/2 12 500 20", "s1 10", "s2 11"));
    assertEquals(
        "S.hea: segment s2: expected 11 samples, found 10",
        assertThrows(EcgDataException.class, () -> WfdbReader.read(header)).getMessage());
    Files.write(header, List.of("S/2 12 500 20", "s1 10", "s1 10"));
    assertEquals(
        "S.hea: segment s1: expected once, found twice",
        assertThrows(EcgDataException.class, () -> WfdbReader.read(header)).getMessage());
  }

  /** Expected values: the definition, in double arithmetic. All 65,536 values of 16 bits occur in each signal, often enough for the table. */
  @Test
  void tabulatedAmplitudesAreThoseOfADivision() throws IOException {
    double[] gains = {1000, 1000, 1000, 1000, 204.8, 1000, 3};
    int[] baselines = {0, 0, 0, 0, -17, 0, 32000};
    int samples = 70_000;
    ByteBuffer dat = ByteBuffer.allocate(2 * gains.length * samples).order(ByteOrder.LITTLE_ENDIAN);
    int[] sums = new int[gains.length];
    for (int i = 0; i < samples; i++) {
      for (int s = 0; s < gains.length; s++) {
        short value = (short) (i * (2 * s + 1) + s);
        sums[s] += value;
        dat.putShort(value);
      }
    }
    Files.write(folder.resolve("t.dat"), dat.array());
    StringBuilder header = new StringBuilder("t 7 500 70000\n");
    for (int s = 0; s < gains.length; s++) {
      header.append(
          "t.dat 16 %s(%d)/mV 16 0 %d %d 0 s%d\n"
              .formatted(gains[s], baselines[s], (short) s, (short) sums[s], s));
    }
    Files.writeString(folder.resolve("t.hea"), header);
    for (int time = 0; time < 3; time++) {
      double[][] found = WfdbReader.readSignals(folder.resolve("t.hea")).physical();
      for (int s = 0; s < gains.length; s++) {
        for (int i = 0; i < samples; i++) {
          short value = (short) (i * (2 * s + 1) + s);
          double expected =
              value == Short.MIN_VALUE ? Double.NaN : ((double) value - baselines[s]) / gains[s];
          if (Double.compare(expected, found[s][i]) != 0) {
            assertEquals(expected, found[s][i], "signal " + s + ", sample " + i);
          }
        }
      }
    }
    // A wrong sum is found on this path too, and its lead is named.
    Files.writeString(
        folder.resolve("t.hea"),
        header
            .toString()
            .replace(
                " %d 0 s2".formatted((short) sums[2]),
                " %d 0 s2".formatted((short) (sums[2] + 1))));
    String message =
        assertThrows(EcgDataException.class, () -> WfdbReader.readSignals(folder.resolve("t.hea")))
            .getMessage();
    assertTrue(message.startsWith("t.hea: lead s2: expected the checksum"), message);
  }

  @Test
  void checksumsOfLongRecordsHoldWhereSumsOutgrow32Bits() throws IOException {
    // 140,000 samples of -1, which is 65535 without its sign: the largest sum there can be.
    // -140000 + 2 * 65536 = -8928, by hand.
    int samples = 140_000;
    byte[] dat = new byte[2 * 4 * samples];
    Arrays.fill(dat, (byte) 0xff);
    Files.write(folder.resolve("x.dat"), dat);
    String line = "x.dat 16 123/mV 16 0 -1 -8928 0 s";
    List<String> lines = new ArrayList<>(List.of("x 4 500 " + samples, line, line, line, line));
    Files.write(folder.resolve("x.hea"), lines);
    double[][] physical = WfdbReader.readSignals(folder.resolve("x.hea")).physical();
    for (double[] signal : physical) {
      assertEquals(samples, signal.length);
      assertEquals(samples, Arrays.stream(signal).filter(v -> v == -1.0 / 123).count());
    }
    lines.set(3, line.replace("-8928", "-8927"));
    Files.write(folder.resolve("x.hea"), lines);
    EcgDataException e =
        assertThrows(EcgDataException.class, () -> WfdbReader.readSignals(folder.resolve("x.hea")));
    assertEquals("x.hea: lead s: expected the checksum -8927, found -8928", e.getMessage());
  }
}
