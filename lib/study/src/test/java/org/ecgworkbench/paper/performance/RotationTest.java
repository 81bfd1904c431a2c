package org.ecgworkbench.paper.performance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.evaluation.Confusion;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The protocols: the full rotation, the split audit, and that test labels reach nothing that is chosen. */
class RotationTest {
  private static final Baseline LOGISTIC = new LogisticRegressionBaseline();
  private static final String NAME = "logistic regression";

  @TempDir private static Path folder;
  private static Study study;

  @BeforeAll
  static void open() {
    study = open(folder.resolve("first"));
  }

  private static Study open(Path out) {
    return Study.open(Parameters.defaults().withProfile("smoke").withOut(out), silent());
  }

  private static Rotation rotation(Study study) {
    return Rotation.of(study, study.runs(LOGISTIC, study.turns()));
  }

  private static Progress silent() {
    return Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  }

  @Test
  void everyRecordIsTestedOnceAndNeverByWhatItTrained() {
    Rotation rotation = rotation(study);
    assertEquals(List.copyOf(study.folds().foldOf().keySet()), rotation.pooledScores(NAME).ids());
    for (int k = 1; k <= Folds.COUNT; k++) {
      Run run = rotation.runs(NAME).get(k - 1);
      assertEquals(study.folds().ids(List.of(k)), run.test().ids());
      assertEquals(study.folds().ids(List.of(k % 10 + 1)), run.validation().ids());
      Set<String> used = new HashSet<>(study.folds().rotation(k).trainIds());
      used.addAll(run.validation().ids());
      assertTrue(run.test().ids().stream().noneMatch(used::contains));
    }
  }

  /** Mean, SD and pooled F1 as one would do them by hand: the SD with n - 1, the pooled counts added up over the folds. */
  @Test
  void theTableHoldsMeanSdAndPooledF1() {
    Rotation rotation = rotation(study);
    Table table = rotation.table().table();
    int af = Diagnosis.AF.ordinal();
    double sum = 0;
    double squares = 0;
    int hits = 0;
    int wrong = 0;
    List<Run> runs = rotation.runs(NAME);
    for (Run run : runs) {
      double f1 = run.performance().classes().get(af).f1().value();
      sum += f1;
      squares += f1 * f1;
      Confusion confusion = run.performance().classes().get(af).confusion();
      hits += confusion.truePositives();
      wrong += confusion.falsePositives() + confusion.falseNegatives();
    }
    double sd = Math.sqrt((squares - sum * sum / 10) / 9);
    assertEquals(sum / 10, cell(table, "F1", "fold mean", "AF"), 1e-12);
    assertEquals(sd, cell(table, "F1", "fold SD", "AF"), 1e-12);
    assertEquals(2.0 * hits / (2 * hits + wrong), cell(table, "F1", "pooled", "AF"), 1e-12);
    for (String metric : List.of("F1", "AUC", "average precision", "official score")) {
      double pooled = cell(table, metric, "pooled", "average");
      assertTrue(cell(table, metric, "pooled low", "average") <= pooled, metric);
      assertTrue(cell(table, metric, "pooled high", "average") >= pooled, metric);
    }
    assertEquals(20, table.rowCount());
  }

  private static double cell(Table table, String metric, String summary, String column) {
    for (int r = 0; r < table.rowCount(); r++) {
      if (table.stringColumn("metric").get(r).equals(metric)
          && table.stringColumn("summary").get(r).equals(summary)) {
        return table.doubleColumn(column).getDouble(r);
      }
    }
    throw new AssertionError(metric + " " + summary);
  }

  @Test
  void meanAndSdLeaveOutWhatIsUndefined() {
    double[] values = {1, Double.NaN, 3};
    assertEquals(2, RotationRows.mean(values));
    assertEquals(Math.sqrt(2), RotationRows.sd(values), 1e-15);
    assertTrue(Double.isNaN(RotationRows.sd(new double[] {1, Double.NaN})));
    assertTrue(Double.isNaN(RotationRows.mean(new double[] {Double.NaN})));
  }

  @Test
  void aRotationInPartsIsFoundAgain() {
    Study other = open(folder.resolve("parts"));
    Rotation part =
        Rotation.of(other, other.runs(LOGISTIC, List.of(SplitName.ofFold(7), SplitName.ofFold(2))));
    assertEquals(List.of(2, 7), part.folds());
    assertFalse(part.runs(NAME).get(0).reused());
    List<Run> all = rotation(open(folder.resolve("parts"))).runs(NAME);
    for (int k = 1; k <= 10; k++) {
      assertEquals(k == 2 || k == 7, all.get(k - 1).reused(), "fold " + k);
    }
    assertEquals(rotation(study).table().csv(), rotation(other).table().csv());
  }

