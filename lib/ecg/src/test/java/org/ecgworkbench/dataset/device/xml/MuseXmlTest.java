package org.ecgworkbench.dataset.device.xml;

import static org.ecgworkbench.dataset.device.xml.XmlFiles.muse;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.museLead;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.museWaveform;
import static org.ecgworkbench.dataset.device.xml.XmlFiles.ramp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuseXmlTest {
  private static final MuseXml FORMAT = new MuseXml();
  private static final int[] COUNTS = {-3, 0, 7, 32767, -32768};

  @TempDir Path folder;

  private static String oneLead(String wanted, String instead) {
    String file = muse(museWaveform("Rhythm", museLead("V1", COUNTS)));
    assertTrue(file.contains(wanted), wanted);
    return file.replace(wanted, instead);
  }

  private DeviceRecording read(String file) {
    return XmlFiles.read(FORMAT, folder, file);
  }

  private String refusal(String file) {
    return XmlFiles.refusal(FORMAT, folder, file);
  }

  @Test
  void rhythmIsReadAndMedianLeftAlone() {
    DeviceRecording recording =
        read(
            muse(
                museWaveform("Median", museLead("I", ramp(0, 9, 6)), museLead("II", ramp(0, 1, 6))),
                museWaveform("Rhythm", museLead("I", COUNTS), museLead("II", ramp(5, -1, 5)))));
    assertEquals(List.of("I", "II"), XmlFiles.names(recording));
    // Counts x 4.88 uV, by hand.
    assertArrayEquals(
        new double[] {-0.01464, 0, 0.03416, 159.90296, -159.90784},
        XmlFiles.lead(recording, "I"),
        1e-12);
    assertEquals(500, recording.samplingRateHz());
    assertEquals("9.0.7", recording.version());
    assertEquals("MAC55", recording.maker());
    assertEquals(OptionalInt.of(63), recording.ageYears());
    assertEquals(Sex.FEMALE, recording.sex());
    assertEquals(
        List.of(
            "filters stated: high-pass 0.16 Hz, low-pass 150 Hz, mains 60 Hz",
            "checksums of 2 leads verified",
            "waveforms left alone: Median"),
        recording.notes());
    assertFalse(recording.toString().contains("SECRET"));
  }

  @Test
  void fileWithoutMedianIsRead() {
    assertEquals(1, read(oneLead("FALSE", "FALSE")).leads().size());
  }

  @Test
  void twelveStoredLeadsKeepTheirOrderAndGetStandardNames() {
    String[] stored = "I II III AVF AVL AVR V1 V2 V3R V4 V5 V7".split(" ");
    String[] leads =
        Arrays.stream(stored).map(name -> museLead(name, COUNTS)).toArray(String[]::new);
    assertEquals(
        List.of("I", "II", "III", "aVF", "aVL", "aVR", "V1", "V2", "V3R", "V4", "V5", "V7"),
        XmlFiles.names(read(muse(museWaveform("Rhythm", leads)))));
  }

  @ParameterizedTest
  @CsvSource({"250, 0, 250", "5, 2, 500", "2500, -1, 250", "59988, -2, 599.88", "500, 0.0, 500"})
  void rateIsBaseTimesPowerOfTen(String base, String exponent, double rate) {
    String file =
        oneLead("<SampleBase>500", "<SampleBase>" + base)
            .replace("<SampleExponent>0", "<SampleExponent>" + exponent);
    assertEquals(rate, read(file).samplingRateHz());
  }

  @Test
  void flippedBitIsNoticed() {
    // The counts -3, 0 begin with the bytes fd ff 00 00, in Base64 /f8AAA.
    String file = oneLead("/f8AAA", "/P8AAA");
    String message = refusal(file);
    assertTrue(message.startsWith("x.xml: lead V1: expected the CRC-32 of its bytes, "), message);
  }

  @ParameterizedTest
  @CsvSource({
    "LeadSampleSize>2, LeadSampleSize>4, 'lead V1: expected 2 as LeadSampleSize, found ''4'''",
    "LeadTimeOffset>0, LeadTimeOffset>5, 'lead V1: expected 0 as LeadTimeOffset, found ''5'''",
    "FirstSample>0, FirstSample>3, 'lead V1: expected 0 as LeadOffsetFirstSample, found ''3'''",
    "Baseline>0, Baseline>3, 'lead V1: expected 0 as FirstSampleBaseline, found ''3'''",
    "CountTotal>5, CountTotal>6, 'lead V1: expected 6 samples as LeadSampleCountTotal says, found"
        + " 5'",
    "Bit>4.88, Bit>0, 'lead V1: expected a number above 0, at most 1000000 as"
        + " LeadAmplitudeUnitsPerBit, found ''0'''",
    "MICROVOLTS, VOLTS, 'lead V1: expected MICROVOLTS or MILLIVOLTS as LeadAmplitudeUnits, found"
        + " ''VOLTS'''",
    "NumberofLeads>1, NumberofLeads>8, 'expected 8 leads as NumberofLeads says, found 1'",
    "SampleBase>500, SampleBase>fast, 'expected a number above 0, at most 1000000 as SampleBase,"
        + " found ''fast'''",
    "SampleExponent>0, SampleExponent>1.5, 'expected a whole number at most 6 as SampleExponent,"
        + " found ''1.5'''",
    "CONTINUOUS_SAMPLES, GAPS, 'expected samples of type CONTINUOUS_SAMPLES, found ''GAPS'''",
    "Type>Rhythm, Type>Median, 'expected a waveform of type Rhythm, found [Median]'",
    "LeadID>V1, LeadID>, 'a lead: expected a name, found none'",
  })
  void whatIsNotAsItMustBeIsRefused(String wanted, String instead, String message) {
    assertEquals("x.xml: " + message, refusal(oneLead(wanted, instead)));
  }

  @Test
  void millivoltsAreUnderstood() {
    double[] millivolts =
        XmlFiles.lead(read(oneLead("4.88", "0.005").replace("MICROVOLTS", "MILLIVOLTS")), "V1");
    assertEquals(0.035, millivolts[2], 1e-12);
  }

  @Test
  void leadThatIsThereTwiceOrOfAnotherLengthIsRefused() {
    assertEquals(
        "x.xml: lead I: expected it once, found it twice",
        refusal(muse(museWaveform("Rhythm", museLead("I", COUNTS), museLead("I", COUNTS)))));
    assertEquals(
        "x.xml: lead II: expected 5 samples as in lead I, found 6",
        refusal(
            muse(museWaveform("Rhythm", museLead("I", COUNTS), museLead("II", ramp(0, 1, 6))))));
  }

  @Test
  void twoRhythmsAreRefused() {
    String waveform = museWaveform("Rhythm", museLead("I", COUNTS));
    assertEquals(
        "x.xml: expected one waveform of type Rhythm, found several",
        refusal(muse(waveform, waveform)));
  }

  @Test
  void missingChecksumAndElectrodeOffAreNoted() {
    String file = oneLead("FALSE", "TRUE").replaceAll("<LeadDataCRC32>.*</LeadDataCRC32>", "");
    List<String> notes = read(file).notes();
    assertTrue(notes.contains("no checksum stored for V1"), notes.toString());
    assertTrue(notes.contains("electrode off, says the file: V1"), notes.toString());
  }

  @Test
  void textThatIsNoBase64IsRefused() {
    assertEquals(
        "x.xml: lead V1: expected Base64, found 16 characters that are none",
        refusal(oneLead("/f8AAA", "/f8!AA")));
  }

  @Test
  void nameInAnotherEncodingThanDeclaredHidesNothing() {
    byte[] latin =
        oneLead("SECRET<", "M\u00fcller<")
            .replace("ISO-8859-1", "UTF-8")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(1, XmlFiles.read(FORMAT, folder, latin).leads().size());
  }
}
