package org.ecgworkbench.paper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path on the smallest profile: what is saved is found again, and a second run gives the same bytes. */
class StudyTest {
  @TempDir private static Path folder;
  private static Study study;

  @BeforeAll
  static void open() {
    study = open(folder.resolve("first"), silent());
  }

  private static Study open(Path out, Progress progress) {
    return Study.open(Parameters.defaults().withProfile("smoke").withOut(out), progress);
  }

  private static Progress silent() {
    return Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  }

  @Test
  void aSavedRunIsFoundAgainAndSaysSo() {
    Run first = study.networkRun(List.of(Lead.V5));
    assertFalse(first.reused());
    Run again = open(study.results(), silent()).networkRun(List.of(Lead.V5));
    assertTrue(again.reused());
    assertArrayEquals(first.test().scores(), again.test().scores());
    assertEquals(first.performance().toString(), again.performance().toString());
  }

  @Test
  void otherLeadsOrAnotherSeedAreAnotherRun() {
    Path v5 = study.networkRun(List.of(Lead.V5)).directory();
    assertFalse(v5.equals(study.networkRun(List.of(Lead.I)).directory()));
    Study seed7 =
        Study.open(study.parameters().withSeed(7), silent()); // its cohort is another one, too
    assertFalse(
        v5.getFileName().equals(seed7.networkRun(List.of(Lead.V5)).directory().getFileName()));
  }

  @Test
  void aSecondRunGivesTheSameBytes() throws IOException {
    Study second = open(folder.resolve("second"), silent());
    for (List<Lead> leads : List.of(Lead.ALL, List.of(Lead.AVR))) {
      Run one = study.networkRun(leads);
      Run two = second.networkRun(leads);
      assertFalse(two.reused());
      assertEquals(Files.readString(one.testFile()), Files.readString(two.testFile()));
      assertArrayEquals(
          Files.readAllBytes(one.directory().resolve("model.safetensors")),
          Files.readAllBytes(two.directory().resolve("model.safetensors")));
    }
    assertEquals(Table3Baselines.of(study).csv(), Table3Baselines.of(second).csv());
    assertEquals(
        Figure7PopulationShap.table(study).csv(), Figure7PopulationShap.table(second).csv());
  }

  @Test
  void anInterruptedTrainingLeavesNoRunAndGoesOnToTheSameBytes() throws IOException {
    Path out = folder.resolve("interrupted");
    List<Lead> leads = List.of(Lead.II);
    Thread here = Thread.currentThread();
    Progress interrupting =
        Progress.on(
            new PrintStream(OutputStream.nullOutputStream()) {
              @Override
              public void print(String line) {
                if (line.contains("epoch ")) {
                  here.interrupt();
                }
              }
            });
    Study stopped = open(out, interrupting);
    assertThrows(CancellationException.class, () -> stopped.networkRun(leads));
    // On a slow machine a second line, and so a second interrupt, comes before the training stops.
    Thread.interrupted();
    assertTrue(
        runs(out).stream().noneMatch(name -> name.matches("network-II-[0-9a-f]+")),
        runs(out)::toString);
    Run resumed = open(out, silent()).networkRun(leads);
    assertFalse(resumed.reused());
    assertEquals(
        Files.readString(study.networkRun(leads).testFile()), Files.readString(resumed.testFile()));
  }

