package org.ecgworkbench.archive;

/**
 * Parts of a beat by the time to the nearest R peak, the earlier of two as near. Chosen: wide enough for a QRS complex of 0.12 s to either side of its
 * peak, and an ST segment up to where the T wave of most rates begins.
 */
enum BeatWindow {
  /** From 0.30 to 0.06 s before the peak: P wave and PR interval. */
  P,
  /** From 0.06 s before the peak to 0.08 s behind it: QRS. */
  QRS,
  /** From 0.08 to 0.16 s behind the peak: the ST segment. */
  ST,
  /** From 0.16 to 0.50 s behind the peak: the T wave. */
  T,
  /** What is farther from every peak, and all of a recording without one. */
  REST;

  static BeatWindow of(double secondsAfterPeak) {
    if (secondsAfterPeak < -0.30 || secondsAfterPeak >= 0.50) {
      return REST;
    }
    if (secondsAfterPeak < -0.06) {
      return P;
    }
    if (secondsAfterPeak < 0.08) {
      return QRS;
    }
    return secondsAfterPeak < 0.16 ? ST : T;
  }

  /**
   * {@return the sums of attributions, {@code [lead][window]}}
   *
   * @param attributions {@code [lead][sample]}
   * @param peaks samples, ascending
   * @param samplingRateHz samples a second
   */
  static double[][] sums(float[][] attributions, int[] peaks, double samplingRateHz) {
    double[][] sums = new double[attributions.length][values().length];
    int next = 0;
    for (int sample = 0; sample < attributions[0].length; sample++) {
      while (next < peaks.length
          && (next == 0 || sample - peaks[next - 1] > peaks[next] - sample)) {
        next++;
      }
      // Now next - 1 is the nearest peak of those up to it.
      BeatWindow window =
          peaks.length == 0 ? REST : of((sample - peaks[next - 1]) / samplingRateHz);
      for (int lead = 0; lead < sums.length; lead++) {
        sums[lead][window.ordinal()] += attributions[lead][sample];
      }
    }
    return sums;
  }
}
