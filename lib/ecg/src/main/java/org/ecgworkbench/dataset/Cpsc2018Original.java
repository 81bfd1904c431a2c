package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.matlab.MatlabEcg;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * CPSC2018 in its original form (Liu et al. 2018, doi 10.1166/jmihi.2018.2442): {@code A0001.mat} and so on, MATLAB v5 files with a
 * struct {@code ECG} of {@code sex}, {@code age} and {@code data} (12 leads in standard order, mV), and {@code REFERENCE.csv} with up
 * to three labels a record, 1 to 9 in the order of {@link Diagnosis}.
 *
 * <p>The files do not state their rate; it is 500 Hz by the data set's description. A row of REFERENCE.csv without its file is no
 * error (the set is often kept in parts; {@link #description()} counts them), a file without its row is.
 */
public final class Cpsc2018Original implements EcgDataset {
  /** The file with the labels. */
  public static final String REFERENCE = "REFERENCE.csv";

  /** The longest file that is read, in bytes: 64 MiB. */
  public static final long LONGEST_BYTES = 1 << 26;

  private final Path folder;
  private final List<RecordSummary> records;
  private final Map<String, Path> files;
  private final Map<String, Set<Diagnosis>> labels;
  private final LeaveOut leftOut;
  private SortedMap<Path, String> sums;
  private String manifest;

  private Cpsc2018Original(
      Path folder,
      List<RecordSummary> records,
      Map<String, Path> files,
      Map<String, Set<Diagnosis>> labels,
      LeaveOut leftOut) {
    this.leftOut = leftOut;
    this.folder = folder;
    this.records = List.copyOf(records);
    this.files = Map.copyOf(files);
    this.labels = labels;
  }

  /**
   * Opens a folder: reads the labels, and of each recording's file what stands before its samples.
   *
   * @param folder holds REFERENCE.csv, and the {@code .mat} files itself or in folders below it
   * @return the index of all records whose file is there; none is left out
   * @throws EcgDataException if REFERENCE.csv or all recordings are missing or one is not of this form; names the file
   */
  public static Cpsc2018Original open(Path folder) {
    return open(folder, LeaveOut.none());
  }

  /** As {@link #open(Path)}, but for some records, whose files are not looked at. */
  static Cpsc2018Original open(Path folder, LeaveOut leftOut) {
    List<Path> all = mats(folder);
    leftOut.requireAmong(folder, all.stream().map(Cpsc2018Original::id).toList());
    List<Path> kept = all.stream().filter(m -> !leftOut.names(id(m))).toList();
    if (kept.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected records beside those that are left out, found none");
    }
    Map<String, Set<Diagnosis>> labels =
        labels(folder.resolve(REFERENCE), id -> !leftOut.names(id));
    return open(folder, kept, labels, leftOut);
  }

  /** As {@link #open(Path)}, of one record alone; no other's file or line is looked at. */
  static Cpsc2018Original open(Path folder, String id) {
    List<Path> all = mats(folder);
    List<Path> of = all.stream().filter(m -> id(m).equals(id)).toList();
    if (of.isEmpty()) {
      throw new EcgDataException(
          WfdbListing.noSuchRecord(folder, id, all.stream().map(Cpsc2018Original::id).toList()));
    }
    return open(folder, of, labels(folder.resolve(REFERENCE), id::equals), LeaveOut.none());
  }

  private static List<Path> mats(Path folder) {
    Datasets.checkFolder(folder);
    List<Path> mats =
        WfdbListing.filesBelow(folder, List.of(".mat")).stream()
            .sorted(Comparator.comparing(Cpsc2018Original::id))
            .toList();
    if (mats.isEmpty()) {
      throw new EcgDataException(folder + ": expected recordings (.mat files), found none");
    }
    return mats;
  }

  private static Cpsc2018Original open(
      Path folder, List<Path> mats, Map<String, Set<Diagnosis>> labels, LeaveOut leftOut) {
    List<RecordSummary> records = DataFiles.each(mats, file -> summary(file, labels));
    Map<String, Path> files = new HashMap<>();
    for (int i = 0; i < mats.size(); i++) {
      RecordSummary summary = records.get(i);
      Path other = files.put(summary.id(), mats.get(i));
      if (other != null) {
        throw new EcgDataException(
            "%s: record %s: expected once, found %s and %s"
                .formatted(
                    folder,
                    summary.id(),
                    folder.relativize(other),
                    folder.relativize(mats.get(i))));
      }
    }
    return new Cpsc2018Original(folder, records, files, labels, leftOut);
  }

  /**
   * {@return a record's id: its file's name without the ending}
   *
   * @param mat a file whose name ends in {@code .mat}
   */
  public static String id(Path mat) {
    String name = mat.getFileName().toString();
    return name.substring(0, name.length() - 4);
  }

  private static RecordSummary summary(Path file, Map<String, Set<Diagnosis>> labels) {
    String name = file.getFileName().toString();
    Set<Diagnosis> diagnoses = labels.get(id(file));
    if (diagnoses == null) {
      throw new EcgDataException(name + ": expected a row in " + REFERENCE + ", found none");
    }
    MatlabEcg ecg = MatlabEcg.read(name, DataFiles.read("", file, LONGEST_BYTES), false);
    return new RecordSummary(
        id(file), Cpsc2018.SAMPLING_RATE_HZ, ecg.samples(), ecg.age(), ecg.sex(), diagnoses);
  }

  /**
   * {@return the labels of each record that has a row, by id}
   *
   * @param reference the table
   * @throws EcgDataException if it cannot be read; it names the line
   */
  public static Map<String, Set<Diagnosis>> labels(Path reference) {
    return labels(reference, id -> true);
  }

  private static Map<String, Set<Diagnosis>> labels(Path reference, Predicate<String> wanted) {
    return ReferenceTable.labels(reference, wanted);
  }

  /**
   * {@return the labels of each record that has a row, by id}
   *
   * @param reference the table
   * @param wanted the ids of the rows; of the others nothing but the id is looked at
   * @param problems receives why a record's row cannot be read, by id; it then has no labels
   */
  public static Map<String, Set<Diagnosis>> labels(
      Path reference, Predicate<String> wanted, Map<String, String> problems) {
    return ReferenceTable.labels(reference, wanted, problems);
  }

  /**
   * {@return whether a folder looks like this form: it has {@value #REFERENCE} and no WFDB header}
   *
   * @param folder one that can be listed
   */
  public static boolean recognises(Path folder) {
    return Files.isRegularFile(folder.resolve(REFERENCE))
        && WfdbListing.filesBelow(folder, List.of(".hea")).isEmpty();
  }

  @Override
  public String name() {
    return "CPSC2018";
  }

  @Override
  public String description() {
    return "CPSC2018 in its original MATLAB form, %s at %s Hz in %s%s%s"
        .formatted(
            Datasets.count(records.size()),
            Cpsc2018.SAMPLING_RATE_HZ,
            folder,
            records.size() == labels.size()
                ? ""
                : " (REFERENCE.csv names " + labels.size() + ", the others' files are not there)",
            leftOut.note());
  }

  @Override
  public List<RecordSummary> records() {
    return records;
  }

  @Override
  public Map<String, String> leftOut() {
    return leftOut.reasons();
  }

  @Override
  public EcgRecord read(String id) {
    Path file = files.get(id);
    if (file == null) {
      throw new EcgDataException(
          WfdbListing.noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList()));
    }
    MatlabEcg ecg =
        MatlabEcg.read(
            file.getFileName().toString(), DataFiles.read("", file, LONGEST_BYTES), true);
    return new EcgRecord(
        id, Cpsc2018.SAMPLING_RATE_HZ, ecg.millivolts(), ecg.age(), ecg.sex(), labels.get(id));
  }

  @Override
  public TreeSet<Path> files() {
    TreeSet<Path> all = new TreeSet<>(files.values());
    all.add(folder.resolve(REFERENCE));
    return all;
  }

  @Override
  public synchronized String manifestSha256() {
    if (manifest == null) {
      sums = WfdbIndex.sums(folder, files());
      manifest = WfdbIndex.manifestSha256(folder, sums);
    }
    return manifest;
  }

  @Override
  public synchronized Map<String, String> contents() {
    manifestSha256();
    Map<String, String> contents = new HashMap<>();
    files.forEach((id, file) -> contents.put(id, sums.get(file)));
    return contents;
  }

  @Override
  public String toString() {
    return description();
  }
}
