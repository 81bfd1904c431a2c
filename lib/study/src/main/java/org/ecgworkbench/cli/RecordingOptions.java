package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.ecg.EcgDataException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * One recording of a user's own, for the verbs that take one in place of a record of {@code
 * --data}.
 */
final class RecordingOptions {
  static final String RATE = "--rate";

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description =
          "A recording of your own: .hea, .dat or .mat of a WFDB record, .mat of the original"
              + " CPSC2018, a table with the columns seconds, I, II, III, aVR, aVL, aVF, V1 to V6"
              + " in mV, or what a cart or an archive writes ('recording' says what a file is);"
              + " FILE#N is recording N, from 0, of an HDF5 file of several.")
  private Path file;

  @Option(
      names = RATE,
      paramLabel = "HZ",
      description =
          "With FILE: the sampling rate of a file that states none (NumPy); refused where the file"
              + " states another.")
  private Double rate;

  /** Whether a file is given. */
  boolean isGiven() {
    return file != null;
  }

  Path file() {
    return file;
  }

  /**
   * Checks that there is a file or a record's name, and not both.
   *
   * @param named whether a record of {@code --data} is named
   */
  void requireEither(boolean named) {
    if (isGiven() == named) {
      throw new IllegalArgumentException(
          named
              ? "give either FILE or --record, not both"
              : "expected FILE or --record ID, found neither");
    }
    requireFileOfRate();
  }

  /** Checks that no rate is given where there is no file. */
  void requireFileOfRate() {
    if (!isGiven() && rate != null) {
      throw new IllegalArgumentException(RATE + " belongs to FILE, found none");
    }
  }

  /** How the file is read: at its own rate, or resampled where that is no whole number. */
  RecordingFile.Options reading(boolean resample) {
    return RecordingFile.Options.defaults()
        .withStatedRateHz(rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate))
        .withResample(resample);
  }

  /**
   * {@return the recording and its notes, after these were printed on standard error}
   *
   * @throws EcgDataException if it cannot be read so
   */
  RecordingFile.Opened open(RecordingFile.Options reading) {
    RecordingFile.Opened opened = RecordingFile.open(file, reading);
    opened.notes().forEach(note -> System.err.println("note: " + note));
    return opened;
  }
}
