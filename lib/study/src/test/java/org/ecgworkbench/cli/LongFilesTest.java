package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.dataset.device.array.NumpyBytes;
import org.ecgworkbench.dataset.device.binary.DicomWriter;
import org.ecgworkbench.dataset.device.binary.EdfBytes;
import org.ecgworkbench.dataset.device.binary.IshneBytes;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings of any length are looked at in parts, within 1.5 GB of resident memory, and a part has the scores of the same seconds cut out.
 * Here they have ten minutes; {@code environment/test long} gives them 24 hours, 12 leads at 500 Hz in a file of 1 GB.
 */
@EnabledOnOs(OS.LINUX)
class LongFilesTest {
  private static final int SECONDS = Integer.getInteger("ecg.long.seconds", 600);
  private static final boolean IS_LONG = SECONDS >= 86_400;
  private static final int RATE = 500;
  private static final int SAMPLES = SECONDS * RATE;
  private static final long MOST_KB = 1_500_000;
  private static final Pattern MEMORY = Pattern.compile(Measured.MARK + "\\s+(\\d+) kB\\s*$");

  /** A begin within a data record of EDF, near the end. */
  private static final double FROM = SECONDS - 33.408;

  private static final List<String> PART = List.of("--from", "" + FROM, "--seconds", "10");

  @TempDir private Path folder;

  /** {@code [sample][lead]} in microvolts: a recording that goes round. */
  private short[][] round;

  private Path cut;

