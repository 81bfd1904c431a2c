package org.ecgworkbench.dataset.device.file;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.TimeWindow;

/**
 * The part of a recording that is wanted.
 *
 * @param window in seconds from the recording's start
 * @param givenRateHz the rate of a file that states none
 */
public record WantedPart(TimeWindow window, OptionalDouble givenRateHz) {
  /**
   * {@return the samples of the part}
   *
   * @param file the file's name, for messages
   * @param statedRateHz the file's own rate, NaN where it states none
   * @param samples of the whole recording
   * @throws EcgDataException if the recording ends before the part does, or there is no rate
   */
  public TimeWindow.Span in(String file, double statedRateHz, long samples) {
    double rate = Double.isNaN(statedRateHz) ? givenRateHz.orElse(Double.NaN) : statedRateHz;
    if (!(rate > 0)) {
      throw new EcgDataException(
          file
              + ": expected a sampling rate, found none in the file; it has to be given (--rate HZ)");
    }
    return window.in(file, rate, samples);
  }

  /**
   * {@return the part of a recording that was read as a whole}
   *
   * @param file the file's name, for messages
   * @param whole the recording, its leads of one length
   * @throws EcgDataException if it ends before the part does, or there is no rate
   */
  public DeviceRecording of(String file, DeviceRecording whole) {
    int samples = whole.leads().isEmpty() ? 0 : whole.leads().get(0).millivolts().length;
    TimeWindow.Span span = in(file, whole.samplingRateHz(), samples);
    int first = (int) span.first();
    return new DeviceRecording(
        whole.format(),
        whole.version(),
        whole.maker(),
        whole.samplingRateHz(),
        whole.leads().stream()
            .map(
                lead ->
                    new StoredLead(
                        lead.name(),
                        Arrays.copyOfRange(lead.millivolts(), first, first + span.count())))
            .toList(),
        whole.ageYears(),
        whole.sex(),
        whole.notes());
  }
}
