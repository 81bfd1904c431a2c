package org.ecgworkbench.dataset.wfdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.Csv;
import org.ecgworkbench.dataset.file.DataFolder;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/** {@code ptbxl_database.csv}: what PTB-XL states about each record, before any record is looked at. */
public final class PtbXlDatabase {
  /** The file with one row a record. */
  public static final String NAME = "ptbxl_database.csv";

  /** The file with one row a SCP code. */
  public static final String STATEMENTS = "scp_statements.csv";

  /** The SCP code that stands for each of the nine classes, in their order. */
  public static final Map<String, Diagnosis> CLASS_OF_SCP_CODE = classOfScpCode();

  private static final int FOLDS = 10;
  private static final int AGE_NOT_TOLD = 300;
  private static final Pattern CODES =
      Pattern.compile(
          "\\{\\s*(?:'[^']{1,40}'\\s*:\\s*[0-9.]{1,10}\\s*(?:,\\s*(?!\\})|(?=\\})))*+\\}");
  private static final Pattern CODE = Pattern.compile("'([^']+)'\\s*:\\s*([0-9.]+)");

  private PtbXlDatabase() {}

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
   * A row of the database.
   *
   * @param id the {@code ecg_id} in five digits
   * @param header where the record's header should lie
   * @param age in years; empty where it is not told
   * @param sex of the patient
   * @param diagnoses the classes of the nine
   * @param patient the {@code patient_id} as written; empty for none
   * @param fold 1 to 10
   */
  public record Stated(
      String id,
      Path header,
      OptionalInt age,
      Sex sex,
      Set<Diagnosis> diagnoses,
      String patient,
      int fold) {}

  /**
   * {@return some rows of the database, by id}
   *
   * @param folder of PTB-XL, which holds the table
   * @param samplingRateHz of the records' files, 500 or 100
   * @param minimumLikelihood the least that counts, in percent
   * @param unknown receives the codes outside the nine classes, by id
   * @param wanted the ids of the rows; of the others nothing but the id is looked at
   * @throws EcgDataException for the first of them that cannot be read, or a patient in two folds
   */
  public static SortedMap<String, Stated> rows(
      Path folder,
      int samplingRateHz,
      double minimumLikelihood,
      SortedMap<String, List<String>> unknown,
      Predicate<String> wanted) {
    Map<String, List<String>> problems = new TreeMap<>();
    SortedMap<String, Stated> stated =
        rows(folder, samplingRateHz, minimumLikelihood, unknown, wanted, problems);
    problems
        .values()
        .forEach(
            all -> {
              throw new EcgDataException(all.get(0));
            });
    inTwoFolds(stated.values())
        .values()
        .forEach(
            sentence -> {
              throw new EcgDataException(NAME + ": " + sentence);
            });
    return stated;
  }

  /**
   * Which records are of a patient of whom another fold has an earlier one.
   *
   * @param stated rows of the table, in any order
   * @return a sentence each, by id
   */
  public static SortedMap<String, String> inTwoFolds(Collection<Stated> stated) {
    Map<String, Stated> first = new HashMap<>();
    SortedMap<String, String> found = new TreeMap<>();
    for (Stated one : stated) {
      Stated other = one.patient().isEmpty() ? null : first.putIfAbsent(one.patient(), one);
      if (other != null && other.fold() != one.fold()) {
        found.put(
            one.id(),
            "patient %s: expected one fold, found record %s in fold %d and record %s in fold %d"
                .formatted(
                    Words.quotable(one.patient()), other.id(), other.fold(), one.id(), one.fold()));
      }
    }
    return found;
  }

