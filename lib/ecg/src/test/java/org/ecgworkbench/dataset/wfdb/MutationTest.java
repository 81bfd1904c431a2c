package org.ecgworkbench.dataset.wfdb;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Cpsc2018OriginalTest;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages files at random and reads them: whatever the damage, the answer is a record or an EcgDataException of one line, in under a
 * second and with memory in proportion to the files. Seeded, so that a failure comes again; {@code -Decg.mutations=22000} makes
 * 110,000 in all, the default 2,000.
 */
class MutationTest {
  private static final int MUTATIONS = Integer.getInteger("ecg.mutations", 400);
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOSECONDS = 1_000_000_000;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  /** Numbers that break readers. */
  private static final String[] ABSURD = {
    "0",
    "-1",
    "1",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "1e308",
    "1e-308",
    "NaN",
    "Infinity",
    "99999999999999999999",
    "16x2",
    "212",
    "80",
    "32",
    "8",
    "~",
    "",
    "/",
    "..",
    "\u0000"
  };

  private interface Reading {
    void run() throws Exception;
  }

  /** How many damaged files were refused, and how many were read all the same. */
  private int refused;

  private int read;

  @BeforeAll
  static void loadClasses() {
    WfdbHeader.parse("x.hea", "x 1\nx.dat 16");
  }

