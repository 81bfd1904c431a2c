package org.ecgworkbench.beat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * A QRS detector after Pan and Tompkins (1985, doi 10.1109/TBME.1985.325532): a band of 5 to 20 Hz, its slope, squared, summed over a
 * window of the width of a QRS complex; peaks of that sum above a threshold that follows the signal's and the noise's peaks; a second look
 * with half the threshold where a beat seems to be missing; peaks soon after a beat with less than half its slope, the
 * greatest or the mean, are T waves.
 *
 * <p>Differs from Pan and Tompkins: at each instant the squared slopes of the leads are added but for the greatest quarter of them, so that a lead
 * without a QRS to see, or with an artefact that is larger than any QRS, does no harm; filters are
 * differences of centred moving averages, which shift nothing in time and are the same at any sampling rate; the sum's root is used, so that a large
 * premature beat does not hide the beats after it; the thresholds start from the whole recording, which is at hand. The R peak is where
 * the band's magnitude over all leads is greatest within the complex, one instant for all leads; in a single lead the tallest point
 * may lie some samples away.
 */
public final class RPeaks {
  private static final double SMOOTH_SECONDS = 0.025;
  private static final double BASELINE_SECONDS = 0.2;
  private static final double SLOPE_SECONDS = 0.01;
  private static final double WINDOW_SECONDS = 0.12;
  private static final double REFRACTORY_SECONDS = 0.2;
  private static final double T_WAVE_SECONDS = 0.36;
  private static final double QRS_HALF_SECONDS = 0.08;
  private static final double MISSED = 1.66;
  static final int LEADS_FOR_EACH_LEFT_OUT = 4;
  private static final double THRESHOLD = 0.3;

  private final double rate;
  private final double[] magnitude;
  private final double[] height;
  private final double[] steepness;

  private RPeaks(double[][] millivolts, double samplingRateHz) {
    rate = samplingRateHz;
    int n = millivolts[0].length;
    magnitude = new double[n];
    double[][] slopes = new double[n][millivolts.length];
    int h = samples(SLOPE_SECONDS);
    for (int lead = 0; lead < millivolts.length; lead++) {
      double[] smooth = average(millivolts[lead], samples(SMOOTH_SECONDS));
      double[] base = average(millivolts[lead], samples(BASELINE_SECONDS));
      for (int i = 0; i < n; i++) {
        double band = smooth[i] - base[i];
        magnitude[i] += band * band;
      }
      for (int i = h; i < n - h; i++) {
        double slope = (smooth[i + h] - base[i + h] - smooth[i - h] + base[i - h]) * rate / (2 * h);
        slopes[i][lead] = slope * slope;
      }
    }
    steepness = new double[n];
    int taken = millivolts.length - millivolts.length / LEADS_FOR_EACH_LEFT_OUT;
    for (int i = 0; i < n; i++) {
      Arrays.sort(slopes[i]);
      steepness[i] = Arrays.stream(slopes[i], 0, taken).sum();
    }
    height = average(steepness, samples(WINDOW_SECONDS));
    for (int i = 0; i < n; i++) {
      height[i] = Math.sqrt(height[i]);
      steepness[i] = Math.sqrt(steepness[i]);
    }
  }

  /**
   * The R peaks of a recording.
   *
   * @param record at 50 Hz or more; all twelve leads are used
   * @return samples from its start, ascending; empty where there is no beat
   * @throws IllegalArgumentException if a sample is missing (NaN), or the rate is lower
   */
  public static int[] of(EcgRecord record) {
    return of(record.millivolts(), record.samplingRateHz());
  }

  /**
   * The R peaks of a signal.
   *
   * @param millivolts {@code [lead][sample]} in mV, at least one lead, of one length; not changed
   * @param samplingRateHz at least 50, or the complex is not resolved
   * @return samples from its start, ascending; empty where there is no beat
   * @throws IllegalArgumentException if the shape or the rate is not so, or a sample is missing (NaN)
   */
  public static int[] of(double[][] millivolts, double samplingRateHz) {
    if (millivolts.length == 0 || millivolts[0].length == 0 || !(samplingRateHz >= 50)) {
      throw new IllegalArgumentException(
          "R peaks need a lead with samples and at least 50 Hz, found %d leads at %s Hz"
              .formatted(millivolts.length, samplingRateHz));
    }
    for (double[] lead : millivolts) {
      if (lead.length != millivolts[0].length || Arrays.stream(lead).anyMatch(Double::isNaN)) {
        throw new IllegalArgumentException(
            "R peaks need leads of one length without missing samples");
      }
    }
    return new RPeaks(millivolts, samplingRateHz).detect();
  }

