package org.ecgworkbench.paper.faithfulness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ecgworkbench.paper.faithfulness.FaithfulnessRows.Row;
import org.ecgworkbench.study.Method;

/**
 * The methods ranked by the tests that they passed.
 *
 * <p>A test is passed where the paired difference to the control has the right sign, an interval that excludes 0 and an adjusted p below
 * 0.05: localisation above the random control, the signal's amplitude, the same method's map of an untrained network, the magnitudes of an untrained network's map, and the method's own map of another class; at equal amplitude of the
 * signal, above the random control and the same method's map of an untrained network; deletion
 * area below and insertion area above the random order and the order of the signal's amplitude. Methods are ranked by the number of tests passed, equal ones by insertion area less deletion
 * area.
 */
final class MethodRanking {
  private MethodRanking() {}

  /** A method with the outcomes of its tests: true, false, or empty where a test could not be made. */
  record Ranked(Method method, List<Optional<Boolean>> passed, double gain) {
    long count() {
      return passed.stream().filter(p -> p.orElse(false)).count();
    }

    long made() {
      return passed.stream().filter(Optional::isPresent).count();
    }
  }

  /** A test: in which measure a method is to differ from which control, and on which side. */
  enum Test {
    RANDOM("localises better than random", FaithfulnessRows.AUC, Method.RANDOM.label(), true),
    AMPLITUDE("than the signal's amplitude", FaithfulnessRows.AUC, Method.AMPLITUDE.label(), true),
    UNTRAINED(
        "than the same method on an untrained network",
        FaithfulnessRows.AUC,
        FaithfulnessRows.SAME_UNTRAINED,
        true),
    UNTRAINED_MAGNITUDE(
        "than an untrained network's magnitude",
        FaithfulnessRows.AUC,
        Method.UNTRAINED.label(),
        true),
    OTHER_CLASS("than for another class", FaithfulnessRows.AUC, FaithfulnessRows.OTHER_CLASS, true),
    MATCHED(
        "at equal amplitude better than random",
        FaithfulnessRows.MATCHED_AUC,
        Method.RANDOM.label(),
        true),
    MATCHED_UNTRAINED(
        "at equal amplitude than the same method on an untrained network",
        FaithfulnessRows.MATCHED_AUC,
        FaithfulnessRows.SAME_UNTRAINED,
        true),
    DELETION(
        "deletion sooner than random", FaithfulnessRows.DELETION, Method.RANDOM.label(), false),
    DELETION_AMPLITUDE(
        "deletion than by amplitude", FaithfulnessRows.DELETION, Method.AMPLITUDE.label(), false),
    INSERTION(
        "insertion sooner than random", FaithfulnessRows.INSERTION, Method.RANDOM.label(), true),
    INSERTION_AMPLITUDE(
        "insertion than by amplitude", FaithfulnessRows.INSERTION, Method.AMPLITUDE.label(), true);

    final String label;
    final String measure;
    final String control;
    private final boolean above;

    Test(String label, String measure, String control, boolean above) {
      this.label = label;
      this.measure = measure;
      this.control = control;
      this.above = above;
    }

    boolean passed(Row row) {
      return above ? row.clearlyAbove() : row.clearlyBelow();
    }
  }

  /** The methods, the best first. */
  static List<Ranked> ranked(List<Row> rows) {
    List<Ranked> ranked = new ArrayList<>();
    for (Method method : Method.TESTED) {
      List<Optional<Boolean>> passed = new ArrayList<>();
      for (Test test : Test.values()) {
        passed.add(row(rows, method, test.measure, test.control).map(test::passed));
      }
      Optional<Row> deletion = row(rows, method, FaithfulnessRows.DELETION, Method.RANDOM.label());
      Optional<Row> insertion =
          row(rows, method, FaithfulnessRows.INSERTION, Method.RANDOM.label());
      ranked.add(
          new Ranked(
              method,
              passed,
              insertion.map(r -> r.value().estimate()).orElse(Double.NaN)
                  - deletion.map(r -> r.value().estimate()).orElse(Double.NaN)));
    }
    ranked.sort(
        Comparator.comparingLong((Ranked r) -> -r.count())
            .thenComparingDouble(r -> Double.isNaN(r.gain()) ? 0 : -r.gain()));
    return ranked;
  }

  /** The row of a method, a measure and a control, where it has a value. */
  static Optional<Row> row(List<Row> rows, Method method, String measure, String against) {
    return rows.stream()
        .filter(
            r ->
                r.method() == method
                    && r.measure().equals(measure)
                    && r.against().equals(against)
                    && !Double.isNaN(r.value().estimate()))
        .findFirst();
  }
}
