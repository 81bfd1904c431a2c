package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;

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
public final class PtbXl implements Dataset {
  /** The file with one row a record. */
  public static final String DATABASE = "ptbxl_database.csv";

  /** The file with one row a SCP code. */
  public static final String STATEMENTS = "scp_statements.csv";

  /** The SCP code that stands for each of the nine classes, in their order. */
  public static final Map<String, Diagnosis> CLASS_OF_SCP_CODE = classOfScpCode();

  private static final int AGE_NOT_TOLD = 300;
  private static final Pattern CODES =
      Pattern.compile(
          "\\{\\s*(?:'[^']{1,40}'\\s*:\\s*[0-9.]{1,10}\\s*(?:,\\s*(?!\\})|(?=\\})))*+\\}");
  private static final Pattern CODE = Pattern.compile("'([^']+)'\\s*:\\s*([0-9.]+)");

  private final Path folder;
  private final Options options;
  private final List<RecordSummary> records;
  private final Map<String, Entry> entries;
  private final Map<String, List<String>> unknownCodes;
  private final TreeSet<Path> files;
  private final Folds folds;
  private String manifest;

  /**
   * How the database is read.
   *
   * @param samplingRateHz 500 or 100
   * @param minimumLikelihood the least stated likelihood, in percent, with which a code counts, 0 to 100; codes without a stated
   *     likelihood always count
   */
  public record Options(int samplingRateHz, double minimumLikelihood) {
    /** Checks the values. */
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

    /** 500 Hz, every code whatever its likelihood. */
    public static Options defaults() {
      return new Options(500, 0);
    }

    /** The same at 500 or 100 Hz. */
    public Options withSamplingRateHz(int hz) {
      return new Options(hz, minimumLikelihood);
    }

    /** The same with another least likelihood in percent. */
    public Options withMinimumLikelihood(double percent) {
      return new Options(samplingRateHz, percent);
    }
  }

  private record Entry(Path header, RecordSummary summary, String patient, int fold) {}

  /** A row of the database before its header is looked at. */
  record Stated(
      String id,
      Path header,
      OptionalInt age,
      Sex sex,
      Set<Diagnosis> diagnoses,
      String patient,
      int fold) {}

  private PtbXl(
      Path folder,
      Options options,
      SortedMap<String, Entry> entries,
      SortedMap<String, List<String>> unknownCodes,
      TreeSet<Path> files) {
    this.folder = folder;
    this.options = options;
    this.entries = new HashMap<>(entries);
    this.records = entries.values().stream().map(Entry::summary).toList();
    this.unknownCodes = Collections.unmodifiableMap(unknownCodes);
    this.files = files;
    Map<String, Integer> used = new HashMap<>();
    Map<String, Integer> dropped = new HashMap<>();
    entries.forEach(
        (id, e) -> (e.summary().diagnoses().isEmpty() ? dropped : used).put(id, e.fold()));
    this.folds = Folds.of(used, dropped);
  }

  private static Map<String, Diagnosis> classOfScpCode() {
    Map<String, Diagnosis> map = new LinkedHashMap<>();
    map.put("NORM", Diagnosis.SNR);
    map.put("AFIB", Diagnosis.AF);
    map.put("1AVB", Diagnosis.IAVB);
    map.put("CLBBB", Diagnosis.LBBB);
    map.put("CRBBB", Diagnosis.RBBB);
    map.put("PAC", Diagnosis.PAC);
    map.put("PVC", Diagnosis.PVC);
    map.put("STD_", Diagnosis.STD);
    map.put("STE_", Diagnosis.STE);
    return Collections.unmodifiableMap(map);
  }

  /**
   * Opens a folder: reads the database and all headers, and compares these with the lengths of their files.
   *
   * @throws EcgDataException if a file is missing or is not of this form; names the file, the line or the lead, what was expected
   *     and what was found
   */
  public static PtbXl open(Path folder, Options options) {
    SortedMap<String, List<String>> unknown = new TreeMap<>();
    SortedMap<String, Stated> stated = stated(folder, options, unknown);
    TreeSet<Path> files = new TreeSet<>();
    files.add(folder.resolve(DATABASE));
    files.add(folder.resolve(STATEMENTS));
    SortedMap<String, Entry> entries = entries(stated, options, files);
    return new PtbXl(folder, options, entries, unknown, files);
  }

