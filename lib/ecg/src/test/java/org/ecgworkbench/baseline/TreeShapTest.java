package org.ecgworkbench.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import smile.base.cart.InternalNode;
import smile.base.cart.LeafNode;
import smile.base.cart.Node;
import smile.base.cart.OrdinalNode;
import smile.base.cart.RegressionNode;
import smile.data.Tuple;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.type.StructType;

/**
 * Expected values: Shapley's formula over all subsets of the features, with the conditional expectation worked out by walking each tree
 * anew for every subset; small trees by hand.
 */
class TreeShapTest {
  private static final int FEATURES = 8;

  private record Data(double[][] x, boolean[][] y) {}

  /** Labels that hang on several features together, and noise; values on a coarse grid, so that there are ties. */
  private static Data data(int records, int features) {
    NumpyRandom random = NumpyRandom.stream(3, "tree shap test");
    double[][] x = new double[records][features];
    boolean[][] y = new boolean[records][2];
    for (int i = 0; i < records; i++) {
      for (int j = 0; j < features; j++) {
        x[i][j] = random.nextInt(12) / 4.0;
      }
      y[i][0] = (x[i][0] * x[i][1] > x[i][2] + 1) != (random.nextInt(8) == 0);
      y[i][1] = (x[i][3] + x[i][4] > 2.5) == (x[i][5] > 1);
    }
    return new Data(x, y);
  }

  private static StructType schema(int features) {
    return new StructType(
        IntStream.range(0, features)
            .mapToObj(j -> new StructField("x" + j, DataTypes.DoubleType))
            .toArray(StructField[]::new));
  }

  private static TreeShap one(Node root, int features) {
    return new TreeShap(
        List.of(root), schema(features), new Scaling.Fitted(null, null), 0, sum -> sum);
  }

  private static Node leaf(int records, double value) {
    return new RegressionNode(records, value, value, 0);
  }

  private static Node split(int feature, double threshold, Node yes, Node no) {
    return new OrdinalNode(feature, threshold, 0, 0, yes, no);
  }

  private static double worth(Node node, int subset, Tuple record) {
    if (node instanceof LeafNode) {
      return ((RegressionNode) node).output();
    }
    InternalNode split = (InternalNode) node;
    if ((subset >> split.feature() & 1) == 1) {
      return worth(split.branch(record) ? split.trueChild() : split.falseChild(), subset, record);
    }
    return (split.trueChild().size() * worth(split.trueChild(), subset, record)
            + split.falseChild().size() * worth(split.falseChild(), subset, record))
        / split.size();
  }

  private static double factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  /** Shapley's formula as it stands. */
  private static double[] bruteForce(List<Node> roots, double[] x) {
    int n = x.length;
    Tuple record = Tuple.of(x, schema(n));
    double[] worth = new double[1 << n];
    for (int s = 0; s < worth.length; s++) {
      for (Node root : roots) {
        worth[s] += worth(root, s, record);
      }
    }
    double[] values = new double[n];
    for (int s = 0; s < worth.length; s++) {
      int size = Integer.bitCount(s);
      for (int i = 0; i < n; i++) {
        if ((s >> i & 1) == 0) {
          double weight = factorial(size) * factorial(n - size - 1) / factorial(n);
          values[i] += weight * (worth[s | 1 << i] - worth[s]);
        }
      }
    }
    return values;
  }

  /** A tree of random features (repeated on a path, too), thresholds, leaves and sizes. */
  private static Node random(int depth, NumpyRandom random) {
    if (depth == 0) {
      return leaf(1 + random.nextInt(9), random.nextInt(1000) / 500.0 - 1);
    }
    return split(
        random.nextInt(FEATURES),
        random.nextInt(100) / 100.0,
        random(depth - 1, random),
        random(random.nextInt(depth), random));
  }

  @Test
  void aStumpGivesItsOnlyFeatureEverything() {
    // By hand: E = (3 * 0.2 + 7 * 0.9) / 10 = 0.69; 0.2 - 0.69 = -0.49.
    TreeShap shap = one(split(1, 0.5, leaf(3, 0.2), leaf(7, 0.9)), 3);
    TreeShap.Explanation low = shap.explain(new double[] {9, 0.5, 9});
    assertEquals(0.69, low.expectedValue(), 1e-15);
    assertEquals(0.2, low.score(), 0.0);
    assertArrayEquals(new double[] {0, -0.49, 0}, low.values(), 1e-15);
    assertArrayEquals(
        new double[] {0, 0.21, 0}, shap.explain(new double[] {9, 0.51, 9}).values(), 1e-15);
  }