  private void check(String what, Reading reading) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      reading.run();
      read++;
    } catch (EcgDataException e) {
      refused++;
      assertTrue(!e.getMessage().contains("\n") && e.getMessage().length() < 600, what + e);
    } catch (Throwable e) {
      throw new AssertionError(what, e);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
    assertTrue(bytes < MOST_BYTES, what + ": " + bytes + " bytes");
    assertTrue(nanoseconds < MOST_NANOSECONDS, what + ": " + nanoseconds + " ns");
  }

  private static byte[] damagedBytes(byte[] bytes, NumpyRandom random) {
    byte[] damaged = bytes.clone();
    int changes = 1 + random.nextInt(3);
    for (int c = 0; c < changes && damaged.length > 0; c++) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(6)) {
        case 0 -> damaged = Arrays.copyOf(damaged, at);
        case 1 -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + at % 97);
        case 2 -> damaged[at] = (byte) random.nextInt(256);
        case 3 -> {
          int count = Math.min(4, damaged.length - at);
          Arrays.fill(damaged, at, at + count, (byte) (random.nextInt(2) == 0 ? 0xff : 0x7f));
        }
        default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return damaged;
  }

  private static byte[] damagedText(byte[] bytes, NumpyRandom random) {
    if (random.nextInt(3) == 0) {
      return damagedBytes(bytes, random);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
      default -> {
        String[] fields = lines.get(at).split("(?<=[ ,+/()])|(?=[ ,+/()])");
        fields[random.nextInt(fields.length)] = ABSURD[random.nextInt(ABSURD.length)];
        lines.set(at, String.join("", fields));
      }
    }
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Damages one of the files and reads the data set or record. */
  private void mutate(String purpose, List<String> names, int count, Reading reading)
      throws IOException {
    NumpyRandom random = NumpyRandom.stream(1, "mutation " + purpose);
    List<byte[]> originals = new ArrayList<>();
    for (String name : names) {
      originals.add(Files.readAllBytes(folder.resolve(name)));
    }
    for (int m = 0; m < count; m++) {
      int which = random.nextInt(names.size());
      String name = names.get(which);
      byte[] original = originals.get(which);
      boolean text = !name.endsWith(".mat") && !name.endsWith(".dat");
      byte[] damaged = text ? damagedText(original, random) : damagedBytes(original, random);
      Files.write(folder.resolve(name), damaged);
      check(purpose + " " + m + " of " + name, reading);
      Files.write(folder.resolve(name), original);
    }
    assertTrue(refused > count / 2, purpose + ": " + refused + " refused");
    check(purpose + " undamaged", reading);
  }

  private void challengeRecord(String id) {
    double[][] millivolts = new double[12][40];
    millivolts[3][7] = 0.5;
    WfdbWriter.write(
        folder,
        new EcgRecord(id, 500, millivolts, OptionalInt.of(50), Sex.MALE, Set.of(Diagnosis.AF)));
  }

  @Test
  void challengeRecordsAreReadOrRefused() throws IOException {
    challengeRecord("A0001");
    mutate(
        "challenge",
        List.of("A0001.hea", "A0001.mat"),
        MUTATIONS,
        () -> {
          EcgDataset dataset = Datasets.open(folder);
          dataset.records().forEach(r -> dataset.read(r.id()));
        });
  }

  @Test
  void otherFormatsAreReadOrRefused() throws IOException {
    byte[] bytes =
        Base64.getDecoder()
            .decode(
                Golden.json("wfdb.json")
                    .getAsJsonObject("files_base64")
                    .get("g212.dat")
                    .getAsString());
    Files.write(folder.resolve("x.dat"), Arrays.copyOf(bytes, 300));
    Files.write(folder.resolve("y.dat"), Arrays.copyOf(bytes, 400));
    Files.write(folder.resolve("z.dat"), Arrays.copyOf(bytes, 100));
    Files.write(
        folder.resolve("x.hea"),
        List.of(
            "x 4 500 100",
            "x.dat 212 200(1024)/mV 11 0 -2000 -32748 0 I",
            "x.dat 212 200(1024)/uV",
            "y.dat 32 200(1024)/mV",
            "z.dat 80"));
    // Only the lengths have to be right here: the checksum of the first signal is taken out.
    Files.writeString(
        folder.resolve("x.hea"),
        Files.readString(folder.resolve("x.hea")).replace(" -32748 0 I", ""));
    mutate(
        "formats",
        List.of("x.hea", "x.hea", "x.hea", "x.dat"),
        MUTATIONS,
        () -> WfdbReader.readSignals(folder.resolve("x.hea")));
  }

  @Test
  void segmentsAreReadOrRefused() throws IOException {
    challengeRecord("s1");
    challengeRecord("s2");
    Files.write(folder.resolve("S.hea"), List.of("S/2 12 500 80", "s1 40", "s2 40", "#Age: 5"));
    mutate(
        "segments",
        List.of("S.hea", "s1.hea", "s2.mat"),
        MUTATIONS / 2,
        () -> WfdbReader.read(folder.resolve("S.hea")));
  }

  @Test
  void matlabFilesAreReadOrRefused() throws IOException {
    Files.writeString(
        folder.resolve("REFERENCE.csv"),
        "Recording,First_label,Second_label,Third_label\nA0001,1,,\nA0002,2,3,4\n");
    Cpsc2018OriginalTest.writeMat(
        folder.resolve("A0001.mat"),
        61.0,
        "Female",
        Cpsc2018OriginalTest.matrix(12, 40),
        Deflater.NO_COMPRESSION);
    Cpsc2018OriginalTest.writeMat(
        folder.resolve("A0002.mat"), 61.0, "Female", Cpsc2018OriginalTest.matrix(12, 40), 6);
    mutate(
        "matlab",
        List.of("A0001.mat", "A0001.mat", "A0002.mat", "REFERENCE.csv"),
        MUTATIONS,
        () -> {
          EcgDataset dataset = Datasets.open(folder);
          dataset.records().forEach(r -> dataset.read(r.id()));
        });
  }

  @Test
  void damageInsideCompressedVariablesIsReadOrRefused() throws IOException {
    // Damaged before compression, so that the damage is not found by the compression's own
    // checksum.
    Path file = folder.resolve("plain.mat");
    Cpsc2018OriginalTest.writeMat(
        file, 61.0, "Female", Cpsc2018OriginalTest.matrix(12, 40), Deflater.NO_COMPRESSION);
    byte[] plain = Files.readAllBytes(file);
    NumpyRandom random = NumpyRandom.stream(1, "mutation inside");
    for (int m = 0; m < MUTATIONS; m++) {
      byte[] body = Arrays.copyOfRange(plain, 128, plain.length);
      // Most of the file is samples; the first part is where the structure is.
      byte[] head = damagedBytes(Arrays.copyOf(body, 500), random);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      joined.write(head);
      joined.write(body, 500, body.length - 500);
      byte[] bytes = compressed(plain, joined.toByteArray());
      check("inside " + m, () -> MatlabEcg.read("x.mat", bytes, true));
    }
    assertTrue(refused > MUTATIONS / 3, refused + " refused");
  }

  @Test
  void deepNestingAndAbsurdCountsInMatlabFilesAreRefused() throws IOException {
    byte[] head = new byte[128];
    head[126] = 'I';
    head[127] = 'M';
    for (int depth : new int[] {10, 100_000}) {
      // A compressed variable in a compressed variable, and matrices in matrices.
      for (int type : new int[] {14, 15}) {
        ByteBuffer body = ByteBuffer.allocate(8 * depth).order(ByteOrder.LITTLE_ENDIAN);
        for (int d = 0; d < depth; d++) {
          body.putInt(type).putInt(8 * (depth - d - 1));
        }
        check("nested", () -> MatlabEcg.read("x.mat", joined(head, body.array()), true));
        byte[] bytes = compressed(head, body.array());
        check("nested", () -> MatlabEcg.read("x.mat", bytes, true));
      }
    }
    // 200 MB of zeros in 200 kB.
    byte[] bomb = compressed(head, new byte[200_000_000]);
    check("bomb", () -> MatlabEcg.read("x.mat", bomb, true));
    assertTrue(refused == 9 && read == 0, refused + " refused");
  }

  private static byte[] joined(byte[] head, byte[] body) {
    byte[] bytes = Arrays.copyOf(head, 128 + body.length);
    System.arraycopy(body, 0, bytes, 128, body.length);
    return bytes;
  }

  /** A file of one compressed variable. */
  private static byte[] compressed(byte[] head, byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(body);
    }
    byte[] small = out.toByteArray();
    ByteBuffer file = ByteBuffer.allocate(128 + 8 + small.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(head, 0, 128).putInt(15).putInt(small.length).put(small);
    return file.array();
  }

  @Test
  void ptbXlIsReadOrRefused() throws IOException {
    challengeRecord("00007_hr");
    Files.writeString(
        folder.resolve("scp_statements.csv"), ",description\nNORM,normal\nSR,rhythm\nAFIB,af\n");
    Files.writeString(
        folder.resolve("ptbxl_database.csv"),
        "ecg_id,patient_id,age,sex,scp_codes,strat_fold,filename_hr\n"
            + "7,15709.0,56.0,1,\"{'NORM': 80.0, 'SR': 0.0}\",3,00007_hr\n");
    mutate(
        "ptbxl",
        List.of("ptbxl_database.csv", "ptbxl_database.csv", "scp_statements.csv", "00007_hr.hea"),
        MUTATIONS / 2,
        () -> {
          EcgDataset dataset = Datasets.open(folder);
          dataset.records().forEach(r -> dataset.read(r.id()));
        });
  }
}
