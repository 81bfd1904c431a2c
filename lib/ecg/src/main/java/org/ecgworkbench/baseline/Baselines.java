package org.ecgworkbench.baseline;

import java.util.List;

/** The learners of the comparison. */
public final class Baselines {
  private Baselines() {}

  /**
   * {@return all five with their default settings, in the order of the tables: logistic regression, random forest, gradient boosting, MLP
   * (the paper's four) and the support vector machine}. Boosting is Smile's, which runs everywhere; the authors' own library is {@link
   * LightGbmBaseline}.
   *
   * @param seed of all that is random in them
   */
  public static List<Baseline> all(long seed) {
    return List.of(
        new LogisticRegressionBaseline(),
        new RandomForestBaseline(RandomForestBaseline.Options.defaults().withSeed(seed)),
        new GradientBoostingBaseline(),
        new MlpBaseline(MlpBaseline.Options.defaults().withSeed(seed)),
        new SvmBaseline(SvmBaseline.Options.defaults().withSeed(seed)));
  }
}