  @Test
  void anAndIsSharedByItsTwoFeatures() {
    // By hand, x0 and x1 both above 0, a quarter of the records each way:
    // v() = 1/4, v(0) = v(1) = 1/2, v(01) = 1, so each gets (1/4 + 1/2) / 2.
    Node and = split(0, 0, leaf(50, 0), split(1, 0, leaf(25, 0), leaf(25, 1)));
    TreeShap.Explanation explanation = one(and, 2).explain(new double[] {1, 1});
    assertArrayEquals(new double[] {0.375, 0.375}, explanation.values(), 1e-15);
    assertEquals(0.25, explanation.expectedValue(), 0.0);
    // x0 below: v() = 1/4, v(0) = 0, v(1) = 1/2, v(01) = 0.
    assertArrayEquals(
        new double[] {-0.375, 0.125}, one(and, 2).explain(new double[] {-1, 1}).values(), 1e-15);
  }

  @Test
  void everySubsetWorkedOutGivesTheSameOnRandomTrees() {
    NumpyRandom random = NumpyRandom.stream(7, "random trees");
    for (int trial = 0; trial < 60; trial++) {
      Node root = random(1 + trial % 9, random);
      double[] x = new double[FEATURES];
      Arrays.setAll(x, j -> random.nextDouble());
      assertArrayEquals(
          bruteForce(List.of(root), x), one(root, FEATURES).explain(x).values(), 1e-13);
    }
  }

