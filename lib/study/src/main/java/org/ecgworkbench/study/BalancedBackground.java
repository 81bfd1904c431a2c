package org.ecgworkbench.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.random.RandomStream;

/** Chooses background records of which no class has more than any other while it has some left. */
final class BalancedBackground {
  private BalancedBackground() {}

  /**
   * Chooses records, class by class in turn.
   *
   * @param candidates records to choose from; those without a label are left out
   * @param excluded records that must not be chosen
   * @param count how many; fewer where there are fewer
   * @param seed of the order, stream {@code balanced background}
   * @return their ids in the order of ids
   * @throws EcgDataException if there is none to choose
   */
  static List<String> choose(
      Collection<RecordSummary> candidates, Set<String> excluded, int count, long seed) {
    List<RecordSummary> order = new ArrayList<>();
    candidates.stream()
        .filter(r -> !excluded.contains(r.id()) && !r.diagnoses().isEmpty())
        .sorted(java.util.Comparator.comparing(RecordSummary::id))
        .forEach(order::add);
    int[] shuffled = RandomStream.BALANCED_BACKGROUND.stream(seed).permutation(order.size());
    Map<Diagnosis, Deque<String>> left = new EnumMap<>(Diagnosis.class);
    Diagnosis.ALL.forEach(d -> left.put(d, new ArrayDeque<>()));
    for (boolean single : new boolean[] {true, false}) {
      for (int i : shuffled) {
        RecordSummary record = order.get(i);
        if ((record.diagnoses().size() == 1) == single) {
          record.diagnoses().forEach(d -> left.get(d).add(record.id()));
        }
      }
    }
    Set<String> chosen = new LinkedHashSet<>();
    Set<Diagnosis> over = new HashSet<>();
    while (chosen.size() < count && over.size() < left.size()) {
      for (Diagnosis d : Diagnosis.ALL) {
        String next = left.get(d).poll();
        while (next != null && chosen.contains(next)) {
          next = left.get(d).poll();
        }
        if (next == null) {
          over.add(d);
        } else if (chosen.size() < count) {
          chosen.add(next);
        }
      }
    }
    if (chosen.isEmpty()) {
      throw new EcgDataException(
          "a balanced background needs training records beside the explained ones, found none among %d"
              .formatted(candidates.size()));
    }
    return chosen.stream().sorted().toList();
  }
}
