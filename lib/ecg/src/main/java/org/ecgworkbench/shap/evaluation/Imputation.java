package org.ecgworkbench.shap.evaluation;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.shap.GradientModel;

/**
 * Deletion and insertion with a replacement that does not tell where something was removed, after ROAD (Rong et al. 2022, arXiv:2202.00449),
 * for recordings: what is removed from a lead is filled from what is left around it. At an instant at which other leads are left, the
 * one most alike in this recording (greatest absolute correlation over all its samples, the earlier of two equal ones) is scaled by
 * least squares and moved so that it joins the lead at both ends of the gap; where no lead is left, a straight line joins the
 * ends, and at an end of the recording the last value is held; a lead that is wholly removed has its mean for both. So a window whose content other leads tell is no loss, as with limb leads,
 * which follow from two of them; and windows set to zero, whose edges a network sees, do not occur.
 *
 * <p>Differs from ROAD: no noise is added, whose size would be one more choice; neighbours are those in time and in other leads and not
 * the eight of a picture. Scales and correlations are of the whole recording: they say how its leads are related, not what a window held.
 */
public final class Imputation {
  private final double[][] x;
  private final int first;
  private final double[][] scale;
  private final double[][] likeness;
  private final double[] mean;

  /**
   * The relations between the leads of a recording.
   *
   * @param millivolts {@code [lead][sample]}, copied
   * @param paddedSamples samples on the left that are padding, which is never removed
   */
  public Imputation(float[][] millivolts, int paddedSamples) {
    int leads = millivolts.length;
    first = paddedSamples;
    x = new double[leads][millivolts[0].length];
    mean = new double[leads];
    for (int lead = 0; lead < leads; lead++) {
      for (int t = 0; t < x[lead].length; t++) {
        x[lead][t] = millivolts[lead][t];
        mean[lead] += t < first ? 0 : x[lead][t] / (x[lead].length - first);
      }
    }
    double[][] products = new double[leads][leads];
    for (int a = 0; a < leads; a++) {
      for (int b = 0; b < leads; b++) {
        for (int t = first; t < x[a].length; t++) {
          products[a][b] += (x[a][t] - mean[a]) * (x[b][t] - mean[b]);
        }
      }
    }
    scale = new double[leads][leads];
    likeness = new double[leads][leads];
    for (int a = 0; a < leads; a++) {
      for (int b = 0; b < leads; b++) {
        boolean isFlat = products[b][b] == 0;
        scale[a][b] = isFlat ? 0 : products[a][b] / products[b][b];
        likeness[a][b] =
            isFlat || products[a][a] == 0
                ? 0
                : Math.abs(products[a][b]) / Math.sqrt(products[a][a] * products[b][b]);
      }
    }
  }

  /**
   * {@return the recording with what was removed filled from what is left, {@code [lead][sample]}}
   *
   * @param removed {@code [lead][sample]}, true where the signal is to be filled; padding is never removed
   * @throws IllegalArgumentException if it has another shape
   */
  public double[][] fill(boolean[][] removed) {
    if (removed.length != x.length || removed[0].length != x[0].length) {
      throw new IllegalArgumentException("what is removed has another shape than the recording");
    }
    double[][] filled = new double[x.length][];
    for (int lead = 0; lead < x.length; lead++) {
      filled[lead] = x[lead].clone();
      int end;
      for (int start = first; start < x[lead].length; start = end + 1) {
        end = start;
        while (end < x[lead].length && removed[lead][end]) {
          end++;
        }
        if (end > start) {
          fill(filled[lead], lead, start, end, removed);
        }
      }
    }
    return filled;
  }

  /** Fills a gap, from a sample to before another. */
  private void fill(double[] row, int lead, int start, int end, boolean[][] removed) {
    boolean hasLeft = start > first;
    boolean hasRight = end < row.length;
    for (int t = start; t < end; t++) {
      int from = mostAlike(lead, t, start, end, removed);
      double here = from < 0 ? 0 : scale[lead][from] * x[from][t];
      double left = hasLeft ? x[lead][start - 1] - scaled(lead, from, start - 1) : 0;
      double right = hasRight ? x[lead][end] - scaled(lead, from, end) : 0;
      double share = (double) (t - start + 1) / (end - start + 1);
      double level = hasLeft ? left : right;
      if (hasLeft && hasRight) {
        level = left + share * (right - left);
      } else if (!hasLeft && !hasRight) {
        level = mean[lead] - (from < 0 ? 0 : scale[lead][from] * mean[from]);
      }
      row[t] = here + level;
    }
  }

  private double scaled(int lead, int from, int t) {
    return from < 0 ? 0 : scale[lead][from] * x[from][t];
  }

  /** The lead that is left at an instant and at both ends of the gap; -1 for none. */
  private int mostAlike(int lead, int t, int start, int end, boolean[][] removed) {
    int best = -1;
    for (int other = 0; other < x.length; other++) {
      if (other != lead
          && !removed[other][t]
          && (start == first || !removed[other][start - 1])
          && (end == x[lead].length || !removed[other][end])
          && likeness[lead][other] > (best < 0 ? 0 : likeness[lead][best])) {
        best = other;
      }
    }
    return best;
  }

  /**
   * Follows a model's output while the windows of an explanation are removed and filled, the greatest sum of attributions first; or, for
   * insertion, while all but the windows of the greatest sums are.
   *
   * @param model whose output is followed
   * @param explanation ranks the windows, which lie in one lead each and touch, counted from the right end; its class is the output
   * @param direction whether windows are taken away or put back
   * @param windowSamples samples of one lead that are removed at a time
   * @param steps points of the curve after the first
   * @param of what is made of the output, for example the logistic function
   * @return the curve, {@code steps + 1} points; its last point for deletion, and first for insertion, is a recording that is wholly
   *     removed: the mean of each lead
   * @throws IllegalArgumentException if record and explanation differ in shape, or a number is not positive
   */
  public PerturbationCurve curve(
      GradientModel model,
      Explanation explanation,
      PerturbationCurve.Direction direction,
      int windowSamples,
      int steps,
      DoubleUnaryOperator of) {
    float[][] phi = explanation.attributions();
    if (windowSamples <= 0
        || steps <= 0
        || phi.length != x.length
        || phi[0].length != x[0].length) {
      throw new IllegalArgumentException(
          "record %s: expected %d leads of %d samples, positive windows and steps, found %d of %d, %d, %d"
              .formatted(
                  explanation.recordId(),
                  x.length,
                  x[0].length,
                  phi.length,
                  phi[0].length,
                  windowSamples,
                  steps));
    }
    List<PerturbationCurve.Window> windows = PerturbationCurve.windows(phi, first, windowSamples);
    double[] fractions = new double[steps + 1];
    double[][][] batch = new double[steps + 1][][];
    for (int step = 0; step <= steps; step++) {
      int count = (int) Math.round((double) windows.size() * step / steps);
      boolean[][] removed = new boolean[x.length][x[0].length];
      for (int i = 0; i < windows.size(); i++) {
        boolean isAway = direction == PerturbationCurve.Direction.DELETION ? i < count : i >= count;
        if (isAway) {
          PerturbationCurve.Window w = windows.get(i);
          java.util.Arrays.fill(removed[w.lead()], w.start(), w.end(), true);
        }
      }
      fractions[step] = (double) count / windows.size();
      batch[step] = fill(removed);
    }
    Parallel.stopIfInterrupted();
    double[][] outputs = model.outputs(batch);
    double[] values = new double[outputs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(outputs[i][explanation.classIndex()]);
    }
    return new PerturbationCurve(fractions, values);
  }
}
