package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.LeaveOut;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.WfdbFolder;
import org.ecgworkbench.dataset.quality.QualityReport;
import org.ecgworkbench.dataset.quality.SignalQuality;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.recording.ShippedModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated recordings and folders: each is read as it was, or said to be otherwise in one sentence, within ten seconds. A sample of them
 * here; in full by {@code environment/test damage}, which sets the numbers.
 */
class DamageTest {
  private static final int FILES = Integer.getInteger("ecg.damage.files", 600);
  private static final int FOLDERS = Integer.getInteger("ecg.damage.folders", 120);
  private static final int VERBS = Integer.getInteger("ecg.damage.verbs", 10);
  private static final int TRAININGS = Integer.getInteger("ecg.damage.trainings", 1);
  private static final long SEED = 20_261_130;
  private static final Path SHIPPED = Path.of("../../results/models/ptb-xl-ten-seconds");
  private static final int SAMPLES = 1000;
  private static final String[] WORDS = {
    "0",
    "-1",
    "1e308",
    "NaN",
    "Infinity",
    "99999999999",
    "65536",
    "",
    "~",
    "x",
    "500.5",
    "µV",
    "../a",
    "212",
    "516",
    "16x2",
    "16:3",
    "16+24",
    "1e-99/mV",
    "200(5)/uV",
    "A/2",
    "\u0000"
  };

  @TempDir private Path folder;
  private final List<EcgRecord> sound = new ArrayList<>();

