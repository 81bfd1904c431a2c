package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import smile.base.cart.Loss;
import smile.base.cart.Node;
import smile.data.Tuple;
import smile.data.type.StructType;
import smile.math.MathEx;

/**
 * One random forest a class (Breiman 2001, doi 10.1023/A:1010933404324): trees on bootstrap samples of the records, a random choice
 * of floor(sqrt(features)) features at each split, Gini impurity. The score is the mean over the trees of the share of positive
 * records in the leaf, as in scikit-learn.
 *
 * <p>The trees are Smile's with a faster search for splits. What differs from Smile's own {@code RandomForest} (3.1.1), so that the
 * forest is the paper's:
 *
 * <ul>
 *   <li>A leaf keeps its share of positives, and splits among tied values are all looked at.
 *   <li>Bootstrap samples are drawn from all records, not from each class apart, and all trees have the same weight.
 *   <li>Every tree has its own seed: the forest is the same on any number of threads. (Smile seeds its threads, not its trees, unless
 *       it is given seeds above 1.)
 * </ul>
 *
 * <p>As in scikit-learn, neighbouring values that differ by 1e-7 or less are not split. A feature as small as that as a whole (the
 * variance of a fine band, in mV squared) cannot contribute unless features are scaled.
 */
public final class RandomForestBaseline implements Baseline {
  /**
   * The settings.
   *
   * @param trees the number of trees, at least 1
   * @param maxDepth how many splits a record can pass, at least 1
   * @param seed of bootstrap samples and choices of features
   * @param scaling what is done to the features first; see the class comment on very small features
   */
  public record Options(int trees, int maxDepth, long seed, Scaling scaling) {
    /** Checks the ranges. */
    public Options {
      Settings.atLeast("trees", trees, 1);
      Settings.atLeast("depth", maxDepth, 1);
      Objects.requireNonNull(scaling, "scaling");
    }

    /** {@return the authors' settings: 300 trees of depth 10, no scaling; seed 42} */
    public static Options defaults() {
      return new Options(300, 10, 42, Scaling.NONE);
    }

    /**
     * {@return the same with another number of trees}
     *
     * @param trees the number of trees, at least 1
     */
    public Options withTrees(int trees) {
      return new Options(trees, maxDepth, seed, scaling);
    }

    /**
     * {@return the same with another depth}
     *
     * @param maxDepth how many splits a record can pass, at least 1
     */
    public Options withMaxDepth(int maxDepth) {
      return new Options(trees, maxDepth, seed, scaling);
    }

    /**
     * {@return the same with another seed}
     *
     * @param seed of bootstrap samples and choices of features
     */
    public Options withSeed(long seed) {
      return new Options(trees, maxDepth, seed, scaling);
    }

    /**
     * {@return the same with another scaling}
     *
     * @param scaling what is done to the features first
     */
    public Options withScaling(Scaling scaling) {
      return new Options(trees, maxDepth, seed, scaling);
    }
  }

  private static final double CLOSEST = 1e-7;

  private final Options options;

