package org.ecgworkbench.paper.leads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.ecg.LeadSet;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.figure.chart.LeadComparison;
import org.ecgworkbench.figure.page.LeadsPage;
import org.ecgworkbench.notebook.Parameters;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.result.FigureResult;
import org.ecgworkbench.result.TableResult;
import org.ecgworkbench.study.JobScan;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.TrainingJob;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.verify.Verification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Sets of leads compared over two seeds on the smallest profile. */
class LeadStudyTest {
  private static final Progress SILENT =
      Progress.on(new PrintStream(OutputStream.nullOutputStream()));
  private static final int AVERAGE = Diagnosis.ALL.size();

  @TempDir private static Path folder;
  private static Study study;
  private static LeadStudy leads;

  @BeforeAll
  static void train() {
    study = Study.open(Parameters.defaults().withProfile("smoke").withOut(folder), SILENT);
    leads = LeadStudy.of(study, LeadPlan.own(study, LeadPlan.table4AndReducedSets(), 2));
  }

  @Test
  void theFirstSeedIsTheNetworkOfTheOtherTables() {
    int all = leads.plan().indexOf(Lead.ALL);
    Run run = study.networkRun(Lead.ALL);
    assertEquals(run.directory(), leads.runs(all).get(0).directory());
    assertEquals(
        run.performance().average(PerformanceMetric.F1).value(),
        leads.measured(all).bySeed(PerformanceMetric.F1, AVERAGE)[0],
        1e-12);
  }

  /** With one seed the interval is that of Table 2, made by other code. */
  @Test
  void withOneSeedIntervalsAreThoseOfTheOtherTables() {
    LeadStudy one = LeadStudy.of(study, LeadPlan.own(study, List.of(List.of(Lead.V5)), 1));
    Run run = study.networkRun(List.of(Lead.V5));
    for (PerformanceMetric metric : List.of(PerformanceMetric.F1, PerformanceMetric.AUC)) {
      // The AUC of a class has Newcombe's interval there, which a mean over trainings has not.
      for (int c = metric == PerformanceMetric.AUC ? AVERAGE : 0; c <= AVERAGE; c++) {
        Interval expected = study.intervals(run).interval(metric, c);
        Interval found = one.interval(0, metric, c);
        assertEquals(expected.estimate(), found.estimate(), 1e-12);
        assertEquals(expected.lower(), found.lower(), 1e-9);
        assertEquals(expected.upper(), found.upper(), 1e-9);
      }
    }
    assertTrue(Double.isNaN(one.trainingSd(PerformanceMetric.F1)));
    assertTrue(
        Table4SingleLeads.of(one).table().stringColumn("note").get(0).contains("one seed: no SD"));
  }

  @Test
  void table4HoldsTheMeanOverTheSeedsItsIntervalAndTheirSd() {
    Table table = Table4SingleLeads.of(leads).table();
    assertEquals(26, table.rowCount());
    assertEquals(List.of("leads", "metric", "SNR"), table.columnNames().subList(0, 3));
    assertEquals(Set.of("42, 43"), table.stringColumn("seeds").asSet());
    assertEquals(Set.of("own"), table.stringColumn("test folds").asSet());
    for (int r = 0; r < table.rowCount(); r++) {
      int set = r % 13;
      PerformanceMetric metric = r < 13 ? PerformanceMetric.F1 : PerformanceMetric.AUC;
      double[] seeds = leads.measured(set).bySeed(metric, AVERAGE);
      double mean = (seeds[0] + seeds[1]) / 2;
      assertEquals(mean, table.doubleColumn("average").getDouble(r), 1e-12);
      assertEquals(
          Math.abs(seeds[0] - seeds[1]) / Math.sqrt(2),
          table.doubleColumn("seed SD").getDouble(r),
          1e-12);
      assertTrue(table.doubleColumn("average low").getDouble(r) <= mean);
      assertTrue(table.doubleColumn("average high").getDouble(r) >= mean);
    }
  }

