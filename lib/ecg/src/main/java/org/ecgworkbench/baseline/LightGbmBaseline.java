package org.ecgworkbench.baseline;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ecgworkbench.base.Parallel;

/**
 * One sequence of boosted trees a class by LightGBM (Ke et al. 2017, NeurIPS 30), the authors' library, with its default settings: 100
 * trees of at most 31 leaves, at least 20 records in a leaf, step 0.1.
 *
 * <p>LightGBM is native code: it runs where {@link #unavailable()} is empty (Linux with libgomp, macOS, Windows; 64 bit). {@link
 * GradientBoostingBaseline} runs everywhere. Each class is trained with one thread and LightGBM's deterministic mode, classes side by
 * side, so the trees do not depend on the number of threads.
 */
public final class LightGbmBaseline implements Baseline {
  private static boolean loaded;

  private final BoostingOptions options;

  /**
   * LightGBM with these settings.
   *
   * @param options trees, leaves, shrinkage and scaling
   */
  public LightGbmBaseline(BoostingOptions options) {
    this.options = Objects.requireNonNull(options, "options");
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
    return unavailable(LightGbmBaseline::load);
  }

  /**
   * Loads the native library from a folder of this process alone: left to itself, it is unpacked under one name in the common temporary
   * folder, and a second process that does so pulls the file from under the first, which then crashes.
   */
  private static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    String property = "java.io.tmpdir";
    String before = System.getProperty(property);
    Path own = Files.createTempDirectory("lightgbm");
    System.setProperty(property, own.toString());
    try {
      // The class loads it, too, when it is first touched.
      if (!LGBMBooster.isNativeLoaded()) {
        LGBMBooster.loadNative();
      }
      loaded = true;
    } finally {
      System.setProperty(property, before);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
        for (Path file : files) {
          // Where a loaded library cannot be deleted, it is when the process ends.
          file.toFile().deleteOnExit();
        }
      }
      own.toFile().deleteOnExit();
    }
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

  /** The settings. */
  @Override
  public BoostingOptions options() {
    return options;
  }

  @Override
  public String displayName() {
    return "LightGBM";
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if LightGBM cannot run here; says why
   */
  @Override
  public Fitted fit(double[][] x, boolean[][] y) {
    return fit(x, y, Parallel.processors());
  }

  /** The same on a stated number of threads. */
  Fitted fit(double[][] x, boolean[][] y, int threads) {
    TrainingData.check(x, y);
    unavailable()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    Scaling.Fitted scaler = options.scaling().fit(x);
    double[] flat = flatten(scaler.apply(x));
    int classes = y[0].length;
    List<Integer> undefined = TrainingData.undefinedClasses(y);
    String[] models = new String[classes];
    double[] shares = new double[classes];
    Parallel.run(
        classes,
        threads,
        c -> {
          if (undefined.contains(c)) {
            shares[c] = y[0][c] ? 1 : 0;
          } else {
            models[c] = train(flat, x.length, x[0].length, TrainingData.column(y, c));
          }
        });
    return new Fitted(scaler, models, shares, x[0].length, undefined);
  }

  private String train(double[] flat, int records, int features, boolean[] labels) {
    String settings =
        ("objective=binary num_leaves=%d min_data_in_leaf=%d learning_rate=%s"
                + " deterministic=true force_col_wise=true num_threads=1 verbosity=-1")
            .formatted(options.leaves(), options.minLeafRecords(), options.shrinkage());
    float[] response = new float[labels.length];
    for (int i = 0; i < response.length; i++) {
      response[i] = labels[i] ? 1 : 0;
    }
    try {
      LGBMDataset data = LGBMDataset.createFromMat(flat, records, features, true, settings, null);
      try {
        data.setField("label", response);
        LGBMBooster booster = LGBMBooster.create(data, settings);
        try {
          for (int t = 0; t < options.trees(); t++) {
            Parallel.stopIfInterrupted();
            booster.updateOneIter();
          }
          return booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.GAIN);
        } finally {
          booster.close();
        }
      } finally {
        data.close();
      }
    } catch (LGBMException e) {
      throw failed(e);
    }
  }

  private static double[] flatten(double[][] rows) {
    double[] flat = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  private static IllegalStateException failed(LGBMException e) {
    return new IllegalStateException("LightGBM: " + e.getMessage(), e);
  }

  /** The fitted trees, as LightGBM's text, so that no native memory is held between calls. */
  public static final class Fitted implements FittedTrees {
    private final Scaling.Fitted scaler;
    private final String[] models;
    private final double[] shares;
    private final int features;
    private final List<Integer> undefined;

    private Fitted(
        Scaling.Fitted scaler,
        String[] models,
        double[] shares,
        int features,
        List<Integer> undefined) {
      this.scaler = scaler;
      this.models = models;
      this.shares = shares;
      this.features = features;
      this.undefined = undefined;
    }

    @Override
    public double[][] scores(double[][] x) {
      TrainingData.checkFeatures(x, features);
      double[][] scores = new double[x.length][models.length];
      if (x.length == 0) {
        return scores;
      }
      double[] flat = flatten(scaler.apply(x));
      for (int c = 0; c < models.length; c++) {
        Parallel.stopIfInterrupted();
        double[] column =
            models[c] == null
                ? null
                : predict(models[c], flat, x.length, PredictionType.C_API_PREDICT_NORMAL);
        for (int i = 0; i < x.length; i++) {
          scores[i][c] = column == null ? shares[c] : column[i];
        }
      }
      return scores;
    }

    private double[] predict(String model, double[] flat, int records, PredictionType what) {
      return with(
          model,
          booster ->
              booster.predictForMat(
                  flat, records, features, true, what, "num_threads=1 verbosity=-1"));
    }

    private interface Question {
      double[] ask(LGBMBooster booster) throws LGBMException;
    }

    private static double[] with(String model, Question question) {
      try {
        LGBMBooster booster = LGBMBooster.loadModelFromString(model);
        try {
          return question.ask(booster);
        } finally {
          booster.close();
        }
      } catch (LGBMException e) {
        throw failed(e);
      }
    }

    /** The fall is that of the loss by LightGBM's gains; see {@link FittedTrees#importances}. */
    @Override
    public double[][] importances() {
      double[][] importances = new double[models.length][features];
      for (int c = 0; c < models.length; c++) {
        if (models[c] != null) {
          double[] gains =
              with(
                  models[c],
                  booster -> booster.featureImportance(0, LGBMBooster.FeatureImportanceType.GAIN));
          double sum = Arrays.stream(gains).sum();
          for (int j = 0; sum > 0 && j < features; j++) {
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
      TrainingData.checkFeatures(x, features);
      Parallel.stopIfInterrupted();
      TreeShap.Explanation[] explanations = new TreeShap.Explanation[x.length];
      if (models[classIndex] == null) {
        double logOdds =
            shares[classIndex] == 1 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        Arrays.setAll(
            explanations, i -> new TreeShap.Explanation(new double[features], logOdds, logOdds));
        return explanations;
      }
      if (x.length == 0) {
        return explanations;
      }
      double[] flat =
          predict(
              models[classIndex],
              flatten(scaler.apply(x)),
              x.length,
              PredictionType.C_API_PREDICT_CONTRIB);
      for (int i = 0; i < x.length; i++) {
        // A record's values, and behind them what the trees say where no feature is known.
        int at = i * (features + 1);
        double[] values = Arrays.copyOfRange(flat, at, at + features);
        double expected = flat[at + features];
        explanations[i] =
            new TreeShap.Explanation(values, expected, expected + Arrays.stream(values).sum());
      }
      return explanations;
    }

    @Override
    public int features() {
      return features;
    }

    @Override
    public int classes() {
      return models.length;
    }

    @Override
    public List<Integer> undefinedClasses() {
      return undefined;
    }

    /** A class's model as LightGBM writes it; null for a class that could not be learned. */
    String model(int c) {
      return models[c];
    }

    @Override
    public String toString() {
      return Settings.describe("LightGBM", this);
    }
  }

  @Override
  public String toString() {
    return Settings.describe(this);
  }
}
