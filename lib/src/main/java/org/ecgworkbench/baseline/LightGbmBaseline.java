package org.ecgworkbench.baseline;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One sequence of boosted trees a class by LightGBM (Ke et al. 2017, NeurIPS 30), the authors' library, with its default settings: 100
 * trees of at most 31 leaves, at least 20 records in a leaf, step 0.1.
 *
 * <p>LightGBM is native code: it runs where {@link #unavailable()} is empty (Linux with libgomp, macOS, Windows; 64 bit). {@link
 * GradientBoostingBaseline} runs everywhere. Each class is trained with one thread and LightGBM's deterministic mode, classes side by
 * side, so the trees do not depend on the number of threads.
 */
public final class LightGbmBaseline implements Baseline {
  /**
   * The settings.
   *
   * @param trees the number of trees, at least 1
   * @param leaves the most leaves of a tree, at least 2
   * @param minLeafRecords the fewest records of a leaf, at least 1
   * @param shrinkage the share of each tree that is added, in (0, 1]
   * @param seed of LightGBM's generators, 0 to 2147483647; by default nothing is drawn from them
   * @param scaling what is done to the features first; trees do not mind
   */
  public record Options(
      int trees, int leaves, int minLeafRecords, double shrinkage, long seed, Scaling scaling) {
    /** Checks the ranges. */
    public Options {
      if (trees < 1 || leaves < 2 || minLeafRecords < 1 || !(shrinkage > 0 && shrinkage <= 1)) {
        throw new IllegalArgumentException(
            "expected at least 1 tree, 2 leaves, 1 record in a leaf and a shrinkage in (0, 1], found %d, %d, %d and %s"
                .formatted(trees, leaves, minLeafRecords, shrinkage));
      }
      if (seed < 0 || seed > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("seed must be 0 to 2147483647, found " + seed);
      }
      Objects.requireNonNull(scaling, "scaling");
    }

    /** LightGBM's: 100 trees, 31 leaves, 20 records, 0.1; seed 42, no scaling. */
    public static Options defaults() {
      return new Options(100, 31, 20, 0.1, 42, Scaling.NONE);
    }

    /** The same with another number of trees. */
    public Options withTrees(int trees) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }

    /** The same with another number of leaves. */
    public Options withLeaves(int leaves) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }

    /** The same with another size of leaves. */
    public Options withMinLeafRecords(int minLeafRecords) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }

    /** The same with another shrinkage. */
    public Options withShrinkage(double shrinkage) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }

    /** The same with another seed. */
    public Options withSeed(long seed) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }

    /** The same with another scaling. */
    public Options withScaling(Scaling scaling) {
      return new Options(trees, leaves, minLeafRecords, shrinkage, seed, scaling);
    }
  }

  private final Options options;

  /** LightGBM with these settings. */
  public LightGbmBaseline(Options options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** LightGBM with its default settings. */
  public LightGbmBaseline() {
    this(Options.defaults());
  }

  /** Why LightGBM cannot run here; empty if it can. */
  public static Optional<String> unavailable() {
    try {
      if (!LGBMBooster.isNativeLoaded()) {
        LGBMBooster.loadNative();
      }
      return Optional.empty();
    } catch (IOException | LinkageError e) {
      return Optional.of("LightGBM's native library does not load: " + e.getMessage());
    }
  }

  /** The settings. */
  @Override
  public Options options() {
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
  public FittedBaseline fit(double[][] x, boolean[][] y) {
    return fit(x, y, Parallel.processors());
  }

  /** The same on a stated number of threads. */
  FittedBaseline fit(double[][] x, boolean[][] y, int threads) {
    TrainingData.check(x, y);
    unavailable()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    Scaling.Fitted scaler = options.scaling.fit(x);
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
        ("objective=binary num_leaves=%d min_data_in_leaf=%d learning_rate=%s seed=%d"
                + " deterministic=true force_col_wise=true num_threads=1 verbosity=-1")
            .formatted(options.leaves, options.minLeafRecords, options.shrinkage, options.seed);
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
          for (int t = 0; t < options.trees; t++) {
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
      throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
    }
  }

  private static double[] flatten(double[][] rows) {
    double[] flat = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** The fitted trees as LightGBM's text, so that no native memory is held between calls. */
  private record Fitted(
      Scaling.Fitted scaler,
      String[] models,
      double[] shares,
      int features,
      List<Integer> undefinedClasses)
      implements FittedBaseline {

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
        double[] column = models[c] == null ? null : predict(models[c], flat, x.length);
        for (int i = 0; i < x.length; i++) {
          scores[i][c] = column == null ? shares[c] : column[i];
        }
      }
      return scores;
    }

    private double[] predict(String model, double[] flat, int records) {
      try {
        LGBMBooster booster = LGBMBooster.loadModelFromString(model);
        try {
          return booster.predictForMat(
              flat,
              records,
              features,
              true,
              PredictionType.C_API_PREDICT_NORMAL,
              "num_threads=1 verbosity=-1");
        } finally {
          booster.close();
        }
      } catch (LGBMException e) {
        throw new IllegalStateException("LightGBM: " + e.getMessage(), e);
      }
    }

    @Override
    public int classes() {
      return models.length;
    }
  }
}