  /**
   * As {@link #of(double[][], double)}, for a signal as a network sees it, from its first sample that is not padding.
   *
   * @param millivolts {@code [lead][sample]} in mV, padding included
   * @param paddedSamples samples of padding on the left, 0 or more and fewer than there are samples
   * @param samplingRateHz at least 50
   * @return samples from the start of the padding, ascending; empty where there is no beat
   * @throws IllegalArgumentException if nothing but padding is there, or as {@link #of(double[][], double)}
   */
  public static int[] of(float[][] millivolts, int paddedSamples, double samplingRateHz) {
    double[][] wide = new double[millivolts.length][];
    for (int lead = 0; lead < wide.length; lead++) {
      float[] from = millivolts[lead];
      wide[lead] = new double[from.length - paddedSamples];
      Arrays.setAll(wide[lead], i -> from[paddedSamples + i]);
    }
    return Arrays.stream(of(wide, samplingRateHz)).map(peak -> peak + paddedSamples).toArray();
  }

  private int samples(double seconds) {
    return Math.max(1, (int) Math.round(seconds * rate));
  }

  /** A centred moving average; at the ends over the samples that there are. */
  static double[] average(double[] values, int width) {
    int n = values.length;
    double[] cumulative = new double[n + 1];
    for (int i = 0; i < n; i++) {
      cumulative[i + 1] = cumulative[i] + values[i];
    }
    double[] averages = new double[n];
    for (int i = 0; i < n; i++) {
      int from = Math.max(0, i - width / 2);
      int to = Math.min(n, i - width / 2 + width);
      averages[i] = (cumulative[to] - cumulative[from]) / (to - from);
    }
    return averages;
  }

  private int[] detect() {
    List<Integer> candidates = candidates();
    if (candidates.isEmpty()) {
      return new int[0];
    }
    List<Integer> found = new ArrayList<>();
    double signal = typicalHeight();
    double noise = 0;
    int lastSearched = 0;
    for (int c = 0; c < candidates.size(); c++) {
      int at = candidates.get(c);
      double threshold = noise + THRESHOLD * (signal - noise);
      int missed = missed(candidates, found, lastSearched, c, threshold / 2);
      if (missed >= 0) {
        found.add(missed);
        signal = 0.75 * signal + 0.25 * height[missed];
        lastSearched = candidates.indexOf(missed) + 1;
      }
      if (height[at] >= threshold && !isTWave(found, at)) {
        found.add(at);
        signal = 0.875 * signal + 0.125 * height[at];
        lastSearched = c + 1;
      } else {
        noise = 0.875 * noise + 0.125 * height[at];
      }
    }
    return found.stream().mapToInt(this::peak).sorted().distinct().toArray();
  }

  /** Local maxima of the height, none within the refractory time of a greater one. */
  private List<Integer> candidates() {
    int apart = samples(REFRACTORY_SECONDS);
    List<Integer> maxima = new ArrayList<>();
    for (int i = 1; i < height.length - 1; i++) {
      if (height[i] > 0 && height[i] >= height[i - 1] && height[i] > height[i + 1]) {
        int last = maxima.size() - 1;
        if (last < 0 || i - maxima.get(last) >= apart) {
          maxima.add(i);
        } else if (height[i] > height[maxima.get(last)]) {
          maxima.set(last, i);
        }
      }
    }
    return maxima;
  }

  /** The median over seconds of their greatest height: most seconds hold a beat. */
  private double typicalHeight() {
    int second = Math.min(height.length, (int) Math.round(1.5 * rate));
    List<Double> greatest = new ArrayList<>();
    for (int from = 0; from + second <= height.length; from += second) {
      greatest.add(Arrays.stream(height, from, from + second).max().orElseThrow());
    }
    greatest.sort(null);
    return greatest.get(greatest.size() / 2);
  }

  /** The highest candidate of a gap that is too long, -1 if it is not or there is none. */
  private int missed(
      List<Integer> candidates, List<Integer> found, int from, int to, double threshold) {
    if (found.size() < 2) {
      return -1;
    }
    int last = found.get(found.size() - 1);
    int first = Math.max(0, found.size() - 9);
    double usual = (double) (last - found.get(first)) / (found.size() - 1 - first);
    if (candidates.get(to) - last <= MISSED * usual) {
      return -1;
    }
    int best = -1;
    for (int i = from; i < to; i++) {
      int at = candidates.get(i);
      if (height[at] >= threshold
          && !isTWave(found, at)
          && (best < 0 || height[at] > height[best])) {
        best = at;
      }
    }
    return best;
  }

  private boolean isTWave(List<Integer> found, int at) {
    if (found.isEmpty()) {
      return false;
    }
    int last = found.get(found.size() - 1);
    return at - last < samples(T_WAVE_SECONDS)
        && (height[at] < 0.5 * height[last] || steepest(at) < 0.5 * steepest(last));
  }

  /** The greatest slope of a complex. A narrow complex fills the window of the height less than a T wave does, a broad one no less. */
  private double steepest(int at) {
    int half = samples(WINDOW_SECONDS / 2);
    int from = Math.max(0, at - half);
    return Arrays.stream(steepness, from, Math.min(steepness.length, at + half + 1))
        .max()
        .orElseThrow();
  }

  private int peak(int at) {
    int half = samples(QRS_HALF_SECONDS);
    int best = at;
    for (int i = Math.max(0, at - half); i <= Math.min(magnitude.length - 1, at + half); i++) {
      best = magnitude[i] > magnitude[best] ? i : best;
    }
    return best;
  }
}
