package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.baseline.Baseline;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.study.store.Run;

/**
 * The random streams that results depend on, by the names that {@code NumpyRandom.stream} is called with. A {@code *} stands for what a
 * loop puts there: each record, class, tree or part has a stream of its own, of the same seed.
 */
public final class SeedStreams {
  /** Generates the records of the embedded cohort. */
  static final String COHORT = "cohort/record/*";

  /** Assigns records to folds. */
  public static final String FOLDS = "folds";

  /** Chooses the folds that train, validate and test: no named stream but NumPy's {@code RandomState(seed)}, as in the authors' code. */
  public static final String SPLIT = "split: RandomState(seed)";

  /** Draws the resamples of the test fold. */
  public static final String BOOTSTRAP = "bootstrap";

  /** Draws positions and background records for one record's explanation. */
  public static final String ATTRIBUTION = "attribution:*";

  /** Draws background records and orders of features for one record's explanation of a learner. */
  static final String LEARNER_ATTRIBUTION = "learner attribution:*";

  /** Draws attributions that know nothing, for comparison. */
  public static final String RANDOM_ATTRIBUTION = "random attribution:*:class *";

  /** Draws the resamples of the validation fold where thresholds are chosen again in each. */
  public static final String VALIDATION_BOOTSTRAP = "bootstrap, validation fold";

  /** Chooses the training records of a class-balanced background. */
  public static final String BALANCED_BACKGROUND = "balanced background";

  /** Chooses the records that stand in for absent leads. */
  public static final String LEAD_REFERENCES = "lead references:*";

  /** Flips signs of paired differences where there are too many to try all. */
  public static final String SIGN_FLIPS = "sign flips";

  /** Draws weights in place of trained ones. */
  public static final String WEIGHT_RANDOMISATION = "weight randomisation";

  private static final List<String> NETWORK =
      List.of("initialisation", "shuffling", "augmentation", "dropout");

  private SeedStreams() {}

  /** All of them. */
  static List<String> all() {
    List<String> all =
        new ArrayList<>(
            List.of(
                COHORT,
                FOLDS,
                SPLIT,
                BOOTSTRAP,
                VALIDATION_BOOTSTRAP,
                ATTRIBUTION,
                LEARNER_ATTRIBUTION,
                RANDOM_ATTRIBUTION,
                BALANCED_BACKGROUND,
                LEAD_REFERENCES,
                SIGN_FLIPS,
                WEIGHT_RANDOMISATION));
    all.addAll(NETWORK);
    Baselines.all(0).forEach(learner -> all.addAll(learner.randomStreams()));
    return all;
  }

  /** Those of the recordings and their split. */
  static List<String> of(Study study) {
    List<String> streams = new ArrayList<>();
    if (study.cohort().isPresent()) {
      streams.add(COHORT);
    }
    if (study.dataset().publishedFolds().isEmpty()) {
      streams.add(FOLDS);
      streams.add(SPLIT);
    }
    return streams;
  }

  /** Those of a learner's training. */
  static List<String> of(Run run) {
    return run.learner().map(Baseline::randomStreams).orElse(NETWORK);
  }
}
