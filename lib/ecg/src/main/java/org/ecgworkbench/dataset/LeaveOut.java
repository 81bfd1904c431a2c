package org.ecgworkbench.dataset;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.Csv;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Records that a researcher leaves out by name, each with the reason. They are left out as if their files were not there: nothing of them is
 * read, so a record that cannot be read may be among them, and folds are made of the others. {@link EcgDataset#leftOut()} and the list of
 * exclusions keep them in sight.
 *
 * @param reasons the reason of each record, in the order of ids; one line each
 */
public record LeaveOut(SortedMap<String, String> reasons) {
  /** The reason where none is given. */
  public static final String UNSTATED = "named, no reason given";

  /** The quality gate's check that leaves a record in: it has no label of the nine, which is no fault. */
  private static final String NO_LABEL = "NO_LABEL";

  private static final LeaveOut NONE = new LeaveOut(new TreeMap<>());
  private static final String BETWEEN = " | ";
  private static final int LONGEST_BYTES = 1 << 26;

  /**
   * Checks the texts.
   *
   * @throws IllegalArgumentException if an id or a reason is blank, not one line, or contains {@code " | "}, or an id contains {@code ":
   *     "}: {@link #text} writes these between them
   */
  public LeaveOut {
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
    reasons.forEach(
        (id, reason) -> {
          if (id.isBlank() || id.contains(": ") || reason.isBlank() || !isOneLine(id + reason)) {
            throw new IllegalArgumentException(
                "a record to leave out needs a name and a reason, of one line each and without ' | ', found '"
                    + Words.quotable(id + ": " + reason)
                    + "'");
          }
        });
  }

  private static boolean isOneLine(String text) {
    return text.chars().noneMatch(Character::isISOControl) && !text.contains(BETWEEN);
  }

  /** {@return one that leaves out no record} */
  public static LeaveOut none() {
    return NONE;
  }

  /**
   * What a user types: names separated by commas, or a file. A file is a table with a column {@code record} and, if need be, {@code
   * reason}, as the quality report's {@code exclusions.csv} is, or else has one name a line, of which those with {@code #} in front are
   * comments. Of {@code exclusions.csv} the records without any of the nine classes are not taken: the protocol leaves those out itself,
   * after folds are made; where no other is left, no record is left out.
   *
   * @param fileOrNames the path of a file that is there, or names; blanks around it and around each name are ignored
   * @return the records with the reasons of the file, or {@link #UNSTATED} where it gives none
   * @throws EcgDataException if the file cannot be read, or is none of these and names no record
   * @throws IllegalArgumentException if there is neither a file of that name nor a list of names, a record is named twice, or a name or
   *     reason is not one that this holds
   */
  public static LeaveOut parse(String fileOrNames) {
    String text = fileOrNames.strip();
    Path file = text.isEmpty() ? null : Path.of(text);
    if (file != null && Files.isRegularFile(file)) {
      return ofFile(file);
    }
    SortedMap<String, String> reasons = new TreeMap<>();
    for (String name : text.split(",", -1)) {
      if (name.contains("/") || name.isBlank()) {
        throw new IllegalArgumentException(
            "expected a file, or names of records separated by commas, to leave out, found '"
                + Words.quotable(fileOrNames)
                + "'");
      }
      putOnce(reasons, name.strip(), UNSTATED);
    }
    return new LeaveOut(reasons);
  }

  private static LeaveOut ofFile(Path file) {
    String name = file.getFileName().toString();
    String text =
        new String(DataFiles.read("", file, LONGEST_BYTES), StandardCharsets.UTF_8)
            .replace("\ufeff", "");
    SortedMap<String, String> reasons = new TreeMap<>();
    String first = text.lines().findFirst().orElse("");
    if (List.of(first.split(",")).contains("record")) {
      Csv table = new Csv(file, List.of("record"));
      for (Csv.Row row : table.rows()) {
        String check = table.has("check") ? row.get("check") : "";
        if (check.equals(NO_LABEL) || row.get("record").isEmpty()) {
          continue;
        }
        String reason = table.has("reason") ? row.get("reason") : "";
        putOnce(reasons, row.get("record"), reason.isEmpty() ? UNSTATED : reason);
      }
      if (table.has("check")) {
        return new LeaveOut(reasons);
      }
    } else {
      text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(line -> putOnce(reasons, line, UNSTATED));
    }
    if (reasons.isEmpty()) {
      throw new EcgDataException(name + ": expected records to leave out, found none");
    }
    return new LeaveOut(reasons);
  }

  private static void putOnce(SortedMap<String, String> reasons, String id, String reason) {
    if (reasons.put(id, reason) != null) {
      throw new IllegalArgumentException(
          "record " + Words.quotable(id) + " is to be left out twice");
    }
  }

  /** {@return whether no record is left out} */
  public boolean isEmpty() {
    return reasons.isEmpty();
  }

  /**
   * {@return whether a record is left out}
   *
   * @param id the record's name; case counts
   */
  public boolean names(String id) {
    return reasons.containsKey(id);
  }

  /** {@return the records and reasons in one line, from which {@link #ofText} makes the same again; empty for none} */
  public String text() {
    return String.join(
        BETWEEN,
        reasons.entrySet().stream().map(one -> one.getKey() + ": " + one.getValue()).toList());
  }

  /**
   * What {@link #text} wrote.
   *
   * @param text records as {@code ID: REASON} with {@code " | "} between; empty for none
   * @return the same records and reasons
   * @throws IllegalArgumentException if it is not of that form
   */
  public static LeaveOut ofText(String text) {
    SortedMap<String, String> reasons = new TreeMap<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(" \\| ", -1)) {
      int colon = one.indexOf(": ");
      if (colon < 0) {
        throw new IllegalArgumentException(
            "expected records to leave out, each with its reason, found '"
                + Words.quotable(text)
                + "'");
      }
      putOnce(reasons, one.substring(0, colon), one.substring(colon + 2));
    }
    return new LeaveOut(reasons);
  }

  /**
   * Checks that each of the records is there: a name that fits none is a slip of the pen.
   *
   * @throws EcgDataException for the first that is not
   */
  void requireAmong(Path folder, Collection<String> ids) {
    for (String id : reasons.keySet()) {
      if (!ids.contains(id)) {
        throw new EcgDataException(
            folder + ": record " + Words.quotable(id) + " is to be left out, and is not there");
      }
    }
  }

  /** The end of a description: how many are left out; nothing if none is. */
  String note() {
    return isEmpty() ? "" : "; " + Words.records(reasons.size()) + " left out by name";
  }
}
