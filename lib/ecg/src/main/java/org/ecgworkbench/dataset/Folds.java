package org.ecgworkbench.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ecgworkbench.base.CsvText;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.dataset.file.DataFiles;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.random.NumpyRandom;
import org.ecgworkbench.random.RandomStream;

/**
 * Records dealt out to ten folds, numbered 1 to 10, and the splits made of them. Immutable.
 *
 * <p>{@link #assign} is the rule of the authors' code: in the order of ids, rows int(n i / 10) to int(n (i + 1) / 10) - 1 get fold i +
 * 1, the column is permuted, and records with none of the nine labels are dropped after that.
 *
 * <p>Differs from the authors' code: their permutation is not seeded, so their folds cannot be made again; here the generator is an
 * argument, and {@link #paper} takes the stream {@code folds} of a seed.
 */
public final class Folds {
  /** The number of folds. */
  public static final int COUNT = 10;

  private static final String CSV_HEADER = "record,fold,used";

  private final SortedMap<String, Integer> foldOf;
  private final List<String> dropped;
  private final SortedMap<String, Integer> foldOfDropped;

  private Folds(SortedMap<String, Integer> foldOf, SortedMap<String, Integer> foldOfDropped) {
    this.foldOf = Collections.unmodifiableSortedMap(foldOf);
    this.foldOfDropped = Collections.unmodifiableSortedMap(foldOfDropped);
    this.dropped = List.copyOf(foldOfDropped.keySet());
  }

  /**
   * Deals out records by the rule of the authors' code.
   *
   * @param records the index of a data set, in any order
   * @param random draws one permutation
   * @return the folds of all records, those without a label dropped
   * @throws IllegalArgumentException if an id occurs twice
   */
  public static Folds assign(List<RecordSummary> records, NumpyRandom random) {
    SortedMap<String, RecordSummary> byId = new TreeMap<>();
    for (RecordSummary record : records) {
      if (byId.put(record.id(), record) != null) {
        throw new IllegalArgumentException("record " + record.id() + " occurs twice");
      }
    }
    int[] column = column(byId.size());
    random.shuffle(column);
    SortedMap<String, Integer> foldOf = new TreeMap<>();
    SortedMap<String, Integer> dropped = new TreeMap<>();
    int row = 0;
    for (RecordSummary record : byId.values()) {
      (record.diagnoses().isEmpty() ? dropped : foldOf).put(record.id(), column[row++]);
    }
    return new Folds(foldOf, dropped);
  }

  /**
   * {@link #assign} with the stream {@code folds} of a seed. Differs from the authors' code where several records are of one person, known
   * by the patient's number or by equal content ({@link #persons}): persons are dealt out, in the order of their first record, and all records
   * of one get its fold.
   *
   * @param dataset the records to deal out; folds that it was published with are not looked at
   * @param seed of the run, any number
   * @return the same folds for the same ids, labels and seed
   */
  public static Folds paper(EcgDataset dataset, long seed) {
    NumpyRandom random = RandomStream.FOLDS.stream(seed);
    Persons persons = new Persons(dataset.contents(), dataset.patients());
    SortedMap<String, RecordSummary> byId = new TreeMap<>();
    dataset.records().forEach(record -> byId.put(record.id(), record));
    Map<String, Integer> places = new HashMap<>();
    byId.keySet().forEach(id -> places.putIfAbsent(persons.of(id), places.size()));
    int[] column = column(places.size());
    random.shuffle(column);
    Map<String, Integer> used = new HashMap<>();
    Map<String, Integer> dropped = new HashMap<>();
    byId.forEach(
        (id, record) ->
            (record.diagnoses().isEmpty() ? dropped : used)
                .put(id, column[places.get(persons.of(id))]));
    return of(used, dropped);
  }

