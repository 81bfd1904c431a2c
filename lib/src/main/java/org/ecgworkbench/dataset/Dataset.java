package org.ecgworkbench.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/** An index of recordings in memory and their signals on disk, read one at a time. Implementations are safe for several threads. */
public interface Dataset {
  /** A short name for captions and tables, for example {@code CPSC2018}. */
  String name();

  /** One line that says what this is and where it lies, for the reader of a notebook. */
  String description();

  /** The index, in the order of record ids; immutable. */
  List<RecordSummary> records();

  /**
   * The diagnoses outside the nine classes, as the files write them, for the records that have any, in the order of ids. They are no
   * labels, and they are not lost.
   */
  default Map<String, List<String>> unknownCodes() {
    return Map.of();
  }

  /** The records that are there and were left out by name when this was opened, each with the reason, in the order of ids. */
  default Map<String, String> leftOut() {
    return Map.of();
  }

  /**
   * The folds that the data set was published with, where it was: patient-wise in PTB-XL. Empty where folds are to be assigned, see
   * {@link Folds#paper}.
   */
  default Optional<Folds> publishedFolds() {
    return Optional.empty();
  }

  /**
   * Reads one recording, every check of its form included.
   *
   * @throws EcgDataException if there is no such record or its files are missing or damaged; names file, lead, expected and found
   */
  EcgRecord read(String id);

  /**
   * The labels of records, {@code [record][9]}, in the order of {@link org.ecgworkbench.ecg.Diagnosis}: what a learner is fitted to.
   *
   * @throws EcgDataException if there is no record of an id
   */
  default boolean[][] labels(List<String> ids) {
    Map<String, RecordSummary> byId = new HashMap<>();
    records().forEach(r -> byId.put(r.id(), r));
    return ids.stream()
        .map(
            id -> {
              if (!byId.containsKey(id)) {
                throw new EcgDataException(name() + ": there is no record " + id);
              }
              return byId.get(id).labels();
            })
        .toArray(boolean[][]::new);
  }

  /**
   * SHA-256 over the names and the bytes of all files of the data set, in hexadecimal; computed once. For a data set in a folder it is
   * the sum of the text that {@code sha256sum} prints for its files, by their names relative to the folder, in the order of bytes of
   * the names.
   */
  String manifestSha256();
}
