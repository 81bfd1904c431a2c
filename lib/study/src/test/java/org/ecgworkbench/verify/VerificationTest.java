package org.ecgworkbench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.data.ClassCoOccurrence;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.paper.performance.Figure2Architecture;
import org.ecgworkbench.paper.performance.Figure3ConfusionMatrices;
import org.ecgworkbench.paper.performance.Table2TestPerformance;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sealed;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.report.Report;
import org.ecgworkbench.report.ReportParts;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.MachineFile;
import org.ecgworkbench.study.store.RunFiles;
import org.ecgworkbench.study.store.RunStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real results, tampered with; each kind of fault has to be named, and nothing else. */
class VerificationTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  private static final String TABLE = "tables/table2-test-performance.csv";
  private static final String SIDECAR = "tables/table2-test-performance.json";

  @TempDir private static Path made;
  @TempDir private Path folder;
  private Path results;

  @BeforeAll
  static void makeResults() {
    Study study = Study.open(Parameters.defaults().withProfile("smoke").withOut(made), SILENT);
    Table1DataProfile.of(study).save();
    Table2TestPerformance.of(study).save();
    ClassCoOccurrence.table(study).save();
    ClassCoOccurrence.figure(study).save();
    Figure2Architecture.of(study).save();
    Figure3ConfusionMatrices.of(study).save();
  }

  @BeforeEach
  void copyResults() throws IOException {
    results = folder.resolve("results");
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.toList()) {
        Files.copy(file, results.resolve(made.relativize(file).toString()));
      }
    }
  }

  private Verification verify() {
    return Verification.of(results, Verification.Options.defaults(), SILENT);
  }

  private Path file(String name) {
    return results.resolve(name);
  }

  private Path runFile(String start, String name) throws IOException {
    try (Stream<Path> runs = Files.list(results.resolve("runs"))) {
      return runs.filter(r -> r.getFileName().toString().startsWith(start))
          .findFirst()
          .orElseThrow()
          .resolve(name);
    }
  }

  /** Flips the lowest bit of the byte in the middle. */
  private static void changeOneByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertOnly(Verification verification, Finding.Kind kind, String file) {
    assertEquals(
        List.of(kind + " " + file),
        verification.findings().stream().map(f -> f.kind() + " " + f.file()).toList(),
        verification.toString());
    assertFalse(verification.isFine());
  }

  @Test
  void freshResultsAreVerifiedAndTheirTablesMadeAgain() {
    Verification verification = verify();
    assertTrue(verification.isFine(), verification.toString());
    assertEquals(6, verification.sidecars());
    assertEquals(15, verification.outputs());
    assertEquals(3, verification.inputs());
    assertEquals(3, verification.derived());
    assertEquals(List.of(), verification.notCheckable());
  }

  @Test
  void inAFreshCheckoutTheRestIsNotCheckableAndNoFault() throws IOException {
    delete(results.resolve("runs"));
    Files.delete(file("figures/figure-class-cooccurrence.pdf"));
    Verification verification = verify();
    assertTrue(verification.isFine(), verification.toString());
    assertEquals(14, verification.outputs());
    assertEquals(0, verification.derived());
    assertTrue(verification.summary().contains("3 inputs"), verification.summary());
    assertTrue(verification.summary().contains("1 PDF"), verification.summary());
    changeOneByte(file(TABLE));
    assertOnly(verify(), Finding.Kind.CHANGED, TABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TABLE,
        "figures/figure-class-cooccurrence.png",
        "figures/figure-class-cooccurrence.svg",
        "figures/figure-class-cooccurrence.pdf"
      })
  void oneChangedByteOfAnOutputIsFound(String name) throws IOException {
    String before = Provenance.sha256(file(name));
    changeOneByte(file(name));
    Verification verification = verify();
    assertOnly(verification, Finding.Kind.CHANGED, name);
    String line = verification.findings().get(0).toString();
    assertTrue(line.contains(before) && line.contains(Provenance.sha256(file(name))), line);
  }

  @Test
  void oneChangedByteOfAnInputIsFound() throws IOException {
    for (Path input :
        List.of(
            runFile("network-all", "predictions-test.csv"),
            runFile("network-all", "predictions-validation.csv"),
            runFile("bootstrap", "indices.csv"))) {
      byte[] bytes = Files.readAllBytes(input);
      changeOneByte(input);
      assertOnly(verify(), Finding.Kind.CHANGED, results.relativize(input).toString());
      Files.write(input, bytes);
    }
  }

  @Test
  void oneChangedByteOfARecordingIsFound() throws IOException {
    Path recording = runFile("cohort", "S00003.mat");
    changeOneByte(recording);
    Verification verification = verify();
    assertOnly(verification, Finding.Kind.CHANGED, results.relativize(recording).toString());
    assertTrue(verification.summary().contains("its recordings cannot be used"));
  }

  /** Every file of a folder of results, at places drawn anew for each; of the 90 recordings a few. */
  @Test
  void oneFlippedBitOfAnyFileIsFoundAndTheFileNamed() throws IOException {
    Report.write(results);
    assertTrue(verify().isFine(), verify().toString());
    NumpyRandom random = NumpyRandom.stream(20261122, "flipped bits");
    int tried = 0;
    for (Path file : files(results)) {
      if (file.getFileName().toString().matches("S000(?!07|61|90)\\d\\d\\..*")) {
        continue;
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0 || file.endsWith(MachineFile.NAME)) {
        continue; // notes of a run without notes have no byte to flip; time and machine are free
      }
      byte[] other = bytes.clone();
      boolean isSidecar = ResultsFolder.sidecars(results).contains(file);
      int length = isSidecar ? sealedBytes(bytes) : bytes.length;
      other[(int) (random.nextDouble() * length)] ^= (byte) (1 << (tried % 8));
      Files.write(file, other);
      Verification verification = verify();
      String name = results.relativize(file).toString();
      // A list of checksums that was changed accuses one of its files; the cohort its folder.
      String named = name.replaceFirst("/(SHA256SUMS|cohort.txt)$", "");
      assertTrue(
          verification.findings().stream().anyMatch(f -> f.toString().contains(named)),
          name + ":\n" + verification);
      Files.write(file, bytes);
      tried++;
    }
    assertTrue(tried > 25, tried + " files");
    assertTrue(verify().isFine());
  }

  @Test
  void anyMissingFileIsNamed() throws IOException {
    for (Path file : files(results)) {
      String name = results.relativize(file).toString();
      // Without its list nobody can say what a run held; a PDF is not kept in the repository; the
      // cohort has its own check; nothing depends on the machine.
      if (name.matches("runs/\\.locks/.*|.*/(S00.*|cohort.txt|SHA256SUMS|machine.json)|.*\\.pdf")) {
        continue;
      }
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertTrue(
          verify().findings().stream()
              .anyMatch(f -> f.file().equals(name) && f.kind() == Finding.Kind.MISSING),
          name);
      Files.write(file, bytes);
    }
  }

  @Test
  void aResultOfWhichNothingIsLeftIsMissedInAWholeRun() throws IOException {
    assertFalse(missingInAWholeRun().contains(TABLE));
    Files.delete(file(TABLE));
    Files.delete(file(SIDECAR));
    assertTrue(verify().isFine(), "a part of a run need not have it");
    List<String> missing = missingInAWholeRun();
    assertTrue(missing.contains(TABLE), missing.toString());
    assertTrue(missing.contains("figures/figure5-single-leads.png"), missing.toString());
    // A checkout's folder is that of a whole run.
    Files.writeString(folder.resolve("codecheck.yml"), "");
    assertEquals(missing, verify().findings().stream().map(Finding::file).toList());
  }

  private List<String> missingInAWholeRun() {
    Verification.Options whole =
        new Verification.Options(Optional.empty(), Optional.empty(), true, Optional.empty());
    return Verification.of(results, whole, SILENT).findings().stream()
        .filter(f -> f.kind() == Finding.Kind.MISSING)
        .map(Finding::file)
        .toList();
  }

  @Test
  void theReportLinksToTheRenderedNotebookOrSaysThatThereIsNone() throws IOException {
    assertFalse(Files.readString(Report.write(results)).contains("Made in notebook"));
    Path notebooks = Files.createDirectories(folder.resolve("notebooks"));
    Files.writeString(
        notebooks.resolve("00-tour.ipynb"), notebook("Table2TestPerformance.of(study);"));
    Files.writeString(
        notebooks.resolve("03-deep-model.ipynb"), notebook("Table2TestPerformance.of(study)"));
    String page = Files.readString(Report.write(results));
    assertTrue(
        page.contains(
            "Made in notebook <a href=\"../notebooks/03-deep-model.ipynb\">03-deep-model</a> (the .ipynb file"),
        "where nothing is rendered");
    Files.createDirectories(results.resolve("notebooks"));
    Files.writeString(results.resolve("notebooks/03-deep-model.html"), "<p>rendered</p>");
    page = Files.readString(Report.write(results));
    assertTrue(
        page.contains(
            "Made in notebook <a href=\"notebooks/03-deep-model.html\">03-deep-model</a>."));
    assertTrue(verify().isFine(), verify().toString());
    Files.writeString(notebooks.resolve("04-broken.ipynb"), "{}");
    EcgDataException e = assertThrows(EcgDataException.class, () -> Report.write(results));
    assertTrue(e.getMessage().contains("04-broken.ipynb"), e.getMessage());
  }

  /** Saves two notebooks and a page with the list that run_notebooks.py writes. */
  private Path saveNotebooks() throws IOException {
    Path notebooks = Files.createDirectories(folder.resolve("notebooks"));
    Path first = notebooks.resolve("01-data-profile.ipynb");
    Path second = notebooks.resolve("03-deep-model.ipynb");
    Path page = Files.createDirectories(file("notebooks")).resolve("03-deep-model.html");
    Files.writeString(first, notebook("1"));
    Files.writeString(second, notebook("3"));
    Files.writeString(page, "<p>rendered</p>");
    Files.writeString(
        file(NotebookSums.FILE),
        "%s  ../notebooks/01-data-profile.ipynb\n%s  ../notebooks/03-deep-model.ipynb\n%s  notebooks/03-deep-model.html\n"
            .formatted(
                Provenance.sha256(first), Provenance.sha256(second), Provenance.sha256(page)));
    return notebooks;
  }

  @Test
  void oneChangedByteOfANotebookOrItsPageIsFound() throws IOException {
    Path notebooks = saveNotebooks();
    assertTrue(verify().isFine(), verify().toString());
    assertEquals(List.of(), verify().notCheckable());
    for (Path changed :
        List.of(notebooks.resolve("01-data-profile.ipynb"), file("notebooks/03-deep-model.html"))) {
      byte[] bytes = Files.readAllBytes(changed);
      changeOneByte(changed);
      assertOnly(verify(), Finding.Kind.CHANGED, results.relativize(changed).toString());
      Files.write(changed, bytes);
    }
  }

  @Test
  void aNotebookThatIsMissingOrWasNotRunIsNamed() throws IOException {
    Path notebooks = saveNotebooks();
    Files.writeString(notebooks.resolve("02-baselines.ipynb"), notebook("2"));
    Verification verification = verify();
    assertTrue(verification.isFine(), verification.toString());
    assertTrue(
        verification.summary().contains("../notebooks/02-baselines.ipynb (not run for these"),
        verification.summary());
    Files.delete(file("notebooks/03-deep-model.html"));
    assertTrue(verify().isFine(), "pages are not kept in the repository");
    Files.delete(notebooks.resolve("03-deep-model.ipynb"));
    assertOnly(verify(), Finding.Kind.MISSING, "../notebooks/03-deep-model.ipynb");
    delete(notebooks);
    assertTrue(verify().summary().contains("2 notebooks (not here)"), verify().summary());
    assertTrue(verify().summary().contains("1 pages of notebooks"), verify().summary());
    Files.writeString(file(NotebookSums.FILE), "0".repeat(64) + "  ../../secret.ipynb\n");
    assertOnly(verify(), Finding.Kind.DAMAGED, NotebookSums.FILE);
    Files.delete(file(NotebookSums.FILE));
    assertTrue(verify().summary().contains("there is no notebooks.sha256"), verify().summary());
  }

  @Test
  void whatIsWrongWithAShippedModelIsFoundAndNamedWithItsFolder() throws IOException {
    Path shipped = Path.of("..", "..", "results", "models", "ptb-xl-ten-seconds");
    Path model = file("models/ptb-xl-ten-seconds");
    assumeFalse(
        Files.readString(shipped.resolve("tables/external-validation.json"))
            .contains("\n  \"started\":"),
        "the shipped model is older than this code: run workbench external and commit what it makes");
    for (Path each : files(shipped)) {
      Path copy = model.resolve(shipped.relativize(each).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(each, copy);
    }
    RunFiles.seal(model); // as ExternalValidation does
    Verification verification = verify();
    assertTrue(verification.isFine(), verification.toString());
    assertEquals(9, verification.sidecars());
    assertEquals(8, verification.inputs());
    for (String name :
        List.of(
            "model.safetensors",
            "predictions-test.csv",
            "MODEL_CARD.md",
            "figures/external-validation.svg")) {
      byte[] bytes = Files.readAllBytes(model.resolve(name));
      changeOneByte(model.resolve(name));
      assertOnly(verify(), Finding.Kind.CHANGED, "models/ptb-xl-ten-seconds/" + name);
      Files.write(model.resolve(name), bytes);
    }
    Files.delete(model.resolve("history.csv"));
    assertOnly(verify(), Finding.Kind.MISSING, "models/ptb-xl-ten-seconds/history.csv");
  }

  @Test
  void aFileThatASavedRunDidNotHaveIsNamed() throws IOException {
    Path extra = runFile("network-all", "predictions-better.csv");
    Files.writeString(extra, "record,class,label,score\n");
    assertOnly(verify(), Finding.Kind.UNEXPECTED, results.relativize(extra).toString());
  }

  @Test
  void theReportHasAPartForEachNotebookAndShortNamesThatAreNotCut() throws IOException {
    String page = Files.readString(Report.write(results));
    assertTrue(page.contains("<h2>Results</h2>"), "without notebooks");
    assertTrue(page.contains(">Table 2. Test performance of the 12-lead network</a>"));
    Path notebooks = Files.createDirectories(folder.resolve("notebooks"));
    Files.writeString(
        notebooks.resolve("01-data.ipynb"),
        notebook("Table1DataProfile.of(s);").replace("\"x\"", "\"# 01 · The data & who\\n\""));
    Files.writeString(notebooks.resolve("03-model.ipynb"), notebook("Table2TestPerformance.of(s)"));
    page = Files.readString(Report.write(results));
    List<String> headings =
        java.util.regex.Pattern.compile("<h2>(.*?)</h2>")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertEquals(List.of("Contents", "The data &amp; who", "03-model", "Other results"), headings);
    assertTrue(page.indexOf("id=\"tables-table1-data-profile\"") < page.indexOf("<h2>03-model"));
  }

  /** A caption's first sentence stands for a name that is not known, whole. */
  @Test
  void aResultWithoutAShortNameIsCalledByTheFirstSentenceOfItsCaption() throws IOException {
    Path named = file("tables/new-table.json");
    String sentence = "A caption that is " + "long, ".repeat(30) + "and ends";
    Files.writeString(
        named,
        Sealed.again(
            Files.readString(file(SIDECAR))
                .replace("table2-test-performance", "new-table")
                .replaceFirst(
                    "\"caption\": \"[^\"]*\"", "\"caption\": \"" + sentence + ". More.\"")));
    assertEquals(sentence, ReportParts.title(Sidecar.read(named)));
    Files.writeString(
        named,
        Sealed.again(
            Files.readString(named).replace("A caption that is", "Table 9. A caption that is")));
    assertEquals("Table 9. " + sentence, ReportParts.title(Sidecar.read(named)));
  }

  private static String notebook(String code) {
    return "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"x\"]}, {\"cell_type\": \"code\", \"source\": [\"%s\"]}]}"
        .formatted(code);
  }

  @Test
  void everyFactOfAResultIsInItsSidecar() {
    Sidecar sidecar = Sidecar.read(file(SIDECAR));
    assertEquals(
        List.of(
            "augmentation",
            "bootstrap",
            "cohort/record/*",
            "dropout",
            "folds",
            "initialisation",
            "shuffling",
            "split: RandomState(seed)"),
        List.copyOf(sidecar.seeds().keySet()));
    assertTrue(sidecar.seeds().values().stream().allMatch("42"::equals));
    assertEquals(3, sidecar.inputs().size());
    assertEquals(java.util.Set.of("name", "manifestSha256"), sidecar.data().keySet());
    assertEquals(
        List.of("ecg-workbench", "Java", "DJL", "PyTorch", "device", "engine", "bytes compared on"),
        List.copyOf(sidecar.software().keySet()));
    assertEquals(
        List.of("operating system", "processors", "processor"),
        List.copyOf(sidecar.machine().keySet()));
    assertEquals(
        List.of("commit", "uncommittedChanges", "lib/ecg/src/main", "lib/study/src/main"),
        List.copyOf(sidecar.source().keySet()));
    assertTrue(sidecar.started().isBefore(java.time.Instant.now()));
    assertFalse(sidecar.duration().isNegative());
    assertEquals("smoke", sidecar.settings().get("profile"));
  }

  @Test
  void theReportOfOtherResultsIsStale() throws IOException {
    Report.write(results);
    Files.delete(file(TABLE));
    Files.delete(file(SIDECAR));
    assertOnly(verify(), Finding.Kind.STALE, "index.html");
    Files.writeString(file("index.html"), "<p>mine</p>");
    assertOnly(verify(), Finding.Kind.CHANGED, "index.html");
  }

  @Test
  void everyReasonForATableThatIsNotMadeAgainIsSaid() throws IOException {
    rewriteSidecar("\"name\": \"the embedded synthetic cohort\"", "\"name\": \"CPSC2018\"");
    Verification verification = verify();
    assertEquals(2, verification.derived());
    assertTrue(
        verification
            .summary()
            .contains(
                "making again table2-test-performance: its recordings were not given (--data)"),
        verification.summary());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void oneChangedByteOfASidecarIsFoundWhereverItIsSealed() throws IOException {
    byte[] bytes = Files.readAllBytes(file(SIDECAR));
    for (int i = 0; i < sealedBytes(bytes); i += 7) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      Files.write(file(SIDECAR), other);
      assertThrows(EcgDataException.class, () -> Sidecar.read(file(SIDECAR)), "byte " + i);
    }
    assertOnly(verify(), Finding.Kind.DAMAGED, SIDECAR);
  }

  /** So many bytes of a sidecar are before its time and machine. */
  private static int sealedBytes(byte[] sidecar) {
    return new String(sidecar, StandardCharsets.ISO_8859_1).indexOf("\n  \"run\": {");
  }

  @Test
  void anotherTimeOrMachineIsNoFindingAndDoesNotMakeTheReportStale() throws IOException {
    Report.write(results);
    Sidecar before = Sidecar.read(file(SIDECAR));
    String text = Files.readString(file(SIDECAR));
    String other =
        text.replace(before.started().toString(), "2031-02-03T04:05:06Z")
            .replaceFirst("\"durationSeconds\": [0-9.]+", "\"durationSeconds\": 4000.0")
            .replaceFirst("\"operating system\": \"[^\"]*\"", "\"operating system\": \"Plan 9\"")
            .replaceFirst("\"processors\": \"\\d+\"", "\"processors\": \"4096\"");
    Files.writeString(file(SIDECAR), other);
    assertTrue(verify().isFine(), verify().toString());
    Sidecar after = Sidecar.read(file(SIDECAR));
    assertEquals(before.seal(), after.seal());
    assertEquals("Plan 9", after.machine().get("operating system"));
    String page = Files.readString(file(Report.FILE));
    assertFalse(page.contains(before.started().toString()));
    assertFalse(page.contains("operating system"));
    Report.write(results);
    assertEquals(page, Files.readString(file(Report.FILE)));
    assertEquals("no difference", Difference.of(results, made).toString());
  }

  @Test
  void aSavedNetworkHoldsTimeAndMachineOnlyWhereNoHashCoversThem() throws IOException {
    Path machine = runFile("network-all", MachineFile.NAME);
    assertEquals(Provenance.thisMachine(), MachineFile.machine(machine.getParent()));
    assertTrue(Files.readString(machine).contains("\"epoch seconds\""));
    assertFalse(RunFiles.sums(machine.getParent()).containsKey(MachineFile.NAME));
    assertEquals(
        "epoch,training_loss,validation_loss,validation_f1,validation_auc,kept",
        Files.readAllLines(machine.resolveSibling("history.csv")).get(0));
    for (Path file : RunFiles.files(machine.getParent())) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(Provenance.thisMachine().get("operating system")), file.toString());
    }
    Files.writeString(machine, "{\"operating system\": \"Plan 9\"}");
    assertTrue(verify().isFine(), verify().toString());
    Path run = made.resolve(results.relativize(machine.getParent()).toString());
    assertEquals("no difference", Difference.of(run, machine.getParent()).toString());
    Files.delete(machine);
    assertTrue(verify().isFine(), verify().toString());
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Files.delete(file(TABLE));
    assertOnly(verify(), Finding.Kind.MISSING, TABLE);
    Files.copy(made.resolve(TABLE), file(TABLE));
    Files.delete(file(SIDECAR));
    assertOnly(verify(), Finding.Kind.MISSING, SIDECAR);
    Files.copy(made.resolve(SIDECAR), file(SIDECAR));
    Path input = runFile("network-all", "predictions-test.csv");
    Files.delete(input);
    assertOnly(verify(), Finding.Kind.MISSING, results.relativize(input).toString());
  }

  @Test
  void whatDoesNotBelongHereIsNamed() throws IOException {
    Files.writeString(file("figures/notes.txt"), "x");
    assertOnly(verify(), Finding.Kind.UNEXPECTED, "figures/notes.txt");
    Files.delete(file("figures/notes.txt"));
    Files.writeString(file("tables/table2-test-performance.svg"), "x");
    assertOnly(verify(), Finding.Kind.UNEXPECTED, "tables/table2-test-performance.svg");
  }

  @Test
  void swappedTablesAreBothChanged() throws IOException {
    Path other = file("tables/table1-data-profile.csv");
    byte[] bytes = Files.readAllBytes(other);
    Files.copy(file(TABLE), other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.write(file(TABLE), bytes);
    assertEquals(
        List.of("CHANGED tables/table1-data-profile.csv", "CHANGED " + TABLE),
        verify().findings().stream().map(f -> f.kind() + " " + f.file()).toList());
  }

  @Test
  void swappedSidecarsAreBothRefused() throws IOException {
    Path other = file("tables/table1-data-profile.json");
    byte[] bytes = Files.readAllBytes(other);
    Files.copy(file(SIDECAR), other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.write(file(SIDECAR), bytes);
    assertEquals(
        List.of("DAMAGED tables/table1-data-profile.json", "DAMAGED " + SIDECAR),
        verify().findings().stream().map(f -> f.kind() + " " + f.file()).toList());
  }

  @Test
  void aTableOfOtherCodeIsStaleThoughItsHashesAgree() throws IOException {
    String table = Files.readString(file(TABLE)).replaceFirst("SNR,(\\d+)", "SNR,9$1");
    String hash = Provenance.sha256(file(TABLE));
    Files.writeString(file(TABLE), table);
    rewriteSidecar(hash, Provenance.sha256(table));
    assertOnly(verify(), Finding.Kind.STALE, SIDECAR);
  }

  @Test
  void aTableOfOtherSettingsIsStale() throws IOException {
    rewriteSidecar("2000 of the test fold", "1000 of the test fold");
    Verification verification = verify();
    assertOnly(verification, Finding.Kind.STALE, SIDECAR);
    assertTrue(verification.toString().contains("setting intervals"), verification.toString());
    Files.copy(
        made.resolve(SIDECAR), file(SIDECAR), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    // Another seed asks for another cohort, which is not here: nothing can be said.
    rewriteSidecar("\"seed\": \"42\"", "\"seed\": \"43\"");
    assertEquals(2, verify().derived());
  }

  /** As one would who knows the format: with a new seal. */
  private void rewriteSidecar(String from, String to) throws IOException {
    String text = Files.readString(file(SIDECAR));
    assertTrue(text.contains(from), text);
    Files.writeString(file(SIDECAR), Sealed.again(text.replace(from, to)));
  }

  @Test
  void damagedSidecarsAreRefusedInOneLine() throws IOException {
    String good = Files.readString(file(SIDECAR));
    String hash = "a".repeat(64);
    for (String bad :
        List.of(
            "",
            "{",
            "[]",
            good + "{}",
            good.replace("\"madeBy\"", "\"maker\""),
            good.replaceFirst("\"inputs\": \\{", "\"inputs\": [], \"x\": {"),
            good.replaceFirst("\"inputs\": \\{", "\"inputs\": {\"../secret\": \"" + hash + "\","),
            good.replaceFirst("\"inputs\": \\{", "\"inputs\": {\"/etc/passwd\": \"" + hash + "\","),
            good.replaceFirst("\"inputs\": \\{", "\"inputs\": {\"C:\\\\\\\\x\": \"" + hash + "\","),
            good.replaceFirst("\"inputs\": \\{", "\"inputs\": {\"runs/x\": \"abc\","),
            good.replaceFirst("\"outputs\": \\{", "\"outputs\": {\"../x.csv\": \"" + hash + "\","),
            good.replaceFirst("\"started\": \"", "\"started\": \"soon "))) {
      Files.writeString(file(SIDECAR), Sealed.again(bad), StandardCharsets.UTF_8);
      EcgDataException e =
          assertThrows(EcgDataException.class, () -> Sidecar.read(file(SIDECAR)), bad);
      assertTrue(e.getMessage().startsWith(file(SIDECAR).toString()), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
    }
    assertOnly(verify(), Finding.Kind.DAMAGED, SIDECAR);
  }

  @Test
  void aFolderWithoutResultsIsRefused() {
    assertThrows(
        EcgDataException.class,
        () -> Verification.of(folder.resolve("nowhere"), Verification.Options.defaults(), SILENT));
  }

  @Test
  void aSavedStudyMakesNothing() {
    Parameters other = Parameters.defaults().withProfile("smoke").withOut(results);
    Study study = Study.saved(other, SILENT).orElseThrow();
    assertThrows(
        RunStore.NotSaved.class, () -> study.networkRun(List.of(Lead.parseList("I").get(0))));
    assertThrows(RunStore.NotSaved.class, study::features);
    assertTrue(Study.saved(other.withSeed(7), SILENT).isEmpty());
  }

  @Test
  void aDifferenceIsExplainedByWhatWentIn() throws IOException {
    Path other = folder.resolve(Path.of(SIDECAR).getFileName());
    Files.copy(file(SIDECAR), other);
    assertEquals("no difference", Difference.of(file(SIDECAR), other).toString());
    assertEquals("no difference", Difference.of(results, made).toString());
    Path run = runFile("network-all", "");
    assertEquals("no difference", Difference.of(run, run).toString());
    rewriteSidecar("\"seed\": \"42\"", "\"seed\": \"43\"");
    Difference seed = Difference.of(other, file(SIDECAR));
    assertEquals(List.of(new Difference.Row("setting seed", "42", "43")), seed.causes());
    assertThrows(EcgDataException.class, () -> Difference.of(run, results));
  }

  @Test
  void theReportHoldsEveryResultEscapedAndWithoutTheNetwork() throws IOException {
    rewriteSidecar("Table 2. Test", "Table 2 <script>alert('x')</script> & Test");
    String page = Files.readString(Report.write(results));
    assertFalse(page.contains("<script"));
    assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; Test"));
    assertFalse(page.matches("(?s).*(src|url)\\s*[=(]\\s*\"?https?:.*"));
    for (String id :
        List.of(
            "tables-table1-data-profile",
            "tables-table2-test-performance",
            "figures-figure-class-cooccurrence")) {
      assertTrue(page.contains("id=\"" + id + "\""), id);
    }
    assertTrue(page.contains("data:image/png;base64,"));
    assertFalse(page.contains("was changed"));
    assertEquals(page, Files.readString(Report.write(results)));
    changeOneByte(file("figures/figure-class-cooccurrence.svg"));
    assertTrue(
        Files.readString(Report.write(results))
            .contains("figure-class-cooccurrence.svg was changed"));
  }
}