  /**
   * The rows of the database, by id; no record is looked at.
   *
   * @param unknown receives the codes outside the nine classes, by id
   */
  static SortedMap<String, Stated> stated(
      Path folder, Options options, SortedMap<String, List<String>> unknown) {
    Datasets.checkFolder(folder);
    Set<String> statements = new HashSet<>();
    for (Csv.Row row : new Csv(folder.resolve(STATEMENTS), List.of("", "description")).rows()) {
      statements.add(row.get(""));
    }
    String fileColumn = options.samplingRateHz() == 500 ? "filename_hr" : "filename_lr";
    List<String> columns =
        List.of("ecg_id", "patient_id", "age", "sex", "scp_codes", "strat_fold", fileColumn);
    SortedMap<String, Stated> stated = new TreeMap<>();
    for (Csv.Row row : new Csv(folder.resolve(DATABASE), columns).rows()) {
      int number = row.integer("ecg_id");
      if (number < 0 || number > 99_999) {
        throw row.error("ecg_id: expected a number of at most five digits, found " + number);
      }
      String id = String.valueOf(100_000 + number).substring(1);
      int fold = row.integer("strat_fold");
      if (fold < 1 || fold > Folds.COUNT) {
        throw row.error("strat_fold: expected a fold from 1 to 10, found " + fold);
      }
      List<String> others = new ArrayList<>();
      Set<Diagnosis> diagnoses = diagnoses(row, statements, options, others);
      if (!others.isEmpty()) {
        unknown.put(id, List.copyOf(others));
      }
      Stated before =
          stated.put(
              id,
              new Stated(
                  id,
                  header(row, folder, fileColumn),
                  age(row),
                  sex(row),
                  diagnoses,
                  row.get("patient_id"),
                  fold));
      if (before != null) {
        throw row.error("expected ecg_id " + number + " once, found it twice");
      }
    }
    if (stated.isEmpty()) {
      throw new EcgDataException(DATABASE + ": expected a row a record, found none");
    }
    return stated;
  }

