package org.ecgworkbench.paper.performance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ecgworkbench.figure.Style;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;

/**
 * The runs of one comparison: any, tested on the study's test records, each with a name of its own. Results of other runs than the
 * paper's have ids and captions of their own, so that they stand beside the paper's and do not replace them.
 *
 * @param study whose test records they are
 * @param runs in the order of the rows; the last is what the others are compared with
 */
record ComparedRuns(Study study, List<Run> runs) {

  /**
   * Checks the runs.
   *
   * @throws IllegalArgumentException if there is none, one was tested on other records, or two have the same name
   */
  ComparedRuns {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a comparison needs at least one run, found none");
    }
    Set<String> names = new HashSet<>();
    for (Run run : runs) {
      if (!run.test().ids().equals(study.split().testIds())) {
        throw new IllegalArgumentException(
            "%s: expected a run on the study's %d test records, found one on %d others (%s)"
                .formatted(
                    run.name(),
                    study.split().testIds().size(),
                    run.test().size(),
                    run.trained().split()));
      }
      if (!names.add(run.name())) {
        throw new IllegalArgumentException(
            "two runs of a comparison are called '%s'; a learner's display name must tell them apart"
                .formatted(run.name()));
      }
    }
  }

  /** Whether they are the rows of Table 3: the study's learners, and its network. */
  boolean isPapers() {
    return study.isTable3(runs);
  }

  /** The id of a result of them. */
  String id(String ofThePapers) {
    return isPapers() ? ofThePapers : ofThePapers + "-own";
  }

  /** A caption's first words. */
  String caption(String ofThePapers, String ofOthers) {
    return isPapers() ? ofThePapers : ofOthers;
  }

  Run last() {
    return runs.get(runs.size() - 1);
  }

  /** The names with the last after "and". */
  String names() {
    List<String> names = runs.stream().map(Run::name).toList();
    return names.size() == 1
        ? names.get(0)
        : names.stream().limit(names.size() - 1).collect(Collectors.joining(", "))
            + " and "
            + last().name();
  }

  /** Called before a figure is made in which a colour means a run. */
  void requireColours() {
    if (runs.size() > Style.SERIES.size()) {
      throw new IllegalArgumentException(
          "a figure tells at most %d runs apart, found %d"
              .formatted(Style.SERIES.size(), runs.size()));
    }
  }

  /** A provenance with what they were made from. */
  Provenance.Builder from(Provenance.Builder provenance) {
    return study.withInputs(provenance, runs.toArray(Run[]::new));
  }
}
