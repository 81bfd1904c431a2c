package org.ecgworkbench.paper.questions;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ecgworkbench.dataset.RecordSummary;
import org.ecgworkbench.study.Study;

/** Which group of a factor, such as sex or age, each record is in. */
final class RecordGroups {
  static final String UNKNOWN = "not stated";

  /** Sites may be many: the largest groups stand alone, the rest and those of fewer records together. */
  private static final int MOST_GROUPS = 8;

  private static final int FEWEST_RECORDS = 5;
  private static final List<String> ORDER =
      List.of("women", "men", "under 50", "50 to 69", "70 and over");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final String OTHERS = "others";

  private RecordGroups() {}

  /** By the name of each factor the group of each record: sex, age, and more. */
  static Map<String, Map<String, String>> factors(
      Study study, Map<String, Map<String, String>> more) {
    Map<String, Map<String, String>> factors = new LinkedHashMap<>();
    factors.put("sex", groups(study, RecordGroups::sex));
    factors.put("age", groups(study, RecordGroups::age));
    new TreeMap<>(more).forEach(factors::put);
    return factors;
  }

  private static Map<String, String> groups(Study study, Function<RecordSummary, String> group) {
    Map<String, String> groups = new TreeMap<>();
    study.dataset().records().forEach(r -> groups.put(r.id(), group.apply(r)));
    return groups;
  }

  private static String sex(RecordSummary record) {
    return switch (record.sex()) {
      case FEMALE -> "women";
      case MALE -> "men";
      case UNKNOWN -> UNKNOWN;
    };
  }

  /** Bands of about equal size in CPSC2018. */
  private static String age(RecordSummary record) {
    if (record.ageYears().isEmpty()) {
      return UNKNOWN;
    }
    int years = record.ageYears().getAsInt();
    return years < 50 ? "under 50" : years < 70 ? "50 to 69" : "70 and over";
  }

  static int count(boolean[] in) {
    int count = 0;
    for (boolean one : in) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** The groups of a factor with their records; ages from young to old, numbers by value, others and what is not stated last. */
  static Map<String, boolean[]> members(
      String factor, Map<String, String> groups, List<String> ids) {
    Map<String, Integer> sizes = new TreeMap<>();
    ids.forEach(id -> sizes.merge(groups.getOrDefault(id, UNKNOWN), 1, Integer::sum));
    boolean open = !factor.equals("sex") && !factor.equals("age");
    Set<String> alone =
        sizes.keySet().stream()
            .filter(g -> !open || sizes.get(g) >= FEWEST_RECORDS || g.equals(UNKNOWN))
            .sorted(Comparator.comparingInt((String g) -> -sizes.get(g)))
            .limit(MOST_GROUPS)
            .collect(Collectors.toSet());
    Map<String, boolean[]> members = new TreeMap<>(Comparator.comparing(RecordGroups::place));
    for (int i = 0; i < ids.size(); i++) {
      String group = groups.getOrDefault(ids.get(i), UNKNOWN);
      members
              .computeIfAbsent(
                  alone.contains(group) ? group : OTHERS, g -> new boolean[ids.size()])[i] =
          true;
    }
    return members;
  }

  private static String place(String group) {
    int rank = group.equals(UNKNOWN) ? 9 : group.equals(OTHERS) ? 8 : ORDER.indexOf(group) + 1;
    return rank
        + DIGITS
            .matcher(group)
            .replaceAll(n -> "0".repeat(Math.max(0, 12 - n.group().length())) + n.group());
  }
}
