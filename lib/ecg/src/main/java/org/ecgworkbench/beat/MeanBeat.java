package org.ecgworkbench.beat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ecgworkbench.base.Matrices;

/**
 * The mean of a signal, and of its attributions, around R peaks.
 *
 * @param samplingRateHz samples a second
 * @param before samples before the peak, which is sample {@code before} of each row
 * @param peaks the peaks that were averaged, as samples from the start of the signal
 * @param millivolts {@code [lead][sample]}, the mean signal in mV
 * @param millivoltsDeviation {@code [lead][sample]}, its standard deviation over beats (n - 1) in mV; 0 for a single beat
 * @param attribution {@code [lead][sample]}, the mean attribution
 */
public record MeanBeat(
    double samplingRateHz,
    int before,
    int[] peaks,
    double[][] millivolts,
    double[][] millivoltsDeviation,
    double[][] attribution) {

  private static final double JITTER_SECONDS = 0.02;

  /**
   * How much of a beat is averaged, and which beats.
   *
   * @param beforeSeconds before the peak
   * @param afterSeconds after it
   * @param similarity least correlation with the median beat, all leads together, from 0.1 s before to 0.15 s after the peak, at the best shift of up to 20 ms, of a beat
   *     that counts as typical
   */
  public record Options(double beforeSeconds, double afterSeconds, double similarity) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a time is not positive or the similarity is outside [-1, 1]
     */
    public Options {
      if (!(beforeSeconds > 0) || !(afterSeconds > 0) || !(Math.abs(similarity) <= 1)) {
        throw new IllegalArgumentException(
            "times must be positive and the similarity in [-1, 1], found %s, %s, %s"
                .formatted(beforeSeconds, afterSeconds, similarity));
      }
    }

    /** {@return 0.3 s before the peak, 0.5 s after it, similarity 0.9} */
    public static Options defaults() {
      return new Options(0.3, 0.5, 0.9);
    }

    /**
     * {@return these options with another stretch of each beat}
     *
     * @param before seconds before the peak, more than 0; rounded to a sample when the rate is known
     * @param after seconds after the peak, more than 0; rounded likewise
     * @throws IllegalArgumentException if one is not positive
     */
    public Options withSeconds(double before, double after) {
      return new Options(before, after, similarity);
    }

    /**
     * {@return these options with another least similarity of a typical beat}
     *
     * @param similarity a correlation, -1 (every beat is typical) to 1
     * @throws IllegalArgumentException if it is outside that range
     */
    public Options withSimilarity(double similarity) {
      return new Options(beforeSeconds, afterSeconds, similarity);
    }
  }

  /** Copies the numbers. */
  public MeanBeat {
    peaks = peaks.clone();
    millivolts = Matrices.copy(millivolts);
    millivoltsDeviation = Matrices.copy(millivoltsDeviation);
    attribution = Matrices.copy(attribution);
  }

  /** {@return the peaks that were averaged, in samples of the signal, a copy} */
  @Override
  public int[] peaks() {
    return peaks.clone();
  }

  /** {@return {@code [lead][sample]}, a copy} */
  @Override
  public double[][] millivolts() {
    return Matrices.copy(millivolts);
  }

  /** {@return {@code [lead][sample]}, a copy} */
  @Override
  public double[][] millivoltsDeviation() {
    return Matrices.copy(millivoltsDeviation);
  }

  /** {@return {@code [lead][sample]}, a copy} */
  @Override
  public double[][] attribution() {
    return Matrices.copy(attribution);
  }

  /** {@return the number of beats that were averaged; 0 if none lay within the signal, and then all means and deviations are 0} */
  public int beats() {
    return peaks.length;
  }

  /**
   * The mean over some beats.
   *
   * @param millivolts {@code [lead][sample]} in mV, at least one lead, all of one length
   * @param attribution {@code [lead][sample]} of the same shape, in the unit of the explanation
   * @param firstSample samples before this one (padding) are in no beat; 0 where there is no padding
   * @param samplingRateHz samples a second of both, positive
   * @param peaks R peaks as samples from the start of the signal, padding included, in any order; those whose stretch does not lie within
   *     the signal are left out
   * @param options the stretch of each beat; the similarity is not used here
   * @return the mean; {@link #peaks()} tells the beats that are in it
   * @throws IllegalArgumentException if the two differ in shape
   */
  public static MeanBeat of(
      float[][] millivolts,
      float[][] attribution,
      int firstSample,
      double samplingRateHz,
      int[] peaks,
      Options options) {
    int samples = millivolts[0].length;
    if (attribution.length != millivolts.length || attribution[0].length != samples) {
      throw new IllegalArgumentException("signal and attribution differ in shape");
    }
    int before = (int) Math.round(options.beforeSeconds() * samplingRateHz);
    int after = (int) Math.round(options.afterSeconds() * samplingRateHz);
    int[] whole =
        Arrays.stream(peaks)
            .filter(peak -> peak - before >= firstSample && peak + after < samples)
            .toArray();
    int n = whole.length;
    int length = before + after + 1;
    double[][] mean = new double[millivolts.length][length];
    double[][] deviation = new double[millivolts.length][length];
    double[][] phi = new double[millivolts.length][length];
    for (int lead = 0; lead < millivolts.length; lead++) {
      for (int i = 0; i < length; i++) {
        for (int peak : whole) {
          mean[lead][i] += millivolts[lead][peak - before + i] / (double) n;
          phi[lead][i] += attribution[lead][peak - before + i] / (double) n;
        }
        for (int peak : whole) {
          double d = millivolts[lead][peak - before + i] - mean[lead][i];
          deviation[lead][i] += n == 1 ? 0 : d * d / (n - 1);
        }
        deviation[lead][i] = Math.sqrt(deviation[lead][i]);
      }
    }
    return new MeanBeat(samplingRateHz, before, whole, mean, deviation, phi);
  }

  /**
   * The typical beats and, apart from them, those of another shape, such as premature ventricular ones.
   *
   * @param millivolts {@code [lead][sample]} in mV, at least one lead, all of one length
   * @param attribution {@code [lead][sample]} of the same shape
   * @param firstSample samples before this one (padding) are in no beat
   * @param samplingRateHz samples a second of both, positive
   * @param peaks R peaks as samples from the start of the signal, in any order; those whose stretch does not lie within it are left out
   * @param options the stretch of each beat, and the similarity with the median beat from which on a beat is typical
   * @return the typical beats, then the others; a group without beats is missing, so there are two, one or none
   * @throws IllegalArgumentException if signal and attribution differ in shape
   */
  public static List<MeanBeat> byShape(
      float[][] millivolts,
      float[][] attribution,
      int firstSample,
      double samplingRateHz,
      int[] peaks,
      Options options) {
    MeanBeat all = of(millivolts, attribution, firstSample, samplingRateHz, peaks, options);
    if (all.beats() == 0) {
      return List.of();
    }
    int[] found = all.peaks();
    double[] median = median(shapes(millivolts, samplingRateHz, found, all.before()));
    double[] similarities = new double[all.beats()];
    Arrays.fill(similarities, -1);
    // A peak may have been found a sample or two beside that of another beat.
    int jitter = (int) Math.round(JITTER_SECONDS * samplingRateHz);
    for (int shift = -jitter; shift <= jitter; shift++) {
      int by = shift;
      int[] shifted = Arrays.stream(found).map(peak -> peak + by).toArray();
      double[][] shapes = shapes(millivolts, samplingRateHz, shifted, all.before());
      for (int k = 0; k < shapes.length; k++) {
        similarities[k] = Math.max(similarities[k], correlation(shapes[k], median));
      }
    }
    List<Integer> typical = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int k = 0; k < similarities.length; k++) {
      (similarities[k] >= options.similarity() ? typical : others).add(found[k]);
    }
    List<MeanBeat> groups = new ArrayList<>();
    for (List<Integer> group : List.of(typical, others)) {
      if (!group.isEmpty()) {
        int[] chosen = group.stream().mapToInt(Integer::intValue).toArray();
        groups.add(of(millivolts, attribution, firstSample, samplingRateHz, chosen, options));
      }
    }
    return List.copyOf(groups);
  }

  /** {@code [beat][lead after lead]}, each lead less its mean. */
  private static double[][] shapes(float[][] millivolts, double rate, int[] peaks, int before) {
    int left = Math.min(before, (int) Math.round(0.1 * rate));
    int length = left + (int) Math.round(0.15 * rate);
    double[][] shapes = new double[peaks.length][millivolts.length * length];
    for (int k = 0; k < peaks.length; k++) {
      for (int lead = 0; lead < millivolts.length; lead++) {
        double mean = 0;
        for (int i = 0; i < length; i++) {
          int at = Math.min(millivolts[lead].length - 1, Math.max(0, peaks[k] - left + i));
          shapes[k][lead * length + i] = millivolts[lead][at];
          mean += millivolts[lead][at] / (double) length;
        }
        for (int i = 0; i < length; i++) {
          shapes[k][lead * length + i] -= mean;
        }
      }
    }
    return shapes;
  }

  private static double[] median(double[][] rows) {
    double[] median = new double[rows[0].length];
    double[] column = new double[rows.length];
    for (int i = 0; i < median.length; i++) {
      for (int k = 0; k < rows.length; k++) {
        column[k] = rows[k][i];
      }
      Arrays.sort(column);
      int middle = column.length / 2;
      median[i] =
          column.length % 2 == 1 ? column[middle] : (column[middle - 1] + column[middle]) / 2;
    }
    return median;
  }

  /** Of values whose means are 0; 1 for a shape that is 0 everywhere. */
  private static double correlation(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return aa == 0 || bb == 0 ? 1 : ab / Math.sqrt(aa * bb);
  }

  /** {@return how many beats were averaged in how many leads, and which stretch around the R peak, in s} */
  @Override
  public String toString() {
    int length = millivolts.length == 0 ? 0 : millivolts[0].length;
    return String.format(
        Locale.ROOT,
        "mean of %d beats in %d leads, from %.3f s before the R peak to %.3f s after it",
        beats(),
        millivolts.length,
        before / samplingRateHz,
        (length - 1 - before) / samplingRateHz);
  }
}
