package org.ecgworkbench.dataset.device.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files are written by jhdf; what it cannot write was written by h5py and stands in the
 * resources.
 */
class Hdf5FormatTest {
  private final Hdf5Format format = new Hdf5Format();

  @TempDir Path folder;
  private int files;

  private DeviceSource file(Consumer<WritableHdfFile> content) {
    Path path = folder.resolve("a" + files++ + ".h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      content.accept(file);
    }
    return new DeviceSource(path);
  }

  private DeviceRecording read(Consumer<WritableHdfFile> content) {
    DeviceSource source = file(content);
    assertTrue(format.recognises(source));
    return format.read(source);
  }

  private String refusal(Consumer<WritableHdfFile> content) {
    DeviceSource source = file(content);
    String message = assertThrows(EcgDataException.class, () -> format.read(source)).getMessage();
    return message.replaceFirst("^a\\d+", "a");
  }

  /** {@code [lead][sample]}: 0 1 2 3 4, 10 11 12 13 14, ... */
  private static double[][] ramp() {
    double[][] values = new double[12][5];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < 5; i++) {
        values[lead][i] = 10 * lead + i;
      }
    }
    return values;
  }

  private static void assertRamp(DeviceRecording read, double unit) {
    assertEquals(12, read.leads().size());
    for (int lead = 0; lead < 12; lead++) {
      int row = lead;
      assertArrayEquals(
          Arrays.stream(ramp()[row]).map(v -> v * unit).toArray(),
          read.leads().get(lead).millivolts(),
          1e-12);
    }
  }

  @Test
  void readsTheSampleOfTheSphForm() {
    DeviceRecording read = format.read(CartExpected.sample("arrays", "ptbxl_00022_sphlike.h5"));
    assertTrue(Double.isNaN(read.samplingRateHz()));
    CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 1e-3);
  }

  @Test
  void readsTheSampleWithAttributes() {
    DeviceRecording read = format.read(CartExpected.sample("arrays", "ptbxl_00022_int16be.h5"));
    assertEquals(500, read.samplingRateHz());
    CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 0);
    assertTrue(read.notes().isEmpty(), read.notes().toString());
    assertFalse(read.toString().contains("00022"));
  }

  @Test
  void readsTheSampleOfOneDataSetALead() {
    DeviceRecording read = format.read(CartExpected.sample("arrays", "ptbxl_00022_perlead.hd5"));
    CartExpected.assertSame(CartExpected.of("ptbxl_00022_arrays"), read, 0, 0, 0);
  }

  @Test
  void readsEachRecordOfTheSampleOfCode15() {
    DeviceSource source = CartExpected.sample("arrays", "ptbxl_00022_code15like.hdf5");
    JsonObject expected = CartExpected.of("ptbxl_00022_arrays").getAsJsonObject("code15");
    int[] samples = {4000, 2800};
    for (int record = 0; record < 2; record++) {
      DeviceRecording read = format.read(source, record);
      for (StoredLead lead : read.leads()) {
        assertEquals(samples[record], lead.millivolts().length);
        CartExpected.assertStatistics(
            expected.getAsJsonObject(String.valueOf(record)).getAsJsonObject(lead.name()),
            lead.millivolts(),
            0,
            0,
            // The file has float32.
            1e-6,
            0,
            lead.name());
      }
      assertEquals(
          record == 0
              ? "48 samples at the beginning and 48 at the end are exactly 0 in all leads: padding, which was cut off."
              : "648 samples at the beginning and 648 at the end are exactly 0 in all leads: padding, which was cut off.",
          read.notes().get(1));
    }
    assertEquals(
        "ptbxl_00022_code15like.hdf5: expected one recording, found 2; name one by its place"
            + " behind the file's name, #0 to #1",
        assertThrows(EcgDataException.class, () -> format.read(source)).getMessage());
    assertEquals(
        "ptbxl_00022_code15like.hdf5: expected recording 2, found 2 from 0 on",
        assertThrows(EcgDataException.class, () -> format.read(source, 2)).getMessage());
  }

  @Test
  void typesAndShapesAreRead() {
    float[][] columns = new float[5][12];
    short[][] counts = new short[12][5];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < 5; i++) {
        columns[i][lead] = 10 * lead + i;
        counts[lead][i] = (short) (10 * lead + i);
      }
    }
    assertRamp(read(f -> f.putDataset("ecg", ramp())), 1);
    assertRamp(read(f -> f.putDataset("ecg", new float[][][] {columns})), 1);
    assertRamp(read(f -> f.putGroup("any").putDataset("thing", columns)), 1);
    DeviceRecording read = read(f -> f.putDataset("signal", counts));
    assertRamp(read, 1e-3);
    assertEquals(
        List.of(
            "The file names no leads: the order I, II, III, aVR, aVL, aVF, V1 to V6 is assumed.",
            "The file states no unit: uV is assumed, as for whole numbers mostly."),
        read.notes());
  }

  @Test
  void piecesAndCompressionAreUndone() {
    for (int[] chunk : new int[][] {{12, 5}, {5, 2}, {1, 3}, {7, 1}}) {
      for (boolean gzip : new boolean[] {true, false}) {
        DatasetCreationOptions.Builder options =
            DatasetCreationOptions.builder().chunkDimensions(chunk);
        DatasetCreationOptions built = gzip ? options.shuffle().deflate().build() : options.build();
        assertRamp(read(f -> f.putDataset("ecg", ramp(), built)), 1);
      }
    }
  }

  private static void state(WritableNode node, Object fs, Object unit, Object leads) {
    node.putAttribute("fs", fs);
    node.putAttribute("units", unit);
    node.putAttribute("leads", leads);
  }

  @Test
  void whatStandsNearerToTheSamplesGoesBefore() {
    DeviceRecording read =
        read(
            f -> {
              f.putAttribute("age", 61);
              f.putAttribute("sex", "female");
              state(f, 250, "V", new String[] {"x", "y"});
              state(
                  f.putDataset("ecg", new double[][] {{1, 2, 3}, {4, 5, 6}}),
                  599.88,
                  "uV",
                  new String[] {"V1", "MDC_ECG_LEAD_AVL"});
            });
    assertEquals(599.88, read.samplingRateHz());
    assertEquals(List.of("V1", "aVL"), read.leads().stream().map(StoredLead::name).toList());
    assertArrayEquals(new double[] {0.004, 0.005, 0.006}, read.leads().get(1).millivolts(), 1e-15);
    assertEquals(OptionalInt.of(61), read.ageYears());
    assertEquals(Sex.FEMALE, read.sex());
    assertTrue(read.notes().isEmpty());
  }

  @Test
  void aDataSetBesideTheSamplesStatesTheRate() {
    DeviceRecording read =
        read(
            f -> {
              f.putDataset("ecg", ramp());
              f.putDataset("fs", new double[] {400});
            });
    assertEquals(400, read.samplingRateHz());
  }

  @Test
  void medianBeatsAreNoRecording() {
    DeviceRecording read =
        read(
            f -> {
              WritableGroup rest = f.putGroup("ukb_ecg_rest");
              for (Lead lead : List.of(Lead.AVF, Lead.II)) {
                rest.putGroup("strip_" + lead).putDataset("instance_0", new double[] {1, 2, 3});
                rest.putGroup("median_" + lead).putDataset("instance_0", new double[] {9, 9});
              }
            });
    assertEquals(
        List.of("II", "aVF"), read.leads().stream().map(StoredLead::name).sorted().toList());
    assertArrayEquals(new double[] {1, 2, 3}, read.leads().get(0).millivolts());
  }

  @Test
  void severalRecordingsAreRefusedUnlessOneIsChosen() {
    Consumer<WritableHdfFile> two =
        f -> {
          WritableGroup records = f.putGroup("records");
          records.putGroup("12345").putDataset("ecg", ramp());
          double[][] other = ramp();
          other[3][4] = -7;
          records.putGroup("67890").putDataset("ecg", other);
        };
    assertEquals(
        "a.h5: expected one recording, found 2; name one by its place behind the file's name, #0 to #1",
        refusal(two));
    // The writer puts groups in an order of its own.
    assertEquals(
        Set.of(34.0, -7.0),
        IntStream.of(0, 1)
            .mapToObj(i -> format.read(file(two), i).leads().get(3).millivolts()[4])
            .collect(Collectors.toSet()));
    Consumer<WritableHdfFile> visits =
        f -> {
          for (Lead lead : Lead.ALL) {
            WritableGroup group = f.putGroup("strip_" + lead);
            group.putDataset("instance_0", new double[] {1, 2});
            group.putDataset("instance_1", new double[] {3, 4});
          }
        };
    assertTrue(refusal(visits).contains("expected one recording, found 2"));
    for (int visit = 0; visit < 2; visit++) {
      double first = format.read(file(visits), visit).leads().get(0).millivolts()[0];
      for (StoredLead lead : format.read(file(visits), visit).leads()) {
        assertArrayEquals(new double[] {first, first + 1}, lead.millivolts());
      }
    }
  }

  @Test
  void aRecordOfManyIsCutOutWithoutItsZeros() {
    // [recording][sample][lead]; the record has zeros of its own, in one lead and inside.
    float[][][] tracings = new float[3][40][12];
    for (int i = 10; i < 25; i++) {
      for (int lead = 1; lead < 12; lead++) {
        tracings[2][i][lead] = i == 15 ? 0 : i + 100 * lead;
      }
    }
    for (int[] chunk : new int[][] {{1, 40, 12}, {3, 7, 5}, null}) {
      DatasetCreationOptions.Builder options = DatasetCreationOptions.builder();
      DatasetCreationOptions built =
          chunk == null ? options.build() : options.chunkDimensions(chunk).deflate().build();
      DeviceSource source =
          file(
              f -> {
                f.putDataset("exam_id", new long[] {7, 8, 9});
                f.putDataset("tracings", tracings, built);
              });
      DeviceRecording read = format.read(source, 2);
      for (int lead = 0; lead < 12; lead++) {
        double[] values = read.leads().get(lead).millivolts();
        assertEquals(15, values.length);
        for (int i = 0; i < 15; i++) {
          assertEquals(tracings[2][10 + i][lead], values[i]);
        }
      }
      assertEquals("The samples fill 1 of the file's 2 data sets.", read.notes().get(0));
      assertTrue(read.notes().get(1).startsWith("10 samples at the beginning and 15 at the end"));
      assertTrue(
          assertThrows(EcgDataException.class, () -> format.read(source, 0))
              .getMessage()
              .endsWith("expected samples, found zeros alone"));
    }
  }

  @Test
  void whatIsNoRecordingIsRefused() {
    assertEquals(
        "a.h5: expected samples of float16, float32, float64 or whole numbers of 16, 32 or 64 bits, in a data set with an axis of 12 leads or one data set a lead, found none in 1 data sets",
        refusal(f -> f.putDataset("ecg", new double[5][8])));
    assertTrue(
        refusal(f -> f.putDataset("ecg", new double[12][12]))
            .contains("in which the leads cannot be told"));
    assertTrue(refusal(f -> f.putDataset("ecg", new byte[12][5])).contains("found none"));
    assertTrue(
        refusal(
                f -> {
                  f.putDataset("I", new double[] {1, 2, 3});
                  f.putDataset("II", new double[] {1, 2});
                })
            .matches(
                "a.h5: lead (II: expected 3 samples of the same type as lead I, found 2|I: expected 2 samples of the same type as lead II, found 3)"));
    double[][] infinite = ramp();
    infinite[2][1] = Double.NEGATIVE_INFINITY;
    assertEquals(
        "a.h5: lead III: expected a number, found -Infinity at sample 1",
        refusal(f -> f.putDataset("ecg", infinite)));
  }

  /**
   * A file of h5py 3.16.0: {@code ecg}, 12 x 40, value {@code lead + sample / 64}; {@code
   * golden/hdf5_files.py} writes it.
   */
  private DeviceSource resource(String name) throws IOException {
    String all;
    try (var in = Golden.open("hdf5_files.txt")) {
      all = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
    for (String line : all.split("\n")) {
      if (line.startsWith(name + " ")) {
        byte[] zipped = Base64.getDecoder().decode(line.substring(name.length() + 1));
        try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(zipped))) {
          return new DeviceSource(Files.write(folder.resolve(name + ".h5"), in.readAllBytes()));
        }
      }
    }
    throw new AssertionError(name);
  }

  private static double h5py(int lead, int sample) {
    return lead + sample / 64.0;
  }

  @Test
  void kindsThatH5pyWritesAreRead() throws IOException {
    for (String kind :
        List.of(
            "plain",
            "float16",
            "bigendian",
            "gzip",
            "fletcher",
            "lzf",
            "lzfstored",
            "lzfrun",
            "v108",
            "v110",
            "btree2",
            "growing",
            "userblock")) {
      DeviceRecording read = format.read(resource(kind));
      assertEquals(250, read.samplingRateHz(), kind);
      for (int lead = 0; lead < 12; lead++) {
        for (int i = 0; i < 40; i++) {
          assertEquals(h5py(lead, i), read.leads().get(lead).millivolts()[i], kind);
        }
      }
    }
  }

  @Test
  void piecesThatWereNeverWrittenAreMissing() throws IOException {
    for (String kind : List.of("gap", "gap110")) {
      DeviceRecording read = format.read(resource(kind));
      for (int lead = 0; lead < 12; lead++) {
        for (int i = 0; i < 40; i++) {
          boolean written = i < 10 || i >= 20;
          assertEquals(
              written ? h5py(lead, i) : Double.NaN, read.leads().get(lead).millivolts()[i], kind);
        }
      }
      assertEquals(
          "120 samples were never written to the file and are missing.", read.notes().get(0));
    }
  }

  @Test
  void kindsThatWouldBeReadWrongAreRefused() throws IOException {
    List<String> messages = new ArrayList<>();
    for (String kind :
        List.of(
            "never",
            "growinggap",
            "growingwide",
            "growable",
            "zstd",
            "bitshuffle",
            "lz4",
            "latest",
            "external")) {
      DeviceSource source = resource(kind);
      messages.add(
          assertThrows(EcgDataException.class, () -> format.read(source), kind).getMessage());
    }
    assertEquals(
        List.of(
            "never.h5: expected samples, found a data set that was never written",
            "growinggap.h5: expected all samples of a data set that can grow, found a part that was never written; copy it into a data set of fixed size",
            "growingwide.h5: expected a data set of fixed size, found one that can grow; copy it into a data set of fixed size",
            "growable.h5: expected a data set of fixed size, found one that can grow; copy it into a data set of fixed size",
            "zstd.h5: expected an HDF5 file of a kind that is read, found another: A required filter is not available: name='HDF5 zstd filter; ...",
            "bitshuffle.h5: expected samples encoded by gzip, shuffle, fletcher32 or lzf, found the filter bitshuffle",
            "lz4.h5: expected samples encoded by gzip, shuffle, fletcher32 or lzf, found the filter lz4",
            "latest.h5: expected an HDF5 file of a kind that is read, found another: Unsupported data layout message version detected. Detected v...",
            "external.h5: expected samples of float16, float32, float64 or whole numbers of 16, 32 or 64 bits, in a data set with an axis of 12 leads or one data set a lead, found none in 0 data sets"),
        messages);
  }

  @Test
  void aFlippedBitUnderAFletcherChecksumIsNoticed() throws IOException {
    DeviceSource source = resource("fletcher");
    byte[] bytes = source.bytes();
    // A run of the numbers as float32: lead 3, samples 1 and 2.
    byte[] run =
        java.nio.ByteBuffer.allocate(8)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putFloat((float) h5py(3, 1))
            .putFloat((float) h5py(3, 2))
            .array();
    int at =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(run, StandardCharsets.ISO_8859_1));
    assertTrue(at > 0);
    bytes[at] ^= 1;
    DeviceSource damaged = new DeviceSource(Files.write(folder.resolve("b.h5"), bytes));
    assertTrue(
        assertThrows(EcgDataException.class, () -> format.read(damaged))
            .getMessage()
            .matches("b.h5: expected samples of the checksum [0-9a-f]{8}, found .*"));
  }

  @Test
  void aShapeThatDoesNotFillTheStatedBytesIsRefused() throws IOException {
    DeviceSource whole = resource("plain");
    byte[] bytes = whole.bytes();
    // The shape (12, 40) as two numbers of eight bytes.
    byte[] shape = new byte[16];
    shape[0] = 12;
    shape[8] = 40;
    int at =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(shape, StandardCharsets.ISO_8859_1));
    assertTrue(at > 0);
    bytes[at + 8] = 39;
    DeviceSource damaged = new DeviceSource(Files.write(folder.resolve("d.h5"), bytes));
    assertEquals(
        "d.h5: expected 1920 bytes of samples, found the shape [12, 39] of numbers of 4 bytes",
        assertThrows(EcgDataException.class, () -> format.read(damaged)).getMessage());
  }

  @Test
  void aCutFileIsNoticedByItsStatedEnd() throws IOException {
    byte[] bytes = resource("gzip").bytes();
    DeviceSource cut =
        new DeviceSource(
            Files.write(folder.resolve("c.h5"), Arrays.copyOf(bytes, bytes.length - 1)));
    assertEquals(
        "c.h5: expected %d bytes, found %d: the file was cut"
            .formatted(bytes.length, bytes.length - 1),
        assertThrows(EcgDataException.class, () -> format.read(cut)).getMessage());
  }
}
