package org.ecgworkbench.dataset.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ecgworkbench.base.Sha256;

/** The SHA-256 of a data set's files, each read once and only when it is asked for; safe for several threads. */
public final class FileSums {
  private final Path folder;
  private final Set<Path> files;
  private SortedMap<Path, String> sums;
  private String manifest;

  /**
   * Sums of some files.
   *
   * @param folder that they lie in or below
   * @param files each of them; copied
   */
  public FileSums(Path folder, Set<Path> files) {
    this.folder = folder;
    this.files = new TreeSet<>(files);
  }

  /**
   * {@return the sum of each file, in the order of paths}
   *
   * @throws org.ecgworkbench.ecg.EcgDataException if one can no longer be read
   */
  public synchronized SortedMap<Path, String> each() {
    if (sums == null) {
      List<Path> all = List.copyOf(files);
      List<String> each =
          DataFiles.each(
              all, file -> Sha256.of(DataFiles.read(folder + ": ", file, Integer.MAX_VALUE - 64)));
      SortedMap<Path, String> made = new TreeMap<>();
      for (int i = 0; i < each.size(); i++) {
        made.put(all.get(i), each.get(i));
      }
      sums = made;
    }
    return sums;
  }

  /**
   * {@return the sum over all names and sums, as {@code sha256sum} prints them}
   *
   * @throws org.ecgworkbench.ecg.EcgDataException if a file can no longer be read
   */
  public synchronized String manifest() {
    if (manifest == null) {
      StringBuilder text = new StringBuilder();
      each()
          .forEach(
              (file, sum) -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                text.append(sum).append("  ").append(name).append('\n');
              });
      manifest = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    return manifest;
  }
}