  /**
   * Which records are of one person: those of one patient, and those of one signal, whatever the patients' numbers; what hangs together by
   * either, over any number of records, is one person.
   *
   * @param contents what stands for the signal of each record, by id
   * @param patients of records, by id; none where they are not known
   * @return gives for an id a name that is equal for records of one person, and for no others
   */
  public static UnaryOperator<String> persons(
      Map<String, String> contents, Map<String, String> patients) {
    return new Persons(contents, patients)::of;
  }

  /** The fold column of n rows before its permutation. */
  static int[] column(int n) {
    int[] column = new int[n];
    for (int i = 0; i < COUNT; i++) {
      // Python's int(n * i / 10) divides in double precision and cuts off.
      int from = (int) ((double) ((long) n * i) / COUNT);
      int to = (int) ((double) ((long) n * (i + 1)) / COUNT);
      for (int row = from; row < to; row++) {
        column[row] = i + 1;
      }
    }
    return column;
  }

  /**
   * Folds that a data set brings along, such as PTB-XL's patient-wise {@code strat_fold}.
   *
   * @param foldOf the fold of each record to be used, 1 to 10
   * @param dropped the folds of records that are left out for want of a label
   * @return the folds; the maps are copied
   * @throws IllegalArgumentException if a fold is outside 1 to 10 or a record is both used and dropped
   */
  public static Folds of(Map<String, Integer> foldOf, Map<String, Integer> dropped) {
    for (Map<String, Integer> map : List.of(foldOf, dropped)) {
      map.forEach(
          (id, fold) -> {
            if (fold < 1 || fold > COUNT) {
              throw new IllegalArgumentException(
                  "record " + id + ": expected a fold from 1 to 10, found " + fold);
            }
          });
    }
    if (!Collections.disjoint(foldOf.keySet(), dropped.keySet())) {
      throw new IllegalArgumentException("a record cannot be both used and dropped");
    }
    return new Folds(new TreeMap<>(foldOf), new TreeMap<>(dropped));
  }

  /** {@return the fold, 1 to 10, of each record in use, by id in the order of ids; immutable} */
  public SortedMap<String, Integer> foldOf() {
    return foldOf;
  }

  /** {@return the records left out because they have none of the nine labels, in the order of ids; immutable} */
  public List<String> dropped() {
    return dropped;
  }

