package org.ecgworkbench.shap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ecgworkbench.baseline.FittedBaseline;
import org.ecgworkbench.baseline.FittedLinear;
import org.ecgworkbench.baseline.FittedTrees;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.TreeShap;
import org.ecgworkbench.baseline.feature.ExpertFeatures;
import org.ecgworkbench.baseline.feature.FeatureTable;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;

/** Expected values: Shapley's formula over all subsets of the few features that matter, or worked out by hand. */
class LearnerShapTest {
  private static final int P = ExpertFeatures.COUNT;
  private static final FeatureTable BACKGROUND = table(6, 1);
  private static final double[] X = table(1, 2).values()[0];

  private static FeatureTable table(int records, long seed) {
    NumpyRandom random = new NumpyRandom(seed);
    double[][] values = new double[records][P];
    for (double[] row : values) {
      Arrays.setAll(row, j -> random.nextInt(1000) / 1000.0);
    }
    return new FeatureTable(
        IntStream.range(0, records).mapToObj(i -> "A%04d".formatted(i)).toList(),
        ExpertFeatures.names(),
        values);
  }

  /** A learner of one class whose score is a function of the features. */
  private record Score(Function<double[], Double> score) implements FittedBaseline {
    @Override
    public double[][] scores(double[][] x) {
      return Arrays.stream(x)
          .map(row -> new double[] {score.apply(row), 1 - score.apply(row)})
          .toArray(double[][]::new);
    }

    @Override
    public int features() {
      return P;
    }

    @Override
    public int classes() {
      return 2;
    }
  }

  private static LearnerShap sampled(Function<double[], Double> score, int draws) {
    return new LearnerShap(
        "mine", new Score(score), BACKGROUND, LearnerShap.Options.defaults().withDraws(draws));
  }

  private static float value(Explanation explanation, int j) {
    return explanation.attributions()[j / 53][j % 53];
  }

