package org.ecgworkbench.study;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.GradientBoostingBaseline;
import org.ecgworkbench.baseline.LightGbmBaseline;
import org.ecgworkbench.baseline.LogisticRegressionBaseline;
import org.ecgworkbench.baseline.MlpBaseline;
import org.ecgworkbench.baseline.RandomForestBaseline;
import org.ecgworkbench.baseline.SvmBaseline;

/** What can be trained and tested on a split: the learners on expert features, and the 12-lead network. */
public enum Learner {
  /** Logistic regression on expert features. */
  LOGISTIC_REGRESSION("logistic regression"),
  /** Random forest on expert features. */
  RANDOM_FOREST("random forest"),
  /** Gradient boosting on expert features, Smile's. */
  GRADIENT_BOOSTING("gradient boosting"),
  /** Multi-label perceptron on expert features. */
  MLP("MLP"),
  /** Support vector machine on expert features; not in the paper. */
  SVM("SVM"),
  /** Gradient boosting by the authors' library, where its native code loads. */
  LIGHTGBM("LightGBM"),
  /** The network that reads all twelve leads. */
  NETWORK("12-lead network");

  /** The learners on expert features that run everywhere, in the order of Table 3. */
  public static final List<Learner> BASELINES =
      List.of(LOGISTIC_REGRESSION, RANDOM_FOREST, GRADIENT_BOOSTING, MLP, SVM);

  private final String label;

  Learner(String label) {
    this.label = label;
  }

  /** {@return the name in tables, for example {@code random forest}} */
  public String label() {
    return label;
  }

  /** {@return what a user types, for example {@code random-forest}; the network is {@code network}} */
  public String option() {
    return this == NETWORK
        ? "network"
        : name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** {@return learners as a user types them; {@link #parseList} reads it} */
  public static String options(List<Learner> learners) {
    return learners.stream().map(Learner::option).collect(Collectors.joining(","));
  }

  /**
   * {@return learners from a list of names separated by commas; {@code baselines} stands for {@link #BASELINES}}
   *
   * @param text what the user typed
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static List<Learner> parseList(String text) {
    Set<Learner> found = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      if (name.strip().equalsIgnoreCase("baselines")) {
        found.addAll(BASELINES);
        continue;
      }
      found.add(
          Arrays.stream(values())
              .filter(l -> l.option().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "learner must be baselines or one of %s, found '%s'"
                              .formatted(
                                  Arrays.stream(values())
                                      .map(Learner::option)
                                      .collect(Collectors.joining(", ")),
                                  name.strip()))));
    }
    return List.copyOf(found);
  }

  /**
   * The learner on expert features with its default settings.
   *
   * @param seed of all that is random in it
   * @throws IllegalArgumentException for the network, which is none, and for LightGBM where its native code does not load
   */
  Baseline baseline(long seed) {
    return switch (this) {
      case LOGISTIC_REGRESSION -> new LogisticRegressionBaseline();
      case RANDOM_FOREST ->
          new RandomForestBaseline(RandomForestBaseline.Options.defaults().withSeed(seed));
      case GRADIENT_BOOSTING -> new GradientBoostingBaseline();
      case MLP -> new MlpBaseline(MlpBaseline.Options.defaults().withSeed(seed));
      case SVM -> new SvmBaseline(SvmBaseline.Options.defaults().withSeed(seed));
      case LIGHTGBM -> {
        LightGbmBaseline.unavailable()
            .ifPresent(
                why -> {
                  throw new IllegalArgumentException("LightGBM cannot run here: " + why);
                });
        yield new LightGbmBaseline();
      }
      case NETWORK ->
          throw new IllegalArgumentException("the network does not learn from expert features");
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
