package org.ecgworkbench.recording;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.Datasets;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.dataset.synthetic.ClassMix;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on one data set, testing on another, and the model that comes of it. */
class ExternalValidationTest {
  @TempDir private static Path folder;
  private static Path other;
  private static EcgDataset external;
  private static ExternalValidation validation;

  @BeforeAll
  static void trainTwoSeeds() {
    cohort(folder.resolve("data"), 1, 90);
    other = folder.resolve("other");
    cohort(other, 2, 30);
    external = Datasets.open(other);
    validation = run();
    validation.publish();
  }

  private static void cohort(Path target, long seed, int size) {
    new SyntheticCohort(new SyntheticCohort.Options(seed, size, ClassMix.BALANCED))
        .writeTo(target, done -> {});
  }

  private static ExternalValidation run() {
    return run(external, false);
  }

  private static ExternalValidation run(EcgDataset test, boolean ignoreOtherDiagnoses) {
    return ExternalValidation.of(
        parameters(ignoreOtherDiagnoses),
        test,
        List.of(7L, 8L),
        Progress.on(new PrintStream(OutputStream.nullOutputStream())));
  }

  private static Parameters parameters(boolean ignoreOtherDiagnoses) {
    String data = folder + "/data";
    String out = folder + "/out";
    return Parameters.of(data, "smoke", 42, out, ignoreOtherDiagnoses, false, "", "cpu", false);
  }

  @Test
  void theNetworkWithTheBestValidationF1IsChosen() {
    assertEquals(
        validation.trained().stream()
            .max(Comparator.comparingDouble(ExternalValidation.Trained::validationF1))
            .orElseThrow(),
        validation.chosen());
    assertFalse(
        validation
            .trained()
            .get(0)
            .run()
            .directory()
            .equals(validation.trained().get(1).run().directory()));
  }

  @Test
  void everyExternalRecordIsScoredOnceByTheChosenWeights() throws IOException {
    Predictions saved = Predictions.load(validation.folder().resolve(ExternalValidation.EXTERNAL));
    assertEquals(30, saved.size());
    try (ShippedModel shipped = ShippedModel.load(validation.folder())) {
      for (int i : new int[] {0, 17}) {
        EcgRecord record = external.read(saved.ids().get(i));
        assertArrayEquals(saved.scores()[i], shipped.model().scores(record), 1e-6);
        for (Diagnosis d : Diagnosis.ALL) {
          assertEquals(record.diagnoses().contains(d), saved.labels()[i][d.ordinal()]);
        }
      }
      for (int c = 0; c < 9; c++) {
        assertEquals(
            validation.chosen().run().thresholds().value(c), shipped.thresholds().value(c));
      }
    }
  }

  @Test
  void aSecondRunFindsTheNetworksAndWritesTheSameModel() throws IOException {
    byte[] weights = Files.readAllBytes(validation.folder().resolve("model.safetensors"));
    String card = Files.readString(validation.folder().resolve("MODEL_CARD.md"));
    ExternalValidation again = run();
    assertTrue(again.trained().stream().allMatch(t -> t.run().reused()));
    again.publish();
    assertArrayEquals(
        weights, Files.readAllBytes(validation.folder().resolve("model.safetensors")));
    assertEquals(card, Files.readString(validation.folder().resolve("MODEL_CARD.md")));
  }

  @Test
  void theCardNamesNoPlaceOnThisMachine() throws IOException {
    String card = Files.readString(validation.folder().resolve("MODEL_CARD.md"));
    assertFalse(card.contains(folder.toString()), card);
    assertTrue(card.contains("Not a medical device"), card);
  }

  @Test
  void aRecordingOfOnesOwnIsScoredAndExplainedOnAPageThatLoadsNothing() {
    EcgRecord record = RecordingFile.read(other.resolve("S00003.hea"));
    try (ShippedModel shipped = ShippedModel.load(validation.folder())) {
      RecordingPrediction prediction =
          RecordingPrediction.of(record, shipped, false, Diagnosis.RBBB);
      assertArrayEquals(shipped.model().scores(record), prediction.scores());
      var explanation = prediction.explanations().get(0);
      assertEquals(Diagnosis.RBBB.ordinal(), explanation.classIndex());
      assertTrue(
          Math.abs(explanation.completenessResidual()) <= 5 * explanation.standardError() + 1e-6,
          explanation.toString());
      String page = prediction.page(shipped).html();
      assertFalse(page.contains("http://") || page.contains("https://"), "a link");
      assertTrue(page.contains("not for diagnosis"));
      assertEquals(10, prediction.csv().lines().count());
      EcgRecord named =
          new EcgRecord(
              "her \"first\", rest",
              500,
              record.millivolts(),
              record.ageYears(),
              record.sex(),
              record.diagnoses());
      assertTrue(
          new RecordingPrediction(
                  named,
                  prediction.scores(),
                  prediction.thresholds(),
                  List.of(),
                  prediction.input(),
                  prediction.logits(),
                  prediction.explanations())
              .csv()
              .contains("\n\"her \"\"first\"\", rest\",SNR,"),
          "a name with a comma is one cell");
      EcgRecord slow =
          new EcgRecord(
              "slow",
              250,
              record.millivolts(),
              record.ageYears(),
              record.sex(),
              record.diagnoses());
      assertTrue(
          assertThrows(
                  EcgDataException.class, () -> RecordingPrediction.of(slow, shipped, false, null))
              .getMessage()
              .contains("expected 500 Hz, found 250 Hz"));
      assertTrue(
          RecordingPrediction.of(slow, shipped, true, null).warnings().stream()
              .anyMatch(w -> w.contains("resampled from 250 Hz")));
    }
  }

