package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.List;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * Any folder of 12-lead WFDB records with diagnoses in {@code #Dx} comments, flat or with folders inside: the other databases of the
 * PhysioNet/CinC Challenges (Georgia, Chapman, Ningbo, PTB), or one's own.
 *
 * <p>A record of another sampling rate than the one wanted is refused by name, unless resampling was asked for; then it goes
 * through {@link Resampler} as it is read, and the index tells the lengths after that.
 */
public final class WfdbFolder extends WfdbIndex.Records {
  private final Options options;
  private final List<RecordSummary> records;
  private final long resampled;

  /**
   * How a folder is read.
   *
   * @param samplingRateHz the rate of all records, 500 for the paper's protocol
   * @param resample whether a record of another rate is resampled; if not, it is refused
   */
  public record Options(int samplingRateHz, boolean resample) {
    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Options {
      if (samplingRateHz <= 0) {
        throw new IllegalArgumentException(
            "the sampling rate must be positive, found " + samplingRateHz + " Hz");
      }
    }

    /** {@return 500 Hz, no resampling} */
    public static Options defaults() {
      return new Options(EcgDataset.SAMPLING_RATE_HZ, false);
    }

    /**
     * {@return these options with another rate for all records}
     *
     * @param hz samples a second, positive
     * @throws IllegalArgumentException if it is not
     */
    public Options withSamplingRateHz(int hz) {
      return new Options(hz, resample);
    }

    /**
     * {@return these options with or without resampling}
     *
     * @param wanted true to resample records of another rate, false to refuse them
     */
    public Options withResample(boolean wanted) {
      return new Options(samplingRateHz, wanted);
    }
  }

  private WfdbFolder(WfdbIndex index, Options options) {
    super(index);
    this.options = options;
    this.records =
        index.records().stream().map(r -> Resampler.summary(r, options.samplingRateHz())).toList();
    this.resampled =
        index.records().stream()
            .filter(r -> r.samplingRateHz() != options.samplingRateHz())
            .count();
  }

  /**
   * Opens a folder: reads all headers and compares them with the lengths of their files.
   *
   * @param folder holds the {@code .hea} files and those with the samples, itself or in folders below it; its name is that of the data set
   * @param options the rate wanted, and what becomes of records of another
   * @return the index of all records; none is left out
   * @throws EcgDataException if there is no record, or the first that is not of this form; names its file
   */
  public static WfdbFolder open(Path folder, Options options) {
    return open(folder, WfdbListing.of(folder), LeaveOut.none(), options);
  }

  static WfdbFolder open(Path folder, WfdbListing files, LeaveOut leftOut, Options options) {
    return new WfdbFolder(
        WfdbIndex.of(
            folder,
            files,
            leftOut,
            options.resample() ? 0 : options.samplingRateHz(),
            "; --resample brings it to " + options.samplingRateHz() + " Hz"),
        options);
  }

  @Override
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  @Override
  public String description() {
    return "WFDB folder, %s at %s Hz%s in %s%s%s"
        .formatted(
            Words.records(records.size()),
            options.samplingRateHz(),
            resampled == 0 ? "" : " (" + resampled + " resampled)",
            folder,
            WfdbIndex.unknownCodesNote(index.unknownCodes()),
            leftOut.note());
  }

  @Override
  public List<RecordSummary> records() {
    return records;
  }

  @Override
  public EcgRecord read(String id) {
    return Resampler.record(WfdbReader.read(index.header(id)), options.samplingRateHz());
  }
}