  @BeforeEach
  void generate() {
    EcgRecord record =
        new SyntheticCohort(new SyntheticCohort.Options(5, 1, ClassMix.BALANCED))
            .record(0)
            .record();
    // Of such a length that no format's blocks begin where it does.
    round = new short[4999][12];
    for (int i = 0; i < round.length; i++) {
      for (int lead = 0; lead < 12; lead++) {
        round[i][lead] = (short) Math.rint(1000 * record.millivolts()[lead][i]);
      }
    }
    double[][] part = new double[12][10 * RATE];
    long first = Math.round(FROM * RATE);
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < part[lead].length; i++) {
        part[lead][i] = round[(int) ((first + i) % round.length)][lead] / 1000.0;
      }
    }
    WfdbWriter.write(
        folder, new EcgRecord("cut", RATE, part, OptionalInt.empty(), Sex.UNKNOWN, Set.of()));
    cut = folder.resolve("cut.hea");
  }

  /** The samples one after the other, all leads of each. */
  private void append(Path file, byte[] begin) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(24 * round.length).order(ByteOrder.LITTLE_ENDIAN);
    for (short[] instant : round) {
      for (short value : instant) {
        block.putShort(value);
      }
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(begin);
      for (int at = 0; at < SAMPLES; at += round.length) {
        out.write(block.array(), 0, 24 * Math.min(round.length, SAMPLES - at));
      }
    }
  }

  private Path wfdb() throws IOException {
    StringBuilder header = new StringBuilder("long 12 %d %d\n".formatted(RATE, SAMPLES));
    for (Lead lead : Lead.ALL) {
      long sum = 0;
      for (int i = 0; i < SAMPLES; i++) {
        sum += round[i % round.length][lead.ordinal()];
      }
      header.append(
          "long.dat 16 1000/mV 16 0 %d %d 0 %s\n"
              .formatted(round[0][lead.ordinal()], (short) sum, lead.label()));
    }
    append(folder.resolve("long.dat"), new byte[0]);
    return Files.writeString(folder.resolve("long.hea"), header);
  }

  private Path edf() throws IOException {
    EdfBytes edf = new EdfBytes();
    edf.records = "" + SECONDS;
    for (Lead lead : Lead.ALL) {
      edf.signals.add(EdfBytes.Signal.lead("ECG " + lead, "mV", new int[RATE]));
    }
    byte[] header = Arrays.copyOf(edf.bytes(), 256 * 13);
    Path file = folder.resolve("long.edf");
    ByteBuffer record = ByteBuffer.allocate(24 * RATE).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header);
      for (int second = 0; second < SECONDS; second++) {
        record.clear();
        for (int lead = 0; lead < 12; lead++) {
          for (int i = 0; i < RATE; i++) {
            record.putShort(round[(int) (((long) second * RATE + i) % round.length)][lead]);
          }
        }
        out.write(record.array());
      }
    }
    return file;
  }

  private Path ishne() throws IOException {
    IshneBytes ishne = new IshneBytes();
    ishne.codes = new int[12];
    ishne.nanovolts = new int[12];
    Arrays.setAll(ishne.codes, i -> 5 + i);
    Arrays.fill(ishne.nanovolts, 1000);
    ishne.samples = new short[0][];
    ishne.count = SAMPLES;
    append(folder.resolve("long.ecg"), ishne.bytes());
    return folder.resolve("long.ecg");
  }

  private Path npy() throws IOException {
    byte[] header = NumpyBytes.file(1, "<i2", false, "(" + SAMPLES + ", 12)", new byte[0]);
    append(folder.resolve("long.npy"), header);
    return folder.resolve("long.npy");
  }

  private Path dicom() throws IOException {
    byte[][] around = DicomWriter.around(SAMPLES, RATE);
    Path file = folder.resolve("long.dcm");
    append(file, around[0]);
    return Files.write(file, around[1], StandardOpenOption.APPEND);
  }

  private Path hdf5() {
    Path path = folder.resolve("long.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      for (Lead lead : Lead.ALL) {
        short[] values = new short[SAMPLES];
        for (int i = 0; i < values.length; i++) {
          values[i] = round[i % round.length][lead.ordinal()];
        }
        file.putDataset(lead.label(), values);
      }
      file.putDataset("fs", RATE);
    }
    return path;
  }

  /** Runs a verb as a user does, in a process of its own. */
  private Outcome run(String verb, Path file, List<String> more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-Decg.models=" + System.getProperty("ecg.models"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Measured.class.getName(),
                verb,
                file.toString()));
    command.addAll(more);
    if (!verb.equals("view") && !verb.equals("recording")) {
      command.addAll(List.of("--out", folder.resolve("o").toString()));
    }
    if (file.toString().endsWith(".npy")) {
      command.addAll(List.of("--rate", "" + RATE));
    }
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    int exitCode =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    String said = Files.readString(err, StandardCharsets.UTF_8);
    String what = verb + " " + file.getFileName() + " " + more + ": " + said;
    assertFalse(said.contains("\tat "), what);
    Matcher memory = MEMORY.matcher(said);
    assertTrue(memory.find(), what);
    long kb = Long.parseLong(memory.group(1));
    System.out.printf("%s %s %s: %d MB%n", verb, file.getFileName(), more, kb >> 10);
    assertTrue(kb < MOST_KB, what);
    return new Outcome(exitCode, Files.readString(out, StandardCharsets.UTF_8), said);
  }

  /** Makes a file when it is its turn, and removes it: each has 1 GB. */
  private void each(Use use) throws Exception {
    List<Callable<Path>> makers =
        IS_LONG
            ? List.of(this::wfdb, this::hdf5, this::edf, this::ishne, this::npy, this::dicom)
            : List.of(this::wfdb, this::dicom);
    for (Callable<Path> maker : makers) {
      Path file = maker.call();
      use.of(file);
      Files.delete(file);
      Files.deleteIfExists(folder.resolve("long.dat"));
    }
  }

  private interface Use {
    void of(Path file) throws Exception;
  }

  @Test
  void aPartHasTheScoresOfTheSameSecondsCutOut() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/status")));
    String features = run("features", cut, List.of()).out();
    String scores = run("predict", cut, List.of()).out();
    assertEquals(10, scores.lines().count());
    each(
        file -> {
          Outcome part = run("features", file, PART);
          assertEquals(0, part.exitCode(), part.err());
          // What a file states in other steps of other units differs by its rounding.
          boolean isSame = !file.toString().endsWith(".edf");
          if (isSame) {
            assertEquals(features, part.out(), "" + file);
          }
          Outcome predicted = run("predict", file, PART);
          assertEquals(0, predicted.exitCode(), predicted.err());
          String renamed = predicted.out().replace("long,", "cut,");
          if (isSame) {
            assertEquals(scores, renamed, "" + file);
          } else {
            String[] expected = scores.split("\n");
            String[] found = renamed.split("\n");
            for (int i = 1; i < expected.length; i++) {
              double e = Double.parseDouble(expected[i].split(",")[2]);
              assertEquals(e, Double.parseDouble(found[i].split(",")[2]), 1e-5);
            }
          }
          assertTrue(predicted.err().contains("note: The part from seconds "), predicted.err());
          if (IS_LONG) {
            for (String verb : List.of("check", "recording")) {
              assertEquals(0, run(verb, file, PART).exitCode());
            }
          }
          Outcome quality = run("quality", file, PART);
          assertEquals(0, quality.exitCode(), quality.err());
          assertFalse(quality.out().contains("ERROR"), quality.out());
        });
  }

  /** Without a part: done, or one sentence that says how to read one. */
  @Test
  void theWholeIsReadOrRefusedInASentence() throws Exception {
    each(
        file -> {
          for (String verb : List.of("check", "quality", "predict", "features", "view")) {
            if (!IS_LONG && !verb.equals("view")) {
              continue;
            }
            Outcome outcome =
                run(
                    verb,
                    file,
                    verb.equals("view") ? List.of("--out", folder + "/p.html") : List.of());
            if (IS_LONG && !verb.equals("quality")) {
              assertEquals(2, outcome.exitCode(), outcome.err());
              assertTrue(outcome.err().contains("--from SECONDS --seconds N"), outcome.err());
            } else {
              assertEquals(0, outcome.exitCode(), outcome.err());
            }
          }
          List<String> page = new ArrayList<>(PART);
          page.addAll(List.of("--out", folder + "/part.html"));
          assertEquals(0, run("view", file, page).exitCode());
          assertTrue(Files.size(folder.resolve("part.html")) < 1 << 20);
        });
  }

  /** Between what memory holds and what a page holds: the parts are offered. */
  @Test
  void aPageOfHoursOffersItsParts() throws IOException {
    StringBuilder header = new StringBuilder("hour 12 100 360000\n");
    Lead.ALL.forEach(l -> header.append("hour.dat 16 1000/mV 16 0 0 0 0 " + l.label() + "\n"));
    Path file = Files.writeString(folder.resolve("hour.hea"), header);
    Files.write(folder.resolve("hour.dat"), new byte[24 * 360_000]);
    Outcome whole = Outcome.run("view", "" + file, "--out", folder + "/p.html");
    assertEquals(2, whole.exitCode());
    assertEquals(
        "hour: expected at most 1800 s for one page, found 3600.0 s; --from SECONDS --seconds N of a"
            + " FILE shows a part, the first by --seconds 600, the next by --from 600 --seconds 600",
        whole.err().strip());
    Outcome beyond =
        Outcome.run("check", "" + file, "--from", "3599", "--seconds", "2", "--resample");
    assertEquals(2, beyond.exitCode());
    assertEquals(
        "hour.hea: expected a window within the recording's 3600.0 s, found 3599.0 to 3601.0 s",
        beyond.err().strip());
    assertEquals(2, Outcome.run("check", "" + file, "--from", "3").exitCode());
    assertEquals(2, Outcome.run("check", "--seconds", "3").exitCode());
  }
}
