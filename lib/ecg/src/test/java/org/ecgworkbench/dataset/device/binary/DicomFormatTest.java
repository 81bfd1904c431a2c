package org.ecgworkbench.dataset.device.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.Deflater;
import org.ecgworkbench.dataset.device.binary.DicomWriter.Syntax;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Expected values are those that went into the bytes, or those of other programs for the samples.
 */
class DicomFormatTest {
  private static final DicomFormat FORMAT = new DicomFormat();
  private static final String TWELVE_LEAD = "1.2.840.10008.5.1.4.1.1.9.1.1";

  @TempDir Path folder;

  private DeviceSource source(byte[] bytes) {
    try {
      return new DeviceSource(Files.write(folder.resolve("a.dcm"), bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private DeviceRecording read(byte[] bytes) {
    return FORMAT.read(source(bytes));
  }

  private String refusal(byte[] bytes) {
    return assertThrows(EcgDataException.class, () -> read(bytes)).getMessage();
  }

  private static boolean notes(DeviceRecording recording, String words) {
    return recording.notes().stream().anyMatch(note -> note.contains(words));
  }

  private static DicomWriter lead(DicomWriter w, String code) {
    return w.channel("SCPECG", "5.6.3-9-" + code, null, "2.5", "uV", "1", "0");
  }

  private static DicomWriter waveforms(DicomWriter w, DicomWriter... groups) {
    return w.head(TWELVE_LEAD).sequence(0x54000100, groups);
  }

  /** Two leads with other units: I in uV with a baseline, II in mV with a correction factor. */
  private static DicomWriter twoUnits(DicomWriter w) {
    List<DicomWriter> channels =
        List.of(
            w.channel("SCPECG", "5.6.3-9-1", "Lead I", "1.25", "uV", "1", "-100"),
            w.channel("MDC", "2:2", null, "1e-3", "mV", "2.0", "0.5"));
    return waveforms(
        w,
        w.group(
            "RHYTHM",
            "ORIGINAL",
            "5e2",
            "SS",
            null,
            channels,
            new int[][] {{80, 1}, {-8, -2}, {0, 0}}));
  }

  private static void assertTwoUnits(DeviceRecording recording) {
    assertEquals(500, recording.samplingRateHz());
    assertEquals(List.of("I", "II"), recording.leads().stream().map(StoredLead::name).toList());
    // 80 x 1.25 x 1 - 100 = 0 uV; 1 x 0.001 x 2 + 0.5 = 0.502 mV.
    assertArrayEquals(new double[] {0, -0.11, -0.1}, recording.leads().get(0).millivolts(), 1e-12);
    assertArrayEquals(
        new double[] {0.502, 0.496, 0.5}, recording.leads().get(1).millivolts(), 1e-12);
  }

  /** One group of one lead, explicit. */
  private static byte[] oneLead(
      String interpretation, Integer padding, Integer bitsStored, int... samples) {
    DicomWriter w = new DicomWriter(true, false);
    DicomWriter channel = w.channel("SCPECG", "5.6.3-9-1", null, "1", "uV", "1", "0");
    if (bitsStored != null) {
      channel.u16(0x003A021A, bitsStored);
    }
    int[][] rows = Arrays.stream(samples).mapToObj(s -> new int[] {s}).toArray(int[][]::new);
    return waveforms(
            w,
            w.group("RHYTHM", "ORIGINAL", "500", interpretation, padding, List.of(channel), rows))
        .file(Syntax.EXPLICIT);
  }

  private double[] only(byte[] bytes) {
    return read(bytes).leads().get(0).millivolts();
  }

  @ParameterizedTest
  @CsvSource({
    "dcmfx_synthetic_12_lead.dcm, UNKNOWN, , DCMfx, 'low pass 150 Hz, notch 50 Hz (all leads).'",
    "ecgtoolkit_example.dcm, MALE, , Unknown ELI250, zeros were kept",
    "mortara_el250_1000hz.dcm, FEMALE, 42, 'Mortara Instrument, Inc. el250', low pass 300 Hz ("
  })
  void samplesOfCartsHaveTheValuesThatOtherProgramsRead(
      String file, Sex sex, Integer age, String maker, String note) {
    DeviceSource source = new DeviceSource(DicomExpected.samples("dicom").resolve(file));
    assertTrue(FORMAT.recognises(source));
    DeviceRecording recording = FORMAT.read(source);
    DicomExpected.assertAsExpected(source.file(), recording);
    assertEquals(sex, recording.sex());
    assertEquals(age == null ? OptionalInt.empty() : OptionalInt.of(age), recording.ageYears());
    assertEquals(maker, recording.maker());
    assertTrue(notes(recording, note), recording.notes().toString());
    assertTrue(notes(recording, "Left alone: group 2 'MEDIAN"), recording.notes().toString());
  }

  @Test
  void waveformsThatAreNoEcgAreRefusedAndTheGroupsNamed() {
    Path file = DicomExpected.samples("dicom").resolve("dcmfx_synthetic_multi_group.dcm");
    String message =
        assertThrows(EcgDataException.class, () -> FORMAT.read(new DeviceSource(file)))
            .getMessage();
    assertTrue(
        message.startsWith(
            "dcmfx_synthetic_multi_group.dcm: expected ECG leads, found none in group"
                + " 1 'SB-TRIANGLE' (SB, signed 8 bits), 2 'UB-PADDED' (UB, unsigned 8 bits)"),
        message);
  }

  @ParameterizedTest
  @EnumSource(Syntax.class)
  void everyEncodingGivesTheSameValues(Syntax syntax) {
    for (boolean open : new boolean[] {false, true}) {
      byte[] bytes = twoUnits(new DicomWriter(syntax != Syntax.IMPLICIT, open)).file(syntax);
      assertTrue(FORMAT.recognises(source(bytes)));
      assertTwoUnits(read(bytes));
    }
  }

  @Test
  void filesWithoutPreambleAreReadAndRecognised() {
    for (boolean explicit : new boolean[] {false, true}) {
      byte[] bytes = twoUnits(new DicomWriter(explicit, false)).bare();
      assertTrue(FORMAT.recognises(source(bytes)));
      assertTwoUnits(read(bytes));
    }
    byte[] whole = twoUnits(new DicomWriter(true, true)).file(Syntax.EXPLICIT);
    byte[] metaFirst = Arrays.copyOfRange(whole, 132, whole.length);
    assertTrue(FORMAT.recognises(source(metaFirst)));
    assertTwoUnits(read(metaFirst));
  }

  @Test
  void sequenceOfUnknownVrIsImplicitInside() {
    DicomWriter inside = new DicomWriter(false, false);
    DicomWriter group =
        inside.group(
            "RHYTHM",
            "ORIGINAL",
            "500",
            "SS",
            null,
            List.of(inside.channel("SCPECG", "5.6.3-9-1", null, "1", "uV", "1", "0")),
            new int[][] {{7}});
    DicomWriter w = new DicomWriter(true, false);
    byte[] bytes = w.head(TWELVE_LEAD).sequence(0x54000100, "UN", group).file(Syntax.EXPLICIT);
    assertArrayEquals(new double[] {0.007}, only(bytes), 1e-12);
  }

  @Test
  void whatFollowsTheWaveformsIsNotLookedAt() {
    DicomWriter w = new DicomWriter(true, false);
    byte[] bytes = twoUnits(w).bytes(0x70011131, "ZZ", new byte[] {1, 2}).file(Syntax.EXPLICIT);
    assertTwoUnits(read(bytes));
  }

  @Test
  void bigEndianAndCompressionAreRefusedByName() {
    byte[] set = twoUnits(new DicomWriter(true, false)).bare();
    assertTrue(
        refusal(DicomWriter.file("1.2.840.10008.1.2.2", set))
            .contains("found explicit VR big endian, which is not read"));
    assertTrue(
        refusal(DicomWriter.file("1.2.840.10008.1.2.4.50", set))
            .contains("found '1.2.840.10008.1.2.4.50'"));
  }

  @Test
  void paddingValueIsMissing() {
    byte[] bytes = oneLead("SS", 0x8000, 16, 5, -32768, 0, -32768);
    DeviceRecording recording = read(bytes);
    assertArrayEquals(
        new double[] {0.005, Double.NaN, 0, Double.NaN}, recording.leads().get(0).millivolts());
    assertTrue(
        notes(recording, "2 samples are missing, marked by the padding value -32768 (all leads)."));
  }

  @Test
  void paddingValueOf0IsNoGapInSignedSamples() {
    DeviceRecording recording = read(oneLead("SS", 0, 16, 5, 0, -5));
    assertArrayEquals(new double[] {0.005, 0, -0.005}, recording.leads().get(0).millivolts());
    assertTrue(notes(recording, "The padding value is 0"));
  }

  @Test
  void unsignedSamplesHaveNoSign() {
    assertArrayEquals(
        new double[] {65.535, 32.768, 0.001},
        only(oneLead("US", null, 16, 65535, 32768, 1)),
        1e-12);
    assertArrayEquals(
        new double[] {Double.NaN, 65.535}, only(oneLead("US", 0, 16, 0, 65535)), 1e-12);
  }

  @Test
  void twelveBitsStoredInSixteenAreSignExtended() {
    assertArrayEquals(
        new double[] {2.047, -2.048}, only(oneLead("SS", null, 12, 2047, -2048)), 1e-12);
    assertArrayEquals(new double[] {Double.NaN}, only(oneLead("SS", 0x8000, 12, -32768)));
    assertArrayEquals(new double[] {4.095}, only(oneLead("US", null, 12, 4095)), 1e-12);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead I: expected samples of 12 bits, found 2048 at sample 2",
        refusal(oneLead("SS", null, 12, 0, 2048)));
  }

  @ParameterizedTest
  @CsvSource({
    "SB, signed 8 bits",
    "UB, unsigned 8 bits",
    "MB, 8 bits by the mu law",
    "AB, 8 bits by the A law",
    "SL, signed 32 bits",
    "UL, unsigned 32 bits"
  })
  void otherSamplesAreRefusedByName(String interpretation, String words) {
    assertEquals(
        "a.dcm: group 1 'RHYTHM': expected samples of 16 bits, SS or US, found %s, %s"
            .formatted(interpretation, words),
        refusal(oneLead(interpretation, null, 16, 1, 2)));
  }

  @Test
  void rhythmIsTakenAndTheMedianBeatLeftAlone() {
    DicomWriter w = new DicomWriter(false, true);
    DicomWriter beat =
        w.group(
            "MEDIAN BEAT",
            "DERIVED",
            "500",
            "SS",
            null,
            List.of(lead(w, "1"), lead(w, "2")),
            new int[][] {{9, 9}, {9, 9}});
    DicomWriter rhythm =
        w.group(
            "RHYTHM",
            "ORIGINAL",
            "500",
            "SS",
            null,
            List.of(lead(w, "1"), lead(w, "2")),
            new int[][] {{1, 2}});
    DeviceRecording recording = read(waveforms(w, beat, rhythm).file(Syntax.IMPLICIT));
    assertArrayEquals(new double[] {0.0025}, recording.leads().get(0).millivolts(), 1e-12);
    assertTrue(
        notes(
            recording,
            "Left alone: group 1 'MEDIAN BEAT' (2 leads, 2 channels, 2 samples, derived)."),
        recording.notes().toString());
    assertTrue(
        refusal(waveforms(new DicomWriter(false, true), beat).file(Syntax.IMPLICIT))
            .contains("expected a rhythm recording, found only group 1 'MEDIAN BEAT'"));
  }

  @Test
  void ofGroupsWithoutLabelsTheOneWithMostLeadsAndThenTheLongestIsTaken() {
    DicomWriter w = new DicomWriter(true, false);
    DicomWriter strip =
        w.group(
            null,
            "ORIGINAL",
            "500",
            "SS",
            null,
            List.of(lead(w, "2")),
            new int[][] {{1}, {2}, {3}, {4}});
    DicomWriter brief =
        w.group(
            null,
            "ORIGINAL",
            "500",
            "SS",
            null,
            List.of(lead(w, "1"), lead(w, "2")),
            new int[][] {{9, 9}});
    DicomWriter full =
        w.group(
            null,
            "ORIGINAL",
            "500",
            "SS",
            null,
            List.of(lead(w, "1"), lead(w, "2")),
            new int[][] {{4, 5}, {6, 7}});
    DeviceRecording recording = read(waveforms(w, strip, brief, full).file(Syntax.EXPLICIT));
    assertEquals(2, recording.leads().size());
    assertArrayEquals(new double[] {0.01, 0.015}, recording.leads().get(0).millivolts(), 1e-12);
    assertTrue(notes(recording, "Left alone: group 1 (1 leads, 1 channels, 4 samples); group 2 ("));
  }

  @Test
  void leadsAreNamedByCodeElseByLabel() {
    DicomWriter w = new DicomWriter(true, false);
    List<DicomWriter> channels = new ArrayList<>();
    channels.add(w.channel("SCPECG", "5.6.3-9-11", null, "1", "uV", "1", "0"));
    channels.add(w.channel("MDC", "2:9", null, "1", "uV", "1", "0"));
    channels.add(w.channel("MDC", "2:62", "Lead aVR", "1", "uV", "1", "0"));
    channels.add(w.channel(null, null, "Lead I (Einthoven)", "1", "uV", "1", "0"));
    channels.add(w.channel(null, null, "DII", "1", "mV", "1", "0"));
    channels.add(w.channel(null, null, "AVF", "1", "uV", "1", "0"));
    channels.add(w.channel(null, null, "MDC_ECG_LEAD_V6", "1", "uV", "1", "0"));
    channels.add(w.channel("SCPECG", "5.6.3-9-0", "CH 1", "1", "uV", "1", "0"));
    channels.add(w.channel("DCM", "109016", "Respiration", "1", "uV", "1", "0"));
    channels.add(w.channel("MDC", "2:18944", "V1", "1", "mm[Hg]", "1", "0"));
    DeviceRecording recording =
        read(
            waveforms(
                    w,
                    w.group(
                        "RHYTHM",
                        "ORIGINAL",
                        "240",
                        "SS",
                        null,
                        channels,
                        new int[][] {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}))
                .file(Syntax.EXPLICIT));
    assertEquals(
        List.of("V3R", "V7", "aVR", "I", "II", "aVF", "V6", "CH 1"),
        recording.leads().stream().map(StoredLead::name).toList());
    assertEquals(0.008, recording.leads().get(7).millivolts()[0], 1e-12);
    assertTrue(
        notes(
            recording,
            "Left alone: channel 9 'Respiration', which is no ECG lead; channel 10 'V1'"));
  }

  private byte[] channels(DicomWriter w, DicomWriter... channels) {
    int[][] samples = {new int[channels.length]};
    return waveforms(
            w, w.group("RHYTHM", "ORIGINAL", "500", "SS", null, List.of(channels), samples))
        .file(Syntax.EXPLICIT);
  }

  @Test
  void codesAndLabelsThatDisagreeAreRefused() {
    DicomWriter w = new DicomWriter(true, false);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead V3: expected code and label to name one lead, found V3R"
            + " as label",
        refusal(channels(w, w.channel("SCPECG", "5.6.3-9-5", "V3R", "1", "uV", "1", "0"))));
    DicomWriter v = new DicomWriter(true, false);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead I: expected it once, found it twice",
        refusal(channels(v, lead(v, "1"), lead(v, "1"))));
  }

  @Test
  void unitsAndFactorsThatSayNothingAreRefused() {
    DicomWriter w = new DicomWriter(true, false);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead I: expected uV or mV as unit of sensitivity, found ''",
        refusal(channels(w, w.channel("SCPECG", "5.6.3-9-1", null, null, null, null, null))));
    DicomWriter v = new DicomWriter(true, false);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead I: expected sensitivity and correction factor other"
            + " than 0, found '0' and '1'",
        refusal(channels(v, v.channel("SCPECG", "5.6.3-9-1", null, "0", "uV", "1", "0"))));
    DicomWriter u = new DicomWriter(true, false);
    assertEquals(
        "a.dcm: group 1 'RHYTHM': lead I: expected a number as baseline, found 'NaN'",
        refusal(channels(u, u.channel("SCPECG", "5.6.3-9-1", null, "1", "uV", "1", "NaN"))));
  }

  @Test
  void missingFactorAndBaselineAreNoted() {
    DicomWriter w = new DicomWriter(true, false);
    DeviceRecording recording =
        read(channels(w, w.channel("SCPECG", "5.6.3-9-1", null, "1", "uV", null, null)));
    assertTrue(notes(recording, "No correction factor is stated; 1 was taken (all leads)."));
    assertTrue(notes(recording, "No baseline is stated; 0 was taken (all leads)."));
  }

  @Test
  void skewFiltersAndStatusAreNotedByLead() {
    DicomWriter w = new DicomWriter(true, false);
    DicomWriter first = lead(w, "1").text(0x003A0205, "CS", "OK").text(0x003A0214, "DS", "0.01");
    first.text(0x003A0220, "DS", "5e-2").text(0x003A0221, "DS", "150").text(0x003A0222, "DS", "0");
    DicomWriter second =
        lead(w, "2").text(0x003A0205, "CS", "DISCONNECTED").text(0x003A0215, "DS", "0");
    DeviceRecording recording = read(channels(w, first, second));
    assertTrue(notes(recording, "A time skew of 0.01 s is stated and left (I)."));
    assertTrue(notes(recording, "Filters stated: high pass 0.05 Hz, low pass 150 Hz (I)."));
    assertTrue(notes(recording, "Channel status stated: DISCONNECTED (II)."));
    assertFalse(notes(recording, "samples is stated"));
  }

  @Test
  void countsThatDoNotAgreeWithTheDataAreRefused() {
    DicomWriter w = new DicomWriter(true, false);
    DicomWriter group = w.part().text(0x003A0004, "CS", "ORIGINAL").u16(0x003A0005, 1);
    group.u32(0x003A0010, 1_000_000_000).text(0x003A001A, "DS", "500");
    group.sequence(0x003A0200, lead(w, "1")).u16(0x54001004, 16).text(0x54001006, "CS", "SS");
    group.bytes(0x54001010, "OW", new byte[4]);
    assertEquals(
        "a.dcm: group 1: expected 2000000000 bytes for 1000000000 samples of 1 channels, found 4",
        refusal(waveforms(w, group).file(Syntax.EXPLICIT)));
  }

  @Test
  void ageSexAndMakerAreKeptAndNoNames() {
    DeviceRecording recording = read(twoUnits(new DicomWriter(true, false)).file(Syntax.EXPLICIT));
    assertEquals("DICOM", recording.format());
    assertEquals(OptionalInt.of(1), recording.ageYears());
    assertEquals(Sex.FEMALE, recording.sex());
    assertEquals("Maker Model 1", recording.maker());
    assertTrue(notes(recording, "Stored as 12-lead ECG."));
    assertFalse(recording.toString().contains("Clark") || recording.toString().contains("1953"));
  }

  @Test
  void imagesAreRefusedByTheirModality() {
    DicomWriter w = new DicomWriter(true, false);
    byte[] bytes =
        w.text(0x00080060, "CS", "CT").bytes(0x7FE00010, "OW", new byte[4]).file(Syntax.EXPLICIT);
    assertEquals(
        "a.dcm: expected waveforms, found none in a DICOM object of modality 'CT'", refusal(bytes));
  }

  @Test
  void sequencesWithoutEndAreRefused() {
    byte[] open = twoUnits(new DicomWriter(true, true)).file(Syntax.EXPLICIT);
    assertTrue(
        refusal(Arrays.copyOf(open, open.length - 8))
            .matches("a\\.dcm: expected an element at byte \\d+, found 0 bytes"));
    DicomWriter deep = new DicomWriter(false, true);
    for (int i = 0; i < 1000; i++) {
      deep = new DicomWriter(false, true).sequence(0x00091001, deep);
    }
    byte[] nested =
        new DicomWriter(false, true)
            .text(0x00080060, "CS", "ECG")
            .sequence(0x00091001, deep)
            .bare();
    assertEquals(
        "a.dcm: element (0009,1001): expected at most 16 sequences in each other, found more",
        refusal(nested));
  }

  @Test
  void deflatedFileThatGrowsWithoutBoundIsRefusedBeforeMemoryIsTaken() {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[70 << 20]);
    deflater.finish();
    byte[] buffer = new byte[1 << 16];
    while (!deflater.finished()) {
      small.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    assertEquals(
        "a.dcm: expected a deflated data set of at most 67108864 bytes, found more",
        refusal(DicomWriter.file("1.2.840.10008.1.2.1.99", small.toByteArray())));
  }

  @Test
  void otherFilesAreNotRecognised() {
    assertFalse(FORMAT.recognises(source(new byte[0])));
    assertFalse(FORMAT.recognises(source(new byte[1000])));
    assertFalse(FORMAT.recognises(source("<?xml version='1.0'?><RestingECG/>".getBytes())));
    assertEquals("a.dcm: expected a DICOM data set at byte 0, found none", refusal(new byte[1000]));
  }
}
