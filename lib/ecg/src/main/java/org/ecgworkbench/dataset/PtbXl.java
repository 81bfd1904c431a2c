package org.ecgworkbench.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.dataset.wfdb.PtbXlDatabase;
import org.ecgworkbench.dataset.wfdb.WfdbReader;
import org.ecgworkbench.dataset.wfdb.WfdbSignals;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/**
 * PTB-XL (Wagner et al. 2020, doi 10.1038/s41597-020-0495-6): {@code ptbxl_database.csv}, {@code scp_statements.csv} and WFDB records
 * of 10 s in {@code records500} or {@code records100}. Age, sex, diagnoses and folds come from the database; comments in the
 * headers are not used.
 *
 * <p>The nine classes are taken from SCP codes by {@link #CLASS_OF_SCP_CODE}, which is this project's choice: NORM is "normal ECG",
 * narrower than sinus rhythm, and STD_ and STE_ are "non-specific". A code counts whatever its likelihood, unless {@link Options}
 * asks for more; likelihood 0 means "not stated" in the database (all of its rhythm statements, for example) and always counts.
 *
 * <p>Record ids are the {@code ecg_id} in five digits, the same at both rates. An age of 300 is the database's way of writing "over 89,
 * not told" and is empty here.
 */
public final class PtbXl extends FolderDataset {
  /** The file with one row a record. */
  public static final String DATABASE = PtbXlDatabase.NAME;

  /** The SCP code that stands for each of the nine classes, in their order. */
  public static final Map<String, Diagnosis> CLASS_OF_SCP_CODE = PtbXlDatabase.CLASS_OF_SCP_CODE;

  private final Options options;
  private final List<RecordSummary> records;
  private final Map<String, PtbXlEntry> entries;
  private final Map<String, List<String>> unknownCodes;
  private final TreeSet<Path> files;
  private final Folds folds;

  /**
   * How the database is read.
   *
   * @param samplingRateHz the rate of the files, 500 ({@code records500}) or 100 ({@code records100})
   * @param minimumLikelihood the least stated likelihood, in percent, with which a code counts, 0 to 100; codes without a stated
   *     likelihood always count
   * @param resample whether records at 100 Hz are brought to the protocol's 500 Hz as they are read, through {@link Resampler}; what lies
   *     above 50 Hz stays lost
   */
  public record Options(int samplingRateHz, double minimumLikelihood, boolean resample) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the rate is neither 500 nor 100 Hz, or the likelihood is outside 0 to 100
     */
    public Options {
      if (samplingRateHz != 500 && samplingRateHz != 100) {
        throw new IllegalArgumentException(
            "PTB-XL has records at 500 and at 100 Hz, found " + samplingRateHz + " Hz");
      }
      if (!(minimumLikelihood >= 0 && minimumLikelihood <= 100)) {
        throw new IllegalArgumentException(
            "the likelihood must be 0 to 100 %, found " + minimumLikelihood);
      }
    }

    /** {@return 500 Hz, every code whatever its likelihood, no resampling} */
    public static Options defaults() {
      return new Options(500, 0, false);
    }

    /**
     * {@return these options for files of another rate}
     *
     * @param hz 500 or 100
     * @throws IllegalArgumentException if it is neither
     */
    public Options withSamplingRateHz(int hz) {
      return new Options(hz, minimumLikelihood, resample);
    }

    /**
     * {@return these options with another least likelihood}
     *
     * @param percent 0 (every code counts) to 100
     * @throws IllegalArgumentException if it is outside that range
     */
    public Options withMinimumLikelihood(double percent) {
      return new Options(samplingRateHz, percent, resample);
    }

    /**
     * {@return these options with or without resampling to 500 Hz}
     *
     * @param wanted true to resample; without effect on files at 500 Hz
     */
    public Options withResample(boolean wanted) {
      return new Options(samplingRateHz, minimumLikelihood, wanted);
    }

    private SortedMap<String, PtbXlDatabase.Stated> rows(
        Path folder, SortedMap<String, List<String>> unknown, Predicate<String> wanted) {
      return PtbXlDatabase.rows(folder, samplingRateHz, minimumLikelihood, unknown, wanted);
    }

