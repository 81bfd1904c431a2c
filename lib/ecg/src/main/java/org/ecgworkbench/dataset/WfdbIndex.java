package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.ReferenceTable;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.dataset.wfdb.WfdbHeader;
import org.ecgworkbench.dataset.wfdb.WfdbListing;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.ecg.EcgDataException;

/** The headers of a folder of 12-lead WFDB records, checked and in the order of ids; safe for several threads. */
final class WfdbIndex {
  /** What data sets of WFDB records have in common: their index. */
  abstract static class Records extends FolderDataset {
    final WfdbIndex index;

    Records(WfdbIndex index) {
      super(index.folder, index.leftOut);
      this.index = index;
    }

    @Override
    public List<RecordSummary> records() {
      return index.records();
    }

    @Override
    public Set<Path> files() {
      return index.files();
    }

    @Override
    public Map<String, String> gains() {
      return index.gains();
    }

    @Override
    public Map<String, List<String>> unknownCodes() {
      return index.unknownCodes();
    }

    @Override
    public Map<String, String> contents() {
      return index.contents(sums().each());
    }
  }

  private final Path folder;
  private final List<RecordSummary> records;
  private final Map<String, Path> headers;
  private final Map<String, List<String>> unknownCodes;
  private final SortedSet<Path> files;
  private final LeaveOut leftOut;
  private final Map<String, String> gains;
  private final Map<String, List<Path>> samplesOf;

  private WfdbIndex(
      Path folder,
      List<RecordSummary> records,
      Map<String, Path> headers,
      Map<String, List<String>> unknownCodes,
      SortedSet<Path> files,
      LeaveOut leftOut,
      Map<String, String> gains,
      Map<String, List<Path>> samplesOf) {
    this.samplesOf = samplesOf;
    this.leftOut = leftOut;
    this.gains = gains;
    this.folder = folder;
    this.records = records;
    this.headers = headers;
    this.unknownCodes = unknownCodes;
    this.files = files;
  }

  /** One header's row: its first file is itself, the others hold its samples. */
  private record Row(RecordSummary summary, List<String> unknown, List<Path> files, String gains) {
    Path header() {
      return files.get(0);
    }
  }

  /**
   * Reads all headers below a folder.
   *
   * @param listing as {@link WfdbListing#of} finds them
   * @param requiredRateHz the rate that every record must have, or 0 where any will do
   * @param advice what a user can do about another rate, for the end of the message
   */
  static WfdbIndex of(
      Path folder, WfdbListing listing, LeaveOut leftOut, int requiredRateHz, String advice) {
    Set<Path> segments = ConcurrentHashMap.newKeySet();
    List<Supplier<Row>> rows =
        DataFiles.attempts(listing.headers(), file -> row(file, requiredRateHz, advice, segments));
    List<RecordSummary> records = new ArrayList<>();
    Map<String, Path> headers = new LinkedHashMap<>();
    Map<String, List<String>> unknown = new TreeMap<>();
    Map<String, String> gains = new HashMap<>();
    Map<String, List<Path>> samplesOf = new HashMap<>();
    List<Path> files = new ArrayList<>();
    Map<Path, List<Path>> named = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (segments.contains(listing.headers().get(i))) {
        continue;
      }
      Row row = rows.get(i).get();
      String id = row.summary().id();
      DataFolder.putOnce(folder, headers, id, row.header());
      records.add(row.summary());
      gains.put(id, row.gains());
      // Headers of segments state no samples of their own, and differ by their names.
      samplesOf.put(id, row.files().stream().filter(file -> !WfdbReader.isHeader(file)).toList());
      if (!row.unknown().isEmpty()) {
        unknown.put(id, row.unknown());
      }
      files.addAll(row.files());
      named.put(row.header(), row.files().subList(1, row.files().size()));
    }
    SortedSet<Path> sorted = new TreeSet<>(files);
    WfdbListing.shared(named)
        .values()
        .forEach(
            sentence -> {
              throw new EcgDataException(sentence);
            });
    checkNoOrphans(folder, listing.mats(), sorted, headers.keySet());
    return new WfdbIndex(
        folder,
        List.copyOf(records),
        Map.copyOf(headers),
        Collections.unmodifiableMap(unknown),
        sorted,
        leftOut,
        Map.copyOf(gains),
        samplesOf);
  }

  /** A {@code .mat} that no header names, while there is none of its name, is a record whose header is lost. */
  private static void checkNoOrphans(
      Path folder, List<Path> mats, SortedSet<Path> files, Set<String> ids) {
    for (Path file : mats) {
      String name = file.getFileName().toString();
      if (!files.contains(file) && !ids.contains(name.substring(0, name.length() - 4))) {
        if (Files.isRegularFile(folder.resolve(ReferenceTable.NAME))) {
          throw new EcgDataException(
              "%s: expected recordings of one form, found WFDB records (.hea) and those of CPSC2018's original form (%s, %s); a folder for each is needed"
                  .formatted(folder, ReferenceTable.NAME, name));
        }
        throw new EcgDataException(
            "%s: expected its header %s.hea, found none"
                .formatted(folder.relativize(file), name.substring(0, name.length() - 4)));
      }
    }
  }

  private static Row row(Path file, int requiredRateHz, String advice, Set<Path> segments) {
    WfdbHeader header = WfdbHeader.read(file);
    List<Path> files = new ArrayList<>();
    files.add(file);
    // The form first: what is of no use at any rate is not advised to be resampled.
    int samples = WfdbReader.checkForm(file, header, files);
    if (!header.segments().isEmpty()) {
      segments.addAll(files.subList(1, files.size()));
    }
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
    return new Row(summary, comments.unknownCodes(), files, WfdbReader.gains(header));
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
          "%s: expected a sampling rate of %s Hz, found %s Hz%s"
              .formatted(
                  header.fileName(),
                  requiredRateHz,
                  found == Math.rint(found) ? String.valueOf((long) found) : String.valueOf(found),
                  advice));
    }
    return requiredRateHz;
  }

  List<RecordSummary> records() {
    return records;
  }

  Map<String, List<String>> unknownCodes() {
    return unknownCodes;
  }

  Set<Path> files() {
    return files;
  }

  Map<String, String> gains() {
    return gains;
  }

  /** The header file of a record. */
  Path header(String id) {
    Path header = headers.get(id);
    if (header == null) {
      throw DataFolder.noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList());
    }
    return header;
  }

  /** See {@link EcgDataset#contents()}. */
  private Map<String, String> contents(Map<Path, String> each) {
    Map<String, String> contents = new HashMap<>();
    samplesOf.forEach(
        (id, of) -> contents.put(id, of.stream().map(each::get).collect(Collectors.joining(" "))));
    return contents;
  }

  /** The end of a description: how many records state diagnoses outside the nine, and which; nothing if none does. */
  static String unknownCodesNote(Map<String, List<String>> unknownCodes) {
    if (unknownCodes.isEmpty()) {
      return "";
    }
    TreeSet<String> codes = new TreeSet<>();
    unknownCodes.values().forEach(codes::addAll);
    String shown = String.join(", ", codes.stream().limit(5).toList());
    return "; %s%s diagnoses outside the nine classes (%s%s)"
        .formatted(
            unknownCodes.size(),
            unknownCodes.size() == 1 ? " record states" : " records state",
            shown,
            codes.size() > 5 ? " and " + (codes.size() - 5) + " more" : "");
  }
}
