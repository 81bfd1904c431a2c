package org.ecgworkbench.paper.faithfulness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.model.WeightRandomisation;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Baseline;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.IntegratedGradients;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Occlusion;
import org.ecgworkbench.shap.RandomAttribution;
import org.ecgworkbench.shap.SignalAmplitude;
import org.ecgworkbench.shap.SmoothedAttribution;
import org.ecgworkbench.shap.SmoothedAttribution.Kind;
import org.ecgworkbench.study.Study;

/**
 * The explanations of a 12-lead network that are compared, and the controls they are compared with. Each control takes one thing
 * away: {@link #RANDOM} knows nothing, {@link #AMPLITUDE} knows the recording and no network, {@link #UNTRAINED} has a network that
 * learnt nothing, and {@link #OTHER_CLASS} asks for another diagnosis. The last two exist for every method: {@link #SAME_UNTRAINED} is the
 * method itself on a network with random weights, so that nothing but the weights differs; a map with signs and one of magnitudes
 * differ in more.
 */
final class AttributionMethods implements AutoCloseable {
  /** The paper's method. */
  static final String EXPECTED = "expected gradients";

  /** Moving means of it, with signs. */
  static final String EXPECTED_MEANS = "expected gradients, moving mean";

  /** Moving means of its absolute values. */
  static final String EXPECTED_MAGNITUDE = "expected gradients, magnitude";

  static final String INTEGRATED = "integrated gradients";
  static final String GRADIENT_INPUT = "gradient x input";
  static final String OCCLUSION = "occlusion";

  /** Control: normal values. */
  static final String RANDOM = "random";

  /** Control: moving means of |x|. */
  static final String AMPLITUDE = "signal amplitude";

  /** Control: magnitudes of expected gradients of a network with random weights. */
  static final String UNTRAINED = "untrained network, magnitude";

  /** Control: the same method's map of the same record by a network with random weights. */
  static final String SAME_UNTRAINED = "the same method, untrained network";

  /** Control: the method's own map of the same record for a class that the record does not have. */
  static final String OTHER_CLASS = "its map of another class";

  /** The methods, in the order of the tables; then the controls. */
  static final List<String> METHODS =
      List.of(EXPECTED, EXPECTED_MEANS, EXPECTED_MAGNITUDE, INTEGRATED, GRADIENT_INPUT, OCCLUSION);

  static final List<String> CONTROLS = List.of(RANDOM, AMPLITUDE, UNTRAINED);

  static final double MEAN_SECONDS = 0.2;
  static final double MAGNITUDE_SECONDS = 0.1;

  private final TrainedModel untrained;
  private final Map<String, AttributionMethod> own = new LinkedHashMap<>();
  private final Map<String, AttributionMethod> ofUntrained = new LinkedHashMap<>();
  private final SmoothedAttribution means;
  private final SmoothedAttribution magnitude;

  /**
   * Methods for a network of the caller's.
   *
   * @param integrationSteps steps of integrated gradients from the baseline zero
   * @param occlusionSeconds length of the windows of one lead that occlusion sets to zero
   */
  AttributionMethods(
      Study study, TrainedModel model, int integrationSteps, double occlusionSeconds) {
    NetworkInput input = study.input(Lead.ALL);
    int rate = input.samplingRateHz();
    untrained =
        WeightRandomisation.cascade(
            model, WeightRandomisation.layers(model.options()).size(), random(study));
    int window = (int) Math.max(1, Math.round(occlusionSeconds * rate));
    add(own, study, model, integrationSteps, window);
    add(ofUntrained, study, untrained, integrationSteps, window);
    own.put(RANDOM, new RandomAttribution(input.leads(), study.parameters().seed()));
    own.put(AMPLITUDE, new SignalAmplitude(input.leads()));
    means = SmoothedAttribution.ofSeconds(Kind.SIGNED, MEAN_SECONDS, rate);
    magnitude = SmoothedAttribution.ofSeconds(Kind.MAGNITUDE, MAGNITUDE_SECONDS, rate);
  }