    /** The rate at which records are read. */
    private int rateAsRead() {
      return resample ? SAMPLING_RATE_HZ : samplingRateHz;
    }
  }

  private PtbXl(
      Path folder,
      Options options,
      SortedMap<String, PtbXlEntry> entries,
      SortedMap<String, List<String>> unknownCodes,
      TreeSet<Path> files,
      LeaveOut leftOut) {
    super(folder, leftOut);
    this.options = options;
    this.entries = new HashMap<>(entries);
    this.records = entries.values().stream().map(PtbXlEntry::summary).toList();
    this.unknownCodes = Collections.unmodifiableMap(unknownCodes);
    this.files = files;
    Map<String, Integer> used = new HashMap<>();
    Map<String, Integer> dropped = new HashMap<>();
    entries.forEach(
        (id, e) -> (e.summary().diagnoses().isEmpty() ? dropped : used).put(id, e.fold()));
    this.folds = Folds.of(used, dropped);
  }

  /**
   * {@return the options that fit what a folder holds}: at 500 Hz, unless there is only {@code records100}.
   *
   * @param folder of PTB-XL
   * @param resample whether records at 100 Hz are then brought to 500 Hz
   */
  public static Options optionsFor(Path folder, boolean resample) {
    boolean only100 =
        Files.isDirectory(folder.resolve("records100"))
            && !Files.isDirectory(folder.resolve("records500"));
    return Options.defaults().withSamplingRateHz(only100 ? 100 : 500).withResample(resample);
  }

  /**
   * Opens a folder: reads the database and all headers, and compares these with the lengths of their files.
   *
   * @param folder holds {@link #DATABASE}, {@code scp_statements.csv} and {@code records500} or {@code records100}
   * @param options which of the rates is read, and which codes count
   * @return the index of all records of the database; none is left out
   * @throws EcgDataException if a file is missing or is not of this form; names the file, the line or the lead, what was expected and what
   *     was found
   */
  public static PtbXl open(Path folder, Options options) {
    return open(folder, options, LeaveOut.none());
  }

  /** As {@link #open(Path, Options)}, but for some records, of which no header and nothing but the id is looked at. */
  static PtbXl open(Path folder, Options options, LeaveOut leftOut) {
    List<String> ids = new ArrayList<>();
    SortedMap<String, List<String>> unknown = new TreeMap<>();
    SortedMap<String, PtbXlDatabase.Stated> stated =
        options.rows(folder, unknown, id -> ids.add(id) && !leftOut.names(id));
    leftOut.requireAmong(folder, ids);
    DataFolder.requireSome(folder, stated.keySet());
    return open(folder, options, stated, unknown, leftOut);
  }

  /** As {@link #open(Path, Options)}, of one record alone; of the others nothing but the id is looked at. */
  static PtbXl open(Path folder, Options options, String id) {
    List<String> ids = new ArrayList<>();
    SortedMap<String, List<String>> unknown = new TreeMap<>();
    SortedMap<String, PtbXlDatabase.Stated> stated =
        options.rows(folder, unknown, one -> ids.add(one) && one.equals(id));
    if (stated.isEmpty()) {
      throw DataFolder.noSuchRecord(folder, id, ids);
    }
    return open(folder, options, stated, unknown, LeaveOut.none());
  }

  private static PtbXl open(
      Path folder,
      Options options,
      SortedMap<String, PtbXlDatabase.Stated> stated,
      SortedMap<String, List<String>> unknown,
      LeaveOut leftOut) {
    TreeSet<Path> files = new TreeSet<>();
    files.add(folder.resolve(DATABASE));
    files.add(folder.resolve(PtbXlDatabase.STATEMENTS));
    SortedMap<String, PtbXlEntry> entries =
        PtbXlEntry.all(stated, options.samplingRateHz(), options.rateAsRead(), files);
    return new PtbXl(folder, options, entries, unknown, files, leftOut);
  }

  @Override
  public String name() {
    return "PTB-XL";
  }

  @Override
  public String description() {
    StringJoiner mapping = new StringJoiner(", ");
    CLASS_OF_SCP_CODE.forEach((code, diagnosis) -> mapping.add(diagnosis + " = " + code));
    return "PTB-XL, %s at %s Hz%s in %s; classes from SCP codes%s: %s; %s without any of them%s"
        .formatted(
            Words.records(records.size()),
            options.samplingRateHz(),
            options.rateAsRead() == options.samplingRateHz()
                ? ""
                : " (resampled to " + options.rateAsRead() + " Hz)",
            folder,
            options.minimumLikelihood() == 0
                ? ""
                : " of likelihood " + options.minimumLikelihood() + " % or more (or not stated)",
            mapping,
            Words.records(folds.dropped().size()),
            leftOut.note());
  }

  @Override
  public List<RecordSummary> records() {
    return records;
  }

  /**
   * The SCP codes outside {@link #CLASS_OF_SCP_CODE}.
   *
   * @return the codes of each record that has any, by id in the order of ids; immutable
   */
  @Override
  public Map<String, List<String>> unknownCodes() {
    return unknownCodes;
  }

  /**
   * The database's {@code strat_fold}: no patient is in two folds; it recommends 1 to 8 to train, 9 to validate, 10 to test.
   *
   * @return never empty; records without any of the nine classes are dropped
   */
  @Override
  public Optional<Folds> publishedFolds() {
    return Optional.of(folds);
  }

  @Override
  public Set<Path> files() {
    return Collections.unmodifiableSet(files);
  }

  @Override
  public Map<String, String> patients() {
    Map<String, String> patients = new HashMap<>();
    entries.forEach(
        (id, entry) -> {
          if (!entry.patient().isEmpty()) {
            patients.put(id, entry.patient());
          }
        });
    return patients;
  }

  private PtbXlEntry entry(String id) {
    PtbXlEntry entry = entries.get(id);
    if (entry == null) {
      throw DataFolder.noSuchRecord(folder, id, records.stream().map(RecordSummary::id).toList());
    }
    return entry;
  }

  @Override
  public EcgRecord read(String id) {
    PtbXlEntry entry = entry(id);
    RecordSummary summary = entry.summary();
    WfdbSignals signals = WfdbReader.readSignals(entry.header());
    WfdbIndex.checkRate(signals.header(), options.samplingRateHz(), "");
    EcgRecord record =
        new EcgRecord(
            id,
            options.samplingRateHz(),
            WfdbReader.millivolts(signals),
            summary.ageYears(),
            summary.sex(),
            summary.diagnoses());
    return Resampler.record(record, options.rateAsRead());
  }
}