  @Test
  void aFolderWithoutANetworkIsRefusedByName() {
    assertTrue(
        assertThrows(EcgDataException.class, () -> ShippedModel.load(other))
            .getMessage()
            .contains("model.safetensors"));
  }

  /** The network in the repository is the one that its saved scores and its card speak of. */
  @Test
  void theShippedNetworkScoresRealRecordsAsSaved() throws IOException {
    Path models = Path.of("..", "..", "results", "models", "ptb-xl-ten-seconds");
    EcgDataset real = Datasets.open(Golden.real("data/cpsc2018"));
    Predictions saved = Predictions.load(models.resolve(ExternalValidation.EXTERNAL));
    try (ShippedModel shipped = ShippedModel.load(models)) {
      assertEquals(Set.of(Diagnosis.STE), shipped.undecided());
      for (int i = 0; i < saved.size(); i += 20) {
        assertArrayEquals(
            saved.scores()[i],
            shipped.model().scores(real.read(saved.ids().get(i))),
            1e-5,
            saved.ids().get(i));
      }
    }
  }

  /** The card called any labels the challenge's own nine, any folds free of patients in two, and any data those of few hospitals. */
  @Test
  void theCardSaysOfTheseDataOnlyWhatIsTrueOfThem() throws IOException {
    String card = Files.readString(validation.folder().resolve("MODEL_CARD.md"));
    assertTrue(card.contains("folds drawn by record; patients are not known"), card);
    assertTrue(
        card.contains(
            "of 30, 0 state none of the nine classes and 0 hold a signal of the data that was trained on"),
        card);
    assertTrue(card.contains("whether they share patients is not known"), card);
    for (String untrue :
        List.of("challenge's own", "no patient in two", "hospital", "see above", "PTB-XL")) {
      assertFalse(card.contains(untrue), untrue + ": " + card);
    }
  }

  /** Of one patient in fold 1 and in fold 9 the card said that no patient is in two. */
  @Test
  void patientsInTwoPartsAreCounted() {
    Map<String, String> patients = Map.of("1", "a", "2", "a", "3", "b", "4", "c");
    assertEquals(
        "the data set's own folds, none of 3 patients in two parts",
        ModelCard.ownFolds(patients, List.of(List.of("1", "2"), List.of("3"), List.of("4"))));
    assertEquals(
        "the data set's own folds, 1 of 3 patients in two parts",
        ModelCard.ownFolds(patients, List.of(List.of("1"), List.of("3"), List.of("2", "4"))));
  }

  /** 31 of 44 records of another set state other codes; 23 of them vanished without a word. */
  @Test
  void diagnosesOutsideTheNineAreRefusedOrCounted() throws IOException {
    Path codes = folder.resolve("codes");
    cohort(codes, 3, 12);
    for (String id : List.of("S00002", "S00005")) {
      Path header = codes.resolve(id + ".hea");
      Files.writeString(header, Files.readString(header).replaceFirst("#Dx: .*", "#Dx: 427393009"));
    }
    assertTrue(
        assertThrows(
                EcgDataException.class,
                () -> Study.open(parameters(false)).recordings().other(codes))
            .getMessage()
            .contains("427393009"));
    ExternalValidation tested = run(Study.open(parameters(true)).recordings().other(codes), true);
    assertEquals(10, tested.chosen().external().size());
    assertTrue(
        tested.leftOut().startsWith("of 12, 2 state none of the nine classes"), tested.leftOut());
  }

  /** The name of the model's folder holds only the data that trained it: another test replaced the first one's card and scores. */
  @Test
  void anotherTestReplacesNothing() throws IOException {
    Path second = folder.resolve("second");
    cohort(second, 4, 12);
    String card = Files.readString(validation.folder().resolve("MODEL_CARD.md"));
    ExternalValidation tested = run(Datasets.open(second), false);
    assertTrue(
        assertThrows(EcgDataException.class, tested::publish)
            .getMessage()
            .contains("holds another result, of the test data "));
    assertEquals(card, Files.readString(validation.folder().resolve("MODEL_CARD.md")));
  }
}
