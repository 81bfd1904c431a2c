package org.ecgworkbench.dataset;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.Sha256;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;

/** The headers of a folder of 12-lead WFDB records, checked and in the order of ids; safe for several threads. */
final class WfdbIndex {
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
   * @param listing as {@link WfdbListing#of} finds them
   * @param requiredRateHz the rate that every record must have, or 0 where any will do
   * @param advice what a user can do about another rate, for the end of the message
   */
  static WfdbIndex of(Path folder, WfdbListing listing, int requiredRateHz, String advice) {
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
    Parallel.stopIfInterrupted();
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
    // The form first: what is of no use at any rate is not advised to be resampled.
    int samples = WfdbReader.checkForm(file, header, files);
    int rate =
        requiredRateHz == 0
            ? WfdbReader.wholeRate(header.fileName(), header.samplingRateHz())
            : checkRate(header, requiredRateHz, advice);
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
          WfdbListing.noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList()));
    }
    return header;
  }

  synchronized String manifestSha256() {
    if (manifest == null) {
      manifest = manifestSha256(folder, files);
    }
    return manifest;
  }

  /** See {@link EcgDataset#manifestSha256()}. */
  static String manifestSha256(Path folder, SortedSet<Path> files) {
    List<Object> lines =
        files.parallelStream()
            .map(
                file -> {
                  try {
                    byte[] bytes = DataFiles.read(folder + ": ", file, Integer.MAX_VALUE - 64);
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    return (Object) (Sha256.of(bytes) + "  " + name + "\n");
                  } catch (EcgDataException e) {
                    return e;
                  }
                })
            .toList();
    Parallel.stopIfInterrupted();
    StringBuilder text = new StringBuilder();
    for (Object line : lines) {
      if (line instanceof EcgDataException e) {
        throw e;
      }
      text.append(line);
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
