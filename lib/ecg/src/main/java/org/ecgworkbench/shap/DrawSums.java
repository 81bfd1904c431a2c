package org.ecgworkbench.shap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the draws of one record add up to, draw by draw, for one class: from their spread come the standard errors.
 *
 * <p>Independent draws: the standard error of a mean. Stratified draws (position t, background b): the sum of a draw's attributions has
 * the mean f(x) - f(b) over t, whatever b (the integral of a gradient along a path), so e = sum - (f(x) - f(b)) has the mean 0 for every
 * b, and the error of the estimate has two parts. One is which backgrounds were drawn; {@link Background#varianceOfMean} knows it. The
 * other is where on their paths: e less its mean near the same t, which the strata remove, summed over the two draws that each
 * background gets in opposite halves of its path, squared; these sums have the mean 0 and do not depend on each other.
 *
 * <p>For a lead alone the mean over t is not known. There the difference of a background's two draws takes the place of their sum,
 * since it does not hold that mean. It is an upper estimate: what is left has the mean 0 over the path, so its means over the two
 * halves have opposite signs, and a difference has no less variance than a sum.
 *
 * <p>Calibrated draws: the leads' sums after their regression on the controls; the sum over leads is known and has no error.
 */
final class DrawSums {
  private static final int NEIGHBOURHOODS = 8;
  private static final int DRAWS_A_NEIGHBOURHOOD = 8;
  private static final int STRATA_A_NEIGHBOURHOOD = 3;

  private final int leads;
  private final boolean independent;
  private final boolean calibrated;
  private final List<Draw> draws = new ArrayList<>();
  private int smallestRound = Integer.MAX_VALUE;

  /**
   * One draw.
   *
   * @param difference f(x) - f(b)
   * @param leadSums {@code [lead]}
   */
  private record Draw(int background, double position, double difference, double[] leadSums) {
    double sum() {
      return Arrays.stream(leadSums).sum();
    }
  }

  DrawSums(int leads, Sampling sampling, Weighting weighting) {
    this.leads = leads;
    this.independent = sampling == Sampling.PAPER;
    this.calibrated = weighting == Weighting.CALIBRATED;
  }

  /**
   * Adds a round.
   *
   * @param leadSums {@code [draw][lead]}
   * @param differences {@code [draw]}, f(x) - f(b) of the draw's background recording
   */
  void add(Draws.Round round, double[][] leadSums, double[] differences) {
    smallestRound = Math.min(smallestRound, round.size());
    for (int k = 0; k < round.size(); k++) {
      draws.add(
          new Draw(
              round.backgrounds()[k], round.positions()[k], differences[k], leadSums[k].clone()));
    }
  }

  int draws() {
    return draws.size();
  }

  /** The standard error of the mean over draws of the sum over leads; NaN if there are too few draws to tell. */
  double standardError(Background background, int c) {
    if (calibrated) {
      return 0;
    }
    if (independent) {
      return Math.sqrt(varianceOfMean(draws.stream().mapToDouble(Draw::sum).toArray()));
    }
    double[] e = draws.stream().mapToDouble(draw -> draw.sum() - draw.difference()).toArray();
    double onPaths = stratifiedVariance(withoutNeighbourhood(e), 1, background.size());
    return Math.sqrt(onPaths + background.varianceOfMean(c, draws()));
  }

  /** The same for each lead, {@code [lead]}; of stratified draws an upper estimate. */
  double[] leadStandardErrors(Background background, int c) {
    Calibration calibration = calibrated ? calibration(background, c) : null;
    double[] errors = new double[leads];
    for (int l = 0; l < leads; l++) {
      int lead = l;
      double[] sums = draws.stream().mapToDouble(draw -> draw.leadSums()[lead]).toArray();
      double[] values = calibrated ? calibration.left(sums) : sums;
      double variance =
          independent
              ? varianceOfMean(values)
              : stratifiedVariance(withoutNeighbourhood(values), -1, background.size());
      // A degree of freedom for each slope of the regression.
      double freedom = calibrated ? draws() - 1.0 - calibration.size() : draws() - 1.0;
      errors[lead] = Math.sqrt(variance * (draws() - 1) / freedom);
    }
    return errors;
  }

  /**
   * The weights of the draws: the first control is the sum of a draw less what it must be in the mean over its path, the second what the
   * background contributes to that.
   */
  Calibration calibration(Background background, int c) {
    double largest = draws.stream().mapToDouble(draw -> Math.abs(draw.sum())).max().orElse(0);
    return new Calibration(
        draws.stream().mapToDouble(draw -> draw.sum() - draw.difference()).toArray(),
        draws.stream()
            .mapToDouble(
                draw -> background.expected()[c] - background.outputs()[draw.background()][c])
            .toArray(),
        largest);
  }

  private static double varianceOfMean(double[] values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return n == 1 ? Double.NaN : squares / (n - 1) / n;
  }

  private int neighbourhoods() {
    // Not narrower than strata: what these leave in would be taken out here.
    int most = Math.min(NEIGHBOURHOODS, smallestRound / STRATA_A_NEIGHBOURHOOD);
    return Math.max(1, Math.min(most, draws() / DRAWS_A_NEIGHBOURHOOD));
  }

  /** The values less the mean of those in the same part of the path. */
  private double[] withoutNeighbourhood(double[] values) {
    int parts = neighbourhoods();
    double[] sums = new double[parts];
    int[] counts = new int[parts];
    for (int k = 0; k < values.length; k++) {
      sums[part(k, parts)] += values[k];
      counts[part(k, parts)]++;
    }
    double[] left = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      left[k] = values[k] - sums[part(k, parts)] / counts[part(k, parts)];
    }
    return left;
  }

  private int part(int draw, int parts) {
    return (int) (draws.get(draw).position() * parts);
  }

  /**
   * The variance of the mean, from sums (sign 1) or differences (sign -1) of the pairs of draws that share a background, and from single
   * draws of a cycle that is not complete; a degree of freedom goes to each neighbourhood.
   */
  private double stratifiedVariance(double[] values, int sign, int backgroundSize) {
    int n = values.length;
    int parts = neighbourhoods();
    if (n <= parts) {
      return Double.NaN;
    }
    int[] open = new int[backgroundSize];
    Arrays.fill(open, -1);
    double squares = 0;
    for (int k = 0; k < n; k++) {
      int b = draws.get(k).background();
      if (open[b] < 0) {
        open[b] = k;
      } else {
        double pair = values[open[b]] + sign * values[k];
        squares += pair * pair;
        open[b] = -1;
      }
    }
    for (int k : open) {
      squares += k < 0 ? 0 : values[k] * values[k];
    }
    return squares / ((double) n * (n - parts));
  }
}
