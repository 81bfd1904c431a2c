package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.DicomWriter;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve leads at 500 Hz over 24 hours are 43,200,000 samples a lead and 4.1 GB in memory: one
 * sentence, and no memory taken for it. The files are long, and almost nothing is stored of them.
 */
class LongRecordingTest {
  private static final int SAMPLES = 24 * 3600 * 500;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  private Path file(String name, byte[] begin, long length) throws IOException {
    Path file = Files.write(folder.resolve(name), begin);
    try (RandomAccessFile growing = new RandomAccessFile(file.toFile(), "rw")) {
      growing.setLength(length);
    }
    return file;
  }

  private static void refused(Path file, String... parts) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String message =
        assertThrows(
                EcgDataException.class,
                () ->
                    RecordingFile.open(
                        file,
                        RecordingFile.Options.defaults().withStatedRateHz(OptionalDouble.empty())))
            .getMessage();
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 16 << 20, file + ": " + taken + " bytes");
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  private static byte[] edf(boolean bdf) {
    EdfBytes file = new EdfBytes();
    file.bdf = bdf;
    for (Lead lead : Lead.ALL) {
      file.signals.add(EdfBytes.Signal.lead("ECG " + lead, "mV", new int[500]));
    }
    file.records = String.valueOf(SAMPLES / 500);
    return file.bytes();
  }

  /** One that ends where its samples end lacks the ends of its sequences. */
  @Test
  void aDayOfDicomIsRefusedInOneSentence() throws IOException {
    byte[][] around = DicomWriter.around(SAMPLES, 500);
    Path file = file("day.dcm", around[0], around[0].length + 24L * SAMPLES);
    refused(file, "day.dcm: expected a recording of at most 64 MB, found 989 MB");
    Files.write(file, around[1], StandardOpenOption.APPEND);
    refused(file, "day.dcm: expected a recording of at most 64 MB, found 989 MB");
  }

  @Test
  void aDayIsRefusedInOneSentence() throws IOException {
    long header = 256 * 13;
    String most = "expected a recording of at most 64 MB, found ";
    refused(file("day.edf", edf(false), header + 24L * SAMPLES), "day.edf: " + most + "989 MB");
    refused(file("day.bdf", edf(true), header + 36L * SAMPLES), "day.bdf: " + most + "1484 MB");
    refused(file("day.ecg", new IshneBytes().bytes(), 522 + 24L * SAMPLES), "day.ecg: " + most);
    refused(
        file(
            "day.npy",
            NumpyBytes.file(1, "<i2", false, "(12, 43200000)", new byte[0]),
            128 + 24L * SAMPLES),
        "day.npy: " + most);
    refused(
        file("day.xml", "<RestingECG>".getBytes(StandardCharsets.US_ASCII), 1L << 30),
        "day.xml: " + most + "1024 MB");
    refused(
        file("day.csv", "I;II\n1,5;2,5\n".getBytes(StandardCharsets.US_ASCII), 1L << 30),
        "day.csv: ");
  }

  @Test
  void aDayOfWfdbIsRefusedWhereItDoesNotFitIntoMemory() throws IOException {
    Assumptions.assumeTrue(
        Runtime.getRuntime().maxMemory() < 100L * SAMPLES, "more memory than a day takes");
    StringBuilder header = new StringBuilder("day 12 500 43200000\n");
    Lead.ALL.forEach(
        lead -> header.append("day.dat 16 1000/mV 16 0 0 0 0 ").append(lead.label()).append('\n'));
    Path file = Files.writeString(folder.resolve("day.hea"), header);
    file("day.dat", new byte[0], 24L * SAMPLES);
    refused(
        file,
        "day.hea: day.dat: expected a recording that fits into the ",
        "found 43200000 samples of 12 signals, which need 4943 MB");
  }

  /** Of recordings one behind the other the file may be of any length. */
  @Test
  void oneOfManyRecordingsInALongFileIsRead() throws IOException {
    int recordings = 2000;
    long each = 12 * 5000 * 4;
    byte[] begin = NumpyBytes.file(1, "<f4", false, "(2000, 12, 5000)", new byte[0]);
    Path file = file("many.npy", begin, begin.length + recordings * each);
    try (RandomAccessFile writing = new RandomAccessFile(file.toFile(), "rw")) {
      // Sample 3 of lead II of recording 1999.
      writing.seek(begin.length + 1999 * each + 4 * (5000 + 3));
      writing.writeInt(Integer.reverseBytes(Float.floatToIntBits(0.5f)));
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    EcgRecord last =
        RecordingFile.open(
                folder.resolve("many.npy#1999"),
                RecordingFile.Options.defaults().withStatedRateHz(OptionalDouble.of(500)))
            .record();
    assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 16 << 20);
    assertEquals(0.5, last.millivolts(Lead.II)[3]);
    assertEquals(0.5, Arrays.stream(last.millivolts(Lead.II)).sum());
  }
}
