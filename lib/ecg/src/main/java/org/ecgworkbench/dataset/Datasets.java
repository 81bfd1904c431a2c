package org.ecgworkbench.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.ReferenceTable;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/** Opens a folder as the data set that it holds. */
public final class Datasets {
  private static final Pattern CPSC2018_ID = Pattern.compile("A\\d{4}");

  private Datasets() {}

  /**
   * Recognises what a folder holds and opens it; {@link EcgDataset#description()} says what it was taken for.
   *
   * <ul>
   *   <li>{@code ptbxl_database.csv}: {@link PtbXl} at 500 Hz; where there is {@code records100} alone, only if resampling is asked for;
   *   <li>{@code REFERENCE.csv} and no {@code .hea} file: CPSC2018 in its original form;
   *   <li>WFDB records named {@code A0001} and so on, flat or in folders: CPSC2018 in WFDB form;
   *   <li>any other WFDB records at 500 Hz: {@link WfdbFolder};
   *   <li>no WFDB records, but files of carts and archives, see {@link RecordingFile}, with or without a table of labels.
   * </ul>
   *
   * @param folder the data set's own folder, not one that holds several
   * @return the data set; its index is in memory, its signals are read one record at a time
   * @throws EcgDataException if the path is wrong, no folder, empty, or holds no recordings or several data sets, or the data set is
   *     damaged
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static EcgDataset open(Path folder) {
    return open(folder, WfdbFolder.Options.defaults());
  }

  /**
   * As {@link #open(Path)}, with a say in how a folder of any WFDB records is read; the known data sets are read as they are, but that
   * PTB-XL at 100 Hz is resampled where that is asked for.
   *
   * @param folder the data set's own folder
   * @param options used where the folder turns out to be a {@link WfdbFolder}, or PTB-XL at 100 Hz
   * @return the data set: any WFDB records at the rate of the options, the known data sets at 500 Hz
   * @throws EcgDataException as {@link #open(Path)}
   */
  public static EcgDataset open(Path folder, WfdbFolder.Options options) {
    return open(folder, options, LeaveOut.none());
  }

  /**
   * As {@link #open(Path, WfdbFolder.Options)}, but for some records, as if their files were not there: whatever is wrong with them, the
   * others are opened.
   *
   * @param folder the data set's own folder
   * @param options used where the folder turns out to be a {@link WfdbFolder}, or PTB-XL at 100 Hz
   * @param leaveOut the records; {@link EcgDataset#leftOut()} tells them
   * @return the data set of the other records
   * @throws EcgDataException as {@link #open(Path)}; if one of the records is not there, or no other is
   */
  public static EcgDataset open(Path folder, WfdbFolder.Options options, LeaveOut leaveOut) {
    DataFolder.check(folder);
    if (Files.isRegularFile(folder.resolve(PtbXl.DATABASE))) {
      return PtbXl.open(folder, ptbXl(folder, options), leaveOut);
    }
    List<Path> devices = RecordingFile.below(folder);
    if (devices.isEmpty() && ReferenceTable.isAlone(folder)) {
      return Cpsc2018Original.open(folder, leaveOut);
    }
    checkNotSeveral(folder);
    if (!devices.isEmpty()) {
      return DeviceFolder.open(folder, devices, options, leaveOut);
    }
    WfdbListing files = WfdbListing.of(folder);
    if (!leaveOut.isEmpty()) {
      leaveOut.requireAmong(folder, files.ids());
      files = files.without(folder, leaveOut::names);
    }
    return wfdb(folder, files, leaveOut, isCpsc2018(files), options);
  }

  /**
   * Reads one record of a folder and looks at no other, so that it is read whatever is wrong with those; checked as by {@link #open(Path,
   * WfdbFolder.Options)} and {@link EcgDataset#read}.
   *
   * @param folder the data set's own folder
   * @param id the record's name, for example {@code A0001}; of PTB-XL the {@code ecg_id} in five digits
   * @param options used where the folder turns out to be a {@link WfdbFolder}, or PTB-XL at 100 Hz
   * @return the recording, resampled where the options ask for it
   * @throws EcgDataException if there is no such record, there are several, or it is not usable
   */
  public static EcgRecord read(Path folder, String id, WfdbFolder.Options options) {
    DataFolder.check(folder);
    if (Files.isRegularFile(folder.resolve(PtbXl.DATABASE))) {
      return PtbXl.open(folder, ptbXl(folder, options), id).read(id);
    }
    List<Path> devices = RecordingFile.below(folder);
    if (devices.isEmpty() && ReferenceTable.isAlone(folder)) {
      return Cpsc2018Original.open(folder, id).read(id);
    }
    checkNotSeveral(folder);
    if (!devices.isEmpty()) {
      return DeviceFolder.read(folder, devices, id, options);
    }
    WfdbListing files = WfdbListing.of(folder);
    return wfdb(folder, files.only(folder, id), LeaveOut.none(), isCpsc2018(files), options)
        .read(id);
  }

  private static boolean isCpsc2018(WfdbListing files) {
    return files.headers().stream().allMatch(h -> CPSC2018_ID.matcher(WfdbReader.id(h)).matches());
  }

  private static EcgDataset wfdb(
      Path folder,
      WfdbListing files,
      LeaveOut leaveOut,
      boolean cpsc2018,
      WfdbFolder.Options options) {
    return cpsc2018
        ? Cpsc2018.open(folder, files, leaveOut)
        : WfdbFolder.open(folder, files, leaveOut, options);
  }

  private static PtbXl.Options ptbXl(Path folder, WfdbFolder.Options options) {
    PtbXl.Options found = PtbXl.optionsFor(folder, options.resample());
    if (found.samplingRateHz() != EcgDataset.SAMPLING_RATE_HZ && !options.resample()) {
      throw new EcgDataException(
          folder
              + ": expected PTB-XL at 500 Hz (records500), found it at 100 Hz (records100) alone;"
              + " --resample brings it to 500 Hz");
    }
    return found;
  }

  /**
   * Refuses a folder of several data sets: their records would be thrown together.
   *
   * @param folder one that can be listed
   * @throws EcgDataException if a folder in it has a table of PTB-XL or CPSC2018, or it cannot be listed
   */
  public static void checkNotSeveral(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> marked =
          entries
              .filter(Files::isDirectory)
              .filter(
                  e ->
                      Files.isRegularFile(e.resolve(PtbXl.DATABASE))
                          || Files.isRegularFile(e.resolve(ReferenceTable.NAME)))
              .map(e -> e.getFileName().toString())
              .sorted()
              .toList();
      if (!marked.isEmpty()) {
        throw new EcgDataException(
            folder
                + ": expected one data set, found a folder of them; name one, for example "
                + folder.resolve(marked.get(0)));
      }
    } catch (IOException e) {
      throw new EcgDataException(folder + " cannot be read (" + DataFiles.reason(e) + ")", e);
    }
  }
}
