package org.ecgworkbench.dataset.device.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyFormatTest {
  private static final String ASSUMED_LEADS =
      "The file names no leads: the order I, II, III, aVR, aVL, aVF, V1 to V6 is assumed.";

  private final NumpyFormat npy = new NumpyFormat();
  private final NumpyArchiveFormat npz = new NumpyArchiveFormat();

  @TempDir Path folder;

  private DeviceRecording read(DeviceFormat format, byte[] bytes) {
    try {
      DeviceSource source = new DeviceSource(Files.write(folder.resolve("a.npy"), bytes));
      assertTrue(format.recognises(source));
      return format.read(source);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(DeviceFormat format, byte[] bytes) {
    return assertThrows(EcgDataException.class, () -> read(format, bytes)).getMessage();
  }

  /** 24 numbers: two samples of twelve leads, lead by lead 0 1, 2 3, ... */
  private static double[] numbers() {
    return IntStream.range(0, 24).mapToDouble(i -> i).toArray();
  }

  private static void assertTwoSamplesEach(DeviceRecording read, double unit) {
    assertEquals(
        Lead.ALL.stream().map(Lead::label).toList(),
        read.leads().stream().map(StoredLead::name).toList());
    for (int lead = 0; lead < 12; lead++) {
      assertArrayEquals(
          new double[] {2 * lead * unit, (2 * lead + 1) * unit},
          read.leads().get(lead).millivolts(),
          1e-15);
    }
  }

  @Test
  void readsTheSamples() {
    for (String name :
        List.of("ptbxl_00022_f4.npy", "ptbxl_00022_f8_fortran.npy", "ptbxl_00022_i2be.npy")) {
      DeviceRecording read = npy.read(CartExpected.sample("arrays", name));
      assertTrue(Double.isNaN(read.samplingRateHz()));
      assertEquals(ASSUMED_LEADS, read.notes().get(0));
      CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 0);
    }
    DeviceRecording read = npz.read(CartExpected.sample("arrays", "ptbxl_00022.npz"));
    assertEquals(500, read.samplingRateHz());
    CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 0);
    assertFalse(read.notes().contains(ASSUMED_LEADS));
  }

  @Test
  void versionsOrdersAndTypesAreAllRead() {
    double[] rows = numbers();
    double[] columns = new double[24];
    for (int lead = 0; lead < 12; lead++) {
      columns[lead] = rows[2 * lead];
      columns[12 + lead] = rows[2 * lead + 1];
    }
    for (String code : List.of("<f2", ">f2", "<f4", ">f4", "<f8", ">f8")) {
      assertTwoSamplesEach(read(npy, NumpyBytes.array(1, code, false, "(12, 2)", rows)), 1);
      assertTwoSamplesEach(read(npy, NumpyBytes.array(2, code, true, "(12, 2)", columns)), 1);
      assertTwoSamplesEach(read(npy, NumpyBytes.array(3, code, false, "(2, 12)", columns)), 1);
      assertTwoSamplesEach(read(npy, NumpyBytes.array(1, code, true, "(1, 2, 12)", rows)), 1);
    }
    for (String code : List.of("<i2", ">i2", "<i4", ">i4", "<i8")) {
      DeviceRecording read = read(npy, NumpyBytes.array(1, code, false, "(12, 2)", rows));
      assertTwoSamplesEach(read, 1e-3);
      assertEquals(
          "The file states no unit: uV is assumed, as for whole numbers mostly.",
          read.notes().get(1));
    }
  }

  @Test
  void halvesHaveTheValuesOfTheStandard() {
    // Examples of IEEE 754-2008 binary16.
    short[] bits = {0x3c00, (short) 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7e00, (short) 0xfc00};
    double[] values = {
      1, -2, 65504, 0x1p-14, 0x1p-24, 0.333251953125, Double.NaN, Double.NEGATIVE_INFINITY
    };
    NumpyType half = NumpyType.of("<f2").orElseThrow();
    for (int i = 0; i < bits.length; i++) {
      java.nio.ByteBuffer data =
          java.nio.ByteBuffer.allocate(2).order(half.order()).putShort(0, bits[i]);
      assertEquals(values[i], half.value(data, 0));
    }
  }

  @Test
  void axesThatCannotBeToldAreRefused() {
    assertEquals(
        "a.npy: expected one axis of 12 leads, found the shape (12, 12), in which the leads cannot be told",
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(12, 12)", new double[144])));
    assertEquals(
        "a.npy: expected one axis of 12 leads, found the shape (8, 3)",
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(8, 3)", numbers())));
    assertEquals(
        "a.npy: expected one recording, found the shape (5, 2, 12): several; name one by its place behind the file's name, #0 and so on",
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(5, 2, 12)", new double[120])));
    assertEquals(
        "a.npy: expected an axis of two and more samples, found the shape (12)",
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(12,)", new double[12])));
  }

  @Test
  void pythonObjectsAreNeverUnpickled() {
    byte[] pickle = "cos\nsystem\n(S'true'\ntR.".getBytes(StandardCharsets.ISO_8859_1);
    String refusal =
        "a.npy: expected float16, float32, float64 or whole numbers of 16, 32 or 64 bits, found Python objects (pickled), which are never read; save plain numbers";
    assertEquals(refusal, refusal(npy, NumpyBytes.file(1, "|O", false, "(12, 2)", pickle)));
    assertEquals(
        refusal,
        refusal(
            npz,
            NumpyBytes.archive(Map.of("ecg", NumpyBytes.file(1, "|O", false, "(12, 2)", pickle)))));
  }

  @Test
  void sizesThatDoNotAgreeAreRefused() {
    byte[] whole = NumpyBytes.array(1, "<f4", false, "(12, 2)", numbers());
    assertEquals(
        "a.npy: expected 96 bytes of the shape (12, 2), found 97",
        refusal(npy, java.util.Arrays.copyOf(whole, whole.length + 1)));
    assertTrue(
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(12, 999999999)", numbers()))
            .contains("expected an array of at most 96 bytes"));
    assertTrue(
        refusal(npy, NumpyBytes.array(1, "<f4", false, "(12, 999999999, 0)", numbers()))
            .contains("expected 0 bytes of the shape"));
    assertEquals(
        "a.npy: lead I: expected a number, found Infinity at sample 1",
        refusal(
            npy,
            NumpyBytes.array(
                1,
                "<f8",
                false,
                "(12, 2)",
                IntStream.range(0, 24)
                    .mapToDouble(i -> i == 1 ? Double.POSITIVE_INFINITY : i)
                    .toArray())));
  }

  @Test
  void theArchiveStatesRateLeadsAndUnit() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("signal", NumpyBytes.array(1, "<i2", false, "(3, 2)", 1, 2, 3, 4, 5, 6));
    arrays.put("sampling_rate", NumpyBytes.array(1, "<f8", false, "()", 599.88));
    arrays.put("leads", NumpyBytes.texts(5, "V1", "ECG I", "avf"));
    arrays.put("units", NumpyBytes.texts(2, "nV"));
    arrays.put("patient", NumpyBytes.texts(4, "Jane"));
    DeviceRecording read = read(npz, NumpyBytes.archive(arrays));
    assertEquals(599.88, read.samplingRateHz());
    assertEquals(List.of("V1", "I", "aVF"), read.leads().stream().map(StoredLead::name).toList());
    assertArrayEquals(new double[] {5e-6, 6e-6}, read.leads().get(2).millivolts(), 1e-18);
    assertEquals(
        List.of(
            "1 arrays of other names were left alone.", "The archive's checksums were verified."),
        read.notes());
    arrays.put("fs", NumpyBytes.array(1, "<f8", false, "()", 500));
    assertEquals(
        "a.npy: expected one array of each kind, found two names that stand for it",
        refusal(npz, NumpyBytes.archive(arrays)));
    arrays.remove("fs");
    arrays.put("leads", NumpyBytes.texts(5, "V1", "ECG I", "av\u007f"));
    assertEquals(
        List.of("V1", "I", "av"),
        read(npz, NumpyBytes.archive(arrays)).leads().stream().map(StoredLead::name).toList());
    arrays.put("leads", NumpyBytes.texts(5, "V1", "V1", "avf"));
    assertEquals(
        "a.npy: expected names of leads, each once, found 'V1' twice",
        refusal(npz, NumpyBytes.archive(arrays)));
  }

  @Test
  void anArchiveThatInflatesWithoutBoundIsRefused() {
    byte[] bomb = new byte[(int) DeviceSource.LONGEST_BYTES + 1];
    byte[] zip = NumpyBytes.archive(Map.of("notes", bomb));
    assertTrue(zip.length < 100_000);
    assertEquals(
        "a.npy: expected arrays of at most 67108864 bytes, found more in the archive",
        refusal(npz, zip));
  }

  @Test
  void aDamagedArchiveIsRefused() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("ecg", NumpyBytes.array(1, "<f4", false, "(12, 2)", numbers()));
    arrays.put("fs", NumpyBytes.array(1, "<f8", false, "()", 500));
    byte[] zip = NumpyBytes.archive(arrays);
    assertEquals(500, read(npz, zip).samplingRateHz());
    byte[] flipped = zip.clone();
    flipped[zip.length / 4] ^= 4;
    assertEquals("a.npy: expected a ZIP archive, found a damaged one", refusal(npz, flipped));
    int second = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\u0003\u0004", 4);
    byte[] hidden = zip.clone();
    hidden[second] = 'Q';
    assertEquals(
        "a.npy: expected the 2 arrays that the archive's end states, found 1",
        refusal(npz, hidden));
  }
}
