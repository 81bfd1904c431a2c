package org.ecgworkbench.dataset.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * What the tables of a folder say.
 *
 * @param table the table's name; empty if there is none
 * @param diagnoses the classes of each record that has a row
 * @param unknownCodes diagnoses outside the nine of each record that has any
 * @param ratesHz the rate of each record that a row states
 */
public record LabelTable(
    String table,
    Map<String, Set<Diagnosis>> diagnoses,
    Map<String, List<String>> unknownCodes,
    Map<String, Double> ratesHz) {

  /** The table of labels of files that carry none. */
  public static final String NAME = "labels.csv";

  private static final double HIGHEST_HZ = 100_000;

  /** Of a folder without tables of labels. */
  public static final LabelTable NONE = new LabelTable("", Map.of(), Map.of(), Map.of());

  /**
   * {@return the labels that the tables of a folder give its recordings}
   *
   * @param folder one that can be listed
   * @throws EcgDataException if a table cannot be read; it names the line
   */
  public static LabelTable of(Path folder) {
    boolean isReference = Files.isRegularFile(folder.resolve(ReferenceTable.NAME));
    Path table = folder.resolve(NAME);
    if (Files.isRegularFile(table)) {
      if (isReference) {
        throw new EcgDataException(
            "%s: expected one table of labels, found %s and %s"
                .formatted(folder, NAME, ReferenceTable.NAME));
      }
      return read(table);
    }
    return isReference
        ? new LabelTable(
            ReferenceTable.NAME,
            ReferenceTable.labels(folder.resolve(ReferenceTable.NAME), id -> true),
            Map.of(),
            Map.of())
        : NONE;
  }

  private static LabelTable read(Path file) {
    String rate = "sampling_rate_hz";
    Csv csv = new Csv(file, List.of("record", "labels"));
    Map<String, Set<Diagnosis>> diagnoses = new TreeMap<>();
    Map<String, List<String>> unknown = new TreeMap<>();
    Map<String, Double> rates = new TreeMap<>();
    for (Csv.Row row : csv.rows()) {
      String id = row.get("record");
      Set<Diagnosis> known = new TreeSet<>();
      List<String> others = new ArrayList<>();
      for (String code : row.get("labels").split("[\\s;]+")) {
        if (!code.isEmpty()) {
          Diagnosis.ofCode(code)
              .or(() -> Diagnosis.ALL.stream().filter(d -> d.name().equals(code)).findFirst())
              .ifPresentOrElse(known::add, () -> others.add(Words.quotable(code)));
        }
      }
      if (diagnoses.put(id, known) != null) {
        throw row.error("expected record " + Words.quotable(id) + " once, found it twice");
      }
      if (!others.isEmpty()) {
        unknown.put(id, others);
      }
      if (csv.has(rate) && !row.get(rate).isEmpty()) {
        rates.put(id, row.number(rate));
        if (!(rates.get(id) > 0 && rates.get(id) <= HIGHEST_HZ)) {
          throw row.error(
              "expected a sampling rate above 0, at most 100000 Hz, found " + rates.get(id));
        }
      }
    }
    return new LabelTable(NAME, diagnoses, unknown, rates);
  }

  /**
   * Checks that a record has a row, or needs none.
   *
   * @param id of the record
   * @param file where it lies, for the message
   * @throws EcgDataException if it needs one
   */
  public void requireRow(String id, Path file) {
    if (!table.isEmpty() && !diagnoses.containsKey(id)) {
      throw new EcgDataException(
          file.getFileName() + ": expected a row in " + table + ", found none");
    }
  }

  /**
   * {@return the rate that a row states}
   *
   * @param id of the record; null for none
   */
  public OptionalDouble rateHz(String id) {
    Double rate = id == null ? null : ratesHz.get(id);
    return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }
}