  @Test
  void everyNumberOfTheExplorerIsThatOfTheTables() throws IOException {
    String html = Files.readString(LeadExplorer.save(leads));
    assertTrue(html.length() < 3_000_000, html.length() + " characters");
    assertFalse(html.matches("(?s).*(src|href)=\"?(?!#)\\w.*"), "the page loads something");
    JsonObject facts = new Gson().fromJson(LeadsPage.factsOf(html), JsonObject.class);
    int compared = 0;
    for (TableResult result : List.of(Table4SingleLeads.of(leads), TableLeadSets.of(leads))) {
      List<String> lines = result.csv().lines().toList();
      List<String> names = List.of(lines.get(0).split(","));
      for (String line : lines.subList(1, lines.size())) {
        List<String> cells = List.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
        String label = cells.get(0).replace("\"", "").replaceFirst("^1, \\w+: |^\\d+: ", "");
        int metric = cells.get(1).equals("F1") ? 0 : 1;
        for (JsonElement set : facts.getAsJsonArray("sets")) {
          if (!set.getAsJsonObject().get("label").getAsString().equals(label)) {
            continue;
          }
          JsonArray columns =
              set.getAsJsonObject().getAsJsonArray("values").get(metric).getAsJsonArray();
          for (int c = 0; c <= AVERAGE; c++) {
            String name = c == AVERAGE ? "average" : Diagnosis.ALL.get(c).name();
            for (int k = 0; k < 3; k++) {
              String cell = cells.get(names.indexOf(name + List.of("", " low", " high").get(k)));
              JsonElement value = columns.get(c).getAsJsonArray().get(k);
              assertEquals(
                  cell.isEmpty() ? Double.NaN : Double.parseDouble(cell),
                  value.isJsonNull() ? Double.NaN : value.getAsDouble(),
                  label + " " + name);
              compared++;
            }
          }
        }
      }
    }
    // Table 4 has 13 sets, the other table 5 and three of the 13 again; F1 and AUC; ten columns.
    assertEquals((13 + 5 + 3) * 2 * 10 * 3, compared);
    assertEquals(html, Files.readString(LeadExplorer.save(leads)));
  }

  /** The root of the mean of the squared SDs, by hand. */
  @Test
  void theTrainingSdIsPooledOverTheSetsOfLeads() {
    double squares = 0;
    for (int set = 0; set < 17; set++) {
      double[] seeds = leads.measured(set).bySeed(PerformanceMetric.F1, AVERAGE);
      squares += (seeds[0] - seeds[1]) * (seeds[0] - seeds[1]) / 2;
    }
    assertEquals(Math.sqrt(squares / 17), leads.trainingSd(PerformanceMetric.F1), 1e-12);
  }

  @Test
  void theTrainingWidensEveryDifferenceAndMovesNone() {
    int all = leads.plan().indexOf(Lead.ALL);
    double[] records = leads.recordReplicates(0, PerformanceMetric.F1);
    double[] both = leads.replicates(0, PerformanceMetric.F1);
    double error = leads.trainingSd(PerformanceMetric.F1) / Math.sqrt(2);
    double[] added = new double[records.length];
    for (int b = 0; b < added.length; b++) {
      added[b] = both[b] - records[b];
    }
    double mean = Arrays.stream(added).average().orElseThrow();
    double sd =
        Math.sqrt(Arrays.stream(added).map(v -> (v - mean) * (v - mean)).sum() / added.length);
    // 2,000 normal deviates: their mean within 4 standard errors of 0, their SD within 7 %.
    assertEquals(0, mean, 4 * error / Math.sqrt(2000));
    assertEquals(error, sd, 0.07 * error);
    assertArrayEquals(both, leads.replicates(0, PerformanceMetric.F1), 0.0);
    assertEquals(
        leads.average(0, PerformanceMetric.F1) - leads.average(all, PerformanceMetric.F1),
        leads.difference(0, all, PerformanceMetric.F1).interval().estimate(),
        1e-12);
  }

  @Test
  void ranksAddUpAndTheBestThreeShareThreePlaces() {
    Table ranking = Table4Ranking.of(leads).table();
    assertEquals(24, ranking.rowCount());
    for (String column : List.of("among best 3 (records)", "among best 3 (records and training)")) {
      assertEquals(3, ranking.doubleColumn(column).first(12).sum(), 1e-9);
    }
    assertEquals(78, ranking.doubleColumn("rank").first(12).sum(), 1e-9);
    assertEquals(78, ranking.doubleColumn("mean rank").first(12).sum(), 1e-9);
    for (int r = 1; r < 12; r++) {
      assertTrue(
          ranking.doubleColumn("average").getDouble(r)
              <= ranking.doubleColumn("average").getDouble(r - 1));
    }
  }

  @Test
  void whatIsComparedNamesTheStreamOfTheTrainingsDeviates() {
    String stream = RandomStream.TRAINING_DEVIATES.pattern();
    for (TableResult result :
        List.of(
            Table4Ranking.of(leads),
            Table4Comparisons.of(leads),
            TableLeadSets.tests(leads),
            LimbLeadNetworks.tests(leads))) {
      assertEquals("42", result.provenance().seeds().get(stream), result.id());
    }
    assertFalse(Table4SingleLeads.of(leads).provenance().seeds().containsKey(stream));
  }

