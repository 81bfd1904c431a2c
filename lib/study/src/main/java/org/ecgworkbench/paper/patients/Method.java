package org.ecgworkbench.paper.patients;

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
import org.ecgworkbench.study.ExplanationProtocol;
import org.ecgworkbench.study.Study;

/** The ways of explaining a patient, with the settings that the workbench uses. */
public enum Method {
  /** Expected gradients with the background and the draws of a protocol: the paper's method. */
  EXPECTED_GRADIENTS("expected gradients"),
  /** Integrated gradients from 0 mV, 50 steps. */
  INTEGRATED_GRADIENTS("integrated gradients"),
  /** The gradient at the record times the record. */
  GRADIENT_X_INPUT("gradient x input"),
  /** Windows of 0.2 s of one lead set to 0 mV. */
  OCCLUSION("occlusion");

  private static final double WINDOW_SECONDS = 0.2;

  private final String label;

  Method(String label) {
    this.label = label;
  }

  /** {@return its name in pages and tables} */
  public String label() {
    return label;
  }

  /**
   * The method for a network.
   *
   * @param protocol background and draws of expected gradients; the others do not use it
   * @param precision draws of expected gradients go on until it is reached; null for the profile's number of draws
   */
  AttributionMethod of(
      Study study,
      TrainedModel model,
      ExplanationProtocol protocol,
      ExpectedGradients.Precision precision) {
    NetworkInput input = study.input(Lead.ALL);
    NetworkGradientModel gradients = new NetworkGradientModel(model, study.profile().threads());
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    return switch (this) {
      case EXPECTED_GRADIENTS -> {
        ExpectedGradients explainer = study.explainer(model, protocol);
        yield precision == null ? explainer : explainer.until(precision);
      }
      case INTEGRATED_GRADIENTS ->
          new IntegratedGradients(
              gradients, input.leads(), zero, IntegratedGradients.Options.defaults());
      case GRADIENT_X_INPUT -> new GradientTimesInput(gradients, input.leads());
      case OCCLUSION ->
          new Occlusion(
              gradients,
              input.leads(),
              zero,
              Occlusion.Options.ofWindow(
                  (int) Math.max(1, Math.round(WINDOW_SECONDS * input.samplingRateHz()))));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
