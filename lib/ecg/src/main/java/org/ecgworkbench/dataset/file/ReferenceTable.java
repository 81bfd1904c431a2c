package org.ecgworkbench.dataset.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;

/** REFERENCE.csv, the table of labels that CPSC2018 was first published with. */
public final class ReferenceTable {
  /** The table's name. */
  public static final String NAME = "REFERENCE.csv";

  private static final List<String> LABELS = List.of("First_label", "Second_label", "Third_label");

  private ReferenceTable() {}

  /**
   * {@return whether a folder has the table and no WFDB header: CPSC2018's original form}
   *
   * @param folder one that can be listed
   */
  public static boolean isAlone(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME)) && !DataFolder.hasBelow(folder, ".hea");
  }

  /**
   * {@return the labels of each record that has a row, by id}
   *
   * @param reference the table
   * @param wanted the ids of the rows; of the others nothing but the id is looked at
   * @throws EcgDataException for the first row that cannot be read; it names the line
   */
  public static Map<String, Set<Diagnosis>> labels(Path reference, Predicate<String> wanted) {
    Map<String, String> problems = new TreeMap<>();
    Map<String, Set<Diagnosis>> labels = labels(reference, wanted, problems);
    problems
        .values()
        .forEach(
            sentence -> {
              throw new EcgDataException(sentence);
            });
    return labels;
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
    List<String> columns = new ArrayList<>(LABELS);
    columns.add(0, "Recording");
    Map<String, Set<Diagnosis>> labels = new TreeMap<>();
    for (Csv.Row row : new Csv(reference, columns).rows()) {
      if (!wanted.test(row.get("Recording"))) {
        continue;
      }
      String id = row.get("Recording");
      try {
        if (labels.put(id, Set.of()) != null) {
          throw row.error("expected record " + Words.quotable(id) + " once, found it twice");
        }
        labels.put(id, diagnoses(row));
      } catch (EcgDataException e) {
        problems.put(id, e.getMessage());
      }
    }
    return labels;
  }

  private static Set<Diagnosis> diagnoses(Csv.Row row) {
    Set<Diagnosis> diagnoses = EnumSet.noneOf(Diagnosis.class);
    for (String column : LABELS) {
      if (row.get(column).isEmpty()) {
        continue;
      }
      int number = row.integer(column);
      if (number < 1 || number > Diagnosis.ALL.size()) {
        throw row.error(column + ": expected a label from 1 to 9, found " + number);
      }
      diagnoses.add(Diagnosis.ALL.get(number - 1));
    }
    if (diagnoses.isEmpty()) {
      throw row.error("expected a label from 1 to 9, found none");
    }
    return diagnoses;
  }
}
