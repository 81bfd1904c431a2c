package org.ecgworkbench.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
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
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * What one walk through a folder finds.
 *
 * @param headers all {@code .hea} files, in the order of record ids, then of paths
 * @param mats all {@code .mat} files, in the order of paths
 * @param leftOut the records whose files are in neither, because they are left out by name
 */
public record WfdbListing(List<Path> headers, List<Path> mats, LeaveOut leftOut) {
  /** Walks through a folder. */
  static WfdbListing of(Path folder) {
    List<Path> mats = new ArrayList<>();
    List<Path> headers = new ArrayList<>();
    for (Path file : filesBelow(folder, List.of(".hea", ".mat"))) {
      (file.toString().endsWith(".mat") ? mats : headers).add(file);
    }
    // Files come in the order of paths, and the sort keeps it among equals.
    headers.sort(Comparator.comparing(WfdbReader::id));
    return new WfdbListing(headers, mats, LeaveOut.none());
  }

  /**
   * {@return the regular files below a folder whose names end so, in the order of paths}; hidden ones are left out.
   *
   * @param folder one that can be listed
   * @param endings of names, for example {@code .hea}
   */
  public static List<Path> filesBelow(Path folder, List<String> endings) {
    return below(folder, endings, files -> files.sorted().toList());
  }

  /** Whether there is a file of that ending below a folder; looks no further than the first. */
  static boolean hasBelow(Path folder, String ending) {
    return below(folder, List.of(ending), files -> files.findAny().isPresent());
  }

  private static <T> T below(Path folder, List<String> endings, Function<Stream<Path>, T> found) {
    try (Stream<Path> files =
        Files.find(
            folder,
            Integer.MAX_VALUE,
            (file, attributes) ->
                attributes.isRegularFile() && isWanted(file.getFileName().toString(), endings),
            FileVisitOption.FOLLOW_LINKS)) {
      return found.apply(files);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isWanted(String name, List<String> endings) {
    return !name.startsWith(".") && endings.stream().anyMatch(name::endsWith);
  }

  /**
   * The files of one record, or of several of that name; no other file is looked at.
   *
   * @throws EcgDataException if there is none
   */
  WfdbListing only(Path folder, String id) {
    List<Path> of = headers.stream().filter(h -> WfdbReader.id(h).equals(id)).toList();
    if (of.isEmpty()) {
      throw new EcgDataException(
          noSuchRecord(folder, id, headers.stream().map(WfdbReader::id).toList()));
    }
    return new WfdbListing(of, List.of(), leftOut);
  }

  /**
   * All but the files of some records. Of these the headers are read where they can be, for the files that they name.
   *
   * @throws EcgDataException if one of the records is not there, or no other is
   */
  WfdbListing without(Path folder, LeaveOut out) {
    Set<String> there = new HashSet<>();
    Set<Path> gone = new HashSet<>();
    for (Path header : headers) {
      String id = WfdbReader.id(header);
      there.add(id);
      if (out.names(id)) {
        Set<Path> segments = new HashSet<>();
        gone.add(header);
        gone.addAll(filesNamed(header, segments));
        segments.forEach(s -> gone.addAll(filesNamed(s, gone)));
        gone.addAll(segments);
      }
    }
    for (Path mat : mats) {
      String name = mat.getFileName().toString();
      String id = name.substring(0, name.length() - 4);
      there.add(id);
      if (out.names(id)) {
        gone.add(mat);
      }
    }
    out.requireAmong(folder, there);
    List<Path> kept = headers.stream().filter(h -> !gone.contains(h)).toList();
    if (kept.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected records beside those that are left out, found none");
    }
    return new WfdbListing(kept, mats.stream().filter(m -> !gone.contains(m)).toList(), out);
  }

  /** @param ids those that there are, in order */
  static String noSuchRecord(Path folder, String id, List<String> ids) {
    return "%s: record %s does not exist; there are %s, from %s to %s"
        .formatted(folder, Words.quotable(id), ids.size(), ids.get(0), ids.get(ids.size() - 1));
  }

  private static RuntimeException unreadable(Path folder, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      Thread.interrupted();
      return new CancellationException("interrupted");
    }
    String at = e instanceof FileSystemException file ? file.getFile() : null;
    return new EcgDataException(
        (at == null ? folder : at) + " cannot be read (" + DataFiles.reason(e) + ")", e);
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
