package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;

/**
 * The gradient at the record times the record (Shrikumar et al. 2016, arXiv:1605.01713): one gradient, no baseline. The attributions add
 * up to nothing in particular, so expected output and completeness residual are NaN; draws, seed and standard error are 0.
 */
public final class GradientTimesInput implements AttributionMethod {
  private final GradientModel model;
  private final List<Lead> leads;

  /**
   * A method.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   */
  public GradientTimesInput(GradientModel model, List<Lead> leads) {
    this.model = model;
    this.leads = List.copyOf(leads);
  }

  @Override
  public String label() {
    return "gradient x input";
  }

  @Override
  public String settings() {
    return "gradient at the record";
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    Parallel.stopIfInterrupted();
    double[][] x = Matrices.widened(millivolts);
    Matrices.requireShape(x, leads.size(), x.length == 0 ? 0 : x[0].length, "the record");
    Rows.requireClasses(model, classes);
    GradientModel.Gradients found = model.gradients(new double[][][] {x}, classes);
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      double[][] phi = new double[x.length][x[0].length];
      for (int lead = 0; lead < x.length; lead++) {
        for (int t = 0; t < phi[lead].length; t++) {
          phi[lead][t] = found.gradients()[k][0][lead][t] * x[lead][t];
        }
      }
      explanations.add(
          Explanation.withoutDraws(
                  recordId,
                  classes[k],
                  leads,
                  phi,
                  found.outputs()[0][classes[k]],
                  Double.NaN,
                  paddedSamples)
              .named(model.className(classes[k])));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