  /** The mean over the background of Shapley's values of the game of some features, the others as they are in the background. */
  private static double[] bruteForce(Function<double[], Double> score, int... features) {
    int n = features.length;
    double[] phi = new double[n];
    for (double[] from : BACKGROUND.values()) {
      double[] worth = new double[1 << n];
      for (int s = 0; s < worth.length; s++) {
        double[] mixed = from.clone();
        for (int i = 0; i < n; i++) {
          if ((s >> i & 1) == 1) {
            mixed[features[i]] = X[features[i]];
          }
        }
        worth[s] = score.apply(mixed);
      }
      for (int s = 0; s < worth.length; s++) {
        for (int i = 0; i < n; i++) {
          if ((s >> i & 1) == 0) {
            int size = Integer.bitCount(s);
            double weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            phi[i] += weight * (worth[s | 1 << i] - worth[s]) / BACKGROUND.size();
          }
        }
      }
    }
    return phi;
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  /** There and back is exact for sums of products of two, and a whole round takes each background record once. */
  @Test
  void aWholeRoundIsExactWhereAtMostTwoFeaturesWorkTogether() {
    Function<double[], Double> score = x -> (x[3] * x[60] + x[635] + 0.5 * x[100]) / 3;
    Explanation explanation = sampled(score, 6).explain("A0001", X, 0).get(0);
    int[] features = {3, 60, 635, 100};
    double[] expected = bruteForce(score, features);
    for (int i = 0; i < features.length; i++) {
      assertEquals(expected[i], value(explanation, features[i]), 1e-7);
    }
    assertEquals(0, explanation.completenessResidual(), 1e-12);
    assertEquals(score.apply(X), explanation.output(), 0.0);
    double others = 0;
    for (float[] row : explanation.attributions()) {
      for (float value : row) {
        others += Math.abs(value);
      }
    }
    assertEquals(Arrays.stream(expected).map(Math::abs).sum(), others, 1e-6);
    assertEquals(expected[0] + 0, explanation.leadSums()[0], 1e-7);
    assertEquals(expected[2], explanation.leadSums()[11], 1e-7);
  }

  @Test
  void samplesOfThreeThatWorkTogetherAreWithinTheirErrors() {
    // Yes where all three are near X's, as they are by chance in some of the background.
    Function<double[], Double> score =
        x -> IntStream.range(0, 3).allMatch(j -> Math.abs(x[j] - X[j]) < 0.25) ? 0.9 : 0.1;
    double[] expected = bruteForce(score, 0, 1, 2);
    Explanation explanation = sampled(score, 300).explain("A0001", X, 0).get(0);
    // All three are of lead I: their sum is known exactly but for the background records drawn.
    assertEquals(
        Arrays.stream(expected).sum(),
        explanation.leadSums()[0],
        4 * explanation.leadStandardErrors()[0] + 1e-6);
    for (int j = 0; j < 3; j++) {
      // One value changes by at most 0.8; four standard errors of 300 draws of such a one.
      assertEquals(expected[j], value(explanation, j), 4 * 0.4 / Math.sqrt(300));
    }
    assertTrue(explanation.standardError() > 0 && expected[0] > 0.02, Arrays.toString(expected));
    assertEquals(300, explanation.draws());
  }

  @Test
  void standardErrorsAreThoseOfTheDraws() {
    // By hand: with one feature a draw is worth score(x) - score(b), b in turn over six records.
    Function<double[], Double> score = x -> x[7];
    Explanation explanation = sampled(score, 6).explain("A0001", X, 0).get(0);
    double[] changes = Arrays.stream(BACKGROUND.values()).mapToDouble(b -> X[7] - b[7]).toArray();
    double mean = Arrays.stream(changes).average().orElseThrow();
    double squares = Arrays.stream(changes).map(c -> (c - mean) * (c - mean)).sum();
    assertEquals(Math.sqrt(squares / 5 / 6), explanation.standardError(), 1e-12);
    assertEquals(Math.sqrt(squares / 5 / 6), explanation.leadStandardErrors()[0], 1e-12);
    assertEquals(0, explanation.leadStandardErrors()[1], 0.0);
    assertTrue(Double.isNaN(sampled(score, 1).explain("A0001", X, 0).get(0).standardError()));
  }

  @Test
  void theSameSeedGivesTheSameValuesWhateverElseIsExplained() {
    LearnerShap shap = sampled(x -> x[0] * x[1] * x[2], 4);
    Explanation alone = shap.explain("A0001", X, 1).get(0);
    Explanation other = shap.explain("A0002", X, 1).get(0);
    Explanation again = shap.explain("A0001", X, 0, 1).get(1);
    assertArrayEquals(alone.attributions(), again.attributions());
    assertFalse(Arrays.deepEquals(alone.attributions(), other.attributions()));
  }

  @Test
  void treesAndLinearModelsAreExplainedExactly() {
    FeatureTable training = table(60, 3);
    boolean[][] labels = new boolean[60][2];
    for (int i = 0; i < 60; i++) {
      double[] row = training.values()[i];
      labels[i][0] = row[5] + row[300] > 1;
      labels[i][1] = row[5] > row[400];
    }
    RandomForestBaseline.Fitted forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(20))
            .fit(training.values(), labels);
    LearnerShap ofTrees =
        new LearnerShap("forest", forest, BACKGROUND, LearnerShap.Options.defaults());
    assertEquals("tree SHAP", ofTrees.label());
    assertEquals(FittedTrees.Unit.SCORE, ofTrees.unit());
    Explanation explained = ofTrees.explain("A0001", X, 1).get(0);
    TreeShap.Explanation expected = forest.shap(1, new double[][] {X})[0];
    for (int j = 0; j < P; j++) {
      assertEquals((float) expected.values()[j], value(explained, j), 0.0f);
    }
    assertEquals(forest.scores(new double[][] {X})[0][1], explained.output(), 1e-12);
    assertEquals(0, explained.completenessResidual(), 1e-12);
    assertEquals(0, explained.standardError(), 0.0);

    LogisticRegressionBaseline.Fitted logistic =
        new LogisticRegressionBaseline().fit(training.values(), labels);
    LearnerShap ofWeights =
        new LearnerShap("logistic", logistic, BACKGROUND, LearnerShap.Options.defaults());
    assertEquals("linear SHAP", ofWeights.label());
    assertEquals(FittedTrees.Unit.LOG_ODDS, ofWeights.unit());
    Explanation linear = ofWeights.explain("A0001", X, 0).get(0);
    double mean5 = Arrays.stream(BACKGROUND.column(5)).average().orElseThrow();
    assertEquals(logistic.weights()[0][5] * (X[5] - mean5), value(linear, 5), 1e-7);
    double score = logistic.scores(new double[][] {X})[0][0];
    assertEquals(Math.log(score / (1 - score)), linear.output(), 1e-9);
    assertEquals(0, linear.completenessResidual(), 1e-9);
  }

