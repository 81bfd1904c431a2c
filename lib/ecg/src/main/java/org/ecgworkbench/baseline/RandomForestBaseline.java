package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import smile.base.cart.Loss;
import smile.data.Tuple;
import smile.data.type.StructType;
import smile.math.MathEx;

/**
 * One random forest a class (Breiman 2001, doi 10.1023/A:1010933404324): trees on bootstrap samples of the records, a random choice
 * of floor(sqrt(features)) features at each split, Gini impurity. The score is the mean over the trees of the share of positive
 * records in the leaf, as in scikit-learn.
 *
 * <p>The forest is this library's, grown of Smile's CART with a faster search for splits. What differs
 * from Smile's own {@code RandomForest} (3.1.1), so that the forest is the paper's:
 *
 * <ul>
 *   <li>A leaf keeps its share of positives, and splits among tied values are all looked at.
 *   <li>Bootstrap samples are drawn from all records, not from each class apart.
 *   <li>All trees have the same weight, and there is one answer, the mean. (Smile weighs its trees by
 *       their accuracy out of the bag in the probability, and counts their votes in the class; the two
 *       can disagree.)
 *   <li>Every tree has its own seed: the forest is the same on any number of threads. (Smile seeds its
 *       threads, not its trees, unless it is given seeds above 1.)
 * </ul>
 *
 * <p>On the golden data Smile's own forest is as good, within the spread of the reference's seeds.
 *
 * <p>As in scikit-learn, neighbouring values that differ by 1e-7 or less are not split. A feature as small as that as a whole (the
 * variance of a fine band, in mV squared) cannot contribute unless features are scaled.
 */
public final class RandomForestBaseline
    extends FeatureLearner<RandomForestBaseline.Options, RandomForestBaseline.Fitted> {
  /**
   * The settings.
   *
   * @param trees the number of trees, at least 1
   * @param maxDepth how many splits a record can pass, at least 1
   * @param seed of bootstrap samples and choices of features
   * @param scaling what is done to the features first; see the class comment on very small features
   */
  public record Options(int trees, int maxDepth, long seed, Scaling scaling)
      implements Scaling.Choice {
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

  private static final String NAME = "random forest";

  /**
   * A forest with these settings.
   *
   * @param options trees, depth and scaling
   */
  public RandomForestBaseline(Options options) {
    super(NAME, options);
  }

  /** A forest with the authors' settings. */
  public RandomForestBaseline() {
    this(Options.defaults());
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(options().seed);
  }

  @Override
  public List<String> randomStreams() {
    return List.of(RandomStream.RANDOM_FOREST.pattern());
  }

  @Override
  Fitted fit(TrainingData training, int threads) {
    TreeData data = new TreeData(training.rows());
    int classes = training.classes();
    int count = options().trees;
    Loss[] losses = new Loss[classes];
    LeastSquaresTree[][] trees = new LeastSquaresTree[classes][];
    for (int c = 0; c < classes; c++) {
      losses[c] = Loss.ls(Arrays.stream(training.response(c)).asDoubleStream().toArray());
      trees[c] = new LeastSquaresTree[training.isUndefined(c) ? 0 : count];
    }
    int candidates = (int) Math.sqrt(data.features());
    Parallel.run(
        classes * count,
        threads,
        task -> {
          int c = task / count;
          int t = task % count;
          if (trees[c].length > 0) {
            NumpyRandom random = RandomStream.RANDOM_FOREST.stream(options().seed, c, t);
            trees[c][t] = tree(data, losses[c], options().maxDepth, candidates, random);
          }
        });
    return new Fitted(training, data.schema(), trees);
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
  public static final class Fitted extends FittedForest {
    private Fitted(TrainingData data, StructType schema, LeastSquaresTree[][] trees) {
      super(NAME, data, schema, trees);
    }

    @Override
    double score(int c, Tuple record) {
      double sum = 0;
      for (LeastSquaresTree tree : trees[c]) {
        sum += tree.value(record);
      }
      return sum / trees[c].length;
    }

    /**
     * The fall is that of impurity, normalised to 1 in every tree and averaged over the trees that
     * split at all; see {@link FittedTrees#importances}.
     */
    @Override
    public double[][] importances() {
      double[][] importances = new double[classes()][features()];
      for (int c = 0; c < importances.length; c++) {
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

    @Override
    TreeShap treeShap(int c) {
      int count = trees[c].length;
      return new TreeShap(
          roots(c),
          schema,
          scaler(),
          count == 0 ? share(c) : 0,
          count == 0 ? sum -> sum : sum -> sum / count);
    }

    @Override
    public Unit shapUnit() {
      return Unit.SCORE;
    }
  }
}