  private static SortedMap<String, Entry> entries(
      SortedMap<String, Stated> stated, Options options, TreeSet<Path> files) {
    List<Stated> rows = List.copyOf(stated.values());
    List<List<Path>> filesOf = rows.stream().map(r -> (List<Path>) new ArrayList<Path>()).toList();
    List<Object> outcomes =
        IntStream.range(0, rows.size())
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return (Object) entry(rows.get(i), options, filesOf.get(i));
                  } catch (EcgDataException e) {
                    return e;
                  }
                })
            .toList();
    DataFiles.stopIfInterrupted();
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      if (outcomes.get(i) instanceof EcgDataException e) {
        throw e;
      }
      entries.put(rows.get(i).id(), (Entry) outcomes.get(i));
      files.addAll(filesOf.get(i));
    }
    return entries;
  }

  private static Entry entry(Stated row, Options options, List<Path> files) {
    DataFiles.size(DATABASE + ": record " + row.id() + ": ", row.header());
    WfdbHeader header = WfdbHeader.read(row.header());
    WfdbIndex.checkRate(header, options.samplingRateHz());
    files.add(row.header());
    int samples = WfdbReader.checkForm(row.header(), header, files);
    RecordSummary summary =
        new RecordSummary(
            row.id(), options.samplingRateHz(), samples, row.age(), row.sex(), row.diagnoses());
    return new Entry(row.header(), summary, row.patient(), row.fold());
  }

  private static Path header(Csv.Row row, Path folder, String column) {
    String name = row.get(column);
    if (!name.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
      throw row.error(
          column
              + ": expected the path of a record inside the folder, found '"
              + WfdbHeader.quotable(name)
              + "'");
    }
    return folder.resolve(name + ".hea");
  }

  private static OptionalInt age(Csv.Row row) {
    OptionalInt age = HeaderComments.age(row.place(), row.get("age"));
    return age.isPresent() && age.getAsInt() == AGE_NOT_TOLD ? OptionalInt.empty() : age;
  }

  private static Sex sex(Csv.Row row) {
    return switch (row.get("sex")) {
      case "0" -> Sex.MALE;
      case "1" -> Sex.FEMALE;
      case "" -> Sex.UNKNOWN;
      default ->
          throw row.error(
              "sex: expected 0 (male) or 1 (female), found '"
                  + WfdbHeader.quotable(row.get("sex"))
                  + "'");
    };
  }

  private static Set<Diagnosis> diagnoses(
      Csv.Row row, Set<String> statements, Options options, List<String> others) {
    String text = row.get("scp_codes");
    if (text.length() > 4000 || !CODES.matcher(text).matches()) {
      throw row.error(
          "scp_codes: expected codes with likelihoods such as {'NORM': 100.0}, found '"
              + WfdbHeader.quotable(text)
              + "'");
    }
    Set<Diagnosis> diagnoses = EnumSet.noneOf(Diagnosis.class);
    Matcher matcher = CODE.matcher(text);
    while (matcher.find()) {
      String code = matcher.group(1);
      double likelihood;
      try {
        likelihood = Double.parseDouble(matcher.group(2));
      } catch (NumberFormatException e) {
        throw row.error(
            "scp_codes: expected a likelihood from 0 to 100 for "
                + WfdbHeader.quotable(code)
                + ", found '"
                + matcher.group(2)
                + "'");
      }
      if (!statements.contains(code)) {
        throw row.error(
            "scp_codes: expected codes of "
                + STATEMENTS
                + ", found '"
                + WfdbHeader.quotable(code)
                + "'");
      }
      Diagnosis diagnosis = CLASS_OF_SCP_CODE.get(code);
      if (diagnosis == null) {
        others.add(code);
      } else if (likelihood == 0 || likelihood >= options.minimumLikelihood()) {
        diagnoses.add(diagnosis);
      }
    }
    return diagnoses;
  }

  @Override
  public String name() {
    return "PTB-XL";
  }

  @Override
  public String description() {
    StringJoiner mapping = new StringJoiner(", ");
    CLASS_OF_SCP_CODE.forEach((code, diagnosis) -> mapping.add(diagnosis + " = " + code));
    return "PTB-XL, "
        + Datasets.count(records.size())
        + " at "
        + options.samplingRateHz()
        + " Hz in "
        + folder
        + "; classes from SCP codes"
        + (options.minimumLikelihood() == 0
            ? ""
            : " of likelihood " + options.minimumLikelihood() + " % or more (or not stated)")
        + ": "
        + mapping
        + "; "
        + Datasets.count(folds.dropped().size())
        + " without any of them";
  }

  @Override
  public List<RecordSummary> records() {
    return records;
  }

  /** The SCP codes outside {@link #CLASS_OF_SCP_CODE} of each record that has any. */
  @Override
  public Map<String, List<String>> unknownCodes() {
    return unknownCodes;
  }

  /** The database's {@code strat_fold}: no patient is in two folds; it recommends 1 to 8 to train, 9 to validate, 10 to test. */
  @Override
  public Optional<Folds> publishedFolds() {
    return Optional.of(folds);
  }

  /**
   * The patient of a record, as the database numbers them.
   *
   * @throws EcgDataException if there is no such record
   */
  public String patientOf(String id) {
    return entry(id).patient();
  }

  private Entry entry(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new EcgDataException(WfdbIndex.noSuchRecord(folder, id, records));
    }
    return entry;
  }

  @Override
  public EcgRecord read(String id) {
    Entry entry = entry(id);
    RecordSummary summary = entry.summary();
    WfdbSignals signals = WfdbReader.readSignals(entry.header());
    WfdbIndex.checkRate(signals.header(), summary.samplingRateHz());
    return new EcgRecord(
        id,
        summary.samplingRateHz(),
        WfdbReader.millivolts(signals),
        summary.ageYears(),
        summary.sex(),
        summary.diagnoses());
  }

  @Override
  public synchronized String manifestSha256() {
    if (manifest == null) {
      manifest = WfdbIndex.manifestSha256(folder, files);
    }
    return manifest;
  }
}