  /**
   * A forest with these settings.
   *
   * @param options trees, depth and scaling
   */
  public RandomForestBaseline(Options options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** A forest with the authors' settings. */
  public RandomForestBaseline() {
    this(Options.defaults());
  }

  /** The settings. */
  @Override
  public Options options() {
    return options;
  }

  @Override
  public String displayName() {
    return "random forest";
  }

  @Override
  public Fitted fit(double[][] x, boolean[][] y) {
    return fit(x, y, Parallel.processors());
  }

  /** The same on a stated number of threads. */
  Fitted fit(double[][] x, boolean[][] y, int threads) {
    TrainingData.check(x, y);
    Scaling.Fitted scaler = options.scaling.fit(x);
    TreeData data = new TreeData(scaler.apply(x));
    int classes = y[0].length;
    List<Integer> undefined = TrainingData.undefinedClasses(y);
    double[] shares = new double[classes];
    Loss[] losses = new Loss[classes];
    for (int c = 0; c < classes; c++) {
      double[] response = new double[y.length];
      for (int i = 0; i < response.length; i++) {
        response[i] = y[i][c] ? 1 : 0;
      }
      losses[c] = Loss.ls(response);
      shares[c] = (double) TrainingData.positives(y, c) / y.length;
    }
    LeastSquaresTree[][] trees = new LeastSquaresTree[classes][];
    for (int c = 0; c < classes; c++) {
      trees[c] = new LeastSquaresTree[undefined.contains(c) ? 0 : options.trees];
    }
    int candidates = (int) Math.sqrt(data.features());
    Parallel.run(
        classes * options.trees,
        threads,
        task -> {
          int c = task / options.trees;
          int t = task % options.trees;
          if (trees[c].length > 0) {
            NumpyRandom random = RandomStream.RANDOM_FOREST.stream(options.seed, c, t);
            trees[c][t] = tree(data, losses[c], options.maxDepth, candidates, random);
          }
        });
    return new Fitted(scaler, data.schema(), trees, shares, undefined);
  }

  private static LeastSquaresTree tree(
      TreeData data, Loss loss, int maxDepth, int candidates, NumpyRandom random) {
    int n = data.records();
    int[] samples = new int[n];
    for (int i = 0; i < n; i++) {
      samples[random.nextInt(n)]++;
    }
    // Smile draws the features of each split from its thread's generator.
    MathEx.setSeed(random.nextInt32() & 0x7fffffffL);
    return new LeastSquaresTree(
        data, loss, maxDepth, Integer.MAX_VALUE, 1, candidates, samples, CLOSEST);
  }

  /** The fitted forests. */
  public static final class Fitted implements FittedTrees {
    private final Scaling.Fitted scaler;
    private final StructType schema;
    private final LeastSquaresTree[][] trees;
    private final double[] shares;
    private final List<Integer> undefined;

    private Fitted(
        Scaling.Fitted scaler,
        StructType schema,
        LeastSquaresTree[][] trees,
        double[] shares,
        List<Integer> undefined) {
      this.scaler = scaler;
      this.schema = schema;
      this.trees = trees;
      this.shares = shares;
      this.undefined = undefined;
    }

    @Override
    public double[][] scores(double[][] x) {
      TrainingData.checkFeatures(x, features());
      double[][] rows = scaler.apply(x);
      double[][] scores = new double[x.length][classes()];
      for (int i = 0; i < x.length; i++) {
        Parallel.stopIfInterrupted();
        Tuple tuple = Tuple.of(rows[i], schema);
        for (int c = 0; c < shares.length; c++) {
          double sum = 0;
          for (LeastSquaresTree tree : trees[c]) {
            sum += tree.value(tuple);
          }
          scores[i][c] = trees[c].length == 0 ? shares[c] : sum / trees[c].length;
        }
      }
      return scores;
    }

    /**
     * The fall is that of impurity, normalised to 1 in every tree and averaged over the trees that split at all; see {@link
     * FittedTrees#importances}.
     */
    @Override
    public double[][] importances() {
      double[][] importances = new double[shares.length][features()];
      for (int c = 0; c < shares.length; c++) {
        int split = 0;
        for (LeastSquaresTree tree : trees[c]) {
          double[] one = tree.importance();
          double sum = 0;
          for (double v : one) {
            sum += v;
          }
          if (sum > 0) {
            split++;
            for (int j = 0; j < one.length; j++) {
              importances[c][j] += one[j] / sum;
            }
          }
        }
        for (int j = 0; split > 0 && j < importances[c].length; j++) {
          importances[c][j] /= split;
        }
      }
      return importances;
    }

    /** A class's trees. */
    List<Node> roots(int c) {
      return Arrays.stream(trees[c]).map(LeastSquaresTree::root).toList();
    }

    /** See {@link TreeShap#of(RandomForestBaseline.Fitted, int)}. */
    TreeShap treeShap(int c) {
      int count = trees[c].length;
      return new TreeShap(
          roots(c),
          schema,
          scaler,
          count == 0 ? shares[c] : 0,
          count == 0 ? sum -> sum : sum -> sum / count);
    }

    @Override
    public Unit shapUnit() {
      return Unit.SCORE;
    }

    @Override
    public TreeShap.Explanation[] shap(int classIndex, double[][] x) {
      return treeShap(Objects.checkIndex(classIndex, classes())).explain(x);
    }

    @Override
    public int features() {
      return schema.length();
    }

    @Override
    public int classes() {
      return shares.length;
    }

    @Override
    public List<Integer> undefinedClasses() {
      return undefined;
    }

    @Override
    public String toString() {
      return Settings.describe("random forest", this);
    }
  }

  @Override
  public String toString() {
    return Settings.describe(this);
  }
}
