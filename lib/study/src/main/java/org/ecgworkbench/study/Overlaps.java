package org.ecgworkbench.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ecgworkbench.dataset.RecordSplit;

/**
 * Who is on both sides of a split: records of one patient, and records of one signal, which are one patient whatever their numbers. What
 * hangs together by either, over any number of records, is one person.
 */
final class Overlaps {
  private static final int MOST_NAMED = 5;

  private final Map<String, String> parents = new HashMap<>();

  /**
   * Looks for the persons.
   *
   * @param contents what stands for the signal of each record, by id
   * @param patients of records, by id; none where they are not known
   */
  Overlaps(Map<String, String> contents, Map<String, String> patients) {
    contents.forEach((id, sum) -> parents.put(root(id), root("signal " + sum)));
    patients.forEach((id, patient) -> parents.put(root(id), root("patient " + patient)));
  }

  private String root(String name) {
    String at = name;
    while (!parents.getOrDefault(at, at).equals(at)) {
      at = parents.get(at);
    }
    parents.put(name, at);
    return at;
  }

  /** {@return records of the later parts whose person is in an earlier one, each with a record of that person there} */
  SortedMap<String, String> across(RecordSplit split) {
    SortedMap<String, String> found = new TreeMap<>();
    Map<String, String> seen = new HashMap<>();
    for (Collection<String> part :
        List.of(split.trainIds(), split.validationIds(), split.testIds())) {
      for (String id : part) {
        String other = seen.get(root(id));
        if (other != null) {
          found.put(id, other);
        }
      }
      part.forEach(id -> seen.putIfAbsent(root(id), id));
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
