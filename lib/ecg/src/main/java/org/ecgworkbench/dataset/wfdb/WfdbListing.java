package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * What one walk through a folder finds.
 *
 * @param headers all {@code .hea} files, in the order of record ids, then of paths
 * @param mats all {@code .mat} files, in the order of paths
 */
public record WfdbListing(List<Path> headers, List<Path> mats) {
  /**
   * {@return what a walk through a folder finds}
   *
   * @param folder any path
   * @throws EcgDataException if it cannot be listed, or there is no header
   */
  public static WfdbListing of(Path folder) {
    DataFolder.check(folder);
    List<Path> mats = new ArrayList<>();
    List<Path> headers = new ArrayList<>();
    for (Path file : DataFolder.filesBelow(folder, List.of(".hea", ".mat"))) {
      (file.toString().endsWith(".mat") ? mats : headers).add(file);
    }
    // Files come in the order of paths, and the sort keeps it among equals.
    headers.sort(Comparator.comparing(WfdbReader::id));
    if (headers.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected recordings (.hea and .mat files), found none");
    }
    return new WfdbListing(headers, mats);
  }

  /**
   * {@return the files of one record, or of several of that name}; no other file is looked at.
   *
   * @param folder that was walked through
   * @param id of the record
   * @throws EcgDataException if there is none
   */
  public WfdbListing only(Path folder, String id) {
    List<Path> of = headers.stream().filter(h -> WfdbReader.id(h).equals(id)).toList();
    if (of.isEmpty()) {
      throw DataFolder.noSuchRecord(folder, id, headers.stream().map(WfdbReader::id).toList());
    }
    return new WfdbListing(of, List.of());
  }

  /** {@return the names of all records, those of files without a header among them; a new set} */
  public Set<String> ids() {
    Set<String> ids = new HashSet<>();
    headers.forEach(header -> ids.add(WfdbReader.id(header)));
    mats.forEach(mat -> ids.add(DataFiles.stem(mat)));
    return ids;
  }

  /**
   * {@return all but the files of some records}; of these the headers are read where they can be, for the files that they name.
   *
   * @param folder that was walked through
   * @param out whether a record of an id is left out
   * @throws EcgDataException if no other is there
   */
  public WfdbListing without(Path folder, Predicate<String> out) {
    Set<Path> gone = new HashSet<>();
    for (Path header : headers) {
      if (out.test(WfdbReader.id(header))) {
        Set<Path> segments = new HashSet<>();
        gone.add(header);
        gone.addAll(filesNamed(header, segments));
        segments.forEach(s -> gone.addAll(filesNamed(s, gone)));
        gone.addAll(segments);
      }
    }
    for (Path mat : mats) {
      if (out.test(DataFiles.stem(mat))) {
        gone.add(mat);
      }
    }
    List<Path> kept = headers.stream().filter(h -> !gone.contains(h)).toList();
    DataFolder.requireSome(folder, kept);
    return new WfdbListing(kept, mats.stream().filter(m -> !gone.contains(m)).toList());
  }

  /**
   * Headers that name a file of another's: one signal would be two records.
   *
   * @param named the files that each header names
   * @return a sentence each, for all but the header of the file's own name, or else the first
   */
  public static SortedMap<Path, String> shared(Map<Path, List<Path>> named) {
    Map<Path, List<Path>> headersOf = new HashMap<>();
    named.forEach(
        (header, files) ->
            files.forEach(
                file -> headersOf.computeIfAbsent(file, f -> new ArrayList<>()).add(header)));
    SortedMap<Path, String> shared = new TreeMap<>();
    headersOf.forEach(
        (file, headers) -> {
          String name = file.getFileName().toString();
          Path owner =
              headers.stream()
                  .filter(h -> name.startsWith(WfdbReader.id(h) + "."))
                  .findFirst()
                  .orElse(headers.get(0));
          for (Path header : headers) {
            if (!header.equals(owner)) {
              shared.put(
                  header,
                  "%s: expected a file of its own, found %s, which is that of %s"
                      .formatted(header.getFileName(), name, owner.getFileName()));
            }
          }
        });
    return shared;
  }

  /**
   * {@return the files that a header names}; none where it cannot be read, which is found later.
   *
   * @param file the header
   * @param segments receives the headers of its segments
   */
  public static List<Path> filesNamed(Path file, Set<Path> segments) {
    WfdbHeader header;
    try {
      header = WfdbHeader.read(file);
    } catch (EcgDataException e) {
      return List.of();
    }
    for (WfdbHeader.Segment segment : header.segments()) {
      synchronized (segments) {
        segments.add(file.resolveSibling(segment.recordName() + ".hea"));
      }
    }
    return header.signals().stream().map(s -> file.resolveSibling(s.file())).distinct().toList();
  }
}