  @BeforeEach
  void generate() {
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(3, 12, ClassMix.BALANCED));
    for (int i = 0; i < 12; i++) {
      EcgRecord r = cohort.record(i).record();
      sound.add(
          new EcgRecord(
              r.id(),
              500,
              Arrays.stream(r.millivolts())
                  .map(v -> Arrays.copyOf(v, SAMPLES))
                  .toArray(double[][]::new),
              r.ageYears(),
              r.sex(),
              r.diagnoses()));
    }
  }

  /** Neighbouring seeds of Random begin alike. */
  private static Random random(int i) {
    return new Random((SEED + i) * 0x9E3779B97F4A7C15L);
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] other = bytes.clone();
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(64, bytes.length));
    switch (random.nextInt(6)) {
      case 0 -> other[at] ^= 1 << random.nextInt(8);
      case 1 -> other[at] = (byte) random.nextInt(256);
      case 2 -> other = Arrays.copyOf(bytes, at);
      case 3 -> other = Arrays.copyOf(bytes, bytes.length + length);
      case 4 -> Arrays.fill(other, at, Math.min(bytes.length, at + length), (byte) 0);
      default -> System.arraycopy(bytes, 0, other, at, Math.min(length, bytes.length - at));
    }
    return other;
  }

  private static String damaged(String header, Random random) {
    List<String> lines = new ArrayList<>(List.of(header.split("\n")));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(6)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.set(at, lines.get(at) + lines.get(random.nextInt(lines.size())));
      case 3 -> {
        String line = lines.get(at);
        int cut = random.nextInt(line.length() + 1);
        lines.set(at, line.substring(0, cut) + (char) random.nextInt(256) + line.substring(cut));
      }
      default -> {
        String[] words = lines.get(at).split(" ", -1);
        words[random.nextInt(words.length)] = WORDS[random.nextInt(WORDS.length)];
        lines.set(at, String.join(" ", words));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static void within(long begin, String what) {
    assertTrue(System.nanoTime() - begin < 10_000_000_000L, "more than 10 s: " + what);
  }

  /** What a verb may say of its input: done or refused, and never by a stack trace or with a number that is none. */
  private static void sayable(String what, String... verb) {
    long begin = System.nanoTime();
    Outcome outcome = Outcome.run(verb);
    within(begin, what + String.join(" ", verb));
    String all = outcome.out() + outcome.err();
    // Notes quote what a file says.
    String numbers =
        String.join("\n", outcome.out().lines().filter(l -> !l.startsWith("note: ")).toList());
    assertTrue(outcome.exitCode() == 0 || outcome.exitCode() == 2, what + all);
    assertTrue(
        !all.contains("\tat ") && !numbers.matches("(?s).*\\b(NaN|Infinity)\\b.*"), what + all);
  }

  private static void equalIfReadFrom(byte[] mat, byte[] changed, EcgRecord one, EcgRecord read) {
    // The header was not touched and states checksums, so what is read is what was written. Beyond
    // 64 bytes a sum may fit by chance.
    if (!Arrays.equals(mat, changed)) {
      assertTrue(Arrays.deepEquals(one.millivolts(), read.millivolts()), "read as another signal");
    }
  }

  @Test
  void aMutatedFileIsReadAsItWasOrRefusedInASentence() throws IOException {
    WfdbWriter.write(folder, sound.get(0));
    Path header = folder.resolve(sound.get(0).id() + ".hea");
    Path mat = folder.resolve(sound.get(0).id() + ".mat");
    EcgRecord asWritten = RecordingFile.read(header);
    byte[] samples = Files.readAllBytes(mat);
    String text = Files.readString(header, StandardCharsets.ISO_8859_1);
    int read = 0;
    var refused = new TreeMap<String, Integer>();
    try (ShippedModel shipped = ShippedModel.load(SHIPPED)) {
      for (int i = 0; i < FILES; i++) {
        Random random = random(i);
        boolean ofSamples = random.nextBoolean();
        byte[] changed = ofSamples ? damaged(samples, random) : samples;
        Files.write(mat, changed);
        Files.writeString(
            header, ofSamples ? text : damaged(text, random), StandardCharsets.ISO_8859_1);
        String what = "file " + i + ": ";
        long begin = System.nanoTime();
        try {
          EcgRecord record = RecordingFile.open(header, RecordingFile.Options.defaults()).record();
          if (ofSamples) {
            equalIfReadFrom(samples, changed, asWritten, record);
          }
          SignalQuality.usable(record);
          if (i % 10 == 0) {
            for (double score : shipped.model().scores(record)) {
              assertTrue(score >= 0 && score <= 1, what + score);
            }
          }
          read++;
        } catch (EcgDataException e) {
          assertTrue(e.getMessage().lines().count() == 1, what + e.getMessage());
          refused.merge(e.getMessage().replaceAll("\\d+", "#"), 1, Integer::sum);
        } catch (RuntimeException e) {
          fail(what, e);
        }
        try {
          QualityReport.of(header, RecordingFile.Options.defaults());
        } catch (RuntimeException e) {
          fail(what, e);
        }
        within(begin, what);
        if (i % Math.max(1, FILES / VERBS) == 0) {
          for (String verb : List.of("check", "recording", "view")) {
            sayable(what, verb, header.toString());
          }
        }
      }
    }
    assertTrue(read > FILES / 10 && read < FILES, read + " of " + FILES + " read; " + refused);
  }

  private void damagedFolder(Path data, Random random) throws IOException {
    for (int i = 0; i < 4; i++) {
      WfdbWriter.write(data, sound.get(i));
    }
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      String id = sound.get(random.nextInt(4)).id();
      Path header = data.resolve(id + ".hea");
      Path mat = data.resolve(id + ".mat");
      Path either = random.nextBoolean() ? header : mat;
      if (!Files.isRegularFile(either) || Files.isSymbolicLink(mat)) {
        continue;
      }
      switch (random.nextInt(7)) {
        case 0 -> Files.delete(either);
        case 1 -> Files.write(mat, damaged(samplesOf(mat), random));
        case 2 -> Files.move(either, data.resolve(either.getFileName().toString().toUpperCase()));
        case 3 -> {
          Path deep = Files.createDirectories(data.resolve("deep/er"));
          Files.copy(
              either,
              deep.resolve(random.nextBoolean() ? "other.hea" : "" + either.getFileName()),
              StandardCopyOption.REPLACE_EXISTING);
        }
        case 4 -> {
          Files.delete(either);
          Files.createSymbolicLink(either, random.nextBoolean() ? Path.of("gone") : either);
        }
        default -> {
          if (Files.isRegularFile(header)) {
            String text = Files.readString(header, StandardCharsets.ISO_8859_1);
            Files.writeString(header, damaged(text, random), StandardCharsets.ISO_8859_1);
          }
        }
      }
    }
  }

  private static byte[] samplesOf(Path mat) throws IOException {
    return Files.isRegularFile(mat) && Files.size(mat) > 0 ? Files.readAllBytes(mat) : new byte[1];
  }

  private static void delete(Path data) throws IOException {
    if (Files.notExists(data)) {
      return;
    }
    try (Stream<Path> all = Files.walk(data)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** What quality leaves out is enough: the rest of the folder is opened, and has no error. */
  @Test
  void whatOneVerbPassesTheNextAccepts() throws IOException {
    var refused = new TreeMap<String, Integer>();
    int accepted = 0;
    for (int i = 0; i < FOLDERS; i++) {
      Path data = Files.createDirectories(folder.resolve("d"));
      damagedFolder(data, random(i));
      String what = "folder " + i + ": ";
      long begin = System.nanoTime();
      try {
        QualityReport report = QualityReport.of(data, line -> {});
        WholeFile.write(
            folder.resolve("out.csv"),
            org.ecgworkbench.base.CsvText.of(report.exclusions().table()));
        assertTrue(report.account().isPresent(), what);
        if (report.exclusions().all().size() < report.records()) {
          EcgDataset rest =
              Datasets.open(
                  data,
                  WfdbFolder.Options.defaults(),
                  LeaveOut.parse(folder.resolve("out.csv").toString()));
          QualityReport.of(rest, line -> {}).usable();
          accepted++;
        }
      } catch (EcgDataException e) {
        refused.merge(e.getMessage().replaceAll("\\d+|S\\d+", "#"), 1, Integer::sum);
        boolean isOfAll = e.getMessage().contains("expected recordings (.hea and .mat files)");
        assertTrue(isOfAll, what + e.getMessage());
      } catch (RuntimeException e) {
        fail(what, e);
      }
      within(begin, what);
      if (i % Math.max(1, FOLDERS / VERBS) == 0) {
        String out = folder.resolve("o").toString();
        for (String verb : List.of("check", "profile", "features", "quality")) {
          sayable(what, verb, "--data", data.toString(), "--out", out);
        }
      }
      delete(data);
    }
    assertTrue(accepted > FOLDERS / 2, accepted + " of " + FOLDERS + ", refused " + refused);
  }

  @Test
  void experimentsOnDamagedFoldersEndInASentence() throws IOException {
    for (int i = 0; i < TRAININGS; i++) {
      Path data = Files.createDirectories(folder.resolve("t"));
      damagedFolder(data, random(i));
      for (int r = 4; r < 12; r++) {
        WfdbWriter.write(data, sound.get(r));
      }
      String out = folder.resolve("o" + i).toString();
      String[] options = {"--data", data.toString(), "--out", out, "--profile", "smoke"};
      List<List<String>> verbs =
          List.of(
              List.of("train"),
              List.of("rotate", "--learner", "logistic-regression", "--folds", "1,2"),
              List.of("audit", "--learner", "logistic-regression", "--splits", "2"),
              List.of("external", "--test", data.toString(), "--seeds", "1"),
              List.of("explain", "--record", "S00005"));
      for (List<String> verb : verbs) {
        List<String> all = new ArrayList<>(verb);
        all.addAll(List.of(options));
        Outcome outcome = Outcome.run(all.toArray(String[]::new));
        assertTrue(Set.of(0, 2).contains(outcome.exitCode()), i + " " + all + outcome.err());
        assertEquals(0, outcome.err().lines().filter(l -> l.startsWith("\tat ")).count());
      }
      delete(data);
      delete(folder.resolve("o" + i));
    }
  }
}
