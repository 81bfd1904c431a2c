package org.ecgworkbench.model;

import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.dataset.Resampler;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;

/**
 * How a recording becomes the network's input: values in mV without filter or normalisation, the last {@code windowSamples} samples,
 * zeros on the left where the recording is shorter (authors' code). A recording at another rate is resampled first; one at the rate
 * asked for is taken as it is.
 *
 * @param samplingRateHz samples a second that the network sees
 * @param windowSamples samples in each lead that the network sees
 * @param leads the leads the network sees, in the order of {@link Lead}
 */
public record NetworkInput(int samplingRateHz, int windowSamples, List<Lead> leads) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is not positive or the leads are none, repeated or out of order
   */
  public NetworkInput {
    if (samplingRateHz <= 0 || windowSamples <= 0) {
      throw new IllegalArgumentException(
          "sampling rate and window must be positive, found %d Hz and %d samples"
              .formatted(samplingRateHz, windowSamples));
    }
    leads = List.copyOf(leads);
    if (leads.isEmpty() || !leads.equals(leads.stream().distinct().sorted().toList())) {
      throw new IllegalArgumentException(
          "leads must be at least one, each once, in standard order, found " + leads);
    }
  }

  /** {@return the paper's input: 30 s at 500 Hz, 15,000 samples, twelve leads} */
  public static NetworkInput paper() {
    return new NetworkInput(500, 15000, Lead.ALL);
  }

  /**
   * {@return this input with other leads, at the same rate and of the same length}
   *
   * @param leads at least one, each once, in standard order; copied
   * @throws IllegalArgumentException if they are not so
   */
  public NetworkInput withLeads(List<Lead> leads) {
    return new NetworkInput(samplingRateHz, windowSamples, leads);
  }

  /** {@return the window's length in seconds} */
  public double seconds() {
    return (double) windowSamples / samplingRateHz;
  }

  /**
   * One recording as the network sees it.
   *
   * @param record at any rate and of any length; not changed
   * @return its last samples at this input's rate, zeros to the left where it is shorter than the window
   * @throws EcgDataException if a sample is missing (NaN) in any of the twelve leads; names record, lead and sample
   */
  public Prepared prepare(EcgRecord record) {
    double[][] window = window(record);
    float[][] values = new float[leads.size()][windowSamples];
    int padded = windowSamples - window[0].length;
    for (int row = 0; row < values.length; row++) {
      double[] lead = window[leads.get(row).ordinal()];
      for (int i = 0; i < lead.length; i++) {
        values[row][padded + i] = (float) lead[i];
      }
    }
    return new Prepared(record.id(), values, padded);
  }

  /**
   * The last samples of all twelve leads at this input's rate, {@code [12][at most windowSamples]} in mV, without padding. A missing
   * sample anywhere is refused, also in a lead this input does not read: resampling and augmentation are defined on whole recordings.
   */
  double[][] window(EcgRecord record) {
    double[][] window = new double[Lead.ALL.size()][];
    Resampler resampler =
        record.samplingRateHz() == samplingRateHz
            ? null
            : Resampler.of(record.samplingRateHz(), samplingRateHz);
    for (Lead lead : Lead.ALL) {
      double[] samples = record.millivolts(lead);
      for (int i = 0; i < samples.length; i++) {
        if (Double.isNaN(samples[i])) {
          throw new EcgDataException(
              "record %s: lead %s, sample %d is missing (NaN); the network needs every sample"
                  .formatted(record.id(), lead, i));
        }
      }
      double[] atRate = resampler == null ? samples : resampler.last(samples, windowSamples);
      int n = Math.min(atRate.length, windowSamples);
      window[lead.ordinal()] = Arrays.copyOfRange(atRate, atRate.length - n, atRate.length);
    }
    return window;
  }

  /**
   * A recording ready for the network.
   *
   * @param id the record's name
   * @param millivolts {@code [lead][windowSamples]} in mV, the leads of the input; not copied, to be treated as read-only
   * @param paddedSamples zeros on the left of each lead that the recording does not reach; 0 where it fills the window
   */
  public record Prepared(String id, float[][] millivolts, int paddedSamples) {
    /** {@return the record, the shape, and how much of it is padding} */
    @Override
    public String toString() {
      return "%s: %d leads of %d samples, the first %d of them padding"
          .formatted(id, millivolts.length, millivolts[0].length, paddedSamples);
    }
  }
}
