package org.ecgworkbench.ecg;

/**
 * A part of a recording, in seconds from its start.
 *
 * @param fromSeconds where it begins, 0 or more
 * @param seconds how long it is, above 0
 */
public record TimeWindow(double fromSeconds, double seconds) {
  /**
   * Checks both numbers.
   *
   * @throws IllegalArgumentException if one is not finite or out of its range
   */
  public TimeWindow {
    if (!(fromSeconds >= 0 && fromSeconds < 1e9 && seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException(
          "a window begins at 0 s or later and is longer than 0 s, found %s s from %s s on"
              .formatted(seconds, fromSeconds));
    }
  }

  /**
   * The samples of a window.
   *
   * @param first the first of them, counted from 0
   * @param count how many, at least 1
   */
  public record Span(long first, int count) {}

  /**
   * The samples of this window in a recording: begin and length, each rounded to the nearest sample.
   *
   * @param file the recording's file, for the message
   * @param samplingRateHz samples a second, above 0
   * @param samples of the whole recording
   * @return the samples, all of which the recording has
   * @throws EcgDataException if the recording ends before the window does
   */
  public Span in(String file, double samplingRateHz, long samples) {
    long first = Math.round(fromSeconds * samplingRateHz);
    long count = Math.max(1, Math.round(seconds * samplingRateHz));
    if (first + count > samples || count > Integer.MAX_VALUE) {
      throw new EcgDataException(
          "%s: expected a window within the recording's %s s, found %s to %s s"
              .formatted(
                  file,
                  (float) (samples / samplingRateHz),
                  (float) fromSeconds,
                  (float) (fromSeconds + seconds)));
    }
    return new Span(first, (int) count);
  }

  /** {@return begin and end in words} */
  @Override
  public String toString() {
    return "seconds %s to %s".formatted(fromSeconds, fromSeconds + seconds);
  }
}
