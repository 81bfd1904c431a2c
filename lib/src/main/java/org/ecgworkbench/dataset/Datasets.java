package org.ecgworkbench.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;

/** Opens a folder as the data set that it holds. */
public final class Datasets {
  private static final Pattern CPSC2018_ID = Pattern.compile("A\\d{4}");

  private Datasets() {}

  /**
   * Recognises what a folder holds and opens it; {@link Dataset#description()} says what it was taken for.
   *
   * <ul>
   *   <li>WFDB records named {@code A0001} and so on, flat or in folders: {@link Cpsc2018};
   *   <li>any other WFDB records at 500 Hz: {@link WfdbFolder}.
   * </ul>
   *
   * @throws EcgDataException if the path is wrong, no folder, empty, or holds no recordings, or the data set is damaged
   */
  public static Dataset open(Path folder) {
    List<Path> headers = headerFiles(folder);
    boolean cpsc2018 =
        headers.stream().allMatch(h -> CPSC2018_ID.matcher(WfdbReader.id(h)).matches());
    return cpsc2018
        ? Cpsc2018.open(folder)
        : WfdbFolder.open(folder, WfdbFolder.Options.defaults());
  }

  /** Checks that a path is a folder that can be listed and is not empty. */
  static void checkFolder(Path folder) {
    if (!Files.exists(folder)) {
      throw new EcgDataException(folder + ": expected a folder of recordings, found nothing there");
    }
    if (!Files.isDirectory(folder)) {
      throw new EcgDataException(folder + ": expected a folder of recordings, found a file");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isEmpty()) {
        throw new EcgDataException(
            folder + ": expected a folder of recordings, found an empty folder");
      }
    } catch (IOException e) {
      throw new EcgDataException(folder + " cannot be read (" + DataFiles.reason(e) + ")", e);
    }
  }

  /** The headers of a folder's WFDB records, at least one. */
  static List<Path> headerFiles(Path folder) {
    checkFolder(folder);
    List<Path> headers = WfdbIndex.headerFiles(folder);
    if (headers.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected recordings (.hea and .mat files), found none");
    }
    return headers;
  }
}
