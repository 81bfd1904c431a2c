package org.ecgworkbench.dataset.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.device.array.CartCsvFormat;
import org.ecgworkbench.dataset.device.array.CartExpected;
import org.ecgworkbench.dataset.device.array.Hdf5Format;
import org.ecgworkbench.dataset.device.array.NumpyArchiveFormat;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.array.NumpyFormat;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.EdfFormat;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.dataset.device.binary.IshneFormat;
import org.ecgworkbench.dataset.device.file.ArchiveFormat;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts files short and damages them: the answer is a sound recording or one sentence, in under a
 * second of the processor and with at most 256 MB. Seeded, so that a failure comes again; {@code
 * -Decg.mutations=2000 -Decg.cuts=200} is the full number.
 */
class CartMutationTest {
  private static final int MUTATIONS = Integer.getInteger("ecg.mutations", 100);
  private static final int CUTS = Integer.getInteger("ecg.cuts", 20);
  private static final long MOST_BYTES = 256L << 20;
  private static final long MOST_NANOSECONDS = 1_000_000_000;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private long worstBytes;
  private long worstNanoseconds;

  /** The recording, or null if it was refused or not even recognised. */
  private DeviceRecording read(DeviceFormat format, byte[] bytes, String what) {
    Path file = folder.resolve("file");
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    DeviceRecording recording = null;
    try {
      DeviceSource source = new DeviceSource(file);
      if (format.recognises(source)) {
        recording = format.read(source);
      }
    } catch (EcgDataException e) {
      String message = e.getMessage();
      assertTrue(
          message.startsWith("file: ")
              && message.length() < 400
              && !message.matches("(?s).*[\\n\\r].*"),
          what + message);
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
    long took = THREADS.getCurrentThreadCpuTime() - start;
    long needed = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(took < MOST_NANOSECONDS, what + took + " ns");
    assertTrue(needed < MOST_BYTES, what + needed + " bytes");
    worstNanoseconds = Math.max(worstNanoseconds, took);
    worstBytes = Math.max(worstBytes, needed);
    if (recording != null) {
      assertSound(recording, what);
    }
    return recording;
  }

  private static void assertSound(DeviceRecording recording, String what) {
    double rate = recording.samplingRateHz();
    assertTrue(Double.isNaN(rate) || rate > 0 && rate <= 1e6, what + rate);
    assertFalse(recording.leads().isEmpty(), what);
    Set<String> names = new HashSet<>();
    for (StoredLead lead : recording.leads()) {
      assertTrue(names.add(lead.name()), what + lead.name());
      assertEquals(recording.leads().get(0).millivolts().length, lead.millivolts().length, what);
      assertTrue(
          Arrays.stream(lead.millivolts()).noneMatch(Double::isInfinite), what + lead.name());
    }
  }

  private void check(DeviceFormat format, String name, byte[] whole) {
    DeviceRecording original = read(format, whole, name + ": ");
    assertEquals(!name.endsWith("utf8.edf"), original != null, name);
    // The first reading loads classes.
    worstBytes = 0;
    worstNanoseconds = 0;
    int cutRead = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      int length = (int) ((long) whole.length * cut / CUTS);
      String what = name + " cut at " + length + ": ";
      DeviceRecording read = read(format, Arrays.copyOf(whole, length), what);
      if (read != null) {
        cutRead++;
        assertBeginning(original, read, what);
      }
    }
    Random random = new Random(2020);
    int damagedRead = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (read(format, damaged(whole, random), name + " damaged " + i + ": ") != null) {
        damagedRead++;
      }
    }
    System.out.printf(
        "%s (%d bytes): %d of %d cut and %d of %d damaged were read; at most %d ms, %d kB%n",
        name,
        whole.length,
        cutRead,
        CUTS,
        damagedRead,
        MUTATIONS,
        worstNanoseconds / 1_000_000,
        worstBytes >> 10);
  }

  /**
   * What is read of a cut file is the beginning of the whole; the last sample may be cut where that
   * is noted.
   */
  private static void assertBeginning(DeviceRecording whole, DeviceRecording cut, String what) {
    boolean noted = cut.notes().stream().anyMatch(note -> note.contains("may have been cut"));
    for (int lead = 0; lead < cut.leads().size(); lead++) {
      double[] expected = whole.leads().get(lead).millivolts();
      double[] found = cut.leads().get(lead).millivolts();
      for (int i = 0; i < found.length - (noted ? 1 : 0); i++) {
        assertEquals(expected[i], found[i], what);
      }
    }
  }

  /** One to three changes; half of them where headers are. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] damaged = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && damaged.length > 0; i++) {
      int reach = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 4096);
      int at = random.nextInt(reach);
      int end = Math.min(damaged.length, at + 1 + random.nextInt(8));
      switch (random.nextInt(7)) {
        case 0 -> damaged = Arrays.copyOf(damaged, at);
        case 1 -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + at % 97);
        case 2 -> damaged[at] = (byte) random.nextInt(256);
        case 3 -> Arrays.fill(damaged, at, end, (byte) (random.nextBoolean() ? 0xff : 0x7f));
        case 4 -> Arrays.fill(damaged, at, end, (byte) (random.nextBoolean() ? '9' : 0));
        case 5 -> {
          int from = random.nextInt(reach);
          System.arraycopy(
              damaged, from, damaged, at, Math.min(8, damaged.length - Math.max(at, from)));
        }
        default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return damaged;
  }

  private static int[][] noise(int records, int samples, int seed) {
    Random random = new Random(seed);
    int[][] values = new int[records][samples];
    for (int[] record : values) {
      Arrays.setAll(record, i -> (int) (random.nextGaussian() * 300));
    }
    return values;
  }

  @Test
  void edf() {
    EdfBytes edf = new EdfBytes();
    for (String lead : List.of("I", "II", "V1")) {
      edf.signals.add(EdfBytes.Signal.lead(lead, "uV", noise(4, 50, lead.length())));
    }
    edf.signals.add(
        EdfBytes.Signal.annotations(
            "+0\u0014\u0014", "+1\u0014\u0014", "+2\u0014\u0014", "+3\u0014\u0014"));
    edf.kind = "EDF+C";
    check(new EdfFormat(), "EDF+", edf.bytes());
    edf.bdf = true;
    edf.kind = "";
    edf.signals.remove(3);
    check(new EdfFormat(), "BDF", edf.bytes());
  }

  @Test
  void ishne() {
    IshneBytes file = new IshneBytes();
    file.samples = new short[300][2];
    check(new IshneFormat(), "ISHNE", file.bytes());
  }

  @Test
  void numpy() {
    double[] numbers = new Random(3).doubles(12 * 50).toArray();
    byte[] array = NumpyBytes.array(1, "<f4", false, "(12, 50)", numbers);
    check(new NumpyFormat(), ".npy", array);
    check(new NumpyFormat(), ".npy 3.0", NumpyBytes.array(3, ">f8", true, "(12, 50)", numbers));
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("ecg", array);
    arrays.put("fs", NumpyBytes.array(1, "<i8", false, "()", 500));
    check(new NumpyArchiveFormat(), ".npz", NumpyBytes.archive(arrays));
    byte[] several =
        NumpyBytes.array(
            1, "<f4", false, "(3, 12, 50)", new Random(5).doubles(3 * 12 * 50).toArray());
    check(secondRecord(new NumpyFormat()), ".npy of several", several);
    arrays.put("ecg", several);
    check(secondRecord(new NumpyArchiveFormat()), ".npz of several", NumpyBytes.archive(arrays));
  }

  @Test
  void csv() {
    StringBuilder text = new StringBuilder("Time [ms];I [mV];II [mV]\n");
    Random random = new Random(4);
    for (int i = 0; i < 100; i++) {
      text.append(2 * i + ";" + random.nextInt(100) / 64.0 + ";-0.5\n");
    }
    check(new CartCsvFormat(), "CSV", text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void hdf5() throws IOException {
    Path path = folder.resolve("written.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      double[][] values = new double[12][100];
      Arrays.setAll(values, i -> new Random(i).doubles(100).toArray());
      file.putDataset(
              "ecg",
              values,
              DatasetCreationOptions.builder().chunkDimensions(5, 30).deflate().build())
          .putAttribute("fs", 500);
    }
    check(new Hdf5Format(), "HDF5 of jhdf", Files.readAllBytes(path));
    String all =
        new String(Golden.open("hdf5_files.txt").readAllBytes(), StandardCharsets.US_ASCII);
    for (String kind : List.of("gzip", "v110", "btree2", "growing", "lzf", "fletcher")) {
      String line = all.lines().filter(l -> l.startsWith(kind + " ")).findFirst().orElseThrow();
      byte[] zipped = Base64.getDecoder().decode(line.substring(kind.length() + 1));
      byte[] whole = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
      check(new Hdf5Format(), "HDF5 " + kind, whole);
    }
  }

  private static DeviceFormat secondRecord(ArchiveFormat format) {
    return new DeviceFormat() {
      @Override
      public String name() {
        return format.name();
      }

      @Override
      public boolean recognises(DeviceSource source) {
        return format.recognises(source);
      }

      @Override
      public DeviceRecording read(DeviceSource source) {
        return format.read(source, 1);
      }
    };
  }

  @Test
  void samples() {
    Map<String, DeviceFormat> files = new LinkedHashMap<>();
    files.put("edf/contec_0000050.edf", new EdfFormat());
    files.put("edf/ptbxl_00022_mit2edf.edf", new EdfFormat());
    files.put("edf/ptbxl_00022_biosig.bdf", new EdfFormat());
    files.put("edf/pyedflib_test_utf8.edf", new EdfFormat());
    files.put("ishne/ptbxl_00022_ishne.ecg", new IshneFormat());
    files.put("ishne/ex_ishne.ecg", new IshneFormat());
    files.put("arrays/ptbxl_00022_f4.npy", new NumpyFormat());
    files.put("arrays/ptbxl_00022_f8_fortran.npy", new NumpyFormat());
    files.put("arrays/ptbxl_00022_i2be.npy", new NumpyFormat());
    files.put("arrays/ptbxl_00022.npz", new NumpyArchiveFormat());
    files.put("arrays/ptbxl_00022_sphlike.h5", new Hdf5Format());
    files.put("arrays/ptbxl_00022_int16be.h5", new Hdf5Format());
    files.put("arrays/ptbxl_00022_perlead.hd5", new Hdf5Format());
    files.put("arrays/ptbxl_00022_code15like.hdf5", secondRecord(new Hdf5Format()));
    files.put("csv/ptbxl_00022_semicolon_decimalcomma.csv", new CartCsvFormat());
    files.forEach(
        (file, format) -> {
          int slash = file.indexOf('/');
          check(
              format,
              file,
              CartExpected.sample(file.substring(0, slash), file.substring(slash + 1)).bytes());
        });
  }
}
