package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.ecg.Lead;

/**
 * Occlusion by window (Zeiler and Fergus 2014, doi 10.1007/978-3-319-10590-1_53): each lead is cut into windows that touch, counted from the
 * right end, so that windows lie alike in records of any padding; one window at a time is replaced by the baseline, and the output lost is
 * divided equally over its samples.
 *
 * <p>The attributions add up to f_c(x) - f_c(b) only where windows do not interact; the completeness residual is what the
 * interactions make and no error. Nothing is drawn, so draws, seed and standard error are 0. A window that equals the baseline, such as
 * padding under the baseline zero, has 0 and costs nothing.
 */
public final class Occlusion implements AttributionMethod {
  private final GradientModel model;
  private final List<Lead> leads;
  private final Reference baseline;
  private final double[][] replacement;
  private final double[] baselineOutputs;
  private final Options options;

  /**
   * What to occlude.
   *
   * @param windowSamples samples of one lead that are replaced at a time; the leftmost window may have fewer
   * @param batchSize recordings that the model sees at a time
   */
  public record Options(int windowSamples, int batchSize) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Options {
      if (windowSamples <= 0 || batchSize <= 0) {
        throw new IllegalArgumentException(
            "window and batch size must be positive, found %d and %d"
                .formatted(windowSamples, batchSize));
      }
    }

    /**
     * {@return windows of a length, batches of 25}
     *
     * @param windowSamples samples of one lead that are replaced at a time, positive
     */
    public static Options ofWindow(int windowSamples) {
      return new Options(windowSamples, 25);
    }

    /**
     * {@return the same with another size of batches}
     *
     * @param batchSize recordings that the model sees at a time, positive
     */
    public Options withBatchSize(int batchSize) {
      return new Options(windowSamples, batchSize);
    }
  }

  private record Window(int lead, int start, int end) {}

  /**
   * A method; the model's outputs for the baseline are computed here.
   *
   * @param model what to explain; its gradients are not used
   * @param leads the leads of the model's rows
   * @param baseline what windows are replaced by
   * @param options length of the windows, size of the batches
   * @throws IllegalArgumentException if the baseline has another number of leads
   */
  public Occlusion(GradientModel model, List<Lead> leads, Reference baseline, Options options) {
    this.model = model;
    this.leads = List.copyOf(leads);
    this.baseline = baseline;
    this.replacement = Matrices.widened(baseline.millivolts());
    Matrices.requireShape(replacement, leads.size(), replacement[0].length, "the baseline");
    this.baselineOutputs = model.outputs(new double[][][] {replacement})[0];
    this.options = options;
  }

  @Override
  public String label() {
    return "occlusion";
  }

  @Override
  public String settings() {
    return "baseline %s, windows of %d samples of one lead"
        .formatted(baseline.name(), options.windowSamples());
  }

  @Override
  public List<Explanation> explain(
      String recordId, float[][] millivolts, int paddedSamples, int... classes) {
    double[][] x = Matrices.widened(millivolts);
    Matrices.requireShape(x, leads.size(), replacement[0].length, "the record");
    Rows.requireClasses(model, classes);
    List<Window> windows = windows(x);
    double[] outputs = model.outputs(new double[][][] {x})[0];
    double[][][] phi = new double[classes.length][x.length][x[0].length];
    for (int first = 0; first < windows.size(); first += options.batchSize()) {
      Parallel.stopIfInterrupted();
      List<Window> part =
          windows.subList(first, Math.min(first + options.batchSize(), windows.size()));
      double[][][] batch =
          part.stream().map(window -> occluded(x, window)).toArray(double[][][]::new);
      double[][] found = model.outputs(batch);
      for (int i = 0; i < batch.length; i++) {
        Window w = part.get(i);
        for (int k = 0; k < classes.length; k++) {
          double lost = outputs[classes[k]] - found[i][classes[k]];
          Arrays.fill(phi[k][w.lead()], w.start(), w.end(), lost / (w.end() - w.start()));
        }
      }
    }
    List<Explanation> explanations = new ArrayList<>();
    for (int k = 0; k < classes.length; k++) {
      int c = classes[k];
      explanations.add(
          Explanation.withoutDraws(
                  recordId, c, leads, phi[k], outputs[c], baselineOutputs[c], paddedSamples)
              .named(model.className(c)));
    }
    return explanations;
  }

  private List<Window> windows(double[][] x) {
    List<Window> windows = new ArrayList<>();
    for (int lead = 0; lead < x.length; lead++) {
      for (int end = x[lead].length; end > 0; end -= options.windowSamples()) {
        int start = Math.max(0, end - options.windowSamples());
        if (!Arrays.equals(x[lead], start, end, replacement[lead], start, end)) {
          windows.add(new Window(lead, start, end));
        }
      }
    }
    return windows;
  }

  private double[][] occluded(double[][] x, Window window) {
    double[][] copy = x.clone();
    copy[window.lead()] = x[window.lead()].clone();
    System.arraycopy(
        replacement[window.lead()],
        window.start(),
        copy[window.lead()],
        window.start(),
        window.end() - window.start());
    return copy;
  }

  /** Its name and its settings. */
  @Override
  public String toString() {
    return label() + ": " + settings();
  }
}
