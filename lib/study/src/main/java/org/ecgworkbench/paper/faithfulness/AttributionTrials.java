package org.ecgworkbench.paper.faithfulness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.SavedItems;

/**
 * Test records of the 12-lead network explained for their own labels by every method and control ({@link AttributionMethods}), and what
 * each explanation is worth: its scores against the known evidence where recordings are generated, its deletion and insertion curves, and
 * how much of it falls on padding. Each pair of a record and a label is done once and saved below {@code results/runs}; after a break the
 * work goes on with the next pair.
 */
public final class AttributionTrials {
  private final Study study;
  private final Options options;

  /**
   * What to do.
   *
   * @param pairsPerClass test records explained for a class, the first by id, fewer where there are fewer
   * @param integrationSteps steps of integrated gradients from the baseline zero
   * @param occlusionSeconds length of the windows of one lead that occlusion sets to zero
   * @param strength {@code DEFINING} for the defining evidence alone, {@code SUPPORTING} for both
   * @param windowSeconds length of the windows of one lead that deletion and insertion set to zero
   * @param steps points of a deletion or insertion curve after the first
   */
  public record Options(
      int pairsPerClass,
      int integrationSteps,
      double occlusionSeconds,
      Strength strength,
      double windowSeconds,
      int steps) {
    private static final String PAIRS = "records a class";
    private static final String INTEGRATION_STEPS = "steps of integrated gradients";
    private static final String OCCLUSION_SECONDS = "seconds of an occluded window";
    private static final String STRENGTH = "evidence";
    private static final String WINDOW_SECONDS = "seconds of a deleted window";
    private static final String STEPS = "steps of deletion";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Options {
      Objects.requireNonNull(strength, "strength");
      if (pairsPerClass <= 0
          || integrationSteps <= 0
          || !(occlusionSeconds > 0)
          || !(windowSeconds > 0)
          || steps <= 0) {
        throw new IllegalArgumentException(
            "records per class, steps and seconds must be positive, found %d, %d, %s, %s, %d"
                .formatted(
                    pairsPerClass, integrationSteps, occlusionSeconds, windowSeconds, steps));
      }
    }

    /** {@return the default options: five records a class, 50 steps of integration, windows of 0.2 s, defining evidence, curves of 20 steps} */
    public static Options defaults() {
      return new Options(5, 50, 0.2, Strength.DEFINING, 0.2, 20);
    }

    /**
     * {@return the options of a result, which {@link #addTo} wrote}
     *
     * @param settings of its sidecar
     * @throws IllegalArgumentException if one is not there or cannot be read
     */
    public static Options of(Settings settings) {
      return new Options(
          settings.count(PAIRS),
          settings.count(INTEGRATION_STEPS),
          settings.measure(OCCLUSION_SECONDS),
          settings.choice(STRENGTH, Strength.class),
          settings.measure(WINDOW_SECONDS),
          settings.count(STEPS));
    }

    /** Says in a provenance which options these are. */
    Provenance.Builder addTo(Provenance.Builder provenance) {
      return provenance
          .setting(PAIRS, pairsPerClass)
          .setting(INTEGRATION_STEPS, integrationSteps)
          .setting(OCCLUSION_SECONDS, occlusionSeconds)
          .setting(STRENGTH, strength.name())
          .setting(WINDOW_SECONDS, windowSeconds)
          .setting(STEPS, steps);
    }

    /**
     * {@return the same with another number of records}
     *
     * @param pairsPerClass records of each class, positive
     */
    public Options withPairsPerClass(int pairsPerClass) {
      return new Options(
          pairsPerClass, integrationSteps, occlusionSeconds, strength, windowSeconds, steps);
    }
  }

  AttributionTrials(Study study, Options options) {
    this.study = study;
    this.options = options;
  }

  Options options() {
    return options;
  }

  /** Where the lines are saved. */
  Path file() {
    return study
        .explanations()
        .folder(
            "attribution-trials",
            "%s, %s, generator %d, both strengths"
                .formatted(options, settings(), SyntheticCohort.VERSION))
        .resolve("trials.csv");
  }

  /** The settings in words, for a provenance. */
  String settings() {
    return AttributionMethods.settings(study, options);
  }

  /** Test records of each class, the first by id. */
  static List<Trial.Pair> pairs(Study study, int perClass) {
    List<String> testIds = study.split().testIds().stream().sorted().toList();
    List<Trial.Pair> pairs = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      testIds.stream()
          .filter(id -> study.record(id).diagnoses().contains(d))
          .limit(perClass)
          .forEach(id -> pairs.add(new Trial.Pair(id, d)));
    }
    return pairs;
  }

  /** All trials, from disk where they are saved. */
  List<Trial> all() {
    SavedItems<Trial> saved = new SavedItems<>(file(), Trial.class);
    if (saved.isThere()) {
      return saved.read();
    }
    study.requireMaking(saved.file().getParent());
    Map<String, Trial.Pair> pairs = new LinkedHashMap<>();
    pairs(study, options.pairsPerClass()).forEach(p -> pairs.put(p.name(), p));
    try (NetworkExplainer explainer = study.explanations().explainer();
        AttributionMethods methods = new AttributionMethods(study, explainer, options)) {
      PairTrials trials = new PairTrials(study, options, explainer.network(), methods);
      return saved.make(
          List.copyOf(pairs.keySet()),
          name -> trials.of(pairs.get(name)),
          study.profile().jobs(),
          study.progress(),
          "pairs of a record and its label explained by every method");
    }
  }
}
