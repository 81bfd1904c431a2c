package org.ecgworkbench.paper.performance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * Runs of several learners on the same splits.
 *
 * @param byLearner by the learner's name, in the order of the first run of each; a learner's in the order of the splits
 * @param splits the number of each split, in their order
 */
record LearnersRuns(Map<String, List<Run>> byLearner, List<Long> splits) {
  /** The setting that names the learners. */
  static final String SETTING = "learners";

  /**
   * Brings runs in order and checks that they are of the same splits.
   *
   * @param numbers what the numbers of splits are, for example {@code test folds}
   * @param number of a run's split
   * @param order of the splits
   * @throws IllegalArgumentException if learners of one name have other settings, or a learner lacks a split or has one twice
   */
  static LearnersRuns of(
      List<Run> runs, String numbers, Function<Run, Long> number, ToLongFunction<Run> order) {
    Map<String, List<Run>> byLearner = new LinkedHashMap<>();
    for (Run run : runs) {
      String name = run.trained().learnerName();
      List<Run> known = byLearner.computeIfAbsent(name, n -> new ArrayList<>());
      if (!known.isEmpty() && !settings(known.get(0)).equals(settings(run))) {
        throw new IllegalArgumentException(
            "two learners are called '%s'; a learner's display name must tell them apart"
                .formatted(name));
      }
      known.add(run);
    }
    List<Long> splits = new ArrayList<>();
    byLearner.forEach(
        (name, its) -> {
          its.sort(Comparator.comparingLong(order));
          List<Long> found = its.stream().map(number).toList();
          if (splits.isEmpty()) {
            splits.addAll(found);
          }
          if (!found.equals(splits) || new HashSet<>(found).size() < found.size()) {
            throw new IllegalArgumentException(
                "%s: expected the %s %s, each once, found %s"
                    .formatted(name, numbers, splits.stream().distinct().toList(), found));
          }
        });
    return new LearnersRuns(byLearner, List.copyOf(splits));
  }

  private static Optional<List<Object>> settings(Run run) {
    return run.learner().map(learner -> List.of(learner.getClass(), learner.options()));
  }

  /**
   * The id of a result of them. Its provenance gets their inputs, and names the learners so that it can be made again; a result with a
   * learner that no user can type has another id.
   */
  String id(String usual, Study study, Provenance.Builder provenance) {
    byLearner.values().forEach(its -> study.withInputs(provenance, its.toArray(Run[]::new)));
    List<String> options =
        byLearner.values().stream().map(its -> study.option(its.get(0)).orElse("")).toList();
    if (options.contains("")) {
      return usual + "-own";
    }
    provenance.setting(SETTING, String.join(", ", options));
    return usual;
  }
}