  /**
   * {@return as much as can be read of some rows, by id}
   *
   * @param folder of PTB-XL, which holds the table
   * @param samplingRateHz of the records' files, 500 or 100
   * @param minimumLikelihood the least that counts, in percent
   * @param unknown receives the codes outside the nine classes, by id
   * @param wanted the ids of the rows; of the others nothing but the id is looked at
   * @param problems receives what of a record's row cannot be read and is then unknown, by id
   */
  public static SortedMap<String, Stated> rows(
      Path folder,
      int samplingRateHz,
      double minimumLikelihood,
      SortedMap<String, List<String>> unknown,
      Predicate<String> wanted,
      Map<String, List<String>> problems) {
    DataFolder.check(folder);
    Set<String> statements = new HashSet<>();
    for (Csv.Row row : new Csv(folder.resolve(STATEMENTS), List.of("", "description")).rows()) {
      statements.add(row.get(""));
    }
    String fileColumn = samplingRateHz == 500 ? "filename_hr" : "filename_lr";
    List<String> columns =
        List.of("ecg_id", "patient_id", "age", "sex", "scp_codes", "strat_fold", fileColumn);
    SortedMap<String, Stated> stated = new TreeMap<>();
    boolean any = false;
    for (Csv.Row row : new Csv(folder.resolve(NAME), columns).rows()) {
      int number = row.integer("ecg_id");
      if (number < 0 || number > 99_999) {
        throw row.error("ecg_id: expected a number of at most five digits, found " + number);
      }
      String id = String.valueOf(100_000 + number).substring(1);
      any = true;
      if (!wanted.test(id)) {
        continue;
      }
      List<String> wrong = new ArrayList<>();
      int fold = HeaderComments.readable(wrong, 1, () -> fold(row));
      List<String> others = new ArrayList<>();
      Set<Diagnosis> diagnoses =
          HeaderComments.readable(
              wrong, Set.of(), () -> diagnoses(row, statements, minimumLikelihood, others));
      if (!others.isEmpty()) {
        unknown.put(id, List.copyOf(others));
      }
      Stated before =
          stated.put(
              id,
              new Stated(
                  id,
                  header(row, folder, fileColumn),
                  HeaderComments.readable(wrong, OptionalInt.empty(), () -> age(row)),
                  HeaderComments.readable(wrong, Sex.UNKNOWN, () -> sex(row)),
                  diagnoses,
                  row.get("patient_id"),
                  fold));
      if (before != null) {
        throw row.error("expected ecg_id " + number + " once, found it twice");
      }
      if (!wrong.isEmpty()) {
        problems.put(id, wrong);
      }
    }
    if (!any) {
      throw new EcgDataException(NAME + ": expected a row a record, found none");
    }
    return stated;
  }

  private static int fold(Csv.Row row) {
    int fold = row.integer("strat_fold");
    if (fold < 1 || fold > FOLDS) {
      throw row.error("strat_fold: expected a fold from 1 to 10, found " + fold);
    }
    return fold;
  }

  private static Path header(Csv.Row row, Path folder, String column) {
    String name = row.get(column);
    if (!name.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
      throw row.error(
          "%s: expected the path of a record inside the folder, found '%s'"
              .formatted(column, Words.quotable(name)));
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
                  + Words.quotable(row.get("sex"))
                  + "'");
    };
  }

  private static Set<Diagnosis> diagnoses(
      Csv.Row row, Set<String> statements, double minimumLikelihood, List<String> others) {
    String text = row.get("scp_codes");
    if (text.length() > 4000 || !CODES.matcher(text).matches()) {
      throw row.error(
          "scp_codes: expected codes with likelihoods such as {'NORM': 100.0}, found '"
              + Words.quotable(text)
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
            "scp_codes: expected a likelihood from 0 to 100 for %s, found '%s'"
                .formatted(Words.quotable(code), matcher.group(2)));
      }
      if (!statements.contains(code)) {
        throw row.error(
            "scp_codes: expected codes of %s, found '%s'"
                .formatted(STATEMENTS, Words.quotable(code)));
      }
      Diagnosis diagnosis = CLASS_OF_SCP_CODE.get(code);
      if (diagnosis == null) {
        others.add(code);
      } else if (likelihood == 0 || likelihood >= minimumLikelihood) {
        diagnoses.add(diagnosis);
      }
    }
    return diagnoses;
  }
}
