package org.ecgworkbench.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ecgworkbench.ecg.EcgDataException;

/** The headers of a folder of 12-lead WFDB records, checked and in the order of ids; safe for several threads. */
final class WfdbIndex {
  /** Folders g1/, g2/... of the challenge; PTB-XL and the later challenges go two deep. */
  private static final int DEEPEST = 4;

  private final Path folder;
  private final List<RecordSummary> records;
  private final Map<String, Path> headers;
  private final Map<String, List<String>> unknownCodes;
  private final SortedSet<Path> files;
  private final LeaveOut leftOut;
  private String manifest;

  private WfdbIndex(
      Path folder,
      List<RecordSummary> records,
      Map<String, Path> headers,
      Map<String, List<String>> unknownCodes,
      SortedSet<Path> files,
      LeaveOut leftOut) {
    this.leftOut = leftOut;
    this.folder = folder;
    this.records = records;
    this.headers = headers;
    this.unknownCodes = unknownCodes;
    this.files = files;
  }

  /** One header's row: its first file is itself, the others hold its samples. */
  private record Row(RecordSummary summary, List<String> unknown, List<Path> files) {
    Path header() {
      return files.get(0);
    }

    boolean hasSegments() {
      return files.stream().skip(1).anyMatch(f -> f.toString().endsWith(".hea"));
    }
  }

  /**
   * Reads all headers below a folder.
   *
   * @param listing as {@link #list(Path)} finds them
   * @param requiredRateHz the rate that every record must have, or 0 where any will do
   * @param advice what a user can do about another rate, for the end of the message
   */
  static WfdbIndex of(Path folder, Listing listing, int requiredRateHz, String advice) {
    // A parallel stream keeps the order of its source and throws one of the errors; the first by id
    // is wanted, so each is kept.
    List<Object> outcomes =
        listing.headers().parallelStream()
            .map(
                file -> {
                  try {
                    return (Object) row(file, requiredRateHz, advice);
                  } catch (EcgDataException e) {
                    return e;
                  }
                })
            .toList();
    DataFiles.stopIfInterrupted();
    List<RecordSummary> records = new ArrayList<>();
    Map<String, Path> headers = new LinkedHashMap<>();
    Map<String, List<String>> unknown = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    Set<Path> segments = new HashSet<>();
    for (Object outcome : outcomes) {
      if (outcome instanceof Row row && row.hasSegments()) {
        segments.addAll(row.files().subList(1, row.files().size()));
      }
    }
    for (Object outcome : outcomes) {
      if (outcome instanceof EcgDataException e) {
        throw e;
      }
      Row row = (Row) outcome;
      if (segments.contains(row.header())) {
        continue;
      }
      String id = row.summary().id();
      Path other = headers.put(id, row.header());
      if (other != null) {
        throw new EcgDataException(
            folder
                + ": record "
                + id
                + ": expected once, found "
                + folder.relativize(other)
                + " and "
                + folder.relativize(row.header()));
      }
      records.add(row.summary());
      if (!row.unknown().isEmpty()) {
        unknown.put(id, row.unknown());
      }
      files.addAll(row.files());
    }
    SortedSet<Path> sorted = new TreeSet<>(files);
    checkNoOrphans(folder, listing.mats(), sorted);
    return new WfdbIndex(
        folder,
        List.copyOf(records),
        Map.copyOf(headers),
        Collections.unmodifiableMap(unknown),
        sorted,
        listing.leftOut());
  }

