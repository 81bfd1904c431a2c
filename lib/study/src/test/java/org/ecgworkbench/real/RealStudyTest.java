package org.ecgworkbench.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.Scaling;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.claims.Claims;
import org.ecgworkbench.paper.data.Figure1ExampleEcg;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.paper.leads.LeadStudy;
import org.ecgworkbench.paper.leads.Table4Ranking;
import org.ecgworkbench.paper.leads.Table4SingleLeads;
import org.ecgworkbench.paper.performance.Table2TestPerformance;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.verify.Verification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sets of generated recordings: trained on one, tested on both. */
class RealStudyTest {
  @TempDir private static Path folder;
  private static Path training;
  private static Path test;
  private static Path results;
  private static RealStudy real;

  /** Settings that are found in the whole grid, too, so that a saved table names known ones. */
  private static List<List<Baseline>> few() {
    LogisticRegressionBaseline.Options options = LogisticRegressionBaseline.Options.defaults();
    return List.of(
        List.of(
            new LogisticRegressionBaseline(options),
            new LogisticRegressionBaseline(options.withScaling(Scaling.STANDARD).withC(0.1))));
  }

  private static RealStudy open(Path test, Path results) {
    return RealStudy.open(
        Parameters.defaults()
            .withProfile("smoke")
            .withData(training)
            .withOut(results.resolve(RealStudy.FOLDER)),
        test,
        2,
        few(),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  private static void cohort(Path target, long seed, int size) {
    new SyntheticCohort(new SyntheticCohort.Options(seed, size, ClassMix.BALANCED))
        .writeTo(target, done -> {});
  }

  @BeforeAll
  static void twoSets() throws IOException {
    training = folder.resolve("hospital-one");
    test = folder.resolve("A-hospital-two");
    cohort(training, 1, 90);
    cohort(test, 2, 40);
    named(test);
    results = folder.resolve("results");
    real = open(test, results);
    for (Study study : real.both()) {
      LeadStudy leads = real.leads(study);
      Table1DataProfile.of(study).save();
      Table2TestPerformance.of(study).save();
      Table3Baselines.of(study).save();
      Table4SingleLeads.of(leads).save();
      Table4Ranking.of(leads).save();
      Claims.ofPerformance(leads).save();
      Figure1ExampleEcg.of(study).savePicture();
    }
    real.tuning().table().save();
    real.keepScores();
  }

  /** Gives the records names of CPSC2018's form, so that the two sets have different names. */
  private static void named(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("S\\d{5}\\..*")) {
          String id = name.substring(0, 6);
          String other = "A" + id.substring(2);
          if (name.endsWith(".hea")) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            Files.writeString(file, text.replace(id, other), StandardCharsets.ISO_8859_1);
          }
          Files.move(file, file.resolveSibling(name.replace(id, other)));
        }
      }
    }
  }

  @Test
  void theOtherSetIsScoredByTheSameWeightsWithTheSameThresholds() throws IOException {
    Run own = real.trained().networkRun(List.of(Lead.V5));
    Run other = real.tested().networkRun(List.of(Lead.V5));
    assertEquals(own.validation(), other.validation());
    for (int c = 0; c < 9; c++) {
      assertEquals(own.thresholds().value(c), other.thresholds().value(c));
    }
    assertEquals(40, other.test().size());
    try (TrainedModel model = TrainedModel.load(own.directory())) {
      for (int i : new int[] {0, 39}) {
        assertArrayEquals(
            model.scores(real.tested().dataset().read(other.test().ids().get(i))),
            other.test().scores()[i],
            1e-6);
      }
    }
  }

  @Test
  void aLearnerScoresTheOtherSetAsItWasFittedOnTheFirst() {
    Run own = real.trained().baselineRuns().get(0);
    Run other = real.tested().baselineRuns().get(0);
    double[][] expected =
        real.trained()
            .fitted(own)
            .scores(ExpertFeatures.of(real.tested().dataset()).select(other.test().ids()).values());
    assertArrayEquals(expected[7], other.test().scores()[7], 1e-12);
  }

  @Test
  void settingsAreChosenOnTrainingRecordsAlone() {
    List<Set<String>> parts = BaselineTuning.parts(real.trained());
    Set<String> all = new HashSet<>();
    parts.forEach(
        part -> {
          assertFalse(part.isEmpty());
          part.forEach(id -> assertTrue(all.add(id), id + " is in two parts"));
        });
    assertEquals(Set.copyOf(real.trained().split().trainIds()), all);
    var table = real.tuning().table().table();
    double first = table.doubleColumn("inner AUC").get(0);
    double second = table.doubleColumn("inner AUC").get(1);
    assertEquals(second > first ? "" : "yes", table.stringColumn("chosen").get(0));
    assertEquals(second > first ? "yes" : "", table.stringColumn("chosen").get(1));
    assertEquals(
        real.tuning().chosen().get(0).options(),
        BaselineTuning.chosen(real.trained().results(), 42).get(0).options());
  }

  @Test
  void theTablesAreMadeAgainFromTheScoresWhereTheRecordingsAreAtHand() throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    copyWithoutRuns(results.resolve(RealStudy.FOLDER), checkout.resolve(RealStudy.FOLDER));
    Files.createDirectories(checkout.resolve("tables"));
    Progress silent = Progress.on(new PrintStream(OutputStream.nullOutputStream()));
    Verification without = Verification.of(checkout, Verification.Options.defaults(), silent);
    assertTrue(without.isFine(), without.toString());
    assertEquals(0, without.derived());
    assertTrue(without.toString().contains("not checkable here"), without.toString());
    Verification.Options given =
        new Verification.Options(Optional.of(training), Optional.of(test), false, Optional.empty());
    Verification with = Verification.of(checkout, given, silent);
    assertTrue(with.isFine(), with.toString());
    assertEquals(12, with.derived(), with.toString());

    Path table =
        checkout.resolve("real").resolve("cpsc2018").resolve("tables/table4-single-leads.csv");
    Files.writeString(table, Files.readString(table).replaceFirst("0\\.", "1."));
    assertFalse(Verification.of(checkout, given, silent).isFine());
  }

  private static void copyWithoutRuns(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        if (!relative.toString().contains("runs")) {
          Path target = to.resolve(relative.toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
    }
  }

  @Test
  void noResultNamesAFolderOfRecordings() throws IOException {
    List<Path> read = new ArrayList<>();
    try (Stream<Path> files = Files.walk(results)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().matches(".*/(tables|figures|scores)/[^/]*\\.(csv|json)")) {
          String text = Files.readString(file);
          assertFalse(text.contains("hospital-two"), file.toString()); // its name is CPSC2018
          assertFalse(text.contains(folder.toString()), file.toString());
          read.add(file);
        }
      }
    }
    assertTrue(read.size() > 30, read.size() + " files");
  }

  @Test
  void whatWasTrainedOnIsInTheSidecarByNameAndSum() {
    var provenance = Table2TestPerformance.of(real.tested()).provenance();
    assertEquals(
        real.trained().dataset().manifestSha256(),
        provenance.settings().get("trained on, SHA-256"));
    assertEquals(real.tested().dataset().manifestSha256(), provenance.data().get("manifestSha256"));
    assertNotEquals(
        real.trained().dataset().manifestSha256(), real.tested().dataset().manifestSha256());
    assertTrue(provenance.settings().get("split").contains("every labelled recording here tests"));
  }

  @Test
  void onGeneratedRecordingsNoClaimIsDecided() {
    for (Study study : real.both()) {
      Claims.ofPerformance(real.leads(study))
          .table()
          .stringColumn("of these recordings")
          .forEach(verdict -> assertTrue(verdict.startsWith("Cannot be tested"), verdict));
    }
  }

  @Test
  void pictureOfARecordingIsPixelsAlone() {
    FigureResult figure = Figure1ExampleEcg.of(real.tested());
    assertTrue(Files.exists(figure.file("png")));
    assertFalse(Files.exists(figure.file("svg")));
    assertFalse(Files.exists(figure.file("pdf")));
  }

  @Test
  void theKeyNumbersAreThoseOfTheTables() {
    RealResults read = RealResults.read(results);
    assertEquals(2, read.sources().size());
    for (Study study : real.both()) {
      LeadStudy leads = real.leads(study);
      RealResults.Source source =
          read.sources().stream()
              .filter(s -> s.data().equals(study.dataName()))
              .findFirst()
              .orElseThrow();
      assertEquals(leads.records(), source.records());
      assertEquals(
          leads.interval(12, PerformanceMetric.AUC, 9).lower(), source.auc().lower(), 1e-6);
      assertEquals(12, source.leadsWithF1().size());
      assertEquals(4, source.claims().size());
    }
    assertEquals(List.of(), RealResults.read(folder.resolve("nothing")).sources());
  }

  @Test
  void aSignalInBothSetsIsRefusedByName() throws IOException {
    Path mixed = folder.resolve("mixed");
    cohort(mixed, 1, 90);
    named(mixed);
    String message =
        assertThrows(EcgDataException.class, () -> open(mixed, folder.resolve("refused")))
            .getMessage();
    assertTrue(message.contains("found the signals of A0001"), message);
  }

  @Test
  void onPatientsTheCaptionsNameSetAndLicence() {
    Path ptbXl = Golden.real("data/ptbxl");
    Path cpsc2018 = Golden.real("data/cpsc2018");
    RealStudy patients =
        RealStudy.open(
            Parameters.defaults()
                .withProfile("smoke, epochs=1")
                .withData(ptbXl)
                .withOut(folder.resolve("patients")),
            cpsc2018,
            1,
            List.of(few().get(0).subList(0, 1)),
            Progress.on(new PrintStream(OutputStream.nullOutputStream())));
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), patients.trained().split().trainFolds());
    assertEquals(List.of(9, 10), patients.trained().split().testFolds());
    assertEquals(folder.resolve("patients/ptb-xl"), patients.trained().results());
    assertEquals(folder.resolve("patients/cpsc2018"), patients.tested().results());
    Run tested = patients.tested().networkRun(Lead.ALL);
    assertEquals(135, tested.test().size());
    String own = Table2TestPerformance.of(patients.trained()).caption();
    String other = Table2TestPerformance.of(patients.tested()).caption();
    assertTrue(own.contains("PTB-XL, CC BY 4.0") && !own.contains("CPSC2018"), own);
    assertTrue(other.contains("CPSC2018, not trained on (PTB-XL was)"), other);
    assertTrue(other.contains("Challenge 2020, CC BY 4.0"), other);
    assertEquals("", patients.tested().recordings().remark());
  }

  @Test
  void whatIsTrainedElsewhereIsExplainedHereByThoseWeights() {
    assertEquals(12, real.tested().explanations().records().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> real.tested().whole(real.tested().networkRun(Lead.ALL)));
  }
}
