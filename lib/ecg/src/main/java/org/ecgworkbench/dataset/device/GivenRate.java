package org.ecgworkbench.dataset.device;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.ecg.EcgDataException;

/** The sampling rate that a caller gives, against the one that a file states. */
final class GivenRate {
  /**
   * A rate that is given and differs from the file's by no more than this part of it is the same,
   * rounded.
   */
  private static final double SAME_RATE = 1e-5;

  private static final double HIGHEST_HZ = 100_000;

  private GivenRate() {}

  static void check(OptionalDouble given) {
    if (given.isPresent() && !(given.getAsDouble() > 0 && given.getAsDouble() <= HIGHEST_HZ)) {
      throw new IllegalArgumentException(
          "a sampling rate must be above 0, at most 100000 Hz, found "
              + given.getAsDouble()
              + " Hz");
    }
  }

  /** The recording at its rate: that of the file, or where that has none the given one. */
  static DeviceRecording of(String name, DeviceRecording read, OptionalDouble given) {
    double stated = read.samplingRateHz();
    if (!Double.isNaN(stated)) {
      if (!(stated > 0 && stated <= HIGHEST_HZ)) {
        throw new EcgDataException(
            "%s: expected a sampling rate above 0, at most 100000 Hz, found %s Hz"
                .formatted(name, stated));
      }
      if (given.isPresent() && Math.abs(given.getAsDouble() - stated) > SAME_RATE * stated) {
        throw new EcgDataException(
            "%s: expected the sampling rate that was given, %s Hz, found %s Hz in the file"
                .formatted(name, Words.number(given.getAsDouble()), Words.number(stated)));
      }
      return read;
    }
    if (given.isEmpty()) {
      throw new EcgDataException(
          name
              + ": expected a sampling rate, found none in the file; it has to be given (--rate"
              + " HZ; for files of a folder, sampling_rate_hz in its labels.csv)");
    }
    double hz = given.getAsDouble();
    List<String> notes = new ArrayList<>(read.notes());
    notes.add("The file states no sampling rate; " + Words.number(hz) + " Hz was given.");
    return new DeviceRecording(
        read.format(),
        read.version(),
        read.maker(),
        hz,
        read.leads(),
        read.ageYears(),
        read.sex(),
        notes);
  }
}
