package org.ecgworkbench.dataset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;

/** An index of recordings in memory and their signals on disk, read one at a time. Implementations are safe for several threads. */
public interface EcgDataset {
  /** The sampling rate of the paper's protocol, whose window of 15,000 samples means 30 s. */
  int SAMPLING_RATE_HZ = 500;

  /** {@return a short name for captions and tables, for example {@code CPSC2018}} */
  String name();

  /** {@return one line that says what this is, how many records it has and where it lies, for the reader of a notebook} */
  String description();

  /** {@return the index, in the order of record ids; immutable, and made when the data set was opened} */
  List<RecordSummary> records();

  /**
   * The diagnoses outside the nine classes, as the files write them. They are no labels, and they are not lost.
   *
   * @return the codes of each record that has any, by id in the order of ids; immutable
   */
  default Map<String, List<String>> unknownCodes() {
    return Map.of();
  }

  /**
   * {@return the reason of each record that is there and was left out by name when this was opened, by id in the order of ids; empty if
   * none was}
   */
  default Map<String, String> leftOut() {
    return Map.of();
  }

  /** {@return the files that the recordings are read from, tables of labels among them; none where they lie in no folder} */
  default Set<Path> files() {
    return Set.of();
  }

  /**
   * The gains that the files state.
   *
   * @return what the header of each record says of its leads, for example {@code 1000.0/mV}, by id; empty where files have none
   */
  default Map<String, String> gains() {
    return Map.of();
  }

  /**
   * The patients, where they are known.
   *
   * @return a name of the patient of each record, by id; equal for records of one patient; empty where it is not known
   */
  default Map<String, String> patients() {
    return Map.of();
  }

  /**
   * What stands for the recordings' content: the SHA-256 of the files that hold the samples. Records of one content are one person's.
   *
   * @return for each record in a folder, by id; empty where they lie in none
   * @throws EcgDataException if a file can no longer be read
   */
  default Map<String, String> contents() {
    return Map.of();
  }

  /**
   * The folds that the data set was published with, where it was: patient-wise in PTB-XL.
   *
   * @return folds over the records of the index; empty where folds are to be assigned, see {@link Folds#paper}
   */
  default Optional<Folds> publishedFolds() {
    return Optional.empty();
  }

  /**
   * Reads one recording, every check of its form included.
   *
   * @param id a record of {@link #records()}
   * @return the recording; what lies in a folder is read anew at each call
   * @throws EcgDataException if there is no such record or its files are missing or damaged; names file, lead, expected and found
   */
  EcgRecord read(String id);

  /**
   * The labels of records: what a learner is fitted to.
   *
   * @param ids records of the index, in any order; one may occur again
   * @return {@code [record][9]}, records as the ids, classes in the order of {@link org.ecgworkbench.ecg.Diagnosis}; a new array
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
   * SHA-256 over the names and the bytes of all files of the data set; computed once. For a data set in a folder it is the sum of the text
   * that {@code sha256sum} prints for its files, by their names relative to the folder, in the order of bytes of the names.
   *
   * @return 64 hexadecimal digits in lower case
   * @throws EcgDataException if a file can no longer be read
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  String manifestSha256();
}
