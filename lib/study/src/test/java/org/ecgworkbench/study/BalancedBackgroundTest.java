package org.ecgworkbench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.ecg.Sex;
import org.junit.jupiter.api.Test;

class BalancedBackgroundTest {
  private static RecordSummary record(int number, Diagnosis... labels) {
    Set<Diagnosis> set = EnumSet.noneOf(Diagnosis.class);
    set.addAll(List.of(labels));
    return new RecordSummary(
        "R%03d".formatted(number), 500, 5000, OptionalInt.empty(), Sex.UNKNOWN, set);
  }

  /** 20 of SNR, 5 of AF, 3 of PVC, one of SNR and AF, one without a label. */
  private static List<RecordSummary> records() {
    List<RecordSummary> records = new ArrayList<>();
    for (int i = 0; i < 28; i++) {
      records.add(record(i, i < 20 ? Diagnosis.SNR : i < 25 ? Diagnosis.AF : Diagnosis.PVC));
    }
    records.add(record(28, Diagnosis.SNR, Diagnosis.AF));
    records.add(record(29));
    return records;
  }

  private static long of(List<String> ids, int from, int to) {
    return ids.stream()
        .mapToInt(id -> Integer.parseInt(id.substring(1)))
        .filter(n -> n >= from && n < to)
        .count();
  }

  @Test
  void classesTakeTurnsUntilOneHasNoMore() {
    List<String> nine = BalancedBackground.choose(records(), Set.of(), 9, 42);
    assertEquals(3, of(nine, 0, 20));
    assertEquals(3, of(nine, 20, 25));
    assertEquals(3, of(nine, 25, 28));
    List<String> fourteen = BalancedBackground.choose(records(), Set.of(), 14, 42);
    assertEquals(3, of(fourteen, 25, 28));
    assertEquals(6, of(fourteen, 0, 20));
    assertEquals(5, of(fourteen, 20, 25));
    assertEquals(nine, BalancedBackground.choose(records(), Set.of(), 9, 42));
  }

  @Test
  void excludedRecordsAreNotChosenAndTooFewAreFewer() {
    List<String> all = BalancedBackground.choose(records(), Set.of("R000", "R026"), 100, 42);
    assertEquals(27, all.size());
    assertTrue(!all.contains("R000") && !all.contains("R026") && !all.contains("R029"));
    assertTrue(all.contains("R028"));
    assertEquals(all.stream().sorted().toList(), all);
    EcgDataException error =
        assertThrows(
            EcgDataException.class,
            () -> BalancedBackground.choose(List.of(record(1)), Set.of(), 5, 42));
    assertEquals(
        "a balanced background needs training records beside the explained ones, found none among 1",
        error.getMessage());
  }
}