  @Test
  void everySubsetWorkedOutGivesTheSameOnFittedTrees() {
    Data data = data(120, FEATURES);
    for (Scaling scaling : Scaling.values()) {
      RandomForestBaseline.Fitted forest =
          new RandomForestBaseline(
                  RandomForestBaseline.Options.defaults().withTrees(6).withScaling(scaling))
              .fit(data.x, data.y);
      GradientBoostingBaseline.Fitted boosting =
          new GradientBoostingBaseline(BoostingOptions.defaults().withTrees(6).withScaling(scaling))
              .fit(data.x, data.y);
      Scaling.Fitted scaler = scaling.fit(data.x);
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < 3; i++) {
          double[] x = data.x[i];
          double[] row = scaler.apply(new double[][] {x})[0];
          double[] mean = bruteForce(forest.roots(c), row);
          Arrays.setAll(mean, j -> mean[j] / 6);
          assertArrayEquals(mean, forest.treeShap(c).explain(x).values(), 1e-13);
          double[] logOdds = bruteForce(boosting.roots(c), row);
          Arrays.setAll(logOdds, j -> 2 * 0.1 * logOdds[j]);
          assertArrayEquals(logOdds, boosting.treeShap(c).explain(x).values(), 1e-13);
        }
      }
    }
  }

  /** A tree of LightGBM's text; its children below 0 are leaves, counted from -1 down. */
  private static Node lightGbmNode(Map<String, String[]> tree, int at) {
    if (at < 0 || !tree.containsKey("split_feature")) {
      int leaf = Math.max(0, -1 - at);
      // A tree that never split has no count of its own.
      int count =
          tree.containsKey("leaf_count") ? Integer.parseInt(tree.get("leaf_count")[leaf]) : 1;
      return leaf(count, Double.parseDouble(tree.get("leaf_value")[leaf]));
    }
    return split(
        Integer.parseInt(tree.get("split_feature")[at]),
        Double.parseDouble(tree.get("threshold")[at]),
        lightGbmNode(tree, Integer.parseInt(tree.get("left_child")[at])),
        lightGbmNode(tree, Integer.parseInt(tree.get("right_child")[at])));
  }

  private static List<Node> lightGbmTrees(String model) {
    List<Node> trees = new ArrayList<>();
    String[] parts = model.substring(0, model.indexOf("end of trees")).split("\nTree=");
    for (int t = 1; t < parts.length; t++) {
      Map<String, String[]> tree = new HashMap<>();
      for (String line : parts[t].split("\n")) {
        String[] pair = line.split("=", 2);
        if (pair.length == 2 && !pair[1].isEmpty()) {
          tree.put(pair[0], pair[1].split(" "));
        }
      }
      trees.add(lightGbmNode(tree, 0));
    }
    return trees;
  }

  @Test
  void everySubsetWorkedOutGivesTheSameOnLightGbmsTrees() {
    Assumptions.assumeTrue(LightGbmBaseline.unavailable().isEmpty(), "LightGBM does not load here");
    Data data = data(150, FEATURES);
    LightGbmBaseline.Fitted fitted =
        new LightGbmBaseline(BoostingOptions.defaults().withTrees(7).withMinLeafRecords(5))
            .fit(data.x, data.y);
    double[][] some = Arrays.copyOf(data.x, 4);
    double[][] scores = fitted.scores(some);
    for (int c = 0; c < 2; c++) {
      List<Node> trees = lightGbmTrees(fitted.model(c));
      assertEquals(7, trees.size());
      TreeShap.Explanation[] explanations = fitted.shap(c, some);
      for (int i = 0; i < some.length; i++) {
        assertArrayEquals(bruteForce(trees, some[i]), explanations[i].values(), 1e-12);
        double empty = trees.stream().mapToDouble(root -> worth(root, 0, null)).sum();
        assertEquals(empty, explanations[i].expectedValue(), 1e-12);
        assertEquals(scores[i][c], 1 / (1 + Math.exp(-explanations[i].score())), 1e-12);
      }
    }
  }

  @Test
  void lightGbmsImportancesAreSharesAndItsUndefinedClassesHaveNone() {
    Assumptions.assumeTrue(LightGbmBaseline.unavailable().isEmpty(), "LightGBM does not load here");
    Data data = data(150, FEATURES);
    boolean[][] labels = new boolean[150][2];
    for (int i = 0; i < 150; i++) {
      labels[i][0] = data.x[i][3] > 1.5;
    }
    LightGbmBaseline.Fitted fitted = new LightGbmBaseline().fit(data.x, labels);
    double[][] importances = fitted.importances();
    assertEquals(1, Arrays.stream(importances[0]).sum(), 1e-12);
    // By construction: feature 3 alone decides.
    assertTrue(importances[0][3] > 0.99, "share " + importances[0][3]);
    assertArrayEquals(new double[FEATURES], importances[1], 0);
    assertEquals(Double.NEGATIVE_INFINITY, fitted.shap(1, data.x)[0].score());
    assertArrayEquals(new double[FEATURES], fitted.shap(1, data.x)[0].values(), 0);
    double[][] mean = fitted.meanAbsoluteShap(data.x, 1);
    assertArrayEquals(mean, fitted.meanAbsoluteShap(data.x, 3));
    double sum = 0;
    for (TreeShap.Explanation one : fitted.shap(0, data.x)) {
      sum += Math.abs(one.values()[3]);
    }
    assertEquals(sum / 150, mean[0][3], 1e-12);
  }

  @Test
  void theNativeLibraryIsNotTheOneOfAnotherProcess() throws IOException {
    Assumptions.assumeTrue(LightGbmBaseline.unavailable().isEmpty(), "LightGBM does not load here");
    Path maps = Path.of("/proc/self/maps");
    Assumptions.assumeTrue(Files.isReadable(maps), "only Linux says which files are mapped");
    List<String> mapped =
        Files.readAllLines(maps).stream()
            .filter(line -> line.contains("lib_lightgbm"))
            .map(line -> line.substring(line.indexOf('/')))
            .distinct()
            .toList();
    assertEquals(2, mapped.size(), mapped.toString());
    Path common = Path.of(System.getProperty("java.io.tmpdir"));
    for (String file : mapped) {
      assertFalse(Path.of(file).getParent().equals(common), file);
    }
  }

  @Test
  void aNativeLibraryThatDoesNotLoadIsNamedWithWhatItNeeds() {
    String missing =
        LightGbmBaseline.unavailable(
                () -> {
                  throw new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object file");
                })
            .orElseThrow();
    assertTrue(missing.contains("libgomp.so.1") && missing.contains("libgomp1"), missing);
    String other =
        LightGbmBaseline.unavailable(
                () -> {
                  throw new IOException("no library for this system");
                })
            .orElseThrow();
    assertTrue(other.contains("no library for this system"), other);
    assertTrue(other.contains("gradient-boosting"), other);
    assertTrue(LightGbmBaseline.unavailable(() -> {}).isEmpty());
  }

  private static void assertAddsUp(TreeShap.Explanation explanation) {
    assertEquals(
        explanation.score() - explanation.expectedValue(),
        Arrays.stream(explanation.values()).sum(),
        1e-12);
  }

  @Test
  void valuesAddUpToTheScoreLessTheExpectedValue() {
    Data data = data(400, 40);
    RandomForestBaseline.Options options = RandomForestBaseline.Options.defaults().withTrees(60);
    for (int depth : new int[] {1, 10, 40}) {
      RandomForestBaseline.Fitted forest =
          new RandomForestBaseline(options.withMaxDepth(depth)).fit(data.x, data.y);
      double[][] scores = forest.scores(data.x);
      for (int c = 0; c < 2; c++) {
        TreeShap shap = forest.treeShap(c);
        for (int i = 0; i < 20; i++) {
          TreeShap.Explanation explanation = shap.explain(data.x[i]);
          assertEquals(scores[i][c], explanation.score(), 0.0);
          assertAddsUp(explanation);
        }
      }
    }
    GradientBoostingBaseline.Fitted boosting = new GradientBoostingBaseline().fit(data.x, data.y);
    double[][] scores = boosting.scores(data.x);
    for (int i = 0; i < 20; i++) {
      TreeShap.Explanation explanation = boosting.treeShap(1).explain(data.x[i]);
      assertEquals(scores[i][1], 1 / (1 + Math.exp(-explanation.score())), 1e-14);
      assertAddsUp(explanation);
    }
  }

  @Test
  void aPathOfFortyFeaturesLosesNoDigits() {
    // Only a record above 0 in all 40 features reaches the leaf of value 1. So the feature i adds 1
    // - z_i times the product of the z of
    // those not in S; their sums by the size of S are built up by additions alone.
    Node chain = leaf(1, 1);
    int n = 40;
    double[] z = new double[n];
    for (int j = n - 1; j >= 0; j--) {
      int aside = 1 + chain.size() / (2 + j % 5);
      z[j] = (double) chain.size() / (chain.size() + aside);
      chain = split(j, 0, leaf(aside, 0), chain);
    }
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      double[] outside = new double[n];
      outside[0] = 1;
      for (int j = 0; j < n; j++) {
        for (int k = n - 1; j != i && k > 0; k--) {
          outside[k] += z[j] * outside[k - 1];
        }
      }
      double weight = 1.0 / n;
      for (int k = 0; k < n; k++) {
        expected[i] += (1 - z[i]) * weight * outside[k];
        weight *= (k + 1.0) / (n - 1 - k);
      }
    }
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    TreeShap.Explanation explanation = one(chain, n).explain(ones);
    for (int i = 0; i < n; i++) {
      assertEquals(expected[i], explanation.values()[i], 1e-13 * expected[i]);
    }
    assertAddsUp(explanation);
  }

  @Test
  void aFeatureOnWhichNothingHangsGetsNothing() {
    // Feature 2 is split on, but both sides say the same; feature 3 is on no path.
    Node same = split(2, 0.5, leaf(4, 0.7), leaf(9, 0.7));
    double[] values =
        one(split(0, 0.5, same, leaf(5, 0.1)), 4)
            .explain(new double[] {0.3, 0.9, 0.2, 0.4})
            .values();
    assertEquals(0, values[1], 0.0);
    assertEquals(0, values[2], 1e-16);
    assertEquals(0, values[3], 0.0);
    Data data = data(150, FEATURES);
    for (double[] row : data.x) {
      row[6] = 1.25;
    }
    RandomForestBaseline.Fitted forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(30))
            .fit(data.x, data.y);
    assertEquals(0, forest.treeShap(0).explain(data.x[0]).values()[6], 0.0);
  }

  @Test
  void featuresThatPlayTheSamePartGetTheSame() {
    // The tree and its mirror image with features 0 and 1 exchanged, of one weight.
    Node first = split(0, 0.5, leaf(6, 0), split(1, 0.5, leaf(3, 0.2), leaf(2, 1)));
    Node mirror = split(1, 0.5, leaf(6, 0), split(0, 0.5, leaf(3, 0.2), leaf(2, 1)));
    double[] values =
        new TreeShap(
                List.of(first, mirror), schema(3), new Scaling.Fitted(null, null), 0, s -> s / 2)
            .explain(new double[] {0.8, 0.8, 0.8})
            .values();
    assertEquals(values[0], values[1], 1e-16);
    assertTrue(values[0] > 0.1);
  }

  @Test
  void aSingleLeafAndAClassThatCouldNotBeLearnedExplainNothing() {
    TreeShap.Explanation leaf = one(leaf(5, 0.3), 2).explain(new double[] {1, 2});
    assertArrayEquals(new double[2], leaf.values(), 0.0);
    assertEquals(0.3, leaf.expectedValue(), 0.0);
    Data data = data(30, 6);
    boolean[][] all = new boolean[30][2];
    for (int i = 0; i < 30; i++) {
      all[i] = new boolean[] {true, i % 2 == 0};
    }
    TreeShap.Explanation sure =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(3))
            .fit(data.x, all)
            .shap(0, data.x)[0];
    assertArrayEquals(new double[6], sure.values(), 0.0);
    assertEquals(1, sure.expectedValue(), 0.0);
    assertEquals(1, sure.score(), 0.0);
    GradientBoostingBaseline.Fitted boosting = new GradientBoostingBaseline().fit(data.x, all);
    TreeShap.Explanation certain = boosting.shap(0, data.x)[0];
    assertArrayEquals(new double[6], certain.values(), 0.0);
    assertEquals(Double.POSITIVE_INFINITY, certain.score(), 0.0);
  }

  @Test
  void theMeanOfAbsoluteValuesIsThatOfTheRecordsOnAnyNumberOfThreads() {
    Data data = data(80, FEATURES);
    RandomForestBaseline.Fitted forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(10))
            .fit(data.x, data.y);
    double[][] x = Arrays.copyOf(data.x, 7);
    double[][] mean = forest.meanAbsoluteShap(x, 1);
    assertArrayEquals(mean, forest.meanAbsoluteShap(x, 3));
    double sum = 0;
    for (double[] record : x) {
      sum += Math.abs(forest.treeShap(1).explain(record).values()[4]);
    }
    assertEquals(sum / 7, mean[1][4], 1e-15);
    assertThrows(IllegalArgumentException.class, () -> forest.meanAbsoluteShap(new double[0][]));
  }

  @Test
  void theRuleIntegratesEveryPowerUpToItsDegree() {
    for (int degree = 0; degree <= 60; degree++) {
      GaussLegendre rule = GaussLegendre.exactToDegree(degree);
      for (int power = 0; power <= degree; power++) {
        double sum = 0;
        for (int k = 0; k < rule.nodes().length; k++) {
          sum += rule.weights()[k] * Math.pow(rule.nodes()[k], power);
        }
        assertEquals(1.0 / (power + 1), sum, 1e-14, "degree " + degree + ", power " + power);
      }
    }
  }

  @Test
  void whatIsNotFiniteOrOfAnotherLengthIsRefused() {
    TreeShap shap = one(split(1, 0.5, leaf(3, 0.2), leaf(7, 0.9)), 3);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> shap.explain(new double[] {1, 1, bad}))
              .getMessage();
      assertTrue(message.contains("feature 2 is " + bad), message);
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> shap.explain(new double[2]))
            .getMessage();
    assertTrue(message.contains("expected 3 features, found 2"), message);
    Data data = data(30, 6);
    RandomForestBaseline.Fitted forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(2))
            .fit(data.x, data.y);
    assertThrows(IndexOutOfBoundsException.class, () -> forest.shap(2, data.x));
  }

  @Test
  void anInterruptStopsIt() {
    Data data = data(60, FEATURES);
    RandomForestBaseline.Fitted forest =
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withTrees(5))
            .fit(data.x, data.y);
    TreeShap shap = forest.treeShap(0);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> shap.explain(data.x[0]));
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> forest.meanAbsoluteShap(data.x, 1));
    // With two threads the work may be over before this one looks: then the interrupt must still
    // stand.
    Thread.currentThread().interrupt();
    try {
      forest.meanAbsoluteShap(data.x, 2);
      assertTrue(Thread.interrupted());
    } catch (CancellationException stopped) {
      assertFalse(Thread.currentThread().isInterrupted());
    }
    assertEquals(FEATURES, shap.explain(data.x[0]).values().length);
  }
}
