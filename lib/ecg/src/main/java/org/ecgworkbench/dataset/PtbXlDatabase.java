package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.Csv;
import org.ecgworkbench.dataset.wfdb.HeaderComments;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;

/** {@code ptbxl_database.csv}: what PTB-XL states about each record, before any record is looked at. */
public final class PtbXlDatabase {
  private static final int AGE_NOT_TOLD = 300;
  private static final Pattern CODES =
      Pattern.compile(
          "\\{\\s*(?:'[^']{1,40}'\\s*:\\s*[0-9.]{1,10}\\s*(?:,\\s*(?!\\})|(?=\\})))*+\\}");
  private static final Pattern CODE = Pattern.compile("'([^']+)'\\s*:\\s*([0-9.]+)");

  private PtbXlDatabase() {}

  /** A row of the database. */
  public record Stated(
      String id,
      Path header,
      OptionalInt age,
      Sex sex,
      Set<Diagnosis> diagnoses,
      String patient,
      int fold) {}

  /**
   * The rows of the database, by id; no record is looked at.
   *
   * @param unknown receives the codes outside the nine classes, by id
   */
  public static SortedMap<String, Stated> rows(
      Path folder, PtbXl.Options options, SortedMap<String, List<String>> unknown) {
    return rows(folder, options, unknown, id -> true);
  }

  /**
   * Some rows of the database.
   *
   * @param unknown receives the codes outside the nine classes, by id
   * @param wanted the ids of the rows; of the others nothing but the id is looked at
   */
  public static SortedMap<String, Stated> rows(
      Path folder,
      PtbXl.Options options,
      SortedMap<String, List<String>> unknown,
      Predicate<String> wanted) {
    Datasets.checkFolder(folder);
    Set<String> statements = new HashSet<>();
    for (Csv.Row row :
        new Csv(folder.resolve(PtbXl.STATEMENTS), List.of("", "description")).rows()) {
      statements.add(row.get(""));
    }
    String fileColumn = options.samplingRateHz() == 500 ? "filename_hr" : "filename_lr";
    List<String> columns =
        List.of("ecg_id", "patient_id", "age", "sex", "scp_codes", "strat_fold", fileColumn);
    SortedMap<String, Stated> stated = new TreeMap<>();
    boolean any = false;
    for (Csv.Row row : new Csv(folder.resolve(PtbXl.DATABASE), columns).rows()) {
      int number = row.integer("ecg_id");
      if (number < 0 || number > 99_999) {
        throw row.error("ecg_id: expected a number of at most five digits, found " + number);
      }
      String id = String.valueOf(100_000 + number).substring(1);
      any = true;
      if (!wanted.test(id)) {
        continue;
      }
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
    if (!any) {
      throw new EcgDataException(PtbXl.DATABASE + ": expected a row a record, found none");
    }
    return stated;
  }

  private static Path header(Csv.Row row, Path folder, String column) {
    String name = row.get(column);
    if (!name.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")) {
      throw row.error(
          column
              + ": expected the path of a record inside the folder, found '"
              + Words.quotable(name)
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
                  + Words.quotable(row.get("sex"))
                  + "'");
    };
  }

  private static Set<Diagnosis> diagnoses(
      Csv.Row row, Set<String> statements, PtbXl.Options options, List<String> others) {
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
            "scp_codes: expected a likelihood from 0 to 100 for "
                + Words.quotable(code)
                + ", found '"
                + matcher.group(2)
                + "'");
      }
      if (!statements.contains(code)) {
        throw row.error(
            "scp_codes: expected codes of "
                + PtbXl.STATEMENTS
                + ", found '"
                + Words.quotable(code)
                + "'");
      }
      Diagnosis diagnosis = PtbXl.CLASS_OF_SCP_CODE.get(code);
      if (diagnosis == null) {
        others.add(code);
      } else if (likelihood == 0 || likelihood >= options.minimumLikelihood()) {
        diagnoses.add(diagnosis);
      }
    }
    return diagnoses;
  }
}
