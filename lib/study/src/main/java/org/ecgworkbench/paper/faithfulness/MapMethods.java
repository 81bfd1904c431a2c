package org.ecgworkbench.paper.faithfulness;

import java.util.List;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.AttributionMethod;
import org.ecgworkbench.shap.Reference;
import org.ecgworkbench.shap.layer.DeepLift;
import org.ecgworkbench.shap.layer.GradCam;
import org.ecgworkbench.shap.layer.LayeredNetwork;
import org.ecgworkbench.study.Method;
import org.ecgworkbench.study.NetworkExplainer;

/** The methods that {@link SignalOrNoise} compares, and the controls that know no network. */
final class MapMethods {
  static final String AMPLITUDE = "signal amplitude";
  static final String ENERGY = "signal energy";
  static final String RANDOM = "random";

  private MapMethods() {}

  /** The methods of a network: those of {@link Method#OF_PATIENTS}, and those that look into its layers. */
  static List<AttributionMethod> of(NetworkExplainer explainer) {
    TrainedModel model = explainer.model();
    NetworkInput input = model.input();
    LayeredNetwork layers = LayeredNetwork.of(model);
    Reference zero = Reference.zero(input.leads().size(), input.windowSamples());
    return List.of(
        explainer.method(Method.EXPECTED_GRADIENTS),
        explainer.method(Method.INTEGRATED_GRADIENTS),
        explainer.method(Method.GRADIENT_X_INPUT),
        explainer.method(Method.OCCLUSION),
        new DeepLift(layers, input.leads(), zero),
        new GradCam(layers, input.leads(), GradCam.Kind.GRAD_CAM),
        new GradCam(layers, input.leads(), GradCam.Kind.GUIDED_GRAD_CAM));
  }

  /** The controls, the same for every network. */
  static List<AttributionMethod> controls(List<Lead> leads, long seed) {
    return List.of(
        AttributionMethod.random(leads, seed),
        AttributionMethod.amplitude(leads),
        AttributionMethod.energy(leads));
  }
}
