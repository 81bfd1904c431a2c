package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.ecgworkbench.dataset.Folds;
import org.ecgworkbench.dataset.RecordSplit;

/** Who is on both sides of a split, by {@link Folds#persons}. */
final class Overlaps {
  private static final int MOST_NAMED = 5;

  private final UnaryOperator<String> persons;

  /**
   * Looks for the persons.
   *
   * @param contents what stands for the signal of each record, by id
   * @param patients of records, by id; none where they are not known
   */
  Overlaps(Map<String, String> contents, Map<String, String> patients) {
    persons = Folds.persons(contents, patients);
  }

  /** {@return records of the later parts whose person is in an earlier one, each with a record of that person there} */
  SortedMap<String, String> across(RecordSplit split) {
    SortedMap<String, String> found = new TreeMap<>();
    Map<String, String> seen = new HashMap<>();
    for (Collection<String> part :
        List.of(split.trainIds(), split.validationIds(), split.testIds())) {
      for (String id : part) {
        String other = seen.get(persons.apply(id));
        if (other != null) {
          found.put(id, other);
        }
      }
      part.forEach(id -> seen.putIfAbsent(persons.apply(id), id));
    }
    return found;
  }

  /**
   * {@return a sentence about splits; none where each person is in one part of each}
   *
   * @param splits of one data set
   */
  List<String> sentences(List<RecordSplit> splits) {
    SortedMap<String, String> all = new TreeMap<>();
    int torn = 0;
    for (RecordSplit split : splits) {
      SortedMap<String, String> across = across(split);
      torn += across.isEmpty() ? 0 : 1;
      across.forEach(all::putIfAbsent);
    }
    if (torn == 0) {
      return List.of();
    }
    List<String> pairs = new ArrayList<>();
    all.forEach((id, other) -> pairs.add(id + " and " + other));
    String first = String.join(", ", pairs.stream().limit(MOST_NAMED).toList());
    int more = pairs.size() - MOST_NAMED;
    return List.of(
        "in %d of %d splits, records of one signal or patient stand in two parts, so that what is tested was seen: %s%s (--leave-out takes one of each out)"
            .formatted(torn, splits.size(), first, more > 0 ? " and " + more + " more" : ""));
  }
}
