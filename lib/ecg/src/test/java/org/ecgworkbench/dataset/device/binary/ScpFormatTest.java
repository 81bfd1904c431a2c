package org.ecgworkbench.dataset.device.binary;

import static org.ecgworkbench.dataset.device.binary.ScpWriter.Content.bits;
import static org.ecgworkbench.dataset.device.binary.ScpWriter.content;
import static org.ecgworkbench.dataset.device.binary.ScpWriter.plain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values are those that went into the bytes, or those of other programs for the samples.
 */
class ScpFormatTest {
  private static final ScpFormat FORMAT = new ScpFormat();
  private static final int DEFAULT_TABLE = 19_999;

  @TempDir Path folder;

  private DeviceRecording read(byte[] bytes) {
    return FORMAT.read(source(bytes));
  }

  private DeviceSource source(byte[] bytes) {
    try {
      return new DeviceSource(Files.write(folder.resolve("a.scp"), bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String refusal(ScpWriter writer) {
    return assertThrows(EcgDataException.class, () -> read(writer.bytes())).getMessage();
  }

  /** Leads I and II of three plain samples. */
  private static ScpWriter small() {
    return new ScpWriter()
        .leads(0, 3, 1, 2)
        .data(6, 2500, 2000, 0, plain(1, -2, 300), plain(32767, -32768, 0));
  }

  private static ScpWriter oneLead(int samples, int differences, byte[] data) {
    return new ScpWriter().leads(0, samples, 8).data(6, 1000, 2000, differences, data);
  }

  private double[] only(ScpWriter writer) {
    return read(writer.bytes()).leads().get(0).millivolts();
  }

  private static boolean notes(DeviceRecording recording, String words) {
    return recording.notes().stream().anyMatch(note -> note.contains(words));
  }

  @ParameterizedTest
  @CsvSource({
    "ecgtoolkit_example.scp, MALE, ECGConversion ELI250, 2.0",
    "ex_none_d0.scp, MALE, ECGConversion ELI250, 2.0",
    "ex_huff_d1.scp, MALE, ECGConversion ELI250, 2.0",
    "ex_leads_v3r_v7.scp, MALE, ECGConversion ELI250, 2.0",
    "refbeat_plusi.scp, MALE, PLUSI, ''",
    "welchallyn_600hz.scp, UNKNOWN, Welch Allyn Cardio Control MDW14, 2.0",
    "contec_0000050.scp, UNKNOWN, ECG90, 2.0"
  })
  void samplesOfCartsHaveTheValuesThatOtherProgramsRead(
      String file, Sex sex, String maker, String version) {
    DeviceSource source = new DeviceSource(DicomExpected.samples("scp").resolve(file));
    assertTrue(FORMAT.recognises(source));
    DeviceRecording recording = FORMAT.read(source);
    DicomExpected.assertAsExpected(source.file(), recording);
    assertEquals(sex, recording.sex());
    assertEquals(maker, recording.maker());
    assertEquals(version, recording.version());
    assertTrue(notes(recording, "were verified"), recording.notes().toString());
    assertEquals(file.startsWith("refbeat"), notes(recording, "does not call itself SCPECG"));
    assertEquals(
        file.startsWith("refbeat"),
        notes(recording, "added where it had been subtracted, in 4 of 11"));
    assertEquals(
        file.startsWith("contec"),
        notes(recording, "The file declares 37855 samples and holds 32767 of all leads; what"));
  }

  @Test
  void healForceIsRefusedByName() {
    DeviceSource source =
        new DeviceSource(DicomExpected.samples("scp").resolve("healforce_62.scp"));
    assertTrue(FORMAT.recognises(source));
    String message = assertThrows(EcgDataException.class, () -> FORMAT.read(source)).getMessage();
    assertTrue(message.startsWith("healforce_62.scp: "), message);
    assertTrue(message.contains("found a Heal Force file"), message);
  }

  @Test
  void plainSamplesAreMultipliedInNanovolts() {
    DeviceRecording recording = read(small().bytes());
    assertEquals("SCP-ECG", recording.format());
    assertEquals("2.0", recording.version());
    assertEquals(500, recording.samplingRateHz());
    assertEquals(List.of("I", "II"), recording.leads().stream().map(StoredLead::name).toList());
    assertArrayEquals(
        new double[] {0.0025, -0.005, 0.75}, recording.leads().get(0).millivolts(), 1e-12);
    assertArrayEquals(
        new double[] {81.9175, -81.92, 0}, recording.leads().get(1).millivolts(), 1e-12);
    assertEquals(
        List.of("The checksums of the file and of its 3 sections were verified."),
        recording.notes());
  }

  @Test
  void intervalOf1667MicrosecondsIsNot600Hz() {
    ScpWriter writer = new ScpWriter().leads(0, 1, 1).data(6, 183, 1667, 0, plain(1000));
    assertEquals(1e6 / 1667, read(writer.bytes()).samplingRateHz());
    assertEquals(0.183, only(writer)[0], 1e-12);
  }

  @Test
  void tableCountOf0MeansPlainSamples() {
    assertArrayEquals(
        new double[] {0.0025, -0.005, 0.75}, only(small().section(2, content().u16(0))), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1 0.02 -0.003 0.004 0",
    "1, 0.1 0.12 0.117 0.121 0.121",
    "2, 0.1 0.02 -0.063 -0.142 -0.221"
  })
  void differencesAreAddedUp(int differences, String expected) {
    double[] values = Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertArrayEquals(values, only(oneLead(5, differences, plain(100, 20, -3, 4, 0))), 1e-12);
    // The same by the default table: 100 and 20 as 8 bits, the others by their sizes.
    byte[] coded = bits("1111111110 01100100  1111111110 00010100  11101  111100  0");
    assertArrayEquals(
        values,
        only(oneLead(5, differences, coded).section(2, content().u16(DEFAULT_TABLE))),
        1e-12);
  }

  @Test
  void differencesOf17BitsWrapRound() {
    assertArrayEquals(new double[] {-30, 30}, only(oneLead(2, 1, plain(-30_000, 60_000))), 1e-12);
  }

  @Test
  void defaultTableHasAllItsCodes() {
    byte[] coded =
        bits(
            "0 100 101 1100 1101 11100 11101 111100 111101 1111100 1111101 11111100 11111101"
                + " 111111100 111111101 1111111100 1111111101 1111111110 10000000"
                + " 1111111111 1000000000000000 1111111111 0111111111111111");
    assertArrayEquals(
        new double[] {
          0, 0.001, -0.001, 0.002, -0.002, 0.003, -0.003, 0.004, -0.004, 0.005, -0.005, 0.006,
          -0.006, 0.007, -0.007, 0.008, -0.008, -0.128, -32.768, 32.767
        },
        only(oneLead(20, 0, coded).section(2, content().u16(DEFAULT_TABLE))),
        1e-12);
  }

  /**
   * Two tables: the first has a code with a base value and four bits; each changes to the other.
   */
  private static ScpWriter ownTables(int samples, String bits) {
    ScpWriter.Content tables = content().u16(2);
    tables.u16(4);
    tables.u8(1, 1, 1).u16(0).u32(0b0);
    tables.u8(2, 6, 1).u16(50).u32(0b01);
    tables.u8(3, 3, 0).u16(2).u32(0b011);
    tables.u8(3, 3, 1).u16(-7).u32(0b111);
    tables.u16(2);
    tables.u8(1, 17, 1).u16(0).u32(0b0);
    tables.u8(1, 1, 0).u16(1).u32(0b1);
    return oneLead(samples, 0, bits(bits)).section(2, tables);
  }

  @Test
  void ownTablesChangeFromOneToTheOther() {
    String coded = "0 10 0111 10 1000 111 110 0 0000001111101000 0 1111111111111111 1 111";
    assertArrayEquals(
        new double[] {0, 0.057, 0.042, -0.007, 1, -0.001, -0.007},
        only(ownTables(7, coded)),
        1e-12);
  }

  @Test
  void everyLeadBeginsWithTheFirstTable() {
    byte[] first = bits("110 0 0000000000000101");
    byte[] second = bits("111 0000 0");
    ScpWriter writer = ownTables(1, "0").leads(0, 1, 1, 2).data(6, 1000, 2000, 0, first, second);
    DeviceRecording recording = read(writer.bytes());
    assertEquals(0.005, recording.leads().get(0).millivolts()[0], 1e-12);
    assertEquals(-0.007, recording.leads().get(1).millivolts()[0], 1e-12);
  }

  @Test
  void paddingBehindTheDeclaredCountIsNoSample() {
    byte[] coded = bits("100 0000000000000");
    assertArrayEquals(
        new double[] {0.001},
        only(oneLead(1, 0, coded).section(2, content().u16(DEFAULT_TABLE))),
        1e-12);
  }

  @Test
  void codedLeadThatEndsBeforeItsCountIsRefused() {
    byte[] coded = bits("100 101 1111111111 000000");
    String message = refusal(oneLead(3, 0, coded).section(2, content().u16(DEFAULT_TABLE)));
    assertEquals("a.scp: section 6: lead V6: expected 3 samples, found 2", message);
  }

  @Test
  void bitsThatAreNoCodeAreRefused() {
    ScpWriter.Content table = content().u16(1, 1).u8(2, 2, 1).u16(0).u32(0);
    String message = refusal(oneLead(2, 0, bits("00 01")).section(2, table));
    assertTrue(
        message.contains("lead V6: expected a code of its Huffman table, found none at sample 2"),
        message);
  }

  @Test
  void tablesThatCannotBeUsedAreRefused() {
    ScpWriter.Content alike =
        content().u16(1, 2).u8(1, 1, 1).u16(0).u32(0).u8(2, 2, 1).u16(1).u32(0b10);
    assertTrue(
        refusal(oneLead(1, 0, bits("0")).section(2, alike))
            .contains(
                "section 2: Huffman table 1, code 2: expected that no other begins as it does"));
    ScpWriter.Content away = content().u16(1, 1).u8(1, 1, 0).u16(2).u32(0);
    assertTrue(
        refusal(oneLead(1, 0, bits("0")).section(2, away))
            .contains("expected a change to one of 1 tables, found 2"));
  }

  @Test
  void referenceBeatIsAddedInItsZonesWithItsOwnMultiplier() {
    // The beat has 4 samples with its fiducial at the 2nd; zones at 2 to 4 and 6 to 7, type 1 at 5.
    ScpWriter.Content zones = content().u16(8, 2, 3);
    zones.u16(0).u32(2, 3, 4);
    zones.u16(1).u32(5, 5, 5);
    zones.u16(0).u32(6, 6, 7);
    ScpWriter writer =
        new ScpWriter()
            .leads(1, 8, 1)
            .section(4, zones)
            .data(5, 5000, 2000, 0, plain(1, 2, 3, 4))
            .data(6, 20_000, 2000, 0, plain(1, 1, 1, 1, 1, 1, 1, 1));
    DeviceRecording recording = read(writer.bytes());
    assertArrayEquals(
        new double[] {0.02, 0.025, 0.03, 0.035, 0.02, 0.03, 0.035, 0.02},
        recording.leads().get(0).millivolts(),
        1e-12);
    assertTrue(notes(recording, "in 2 of 3 beats"));
    // Without the flag the same sections are left alone.
    assertEquals(0.02, only(writer.leads(0, 8, 1))[2], 1e-12);
  }

  @Test
  void zonesOutsideTheBeatOrOverEachOtherAreRefused() {
    ScpWriter writer =
        new ScpWriter()
            .leads(1, 8, 1)
            .data(5, 5000, 2000, 0, plain(1, 2, 3, 4))
            .data(6, 20_000, 2000, 0, plain(1, 1, 1, 1, 1, 1, 1, 1));
    assertEquals(
        "a.scp: expected section 4 (the places of the reference beat, which was subtracted), found"
            + " none",
        refusal(writer));
    String outside = refusal(writer.section(4, content().u16(8, 2, 1).u16(0).u32(2, 3, 6)));
    assertTrue(
        outside.contains("lead I, beat 1: expected samples 2 to 6 inside the lead's 1 to 8"),
        outside);
    String over =
        refusal(writer.section(4, content().u16(8, 2, 2).u16(0).u32(2, 3, 4).u16(0).u32(4, 5, 6)));
    assertTrue(over.contains("beat 2: expected it behind sample 4, found samples 4 to 6"), over);
  }

  @Test
  void leadsOneAfterTheOtherKeepTheirPlacesInTime() {
    ScpWriter writer =
        new ScpWriter()
            .section(3, content().u8(2, 0).u32(1, 2).u8(1).u32(3, 5).u8(2))
            .data(6, 1000, 2000, 0, plain(1, 2), plain(3, 4, 5));
    DeviceRecording recording = read(writer.bytes());
    assertArrayEquals(
        new double[] {0.001, 0.002, Double.NaN, Double.NaN, Double.NaN},
        recording.leads().get(0).millivolts());
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, 0.003, 0.004, 0.005},
        recording.leads().get(1).millivolts());
    assertTrue(notes(recording, "Leads I, II cover a part of the recording"));
  }

  @Test
  void plainLeadShorterThanDeclaredIsReadWithANote() {
    DeviceRecording recording = read(oneLead(5, 0, plain(1, 2)).bytes());
    assertEquals(2, recording.leads().get(0).millivolts().length);
    assertTrue(notes(recording, "The file declares 5 samples and holds 2 of all leads"));
  }

  @Test
  void plainLeadShorterThanDeclaredIsRefusedWhereMoreBytesFollow() {
    ScpWriter.Content data = content().u16(1000, 2000).u8(0, 0).u16(4).bytes(plain(1, 2, 3, 4, 5));
    assertEquals(
        "a.scp: section 6: lead V6: expected 5 samples, found 2",
        refusal(oneLead(5, 0, plain()).section(6, data)));
  }

  @Test
  void ageSexMakerAndFiltersAreKeptAndNoNames() {
    ScpWriter.Content header = content();
    header.u8(0).u16(6).bytes("Clark\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    header.u8(4).u16(3).u16(30).u8(2);
    header.u8(8).u16(1).u8(2);
    header.u8(27).u16(2).u16(5);
    header.u8(28).u16(2).u16(150);
    header.u8(29).u16(1).u8(0b1010);
    header.u8(255).u16(0);
    DeviceRecording recording = read(small().section(1, header).bytes());
    assertEquals(OptionalInt.of(2), recording.ageYears());
    assertEquals(Sex.FEMALE, recording.sex());
    assertTrue(
        notes(
            recording,
            "Filters stated: high pass 0.05 Hz, low pass 150 Hz, notch 50 Hz, baseline filter."));
    assertFalse(recording.toString().contains("Clark"));
  }

  @Test
  void headerThatBreaksOffIsReadUpToThere() {
    ScpWriter.Content header = content().u8(8).u16(1).u8(1).u8(25).u16(400);
    DeviceRecording recording = read(small().section(1, header).bytes());
    assertEquals(Sex.MALE, recording.sex());
    assertTrue(notes(recording, "Section 1 ends inside a field"));
  }

  @Test
  void missingMarkIsNoted() {
    DeviceRecording recording = read(small().mark("").version(13).bytes());
    assertEquals("1.3", recording.version());
    assertTrue(notes(recording, "Section 0 does not call itself SCPECG"));
  }

  @Test
  void bimodalCompressionAndVersion3AreRefusedByName() {
    ScpWriter.Content bimodal = content().u16(1000, 2000).u8(0, 1).u16(2).bytes(plain(1));
    assertTrue(
        refusal(oneLead(1, 0, plain(1)).section(6, bimodal)).contains("found bimodal compression"));
    assertEquals(
        "a.scp: expected SCP-ECG of version 1.x or 2.x, found version 3.0, which is not read",
        refusal(small().version(30)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void differencesAndStepsThatMakeNoSenseAreRefused(int step) {
    assertTrue(
        refusal(new ScpWriter().leads(0, 1, 1).data(6, step, 2000, 3, plain(1)))
            .contains(
                step == 0
                    ? "expected a step in nV"
                    : "first or second differences (0, 1 or 2), found 3"));
  }

  @Test
  void damagedSectionIsNamed() {
    byte[] bytes = small().bytes();
    bytes[bytes.length - 1] ^= 1;
    String message = assertThrows(EcgDataException.class, () -> read(bytes)).getMessage();
    assertTrue(
        message.matches(
            "a\\.scp: section 6: expected checksum [0-9a-f]{4}, as it states,"
                + " found [0-9a-f]{4}; it is damaged"),
        message);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] bytes =
        ownTables(7, "0 10 0111 10 1000 111 110 0 0000001111101000 0 1111111111111111 1 111")
            .bytes();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(EcgDataException.class, () -> new ScpFile("a.scp", damaged));
    }
  }

  @Test
  void bytesBehindTheRecordAreLeftAlone() {
    byte[] bytes = small().bytes();
    DeviceRecording recording = read(Arrays.copyOf(bytes, bytes.length + 5));
    assertEquals(0.75, recording.leads().get(0).millivolts()[2], 1e-12);
    assertTrue(notes(recording, "Left alone: 5 bytes behind the record."));
  }

  @Test
  void otherFilesAreNotRecognised() {
    assertTrue(FORMAT.recognises(source(small().bytes())));
    assertTrue(FORMAT.recognises(source(small().mark("").bytes())));
    assertFalse(FORMAT.recognises(source(new byte[0])));
    assertFalse(FORMAT.recognises(source(new byte[1000])));
    assertFalse(
        FORMAT.recognises(source("<?xml version='1.0'?><RestingECG/>              ".getBytes())));
  }
}