  @Test
  void theClaimIsJudgedByTheRanksAndNotByRote() {
    BestLeads judged = BestLeads.of(leads, PerformanceMetric.F1);
    RankDistribution ranks = leads.ranks(PerformanceMetric.F1, true);
    assertEquals(ranks.areTheBest(BestLeads.PUBLISHED), judged.probability());
    assertEquals(1 / 220.0, judged.byLot(), 1e-15);
    assertEquals("cannot be tested", judged.verdict());
    assertTrue(
        judged.toString().contains("The claim cannot be tested on generated recordings"),
        judged::toString);
    assertEquals("confirmed", judged(0.97, 0.99, 0.99, 0.98).verdict());
    assertEquals("left open", judged(0.02, 0.4, 0.3, 0.2).verdict());
    BestLeads without = judged(0.01, 0.9, 0.04, 0.3);
    assertEquals("contradicted", without.verdict());
    assertTrue(without.toString().contains("aVR hardly belongs"), without::toString);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            BestLeads.of(
                LeadStudy.of(study, LeadPlan.own(study, LeadPlan.parseLeadSets("I;II;V5"), 1)),
                PerformanceMetric.F1));
  }

  private static BestLeads judged(double probability, double one, double avr, double v5) {
    Map<String, Double> alone = new LinkedHashMap<>();
    alone.put("I", one);
    alone.put("aVR", avr);
    alone.put("V5", v5);
    return new BestLeads(
        PerformanceMetric.F1,
        probability,
        probability,
        1 / 220.0,
        List.of("I", "II", "V5"),
        BestLeads.PUBLISHED,
        probability,
        alone,
        2,
        false);
  }

  @Test
  void everyLeadIsTestedAgainstAllTwelveAndAgainstTheBest() {
    Table tests = Table4Comparisons.of(leads).table();
    assertEquals(12 + 12 + 11 + 11, tests.rowCount());
    double smallest = 1;
    for (int r = 0; r < 12; r++) {
      smallest = Math.min(smallest, tests.doubleColumn("p").getDouble(r));
    }
    double smallestCorrected = 1;
    for (int r = 0; r < 12; r++) {
      smallestCorrected = Math.min(smallestCorrected, tests.doubleColumn("p_holm").getDouble(r));
    }
    // Holm by hand: the smallest of twelve p-values times twelve.
    assertEquals(Math.min(1, 12 * smallest), smallestCorrected, 1e-12);
    int best = Table4Comparisons.best(leads, PerformanceMetric.F1);
    assertEquals(leads.label(best), tests.stringColumn("against").get(24));
  }

  @Test
  void reducedSetsHaveATableTestsAndAPanel() throws IOException {
    Table table = TableLeadSets.of(leads).table();
    assertEquals(
        List.of("all 12", "6 limb leads", "4: I, II, III, V2", "3: I, II, V2", "2: I, II"),
        table.stringColumn("leads").first(5).asList());
    assertTrue(table.stringColumn("leads").get(5).startsWith("1, best: "));
    assertEquals(12, table.intColumn("number of leads").get(0));
    assertEquals(1, table.intColumn("number of leads").get(7));
    assertEquals(8, TableLeadSets.tests(leads).table().rowCount());
    assertTrue(Files.size(TableLeadSets.figure(leads).save().file("png")) > 10_000);
    FigureResult figure5 = Figure5SingleLeads.of(leads);
    assertTrue(Files.size(figure5.save().file("png")) > 10_000);
    LeadComparison drawn = (LeadComparison) figure5.figure();
    for (Diagnosis d : Diagnosis.ALL) {
      int n = 0;
      for (boolean[] labels : leads.runs(0).get(0).test().labels()) {
        n += labels[d.ordinal()] ? 1 : 0;
      }
      String head = d + " (" + n + ")";
      assertEquals(head, drawn.columns().get(d.ordinal()));
      assertEquals(n < 5, drawn.few().contains(head), head);
    }
  }

  @Test
  void limbLeadsAreComparedAndFolded() {
    Table tests = LimbLeadNetworks.tests(leads).table();
    assertEquals(2 * (2 + 6), tests.rowCount());
    Table folding = LimbLeadNetworks.folding(leads).table();
    assertEquals(
        List.of("all 12", "6 limb leads", "I, II, III, V2"),
        folding.stringColumn("network").asList());
    for (int r = 0; r < folding.rowCount(); r++) {
      // Single precision: sums of some hundred products of numbers of order one.
      assertTrue(folding.doubleColumn("largest change x 1e6 (computed leads)").getDouble(r) < 10);
      assertEquals(2 * 9 * 9, folding.intColumn("scores").get(r));
    }
    String text = LimbLeadNetworks.conclusion(leads, PerformanceMetric.F1);
    assertTrue(text.startsWith("Six limb leads instead of I and II"), text);
  }

  @Test
  void foldsArePooledAndEachRecordIsTestedOnce() {
    LeadPlan plan =
        new LeadPlan(
            List.of(LeadSet.TWO.leads(), List.of(Lead.V1)),
            LeadPlan.parseFolds("2,5"),
            List.of(7L, 8L));
    LeadStudy pooled = LeadStudy.of(study, plan);
    assertEquals(
        study.folds().ids(List.of(2)).size() + study.folds().ids(List.of(5)).size(),
        pooled.records());
    // F1 of AF by hand: the counts of both folds, each at the threshold of its own network.
    int hits = 0;
    int wrong = 0;
    for (Run run : pooled.runs(1).subList(0, 2)) {
      boolean[][] yes = run.thresholds().apply(run.test());
      for (int i = 0; i < yes.length; i++) {
        boolean label = run.test().labels()[i][Diagnosis.AF.ordinal()];
        boolean said = yes[i][Diagnosis.AF.ordinal()];
        hits += label && said ? 1 : 0;
        wrong += label != said ? 1 : 0;
      }
    }
    double f1 = hits == 0 ? 0 : 2.0 * hits / (2 * hits + wrong);
    assertEquals(
        f1, pooled.measured(1).bySeed(PerformanceMetric.F1, Diagnosis.AF.ordinal())[0], 1e-12);
    assertEquals("network on lead V1, fold 2, seed 7", pooled.runs(1).get(0).name());
  }

  @Test
  void gatheringTakesTheLargestCompleteBlockAndListsTheRest() {
    Gathering own =
        Gathering.of(
            study, Optional.empty(), Optional.of(LeadPlan.parseFolds("own")), Optional.empty());
    assertEquals(List.of(42L, 43L), own.plan().seeds());
    assertEquals(17, own.plan().leadSets().size());
    assertEquals(List.of(), own.missing());
    Gathering three =
        Gathering.of(
            study,
            Optional.of(LeadPlan.parseLeadSets("V5;V6")),
            Optional.of(LeadPlan.parseFolds("own")),
            Optional.of(List.of(42L, 43L, 44L)));
    assertEquals(List.of(42L, 43L), three.plan().seeds());
    assertEquals(
        List.of("V5, fold own, seed 44: not begun", "V6, fold own, seed 44: not begun"),
        three.missing());
    String message =
        assertThrows(
                EcgDataException.class,
                () ->
                    Gathering.of(
                        study,
                        Optional.of(LeadPlan.parseLeadSets("V5")),
                        Optional.of(LeadPlan.parseFolds("9")),
                        Optional.empty()))
            .getMessage();
    assertTrue(message.contains("V5, fold 9"), message);
  }

  @Test
  void aBlockIsCompleteInEverySetOfLeadsThatIsThere() {
    LeadPlan plan =
        new LeadPlan(
            LeadPlan.parseLeadSets("I;II;V6"), LeadPlan.parseFolds("1-3"), List.of(1L, 2L));
    List<JobScan.Status> statuses =
        plan.jobs().stream()
            .map(
                job ->
                    new JobScan.Status(
                        job,
                        // V6 has nothing; II lacks fold 3 with seed 1 and fold 1 with seed 2.
                        job.leads().equals(List.of(Lead.V6))
                                || job.equals(
                                    new TrainingJob(List.of(Lead.II), OptionalInt.of(3), 1))
                                || job.equals(
                                    new TrainingJob(List.of(Lead.II), OptionalInt.of(1), 2))
                            ? JobScan.State.MISSING
                            : JobScan.State.DONE,
                        ""))
            .toList();
    LeadPlan block = Gathering.block(plan, statuses);
    // Seed 1 alone: folds 1, 2; seed 2 alone: folds 2, 3; both: fold 2. Two cells either way, more
    // folds first.
    assertEquals(LeadPlan.parseLeadSets("I;II"), block.leadSets());
    assertEquals(List.of(1L), block.seeds());
    assertEquals(List.of(OptionalInt.of(1), OptionalInt.of(2)), block.folds());
  }

  @Test
  void everyTableOfTheStudyIsMadeAgainAndVerified() {
    Table4SingleLeads.of(leads).save();
    Table4Ranking.of(leads).save();
    Table4Comparisons.of(leads).save();
    TableLeadSets.of(leads).save();
    TableLeadSets.tests(leads).save();
    LimbLeadNetworks.tests(leads).save();
    LimbLeadNetworks.folding(leads).save();
    LimbLeads limb = LimbLeads.of(study);
    limb.residuals().save();
    limb.information().save();
    for (TableResult result :
        List.of(
            Table4SingleLeads.of(leads),
            Table4Ranking.of(leads),
            Table4Comparisons.of(leads),
            TableLeadSets.of(leads),
            LimbLeadNetworks.folding(leads))) {
      result.table().columnNames().forEach(name -> assertFalse(name.contains(","), name));
    }
    Verification verification = Verification.of(folder, Verification.Options.defaults(), SILENT);
    assertTrue(verification.isFine(), verification.toString());
    assertEquals(9, verification.derived());
    assertFalse(verification.toString().contains("making"), verification.toString());
  }
}
