package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.paper.data.ClassCoOccurrence;
import org.ecgworkbench.paper.data.Table1DataProfile;
import org.ecgworkbench.paper.performance.CalibrationOfScores;
import org.ecgworkbench.paper.performance.Figure4Baselines;
import org.ecgworkbench.paper.performance.FigureRocPr;
import org.ecgworkbench.paper.performance.Rotation;
import org.ecgworkbench.paper.performance.SplitAudit;
import org.ecgworkbench.paper.performance.Table3Baselines;
import org.ecgworkbench.paper.performance.Table3Comparisons;
import org.ecgworkbench.paper.performance.Table3Thresholds;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.shap.Explainer;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Profile;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;
import org.ecgworkbench.verify.Verification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** A learner from outside the library, through nothing but what the library offers. */
class OwnLearnerTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  private static final Baseline OWN = new NearestNeighbours(5);
  private static final String NAME = "5 nearest neighbours";

  @TempDir private static Path folder;
  private static Study study;

  @BeforeAll
  static void open() {
    study = open(folder.resolve("results"));
  }

  private static Study open(Path out) {
    return Study.open(
        Parameters.defaults().withOut(out), Profile.of("smoke, epochs=1, shapDraws=10"), SILENT);
  }

  @Test
  void itIsARunLikeAnyOther() throws IOException {
    Run run = study.run(OWN);
    assertEquals(NAME, run.name());
    assertEquals(OWN, run.learner().orElseThrow());
    assertEquals(study.split().testIds(), run.test().ids());
    assertTrue(Files.exists(run.testFile()));
    // By hand: with five neighbours every score is a number of fifths.
    for (double[] scores : run.test().scores()) {
      for (double score : scores) {
        assertEquals(Math.rint(5 * score), 5 * score, 1e-12);
      }
    }
    Run again = open(study.results()).run(new NearestNeighbours(5));
    assertTrue(again.reused());
    assertArrayEquals(run.test().scores(), again.test().scores());
    Run other = study.run(new NearestNeighbours(7));
    assertNotEquals(run.directory(), other.directory());
    assertEquals("7 nearest neighbours", other.name());
  }

  @Test
  void whatAnotherProcessSavedFirstIsTaken() throws IOException {
    Study other = open(study.results());
    NearestNeighbours.whileFitting = () -> other.run(new NearestNeighbours(9));
    Run late = study.run(new NearestNeighbours(9));
    assertTrue(late.reused());
    assertArrayEquals(other.run(new NearestNeighbours(9)).test().scores(), late.test().scores());
    try (Stream<Path> runs = Files.list(late.directory().getParent())) {
      assertEquals(
          List.of(late.directory().getFileName()),
          runs.map(Path::getFileName).filter(name -> name.toString().contains("9-near")).toList());
    }
  }

  @Test
  void itStandsInEveryTableAndFigureOfTheComparison() throws IOException {
    List<Run> runs =
        List.of(
            study.run(new LogisticRegressionBaseline()),
            study.run(OWN),
            study.networkRun(Lead.ALL));
    Set<String> names = runs.stream().map(Run::name).collect(Collectors.toSet());
    TableResult table3 = Table3Baselines.of(study, runs);
    assertEquals(1 + 3 * 4, table3.table().rowCount());
    assertEquals("table3-baselines-own", table3.id());
    assertTrue(
        table3.caption().contains("logistic regression, " + NAME + " and 12-lead network"),
        table3.caption());
    assertEquals(
        "example.NearestNeighbours Options[neighbours=5]",
        table3.provenance().settings().get("learner " + NAME));
    assertEquals(
        study
            .run(OWN)
            .performance()
            .average(org.ecgworkbench.evaluation.PerformanceMetric.F1)
            .value(),
        number(table3.table(), NAME, "F1", "average"));
    TableResult tests = Table3Comparisons.of(study, runs);
    assertEquals(2 * (4 + 3 * 9), tests.table().rowCount());
    assertTrue(tests.table().stringColumn("learner").contains(NAME));
    assertTrue(tests.table().columnNames().contains("network_value"));
    for (Table table :
        List.of(
            Table3Thresholds.of(study, runs).table(),
            CalibrationOfScores.table(study, runs).table())) {
      assertEquals(names, new HashSet<>(table.stringColumn("learner").asList()));
    }
    assertTrue(
        Files.readString(Figure4Baselines.of(study, runs).save().file("svg")).contains(NAME));
    assertTrue(Files.readString(FigureRocPr.of(study, runs).save().file("svg")).contains(NAME));
    assertTrue(
        Files.readString(CalibrationOfScores.figure(study, runs).save().file("svg"))
            .contains(NAME));
  }

  private static double number(Table table, String learner, String metric, String column) {
    for (int r = 0; r < table.rowCount(); r++) {
      if (table.stringColumn("learner").get(r).equals(learner)
          && table.stringColumn("metric").get(r).equals(metric)) {
        return table.doubleColumn(column).getDouble(r);
      }
    }
    throw new AssertionError(learner + " " + metric);
  }

  @Test
  void anyRunCanBeWhatTheOthersAreTestedAgainst() {
    List<Run> runs = List.of(study.run(OWN), study.run(new LogisticRegressionBaseline()));
    TableResult tests = Table3Comparisons.of(study, runs);
    assertTrue(tests.caption().contains("against the logistic regression"), tests.caption());
    assertTrue(tests.table().columnNames().contains("reference_value"));
    assertFalse(tests.table().stringColumn("learner").contains("logistic regression"));
  }

  @Test
  void itRotatesAndIsAudited() {
    Baseline logistic = new LogisticRegressionBaseline();
    List<SplitName> turns = List.of(SplitName.ofFold(4), SplitName.ofFold(9));
    Rotation rotation =
        Rotation.of(
            study,
            Stream.concat(study.runs(OWN, turns).stream(), study.runs(logistic, turns).stream())
                .toList());
    assertEquals(List.of(NAME, "logistic regression"), rotation.learners());
    assertEquals(List.of(4, 9), rotation.folds());
    assertEquals("table3-rotation-own", rotation.table().id());
    assertEquals(study.folds().ids(List.of(4, 9)), rotation.pooledScores(NAME).ids());
    SplitAudit audit = SplitAudit.of(study, study.runs(OWN, study.splits(3)));
    assertEquals(4, audit.table().table().rowCount());
    assertEquals("split-audit-own", audit.table().id());
    assertEquals(List.of(42L, 43L, 44L), audit.splits().table().longColumn("split_seed").asList());
  }

  @Test
  void runsThatDoNotBelongTogetherAreRefused() {
    Run own = study.run(OWN);
    Run turn = study.runs(OWN, List.of(SplitName.ofFold(4))).get(0);
    refused("two runs of a comparison are called '" + NAME, List.of(own, own));
    refused("found one on 9 others (fold 4)", List.of(turn));
    refused("at least one run", List.of());
    assertThrows(IllegalArgumentException.class, () -> Rotation.of(study, List.of(turn, own)));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Rotation.of(
                        study,
                        List.of(
                            turn,
                            study
                                .runs(
                                    new LogisticRegressionBaseline(), List.of(SplitName.ofFold(9)))
                                .get(0))))
            .getMessage();
    assertEquals("logistic regression: expected the test folds [4], each once, found [9]", message);
    assertThrows(IllegalArgumentException.class, () -> SplitAudit.of(study, List.of(own)));
  }

  private static void refused(String expected, List<Run> runs) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Table3Baselines.of(study, runs))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void theLibrarysLearnersAreNamedByWhatIsOtherwise() {
    Run small =
        study.run(
            new RandomForestBaseline(
                RandomForestBaseline.Options.defaults().withTrees(3).withSeed(9)));
    assertEquals("random forest (trees=3, seed=9)", small.name());
    assertTrue(
        small.directory().getFileName().toString().startsWith("baseline-random-forest-trees-3-"));
    assertEquals(9, small.seed().orElseThrow());
    assertEquals(
        "9",
        Table3Baselines.of(study, List.of(small))
            .provenance()
            .seeds()
            .get("random forest, class *, tree *"));
  }

  @Test
  void oneThatMisbehavesIsNamedAndRuinsNoOtherRun() throws IOException {
    Run before = study.run(OWN);
    Set<String> folders = folders();
    for (Failing failing : Failing.values()) {
      String message = assertThrows(EcgDataException.class, () -> study.run(failing)).getMessage();
      assertTrue(message.contains("learner 'failing'"), message);
      assertTrue(message.contains(failing.says), message);
    }
    assertEquals(folders, folders());
    assertArrayEquals(before.test().scores(), open(study.results()).run(OWN).test().scores());
    assertEquals(1 + 4, Table3Baselines.of(study, List.of(before)).table().rowCount());
  }

  /** One call for the network, trees, a linear model and a learner that nothing is known of. */
  @Test
  void everyRunIsExplainedByTheSameCall() {
    String id = study.split().testIds().get(0);
    Map<Run, String> methods =
        Map.of(
            study.run(OWN), "sampled SHAP",
            study.run(new LogisticRegressionBaseline()), "linear SHAP",
            study.run(
                    new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(3))),
                "tree SHAP",
            study.networkRun(Lead.ALL), "expected gradients");
    methods.forEach(
        (run, method) -> {
          try (Explainer explainer = study.explainer(run)) {
            assertEquals(method, explainer.label());
          }
          Explanation why = study.explain(run, id, Diagnosis.AF);
          assertEquals("AF", why.className());
          assertEquals(Lead.ALL, why.leads());
          assertEquals(0, why.completenessResidual(), 4 * why.standardError() + 1e-6, run.name());
          assertArrayEquals(
              why.attributions(), study.explain(run, id, Diagnosis.AF).attributions(), run.name());
        });
    Explanation own = study.explain(study.run(OWN), id, Diagnosis.AF);
    assertEquals(study.run(OWN).test().score(0, Diagnosis.AF.ordinal()), own.output(), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> study.fitted(study.networkRun(Lead.ALL)));
  }

  /** Tables that anybody can make again are made again; of the others it is said why not, and nothing is called wrong. */
  @Test
  void resultsOfOnesOwnAreVerifiedAsFarAsTheyCanBe() {
    Path out = folder.resolve("verified");
    Study known = open(out);
    Table1DataProfile.of(known).save();
    Table3Baselines.of(known, List.of(known.run(OWN))).save();
    Study unknown =
        Study.open(
            Parameters.defaults().withOut(out),
            new Profile("mine", 100, 1_000, 4, 0.2, 2, 3e-3, 32, 1, 90, 10, 12, 20),
            SILENT);
    ClassCoOccurrence.table(unknown).save();
    Verification verification = Verification.of(out, Verification.Options.defaults(), SILENT);
    assertTrue(verification.isFine(), verification.toString());
    assertEquals(1, verification.derived());
    String not = String.join("\n", verification.notCheckable());
    assertTrue(not.contains("table3-baselines-own: no way is known"), not);
    assertTrue(
        not.contains("table1-cooccurrence: its profile is one that only its maker knows"), not);
  }

  private static Set<String> folders() throws IOException {
    try (Stream<Path> runs = Files.list(study.results().resolve("runs"))) {
      return runs.map(run -> run.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private record Nothing() {}

  /** Each does one thing wrong, and spoils what it was given. */
  private enum Failing implements Baseline {
    NAN("expected a score from 0 to 1, found NaN"),
    SHAPE("expected scores of"),
    EXCEPTION("no such feature");

    private final String says;

    Failing(String says) {
      this.says = says;
    }

    @Override
    public String displayName() {
      return "failing";
    }

    @Override
    public Record options() {
      return new Nothing();
    }

    @Override
    public FittedBaseline fit(double[][] x, boolean[][] y) {
      x[0][0] = Double.NaN;
      y[0][0] = !y[0][0];
      if (this == EXCEPTION) {
        throw new ArrayIndexOutOfBoundsException("no such feature");
      }
      int features = x[0].length;
      return new FittedBaseline() {
        @Override
        public double[][] scores(double[][] records) {
          records[0][0] = Double.NaN;
          double[][] scores = new double[records.length - (Failing.this == SHAPE ? 1 : 0)][9];
          scores[1][8] = Double.NaN;
          return scores;
        }

        @Override
        public int features() {
          return features;
        }

        @Override
        public int classes() {
          return 9;
        }
      };
    }
  }

  /** Loads classes as a notebook does: from memory, so that they come from no file. */
  private static final class NotebookClasses extends ClassLoader {
    NotebookClasses(Path classes) throws IOException {
      super(OwnLearnerTest.class.getClassLoader());
      try (Stream<Path> files = Files.list(classes)) {
        for (Path file : files.sorted().toList()) {
          byte[] bytes = Files.readAllBytes(file);
          defineClass(null, bytes, 0, bytes.length);
        }
      }
    }
  }

  /** A learner that gives every record the same score, compiled here against the library's classes. */
  private static Path compiled(String score) throws IOException {
    Path home = Files.createTempDirectory(folder, "own");
    Path source = home.resolve("Constant.java");
    Files.writeString(
        source,
        """
        import org.ecgworkbench.baseline.*;
        public class Constant implements Baseline, FittedBaseline {
          public record Options() {}
          public String displayName() { return "constant"; }
          public Options options() { return new Options(); }
          public FittedBaseline fit(double[][] x, boolean[][] y) { return this; }
          public double[][] scores(double[][] x) {
            double[][] scores = new double[x.length][9];
            for (double[] row : scores) { java.util.Arrays.fill(row, %s); }
            return scores;
          }
          public int features() { return 636; }
          public int classes() { return 9; }
        }
        """
            .formatted(score));
    Path classes = Files.createDirectory(home.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertEquals(0, status);
    return classes;
  }

  private static Baseline constant(ClassLoader loader) throws ReflectiveOperationException {
    return (Baseline) loader.loadClass("Constant").getConstructor().newInstance();
  }

  @Test
  void otherCodeOfTheSameNameAndSettingsIsAnotherRun()
      throws IOException, ReflectiveOperationException {
    Path out = study.results();
    try (URLClassLoader first = fromFiles(compiled("0.25"));
        URLClassLoader second = fromFiles(compiled("0.75"))) {
      Run run = open(out).run(constant(first));
      assertEquals(0.25, run.test().score(0, 0));
      assertTrue(open(out).run(constant(first)).reused());
      Run other = open(out).run(constant(second));
      assertFalse(other.reused());
      assertEquals(0.75, other.test().score(0, 0));
    }
  }

  private static URLClassLoader fromFiles(Path classes) throws IOException {
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, OwnLearnerTest.class.getClassLoader());
  }

  /** The code of a notebook's class cannot be read, so what was saved is believed only where the scores are the same. */
  @Test
  void aClassOfANotebookIsFittedAnewInEachSession()
      throws IOException, ReflectiveOperationException {
    Path out = study.results();
    Path quarter = compiled("0.25");
    Study session = open(out);
    Baseline learner = constant(new NotebookClasses(quarter));
    Run run = session.run(learner);
    assertEquals(run.directory(), session.run(learner).directory());
    Run same = open(out).run(constant(new NotebookClasses(quarter)));
    assertEquals(run.directory(), same.directory());
    assertTrue(same.reused());
    Run edited = session.run(constant(new NotebookClasses(compiled("0.75"))));
    assertNotEquals(run.directory(), edited.directory());
    assertEquals(0.75, edited.test().score(0, 0));
    assertEquals(0.25, run.test().score(0, 0));
  }
}
