package org.ecgworkbench.baseline;

import com.microsoft.ml.lightgbm.PredictionType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.ecgworkbench.base.Parallel;

/**
 * One sequence of boosted trees a class by LightGBM (Ke et al. 2017, NeurIPS 30), the authors' library, with its default settings: 100
 * trees of at most 31 leaves, at least 20 records in a leaf, step 0.1.
 *
 * <p>LightGBM is native code: it runs where {@link #unavailable()} is empty (Linux with libgomp, macOS, Windows; 64 bit). {@link
 * GradientBoostingBaseline} runs everywhere. Each class is trained with one thread and LightGBM's deterministic mode, classes side by
 * side, so the trees do not depend on the number of threads. Where LightGBM cannot run, {@code fit} throws an
 * {@link IllegalStateException} that says why.
 */
public final class LightGbmBaseline
    extends FeatureLearner<BoostingOptions, LightGbmBaseline.Fitted> {
  private static final String NAME = "LightGBM";

  /**
   * LightGBM with these settings.
   *
   * @param options trees, leaves, shrinkage and scaling
   */
  public LightGbmBaseline(BoostingOptions options) {
    super(NAME, options);
  }

  /** LightGBM with its default settings. */
  public LightGbmBaseline() {
    this(BoostingOptions.defaults());
  }

  /** Loads the native library, or fails. */
  interface NativeLibrary {
    void load() throws IOException;
  }

  /** {@return why LightGBM cannot run here, and what to do about it; empty if it can} */
  public static Optional<String> unavailable() {
    return unavailable(LightGbmTrees::load);
  }

  /** The same with another library. */
  static Optional<String> unavailable(NativeLibrary library) {
    try {
      library.load();
      return Optional.empty();
    } catch (IOException | LinkageError | UnsupportedOperationException e) {
      String message = String.valueOf(e.getMessage());
      return Optional.of(
          "LightGBM's native library does not load on %s, %s (%s); %s"
              .formatted(
                  System.getProperty("os.name"),
                  System.getProperty("os.arch"),
                  message,
                  message.contains("libgomp")
                      ? "it needs libgomp: Debian's package libgomp1"
                      : "gradient-boosting, which is Smile's, runs everywhere"));
    }
  }

  @Override
  Fitted fit(TrainingData data, int threads) {
    unavailable()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    double[] flat = flatten(data.rows());
    String[] models = new String[data.classes()];
    Parallel.run(
        models.length,
        threads,
        c -> {
          if (!data.isUndefined(c)) {
            models[c] = train(flat, data.features(), data.column(c));
          }
        });
    return new Fitted(data, models);
  }

  private String train(double[] flat, int features, boolean[] labels) {
    String settings =
        ("objective=binary num_leaves=%d min_data_in_leaf=%d learning_rate=%s"
                + " deterministic=true force_col_wise=true num_threads=1 verbosity=-1")
            .formatted(options().leaves(), options().minLeafRecords(), options().shrinkage());
    return LightGbmTrees.train(flat, features, labels, options().trees(), settings);
  }

  private static double[] flatten(double[][] rows) {
    double[] flat = new double[rows.length == 0 ? 0 : rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** The fitted trees, as LightGBM's text, so that no native memory is held between calls. */
  public static final class Fitted extends FittedOnFeatures implements FittedTrees {
    private final String[] models;

    private Fitted(TrainingData data, String[] models) {
      super(NAME, data);
      this.models = models;
    }

    @Override
    public double[][] scores(double[][] x) {
      double[] flat = flatten(rows(x));
      double[][] scores = new double[x.length][models.length];
      for (int c = 0; c < models.length && x.length > 0; c++) {
        Parallel.stopIfInterrupted();
        double[] column =
            isUndefined(c)
                ? null
                : predict(models[c], flat, x.length, PredictionType.C_API_PREDICT_NORMAL);
        for (int i = 0; i < x.length; i++) {
          scores[i][c] = column == null ? share(c) : column[i];
        }
      }
      return scores;
    }

    @Override
    double[] scores(double[] row) {
      return scores(new double[][] {row})[0];
    }

    private double[] predict(String model, double[] flat, int records, PredictionType what) {
      try (LightGbmTrees trees = LightGbmTrees.of(model)) {
        return trees.predict(flat, records, features(), what);
      }
    }

    private double[] gains(String model) {
      try (LightGbmTrees trees = LightGbmTrees.of(model)) {
        return trees.gains(features());
      }
    }

    /** The fall is that of the loss by LightGBM's gains; see {@link FittedTrees#importances}. */
    @Override
    public double[][] importances() {
      double[][] importances = new double[models.length][features()];
      for (int c = 0; c < models.length; c++) {
        if (!isUndefined(c)) {
          double[] gains = gains(models[c]);
          double sum = Arrays.stream(gains).sum();
          for (int j = 0; sum > 0 && j < gains.length; j++) {
            importances[c][j] = gains[j] / sum;
          }
        }
      }
      return importances;
    }

    @Override
    public Unit shapUnit() {
      return Unit.LOG_ODDS;
    }

    /** {@inheritDoc} The values are LightGBM's own, by the same algorithm. */
    @Override
    public TreeShap.Explanation[] shap(int classIndex, double[][] x) {
      Objects.checkIndex(classIndex, models.length);
      Parallel.stopIfInterrupted();
      int features = features();
      double[] flat = flatten(rows(x));
      TreeShap.Explanation[] explanations = new TreeShap.Explanation[x.length];
      if (isUndefined(classIndex)) {
        double logOdds = infiniteLogOdds(classIndex);
        Arrays.setAll(
            explanations, i -> new TreeShap.Explanation(new double[features], logOdds, logOdds));
        return explanations;
      }
      if (x.length == 0) {
        return explanations;
      }
      double[] found =
          predict(models[classIndex], flat, x.length, PredictionType.C_API_PREDICT_CONTRIB);
      for (int i = 0; i < x.length; i++) {
        // A record's values, and behind them what the trees say where no feature is known.
        int at = i * (features + 1);
        double[] values = Arrays.copyOfRange(found, at, at + features);
        double expected = found[at + features];
        explanations[i] =
            new TreeShap.Explanation(values, expected, expected + Arrays.stream(values).sum());
      }
      return explanations;
    }

    /** A class's model as LightGBM writes it; null for a class that could not be learned. */
    String model(int c) {
      return models[c];
    }
  }
}
