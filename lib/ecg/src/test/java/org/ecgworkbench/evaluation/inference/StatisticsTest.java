package org.ecgworkbench.evaluation.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.evaluation.Calibration;
import org.ecgworkbench.evaluation.Comparison;
import org.ecgworkbench.evaluation.CpscScore;
import org.ecgworkbench.evaluation.Interval;
import org.ecgworkbench.evaluation.MetricValue;
import org.ecgworkbench.evaluation.Performance;
import org.ecgworkbench.evaluation.PerformanceMetric;
import org.ecgworkbench.evaluation.Predictions;
import org.ecgworkbench.evaluation.Ranking;
import org.ecgworkbench.evaluation.ScorePrecision;
import org.ecgworkbench.evaluation.TemperatureScaling;
import org.ecgworkbench.evaluation.Thresholds;
import org.ecgworkbench.evaluation.ThresholdsTest;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Expected values, unless a comment says otherwise: a NumPy/SciPy program that computes every quantity directly (all pairs for AUC
 * and DeLong's placements, {@code numpy.quantile}, {@code scipy.stats.norm}, {@code numpy.delete} for the jackknife), on scores given
 * by the formulas below and resamples drawn with {@code numpy.random.RandomState}.
 */
class StatisticsTest {
  private static final double EXACT = 1e-12;

  private static Predictions predictions(int n, int a, int b) {
    List<String> ids = new ArrayList<>();
    boolean[][] labels = new boolean[n][2];
    double[][] scores = new double[n][2];
    for (int i = 0; i < n; i++) {
      ids.add("R" + i);
      labels[i][0] = (i * a) % 101 + (i * 13) % 41 > 90;
      labels[i][1] = (i * b) % 83 + (i * 7) % 31 > 75;
      scores[i][0] = (i * a) % 101 / 100.0;
      scores[i][1] = (i * b) % 83 / 82.0;
    }
    return new Predictions(ids, List.of("X", "Y"), labels, scores);
  }

  private static final Predictions TEST = predictions(80, 37, 29);
  private static final Predictions VALIDATION = predictions(60, 41, 31);

  private static Thresholds thresholds() {
    return new Thresholds(
        List.of("X", "Y"),
        new double[] {0.6, 0.5},
        List.of(MetricValue.of(0), MetricValue.of(0)),
        Comparison.GREATER,
        ScorePrecision.DOUBLE);
  }

  private static void check(double lower, double upper, Interval found) {
    assertEquals(lower, found.lower(), EXACT);
    assertEquals(upper, found.upper(), EXACT);
  }

  @Test
  void plainResamplesAreNumpysDraws() {
    Resamples resamples = Resamples.plain(80, 3, 7);
    assertArrayEquals(new int[] {48, 76, 1, 67, 33, 56}, Arrays.copyOf(resamples.indices(0), 6));
  }

  @Test
  void bootstrapIntervalsEqualADirectComputation() {
    Bootstrap bootstrap = Bootstrap.of(TEST, thresholds(), Resamples.plain(80, 400, 7));
    Bootstrap.Method percentile = Bootstrap.Method.PERCENTILE;
    Bootstrap.Method bca = Bootstrap.Method.BCA;
    check(
        0.646671826625387,
        0.8955481214616572,
        bootstrap.interval(PerformanceMetric.F1, 0, percentile, 0.95));
    check(
        0.6470799018448162,
        0.8955770001289153,
        bootstrap.interval(PerformanceMetric.F1, 0, bca, 0.95));
    check(
        0.9228284938737802,
        0.9909268544595844,
        bootstrap.interval(PerformanceMetric.AUC, 1, percentile, 0.95));
    check(
        0.9116809906513763,
        0.987892066287016,
        bootstrap.interval(PerformanceMetric.AUC, 1, bca, 0.95));
    PerformanceMetric ap = PerformanceMetric.AVERAGE_PRECISION;
    check(0.7613118003922303, 0.9614507430004512, bootstrap.interval(ap, 0, percentile, 0.95));
    check(0.7462403294935084, 0.9566995606093938, bootstrap.interval(ap, 0, bca, 0.95));
    check(
        0.617182055749129,
        0.8106525470292568,
        bootstrap.average(PerformanceMetric.F1, percentile, 0.95));
    check(
        0.6388378170598287, 0.8172260640598293, bootstrap.average(PerformanceMetric.F1, bca, 0.95));
    assertEquals(
        0.7311399135925556, bootstrap.average(PerformanceMetric.F1, bca, 0.95).estimate(), EXACT);
  }

  /** By hand from the percentiles above: twice F1 less each end. */
  @Test
  void basicIntervalsTurnThePercentilesRound() {
    Bootstrap bootstrap = Bootstrap.of(TEST, thresholds(), Resamples.plain(80, 400, 7));
    double f1 = Performance.of(TEST, thresholds()).classes().get(0).f1().value();
    check(
        2 * f1 - 0.8955481214616572,
        2 * f1 - 0.646671826625387,
        bootstrap.interval(PerformanceMetric.F1, 0, Bootstrap.Method.BASIC, 0.95));
  }

  @Test
  void thresholdsReselectedInEachResampleEqualADirectComputation() {
    Bootstrap bootstrap =
        Bootstrap.reselecting(
            VALIDATION,
            TEST,
            Comparison.GREATER,
            ScorePrecision.DOUBLE,
            Resamples.plain(60, 400, 8),
            Resamples.plain(80, 400, 7));
    Interval average = bootstrap.average(PerformanceMetric.F1, Bootstrap.Method.PERCENTILE, 0.95);
    assertEquals((0.7441860465116279 + 0.7727272727272727) / 2, average.estimate(), EXACT);
    check(0.6555473856209151, 0.8432992341881066, average);
    check(
        0.6485890606369774,
        0.8421257910972395,
        bootstrap.average(PerformanceMetric.F1, Bootstrap.Method.BCA, 0.95));
  }

  @Test
  void estimatesAreThoseOfPerformance() {
    Bootstrap bootstrap = Bootstrap.of(TEST, thresholds(), Resamples.plain(80, 2, 7));
    Performance performance = Performance.of(TEST, thresholds());
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Interval average = bootstrap.average(metric, Bootstrap.Method.PERCENTILE, 0.95);
      assertEquals(performance.average(metric).value(), average.estimate(), metric.label());
    }
  }

  /** Six records of A alone, three of B alone, one of both, which is B's because B is rarer; by hand. */
  @Test
  void stratifiedResamplesKeepTheNumberOfEachRarestLabel() {
    boolean[][] labels = new boolean[10][2];
    for (int i = 0; i < 10; i++) {
      labels[i][0] = i < 7;
      labels[i][1] = i >= 6;
    }
    Resamples resamples = Resamples.stratified(labels, 200, 3);
    int without = 0;
    for (int b = 0; b < 200; b++) {
      int[] records = resamples.indices(b);
      assertEquals(6, Arrays.stream(records).filter(i -> i < 6).count());
      assertEquals(4, Arrays.stream(records).filter(i -> labels[i][1]).count());
      without += Arrays.stream(records).noneMatch(i -> i == 6) ? 1 : 0;
    }
    // The only record of both labels is in a resample as any other: it is missing in (3/4)^4 = 32
    // %.
    assertEquals(0.316, without / 200.0, 0.1);
  }

  /** Three records of three classes: strata of one record each would give the same resample for ever. */
  @Test
  void recordsAloneInTheirStratumShareOne() {
    boolean[][] labels = {{true, false, false}, {false, true, false}, {false, false, true}};
    Resamples resamples = Resamples.stratified(labels, 50, 3);
    long different =
        IntStream.range(0, 50)
            .mapToObj(b -> Arrays.stream(resamples.indices(b)).sorted().boxed().toList())
            .distinct()
            .count();
    assertTrue(different > 3, "found " + different);
  }

  @Test
  void resamplesWithoutAPositiveRecordAreLeftOutAndSaid() {
    boolean[][] labels = new boolean[30][1];
    double[][] scores = new double[30][1];
    List<String> ids = IntStream.range(0, 30).mapToObj(i -> "R" + i).toList();
    labels[4][0] = true;
    for (int i = 0; i < 30; i++) {
      scores[i][0] = i / 30.0;
    }
    Predictions one = new Predictions(ids, List.of("X"), labels, scores);
    Thresholds t = Thresholds.fixed(List.of("X"), 0.1, Comparison.GREATER, ScorePrecision.DOUBLE);
    Interval auc =
        Bootstrap.of(one, t, Resamples.plain(30, 200, 1))
            .interval(PerformanceMetric.AUC, 0, Bootstrap.Method.PERCENTILE, 0.95);
    assertTrue(auc.isDefined());
    assertTrue(
        auc.note().matches("AUC of X is undefined in \\d+ of 200 resamples, which are left out"),
        auc.note());

    Predictions none = new Predictions(ids, List.of("X"), new boolean[30][1], scores);
    Interval undefined =
        Bootstrap.of(none, t, Resamples.plain(30, 20, 1))
            .interval(PerformanceMetric.AUC, 0, Bootstrap.Method.BCA, 0.95);
    assertFalse(undefined.isDefined());
    assertEquals("AUC of X is undefined", undefined.note());
  }

  @Test
  void constantScoresHaveNoInterval() {
    double[][] scores = new double[80][2];
    Predictions constant = new Predictions(TEST.ids(), TEST.classes(), TEST.labels(), scores);
    Bootstrap bootstrap = Bootstrap.of(constant, thresholds(), Resamples.plain(80, 20, 7));
    for (Bootstrap.Method method : Bootstrap.Method.values()) {
      Interval auc = bootstrap.interval(PerformanceMetric.AUC, 0, method, 0.95);
      assertEquals(0.5, auc.estimate());
      assertTrue(!auc.isDefined() && auc.note().contains("same value"), auc.note());
    }
  }

  @Test
  void aModelDoesNotDifferFromItself() {
    Resamples resamples = Resamples.plain(80, 100, 7);
    Bootstrap a = Bootstrap.of(TEST, thresholds(), resamples);
    Replicates.Difference same = Bootstrap.compare(a, a, PerformanceMetric.F1, 0.95);
    assertEquals(0, same.interval().estimate());
    assertEquals(1, same.pValue());
    Bootstrap other = Bootstrap.of(TEST, thresholds(), Resamples.plain(80, 100, 7));
    assertThrows(
        IllegalArgumentException.class,
        () -> Bootstrap.compare(a, other, PerformanceMetric.F1, 0.95));
  }

  @Test
  void aMuchBetterModelDiffers() {
    double[][] reversed =
        Arrays.stream(TEST.scores())
            .map(row -> Arrays.stream(row).map(v -> 1 - v).toArray())
            .toArray(double[][]::new);
    Predictions bad = new Predictions(TEST.ids(), TEST.classes(), TEST.labels(), reversed);
    Resamples resamples = Resamples.plain(80, 99, 7);
    Replicates.Difference difference =
        Bootstrap.compare(
            Bootstrap.of(TEST, thresholds(), resamples),
            Bootstrap.of(bad, thresholds(), resamples),
            PerformanceMetric.F1,
            0.95);
    assertTrue(difference.interval().lower() > 0);
    // By hand: no resample at or below 0, so 2 (0 + 1) / (99 + 1).
    assertEquals(0.02, difference.pValue());
  }

  @Test
  void savedResamplesAreTheIndices(@TempDir Path folder) throws Exception {
    Resamples resamples = Resamples.plain(80, 3, 7);
    resamples.save(folder.resolve("resamples.csv"));
    List<String> lines = Files.readAllLines(folder.resolve("resamples.csv"));
    assertEquals(3, lines.size());
    assertArrayEquals(
        resamples.indices(2),
        Arrays.stream(lines.get(2).split(",")).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void savedResamplesAreReadBackAndGiveTheSameIntervals(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("resamples.csv");
    for (Resamples resamples :
        List.of(Resamples.plain(80, 60, 7), Resamples.stratified(TEST.labels(), 60, 7))) {
      resamples.save(file);
      Resamples read = Resamples.load(file);
      assertEquals(60, read.count());
      assertEquals(80, read.records());
      for (int b = 0; b < 60; b++) {
        assertArrayEquals(resamples.indices(b), read.indices(b));
      }
      for (PerformanceMetric metric : PerformanceMetric.values()) {
        assertEquals(
            Bootstrap.of(TEST, thresholds(), resamples).average(metric, Bootstrap.Method.BCA, 0.95),
            Bootstrap.of(TEST, thresholds(), read).average(metric, Bootstrap.Method.BCA, 0.95));
      }
    }
  }

  @Test
  void resamplesThatAreNoneAreRefusedByLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("resamples.csv");
    for (String[] bad :
        new String[][] {
          {"", "found none"},
          {"strata,0,1\n", "found none"},
          {"0,1\n0,2\n", "line 2: expected numbers from 0 to 1, found '2'"},
          {"0,1\n0\n", "line 2 has 1 numbers, expected 2"},
          {"0,x\n", "line 1: expected numbers from 0 to 1, found 'x'"},
          {"strata,0\n0,1\n", "line 1 has 1 numbers, expected 2"}
        }) {
      Files.writeString(file, bad[0]);
      String message =
          assertThrows(EcgDataException.class, () -> Resamples.load(file)).getMessage();
      assertTrue(message.contains("resamples.csv") && message.contains(bad[1]), message);
    }
  }

  private static Predictions copied(Predictions all, int[] records) {
    return new Predictions(
        IntStream.of(records).mapToObj(all.ids()::get).toList(),
        all.classes(),
        IntStream.of(records).mapToObj(i -> all.labels()[i]).toArray(boolean[][]::new),
        IntStream.of(records).mapToObj(i -> all.scores()[i]).toArray(double[][]::new));
  }

  /** Each resample's records copied and scored by {@link CpscScore#of}; quantiles by hand from the sorted values. */
  @Test
  void officialScoresOfResamplesAreThoseOfTheCopiedRecords() {
    int n = 40;
    int[][] labels = new int[n][];
    int[] answers = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 5 == 0 ? new int[] {i % 9, (i + 4) % 9} : new int[] {i % 9};
      answers[i] = i % 3 == 0 ? (i * 5) % 9 : i % 9;
    }
    Predictions predictions = nine(labels, answers);
    Resamples resamples = Resamples.plain(n, 41, 5);
    Replicates replicates = Bootstrap.officialScore(predictions, resamples);
    double[] expected = new double[41];
    for (int b = 0; b < 41; b++) {
      expected[b] = CpscScore.of(copied(predictions, resamples.indices(b))).score().value();
    }
    assertArrayEquals(expected, replicates.values(), EXACT);
    assertEquals(CpscScore.of(predictions).score().value(), replicates.estimate(), EXACT);
    Arrays.sort(expected);
    check(expected[1], expected[39], replicates.interval(Bootstrap.Method.PERCENTILE, 0.95));
    Replicates.Difference same = Replicates.compare(replicates, replicates, 0.95);
    assertEquals(1, same.pValue());
    Replicates other = Bootstrap.officialScore(predictions, Resamples.plain(n, 41, 5));
    assertThrows(IllegalArgumentException.class, () -> Replicates.compare(replicates, other, 0.95));
    assertThrows(
        IllegalArgumentException.class,
        () -> Bootstrap.officialScore(predictions, Resamples.plain(n + 1, 3, 5)));
  }

  /** Each resample's records copied and measured by {@link Calibration#of}. */
  @Test
  void calibrationOfResamplesIsThatOfTheCopiedRecords() {
    Resamples resamples = Resamples.plain(80, 30, 7);
    CalibrationIntervals intervals = CalibrationIntervals.of(TEST, 10, resamples);
    for (int b = 0; b < 30; b++) {
      Predictions copy = copied(TEST, resamples.indices(b));
      double brier = 0;
      double error = 0;
      for (int c = 0; c < 2; c++) {
        Calibration expected = Calibration.of(copy.labels(c), copy.scores(c), 10);
        assertEquals(expected.brierScore().value(), intervals.brierScore(c).values()[b], EXACT);
        assertEquals(
            expected.expectedCalibrationError().value(),
            intervals.expectedCalibrationError(c).values()[b],
            EXACT);
        brier += expected.brierScore().value() / 2;
        error += expected.expectedCalibrationError().value() / 2;
      }
      assertEquals(brier, intervals.brierScore(2).values()[b], EXACT);
      assertEquals(error, intervals.expectedCalibrationError(2).values()[b], EXACT);
    }
    assertEquals(0.16261, intervals.brierScore(0).estimate(), EXACT);
    Interval interval = intervals.brierScore(0).interval(Bootstrap.Method.BCA, 0.95);
    assertTrue(interval.lower() < 0.16261 && 0.16261 < interval.upper());
    assertThrows(
        IllegalArgumentException.class,
        () -> CalibrationIntervals.of(TEST, 10, Resamples.plain(79, 3, 7)));
    assertThrows(IllegalArgumentException.class, () -> CalibrationIntervals.of(TEST, 0, resamples));
  }

  /** By hand: two records, two classes, four pairs of a score and a label. */
  @Test
  void pooledCalibrationTakesEveryPairOfRecordAndClass() {
    Predictions two =
        new Predictions(
            List.of("a", "b"),
            List.of("X", "Y"),
            new boolean[][] {{true, false}, {false, true}},
            new double[][] {{0.9, 0.2}, {0.4, 0.6}});
    Calibration pooled = Calibration.pooled(two, 2);
    assertEquals((0.01 + 0.04 + 0.16 + 0.16) / 4, pooled.brierScore().value(), EXACT);
    // Bins (0.2, 0.4) without and (0.6, 0.9) with: (0.6 + 0.5) / 4.
    assertEquals(0.275, pooled.expectedCalibrationError().value(), EXACT);
  }

  @Test
  void anInterruptStopsTheBootstrap() {
    Thread.currentThread().interrupt();
    assertThrows(
        CancellationException.class,
        () -> Bootstrap.of(TEST, thresholds(), Resamples.plain(80, 10, 7)));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static double[] secondScores() {
    double[] first = ThresholdsTest.goldenScores();
    double[] scores = new double[first.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = ((i * 53 + 7) % 97 / 97.0 + 2 * first[i]) / 3;
    }
    return scores;
  }

  @Test
  void deLongEqualsAllPairs() {
    boolean[] labels = ThresholdsTest.goldenLabels();
    double[] a = ThresholdsTest.goldenScores();
    double[] b = secondScores();
    assertEquals(8.629024335175956e-05, DeLong.variance(labels, a), 1e-16);
    assertEquals(0.00029059804943790146, DeLong.variance(labels, b), 1e-16);
    check(0.9503651108932187, 0.9867783181929588, DeLong.interval(labels, a, 0.95));
    check(0.8938231291626164, 0.9606458929572914, DeLong.interval(labels, b, 0.95));
    DeLong.Difference difference = DeLong.compare(labels, a, b, 0.95);
    assertEquals(3.3784382512821503, difference.z(), 1e-10);
    assertEquals(0.0007289880205191951, difference.pValue(), 1e-13);
    assertEquals(0.012235595387142856, difference.standardError(), 1e-14);
    assertEquals(0.9685717145430888 - 0.9272345110599539, difference.interval().estimate(), EXACT);
  }

  @Test
  void deLongSaysWhatItCannotDo() {
    boolean[] one = {true, false, false};
    double[] scores = {0.3, 0.2, 0.5};
    assertTrue(Double.isNaN(DeLong.variance(one, scores)));
    assertEquals(
        "DeLong's variance needs two positive records, found 1",
        DeLong.interval(one, scores, 0.95).note());
    assertTrue(Double.isNaN(DeLong.compare(one, scores, scores, 0.95).pValue()));
    boolean[] labels = {true, true, false, false};
    double[] perfect = {0.9, 0.8, 0.1, 0.2};
    assertEquals(1, DeLong.interval(labels, perfect, 0.95).lower());
    assertEquals(1, DeLong.compare(labels, perfect, perfect, 0.95).pValue());
    assertEquals(0, DeLong.compare(labels, perfect, new double[4], 0.95).pValue());
    assertThrows(
        IllegalArgumentException.class,
        () -> DeLong.variance(labels, new double[] {0, Double.NaN, 0, 0}));
  }

  /** Expected values: NumPy's all pairs for DeLong's standard error, scipy.optimize.brentq for Newcombe's ends. */
  @Test
  void aucIntervalsEqualADirectComputation() {
    boolean[] labels = ThresholdsTest.goldenLabels();
    double[] a = ThresholdsTest.goldenScores();
    double[] b = secondScores();
    AucInterval.Method logit = AucInterval.Method.DELONG_LOGIT;
    check(0.9442761577134238, 0.9824710641281537, AucInterval.of(logit, labels, a, 0.95));
    check(0.8859239855858945, 0.9543559437236215, AucInterval.of(logit, labels, b, 0.95));
    AucInterval.Method newcombe = AucInterval.Method.NEWCOMBE;
    check(0.9319211557214059, 0.985437924223772, AucInterval.of(newcombe, labels, a, 0.95));
    check(0.8784207137739564, 0.9564979374155336, AucInterval.of(newcombe, labels, b, 0.95));
    assertEquals(
        DeLong.interval(labels, a, 0.9), AucInterval.of(AucInterval.Method.DELONG, labels, a, 0.9));
  }

  @Test
  void separatedRecordsStillHaveNewcombesInterval() {
    boolean[] labels = new boolean[23];
    double[] scores = new double[23];
    for (int i = 0; i < 3; i++) {
      labels[i] = true;
      scores[i] = 1;
    }
    AucInterval.Method newcombe = AucInterval.Method.NEWCOMBE;
    check(0.6661986050197324, 1, AucInterval.of(newcombe, labels, scores, 0.95));
    // The other way round, the mirror image.
    boolean[] others = new boolean[23];
    for (int i = 0; i < 23; i++) {
      others[i] = !labels[i];
    }
    check(0, 1 - 0.6661986050197324, AucInterval.of(newcombe, others, scores, 0.95));
    check(
        0.20654931437723742,
        1,
        AucInterval.of(newcombe, new boolean[] {true, false}, new double[] {1, 0}, 0.95));
    Interval logit = AucInterval.of(AucInterval.Method.DELONG_LOGIT, labels, scores, 0.95);
    assertFalse(logit.isDefined());
    assertTrue(logit.note().contains("no logit interval"), logit.note());
    for (AucInterval.Method method : AucInterval.Method.values()) {
      Interval none = AucInterval.of(method, new boolean[4], new double[4], 0.95);
      assertTrue(Double.isNaN(none.estimate()) && !none.isDefined() && !none.note().isEmpty());
      Interval empty = AucInterval.of(method, new boolean[0], new double[0], 0.95);
      assertFalse(empty.isDefined());
      assertThrows(
          IllegalArgumentException.class,
          () -> AucInterval.of(method, new boolean[1], new double[] {Double.NaN}, 0.95));
      assertThrows(IllegalArgumentException.class, () -> AucInterval.of(method, labels, scores, 1));
    }
    Interval constant = AucInterval.of(newcombe, labels, new double[23], 0.95);
    assertEquals(0.5, constant.estimate());
    assertEquals(1, constant.lower() + constant.upper(), 1e-12);
  }

  /** Expected values: scipy.stats.binomtest(3, 13) and binomtest(1, 10). */
  @Test
  void mcNemarIsTheExactBinomialTest() {
    assertEquals(0.09228515625, mcNemar(3, 10).pValue(), EXACT);
    assertEquals(0.021484375, mcNemar(1, 9).pValue(), EXACT);
    assertEquals(0.021484375, mcNemar(9, 1).pValue(), EXACT);
    assertEquals(1, mcNemar(0, 0).pValue());
    assertEquals(1, mcNemar(4, 4).pValue());
  }

  private static McNemar mcNemar(int onlyFirst, int onlySecond) {
    int n = onlyFirst + onlySecond + 5;
    boolean[] labels = new boolean[n];
    boolean[] first = new boolean[n];
    boolean[] second = new boolean[n];
    for (int i = 0; i < onlyFirst + onlySecond; i++) {
      labels[i] = i % 2 == 0;
      first[i] = i < onlyFirst == labels[i];
      second[i] = i >= onlyFirst == labels[i];
    }
    McNemar test = McNemar.test(labels, first, second);
    assertEquals(onlyFirst, test.onlyFirstRight());
    assertEquals(onlySecond, test.onlySecondRight());
    return test;
  }

  /** By hand: sorted 0.01, 0.03, 0.04 times 3, 2, 1 is 0.03, 0.06, 0.04, made not to fall: 0.03, 0.06, 0.06. */
  @Test
  void holmStepsDown() {
    assertArrayEquals(
        new double[] {0.06, 0.03, Double.NaN, 0.06},
        Holm.adjust(new double[] {0.04, 0.01, Double.NaN, 0.03}),
        1e-15);
    assertArrayEquals(new double[] {1, 1}, Holm.adjust(new double[] {0.6, 0.9}));
    assertArrayEquals(new double[0], Holm.adjust(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> Holm.adjust(new double[] {1.1}));
  }

  @Test
  void calibrationEqualsADirectComputation() {
    Calibration calibration = Calibration.of(TEST.labels(0), TEST.scores(0), 10);
    assertEquals(0.2587499999999999, calibration.expectedCalibrationError().value(), EXACT);
    assertEquals(0.16261, calibration.brierScore().value(), EXACT);
    assertEquals(10, calibration.bins().size());
    assertTrue(calibration.bins().stream().allMatch(b -> b.records() == 8));
    assertFalse(Calibration.of(new boolean[0], new double[0], 10).brierScore().hasValue());
    assertEquals(2, Calibration.of(new boolean[2], new double[] {0, 1}, 10).bins().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> Calibration.of(new boolean[1], new double[] {1.2}, 10));
  }

  /** Expected value: scipy.optimize.minimize_scalar on the same cross-entropy; its minimum is flat, so 1e-6. */
  @Test
  void temperatureMinimisesTheCrossEntropy() {
    double[][] scores =
        Arrays.stream(TEST.scores())
            .map(r -> Arrays.stream(r).map(v -> Math.max(0.02, Math.min(0.98, v))).toArray())
            .toArray(double[][]::new);
    Predictions clipped = new Predictions(TEST.ids(), TEST.classes(), TEST.labels(), scores);
    TemperatureScaling scaling = TemperatureScaling.fit(clipped);
    assertEquals(0.9113874123209346, scaling.temperature(), 1e-6);
    assertEquals("", scaling.note());
    Predictions scaled = scaling.apply(clipped);
    assertEquals(
        Ranking.auc(clipped.labels(0), clipped.scores(0), "x"),
        Ranking.auc(scaled.labels(0), scaled.scores(0), "x"));
    assertArrayEquals(
        clipped.scores()[5], new TemperatureScaling(1, "").apply(clipped).scores()[5], 1e-15);
  }

  private static Predictions nine(int[][] labels, int[] answers) {
    List<String> ids = new ArrayList<>();
    boolean[][] y = new boolean[answers.length][9];
    double[][] s = new double[answers.length][9];
    for (int i = 0; i < answers.length; i++) {
      ids.add("R" + i);
      for (int c : labels[i]) {
        y[i][c] = true;
      }
      s[i][answers[i]] = 0.9;
    }
    return new Predictions(ids, Diagnosis.ALL.stream().map(Enum::name).toList(), y, s);
  }

  /**
   * By hand. Records: SNR answered SNR; AF+RBBB answered RBBB (counts for RBBB); AF+RBBB answered PVC (AF confused with PVC); LBBB
   * answered RBBB. N: SNR/SNR 1, RBBB/RBBB 1, AF/PVC 1, LBBB/RBBB 1. F1: SNR 1, AF 0, LBBB 0, RBBB 2/3, PVC 0; four classes have
   * neither a record nor an answer. Block: 2 / (LBBB row 1 + RBBB row 1 + RBBB column 2) = 1/2.
   */
  @Test
  void officialScoreCountsOneAnswerForEachRecord() {
    CpscScore score =
        CpscScore.of(nine(new int[][] {{0}, {1, 4}, {1, 4}, {3}}, new int[] {0, 4, 6, 4}));
    assertEquals(1, score.f1().get(0).value());
    assertEquals(0, score.f1().get(1).value());
    assertFalse(score.f1().get(2).hasValue());
    assertEquals(2.0 / 3, score.f1().get(4).value(), EXACT);
    assertEquals((1 + 2.0 / 3) / 5, score.score().value(), EXACT);
    assertTrue(score.score().note().startsWith("mean of 5 of 9 classes"));
    assertEquals(0.5, score.block().value(), EXACT);
    assertEquals(0, score.atrialFibrillation().value());
    assertEquals(0, score.prematureContraction().value());
    assertFalse(score.stChange().hasValue());
    assertThrows(
        IllegalArgumentException.class, () -> CpscScore.of(nine(new int[][] {{}}, new int[] {0})));
  }

  /** The intervals of two independent ways agree on a sample of normal scores: they measure the same thing. */
  @Test
  void bootstrapAndDeLongAgreeOnALargeSample() {
    int n = 600;
    NumpyRandom random = NumpyRandom.stream(5, "test scores");
    boolean[][] labels = new boolean[n][1];
    double[][] scores = new double[n][1];
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add("R" + i);
      labels[i][0] = i % 4 == 0;
      scores[i][0] = random.normal(labels[i][0] ? 1.5 : 0, 1);
    }
    Predictions p = new Predictions(ids, List.of("X"), labels, scores);
    Thresholds t = Thresholds.fixed(List.of("X"), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    Interval bootstrap =
        Bootstrap.of(p, t, Resamples.stratified(labels, 2000, 1))
            .interval(PerformanceMetric.AUC, 0, Bootstrap.Method.BCA, 0.95);
    Interval deLong = DeLong.interval(p.labels(0), p.scores(0), 0.95);
    assertEquals(deLong.lower(), bootstrap.lower(), 0.005);
    assertEquals(deLong.upper(), bootstrap.upper(), 0.005);
  }

  /**
   * A simulation with a known truth: scores N(0, 1) and N(1, 1), so AUC = Phi(1 / sqrt 2) = 0.76025 (SciPy). The bounds are three
   * standard errors of the simulation around 95 % and 5 %, and 1 % for what the methods are known to lose in small samples.
   */
  @Test
  void intervalsCoverTheTruthAndTestsRejectAsOftenAsTheySay() {
    int simulations = 400;
    int n = 200;
    double truth = 0.7602499389065233;
    int deLong = 0;
    int percentile = 0;
    int bca = 0;
    int rejected = 0;
    Thresholds t = Thresholds.fixed(List.of("X"), 0.5, Comparison.GREATER, ScorePrecision.DOUBLE);
    List<String> ids = IntStream.range(0, n).mapToObj(i -> "R" + i).toList();
    for (int k = 0; k < simulations; k++) {
      NumpyRandom random = NumpyRandom.stream(k, "simulation");
      boolean[][] labels = new boolean[n][1];
      double[][] scores = new double[n][1];
      double[] rival = new double[n];
      for (int i = 0; i < n; i++) {
        labels[i][0] = i % 5 == 0;
        double mean = labels[i][0] ? 1 : 0;
        double shared = random.nextNormal();
        scores[i][0] = mean + Math.sqrt(0.5) * (shared + random.nextNormal());
        rival[i] = mean + Math.sqrt(0.5) * (shared + random.nextNormal());
      }
      Predictions p = new Predictions(ids, List.of("X"), labels, scores);
      deLong += DeLong.interval(p.labels(0), p.scores(0), 0.95).contains(truth) ? 1 : 0;
      rejected += DeLong.compare(p.labels(0), p.scores(0), rival, 0.95).pValue() < 0.05 ? 1 : 0;
      Bootstrap b = Bootstrap.of(p, t, Resamples.plain(n, 300, k));
      percentile +=
          b.interval(PerformanceMetric.AUC, 0, Bootstrap.Method.PERCENTILE, 0.95).contains(truth)
              ? 1
              : 0;
      bca +=
          b.interval(PerformanceMetric.AUC, 0, Bootstrap.Method.BCA, 0.95).contains(truth) ? 1 : 0;
    }
    double error = 3 * Math.sqrt(0.95 * 0.05 / simulations) + 0.01;
    assertEquals(0.95, deLong / (double) simulations, error, "DeLong");
    assertEquals(0.95, percentile / (double) simulations, error, "percentile");
    assertEquals(0.95, bca / (double) simulations, error, "BCa");
    assertEquals(0.05, rejected / (double) simulations, error, "paired test");
  }
}