  @Test
  void aModelThatIsNotWhatItSaysIsRefused() {
    FittedLinear claimed =
        new FittedLinear() {
          @Override
          public double[][] weights() {
            return new double[2][P];
          }

          @Override
          public double[] intercepts() {
            return new double[2];
          }

          @Override
          public double[][] scores(double[][] x) {
            return new Score(row -> row[0] < 0.5 ? 0.1 : 0.9).scores(x);
          }

          @Override
          public int features() {
            return P;
          }

          @Override
          public int classes() {
            return 2;
          }
        };
    LearnerShap shap = new LearnerShap("mine", claimed, BACKGROUND, LearnerShap.Options.defaults());
    String message =
        assertThrows(EcgDataException.class, () -> shap.explain("A0007", X, 1)).getMessage();
    assertTrue(message.startsWith("learner 'mine': record A0007, class 1: its score is "), message);
    assertTrue(message.contains("linear SHAP explain 0.5"), message);
  }

  @Test
  void whatCannotBeExplainedIsNamed() {
    LearnerShap shap = sampled(x -> 0.5, 2);
    for (double[] wrong : List.of(new double[P - 1], filled(Double.NaN))) {
      assertThrows(IllegalArgumentException.class, () -> shap.explain("A0001", wrong, 0));
    }
    assertThrows(IllegalArgumentException.class, () -> shap.explain("A0001", X, 2));
    assertThrows(IllegalArgumentException.class, () -> LearnerShap.Options.defaults().withDraws(0));
    String message =
        assertThrows(EcgDataException.class, () -> sampled(x -> Double.NaN, 2)).getMessage();
    assertTrue(message.contains("learner 'mine': record A0000, class 0"), message);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> shap.explain("A0001", X, 0));
  }

  private static double[] filled(double value) {
    double[] filled = new double[P];
    Arrays.fill(filled, value);
    return filled;
  }

  @Test
  void theGreatestFeaturesComeFirstWithTheirNames() {
    Explanation explanation =
        sampled(x -> 0.5 + 0.1 * x[635] - 0.4 * x[0], 6).explain("A0001", X, 0).get(0);
    List<LearnerShap.Part> greatest = LearnerShap.greatest(explanation, 2);
    assertEquals(
        Arrays.asList(ExpertFeatures.FEATURES.get(0), ExpertFeatures.FEATURES.get(635)),
        greatest.stream()
            .sorted((a, b) -> a.feature().lead().compareTo(b.feature().lead()))
            .map(LearnerShap.Part::feature)
            .toList());
    assertTrue(Math.abs(greatest.get(0).value()) >= Math.abs(greatest.get(1).value()));
    Explanation ofANetwork =
        new Explanation("A0001", 0, Lead.ALL, new float[12][1000], 0, 0, 0, 0, 1, 42, 0);
    assertThrows(IllegalArgumentException.class, () -> LearnerShap.greatest(ofANetwork, 3));
  }
}
