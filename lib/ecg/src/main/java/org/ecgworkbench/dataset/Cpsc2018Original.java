package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.file.ReferenceTable;
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
final class Cpsc2018Original extends FolderDataset {
  private final List<RecordSummary> records;
  private final Map<String, Path> files;
  private final Map<String, Set<Diagnosis>> labels;

  private Cpsc2018Original(
      Path folder,
      List<RecordSummary> records,
      Map<String, Path> files,
      Map<String, Set<Diagnosis>> labels,
      LeaveOut leftOut) {
    super(folder, leftOut);
    this.records = List.copyOf(records);
    this.files = Map.copyOf(files);
    this.labels = labels;
  }

  /**
   * Opens a folder: reads the labels, and of each recording's file what stands before its samples. Records that are left out are not
   * looked at.
   */
  static Cpsc2018Original open(Path folder, LeaveOut leftOut) {
    List<Path> all = mats(folder);
    leftOut.requireAmong(folder, all.stream().map(Cpsc2018Original::id).toList());
    List<Path> kept = all.stream().filter(m -> !leftOut.names(id(m))).toList();
    DataFolder.requireSome(folder, kept);
    Map<String, Set<Diagnosis>> labels =
        ReferenceTable.labels(folder.resolve(ReferenceTable.NAME), id -> !leftOut.names(id));
    return open(folder, kept, labels, leftOut);
  }

  /** Opens one record alone; no other's file or line is looked at. */
  static Cpsc2018Original open(Path folder, String id) {
    List<Path> all = mats(folder);
    List<Path> of = all.stream().filter(m -> id(m).equals(id)).toList();
    if (of.isEmpty()) {
      throw DataFolder.noSuchRecord(folder, id, all.stream().map(Cpsc2018Original::id).toList());
    }
    return open(
        folder,
        of,
        ReferenceTable.labels(folder.resolve(ReferenceTable.NAME), id::equals),
        LeaveOut.none());
  }

  private static List<Path> mats(Path folder) {
    DataFolder.check(folder);
    List<Path> mats =
        DataFolder.filesBelow(folder, List.of(".mat")).stream()
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
      DataFolder.putOnce(folder, files, records.get(i).id(), mats.get(i));
    }
    return new Cpsc2018Original(folder, records, files, labels, leftOut);
  }

  private static String id(Path mat) {
    return DataFiles.stem(mat);
  }

  private static RecordSummary summary(Path file, Map<String, Set<Diagnosis>> labels) {
    String name = file.getFileName().toString();
    Set<Diagnosis> diagnoses = labels.get(id(file));
    if (diagnoses == null) {
      throw new EcgDataException(
          name + ": expected a row in " + ReferenceTable.NAME + ", found none");
    }
    MatlabEcg ecg = MatlabEcg.read(name, DataFiles.read("", file, MatlabEcg.LONGEST_BYTES), false);
    return new RecordSummary(
        id(file), SAMPLING_RATE_HZ, ecg.samples(), ecg.age(), ecg.sex(), diagnoses);
  }

  @Override
  public String name() {
    return "CPSC2018";
  }

  @Override
  public String description() {
    return "CPSC2018 in its original MATLAB form, %s at %s Hz in %s%s%s"
        .formatted(
            Words.records(records.size()),
            SAMPLING_RATE_HZ,
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
  public EcgRecord read(String id) {
    Path file = files.get(id);
    if (file == null) {
      throw DataFolder.noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList());
    }
    MatlabEcg ecg =
        MatlabEcg.read(
            file.getFileName().toString(), DataFiles.read("", file, MatlabEcg.LONGEST_BYTES), true);
    return new EcgRecord(
        id, SAMPLING_RATE_HZ, ecg.millivolts(), ecg.age(), ecg.sex(), labels.get(id));
  }

  @Override
  public TreeSet<Path> files() {
    TreeSet<Path> all = new TreeSet<>(files.values());
    all.add(folder.resolve(ReferenceTable.NAME));
    return all;
  }

  @Override
  public Map<String, String> contents() {
    Map<Path, String> each = sums().each();
    Map<String, String> contents = new HashMap<>();
    files.forEach((id, file) -> contents.put(id, each.get(file)));
    return contents;
  }
}
