package org.ecgworkbench.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.ecgworkbench.Golden;
import org.ecgworkbench.dataset.wfdb.WfdbWriter;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Sex;
import org.ecgworkbench.random.NumpyRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values: golden/numpy_random_and_split.json, made with NumPy 1.24.2. */
class FoldsTest {
  private final JsonObject golden = Golden.json("numpy_random_and_split.json");

  private static List<RecordSummary> records(int n, int unlabelledEvery) {
    List<RecordSummary> records = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      records.add(
          new RecordSummary(
              "A%04d".formatted(i),
              500,
              5000,
              OptionalInt.empty(),
              Sex.UNKNOWN,
              i % unlabelledEvery == 0 ? Set.of() : Set.of(Diagnosis.AF)));
    }
    return records;
  }

  @Test
  void foldSizesOfAllRecordsAreTheAuthors() {
    int[] expected = Golden.ints(golden.get("fold_sizes_n6877"));
    int[] column = Folds.column(6877);
    for (int fold = 1; fold <= 10; fold++) {
      int wanted = fold;
      assertEquals(
          expected[fold - 1], IntStream.of(column).filter(f -> f == wanted).count(), "" + fold);
    }
    assertTrue(IntStream.range(1, 6877).allMatch(i -> column[i] >= column[i - 1]));
  }

  @Test
  void theFoldColumnIsPermutedAsNumpyDoes() {
    int[] expected =
        Golden.ints(golden.getAsJsonObject("seed42_stream").get("permutation_int8_folds_n25"));
    Folds folds = Folds.assign(records(25, 100), new NumpyRandom(42));
    assertArrayEquals(
        expected, folds.foldOf().values().stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void recordsAreDealtInTheOrderOfIdsWhateverTheOrderGiven() {
    List<RecordSummary> shuffled = records(25, 100);
    Collections.reverse(shuffled);
    assertEquals(
        Folds.assign(records(25, 100), new NumpyRandom(42)),
        Folds.assign(shuffled, new NumpyRandom(42)));
  }

  @Test
  void recordsWithoutALabelAreDroppedAfterThePermutationAndListed() {
    int[] expected =
        Golden.ints(golden.getAsJsonObject("seed42_stream").get("permutation_int8_folds_n25"));
    Folds folds = Folds.assign(records(25, 7), new NumpyRandom(42));
    assertEquals(List.of("A0007", "A0014", "A0021"), folds.dropped());
    assertEquals(22, folds.foldOf().size());
    folds
        .foldOf()
        .forEach((id, f) -> assertEquals(expected[Integer.parseInt(id.substring(1)) - 1], f));
  }

  @Test
  void theSplitIsNumpysForEverySeed() {
    Folds folds = Folds.assign(records(100, 1000), new NumpyRandom(0));
    for (Map.Entry<String, JsonElement> seed : golden.getAsJsonObject("split").entrySet()) {
      JsonObject expected = seed.getValue().getAsJsonObject();
      RecordSplit split = folds.split(Long.parseLong(seed.getKey()));
      assertArrayEquals(Golden.ints(expected.get("train")), ints(split.trainFolds()));
      assertArrayEquals(Golden.ints(expected.get("val")), ints(split.validationFolds()));
      assertArrayEquals(Golden.ints(expected.get("test")), ints(split.testFolds()));
      assertPartition(folds, split);
      assertEquals(80, split.trainIds().size());
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void assertPartition(Folds folds, RecordSplit split) {
    Set<String> all = new HashSet<>();
    for (List<String> part : List.of(split.trainIds(), split.validationIds(), split.testIds())) {
      assertTrue(part.stream().allMatch(all::add), "no record is in two parts");
      assertEquals(part.stream().sorted().toList(), part);
    }
    assertEquals(folds.foldOf().keySet(), all);
    assertTrue(
        split.testIds().stream()
            .allMatch(id -> split.testFolds().contains(folds.foldOf().get(id))));
  }

  @Test
  void theRotationTestsAndValidatesEachRecordOnce() {
    Folds folds = Folds.assign(records(57, 1000), new NumpyRandom(3));
    List<String> tested = new ArrayList<>();
    List<String> validated = new ArrayList<>();
    for (int k = 1; k <= 10; k++) {
      RecordSplit split = folds.rotation(k);
      assertPartition(folds, split);
      assertEquals(8, split.trainFolds().size());
      tested.addAll(split.testIds());
      validated.addAll(split.validationIds());
    }
    Collections.sort(tested);
    Collections.sort(validated);
    assertEquals(List.copyOf(folds.foldOf().keySet()), tested);
    assertEquals(List.copyOf(folds.foldOf().keySet()), validated);
    assertThrows(IllegalArgumentException.class, () -> folds.rotation(0));
  }

  @Test
  void foldsDependOnTheSeedAndOnNothingElse() {
    List<RecordSummary> records = records(200, 9);
    assertEquals(
        Folds.assign(records, NumpyRandom.stream(1, "folds")),
        Folds.assign(records, NumpyRandom.stream(1, "folds")));
    assertNotEquals(
        Folds.assign(records, NumpyRandom.stream(1, "folds")),
        Folds.assign(records, NumpyRandom.stream(2, "folds")));
  }

  /** 18 pairs of the Challenge's PTB-XL are one signal under two patients' numbers: one person, over any chain. */
  @Test
  void recordsOfOneSignalOrPatientAreOnePersonsAndShareAFold() throws Exception {
    var person =
        Folds.persons(
            Map.of("a", "s1", "b", "s1", "c", "s2", "d", "s3"),
            Map.of("b", "p1", "c", "p1", "d", "p2", "s3", "p3"));
    assertEquals(person.apply("a"), person.apply("c"), "by a signal, then by a patient");
    assertNotEquals(person.apply("a"), person.apply("d"));
    assertNotEquals(person.apply("d"), person.apply("s3"), "a record named as a signal");
    assertNotEquals(person.apply("e"), person.apply("f"));
    for (int i = 0; i < 40; i++) {
      double[][] values = new double[12][500];
      // Two records after the other are one signal.
      values[0][0] = i / 2 / 1000.0;
      WfdbWriter.write(
          folder,
          new EcgRecord(
              "R%02d".formatted(i),
              500,
              values,
              OptionalInt.empty(),
              Sex.MALE,
              Set.of(Diagnosis.AF)));
    }
    EcgDataset dataset = Datasets.open(folder);
    assertEquals(20, Set.copyOf(dataset.contents().values()).size());
    Map<String, Integer> foldOf = Folds.paper(dataset, 3).foldOf();
    for (int i = 0; i < 40; i += 2) {
      assertEquals(foldOf.get("R%02d".formatted(i)), foldOf.get("R%02d".formatted(i + 1)));
    }
    assertEquals(10, Set.copyOf(foldOf.values()).size());
  }

  @Test
  void foldsThatOverlapOrDoNotExistAreRefused() {
    Folds folds = Folds.assign(records(20, 100), new NumpyRandom(1));
    assertThrows(
        IllegalArgumentException.class, () -> folds.splitBy(List.of(1), List.of(1), List.of(2)));
    assertThrows(
        IllegalArgumentException.class, () -> folds.splitBy(List.of(11), List.of(1), List.of(2)));
    assertThrows(IllegalArgumentException.class, () -> Folds.of(Map.of("a", 0), Map.of()));
    assertThrows(IllegalArgumentException.class, () -> Folds.of(Map.of("a", 1), Map.of("a", 2)));
    Map<String, Integer> own = new HashMap<>(Map.of("a", 1, "b", 8, "c", 9, "d", 10));
    RecordSplit split = Folds.of(own, Map.of()).splitBy(List.of(1), List.of(8), List.of(9, 10));
    assertEquals(List.of("c", "d"), split.testIds());
  }

  @TempDir Path folder;

  @Test
  void savedFoldsAreReadBack() throws Exception {
    Folds folds = Folds.assign(records(40, 7), new NumpyRandom(5));
    Path file = folder.resolve("folds.csv");
    folds.save(file);
    assertEquals(folds, Folds.load(file));
    Files.writeString(file, "record,fold,used\nA1,11,true\n");
    EcgDataException e = assertThrows(EcgDataException.class, () -> Folds.load(file));
    assertEquals(
        "folds.csv: line 2: expected a record, a fold from 1 to 10, and true or false, found 'A1,11,true'",
        e.getMessage());
    Files.writeString(file, "record,fold,used\nA1,1,true\nA1,2,false\n");
    e = assertThrows(EcgDataException.class, () -> Folds.load(file));
    assertEquals("folds.csv: line 3: expected record A1 once, found it twice", e.getMessage());
    Files.writeString(file, "");
    assertThrows(EcgDataException.class, () -> Folds.load(file));
  }
}
