package org.ecgworkbench.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ecgworkbench.base.Parallel;
import smile.base.cart.Loss;
import smile.base.cart.Node;
import smile.data.Tuple;
import smile.data.type.StructType;

/**
 * One gradient-boosted sequence of trees a class with logistic loss (Friedman 2001, doi 10.1214/aos/1013203451), with the settings of
 * LightGBM's defaults where Smile has them: 100 trees of at most 31 leaves grown best split first, at least 20 records in a leaf,
 * shrinkage 0.1, all records and features for every tree.
 *
 * <p>Trees, loss and leaf values are Smile's (3.1.1), with a faster search for splits; the loop over the trees stands here so that it
 * can be interrupted. Differs from the authors' LightGBM: splits are searched among all values and not among 255
 * bins, and chosen by the squares of the residuals alone and not by residuals and curvature; leaf values are the same Newton steps.
 * Nothing is random, so there is no seed.
 */
public final class GradientBoostingBaseline implements Baseline {
  private final BoostingOptions options;

  /**
   * Boosting with these settings.
   *
   * @param options trees, leaves, shrinkage and scaling
   */
  public GradientBoostingBaseline(BoostingOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** Boosting with LightGBM's default settings. */
  public GradientBoostingBaseline() {
    this(BoostingOptions.defaults());
  }

  /** The settings. */
  @Override
  public BoostingOptions options() {
    return options;
  }

  @Override
  public String displayName() {
    return "gradient boosting";
  }

  @Override
  public Fitted fit(double[][] x, boolean[][] y) {
    return fit(x, y, Parallel.processors());
  }

  /** The same on a stated number of threads. */
  Fitted fit(double[][] x, boolean[][] y, int threads) {
    TrainingData.check(x, y);
    Scaling.Fitted scaler = options.scaling().fit(x);
    TreeData data = new TreeData(scaler.apply(x));
    int classes = y[0].length;
    List<Integer> undefined = TrainingData.undefinedClasses(y);
    LeastSquaresTree[][] trees = new LeastSquaresTree[classes][0];
    double[] intercepts = new double[classes];
    Parallel.run(
        classes,
        threads,
        c -> {
          if (undefined.contains(c)) {
            intercepts[c] = y[0][c] ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
          } else {
            Loss loss = Loss.logistic(labels(y, c));
            intercepts[c] = loss.intercept(null);
            trees[c] = boost(data, loss);
          }
        });
    return new Fitted(scaler, data.schema(), trees, intercepts, options.shrinkage(), undefined);
  }

  private static int[] labels(boolean[][] y, int c) {
    int[] labels = new int[y.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = y[i][c] ? 1 : 0;
    }
    return labels;
  }

  private LeastSquaresTree[] boost(TreeData data, Loss loss) {
    int n = data.records();
    // The loss keeps what the trees so far say, half the log-odds, in this array.
    double[] halfLogOdds = loss.residual();
    int[] once = new int[n];
    Arrays.fill(once, 1);
    LeastSquaresTree[] trees = new LeastSquaresTree[options.trees()];
    for (int t = 0; t < trees.length; t++) {
      Parallel.stopIfInterrupted();
      trees[t] =
          new LeastSquaresTree(
              data,
              loss,
              Integer.MAX_VALUE,
              options.leaves(),
              options.minLeafRecords(),
              data.features(),
              once,
              0);
      for (int i = 0; i < n; i++) {
        halfLogOdds[i] += options.shrinkage() * trees[t].value(data.record(i));
      }
    }
    return trees;
  }

  /** The fitted sequences of trees. */
  public static final class Fitted implements FittedTrees {
    private final Scaling.Fitted scaler;
    private final StructType schema;
    private final LeastSquaresTree[][] trees;
    private final double[] intercepts;
    private final double shrinkage;
    private final List<Integer> undefined;

    private Fitted(
        Scaling.Fitted scaler,
        StructType schema,
        LeastSquaresTree[][] trees,
        double[] intercepts,
        double shrinkage,
        List<Integer> undefined) {
      this.scaler = scaler;
      this.schema = schema;
      this.trees = trees;
      this.intercepts = intercepts;
      this.shrinkage = shrinkage;
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
        for (int c = 0; c < intercepts.length; c++) {
          double halfLogOdds = intercepts[c];
          for (LeastSquaresTree tree : trees[c]) {
            halfLogOdds += shrinkage * tree.value(tuple);
          }
          scores[i][c] = 1 / (1 + StrictMath.exp(-2 * halfLogOdds));
        }
      }
      return scores;
    }

    /** The fall is that of squared residuals; see {@link FittedTrees#importances}. */
    @Override
    public double[][] importances() {
      double[][] importances = new double[intercepts.length][features()];
      for (int c = 0; c < importances.length; c++) {
        double sum = 0;
        for (LeastSquaresTree tree : trees[c]) {
          double[] one = tree.importance();
          for (int j = 0; j < one.length; j++) {
            importances[c][j] += one[j];
            sum += one[j];
          }
        }
        for (int j = 0; sum > 0 && j < importances[c].length; j++) {
          importances[c][j] /= sum;
        }
      }
      return importances;
    }

    /** A class's trees. */
    List<Node> roots(int c) {
      return Arrays.stream(trees[c]).map(LeastSquaresTree::root).toList();
    }

    /** See {@link TreeShap#of(GradientBoostingBaseline.Fitted, int)}; twice what the trees say, which is half the log-odds. */
    TreeShap treeShap(int c) {
      return new TreeShap(roots(c), schema, scaler, 2 * intercepts[c], sum -> 2 * shrinkage * sum);
    }

    @Override
    public Unit shapUnit() {
      return Unit.LOG_ODDS;
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
      return intercepts.length;
    }

    @Override
    public List<Integer> undefinedClasses() {
      return undefined;
    }

    @Override
    public String toString() {
      return Settings.describe("gradient boosting", this);
    }
  }

  @Override
  public String toString() {
    return Settings.describe(this);
  }
}
