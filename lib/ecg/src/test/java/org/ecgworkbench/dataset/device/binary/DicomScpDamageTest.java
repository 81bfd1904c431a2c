package org.ecgworkbench.dataset.device.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.device.binary.DicomWriter.Syntax;
import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts DICOM and SCP-ECG files and damages them at random. The answer is one EcgDataException of
 * one line, or a recording: for SCP-ECG, whose checksums see every damage, and for cut files the
 * values of the whole file; for DICOM, which has no checksum, at least leads of one length. Each
 * takes less than a second and memory in proportion to the file. Seeded;
 * {@code -Decg.device.cuts=200 -Decg.device.mutations=2000} does more.
 */
class DicomScpDamageTest {
  private static final int CUTS = Integer.getInteger("ecg.device.cuts", 20);
  private static final int MUTATIONS = Integer.getInteger("ecg.device.mutations", 100);
  private static final long MOST_NANOSECONDS = 1_000_000_000;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private int refused;
  private int read;

  /** The recording, or null if the file was refused as it should be. */
  private DeviceRecording attempt(String what, DeviceFormat format, byte[] bytes) {
    Path file = folder.resolve("damaged");
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    DeviceRecording recording = null;
    try {
      DeviceSource source = new DeviceSource(file);
      format.recognises(source);
      recording = format.read(source);
      read++;
    } catch (EcgDataException e) {
      refused++;
      String message = e.getMessage();
      assertTrue(
          message.startsWith("damaged: ") && message.length() < 800 && message.lines().count() == 1,
          what + message);
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
    long used = THREADS.getCurrentThreadAllocatedBytes() - before;
    long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
    assertTrue(used < (1 << 22) + 100L * bytes.length, what + used + " bytes");
    assertTrue(nanoseconds < MOST_NANOSECONDS, what + nanoseconds + " ns");
    return recording;
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    int changes = 1 + random.nextInt(3);
    for (int c = 0; c < changes && damaged.length > 0; c++) {
      // Half of the damage goes into the first part, where the structure is.
      int at =
          random.nextInt(random.nextBoolean() ? damaged.length : Math.min(4096, damaged.length));
      switch (random.nextInt(6)) {
        case 0 -> {
          int count = Math.min(1 + random.nextInt(8), damaged.length - at);
          Arrays.fill(damaged, at, at + count, (byte) 0);
        }
        case 1 -> {
          int count = Math.min(1 + random.nextInt(8), damaged.length - at);
          Arrays.fill(damaged, at, at + count, (byte) 0xff);
        }
        case 2 -> damaged[at] = (byte) random.nextInt(256);
        case 3 -> {
          byte[] shorter = new byte[damaged.length - 1];
          System.arraycopy(damaged, 0, shorter, 0, at);
          System.arraycopy(damaged, at + 1, shorter, at, shorter.length - at);
          damaged = shorter;
        }
        default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return damaged;
  }

  private static void assertSame(String what, DeviceRecording whole, DeviceRecording other) {
    assertEquals(whole.samplingRateHz(), other.samplingRateHz(), what);
    assertEquals(whole.leads().size(), other.leads().size(), what);
    for (int i = 0; i < whole.leads().size(); i++) {
      assertEquals(whole.leads().get(i).name(), other.leads().get(i).name(), what);
      assertArrayEquals(whole.leads().get(i).millivolts(), other.leads().get(i).millivolts(), what);
    }
  }

  private static void assertShape(String what, DeviceRecording recording) {
    assertTrue(recording.samplingRateHz() > 0, what);
    int length = recording.leads().get(0).millivolts().length;
    for (StoredLead lead : recording.leads()) {
      assertEquals(length, lead.millivolts().length, what);
      assertTrue(!lead.name().isBlank(), what);
      assertTrue(Arrays.stream(lead.millivolts()).noneMatch(Double::isInfinite), what);
    }
  }

  private void damage(Map<String, byte[]> files) {
    files.forEach(
        (name, bytes) -> {
          refused = 0;
          read = 0;
          DeviceFormat format = name.contains("dcm") ? new DicomFormat() : new ScpFormat();
          DeviceRecording whole = attempt(name, format, bytes);
          for (int cut = 0; cut < CUTS; cut++) {
            int length = (int) ((long) bytes.length * cut / CUTS);
            String what = name + ", cut at " + length + ": ";
            DeviceRecording recording = attempt(what, format, Arrays.copyOf(bytes, length));
            if (recording != null) {
              assertSame(what, whole, recording);
            }
          }
          for (int m = 0; m < MUTATIONS; m++) {
            Random random = new Random(m);
            String what = name + ", mutation " + m + ": ";
            byte[] other = damaged(bytes, random);
            DeviceRecording recording = attempt(what, format, other);
            if (recording != null && format instanceof ScpFormat) {
              assertSame(what, whole, recording);
            } else if (recording != null) {
              assertShape(what, recording);
            }
          }
          if (CUTS > 20) {
            System.out.printf("%s: %d refused, %d read%n", name, refused, read);
          }
          assertTrue(refused > CUTS / 2, name);
        });
  }

  @Test
  void smallFilesThatAreDamagedAreRefusedOrRead() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Syntax syntax : Syntax.values()) {
      for (boolean open : new boolean[] {false, true}) {
        DicomWriter w = new DicomWriter(syntax != Syntax.IMPLICIT, open);
        List<DicomWriter> channels =
            List.of(
                w.channel("SCPECG", "5.6.3-9-1", null, "2.5", "uV", "1", "10"),
                w.channel("MDC", "2:2", "Lead II", "0.0025", "mV", "1", "0"));
        DicomWriter group =
            w.group("RHYTHM", "ORIGINAL", "500", "SS", 0x8000, channels, new int[50][2]);
        w.head("1.2.840.10008.5.1.4.1.1.9.1.1").sequence(0x54000100, group, group);
        files.put("dcm " + syntax + open, w.file(syntax));
      }
    }
    int[] samples = new Random(1).ints(100, -300, 300).toArray();
    ScpWriter plain =
        new ScpWriter()
            .leads(1, 100, 1, 2)
            .data(6, 2500, 1667, 1, ScpWriter.plain(samples), ScpWriter.plain(samples))
            .data(5, 5000, 1667, 0, ScpWriter.plain(1, 2, 3), ScpWriter.plain(4, 5, 6))
            .section(4, ScpWriter.content().u16(5, 2, 1).u16(0).u32(10, 11, 12));
    files.put("scp plain", plain.bytes());
    byte[] coded = ScpWriter.Content.bits("100 11101 0 1111111110 10001000".repeat(20));
    files.put(
        "scp coded",
        new ScpWriter()
            .section(2, ScpWriter.content().u16(19_999))
            .leads(0, 80, 1, 2)
            .data(6, 2500, 2000, 2, coded, coded)
            .bytes());
    damage(files);
  }

  @Test
  void samplesOfCartsThatAreDamagedAreRefusedOrRead() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String kind : List.of("dicom", "scp")) {
      try (Stream<Path> list = Files.list(DicomExpected.samples(kind))) {
        for (Path file : list.sorted().toList()) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    damage(files);
  }
}
