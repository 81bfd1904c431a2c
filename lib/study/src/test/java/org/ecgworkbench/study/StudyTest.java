package org.ecgworkbench.study;

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
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.claims.PaperVersusReproduced;
import org.ecgworkbench.paper.patients.Completeness;
import org.ecgworkbench.paper.patients.Explained;
import org.ecgworkbench.paper.patients.Figure6PatientPaper;
import org.ecgworkbench.paper.patients.PatientExplanations;
import org.ecgworkbench.paper.patients.PatientLeadSums;
import org.ecgworkbench.paper.patients.PatientPages;
import org.ecgworkbench.paper.performance.Figure3ConfusionMatrices;
import org.ecgworkbench.paper.performance.Table2TestPerformance;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.paper.population.Figure7PopulationShap;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.Weighting;
import org.ecgworkbench.study.store.ExplainedRecord;
import org.ecgworkbench.study.store.Run;
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
          counted
              ? verdict.equals("equal")
              : verdict.startsWith("not comparable: other data")
                  || verdict.startsWith("undefined here"),
          verdict);
    }
  }

  @Test
  void attributionsOfARecordAreTheSameInTheTableAndOnTheirOwn() {
    ExplainedRecord summed = study.explanations().records().get(0);
    double[] alone = study.explain(summed.id(), summed.explained()).explanation().leadSums();
    assertArrayEquals(summed.leadSums(), alone, 0.0);
  }

  /**
   * Opened once, for any number of records, classes and weights of the draws, and for another
   * network.
   */
  @Test
  void anExplainerThatIsOpenedOnceExplainsAsOneThatIsOpenedForEach() {
    List<ExplainedRecord> summed = study.explanations().records().subList(0, 3);
    try (NetworkExplainer explainer = study.explanations().explainer();
        TrainedModel other = study.model(study.networkRun(Lead.ALL))) {
      for (ExplainedRecord record : summed) {
        Explanation found = explainer.explain(record.id(), record.explained()).explanation();
        assertArrayEquals(record.leadSums(), found.leadSums(), 0.0);
        assertArrayEquals(
            found.leadSums(),
            explainer.on(other).explain(record.id(), record.explained()).explanation().leadSums(),
            0.0);
      }
      Explanation calibrated =
          explainer
              .with(Weighting.CALIBRATED)
              .explain(summed.get(0).id(), summed.get(0).explained())
              .explanation();
      assertTrue(Math.abs(calibrated.completenessResidual()) < 1e-9);
      assertThrows(
          IllegalArgumentException.class, () -> explainer.method(Method.MAGNITUDE), "of another");
    }
  }

  @Test
  void theSeparateProtocolKeepsBackgroundTrainingAndExplainedRecordsApart() {
    ExplanationProtocol separate = ExplanationProtocol.separate();
    Set<String> background = new HashSet<>(study.explanations(separate).background());
    assertEquals(study.profile().shapBackground(), background.size());
    assertTrue(study.split().trainIds().containsAll(background));
    Set<String> explained = new HashSet<>(study.explanations(separate).ids());
    assertEquals(new HashSet<>(study.split().testIds()), explained);
    for (List<String> others :
        List.of(study.explanations(separate).ids(), study.explanations().ids())) {
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
    List<ExplainedRecord> whole = study.explanations(protocol).records();
    Path folderOfWhole = newest(study.results(), "shap-");
    byte[] expected = Files.readAllBytes(folderOfWhole.resolve("explanations.csv"));
    Files.delete(folderOfWhole.resolve("explanations.csv"));
    Thread here = Thread.currentThread();
    Progress interrupting =
        Progress.on(
            new PrintStream(OutputStream.nullOutputStream()) {
              @Override
              public void print(String line) {
                if (line.contains("records explained")) {
                  here.interrupt();
                }
              }
            });
    Study stopped = open(study.results(), interrupting);
    assertThrows(CancellationException.class, () -> stopped.explanations(protocol).records());
    // It interrupts at each line; the last may have come after the work had stopped.
    Thread.interrupted();
    assertTrue(Files.exists(folderOfWhole.resolve("explanations.csv.partial")));
    assertFalse(Files.exists(folderOfWhole.resolve("explanations.csv")));
    assertEquals(
        whole.size(), open(study.results(), silent()).explanations(protocol).records().size());
    assertArrayEquals(expected, Files.readAllBytes(folderOfWhole.resolve("explanations.csv")));
    assertFalse(Files.exists(folderOfWhole.resolve("explanations.csv.partial")));
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

  /** From the same draws: with equal weights the table's numbers are those of the saved explanation, with calibrated ones they add up. */
  @Test
  void aPatientsLeadSumsStandBesideCalibratedOnes() {
    ExplanationProtocol separate = ExplanationProtocol.separate();
    ExplainedRecord shown = PatientExplanations.shown(study, separate);
    TableResult result = PatientLeadSums.of(study, separate);
    assertEquals(13, result.table().rowCount());
    double[] calibratedErrors = new double[12];
    double calibratedSum = 0;
    for (int l = 0; l < 12; l++) {
      assertEquals(Lead.ALL.get(l).label(), result.table().stringColumn(0).get(l));
      assertEquals(shown.leadSums()[l], result.table().doubleColumn(1).getDouble(l), 0.0);
      assertTrue(result.table().doubleColumn(2).getDouble(l) > 0);
      calibratedSum += result.table().doubleColumn(3).getDouble(l);
      calibratedErrors[l] = result.table().doubleColumn(4).getDouble(l);
      assertTrue(calibratedErrors[l] > 0);
    }
    assertEquals(shown.sum(), result.table().doubleColumn(1).getDouble(12), 0.0);
    assertEquals(shown.standardError(), result.table().doubleColumn(2).getDouble(12), 0.0);
    assertEquals(shown.output() - shown.expectedOutput(), calibratedSum, 1e-7);
    assertEquals(0, result.table().doubleColumn(4).getDouble(12));
    assertTrue(result.provenance().settings().get("weighting").contains("CALIBRATED"));
    assertEquals(result.csv(), PatientLeadSums.of(study, separate).csv());
    // Network, explanations and the weightings themselves are found, so that `verify` can make it.
    Study saved = Study.saved(study.parameters(), silent()).orElseThrow();
    assertEquals(result.csv(), PatientLeadSums.of(saved, separate).csv());
  }

  /** The page and the files of one record say that draws are calibrated, and the numbers are the calibrated ones. */
  @Test
  void calibratedDrawsAreNamedWhereverTheyAreUsed() throws IOException {
    ExplanationProtocol calibrated =
        ExplanationProtocol.paper().withWeighting(Weighting.CALIBRATED);
    String id = study.split().testIds().get(0);
    for (ExplanationProtocol protocol : List.of(ExplanationProtocol.paper(), calibrated)) {
      boolean exact = protocol == calibrated;
      try (NetworkExplainer explainer = study.explanations(protocol).explainer()) {
        Explained explained =
            Explained.of(study, explainer, id, Diagnosis.AF, Method.EXPECTED_GRADIENTS, null);
        Explanation e = explained.attributed().explanation();
        assertEquals(exact, Math.abs(e.completenessResidual()) < 1e-9 && e.standardError() == 0);
        List<Path> files = explained.save();
        Path sidecar = files.get(files.size() - 1);
        assertEquals(id + "-AF.json", sidecar.getFileName().toString());
        String json = Files.readString(sidecar);
        assertTrue(
            json.contains("\"weighting\": \"" + (exact ? "CALIBRATED" : "EQUAL") + "\""), json);
        assertTrue(json.contains(Provenance.sha256(files.get(0))), json);
        assertTrue(
            explained.toString().startsWith("expected gradients of " + id + ", AF: "),
            explained.toString());
        assertEquals(exact, json.contains("calibrated (adds up by construction)"));
      }
    }
    Path page;
    try (NetworkExplainer explainer = study.explanations(calibrated).explainer()) {
      page =
          PatientPages.save(
              study,
              explainer,
              id,
              Diagnosis.AF,
              PatientPages.Options.defaults()
                  .withClasses(List.of(Diagnosis.AF))
                  .withMethods(List.of(Method.EXPECTED_GRADIENTS)));
    }
    String html = Files.readString(page);
    assertTrue(html.contains("calibrated (adds up by construction)"));
    assertTrue(html.contains("checks nothing"));
    assertTrue(study.explanations(calibrated).describe().contains("independent, calibrated draws"));
  }

  @Test
  void tooFewDrawsToCalibrateAreRefusedByName() {
    Profile few = new Profile("few", 100, 1_000, 4, 0.2, 2, 3e-3, 32, 1, 90, 10, 12, 19);
    ExplanationProtocol calibrated =
        ExplanationProtocol.paper().withWeighting(Weighting.CALIBRATED);
    String message =
        assertThrows(EcgDataException.class, () -> calibrated.requireEnoughDraws(few)).getMessage();
    assertEquals(
        "calibrated weights need at least 20 draws a record, profile few takes 19", message);
    ExplanationProtocol.paper().requireEnoughDraws(few);
    calibrated.requireEnoughDraws(Profile.DEMO);
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
