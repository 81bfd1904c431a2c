package org.ecgworkbench.baseline;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The learners of the comparison. */
public final class Baselines {
  private Baselines() {}

  /**
   * {@return all five with their default settings, in the order of the tables: logistic regression,
   * random forest, gradient boosting, MLP (the paper's four) and the support vector machine}
   * Boosting is the one that runs everywhere; the authors' own library is {@link LightGbmBaseline}.
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

  /**
   * {@return the learners that have a name for users: {@link #all}, and LightGBM}
   *
   * @param seed of all that is random in them
   */
  public static List<Baseline> known(long seed) {
    return Stream.concat(all(seed).stream(), Stream.of(new LightGbmBaseline())).toList();
  }

  /**
   * {@return the learner of a name, with its default settings}
   *
   * @param name what a user types, in any case, for example {@code random-forest}: the {@link
   *     #option} of one of {@link #known}
   * @param seed of all that is random in it
   * @throws IllegalArgumentException if there is none, with a message that lists them, or LightGBM
   *     is asked for and its native code does not load
   */
  public static Baseline named(String name, long seed) {
    List<Baseline> known = known(seed);
    Baseline found =
        known.stream()
            .filter(learner -> option(learner).equals(name.strip().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "learner must be one of %s, found '%s'"
                            .formatted(
                                known.stream()
                                    .map(Baselines::option)
                                    .collect(Collectors.joining(", ")),
                                name.strip())));
    if (found instanceof LightGbmBaseline) {
      LightGbmBaseline.unavailable()
          .ifPresent(
              why -> {
                throw new IllegalArgumentException("LightGBM cannot run here: " + why);
              });
    }
    return found;
  }

  /**
   * {@return what a user types for a learner, for example {@code random-forest}}
   *
   * @param learner one of {@link #known}
   */
  public static String option(Baseline learner) {
    return learner.displayName().toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
