package org.ecgworkbench.dataset.wfdb;

/**
 * The samples of a WFDB record as its header describes them, whatever its leads are.
 *
 * @param header the header; of a record in several segments, that of the whole with the signals of the first segment
 * @param samplingRateHz samples a second; may be fractional
 * @param physical {@code [signal][sample]} in each signal's own units, in file order; {@code NaN} is a missing sample; not copied, to be
 *     treated as read-only
 */
public record WfdbSignals(WfdbHeader header, double samplingRateHz, double[][] physical) {
  /** {@return the number of signals and samples, the rate, and what the signals are called} */
  @Override
  public String toString() {
    return "%d signals of %d samples at %s Hz: %s"
        .formatted(
            physical.length,
            physical.length == 0 ? 0 : physical[0].length,
            samplingRateHz,
            String.join(", ", header.signals().stream().map(s -> s.description()).toList()));
  }
}
