package org.ecgworkbench.verify;

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
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.model.NetworkEngine;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.performance.FigureTrainingHistory;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.KeptScores;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.RunFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout has scores and no runs; what is made from it is what was made from the runs. */
class KeptScoresTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));

  @TempDir private static Path made;
  @TempDir private Path folder;
  private Path results;

  private static Study open(Path out) {
    return Study.open(Parameters.defaults().withProfile("smoke").withOut(out), SILENT);
  }

  private static List<Run> runs(Study study) {
    return List.of(study.run(new LogisticRegressionBaseline()), study.networkRun(Lead.ALL));
  }

  @BeforeAll
  static void train() {
    Study study = open(made);
    Table3Baselines.of(study, runs(study)).save();
    FigureTrainingHistory.of(study).save();
    assertEquals(2, keep(made));
  }

  private static int keep(Path results) {
    return KeptScores.keep(
        results,
        ResultsFolder.sidecars(results).stream()
            .flatMap(f -> Sidecar.read(f).inputs().keySet().stream())
            .toList());
  }

  @BeforeEach
  void checkOut() throws IOException {
    results = folder.resolve("results");
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.toList()) {
        if (!file.toString().matches(".*/runs/(network|baseline|features).*")) {
          Files.copy(file, results.resolve(made.relativize(file).toString()));
        }
      }
    }
  }

  private Path scores(String start) throws IOException {
    try (Stream<Path> files = Files.list(results.resolve(KeptScores.FOLDER))) {
      return files
          .filter(f -> f.getFileName().toString().matches(start + "[^.]*(?<!history)\\.csv"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void tablesAreMadeAgainWithoutTrainingAndHaveTheSameBytes() throws IOException {
    Study study = open(results);
    for (Run run : runs(study)) {
      assertTrue(run.reused());
      assertTrue(KeptScores.isAll(run));
    }
    Path table = Table3Baselines.of(study, runs(study)).save().file();
    FigureTrainingHistory.of(study).save();
    assertEquals(
        Files.readString(made.resolve("tables").resolve(table.getFileName())),
        Files.readString(table));
    for (Path name : ResultsFolder.list(made.resolve("runs"))) {
      for (String file : List.of("predictions-validation.csv", "predictions-test.csv")) {
        Path own = results.resolve("runs").resolve(name.getFileName()).resolve(file);
        if (Files.exists(name.resolve(file))) {
          assertArrayEquals(Files.readAllBytes(name.resolve(file)), Files.readAllBytes(own));
        }
      }
    }
    assertEquals(2, keep(results));
    for (Path file : ResultsFolder.list(made.resolve(KeptScores.FOLDER))) {
      assertEquals(
          Files.readString(file),
          Files.readString(results.resolve(KeptScores.FOLDER).resolve(file.getFileName())));
    }
  }

  @Test
  void whatNeedsWeightsTrainsThemAgainAndHasTheSameScores() {
    Study study = open(results);
    Run kept = study.networkRun(Lead.ALL);
    study.model(kept).close();
    Run whole = study.networkRun(Lead.ALL);
    assertFalse(KeptScores.isAll(whole));
    assertArrayEquals(kept.test().scores(), whole.test().scores());
  }

  @Test
  void inTheFastModeANetworkTrainedAgainMayDifferAsTwoTrainingsDo() {
    Run kept = open(results).networkRun(Lead.ALL);
    double[][] near = scoresOf(kept, score -> (float) (score * 0.999));
    double[][] far = perfect(kept);
    KeptScores.requireSame(kept, with(kept, near), NetworkEngine.Mode.FAST);
    for (Run again : List.of(with(kept, near), with(kept, far))) {
      assertThrows(
          EcgDataException.class,
          () -> KeptScores.requireSame(kept, again, NetworkEngine.Mode.REPRODUCIBLE));
    }
    String message =
        assertThrows(
                EcgDataException.class,
                () -> KeptScores.requireSame(kept, with(kept, far), NetworkEngine.Mode.FAST))
            .getMessage();
    assertTrue(message.contains("expected within 0.06 of"), message);
    Run learner = open(results).run(new LogisticRegressionBaseline());
    Run again = with(learner, scoresOf(learner, score -> score * 0.999));
    assertThrows(
        EcgDataException.class,
        () -> KeptScores.requireSame(learner, again, NetworkEngine.Mode.FAST));
  }

  private static double[][] scoresOf(Run run, DoubleUnaryOperator change) {
    return Arrays.stream(run.test().scores())
        .map(row -> Arrays.stream(row).map(change).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] perfect(Run run) {
    Predictions test = run.test();
    double[][] scores = new double[test.size()][test.classes().size()];
    for (int i = 0; i < scores.length; i++) {
      for (int c = 0; c < scores[i].length; c++) {
        scores[i][c] = test.label(i, c) ? 1 : 0;
      }
    }
    return scores;
  }

  private static Run with(Run run, double[][] scores) {
    Predictions test = run.test();
    boolean[][] labels = new boolean[test.size()][test.classes().size()];
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < labels[i].length; c++) {
        labels[i][c] = test.label(i, c);
      }
    }
    return new Run(
        run.trained(),
        run.directory(),
        run.validation(),
        new Predictions(test.ids(), test.classes(), labels, scores),
        false,
        run.notes());
  }

  @Test
  void verifyTiesTheScoresToTheResults() throws IOException {
    Verification fine = Verification.of(results, Verification.Options.defaults(), SILENT);
    assertEquals(List.of(), fine.findings());
    assertTrue(fine.inputs() >= 4, fine.toString());
  }

  @Test
  void aChangedScoreIsNamed() throws IOException {
    Path file = scores("network-all");
    String before = Files.readString(file);
    String after = before.replaceFirst("(?m)^(t,[^,]+,[^,]*,)([^,]+),", "$1.5,");
    assertFalse(before.equals(after));
    Files.writeString(file, after);
    String name = "scores/" + file.getFileName();
    assertEquals(List.of(name), named());
    assertThrows(EcgDataException.class, () -> open(results).networkRun(Lead.ALL));
    // Also where whoever changed it has sealed it again.
    RunFiles.seal(file.getParent());
    assertEquals(List.of(name), named());
    Files.delete(file);
    RunFiles.seal(file.getParent());
    assertEquals(List.of(name), named());
  }

  private List<String> named() {
    return Verification.of(results, Verification.Options.defaults(), SILENT).findings().stream()
        .map(Finding::file)
        .toList();
  }
}
