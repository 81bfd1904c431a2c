package org.ecgworkbench.cli;

import static org.ecgworkbench.cli.Outcome.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.EcgRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who gives something wrong: one line on standard error, exit code 2, no file left behind. */
class WrongInputTest {
  @TempDir private Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void writeTwelveRecords() {
    data = folder.resolve("data");
    out = folder.resolve("out");
    SyntheticCohort cohort =
        new SyntheticCohort(new SyntheticCohort.Options(1, 12, ClassMix.BALANCED));
    cohort.stream().forEach(r -> WfdbWriter.write(data, r.record()));
  }

  @Test
  void goodRecordsPass() {
    Outcome outcome = check(data, out);
    assertEquals(0, outcome.exitCode(), outcome.err());
  }

  @Test
  void aFolderThatIsNotThere() {
    assertRefused(check(folder.resolve("nowhere"), out), "nowhere");
  }

  @Test
  void aJobThatThereIsNot() {
    assertRefused(run("train", "--fold", "11", "--out", out.toString()), "1 to 10", "'11'");
    assertRefused(run("train", "--fold", "0", "--out", out.toString()), "1 to 10");
    assertRefused(run("train", "--leads", "V7", "--out", out.toString()), "'V7'", "aVR");
    assertRefused(run("train", "--leads", "I,I", "--out", out.toString()), "twice");
    assertRefused(run("train", "--folds-seed", "1", "--out", out.toString()), "needs --fold");
    assertRefused(run("jobs", "--folds", "own,2", "--out", out.toString()), "own");
    assertRefused(run("jobs", "--leads", "five", "--out", out.toString()), "'five'", "four");
    assertRefused(run("jobs", "--seed", "7", "--out", out.toString()), "--seeds");
    assertRefused(run("gather", "--seed", "7", "--out", out.toString()), "--seeds");
    assertRefused(run("gather", "--seeds", "x", "--out", out.toString()), "'x'");
    assertRefused(
        run("gather", "--data", data.toString(), "--out", out.toString()), "no network of a job");
    assertRefused(
        run("train", "--data", folder + "/nowhere", "--fold", "1", "--out", out.toString()),
        "nowhere");
  }

  @Test
  void aVerbThatThereIsNot() {
    assertRefused(run("profil"), "no verb 'profil'", "profile", "verify");
    assertRefused(run(), "expected a verb, found none", "profile", "--help");
    assertRefused(run("profile", "--nosuch"), "--nosuch");
  }