  @Test
  void aRecordThatIsTestedTwiceIsRefused() {
    Predictions test = study.run(LOGISTIC).test();
    assertThrows(IllegalArgumentException.class, () -> Rotation.pool(List.of(test, test)));
  }

  @Test
  void networksRotateToo() {
    List<Run> runs =
        Rotation.of(
                study,
                study.networkRuns(Lead.ALL, List.of(SplitName.ofFold(1), SplitName.ofFold(2))))
            .runs("12-lead network");
    assertEquals(study.folds().ids(List.of(1)), runs.get(0).test().ids());
    assertEquals(study.folds().ids(List.of(2)), runs.get(1).test().ids());
    assertNotEquals(runs.get(0).directory(), runs.get(1).directory());
  }

  @Test
  void theAuditStartsWithTheSplitOfTheTables() {
    SplitAudit audit = SplitAudit.of(study, study.runs(LOGISTIC, study.splits(3)));
    Table splits = audit.splits().table();
    Run own = study.run(LOGISTIC);
    double f1 = own.performance().average(PerformanceMetric.F1).value();
    assertEquals(f1, splits.doubleColumn("average F1").getDouble(0), 0.0);
    assertEquals(3, splits.rowCount());
    Table summary = audit.table().table();
    assertEquals(f1, summary.doubleColumn("this_split").getDouble(0), 0.0);
    double[] three = splits.doubleColumn("average F1").asDoubleArray();
    double max = Arrays.stream(three).max().orElseThrow();
    double min = Arrays.stream(three).min().orElseThrow();
    assertTrue(max > min, "three splits, three numbers");
    assertEquals(max - min, summary.doubleColumn("range").getDouble(0), 1e-15);
  }

  /** Other labels for the test fold alone: what is fitted, chosen and scored must not notice; what is measured must. */
  @Test
  void testLabelsReachNeitherWeightsNorEpochNorThresholdsNorScores() {
    Set<String> tested = Set.copyOf(study.split().testIds());
    EcgDataset changed = new OtherLabels(study.dataset(), tested);
    Study other =
        Study.of(study.parameters().withOut(folder.resolve("other-labels")), changed, silent());
    assertEquals(study.split(), other.split());
    for (String learner : List.of("logistic-regression", "random-forest", Study.NETWORK)) {
      Run one = study.runs(learner, List.of(SplitName.OWN)).get(0);
      Run two = other.runs(learner, List.of(SplitName.OWN)).get(0);
      assertFalse(two.reused());
      assertArrayEquals(one.thresholds().values(), two.thresholds().values(), learner);
      assertArrayEquals(one.validation().scores(), two.validation().scores(), learner);
      assertArrayEquals(one.test().scores(), two.test().scores(), learner);
      assertEquals(one.notes(), two.notes()); // a network's name the epoch that is kept
      assertFalse(Arrays.deepEquals(one.test().labels(), two.test().labels()));
      assertNotEquals(one.performance().toString(), two.performance().toString());
    }
    assertArrayEquals(weights(study), weights(other));
  }

  private static byte[] weights(Study of) {
    try {
      return Files.readAllBytes(of.networkRun(Lead.ALL).directory().resolve("model.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same recordings, but every label of some records is turned round; the checksum, which the weights name, is the same. */
  private record OtherLabels(EcgDataset original, Set<String> turned) implements EcgDataset {
    private Set<Diagnosis> other(Set<Diagnosis> diagnoses) {
      Set<Diagnosis> others = EnumSet.allOf(Diagnosis.class);
      others.removeAll(diagnoses);
      return others;
    }

    @Override
    public String name() {
      return original.name();
    }

    @Override
    public String description() {
      return original.description();
    }

    @Override
    public List<RecordSummary> records() {
      List<RecordSummary> records = new ArrayList<>();
      for (RecordSummary r : original.records()) {
        records.add(
            turned.contains(r.id())
                ? new RecordSummary(
                    r.id(),
                    r.samplingRateHz(),
                    r.samples(),
                    r.ageYears(),
                    r.sex(),
                    other(r.diagnoses()))
                : r);
      }
      return records;
    }

    @Override
    public EcgRecord read(String id) {
      EcgRecord r = original.read(id);
      return turned.contains(id)
          ? new EcgRecord(
              r.id(),
              r.samplingRateHz(),
              r.millivolts(),
              r.ageYears(),
              r.sex(),
              other(r.diagnoses()))
          : r;
    }

    @Override
    public String manifestSha256() {
      return original.manifestSha256();
    }
  }
}
