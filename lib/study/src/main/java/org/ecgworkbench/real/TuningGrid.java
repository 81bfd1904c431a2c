package org.ecgworkbench.real;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.BoostingOptions;
import org.ecgworkbench.baseline.GradientBoostingBaseline;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.MlpBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.Scaling;
import org.ecgworkbench.baseline.SvmBaseline;
import org.ecgworkbench.notebook.Progress;

/** The settings that are tried of each learner. */
final class TuningGrid {
  private TuningGrid() {}

  /**
   * {@return all learners of the library, each with some settings, the usual one first}
   *
   * @param seed of all that is random in them
   */
  static List<List<Baseline>> of(long seed) {
    var logistic = LogisticRegressionBaseline.Options.defaults();
    var scaled = logistic.withScaling(Scaling.STANDARD);
    var forest = RandomForestBaseline.Options.defaults().withSeed(seed);
    var boosting = BoostingOptions.defaults();
    var mlp = MlpBaseline.Options.defaults().withSeed(seed);
    var scaledMlp = mlp.withScaling(Scaling.STANDARD);
    var svm = SvmBaseline.Options.defaults().withSeed(seed);
    return List.of(
        List.of(
            new LogisticRegressionBaseline(logistic),
            new LogisticRegressionBaseline(scaled.withC(0.001)),
            new LogisticRegressionBaseline(scaled.withC(0.01)),
            new LogisticRegressionBaseline(scaled.withC(0.1))),
        List.of(
            new RandomForestBaseline(forest),
            new RandomForestBaseline(forest.withMaxDepth(5)),
            new RandomForestBaseline(forest.withMaxDepth(20))),
        boosting(boosting, GradientBoostingBaseline::new),
        boosting(boosting, LightGbmBaseline::new),
        List.of(
            new MlpBaseline(mlp),
            new MlpBaseline(scaledMlp),
            new MlpBaseline(scaledMlp.withAlpha(1)),
            new MlpBaseline(scaledMlp.withAlpha(10))),
        List.of(
            new SvmBaseline(svm),
            new SvmBaseline(svm.withC(0.001)),
            new SvmBaseline(svm.withC(0.01)),
            new SvmBaseline(svm.withC(0.1))));
  }

  private static List<Baseline> boosting(
      BoostingOptions usual, Function<BoostingOptions, Baseline> learner) {
    return List.of(
        learner.apply(usual),
        learner.apply(usual.withLeaves(4)),
        learner.apply(usual.withLeaves(4).withMinLeafRecords(5)),
        learner.apply(usual.withShrinkage(0.03)));
  }

  /**
   * {@return the grid without LightGBM where that cannot run, which is said}
   *
   * @param seed of all that is random in them
   * @param progress is told
   */
  static List<List<Baseline>> here(long seed, Progress progress) {
    Optional<String> missing = LightGbmBaseline.unavailable();
    missing.ifPresent(why -> progress.done("Table 3 goes without LightGBM: " + why));
    return of(seed).stream()
        .filter(one -> missing.isEmpty() || !(one.get(0) instanceof LightGbmBaseline))
        .toList();
  }
}
