package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Lead;

/** What is said of how far the samples of each lead reach: spans, flat leads, missing samples. */
final class Amplitudes {
  /** The range of a diagnostic electrocardiograph to either side (IEC 60601-2-25). */
  private static final double LIMB_MILLIVOLTS = 5;

  /** A tenth of what is called low voltage in limb leads. */
  private static final double LOWEST_MILLIVOLTS = 0.05;

  /** Long enough for a beat at 30 a minute. */
  private static final double WINDOW_SECONDS = 2;

  private Amplitudes() {}

  static void say(List<RecordedLead> leads, double samplingRateHz, List<String> notes) {
    List<String> flat = new ArrayList<>();
    List<String> gaps = new ArrayList<>();
    double[] medians = new double[leads.size()];
    int measured = 0;
    for (RecordedLead lead : leads) {
      Extent extent = extent(lead.millivolts(), samplingRateHz);
      int samples = lead.millivolts().length;
      if (extent.missing > 0) {
        gaps.add(
            "Lead %s misses %d of %d samples.".formatted(lead.name(), extent.missing, samples));
      }
      double range = extent.range;
      if (range == 0 && samples > 1) {
        if (extent.missing < samples) {
          flat.add(lead.name());
        }
        continue;
      }
      if (range > LIMB_MILLIVOLTS
          && Lead.ALL.stream().anyMatch(l -> l.isLimb() && l.label().equals(lead.name()))) {
        notes.add(
            Words.format(
                "Lead %s spans %.3f mV, more than the %.0f mV that a limb lead plausibly has: its"
                    + " unit or gain may be wrong, or it has an artifact.",
                lead.name(), range, LIMB_MILLIVOLTS));
      }
      medians[measured++] = extent.medianRange;
    }
    if (!flat.isEmpty()) {
      notes.add(
          "%s %s flat, one value throughout, as without an electrode."
              .formatted(Words.list(flat), flat.size() == 1 ? "is" : "are"));
    }
    double median = measured == 0 ? Double.NaN : median(Arrays.copyOf(medians, measured));
    if (median < LOWEST_MILLIVOLTS) {
      notes.add(
          Words.format(
              "The median range of a lead is %.5f mV, less than %.2f mV: the unit or gain may be"
                  + " wrong.",
              median, LOWEST_MILLIVOLTS));
    }
    notes.addAll(gaps);
  }

  /**
   * How far a lead's samples reach, in mV.
   *
   * @param range from the lowest to the highest; 0 if all are missing
   * @param medianRange the median of the ranges within windows of two seconds; {@code NaN} where
   *     none of these has a sample
   */
  private record Extent(double range, double medianRange, int missing) {}

  private static Extent extent(double[] values, double samplingRateHz) {
    int window = (int) Math.max(1, Math.min(values.length, WINDOW_SECONDS * samplingRateHz));
    double[] ranges = new double[values.length / window];
    int count = 0;
    int missing = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int begin = 0; begin < values.length; begin += window) {
      int end = Math.min(values.length, begin + window);
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = begin; i < end; i++) {
        double value = values[i];
        if (value > high) {
          high = value;
        }
        // So that what is neither takes one comparison more, and is rare.
        if (!(value >= low)) {
          if (Double.isNaN(value)) {
            missing++;
          } else {
            low = value;
          }
        }
      }
      if (high >= low && end == begin + window) {
        ranges[count++] = high - low;
      }
      lowest = Math.min(lowest, low);
      highest = Math.max(highest, high);
    }
    return new Extent(
        highest >= lowest ? highest - lowest : 0,
        count == 0 ? Double.NaN : median(Arrays.copyOf(ranges, count)),
        missing);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
