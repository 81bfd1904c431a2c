package org.ecgworkbench.paper.patients;

import java.util.Arrays;
import org.ecgworkbench.beat.RPeaks;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.shap.Explanation;
import org.ecgworkbench.study.Attributed;
import org.ecgworkbench.study.Study;

/**
 * One explained record as figures show it: without padding, with the attribution as a density in
 * time, which unlike that of a sample does not depend on the sampling rate.
 *
 * @param startSecond the time of the first sample, in s from the start of the record
 * @param millivolts {@code [lead][sample]}; not copied, to be treated as read-only
 * @param attribution {@code [lead][sample]}, as the method gave it; not copied, to be treated as
 *     read-only
 */
public record PatientSignal(
    String id,
    double samplingRateHz,
    double startSecond,
    float[][] millivolts,
    float[][] attribution) {

  /** Over so many seconds attributions are averaged where they are drawn: about half a QRS complex. */
  static final double SMOOTHING_SECONDS = 0.04;

  private static final double LIMIT_QUANTILE = 0.99;

  static PatientSignal of(Study study, Attributed attributed) {
    Explanation explanation = attributed.explanation();
    int padded = explanation.paddedSamples();
    double rate = study.profile().samplingRateHz();
    float[][] shown = withoutFirst(attributed.millivolts(), padded);
    double seconds = study.record(explanation.recordId()).seconds();
    return new PatientSignal(
        explanation.recordId(),
        rate,
        Math.max(0, seconds - shown[0].length / rate),
        shown,
        withoutFirst(explanation.attributions(), padded));
  }

  /**
   * {@return rows without their first samples}
   *
   * @param rows {@code [lead][sample]}
   * @param samples how many are left out, 0 or more
   */
  public static float[][] withoutFirst(float[][] rows, int samples) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, samples, row.length))
        .toArray(float[][]::new);
  }

  int samples() {
    return millivolts[0].length;
  }

  /** Its R peaks, samples from the first. */
  int[] rPeaks() {
    return RPeaks.of(millivolts, 0, samplingRateHz);
  }

  /** The last seconds, all of it where it is shorter. */
  PatientSignal last(double seconds) {
    int n = (int) Math.min(samples(), Math.round(seconds * samplingRateHz));
    int first = samples() - n;
    return new PatientSignal(
        id,
        samplingRateHz,
        startSecond + first / samplingRateHz,
        withoutFirst(millivolts, first),
        withoutFirst(attribution, first));
  }

  /**
   * The same at the rate of the recording where that is higher, as the network sees fewer samples: the signal as it was read; between the
   * samples of the attribution straight lines, which leave its density as it is.
   *
   * @param record the recording, all leads in their order
   */
  PatientSignal atRateOf(EcgRecord record) {
    double rate = record.samplingRateHz();
    if (rate <= samplingRateHz) {
      return this;
    }
    int first = (int) Math.round(startSecond * rate);
    float[][] signal = new float[millivolts.length][record.samples() - first];
    float[][] phi = new float[millivolts.length][record.samples() - first];
    for (int lead = 0; lead < signal.length; lead++) {
      double[] read = record.millivolts()[lead];
      for (int i = 0; i < signal[lead].length; i++) {
        signal[lead][i] = (float) read[first + i];
        double at = Math.min(samples() - 1, i * samplingRateHz / rate);
        int before = (int) at;
        int after = Math.min(samples() - 1, before + 1);
        double between =
            attribution[lead][before]
                + (at - before) * (attribution[lead][after] - attribution[lead][before]);
        phi[lead][i] = (float) (between * samplingRateHz / rate);
      }
    }
    return new PatientSignal(id, rate, startSecond, signal, phi);
  }

  double[] millivolts(Lead lead) {
    return wide(millivolts[lead.ordinal()]);
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  /** A lead's attribution a second, a centred mean over {@link #SMOOTHING_SECONDS}, at the ends over the samples that there are. */
  double[] density(Lead lead) {
    return density(attribution[lead.ordinal()], samplingRateHz);
  }

  static double[] density(float[] values, double samplingRateHz) {
    int width = (int) Math.max(1, Math.round(SMOOTHING_SECONDS * samplingRateHz));
    double[] density = new double[values.length];
    for (int i = 0; i < density.length; i++) {
      int from = Math.max(0, i - width / 2);
      int to = Math.min(values.length, i - width / 2 + width);
      for (int k = from; k < to; k++) {
        density[i] += values[k] * samplingRateHz / (to - from);
      }
    }
    return density;
  }

  /** Where the colour scale of all leads ends: the 99th percentile of the absolute density. */
  double limit() {
    double[] all =
        Lead.ALL.stream()
            .flatMapToDouble(lead -> Arrays.stream(density(lead)))
            .map(Math::abs)
            .sorted()
            .toArray();
    double limit = all[(int) Math.floor(LIMIT_QUANTILE * (all.length - 1))];
    return limit > 0 ? limit : 1;
  }
}
