package org.ecgworkbench.baseline;

import java.util.Arrays;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.base.Parallel;
import smile.base.cart.Loss;
import smile.data.Tuple;
import smile.data.type.StructType;

/**
 * One gradient-boosted sequence of trees a class with logistic loss (Friedman 2001, doi 10.1214/aos/1013203451), with the settings of
 * LightGBM's defaults where Smile has them: 100 trees of at most 31 leaves grown best split first, at least 20 records in a leaf,
 * shrinkage 0.1, all records and features for every tree.
 *
 * <p>The loop over the trees is this library's, so that it can be interrupted; trees, loss and leaf
 * values are those of Smile's CART (3.1.1), with a faster search for splits. Smile's own {@code
 * GradientTreeBoost} is as good on the golden data. Differs from the authors' LightGBM: splits are
 * searched among all values and not among 255 bins, and chosen by the squares of the residuals alone
 * and not by residuals and curvature; leaf values are the same Newton steps. Nothing is random, so
 * there is no seed.
 */
public final class GradientBoostingBaseline
    extends FeatureLearner<BoostingOptions, GradientBoostingBaseline.Fitted> {
  private static final String NAME = "gradient boosting";

  /**
   * Boosting with these settings.
   *
   * @param options trees, leaves, shrinkage and scaling
   */
  public GradientBoostingBaseline(BoostingOptions options) {
    super(NAME, options);
  }

  /** Boosting with LightGBM's default settings. */
  public GradientBoostingBaseline() {
    this(BoostingOptions.defaults());
  }

  @Override
  Fitted fit(TrainingData training, int threads) {
    TreeData data = new TreeData(training.rows());
    int classes = training.classes();
    LeastSquaresTree[][] trees = new LeastSquaresTree[classes][0];
    double[] intercepts = new double[classes];
    Parallel.run(
        classes,
        threads,
        c -> {
          if (!training.isUndefined(c)) {
            Loss loss = Loss.logistic(training.response(c));
            intercepts[c] = loss.intercept(null);
            trees[c] = boost(data, loss);
          }
        });
    return new Fitted(training, data.schema(), trees, intercepts, options().shrinkage());
  }

  private LeastSquaresTree[] boost(TreeData data, Loss loss) {
    int n = data.records();
    // The loss keeps what the trees so far say, half the log-odds, in this array.
    double[] halfLogOdds = loss.residual();
    int[] once = new int[n];
    Arrays.fill(once, 1);
    LeastSquaresTree[] trees = new LeastSquaresTree[options().trees()];
    for (int t = 0; t < trees.length; t++) {
      Parallel.stopIfInterrupted();
      trees[t] =
          new LeastSquaresTree(
              data,
              loss,
              Integer.MAX_VALUE,
              options().leaves(),
              options().minLeafRecords(),
              data.features(),
              once,
              0);
      for (int i = 0; i < n; i++) {
        halfLogOdds[i] += options().shrinkage() * trees[t].value(data.record(i));
      }
    }
    return trees;
  }

  /** The fitted sequences of trees. */
  public static final class Fitted extends FittedForest {
    private final double[] intercepts;
    private final double shrinkage;

    private Fitted(
        TrainingData data,
        StructType schema,
        LeastSquaresTree[][] trees,
        double[] intercepts,
        double shrinkage) {
      super(NAME, data, schema, trees);
      this.intercepts = intercepts;
      this.shrinkage = shrinkage;
      for (int c : data.undefined()) {
        intercepts[c] = infiniteLogOdds(c);
      }
    }

    @Override
    double score(int c, Tuple record) {
      double halfLogOdds = intercepts[c];
      for (LeastSquaresTree tree : trees[c]) {
        halfLogOdds += shrinkage * tree.value(record);
      }
      return Logistic.of(2 * halfLogOdds);
    }

    /** The fall is that of squared residuals; see {@link FittedTrees#importances}. */
    @Override
    public double[][] importances() {
      double[][] importances = new double[classes()][features()];
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

    /** Twice what the trees say, which is half the log-odds. */
    @Override
    TreeShap treeShap(int c) {
      return new TreeShap(
          roots(c), schema, scaler(), 2 * intercepts[c], sum -> 2 * shrinkage * sum);
    }

    @Override
    public Unit shapUnit() {
      return Unit.LOG_ODDS;
    }
  }
}
