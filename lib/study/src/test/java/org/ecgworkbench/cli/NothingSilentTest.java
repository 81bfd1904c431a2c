package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording, a folder or a model can have wrong is said, once, by every verb that it matters to. */
class NothingSilentTest {
  private static final String SHIPPED = "../../results/models/ptb-xl-ten-seconds";
  @TempDir private static Path made;
  @TempDir private Path folder;

  @BeforeAll
  static void generate() {
    new SyntheticCohort(new SyntheticCohort.Options(5, 12, ClassMix.BALANCED))
        .writeTo(made, done -> {});
  }

  /** A folder with the first records of the cohort. */
  private Path records(String name, int count) throws IOException {
    Path target = Files.createDirectories(folder.resolve(name));
    for (int i = 1; i <= count; i++) {
      copy(target, i, "S%05d".formatted(i));
    }
    return target;
  }

  private static void copy(Path target, int number, String id) throws IOException {
    String from = "S%05d".formatted(number);
    Files.copy(made.resolve(from + ".mat"), target.resolve(id + ".mat"));
    String header = Files.readString(made.resolve(from + ".hea"), StandardCharsets.ISO_8859_1);
    Files.writeString(target.resolve(id + ".hea"), header.replace(from, id));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String changed = text.replaceAll(from, to);
    assertFalse(changed.equals(text), text);
    Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
  }

  private static List<String> lines(String text, String with) {
    return text.lines().filter(line -> line.contains(with)).toList();
  }

  /** The shipped network's validation fold holds no STE: it said yes to it for every record of a folder. */
  @Test
  void aClassThatIsNotDecidedIsNeitherYesNorNo() throws IOException {
    Path data = records("few", 2);
    Outcome all =
        run("predict", "--data", "" + data, "--model", SHIPPED, "--record", "S00001,S00002");
    assertEquals(0, all.exitCode(), all.err());
    List<String> ste = lines(all.out(), ",STE,");
    assertEquals(2, ste.size());
    ste.forEach(line -> assertTrue(line.matches("S0000\\d,STE,[^,]+,,,[01]"), line));
    assertEquals(1, lines(all.err(), "STE is not decided").size(), all.err());
    Outcome one =
        run("predict", data.resolve("S00001.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(lines(all.out(), "S00001,"), lines(one.out(), "S00001,"), "one rule for both");
  }

  private Outcome quality(Path data) {
    return run("quality", "--data", "" + data, "--out", folder + "/q");
  }

  /** Reads the folder with what quality leaves out left out: what one verb passes, the next accepts. */
  private Outcome checkWithoutExclusions(Path data) {
    Path list = folder.resolve("q/tables/exclusions.csv");
    return run("check", "--data", "" + data, "--out", folder + "/c", "--leave-out", "" + list);
  }

  /** Writes a record anew with other samples: in each lead, value after value. */
  private static void rewrite(Path data, String id, int samples, double factor) {
    EcgRecord r = WfdbReader.read(data.resolve(id + ".hea"));
    double[][] other = new double[12][samples];
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < samples; i++) {
        other[lead][i] = factor * r.millivolts()[lead][i];
      }
    }
    WfdbWriter.write(data, new EcgRecord(id, 500, other, r.ageYears(), r.sex(), r.diagnoses()));
  }