  /**
   * {@return the records in use of some folds, in the order of ids}
   *
   * @param folds numbers from 1 to 10 in any order; one that holds no record adds none
   */
  public List<String> ids(Collection<Integer> folds) {
    Set<Integer> wanted = new HashSet<>(folds);
    return foldOf.entrySet().stream()
        .filter(e -> wanted.contains(e.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The authors' split: {@code numpy.random.RandomState(seed).permutation(range(1, 11))}, of which the first eight folds train, the ninth
   * validates and the tenth tests.
   *
   * @param seed 0 to 2^32 - 1, as NumPy takes it
   * @return the records of each part in the order of ids, the folds in the order drawn
   * @throws IllegalArgumentException if the seed is outside that range
   */
  public RecordSplit split(long seed) {
    List<Integer> order =
        IntStream.of(RandomStream.SPLIT.stream(seed).permutation(COUNT))
            .mapToObj(i -> i + 1)
            .toList();
    return splitBy(order.subList(0, 8), order.subList(8, 9), order.subList(9, 10));
  }

  /**
   * One turn of the full rotation, in which each fold tests once and validates once: fold k tests, the fold after it validates (after 10
   * comes 1), the other eight train.
   *
   * @param k 1 to 10
   * @return the records of each part in the order of ids
   * @throws IllegalArgumentException if k is outside that range
   */
  public RecordSplit rotation(int k) {
    if (k < 1 || k > COUNT) {
      throw new IllegalArgumentException("the test fold must be 1 to 10, found " + k);
    }
    int validation = k % COUNT + 1;
    List<Integer> train =
        IntStream.rangeClosed(1, COUNT).filter(f -> f != k && f != validation).boxed().toList();
    return splitBy(train, List.of(validation), List.of(k));
  }

  /**
   * A split by folds of one's own choice, such as PTB-XL's 1-8, 9, 10. A fold that is not named is in no part.
   *
   * @param train the folds to fit on, 1 to 10
   * @param validation the folds that choose the epoch and the thresholds
   * @param test the folds that nothing is chosen on
   * @return the records of each part in the order of ids; the folds stay in the order given
   * @throws IllegalArgumentException if a fold is named twice or is outside 1 to 10
   */
  public RecordSplit splitBy(List<Integer> train, List<Integer> validation, List<Integer> test) {
    Set<Integer> seen = new TreeSet<>();
    for (List<Integer> folds : List.of(train, validation, test)) {
      for (int fold : folds) {
        if (fold < 1 || fold > COUNT || !seen.add(fold)) {
          throw new IllegalArgumentException(
              "expected folds from 1 to 10, each once, found " + train + validation + test);
        }
      }
    }
    return new RecordSplit(ids(train), ids(validation), ids(test), train, validation, test);
  }

  /**
   * Saves the folds as CSV with the columns {@code record}, {@code fold} and {@code used} ({@code false} for dropped records), in the order
   * of ids.
   *
   * @param file where to; replaced if it is there, its folder made if need be
   * @throws EcgDataException if the file cannot be written
   */
  public void save(Path file) {
    SortedMap<String, String> lines = new TreeMap<>();
    foldOf.forEach((id, fold) -> lines.put(id, CsvText.cell(id) + "," + fold + ",true\n"));
    foldOfDropped.forEach((id, fold) -> lines.put(id, CsvText.cell(id) + "," + fold + ",false\n"));
    String text = CSV_HEADER + "\n" + String.join("", lines.values());
    try {
      WholeFile.write(file, text);
    } catch (IOException e) {
      throw new EcgDataException(file + " cannot be written (" + DataFiles.reason(e) + ")", e);
    }
  }

  /**
   * Reads folds that {@link #save} has written.
   *
   * @param file the CSV, of at most 256 MiB
   * @return folds equal to those that were saved
   * @throws EcgDataException if the file cannot be read or is not of that form; names file, line, expected and found
   */
  public static Folds load(Path file) {
    byte[] bytes = DataFiles.read("", file, 1 << 28);
    List<String> lines =
        new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
    String name = file.getFileName().toString();
    if (lines.isEmpty() || !lines.get(0).equals(CSV_HEADER)) {
      throw new EcgDataException(
          "%s: line 1: expected '%s', found '%s'"
              .formatted(name, CSV_HEADER, lines.isEmpty() ? "" : Words.quotable(lines.get(0))));
    }
    SortedMap<String, Integer> foldOf = new TreeMap<>();
    SortedMap<String, Integer> dropped = new TreeMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = CsvText.cells(lines.get(i));
      boolean plausible =
          fields.length == 3
              && !fields[0].isEmpty()
              && fields[1].matches("[1-9]|10")
              && fields[2].matches("true|false");
      if (!plausible) {
        throw new EcgDataException(
            "%s: line %s: expected a record, a fold from 1 to 10, and true or false, found '%s'"
                .formatted(name, i + 1, Words.quotable(lines.get(i))));
      }
      boolean repeated = foldOf.containsKey(fields[0]) || dropped.containsKey(fields[0]);
      if (repeated) {
        throw new EcgDataException(
            "%s: line %s: expected record %s once, found it twice"
                .formatted(name, i + 1, Words.quotable(fields[0])));
      }
      (fields[2].equals("true") ? foldOf : dropped).put(fields[0], Integer.parseInt(fields[1]));
    }
    return new Folds(foldOf, dropped);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Folds folds
        && foldOf.equals(folds.foldOf)
        && foldOfDropped.equals(folds.foldOfDropped);
  }

  @Override
  public int hashCode() {
    return 31 * foldOf.hashCode() + foldOfDropped.hashCode();
  }

  @Override
  public String toString() {
    return foldOf.size() + " records in 10 folds, " + dropped.size() + " dropped";
  }
}
