package org.ecgworkbench.paper.faithfulness;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution;
import org.ecgworkbench.shap.evaluation.SmoothedAttribution.Kind;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;
import org.ecgworkbench.study.Study;

/**
 * The explanations of a 12-lead network that are compared, and the controls they are compared with.
 * Two controls exist for every method: its map for another class ({@link Trial.Kind#OTHER_CLASS}),
 * and its map of a network with random weights ({@link Trial.Kind#UNTRAINED}); a map with signs and
 * one of magnitudes differ in more.
 */
final class AttributionMethods implements AutoCloseable {
  static final double MEAN_SECONDS = 0.2;
  static final double MAGNITUDE_SECONDS = 0.1;

  private final TrainedModel untrained;
  private final Map<Method, AttributionMethod> own = new EnumMap<>(Method.class);
  private final Map<Method, AttributionMethod> ofUntrained = new EnumMap<>(Method.class);
  private final SmoothedAttribution means;
  private final SmoothedAttribution magnitude;

  /**
   * Methods for the network of an explainer.
   *
   * @param options steps of integration and windows of occlusion
   */
  AttributionMethods(Study study, NetworkExplainer explainer, AttributionTrials.Options options) {
    TrainedModel model = explainer.model();
    untrained =
        WeightRandomisation.cascade(
            model, WeightRandomisation.layers(model.options()).size(), random(study));
    NetworkExplainer random = explainer.on(untrained);
    for (Method method : Method.OF_PATIENTS) {
      own.put(method, made(explainer, method, options));
      ofUntrained.put(method, made(random, method, options));
    }
    own.put(Method.RANDOM, explainer.method(Method.RANDOM));
    own.put(Method.AMPLITUDE, explainer.method(Method.AMPLITUDE));
    int rate = model.input().samplingRateHz();
    means = SmoothedAttribution.ofSeconds(Kind.SIGNED, MEAN_SECONDS, rate);
    magnitude = SmoothedAttribution.ofSeconds(Kind.MAGNITUDE, MAGNITUDE_SECONDS, rate);
  }

  private static AttributionMethod made(
      NetworkExplainer explainer, Method method, AttributionTrials.Options options) {
    return explainer.method(method, options.integrationSteps(), options.occlusionSeconds());
  }

  /** Draws the weights of untrained layers, the same ones for every use in a study. */
  static NumpyRandom random(Study study) {
    return RandomStream.WEIGHT_RANDOMISATION.stream(study.parameters().seed());
  }

  /**
   * The maps of one record by method: of the class asked for and the controls that are the same for all methods, of another class, and of
   * the class asked for by the untrained network.
   */
  record Maps(
      Map<Method, Explanation> own,
      Map<Method, Explanation> other,
      Map<Method, Explanation> untrained) {}

  /**
   * Explains one class of a record by every method and control, in the order of the tables, and another class by every method.
   *
   * @param otherClass another class than the one explained
   */
  Maps explain(NetworkInput.Prepared record, int classIndex, int otherClass) {
    Map<Method, Explanation> found = new EnumMap<>(Method.class);
    Map<Method, Explanation> other = new EnumMap<>(Method.class);
    Map<Method, Explanation> random = new EnumMap<>(Method.class);
    for (Method method : Method.OF_PATIENTS) {
      List<Explanation> both = explain(own.get(method), record, classIndex, otherClass);
      found.put(method, both.get(0));
      other.put(method, both.get(1));
      random.put(method, explain(ofUntrained.get(method), record, classIndex).get(0));
    }
    for (Map<Method, Explanation> maps : List.of(found, other, random)) {
      maps.put(Method.MOVING_MEAN, means.of(maps.get(Method.EXPECTED_GRADIENTS)));
      maps.put(Method.MAGNITUDE, magnitude.of(maps.get(Method.EXPECTED_GRADIENTS)));
    }
    found.put(Method.RANDOM, explain(own.get(Method.RANDOM), record, classIndex).get(0));
    found.put(
        Method.AMPLITUDE,
        magnitude.of(explain(own.get(Method.AMPLITUDE), record, classIndex).get(0)));
    found.put(Method.UNTRAINED, random.get(Method.MAGNITUDE));
    return new Maps(found, other, random);
  }

  private static List<Explanation> explain(
      AttributionMethod method, NetworkInput.Prepared record, int... classes) {
    return method.explain(record.id(), record.millivolts(), record.paddedSamples(), classes);
  }

  /** The settings of all of them in words. */
  static String settings(Study study, AttributionTrials.Options options) {
    return """
        expected gradients: %d draws, background of the first %d records by id; moving mean: %s s, with signs; \
        magnitude: mean of absolute values over %s s; integrated gradients: baseline zero, %d steps; \
        occlusion: baseline zero, windows of %s s of one lead; random: standard normal values; signal \
        amplitude: mean of |x| over %s s; untrained network: the same network with random weights"""
        .formatted(
            study.profile().shapDraws(),
            study.explanations().background().size(),
            MEAN_SECONDS,
            MAGNITUDE_SECONDS,
            options.integrationSteps(),
            options.occlusionSeconds(),
            MAGNITUDE_SECONDS);
  }

  /** Frees the untrained network. */
  @Override
  public void close() {
    untrained.close();
  }
}