  @Test
  void aFolderOfResultsThatIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (String verb : List.of("verify", "report")) {
      assertRefused(run(verb, "--results", folder + "/nowhere"), "expected", "found nothing there");
      assertRefused(run(verb, "--results", file.toString()), "expected", "found a file");
      assertRefused(run(verb, "--results", empty.toString()), "expected", "found neither");
    }
  }

  @Test
  void aPredictionThatHasNoPlaceIsNotMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused(
        run("predict", data.resolve("S00001.hea").toString(), "--out", file + "/x"),
        "cannot write " + file + "/x/predictions/S00001.html",
        "not a directory");
    Path out = folder.resolve("out");
    assertRefused(
        run(
            "predict",
            data.resolve("S00001.hea").toString(),
            "--model",
            file + "",
            "--out",
            out + ""),
        file.toString());
    assertFalse(Files.exists(out));
  }

  /** The reason may be about a folder above, or about a temporary file; the user knows neither. */
  @Test
  void aPlaceThatCannotBeWrittenIsNamedAsItWasGiven() throws IOException {
    String file = Files.writeString(folder.resolve("file"), "").toString();
    String inAFile = file + "/deep";
    String taken = Files.createDirectories(folder.resolve("taken.onnx")).toString();
    String at = "--data=" + data;
    assertNamed(file + "/net.onnx", "export", "--to", file + "/net.onnx");
    assertNamed(taken, "export", "--to", taken);
    assertNamed(file + "/a.html", "view", at, "--record", "S00001", "--out", file + "/a.html");
    for (String place : List.of(file, inAFile)) {
      assertNamed(place, "cohort", "--size", "1", "--to", place);
      assertNamed(place, "quality", at, "--out", place);
      assertNamed(place, "check", at, "--out", place);
      assertNamed(place, "predict", data.resolve("S00001.hea").toString(), "--out", place);
      assertNamed(place, "train", at, "--profile", "smoke", "--out", place);
      assertNamed(place, "rotate", at, "--out", place);
      assertNamed(place, "external", at, "--test=" + data, "--out", place);
      assertNamed(place, "report", "--results", place);
      assertNamed(place, "verify", "--results", place);
    }
    Path proc = Path.of("/proc/none");
    if (Files.isDirectory(proc.getParent())) { // not even root may write there
      assertNamed(proc + ".onnx", "export", "--to", proc + ".onnx");
      assertNamed(proc + "/y/a.onnx", "export", "--to", proc + "/y/a.onnx");
    }
  }

  private void assertNamed(String place, String... arguments) {
    Outcome outcome = run(arguments);
    assertRefused(outcome, place);
    List<String> lines = outcome.errLines();
    String last = lines.get(lines.size() - 1);
    assertFalse(last.matches(".*(\\.tmp|Exception).*"), last);
  }

  @Test
  void jobsAreListedAsCommandsForAShell() {
    Outcome outcome =
        run(
            "jobs",
            "--data",
            folder + "/my data",
            "--out",
            out.toString(),
            "--folds",
            "2-3",
            "--seeds",
            "7",
            "--leads",
            "V5;two",
            "--ignore-other-diagnoses");
    assertEquals(0, outcome.exitCode(), outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(4, lines.size());
    assertTrue(
        lines
            .get(3)
            .endsWith(
                " train --data '%s/my data' --out %s --ignore-other-diagnoses --leads I,II --fold 3 --seed 7"
                    .formatted(folder, out)),
        lines.get(3));
  }

  @Test
  void aLearnerOrAFoldThatThereIsNot() {
    assertRefused(run("rotate", "--learner", "forest", "--out", out.toString()), "random-forest");
    assertRefused(run("rotate", "--folds", "8-11", "--out", out.toString()), "8-11");
    assertRefused(run("rotate", "--folds", "x", "--out", out.toString()), "'x'");
    assertRefused(run("audit", "--splits", "1", "--out", out.toString()), "2 splits");
  }

  @Test
  void whatCannotBeExplained() throws IOException {
    String at = "--data=" + data;
    assertRefused(run("explain", at, "--out", out.toString()), "--record");
    assertRefused(
        run("explain", at, "--record", "S00001,S99999", "--out", out.toString()), "S99999");
    assertRefused(
        run("explain", at, "--record", "S00001", "--class", "VT", "--out", out.toString()), "VT");
    assertRefused(
        run("explain", at, "--record", "S00001", "--method", "lime", "--out", out.toString()),
        "lime",
        "occlusion");
    assertRefused(
        run("explain", at, "--record", "S00001", "--standard-error", "-1", "--out", out.toString()),
        "standard error");
    String weighting = "--weighting=calibrated";
    assertRefused(
        run("explain", at, "--record", "S00001", "--weighting", "fair", "--out", out.toString()),
        "--weighting",
        "fair",
        "CALIBRATED");
    assertRefused(
        run(
            "explain",
            at,
            "--record=S00001",
            weighting,
            "--method=occlusion",
            "--out=" + out.toString()),
        "--weighting",
        "--method occlusion");
    assertRefused(
        run("explain", at, "--record=S00001", "--page", "--method=occlusion", "--out=" + out),
        "--method",
        "--page");
    assertFalse(Files.exists(out.resolve("runs")), "found out before anything is trained");
    Path file = Files.writeString(folder.resolve("a-file"), "");
    assertRefused(run("explain", at, "--record", "S00001", "--out", file.toString()), "a-file");
  }

  @Test
  void anExportWithoutAPlaceOrANetwork() throws IOException {
    String file = folder.resolve("net.onnx").toString();
    assertRefused(run("export"), "--to");
    assertRefused(run("export", "--to", folder.resolve("net.pt").toString()), ".onnx", "net.pt");
    Path empty = Files.createDirectory(folder.resolve("no-network"));
    assertRefused(run("export", "--model", empty.toString(), "--to", file), "no-network");
    assertFalse(Files.exists(Path.of(file)));
  }

  @Test
  void anEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(check(empty, out), "empty");
  }

  @Test
  void aTruncatedSignalFile() throws IOException {
    Path mat = data.resolve("S00003.mat");
    byte[] bytes = Files.readAllBytes(mat);
    Files.write(mat, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertRefused(check(data, out), "S00003", "" + bytes.length, "" + (bytes.length - 100));
  }

  @Test
  void aHeaderWithElevenLeads() throws IOException {
    Path header = data.resolve("S00004.hea");
    List<String> lines = Files.readAllLines(header);
    lines.remove(5);
    lines.set(0, lines.get(0).replaceFirst(" 12 ", " 11 "));
    Files.write(header, lines);
    assertRefused(check(data, out), "S00004", "11", "12");
  }

  @Test
  void aRecordAtAnotherRate() throws IOException {
    edit("S00005.hea", " 12 500 ", " 12 250 ");
    assertRefused(check(data, out), "S00005", "250", "500");
  }

  @Test
  void aDiagnosisOutsideTheNineIsRefusedUnlessAskedToIgnoreIt() throws IOException {
    String dx =
        Files.readAllLines(data.resolve("S00006.hea")).stream()
            .filter(l -> l.contains("Dx:"))
            .findFirst()
            .orElseThrow();
    edit("S00006.hea", dx, dx + ",10370003");
    assertRefused(check(data, out), "S00006", "10370003");
    Outcome ignored =
        run(
            "check",
            "--data",
            data.toString(),
            "--out",
            out.toString(),
            "--ignore-other-diagnoses");
    assertEquals(0, ignored.exitCode(), ignored.err());
  }

  @Test
  void aMissingSample() {
    EcgRecord good =
        new SyntheticCohort(new SyntheticCohort.Options(1, 12, ClassMix.BALANCED))
            .record(6)
            .record();
    good.millivolts()[3][1234] = Double.NaN;
    WfdbWriter.write(data, good);
    assertRefused(check(data, out), "S00007", "aVR", "1234");
  }

  @Test
  void anOutputFolderThatCannotBeWritten() throws IOException {
    // A file in its place: the one obstacle that holds for an administrator too.
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertRefused(check(data, file.resolve("results")), "file");
    assertEquals("not a folder", Files.readString(file));
  }

  @Test
  void aRecordThatIsNotThere() {
    assertRefused(
        run("features", "--record", "S99999", "--data", data.toString(), "--out", out.toString()),
        "S99999");
  }

  @Test
  void wrongOptions() {
    assertRefused(run("check", "--seed", "-3"), "seed", "-3");
    assertRefused(run("check", "--seed", "x"), "x");
    assertRefused(run("check", "--profile", "huge"), "profile", "huge");
    assertRefused(run("train", "--leads", "I,V9"), "V9");
    assertRefused(run("fly"), "fly");
    assertRefused(run(), "verb");
  }

  @Test
  void helpIsEverywhere() {
    for (String verb :
        List.of("check", "profile", "features", "train", "rotate", "audit", "predict", "explain")) {
      Outcome outcome = run(verb, "--help");
      assertEquals(0, outcome.exitCode(), verb);
      assertTrue(outcome.out().contains("--data"), verb);
    }
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(data.resolve(file));
    assertTrue(text.contains(from), () -> file + " has no '" + from + "'");
    Files.writeString(data.resolve(file), text.replace(from, to));
  }

  private void assertRefused(Outcome outcome, String... parts) {
    assertEquals(2, outcome.exitCode(), outcome.err());
    List<String> lines = outcome.errLines();
    String last = lines.get(lines.size() - 1);
    for (String part : parts) {
      assertTrue(last.contains(part), () -> "'" + part + "' is not in: " + last);
    }
    assertFalse(outcome.err().contains("\tat "), outcome.err());
    assertEquals("", outcome.out());
    assertTrue(filesIn(out).isEmpty(), () -> "left behind: " + filesIn(out));
  }

  private static List<Path> filesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Outcome check(Path data, Path out) {
    return run("check", "--data", data.toString(), "--out", out.toString());
  }
}
