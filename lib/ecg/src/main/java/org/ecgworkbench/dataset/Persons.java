package org.ecgworkbench.dataset;

import java.util.HashMap;
import java.util.Map;

/**
 * Which records are of one person: those of one patient, and those of one signal, whatever the patients' numbers. What hangs together by
 * either, over any number of records, is one person. (The Challenge's copy of PTB-XL holds 38 pairs of equal signals, 18 of them under two
 * patient numbers.)
 */
final class Persons {
  private final Map<String, String> parents = new HashMap<>();

  /**
   * Joins records.
   *
   * @param contents what stands for the signal of each record, by id
   * @param patients of records, by id; none where they are not known
   */
  Persons(Map<String, String> contents, Map<String, String> patients) {
    contents.forEach((id, sum) -> join(id, "signal " + sum));
    patients.forEach((id, patient) -> join(id, "patient " + patient));
  }

  private void join(String id, String mark) {
    parents.put(root("record " + id), root(mark));
  }

  private String root(String name) {
    String at = name;
    while (!parents.getOrDefault(at, at).equals(at)) {
      at = parents.get(at);
    }
    parents.put(name, at);
    return at;
  }

  /**
   * {@return a name of a record's person, equal for records of one person and for no others; it says no more}
   *
   * @param id of the record
   */
  String of(String id) {
    return root("record " + id);
  }
}
