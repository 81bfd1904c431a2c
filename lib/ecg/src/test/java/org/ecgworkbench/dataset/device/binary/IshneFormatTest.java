package org.ecgworkbench.dataset.device.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.ecgworkbench.dataset.device.array.CartExpected;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IshneFormatTest {
  private static final String VERIFIED =
      "The header's checksum was verified; the samples have none.";
  private final IshneFormat format = new IshneFormat();

  @TempDir Path folder;

  private DeviceRecording read(byte[] bytes) {
    try {
      DeviceSource source = new DeviceSource(Files.write(folder.resolve("a.ecg"), bytes));
      assertTrue(format.recognises(source));
      return format.read(source);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(byte[] bytes) {
    return assertThrows(EcgDataException.class, () -> read(bytes)).getMessage();
  }

  @Test
  void readsTheSamplesOfTwoWriters() {
    for (String name : List.of("ptbxl_00022_ishne.ecg", "ex_ishne.ecg")) {
      DeviceRecording read = format.read(CartExpected.sample("ishne", name));
      assertEquals(500, read.samplingRateHz());
      CartExpected.assertSame(CartExpected.of(name), read, 0, 0, 0);
      assertEquals(VERIFIED, read.notes().get(0));
    }
  }

  @Test
  void theChecksumIsThatOfCcitt() {
    // The check value of CRC-16/IBM-3740 in the catalogue of parametrised CRC algorithms.
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0x29b1, IshneFormat.crc(digits, 0, digits.length));
  }

  @Test
  void valuesAreMultiplesOfTheLeadsResolution() {
    IshneBytes file = new IshneBytes();
    file.block = "some words";
    DeviceRecording read = read(file.bytes());
    assertEquals(List.of("I", "II"), read.leads().stream().map(StoredLead::name).toList());
    assertArrayEquals(new double[] {0.0025, 0.0075, -1}, read.leads().get(0).millivolts(), 1e-12);
    assertArrayEquals(
        new double[] {-0.002, 0.004, 32.767}, read.leads().get(1).millivolts(), 1e-12);
    assertEquals(List.of(VERIFIED), read.notes());
  }

  @Test
  void theCountMayBeThatOfAllLeads() {
    IshneBytes file = new IshneBytes();
    file.count = 6;
    DeviceRecording read = read(file.bytes());
    assertEquals(3, read.leads().get(0).millivolts().length);
    assertTrue(read.notes().get(1).startsWith("The stated count 6 is that of all leads"));
    file.count = 5;
    assertEquals(
        "a.ecg: expected 5 samples of 2 leads, found 12 bytes after the header",
        refusal(file.bytes()));
    file.count = 2;
    assertEquals(
        "The last 4 bytes are beyond the stated samples and were not read.",
        read(file.bytes()).notes().get(1));
  }

  @Test
  void aFlippedBitInAnyByteOfTheHeaderIsNoticed() {
    byte[] bytes = new IshneBytes().bytes();
    for (int at = 8; at < 522; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      assertTrue(
          refusal(damaged)
              .matches("a.ecg: expected (the header's checksum|the samples to begin).*"));
    }
  }

  @Test
  void annotationFilesAreRefusedByName() {
    IshneBytes file = new IshneBytes();
    file.mark = "ANN  1.0";
    assertEquals(
        "a.ecg: expected samples, found the annotation file of an ISHNE recording",
        refusal(file.bytes()));
  }

  @Test
  void leadsOfNoStandardPlaceKeepNamesOfTheirOwn() {
    IshneBytes file = new IshneBytes();
    file.codes = new int[] {0, 17};
    assertEquals(
        List.of("unknown 1", "ES"),
        read(file.bytes()).leads().stream().map(StoredLead::name).toList());
    file.codes = new int[] {8, 8};
    assertEquals("a.ecg: lead aVR: expected it once, found it twice", refusal(file.bytes()));
  }

  @Test
  void aLeadWithoutResolutionIsRefused() {
    IshneBytes file = new IshneBytes();
    file.nanovolts = new int[] {2500, 0};
    assertEquals(
        "a.ecg: lead II: expected a resolution above 0 nV, found 0", refusal(file.bytes()));
  }

  @Test
  void ageAndSexAreTakenAndDatesAreNot() {
    IshneBytes file = new IshneBytes();
    file.sex = 2;
    file.born = new short[] {2, 5, 1951};
    file.recorded = new short[] {1, 5, 2001};
    file.pacemaker = 3;
    DeviceRecording read = read(file.bytes());
    assertEquals(OptionalInt.of(49), read.ageYears());
    assertEquals(Sex.FEMALE, read.sex());
    assertEquals("The file states a pacemaker (code 3).", read.notes().get(1));
    file.born = new short[] {31, 2, 1951};
    assertEquals(OptionalInt.empty(), read(file.bytes()).ageYears());
  }
}