  /** Draws the weights of untrained layers, the same ones for every use in a study. */
  static NumpyRandom random(Study study) {
    return RandomStream.WEIGHT_RANDOMISATION.stream(study.parameters().seed());
  }

  /** The methods that ask a network. */
  private static void add(
      Map<String, AttributionMethod> methods,
      Study study,
      TrainedModel model,
      int integrationSteps,
      int occlusionWindow) {
    NetworkGradientModel gradients = new NetworkGradientModel(model, study.profile().threads());
    List<Lead> leads = model.input().leads();
    Baseline zero = Baseline.zero(leads.size(), model.input().windowSamples());
    methods.put(EXPECTED, study.explainer(model));
    methods.put(
        INTEGRATED,
        new IntegratedGradients(
            gradients,
            leads,
            zero,
            IntegratedGradients.Options.defaults().withSteps(integrationSteps)));
    methods.put(GRADIENT_INPUT, new GradientTimesInput(gradients, leads));
    methods.put(
        OCCLUSION,
        new Occlusion(gradients, leads, zero, Occlusion.Options.ofWindow(occlusionWindow)));
  }

  /**
   * The maps of one record by method: of the class asked for and the controls that are the same for all methods, of another class, and of
   * the class asked for by the untrained network.
   */
  record Maps(
      Map<String, Explanation> own,
      Map<String, Explanation> other,
      Map<String, Explanation> untrained) {}

  /**
   * Explains one class of a record by every method and control, in the order of the tables, and another class by every method.
   *
   * @param otherClass another class than the one explained
   */
  Maps explain(NetworkInput.Prepared record, int classIndex, int otherClass) {
    Map<String, Explanation> found = new LinkedHashMap<>();
    Map<String, Explanation> other = new LinkedHashMap<>();
    Map<String, Explanation> random = new LinkedHashMap<>();
    for (String name : METHODS) {
      switch (name) {
        case EXPECTED_MEANS -> smooth(name, means, found, other, random);
        case EXPECTED_MAGNITUDE -> smooth(name, magnitude, found, other, random);
        default -> {
          List<Explanation> both = explain(own.get(name), record, classIndex, otherClass);
          found.put(name, both.get(0));
          other.put(name, both.get(1));
          random.put(name, explain(ofUntrained.get(name), record, classIndex).get(0));
        }
      }
    }
    found.put(RANDOM, explain(own.get(RANDOM), record, classIndex).get(0));
    found.put(AMPLITUDE, magnitude.of(explain(own.get(AMPLITUDE), record, classIndex).get(0)));
    found.put(UNTRAINED, random.get(EXPECTED_MAGNITUDE));
    return new Maps(found, other, random);
  }

  /** Adds the moving means of expected gradients to each of the maps. */
  @SafeVarargs
  private static void smooth(
      String name, SmoothedAttribution smoothed, Map<String, Explanation>... maps) {
    for (Map<String, Explanation> map : maps) {
      map.put(name, smoothed.of(map.get(EXPECTED)));
    }
  }

  private static List<Explanation> explain(
      AttributionMethod method, NetworkInput.Prepared record, int... classes) {
    return method.explain(record.id(), record.millivolts(), record.paddedSamples(), classes);
  }

  /** The settings of all of them in words. */
  static String settings(Study study, int integrationSteps, double occlusionSeconds) {
    return "expected gradients: %d draws, background of the first %d records by id; moving mean: %s s, with signs; magnitude: mean of absolute values over %s s; integrated gradients: baseline zero, %d steps; occlusion: baseline zero, windows of %s s of one lead; random: standard normal values; signal amplitude: mean of |x| over %s s; untrained network: the same network with random weights"
        .formatted(
            study.profile().shapDraws(),
            study.background().size(),
            MEAN_SECONDS,
            MAGNITUDE_SECONDS,
            integrationSteps,
            occlusionSeconds,
            MAGNITUDE_SECONDS);
  }

  /** Frees the untrained network. */
  @Override
  public void close() {
    untrained.close();
  }
}