  /** One sample, twelve leads of zero, a gain of 1e-99: each had nine scores, or NaN on standard output. */
  @Test
  void whatIsNoRecordingIsRefusedByOneGateInEveryVerb() throws IOException {
    Path data = records("gate", 12);
    rewrite(data, "S00001", 1, 1);
    rewrite(data, "S00002", 5000, 0);
    edit(data.resolve("S00003.hea"), "1000/mV", "1e-99/mV");
    for (String[] one :
        new String[][] {
          {"S00001", "too short: 0.002 s"}, {"S00002", "no signal"}, {"S00003", "are its units"}
        }) {
      String file = data.resolve(one[0] + ".hea").toString();
      for (String verb : List.of("check", "predict")) {
        Outcome outcome = run(verb, file, "--out", folder + "/o");
        assertEquals(2, outcome.exitCode(), verb + outcome.out());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains(one[1]), outcome.err());
      }
      assertTrue(lines(run("quality", file, "--out", folder + "/f").out(), "ERROR").size() >= 1);
    }
    for (String verb : List.of("check", "train", "rotate", "audit")) {
      Outcome outcome =
          run(verb, "--data", "" + data, "--profile", "smoke", "--out", folder + "/o");
      assertEquals(2, outcome.exitCode(), verb + outcome.err());
      assertTrue(
          outcome.err().contains("record S00001: too short: 0.002 s, 1 samples (and 2 more"),
          outcome.err());
    }
    Outcome predict =
        run("predict", "--data", "" + data, "--model", SHIPPED, "--record", "S00004,S00002");
    assertEquals(2, predict.exitCode());
    assertTrue(predict.err().contains("record S00002: no signal"), predict.err());
    assertTrue(quality(data).out().contains("3 of 12 records are left out"));
    assertEquals(0, checkWithoutExclusions(data).exitCode());
  }

  /** A gain of 4880/mV made atrial fibrillation of 98 of 113 records. */
  @Test
  void aWrongGainIsNamedWhetherOneRecordHasItOrAll() throws IOException {
    Path data = records("gain", 12);
    edit(data.resolve("S00002.hea"), "1000/mV", "4880/mV");
    Outcome check = run("check", "--data", "" + data, "--out", folder + "/o");
    assertEquals(0, check.exitCode(), check.err());
    assertTrue(check.err().contains("another gain than the folder's: 1 of 12 records (S00002)"));
    assertTrue(quality(data).out().contains("another gain than the folder's"));
    rewrite(data, "S00003", 5000, 0.2);
    Outcome predict =
        run("predict", data.resolve("S00003.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertTrue(predict.err().contains("note: amplitude too low: "), predict.err());
  }

  /** Four millivolts on V1 to V6 drew them in other leads' rows, and no check saw it. */
  @Test
  void aLeadWithAnOffsetIsNamed() throws IOException {
    Path data = records("offset", 1);
    EcgRecord r = WfdbReader.read(data.resolve("S00001.hea"));
    for (int i = 0; i < r.samples(); i++) {
      r.millivolts()[6][i] += 4;
    }
    WfdbWriter.write(data, r);
    assertTrue(
        run("check", data.resolve("S00001.hea") + "")
            .out()
            .contains("lead V1: lead far from zero"));
  }

  @Test
  void agesThatNobodyHasAreUnknownAndCounted() throws IOException {
    Path data = records("ages", 4);
    edit(data.resolve("S00001.hea"), "#Age: .*", "#Age: 300");
    edit(data.resolve("S00002.hea"), "#Age: .*", "#Age: -1");
    Outcome check = run("check", "--data", "" + data, "--out", folder + "/o");
    assertTrue(check.err().contains("age out of range: 2 of 4 records (S00001, S00002)"));
    assertEquals(
        2, Datasets.open(data).records().stream().filter(r -> r.ageYears().isEmpty()).count());
  }

  /** What cannot be read of a patient hides nothing else, and is an error where an experiment stops. */
  @Test
  void anAgeThatCannotBeReadIsOneErrorAndNoUntruth() throws IOException {
    Path data = records("age", 4);
    edit(data.resolve("S00003.hea"), "#Age: .*", "#Age: >89");
    Outcome quality = quality(data);
    assertEquals(1, lines(quality.out(), "ERROR").size(), quality.out());
    assertEquals(0, lines(quality.out(), "none of the nine").size(), quality.out());
    assertEquals(0, lines(quality.out(), "not stated").size(), quality.out());
    assertEquals(0, checkWithoutExclusions(data).exitCode());
    Outcome predict =
        run("predict", data.resolve("S00003.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(0, predict.exitCode(), predict.err());
    assertTrue(predict.err().contains("found '>89'; it counts as unknown"), predict.err());
  }

  @Test
  void aSexThatCannotBeReadIsNotCalledUnstated() throws IOException {
    Path data = records("sex", 4);
    edit(data.resolve("S00003.hea"), "#Sex: .*", "#Sex: Other");
    Outcome quality = quality(data);
    assertEquals(1, lines(quality.out(), "ERROR").size(), quality.out());
    assertEquals(0, lines(quality.out(), "not stated").size(), quality.out());
    assertEquals(0, checkWithoutExclusions(data).exitCode());
  }

  @Test
  void aSecondLineOfDiagnosesCounts() throws IOException {
    Path data = records("dx", 1);
    edit(data.resolve("S00001.hea"), "#Dx: .*", "#Dx: 426783006\n#Dx: 164889003");
    assertEquals(
        Set.of(Diagnosis.SNR, Diagnosis.AF), Datasets.open(data).records().get(0).diagnoses());
  }

  /** One person under two names was trained and tested on. Equal files are one person's, and share a fold. */
  @Test
  void theSameSignalInTwoPartsOfASplitIsSaid() throws IOException {
    Path data = records("twice", 12);
    Path other = records("other", 12);
    for (int i = 1; i <= 12; i++) {
      copy(data, i, "T%05d".formatted(i));
      EcgRecord r = WfdbReader.read(data.resolve("S%05d.hea".formatted(i)));
      // The same signal in another file: format 32.
      String id = "T%05d".formatted(i);
      // Of open length, so that no checksum is compared.
      StringBuilder header = new StringBuilder(id + " 12 500\n");
      ByteBuffer samples =
          ByteBuffer.allocate(48 * r.samples()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      Lead.ALL.forEach(l -> header.append("%s.dat 32 1000/mV 16 0 0 0 0 %s\n".formatted(id, l)));
      for (int at = 0; at < r.samples(); at++) {
        for (double[] lead : r.millivolts()) {
          samples.putInt((int) Math.rint(1000 * lead[at]));
        }
      }
      Files.write(other.resolve(id + ".dat"), samples.array());
      Files.writeString(other.resolve(id + ".hea"), header + "#Dx: 426783006\n");
    }
    Outcome equal = run("check", "--data", "" + data, "--out", folder + "/o");
    assertEquals(0, equal.exitCode(), equal.err());
    assertFalse(equal.err().contains("stand in two parts"), equal.err());
    Outcome check = run("check", "--data", "" + other, "--out", folder + "/o");
    assertTrue(
        check.err().contains("records of one signal or patient stand in two parts"), check.err());
  }

  /** The default place was that of the project's own results, under whose provenance another set's findings then stood. */
  @Test
  void qualityReplacesNoResultsOfAnExperiment() throws IOException {
    Path data = records("few", 2);
    Path tables = Files.createDirectories(folder.resolve("results/tables"));
    Files.writeString(tables.resolve("quality-report.json"), "{}");
    Outcome quality = run("quality", "--data", "" + data, "--out", tables.getParent().toString());
    assertEquals(2, quality.exitCode());
    assertTrue(
        quality.err().contains("found an experiment's results; --out DIR names another"),
        quality.err());
    try (var files = Files.list(tables)) {
      assertEquals(1, files.count());
    }
  }

  /** The card said of training records that no step of training had seen them. */
  @Test
  void aTestSetThatWasTrainedOnIsRefused() throws IOException {
    Path data = records("own", 12);
    Path test = Files.createDirectories(folder.resolve("other"));
    copy(test, 2, "HR0001");
    Outcome external =
        run(
            "external",
            "--data",
            "" + data,
            "--test",
            "" + test,
            "--profile",
            "smoke",
            "--out",
            folder + "/o");
    assertEquals(2, external.exitCode(), external.err());
    assertTrue(
        external.err().contains("1 hold a signal of the data that was trained on (HR0001)"),
        external.err());
  }

  /** Each stood beside one good record, and every verb said "1 record" and nothing else. */
  @Test
  void everyFileIsAccountedFor() throws IOException {
    Path data = records("files", 1);
    Path deep = Files.createDirectories(data.resolve("a/b/c/d/e"));
    copy(deep, 2, "S00002");
    Files.copy(made.resolve("S00003.hea"), data.resolve("S00003.HEA"));
    Files.copy(made.resolve("S00003.mat"), data.resolve("S00003.MAT"));
    Files.createSymbolicLink(data.resolve("S00004.hea"), Path.of("/nowhere/annex"));
    Files.copy(made.resolve("S00005.mat"), data.resolve("S00005.dat"));
    Files.writeString(data.resolve("README.txt"), "about");
    Outcome check = run("check", "--data", "" + data, "--out", folder + "/o");
    Outcome quality = quality(data);
    for (String said : List.of(check.err(), quality.out())) {
      for (String line :
          List.of(
              "files: 9 found, 4 read as 2 records, 5 not read",
              "not read, a name in upper case, where WFDB has .hea, .mat and .dat: 2 (S00003.HEA, S00003.MAT)",
              "not read, a link to nothing: 1 (S00004.hea)",
              "not read, signals without their header: 1 (S00005.dat)",
              "not read, no recording: 1 (README.txt)")) {
        assertTrue(said.contains(line), said);
      }
    }
    List<String> rows = Files.readAllLines(folder.resolve("q/tables/files-not-read.csv"));
    assertEquals(6, rows.size());
    assertTrue(rows.contains("S00005.dat,signals without their header"), "" + rows);
  }

  @Test
  void aLoopOfLinksIsNamedAsOne() throws IOException {
    Path data = records("loop", 1);
    Files.createSymbolicLink(data.resolve("round"), data);
    Outcome check = run("check", "--data", "" + data, "--out", folder + "/o");
    assertEquals(2, check.exitCode());
    assertTrue(check.err().contains("/round cannot be read (a loop of links"), check.err());
  }

  /** Of two records that name each other as segments quality said "0 records", exit 0. */
  @Test
  void recordsThatAreSegmentsOfEachOtherAreErrors() throws IOException {
    Path data = records("rounds", 1);
    for (String[] pair : new String[][] {{"a", "b"}, {"b", "a"}, {"c", "c"}}) {
      Files.writeString(
          data.resolve(pair[0] + ".hea"), pair[0] + "/1 12 500 5000\n" + pair[1] + " 5000\n");
    }
    assertTrue(quality(data).out().contains("3 of 4 records are left out"), quality(data).out());
    assertEquals(0, checkWithoutExclusions(data).exitCode());
  }

  /** One bit of a weight, and thresholds of half a validation fold, changed scores and decisions without a word. */
  @Test
  void aDamagedModelIsRefusedByName() throws IOException {
    String file = made.resolve("S00001.hea").toString();
    for (String damaged : List.of("model.safetensors", "predictions-validation.csv")) {
      Path model = Files.createDirectories(folder.resolve("model-" + damaged));
      for (String name : List.of("model.safetensors", "predictions-validation.csv", "SHA256SUMS")) {
        Files.copy(Path.of(SHIPPED, name), model.resolve(name));
      }
      byte[] bytes = Files.readAllBytes(model.resolve(damaged));
      bytes[bytes.length / 2] ^= 1;
      Files.write(model.resolve(damaged), bytes);
      Outcome outcome = run("predict", file, "--model", "" + model, "--out", folder + "/o");
      assertEquals(2, outcome.exitCode(), outcome.out());
      assertEquals("", outcome.out());
      assertTrue(
          outcome.err().contains(damaged + ": expected the file that SHA256SUMS lists"),
          outcome.err());
      // Without the sums nobody knows, and a weight that is no number is refused all the same.
      Files.delete(model.resolve("SHA256SUMS"));
      if (damaged.startsWith("model")) {
        for (int i = 0; i < 4; i++) {
          bytes[bytes.length - 1 - i] = (byte) 0xff;
        }
        Files.write(model.resolve(damaged), bytes);
        assertTrue(
            run("predict", file, "--model", "" + model, "--out", folder + "/o")
                .err()
                .matches("(?s).*weight \\S+: expected \\S+ below 1e30, found NaN.*"));
      }
    }
  }

  @Test
  void namesWithCommasAndOfAnyLengthWork() throws IOException {
    Path data = Files.createDirectories(folder.resolve("names"));
    String name = "n".repeat(240) + ",rest";
    copy(data, 1, name);
    Outcome predict =
        run(
            "predict",
            data.resolve(name + ".hea") + "",
            "--model",
            SHIPPED,
            "--out",
            folder + "/o");
    assertEquals(0, predict.exitCode(), predict.err());
    for (int i = 2; i <= 12; i++) {
      copy(data, i, "r," + i);
    }
    String[] rotation =
        "rotate --data %s --learner logistic-regression --folds 1,2 --profile smoke --out %s/o"
            .formatted(data, folder)
            .split(" ");
    Outcome rotate = run(rotation);
    assertEquals(0, rotate.exitCode(), rotate.err());
    assertEquals(rotate.out(), run(rotation).out());
  }

  /** The table of a record of 36 s ran from 0 to 15 s, the figure beside it from 26 to 36. */
  @Test
  void timesOfAnExplanationAreThoseOfTheRecord() throws IOException {
    Path data = records("times", 12);
    Outcome explain =
        run(
            "explain",
            "--data",
            "" + data,
            "--record",
            "S00001",
            "--profile",
            "smoke",
            "--out",
            folder + "/x");
    assertEquals(0, explain.exitCode(), explain.err());
    List<Path> tables;
    try (var files = Files.list(folder.resolve("x/explanations"))) {
      tables = files.filter(f -> f.toString().endsWith(".csv")).toList();
    }
    List<String> rows = Files.readAllLines(tables.get(0));
    double last = Double.parseDouble(rows.get(rows.size() - 1).split(",")[0]);
    double end = Datasets.open(data).records().get(0).seconds();
    assertTrue(last < end && last > end - 0.05, last + " of " + end);
  }

  /** "expected the time 0.0429 s at 490 Hz", where neither was the user's. */
  @Test
  void aGapInATableIsNamedByItsTwoTimes() throws IOException {
    StringBuilder text = new StringBuilder("seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n");
    for (int i = 0; i < 1000; i++) {
      text.append((i + (i < 500 ? 0 : 100)) / 500.0).append(",0.1".repeat(12)).append('\n');
    }
    Path table = Files.writeString(folder.resolve("gap.csv"), text);
    assertEquals(
        "gap.csv: line 502: expected the time to rise by 0.002 s as mostly, found a gap from 0.998 to"
            + " 1.2 s; an empty cell in a line of its own is a missing sample",
        run("check", "" + table).err().strip());
  }

  /** A challenge's .mat without its header was told of byte 126. */
  @Test
  void theHeaderThatIsMissingIsNamed() throws IOException {
    Path mat = Files.copy(made.resolve("S00001.mat"), folder.resolve("A1.mat"));
    String said = run("check", "" + mat).err();
    assertTrue(said.contains("A1.mat: expected its header A1.hea beside it"), said);
  }

  /** The page said "no filter" of what had been resampled by one. */
  @Test
  void aPageSaysThatItsRecordingWasResampledOrIsAPart() throws IOException {
    Path data = records("slow", 1);
    Path header = data.resolve("S00001.hea");
    edit(header, " 12 500 ", " 12 250 ");
    Path page = folder.resolve("p.html");
    String[] view = {"view", "" + header, "--out", "" + page};
    assertEquals(0, run(view).exitCode());
    assertTrue(
        Files.readString(page).contains("250 Hz, ")
            && Files.readString(page).contains(" s, no filter"));
    assertEquals(
        0,
        run("view", "" + header, "--resample", "--from", "1", "--seconds", "3", "--out", "" + page)
            .exitCode());
    String html = Files.readString(page);
    assertTrue(
        html.contains("500 Hz, 3.000 s, The part from seconds 1.0 to 4.0"),
        html.substring(0, 2000));
    assertTrue(html.contains("Resampled from 250 Hz to 500 Hz by a polyphase filter."));
    assertFalse(html.contains("no filter"));
  }

  /** "the recording has 10.0 s, the network reads 10 s: zeros stand before it", of 4,999 samples. */
  @Test
  void lengthsThatDifferAreShownToDiffer() throws IOException {
    Path data = records("length", 1);
    rewrite(data, "S00001", 4999, 1);
    Outcome predict =
        run("predict", data.resolve("S00001.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertTrue(
        predict.err().contains("the recording has 9.998 s, the network reads 10.000 s"),
        predict.err());
  }

  /** Java reads 0x1p32 as 4294967296, which no table of millivolts means. */
  @Test
  void aTableHasDecimalNumbersAlone() throws IOException {
    String names = "seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n";
    String zeros = ",0".repeat(11) + "\n";
    Path table = folder.resolve("t.csv");
    Files.writeString(table, names + "0,0.1" + zeros + "0.002,0x1p32" + zeros + "0.004,0" + zeros);
    assertTrue(
        run("check", "" + table)
            .err()
            .contains("expected a number, found 6 characters that are none"));
  }

  /** "lead III: 4630 of 5000 samples beyond 0.01 mV", of what nobody said. */
  @Test
  void leadsThatAreSwappedAreNamedByTheLawThatTheyBreak() throws IOException {
    Path data = records("swapped", 1);
    Path header = data.resolve("S00001.hea");
    edit(header, "(?m) I$", " X");
    edit(header, "(?m) II$", " I");
    edit(header, "(?m) X$", " II");
    String said = run("predict", "" + header, "--model", SHIPPED, "--out", folder + "/o").err();
    assertTrue(said.contains("note: lead III: Einthoven's law broken: "), said);
    assertTrue(said.contains("note: lead aVL: Goldberger's equations broken: "), said);
  }

  /** "from -233.000 to 349.000 mV, farthest from 0 at second 2.208" stood behind nine scores and said not what is wrong. */
  @Test
  void microvoltsForMillivoltsAreNamed() throws IOException {
    Path data = records("microvolts", 1);
    Path header = data.resolve("S00001.hea");
    edit(header, "1000/mV", "20/mV");
    String said = run("predict", "" + header, "--model", SHIPPED, "--out", folder + "/o").err();
    assertTrue(said.contains("amplitude too high: from -"), said);
    edit(header, "20/mV", "1/mV");
    Outcome outcome = run("predict", "" + header, "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(2, outcome.exitCode(), outcome.out());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().contains("are its units right?"), outcome.err());
  }

  /** Sinus rhythm was said of twelve lines of 1 mV. */
  @Test
  void linesOfOneValueAreNoRecording() throws IOException {
    StringBuilder text = new StringBuilder("seconds,I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i / 500.0).append(",1".repeat(12)).append('\n');
    }
    Path table = Files.writeString(folder.resolve("lines.csv"), text);
    Outcome outcome = run("predict", "" + table, "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(2, outcome.exitCode(), outcome.out());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().contains("record lines: no signal"), outcome.err());
  }

  /** The help said that empty means no label, and it was empty of a file that states another one. */
  @Test
  void aFileThatStatesOtherDiagnosesAloneHasNoneOfTheNine() throws IOException {
    Path data = records("others", 1);
    edit(data.resolve("S00001.hea"), "#Dx: .*", "#Dx: 427393009");
    Outcome predict =
        run("predict", data.resolve("S00001.hea") + "", "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(9, lines(predict.out(), "S00001,").stream().filter(l -> l.endsWith(",")).count());
    assertTrue(
        run("predict", "--help")
            .out()
            .replaceAll("\\s+", " ")
            .contains("labelled empty: none of the nine is stated"));
  }

  /** Quoted cells, as R and Excel write them, were refused; names that are none still are, with what was expected. */
  @Test
  void aTableMayHaveItsCellsInQuotationMarks() throws IOException {
    EcgRecord r = WfdbReader.read(made.resolve("S00001.hea"));
    StringBuilder plain = new StringBuilder("seconds");
    StringBuilder quoted = new StringBuilder("\"seconds\"");
    for (Lead lead : Lead.ALL) {
      plain.append(',').append(lead.label());
      quoted.append(",\"").append(lead.label()).append('"');
    }
    for (int i = 0; i < r.samples(); i++) {
      plain.append('\n').append(i / 500.0);
      quoted.append("\n\"").append(i / 500.0).append('"');
      for (double[] lead : r.millivolts()) {
        String cell = String.format(Locale.ROOT, "%.3f", lead[i]);
        plain.append(',').append(cell);
        quoted.append(",\"").append(cell).append('"');
      }
    }
    Path one = Files.writeString(folder.resolve("one.csv"), plain.append('\n'));
    Path other = Files.writeString(folder.resolve("other.csv"), quoted.append('\n'));
    Outcome expected = run("predict", "" + one, "--model", SHIPPED, "--out", folder + "/o");
    Outcome found = run("predict", "" + other, "--model", SHIPPED, "--out", folder + "/o");
    assertEquals(0, found.exitCode(), found.err());
    assertEquals(expected.out().replace("one,", "other,"), found.out());
    String more = plain.toString().replaceAll("(?m)$", ",0").replaceFirst(",0", ",RESP");
    assertTrue(
        run("check", "" + Files.writeString(folder.resolve("more.csv"), more))
            .err()
            .contains("more.csv: expected 13 columns, seconds and the twelve leads, found 14"));
    String units = plain.toString().replaceFirst("seconds,I,", "seconds,I (mV),");
    assertTrue(
        run("check", "" + Files.writeString(folder.resolve("units.csv"), units))
            .err()
            .contains("units.csv: expected one column 'I' in the first line, found none"));
  }

  /** One bad cell took the labels, ages and sexes of all 80 records, which were named 00001_hr and the like. */
  @Test
  void anUnreadableCellOfPtbXlIsOneRecordsAlone() throws IOException {
    Path data = folder.resolve("ptbxl");
    Path source = Golden.real("data/ptbxl");
    List<String> all = Files.readAllLines(source.resolve("ptbxl_database.csv"));
    List<String> rows = new ArrayList<>(List.of(all.get(0)));
    List<String> ids = new ArrayList<>();
    for (String row : all.subList(1, all.size())) {
      String id = "%05d".formatted(Integer.parseInt(row.substring(0, row.indexOf(','))));
      if (ids.size() < 6 && row.contains("'NORM': 100.0") && row.endsWith("_hr")) {
        ids.add(id);
        rows.add(row);
        for (String ending : List.of("_hr.hea", "_hr.dat")) {
          Path file = Path.of("records500", id.substring(0, 2) + "000", id + ending);
          Files.createDirectories(data.resolve(file).getParent());
          Files.copy(source.resolve(file), data.resolve(file));
        }
      }
    }
    Files.copy(source.resolve("scp_statements.csv"), data.resolve("scp_statements.csv"));
    rows.set(2, rows.get(2).replaceFirst("^([^,]*,[^,]*),[^,]*,", "$1,abc,"));
    Files.write(data.resolve("ptbxl_database.csv"), rows);
    Outcome quality = quality(data);
    assertEquals(1, lines(quality.out(), "ERROR").size(), quality.out());
    assertTrue(quality.out().contains("1 of 6 records are left out"), quality.out());
    assertEquals(0, lines(quality.out(), "none of the nine").size(), quality.out());
    assertEquals(0, lines(quality.out(), "not stated").size(), quality.out());
    assertEquals(
        List.of(
            "record,check,reason",
            ids.get(1)
                + ",METADATA,\"ptbxl_database.csv: line 3: age: expected a number of years or NaN, found 'abc'\""),
        Files.readAllLines(folder.resolve("q/tables/exclusions.csv")));
    assertEquals(0, checkWithoutExclusions(data).exitCode());
  }

  /** As in PTB-XL, of a label that there is not. */
  @Test
  void anUnreadableLabelOfCpsc2018IsOneRecordsAlone() throws IOException {
    Path source = Golden.real("data/cpsc2018-original");
    Path data = Files.createDirectories(folder.resolve("original"));
    List<String> rows = new ArrayList<>(List.of("Recording,First_label,Second_label,Third_label"));
    for (int i = 1980; i < 1985; i++) {
      Files.copy(source.resolve("A" + i + ".mat"), data.resolve("A" + i + ".mat"));
      rows.add("A" + i + "," + (i == 1982 ? 12 : 1) + ",,");
    }
    Files.write(data.resolve("REFERENCE.csv"), rows);
    Outcome quality = quality(data);
    assertTrue(quality.out().contains("1 of 5 records are left out"), quality.out());
    assertEquals(
        List.of(
            "record,check,reason",
            "A1982,METADATA,\"REFERENCE.csv: line 4: First_label: expected a label from 1 to 9, found 12\""),
        Files.readAllLines(folder.resolve("q/tables/exclusions.csv")));
    assertEquals(0, checkWithoutExclusions(data).exitCode());
  }

  /** check took it for two records; with another record's file beside it, quality passed what check refused. */
  @Test
  void twoHeadersOfOneSignalFileAreAnErrorInEveryVerb() throws IOException {
    Path data = records("shared", 3);
    for (boolean ownFileThere : new boolean[] {true, false}) {
      Path header = data.resolve("S00002.hea");
      if (ownFileThere) {
        Files.writeString(
            header,
            Files.readString(data.resolve("S00001.hea"), StandardCharsets.ISO_8859_1)
                .replaceFirst("S00001", "S00002"),
            StandardCharsets.ISO_8859_1);
      } else {
        Files.delete(data.resolve("S00002.mat"));
      }
      String sentence =
          "S00002.hea: expected a file of its own, found S00001.mat, which is that of S00001.hea";
      Outcome check = run("check", "--data", "" + data, "--out", folder + "/o");
      assertEquals(2, check.exitCode(), check.out());
      assertEquals(sentence, check.err().strip());
      Outcome quality = quality(data);
      assertEquals(1, lines(quality.out(), "ERROR").size(), quality.out());
      assertTrue(quality.out().contains("1 of 3 records are left out"), quality.out());
      assertTrue(
          Files.readString(folder.resolve("q/tables/exclusions.csv")).contains(sentence),
          "the reason stands in the list");
      assertEquals(
          ownFileThere,
          quality.out().contains("not read, named by no header that is read: 1 (S00002.mat)"),
          quality.out());
      assertEquals(0, checkWithoutExclusions(data).exitCode());
    }
  }
}