  /** A {@code .mat} that no header names is a record whose header is lost. */
  private static void checkNoOrphans(Path folder, List<Path> mats, SortedSet<Path> files) {
    for (Path file : mats) {
      if (!files.contains(file)) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(folder.resolve(Cpsc2018Original.REFERENCE))) {
          throw new EcgDataException(
              folder
                  + ": expected recordings of one form, found WFDB records (.hea) and those of CPSC2018's original form ("
                  + Cpsc2018Original.REFERENCE
                  + ", "
                  + name
                  + "); a folder for each is needed");
        }
        throw new EcgDataException(
            folder.relativize(file)
                + ": expected its header "
                + name.substring(0, name.length() - 4)
                + ".hea, found none");
      }
    }
  }

  private static Row row(Path file, int requiredRateHz, String advice) {
    WfdbHeader header = WfdbHeader.read(file);
    List<Path> files = new ArrayList<>();
    files.add(file);
    int rate =
        requiredRateHz == 0
            ? WfdbReader.wholeRate(header.fileName(), header.samplingRateHz())
            : checkRate(header, requiredRateHz, advice);
    int samples = WfdbReader.checkForm(file, header, files);
    HeaderComments comments = HeaderComments.of(header);
    RecordSummary summary =
        new RecordSummary(
            WfdbReader.id(file),
            rate,
            samples,
            comments.ageYears(),
            comments.sex(),
            comments.diagnoses());
    return new Row(summary, comments.unknownCodes(), files);
  }

  /**
   * Checks that a record has the rate that it must have.
   *
   * @param advice what a user can do about another one, for the end of the message
   */
  static int checkRate(WfdbHeader header, int requiredRateHz, String advice) {
    double found = header.samplingRateHz();
    if (found != requiredRateHz) {
      throw new EcgDataException(
          header.fileName()
              + ": expected a sampling rate of "
              + requiredRateHz
              + " Hz, found "
              + (found == Math.rint(found) ? String.valueOf((long) found) : String.valueOf(found))
              + " Hz"
              + advice);
    }
    return requiredRateHz;
  }

  /**
   * What one walk through a folder finds.
   *
   * @param headers all {@code .hea} files, in the order of record ids, then of paths
   * @param mats all {@code .mat} files, in the order of paths
   * @param leftOut the records whose files are in neither, because they are left out by name
   */
  record Listing(List<Path> headers, List<Path> mats, LeaveOut leftOut) {
    /**
     * The files of one record, or of several of that name; no other file is looked at.
     *
     * @throws EcgDataException if there is none
     */
    Listing only(Path folder, String id) {
      List<Path> of = headers.stream().filter(h -> WfdbReader.id(h).equals(id)).toList();
      if (of.isEmpty()) {
        throw new EcgDataException(
            noSuchRecord(folder, id, headers.stream().map(WfdbReader::id).toList()));
      }
      return new Listing(of, List.of(), leftOut);
    }

    /**
     * All but the files of some records. Of these the headers are read where they can be, for the files that they name.
     *
     * @throws EcgDataException if one of the records is not there, or no other is
     */
    Listing without(Path folder, LeaveOut out) {
      Set<String> there = new HashSet<>();
      Set<Path> gone = new HashSet<>();
      for (Path header : headers) {
        String id = WfdbReader.id(header);
        there.add(id);
        if (out.names(id)) {
          Set<Path> segments = new HashSet<>();
          gone.add(header);
          gone.addAll(QualitySource.filesNamed(header, segments));
          segments.forEach(s -> gone.addAll(QualitySource.filesNamed(s, gone)));
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
      return new Listing(kept, mats.stream().filter(m -> !gone.contains(m)).toList(), out);
    }
  }

  static Listing list(Path folder) {
    List<Path> mats = new ArrayList<>();
    List<Named> headers = new ArrayList<>();
    for (Path file : filesBelow(folder, List.of(".hea", ".mat"))) {
      if (file.toString().endsWith(".mat")) {
        mats.add(file);
      } else {
        headers.add(new Named(WfdbReader.id(file), file));
      }
    }
    // Files come in the order of paths, and the sort keeps it among equals.
    headers.sort(Comparator.comparing(Named::id));
    return new Listing(headers.stream().map(Named::file).toList(), mats, LeaveOut.none());
  }

  private record Named(String id, Path file) {}

  /** The regular files below a folder whose names end so, in the order of paths; hidden ones are left out. */
  static List<Path> filesBelow(Path folder, List<String> endings) {
    try (Stream<Path> files =
        Files.find(
            folder,
            DEEPEST,
            (file, attributes) ->
                attributes.isRegularFile() && isWanted(file.getFileName().toString(), endings),
            FileVisitOption.FOLLOW_LINKS)) {
      return files.sorted().toList();
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isWanted(String name, List<String> endings) {
    return !name.startsWith(".") && endings.stream().anyMatch(name::endsWith);
  }

  private static RuntimeException unreadable(Path folder, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      Thread.interrupted();
      return new CancellationException("interrupted");
    }
    return new EcgDataException(folder + " cannot be read (" + DataFiles.reason(e) + ")", e);
  }

  Path folder() {
    return folder;
  }

  List<RecordSummary> records() {
    return records;
  }

  Map<String, List<String>> unknownCodes() {
    return unknownCodes;
  }

  LeaveOut leftOut() {
    return leftOut;
  }

  /** The header file of a record. */
  Path header(String id) {
    Path header = headers.get(id);
    if (header == null) {
      throw new EcgDataException(
          noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList()));
    }
    return header;
  }

  /** @param ids those that there are, in order */
  static String noSuchRecord(Path folder, String id, List<String> ids) {
    return folder
        + ": record "
        + WfdbHeader.quotable(id)
        + " does not exist; there are "
        + ids.size()
        + ", from "
        + ids.get(0)
        + " to "
        + ids.get(ids.size() - 1);
  }

  synchronized String manifestSha256() {
    if (manifest == null) {
      manifest = manifestSha256(folder, files);
    }
    return manifest;
  }

  /** See {@link Dataset#manifestSha256()}. */
  static String manifestSha256(Path folder, SortedSet<Path> files) {
    List<Object> lines =
        files.parallelStream()
            .map(
                file -> {
                  try {
                    byte[] bytes = DataFiles.read(folder + ": ", file, Integer.MAX_VALUE - 64);
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    return (Object) (sha256(bytes) + "  " + name + "\n");
                  } catch (EcgDataException e) {
                    return e;
                  }
                })
            .toList();
    DataFiles.stopIfInterrupted();
    StringBuilder text = new StringBuilder();
    for (Object line : lines) {
      if (line instanceof EcgDataException e) {
        throw e;
      }
      text.append(line);
    }
    return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