  private static List<String> runs(Path out) {
    try (Stream<Path> entries = Files.list(out.resolve("runs"))) {
      return entries.map(p -> p.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void everyResultIsWrittenWithItsProvenance() throws IOException {
    TableResult table2 = Table2TestPerformance.of(study).save();
    String sidecar = Files.readString(table2.file().resolveSibling("table2-test-performance.json"));
    assertTrue(sidecar.contains(study.dataset().manifestSha256()), sidecar);
    assertTrue(sidecar.contains("predictions-test.csv"), sidecar);
    FigureResult figure3 = Figure3ConfusionMatrices.of(study).save();
    assertTrue(Files.size(figure3.file("png")) > 10_000);
    assertTrue(Files.readString(figure3.file("svg")).contains("<svg"));
    for (Diagnosis diagnosis : Diagnosis.ALL) {
      assertTrue(table2.csv().contains("\n" + diagnosis + ","), diagnosis.name());
    }
  }

  @Test
  void onOtherDataThanThePapersNothingIsCalledComparable() {
    TableResult numbers = PaperVersusReproduced.of(study);
    // Table 1 by class and of all records, Table 2 by class and on average, two networks of Figure
    // 2.
    assertEquals(9 * 4 + 6 + 10 * 4 + 2, numbers.table().rowCount());
    for (int row = 0; row < numbers.table().rowCount(); row++) {
      boolean counted = numbers.table().stringColumn("where").get(row).equals("Figure 2");
      String verdict = numbers.table().stringColumn("verdict").get(row);
      assertTrue(
          verdict.startsWith(
                  counted ? "not comparable: a smaller network" : "not comparable: other data")
              || verdict.startsWith("undefined here"),
          verdict);
    }
  }

  @Test
  void attributionsOfARecordAreTheSameInTheTableAndOnTheirOwn() {
    ExplainedRecord summed = study.explanations().get(0);
    double[] alone = study.explain(summed.id(), summed.explained()).explanation().leadSums();
    assertArrayEquals(summed.leadSums(), alone, 0.0);
  }

  @Test
  void theSeparateProtocolKeepsBackgroundTrainingAndExplainedRecordsApart() {
    ExplanationProtocol separate = ExplanationProtocol.separate();
    Set<String> background = new HashSet<>(study.background(separate));
    assertEquals(study.profile().shapBackground(), background.size());
    assertTrue(study.split().trainIds().containsAll(background));
    Set<String> explained = new HashSet<>(study.explainedIds(separate));
    assertEquals(new HashSet<>(study.split().testIds()), explained);
    for (List<String> others :
        List.of(study.explainedIds(separate), study.explainedIds(ExplanationProtocol.paper()))) {
      assertTrue(others.stream().noneMatch(background::contains), others::toString);
    }
    assertEquals(
        explained.size(),
        Completeness.of(study, Map.of("separate", separate)).table().intColumn("records").get(0));
  }

  @Test
  void interruptedExplanationsGoOnToTheSameBytes() throws IOException {
    ExplanationProtocol protocol =
        ExplanationProtocol.paper().withBackground(ExplanationProtocol.Background.BALANCED);
    List<ExplainedRecord> whole = study.explanations(protocol);
    Path folderOfWhole = newest(study.results(), "shap-");
    byte[] expected = Files.readAllBytes(folderOfWhole.resolve("explanations.csv"));
    Files.delete(folderOfWhole.resolve("explanations.csv"));
    Thread here = Thread.currentThread();
    Progress interrupting =
        Progress.on(
            new PrintStream(OutputStream.nullOutputStream()) {
              @Override
              public void print(String line) {
                if (line.contains("explained record")) {
                  here.interrupt();
                }
              }
            });
    Study stopped = open(study.results(), interrupting);
    assertThrows(CancellationException.class, () -> stopped.explanations(protocol));
    // It interrupts at each line; the last may have come after the work had stopped.
    Thread.interrupted();
    assertTrue(Files.exists(folderOfWhole.resolve("explanations.partial.csv")));
    assertFalse(Files.exists(folderOfWhole.resolve("explanations.csv")));
    assertEquals(whole.size(), open(study.results(), silent()).explanations(protocol).size());
    assertArrayEquals(expected, Files.readAllBytes(folderOfWhole.resolve("explanations.csv")));
    assertFalse(Files.exists(folderOfWhole.resolve("explanations.partial.csv")));
  }

  private static Path newest(Path results, String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(results.resolve("runs"))) {
      return entries
          .filter(p -> p.getFileName().toString().startsWith(prefix))
          .max(
              Comparator.comparing(
                  p -> {
                    try {
                      return Files.getLastModifiedTime(p);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  }))
          .orElseThrow();
    }
  }

  @Test
  void aPatientIsDrawnOnPaperBeatByBeatByEveryMethodAndAsAPage() throws IOException {
    ExplanationProtocol separate = ExplanationProtocol.separate();
    ExplainedRecord shown = PatientExplanations.shown(study, separate);
    for (FigureResult figure :
        List.of(
            Figure6PatientPaper.of(study, shown.id(), shown.explained(), separate),
            Figure6PatientPaper.beats(study, shown.id(), shown.explained(), separate),
            Figure6PatientPaper.methods(study, shown.id(), shown.explained(), separate))) {
      figure.save();
      assertTrue(Files.size(figure.file("png")) > 10_000, figure.id());
      assertTrue(Files.readString(figure.file("json")).contains(shown.id()), figure.id());
    }
    Path page =
        PatientPages.save(
            study,
            shown.id(),
            shown.explained(),
            PatientPages.Options.defaults()
                .withClasses(List.of(shown.explained(), Diagnosis.SNR).stream().distinct().toList())
                .withMethods(List.of(Method.EXPECTED_GRADIENTS, Method.OCCLUSION)));
    assertTrue(Files.readString(page).contains(shown.id()));
  }
}
