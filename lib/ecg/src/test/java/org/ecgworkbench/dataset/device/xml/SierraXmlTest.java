package org.ecgworkbench.dataset.device.xml;

import static org.ecgworkbench.dataset.device.xml.XmlFiles.sierra;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SierraXmlTest {
  private static final SierraXml FORMAT = new SierraXml();
  private static final String TWELVE = "I II III aVR aVL aVF V1 V2 V3 V4 V5 V6";
  private static final int[] V1 = {4, -2, 0, 9, -30};

  @TempDir Path folder;

  private DeviceRecording read(String file) {
    return XmlFiles.read(FORMAT, folder, file);
  }

  private String refusal(String file) {
    return XmlFiles.refusal(FORMAT, folder, file);
  }

  private static String oneLead(String wanted, String instead) {
    String file = sierra("V1", V1);
    assertTrue(file.contains(wanted), wanted);
    return file.replace(wanted, instead);
  }

  @Test
  void fileOfVersion104IsRead() {
    DeviceRecording recording = read(sierra("V1 V3R", V1, new int[5]));
    // Counts x 5 uV, by hand.
    assertArrayEquals(
        new double[] {0.02, -0.01, 0, 0.045, -0.15}, XmlFiles.lead(recording, "V1"), 1e-12);
    assertEquals(List.of("V1", "V3R"), XmlFiles.names(recording));
    assertEquals("1.04", recording.version());
    assertEquals("PageWriter TC", recording.maker());
    assertEquals(500, recording.samplingRateHz());
    assertEquals(OptionalInt.of(2), recording.ageYears());
    assertEquals(Sex.MALE, recording.sex());
    assertEquals(
        List.of(
            "filters stated: band 0.05-150 Hz, notch 60 Hz", "left alone: representative beats"),
        recording.notes());
    assertFalse(recording.toString().contains("SECRET"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void fileOfTwoBytesACharacterIsReadWithAndWithoutMark(String encoding) {
    byte[] bytes = oneLead("UTF-8", "utf-16").getBytes(Charset.forName(encoding));
    assertEquals(5, XmlFiles.lead(XmlFiles.read(FORMAT, folder, bytes), "V1").length);
  }

  @Test
  void fileSavedAnewInUtf8ThatStillSaysUtf16IsRead() {
    assertEquals(1, read(oneLead("UTF-8", "utf-16")).leads().size());
  }

  @Test
  void differencesWrapAtSixteenBits() {
    int[] counts = {32767, -32768, 32767, -32768, 0, 32000, -32000, 12, 12, 12};
    double[] millivolts = XmlFiles.lead(read(sierra("V1", counts)), "V1");
    for (int i = 0; i < counts.length; i++) {
      assertEquals(counts[i] * 0.005, millivolts[i], 1e-9, "sample " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 100, 5000})
  void noiseThatFillsTheTableOfCodesComesBack(int samples) {
    SplittableRandom random = new SplittableRandom(samples);
    int[] counts = random.ints(samples, -32768, 32768).toArray();
    int[] repeats = random.ints(samples, 0, 2).toArray();
    DeviceRecording recording = read(sierra("V1 V2", counts, repeats));
    assertArrayEquals(
        Arrays.stream(counts).mapToDouble(c -> c * 5.0 / 1000).toArray(),
        XmlFiles.lead(recording, "V1"));
    assertArrayEquals(
        Arrays.stream(repeats).mapToDouble(c -> c * 5.0 / 1000).toArray(),
        XmlFiles.lead(recording, "V2"));
  }

  @Test
  void lowByteOfTheLastNumberMayBeMissingAndNoMore() {
    // Samples 1, 2: high bytes 0 0, low bytes 1 2; as codes of ten bits 0, 0, 1 without the 2.
    byte[] three = {4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4};
    double[] millivolts = XmlFiles.lead(read(sierra("V1", 1, 2, three)), "V1");
    assertEquals(0.005, millivolts[0], 1e-12);
    byte[] two = {3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    assertEquals(
        "x.xml: lead V1: expected 4 bytes of samples, found 2", refusal(sierra("V1", 1, 2, two)));
  }

  @Test
  void limbLeadsAreRebuiltFromResiduals() {
    int[] none = {0, 0, 0};
    int[][] channels = {
      {10, -1, 7},
      {30, 0, 4},
      {0, 0, 2},
      {0, 0, 1},
      {3, 0, 0},
      {0, 1, 0},
      none,
      none,
      none,
      none,
      none,
      none
    };
    DeviceRecording recording = read(sierra(TWELVE, channels));
    // By hand in counts: III = II - I - rest, aVR = -(I + II)/2 - rest, aVL = (I - III)/2 - rest,
    // aVF = (II + III)/2 - rest, halves towards zero. The second sample has sums of -1 and -2, the
    // third of 11, 12 and -1.
    assertCounts(new int[] {20, 1, -5}, recording, "III");
    assertCounts(new int[] {-20, 0, -6}, recording, "aVR");
    assertCounts(new int[] {-8, -1, 6}, recording, "aVL");
    assertCounts(new int[] {25, -1, 0}, recording, "aVF");
  }

  private static void assertCounts(int[] counts, DeviceRecording recording, String lead) {
    assertArrayEquals(
        Arrays.stream(counts).mapToDouble(c -> c * 0.005).toArray(),
        XmlFiles.lead(recording, lead),
        1e-12,
        lead);
  }

  @Test
  void limbLeadsInAnotherOrderAreRefused() {
    assertEquals(
        "x.xml: expected the leads I, II, III, aVR, aVL, aVF first, of which the last four are"
            + " coded as residuals, found I, III, V1",
        refusal(sierra("I III V1", V1, V1, V1)));
  }

  @Test
  void channelsBehindTheLabelledOnesAreLeftAlone() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes(XmlFiles.xliLead(V1));
    packed.writeBytes(new byte[] {99, 99, 99, 99, 1, 0, 0, 0, 0});
    assertEquals(1, read(sierra("V1", 1, 5, packed.toByteArray())).leads().size());
  }

  private static int[] withPulse(int samples) {
    int[] counts = XmlFiles.ramp(-900, 3, samples);
    Arrays.fill(counts, samples - 200, samples, 0);
    Arrays.fill(counts, samples - 150, samples - 50, 200);
    return counts;
  }

  @Test
  void calibrationPulseIsCutAndNoted() {
    DeviceRecording recording =
        read(sierra("I II V1", withPulse(5500), withPulse(5500), withPulse(5500)));
    assertEquals(5000, XmlFiles.lead(recording, "I").length);
    assertEquals(-4.5, XmlFiles.lead(recording, "I")[0], 1e-12);
    assertTrue(
        recording
            .notes()
            .contains(
                "the last 500 samples were cut: a calibration pulse of 1 mV ends 3 of 3 leads"));
  }

  @Test
  void recordingWithoutPulseKeepsItsLastSecond() {
    int[] flat = new int[5500];
    int[] ramp = XmlFiles.ramp(0, 1, 5500);
    assertEquals(5500, XmlFiles.lead(read(sierra("I II", flat, ramp)), "I").length);
    int[] late = withPulse(5500);
    Arrays.fill(late, 5450, 5500, 200);
    assertEquals(5500, XmlFiles.lead(read(sierra("I II", late, late)), "I").length);
  }

  private static String version103(String more) {
    int[][] twelve = new int[12][5];
    twelve[0] = V1;
    return sierra(TWELVE, twelve)
        .replace(">1.04<", ">1.03<")
        .replace("<resolution>5.00</resolution>", "<signalresolution>5</signalresolution>" + more)
        .replaceAll(
            "compression=[^>]*>",
            "compressflag=\"True\" compressmethod=\"XLI\""
                + " durationperchannel=\"10\" nbitspersample=\"16\">");
  }

  @Test
  void version103HasTheStandardTwelveLeadsWithoutLabels() {
    DeviceRecording recording = read(version103("<acquisitiontype>STD-12</acquisitiontype>"));
    assertEquals(List.of(TWELVE.split(" ")), XmlFiles.names(recording));
    assertEquals(0.045, XmlFiles.lead(recording, "I")[3], 1e-12);
    assertEquals(-0.045, XmlFiles.lead(recording, "III")[3], 1e-12);
  }

  @Test
  void version103WithOtherLeadsIsRefused() {
    assertEquals(
        "x.xml: expected labels of leads or the acquisition type STD-12, found 'EASI'",
        refusal(version103("<acquisitiontype>EASI</acquisitiontype>")));
  }

  @ParameterizedTest
  @CsvSource({
    "'compression=\"XLI\"', '', 'expected XLI as compression of parsedwaveforms, found ''none'''",
    "'compression=\"XLI\"', 'compression=\"gzip\"', 'expected XLI as compression of"
        + " parsedwaveforms, found ''gzip'''",
    "'compression=\"XLI\"', 'compressflag=\"False\" compressmethod=\"XLI\"', 'expected XLI as"
        + " compression of parsedwaveforms, found ''none'''",
    "Base64, Hex, 'expected Base64 as dataencoding of parsedwaveforms, found ''Hex'''",
    "parsedwaveforms, leadwaveforms, 'expected waveforms in the form parsedwaveforms, found"
        + " leadwaveforms, representative beats'",
    "1.04<, 1.05<, 'expected version 1.03 or 1.04 of the format, found ''1.05'''",
    "offset=\"0, offset=\"2, 'expected 0 as signaloffset, found ''2'''",
    "bitspersample=\"16, bitspersample=\"12, 'expected 16 as bitspersample, found ''12'''",
    "signed=\"True, signed=\"False, 'expected True as signalsigned of parsedwaveforms, found"
        + " ''False'''",
    "channel=\"10\", channel=\"12\", 'lead V1: expected 12 bytes of samples, found 10'",
    "channel=\"10\", channel=\"8\", 'lead V1: expected 8 bytes of samples, found more'",
    "channel=\"10\", channel=\"9\", 'expected a whole number of samples, 2 to 200000, found 9.0 ms"
        + " at 500.0 Hz'",
    "channel=\"10\", channel=\"900000\", 'expected a whole number of samples, 2 to 200000, found"
        + " 900000.0 ms at 500.0 Hz'",
    "channel=\"10\", channel=\"300000\", 'lead V1: expected 150000 samples, found 13 bytes that"
        + " cannot hold them'",
    "leads=\"1, leads=\"2, 'expected 1 labelled leads as numberofleads, found ''2'''",
  })
  void whatIsNotReadIsRefusedByName(String wanted, String instead, String message) {
    assertEquals("x.xml: " + message, refusal(oneLead(wanted, instead)));
  }

  @Test
  void codeThatWasNotLearntIsRefused() {
    // The codes 0 and 300.
    byte[] packed = {3, 0, 0, 0, 1, 0, 0, 0, 0, 0x12, (byte) 0xc0};
    assertEquals(
        "x.xml: lead V1: expected codes that were learnt before, found one that was not",
        refusal(sierra("V1", 1, 2, packed)));
  }
}
