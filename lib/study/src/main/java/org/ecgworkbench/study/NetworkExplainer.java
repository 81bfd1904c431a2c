package org.ecgworkbench.study;

import java.util.List;
import java.util.function.Supplier;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.ExpectedGradients;
import org.ecgworkbench.shap.GradientTimesInput;
import org.ecgworkbench.shap.IntegratedGradients;
import org.ecgworkbench.shap.NetworkGradientModel;
import org.ecgworkbench.shap.Occlusion;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.shap.Weighting;

/**
 * A network with the background and the draws of a protocol, opened once for any number of
 * explanations; to be closed. The background is read when it is first asked for.
 */
public final class NetworkExplainer implements AutoCloseable {
  private static final int INTEGRATION_STEPS = IntegratedGradients.Options.defaults().steps();
  private static final double OCCLUSION_SECONDS = 0.2;

  private final Setup study;
  private final ExplanationProtocol protocol;
  private final Supplier<ExpectedGradients.Options> options;
  private final Supplier<float[][][]> background;
  private final TrainedModel model;
  private final boolean own;
  private ExpectedGradients expectedGradients;

  private NetworkExplainer(
      Setup study,
      ExplanationProtocol protocol,
      Supplier<ExpectedGradients.Options> options,
      Supplier<float[][][]> background,
      TrainedModel model,
      boolean own) {
    this.study = study;
    this.protocol = protocol;
    this.options = options;
    this.background = background;
    this.model = model;
    this.own = own;
  }

  /** Of a network that is closed with it where it is its own. */
  static NetworkExplainer of(
      Setup study,
      ExplanationProtocol protocol,
      Supplier<ExpectedGradients.Options> options,
      Supplier<List<String>> background,
      TrainedModel model,
      boolean own) {
    Supplier<float[][][]> rows =
        new Supplier<>() {
          private float[][][] read;

          @Override
          public synchronized float[][][] get() {
            if (read == null) {
              read =
                  background.get().stream()
                      .map(id -> prepare(study, model.input().leads(), id).millivolts())
                      .toArray(float[][][]::new);
            }
            return read;
          }
        };
    return new NetworkExplainer(study, protocol, options, rows, model, own);
  }

  /** {@return the network} */
  public TrainedModel model() {
    return model;
  }

  /** {@return background and draws} */
  public ExplanationProtocol protocol() {
    return protocol;
  }

  /**
   * {@return the same background and draws for another network, which is not closed with it}
   *
   * @param other a 12-lead network of the study's profile
   */
  public NetworkExplainer on(TrainedModel other) {
    return new NetworkExplainer(study, protocol, options, background, other, false);
  }

  /**
   * {@return the same network, background and draws, which count otherwise}
   *
   * @param weighting how much each draw counts
   * @throws EcgDataException if they are to be calibrated and are too few
   */
  public NetworkExplainer with(Weighting weighting) {
    ExplanationProtocol other = protocol.withWeighting(weighting);
    other.requireEnoughDraws(study.profile());
    return new NetworkExplainer(
        study, other, () -> options.get().withWeighting(weighting), background, model, false);
  }

  /**
   * {@return a record as the network sees it}
   *
   * @param id of the study's data set
   */
  public NetworkInput.Prepared prepare(String id) {
    return prepare(study, model.input().leads(), id);
  }

  private static NetworkInput.Prepared prepare(Setup study, List<Lead> leads, String id) {
    return study.input(leads).prepare(study.dataset().read(id));
  }

  /** {@return expected gradients, as many draws as the profile says} */
  public synchronized ExpectedGradients expectedGradients() {
    if (expectedGradients == null) {
      expectedGradients = expectedGradients(study.parameters().seed());
    }
    return expectedGradients;
  }

  /**
   * {@return the same as {@link #expectedGradients()}, with draws of another seed}
   *
   * @param seed of the draws
   */
  public ExpectedGradients expectedGradients(long seed) {
    return new ExpectedGradients(
        network(), model.input().leads(), background.get(), options.get().withSeed(seed));
  }

  /**
   * {@return a method for the network, with the workbench's own settings}
   *
   * @param method one that needs no other's map
   */
  public AttributionMethod method(Method method) {
    return method(method, INTEGRATION_STEPS, OCCLUSION_SECONDS);
  }

  /**
   * {@return the same as {@link #method(Method)}; expected gradients draw until they are precise}
   *
   * @param method one that needs no other's map
   * @param precision when that is
   */
  public AttributionMethod method(Method method, ExpectedGradients.Precision precision) {
    return method == Method.EXPECTED_GRADIENTS
        ? expectedGradients().until(precision)
        : method(method);
  }

  /**
   * {@return a method for the network}
   *
   * @param method one that needs no other's map
   * @param integrationSteps steps of integrated gradients from the baseline zero
   * @param occlusionSeconds length of the windows of one lead that occlusion sets to zero
   * @throws IllegalArgumentException if the method is made of another's map
   */
  public AttributionMethod method(Method method, int integrationSteps, double occlusionSeconds) {
    NetworkInput input = model.input();
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    return switch (method) {
      case EXPECTED_GRADIENTS -> expectedGradients();
      case INTEGRATED_GRADIENTS ->
          new IntegratedGradients(
              network(),
              input.leads(),
              zero,
              IntegratedGradients.Options.defaults().withSteps(integrationSteps));
      case GRADIENT_X_INPUT -> new GradientTimesInput(network(), input.leads());
      case OCCLUSION ->
          new Occlusion(
              network(),
              input.leads(),
              zero,
              Occlusion.Options.ofWindow(
                  (int) Math.max(1, Math.round(occlusionSeconds * input.samplingRateHz()))));
      case RANDOM -> AttributionMethod.random(input.leads(), study.parameters().seed());
      case AMPLITUDE -> AttributionMethod.amplitude(input.leads());
      default -> throw new IllegalArgumentException(method.label() + " is made of another map");
    };
  }

  /** {@return the network's outputs and gradients} */
  public NetworkGradientModel network() {
    return new NetworkGradientModel(model, study.profile().threads());
  }

  /**
   * Explains one record for one class by expected gradients, every sample.
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @return attributions and the network's input, {@code [12][windowSamples]} each
   */
  public Attributed explain(String id, Diagnosis explained) {
    return explain(id, explained, expectedGradients());
  }

  /**
   * {@return the same as {@link #explain(String, Diagnosis)}, by any method}
   *
   * @param id the record, from the study's data set
   * @param explained the class whose logit is explained
   * @param method of this explainer
   */
  public Attributed explain(String id, Diagnosis explained, AttributionMethod method) {
    NetworkInput.Prepared record = prepare(id);
    return new Attributed(
        method.explain(id, record.millivolts(), record.paddedSamples(), explained.ordinal()).get(0),
        record.millivolts());
  }

  @Override
  public void close() {
    if (own) {
      model.close();
    }
  }

  @Override
  public String toString() {
    return "%s, explained by %s".formatted(model, protocol);
  }
}
