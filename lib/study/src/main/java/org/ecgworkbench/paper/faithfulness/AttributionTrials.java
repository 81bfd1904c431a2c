package org.ecgworkbench.paper.faithfulness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ecgworkbench.base.Logistic;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.dataset.synthetic.EvidenceMask.Strength;
import org.ecgworkbench.dataset.synthetic.SyntheticCohort;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.paper.faithfulness.Trial.Kind;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Settings;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.shap.evaluation.GroundTruth;
import org.ecgworkbench.shap.evaluation.PerturbationCurve;
import org.ecgworkbench.shap.evaluation.PerturbationCurve.Direction;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
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

  /** A record to explain for one of its labels. */
  record Pair(String id, Diagnosis explained) {
    String name() {
      return id + " " + explained;
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
  static List<Pair> pairs(Study study, int perClass) {
    List<String> testIds = study.split().testIds().stream().sorted().toList();
    List<Pair> pairs = new ArrayList<>();
    for (Diagnosis d : Diagnosis.ALL) {
      testIds.stream()
          .filter(id -> study.record(id).diagnoses().contains(d))
          .limit(perClass)
          .forEach(id -> pairs.add(new Pair(id, d)));
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
    Map<String, Pair> pairs = new LinkedHashMap<>();
    pairs(study, options.pairsPerClass()).forEach(p -> pairs.put(p.name(), p));
    Run run = study.networkRun(Lead.ALL);
    try (NetworkExplainer explainer = study.explanations().explainer();
        AttributionMethods methods = new AttributionMethods(study, explainer, options)) {
      NetworkGradientModel network = explainer.network();
      return saved.make(
          List.copyOf(pairs.keySet()),
          name -> {
            Pair pair = pairs.get(name);
            return trials(run, network, methods, pair, study.record(pair.id()));
          },
          study.profile().jobs(),
          study.progress(),
          "pairs of a record and its label explained by every method");
    }
  }

  private List<Trial> trials(
      Run run,
      NetworkGradientModel network,
      AttributionMethods methods,
      Pair pair,
      RecordSummary summary) {
    NetworkInput input = study.input(Lead.ALL);
    NetworkInput.Prepared record = input.prepare(study.dataset().read(pair.id()));
    int c = pair.explained().ordinal();
    boolean[][] mask =
        study
            .recordings()
            .evidence(summary.id(), pair.explained(), input, options.strength())
            .orElse(null);
    boolean[][] wider =
        study
            .recordings()
            .evidence(summary.id(), pair.explained(), input, Strength.SUPPORTING)
            .orElse(null);
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    PerturbationCurve.Options curve =
        new PerturbationCurve.Options(
            (int) Math.max(1, Math.round(options.windowSeconds() * input.samplingRateHz())),
            options.steps(),
            25);
    List<Trial> found = new ArrayList<>();
    int row = run.test().ids().indexOf(pair.id());
    double score = run.test().score(row, c);
    boolean yes = run.comparison().test(score, run.thresholds().value(c), run.precision());
    found.add(trial(Kind.SCORE, null, pair, Trial.ALL, score, yes ? 1 : 0));
    AttributionMethods.Maps maps = methods.explain(record, c, otherClass(run, row));
    float[][] size = maps.own().get(Method.AMPLITUDE).attributions();
    if (mask != null) {
      addTruths(found, Kind.OTHER_CLASS, pair, maps.other(), mask, size);
      addTruths(found, Kind.UNTRAINED, pair, maps.untrained(), mask, size);
    }
    if (wider != null && options.strength() == Strength.DEFINING) {
      addTruths(found, Kind.WITH_SUPPORTING, pair, maps.own(), wider, size);
    }
    maps.own()
        .forEach(
            (method, explanation) -> {
              if (mask != null) {
                found.add(
                    truth(
                        Kind.TRUTH,
                        method,
                        pair,
                        Trial.ALL,
                        GroundTruth.of(explanation, mask, size)));
                for (Lead lead : input.leads()) {
                  found.add(
                      truth(
                          Kind.TRUTH,
                          method,
                          pair,
                          lead.label(),
                          GroundTruth.of(explanation, mask, size, lead)));
                }
              }
              for (Direction direction : Direction.values()) {
                PerturbationCurve curveOf =
                    PerturbationCurve.of(
                        network,
                        explanation,
                        record.millivolts(),
                        zero,
                        direction,
                        curve,
                        Logistic::of);
                found.add(
                    trial(
                        Kind.valueOf(direction.name()), method, pair, Trial.ALL, curveOf.values()));
              }
              if (record.paddedSamples() > 0) {
                found.add(padding(method, pair, explanation, input.windowSamples()));
              }
            });
    return found;
  }

  private static void addTruths(
      List<Trial> found,
      Kind kind,
      Pair pair,
      Map<Method, Explanation> maps,
      boolean[][] mask,
      float[][] size) {
    maps.forEach(
        (method, explanation) ->
            found.add(
                truth(kind, method, pair, Trial.ALL, GroundTruth.of(explanation, mask, size))));
  }

  private static Trial padding(
      Method method, Pair pair, Explanation explanation, int windowSamples) {
    return trial(
        Kind.PADDING,
        method,
        pair,
        Trial.ALL,
        explanation.paddingShare(),
        (double) explanation.paddedSamples() / windowSamples);
  }

  /** The class with the highest score among those that the record does not have. */
  private static int otherClass(Run run, int row) {
    double[] scores = run.test().scores()[row];
    boolean[] labels = run.test().labels()[row];
    int other = -1;
    for (int c = 0; c < scores.length; c++) {
      other = !labels[c] && (other < 0 || scores[c] > scores[other]) ? c : other;
    }
    return other;
  }

  private static Trial truth(Kind kind, Method method, Pair pair, String lead, GroundTruth truth) {
    return trial(
        kind,
        method,
        pair,
        lead,
        truth.pointing(),
        truth.positiveShare(),
        truth.auc(),
        truth.coverage(),
        truth.matchedAuc());
  }

  private static Trial trial(Kind kind, Method method, Pair pair, String lead, double... values) {
    return new Trial(kind, method, pair.id(), pair.explained(), lead, values);
  }
}
