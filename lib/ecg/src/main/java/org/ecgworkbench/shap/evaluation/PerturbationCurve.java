package org.ecgworkbench.shap.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import org.ecgworkbench.base.Matrices;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientModel;
import org.ecgworkbench.shap.Occlusion;
import org.ecgworkbench.shap.Reference;

/**
 * Deletion and insertion (Petsiuk et al. 2018, arXiv:1806.07421; Samek et al. 2017, doi 10.1109/TNNLS.2016.2599820): the windows of a record are
 * replaced one after the other, those of the greatest attribution first, and the model's output is followed; or they are put back in that
 * order into a record in which all are replaced. Where an explanation is right, deletion makes the output fall soon and insertion makes it
 * rise soon.
 *
 * <p>Windows lie in one lead each and touch, counted from the right end as in {@link Occlusion}; padding takes no part. A window's rank is the
 * sum of its attributions; equal ones keep the order of leads and time. Windows and not samples, since a network answers to the edges of
 * single replaced samples.
 *
 * @param fractions {@code [step]}, the share of windows that are replaced or put back, from 0 to 1
 * @param values {@code [step]}, the output or what was made of it
 */
public record PerturbationCurve(double[] fractions, double[] values) {
  /** Copies the numbers. */
  public PerturbationCurve {
    fractions = fractions.clone();
    values = values.clone();
  }

  /** {@return {@code [step]}, from 0 to 1, a copy} */
  @Override
  public double[] fractions() {
    return fractions.clone();
  }

  /** {@return {@code [step]}, a copy} */
  @Override
  public double[] values() {
    return values.clone();
  }

  /** Which way to go. */
  public enum Direction {
    /** The record loses its windows. */
    DELETION,
    /** A record without windows gets them back. */
    INSERTION
  }

  /**
   * How to perturb.
   *
   * @param windowSamples samples of one lead that are replaced at a time
   * @param steps points of the curve after the first
   * @param batchSize recordings that the model sees at a time
   */
  public record Options(int windowSamples, int steps, int batchSize) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Options {
      if (windowSamples <= 0 || steps <= 0 || batchSize <= 0) {
        throw new IllegalArgumentException(
            "window, steps and batch size must be positive, found %d, %d, %d"
                .formatted(windowSamples, steps, batchSize));
      }
    }
  }

  /** Samples of one lead, and the sum of their attributions. */
  record Window(int lead, int start, int end, double sum) {}

  /**
   * Perturbs a record in the order of an explanation.
   *
   * @param model whose output is followed
   * @param explanation ranks the windows; its class is the output
   * @param millivolts the record, {@code [lead][sample]}
   * @param replacement what replaces windows, of the record's shape
   * @param direction whether windows are taken away or put back
   * @param options length of the windows, points of the curve, size of the batches
   * @param of what is made of the output, for example the logistic function
   * @return the curve, {@code options.steps() + 1} points
   * @throws IllegalArgumentException if record, explanation and replacement differ in shape
   * @throws CancellationException if the thread is interrupted, after a batch
   */
  public static PerturbationCurve of(
      GradientModel model,
      Explanation explanation,
      float[][] millivolts,
      Reference replacement,
      Direction direction,
      Options options,
      DoubleUnaryOperator of) {
    double[][] record = Matrices.widened(millivolts);
    double[][] replaced = Matrices.widened(replacement.millivolts());
    int samples = explanation.attributions()[0].length;
    Matrices.requireShape(record, explanation.leads().size(), samples, "the record");
    Matrices.requireShape(replaced, explanation.leads().size(), samples, "the replacement");
    // Padding stays what it is in either direction.
    for (int lead = 0; lead < record.length; lead++) {
      System.arraycopy(record[lead], 0, replaced[lead], 0, explanation.paddedSamples());
    }
    double[][] from = direction == Direction.DELETION ? record : replaced;
    double[][] to = direction == Direction.DELETION ? replaced : record;
    List<Window> windows =
        windows(explanation.attributions(), explanation.paddedSamples(), options.windowSamples());
    double[] fractions = new double[options.steps() + 1];
    double[] values = new double[fractions.length];
    double[][] now = Arrays.stream(from).map(double[]::clone).toArray(double[][]::new);
    List<double[][]> batch = new ArrayList<>();
    int next = 0;
    int firstOfBatch = 0;
    for (int step = 0; step <= options.steps(); step++) {
      int until = (int) Math.round((double) windows.size() * step / options.steps());
      for (; next < until; next++) {
        Window w = windows.get(next);
        System.arraycopy(to[w.lead()], w.start(), now[w.lead()], w.start(), w.end() - w.start());
      }
      fractions[step] = windows.isEmpty() ? 0 : (double) next / windows.size();
      batch.add(Arrays.stream(now).map(double[]::clone).toArray(double[][]::new));
      if (batch.size() == options.batchSize() || step == options.steps()) {
        Parallel.stopIfInterrupted();
        double[][] outputs = model.outputs(batch.toArray(double[][][]::new));
        for (int i = 0; i < outputs.length; i++) {
          values[firstOfBatch + i] = of.applyAsDouble(outputs[i][explanation.classIndex()]);
        }
        firstOfBatch += batch.size();
        batch.clear();
      }
    }
    return new PerturbationCurve(fractions, values);
  }

  /** The windows from the first sample that counts, the one of the largest sum first. */
  static List<Window> windows(float[][] phi, int first, int length) {
    List<Window> windows = new ArrayList<>();
    for (int lead = 0; lead < phi.length; lead++) {
      for (int end = phi[lead].length; end > first; end -= length) {
        int start = Math.max(first, end - length);
        double sum = 0;
        for (int t = start; t < end; t++) {
          sum += phi[lead][t];
        }
        windows.add(new Window(lead, start, end, sum));
      }
    }
    windows.sort(Comparator.comparingDouble(window -> -window.sum()));
    return windows;
  }

  /** {@return the area under the curve by the trapezoidal rule: the mean value on the way from 0 to 1} */
  public double area() {
    double area = 0;
    for (int i = 1; i < values.length; i++) {
      area += (fractions[i] - fractions[i - 1]) * (values[i] + values[i - 1]) / 2;
    }
    return area;
  }

  /** Where the curve starts and ends, and the area. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d steps from %.3f to %.3f, area %.3f",
        values.length - 1,
        values[0],
        values[values.length - 1],
        area());
  }
}
