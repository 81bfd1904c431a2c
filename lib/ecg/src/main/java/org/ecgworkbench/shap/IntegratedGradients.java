package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;

/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017, arXiv:1703.01365): (x - b) times the mean of grad f_c(b + t (x - b)) over t in
 * [0, 1], for one baseline b. The integral is the midpoint rule, exact where f is of second degree along the path. The
 * attributions add up to f_c(x) - f_c(b) but for the error of that rule, which is the completeness residual; nothing is drawn, so
 * draws, seed and standard error are 0.
 */
public final class IntegratedGradients implements AttributionMethod {
  private final GradientModel model;
  private final List<Lead> leads;
  private final Reference baseline;
  private final double[][] from;
  private final double[] baselineOutputs;
  private final Options options;

  /**
   * How to integrate.
   *
   * @param steps points on the path
   * @param batchSize recordings that the model sees at a time
   */
  public record Options(int steps, int batchSize) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Options {
      if (steps <= 0 || batchSize <= 0) {
        throw new IllegalArgumentException(
            "steps and batch size must be positive, found %d and %d".formatted(steps, batchSize));
      }
    }

    /** {@return the default options: 50 steps, batches of 25} */
    public static Options defaults() {
      return new Options(50, 25);
    }

    /**
     * {@return the same with another number of steps}
     *
     * @param steps midpoints of equal parts of the path, positive
     */
    public Options withSteps(int steps) {
      return new Options(steps, batchSize);
    }

    /**
     * {@return the same with another size of batches}
     *
     * @param batchSize recordings that the model sees at a time, positive
     */
    public Options withBatchSize(int batchSize) {
      return new Options(steps, batchSize);
    }
  }

  /**
   * A method; the model's outputs for the baseline are computed here.
   *
   * @param model what to explain
   * @param leads the leads of the model's rows
   * @param baseline where the path starts
   * @param options how to integrate
   * @throws IllegalArgumentException if the baseline has another number of leads
   */
  public IntegratedGradients(
      GradientModel model, List<Lead> leads, Reference baseline, Options options) {
    this.model = model;
    this.leads = List.copyOf(leads);
    this.baseline = baseline;
    this.from = Matrices.widened(baseline.millivolts());
    Matrices.requireShape(from, leads.size(), from[0].length, "the baseline");
    this.baselineOutputs = model.outputs(new double[][][] {from})[0];
    this.options = options;
  }

  @Override
  public String label() {
    return "integrated gradients";
  }

  @Override
  public String settings() {
    return "baseline %s, %d steps, midpoint rule".formatted(baseline.name(), options.steps());
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    double[][] x = Matrices.widened(millivolts);
    Matrices.requireShape(x, leads.size(), from[0].length, "the record");
    Rows.requireClasses(model, classes);
    int samples = from[0].length;
    double[][][] phi = new double[classes.length][x.length][samples];
    for (int first = 0; first < options.steps(); first += options.batchSize()) {
      Parallel.stopIfInterrupted();
      int n = Math.min(options.batchSize(), options.steps() - first);
      double[][][] batch = new double[n][x.length][samples];
      for (int i = 0; i < n; i++) {
        double t = (first + i + 0.5) / options.steps();
        for (int lead = 0; lead < x.length; lead++) {
          for (int s = 0; s < samples; s++) {
            batch[i][lead][s] = t * x[lead][s] + (1 - t) * from[lead][s];
          }
        }
      }
      double[][][][] gradients = model.gradients(batch, classes).gradients();
      for (int k = 0; k < classes.length; k++) {
        for (double[][] gradient : gradients[k]) {
          for (int lead = 0; lead < x.length; lead++) {
            for (int s = 0; s < samples; s++) {
              phi[k][lead][s] += gradient[lead][s];
            }
          }
        }
      }
    }
    double[] outputs = model.outputs(new double[][][] {x})[0];
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      for (int lead = 0; lead < x.length; lead++) {
        for (int s = 0; s < samples; s++) {
          phi[k][lead][s] *= (x[lead][s] - from[lead][s]) / options.steps();
        }
      }
      int c = classes[k];
      explanations.add(
          Explanation.withoutDraws(
                  recordId, c, leads, phi[k], outputs[c], baselineOutputs[c], paddedSamples)
              .named(model.className(c)));
    }
    return explanations;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
