package org.ecgworkbench.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.ecgworkbench.baseline.Baselines;
import org.ecgworkbench.study.Study;
import org.ecgworkbench.study.store.Run;
import org.ecgworkbench.study.store.SplitName;
import picocli.CommandLine.Option;

/** Which learners a verb trains. */
final class LearnerOptions {
  @Option(
      names = "--learner",
      paramLabel = "NAMES",
      defaultValue = "baselines",
      description =
          "Names separated by commas: logistic-regression, random-forest, gradient-boosting, mlp, svm, lightgbm, network; baselines"
              + " stands for the first five. Default: baselines.")
  private String learners;

  /**
   * What {@code Study.runs} calls the learners asked for, each once.
   *
   * @throws IllegalArgumentException if there is none of a name; the message lists them
   */
  List<String> names() {
    List<String> known =
        Stream.concat(Baselines.known(0).stream().map(Baselines::option), Stream.of(Study.NETWORK))
            .toList();
    Set<String> names = new LinkedHashSet<>();
    for (String typed : learners.split(",", -1)) {
      String name = typed.strip().toLowerCase(Locale.ROOT);
      if (name.equals("baselines")) {
        Baselines.all(0).forEach(learner -> names.add(Baselines.option(learner)));
      } else if (known.contains(name)) {
        names.add(name);
      } else {
        throw new IllegalArgumentException(
            "learner must be baselines or one of %s, found '%s'"
                .formatted(String.join(", ", known), typed.strip()));
      }
    }
    return List.copyOf(names);
  }

  /** The runs of the learners asked for. */
  List<Run> runs(Study study, List<SplitName> splits) {
    return names().stream().flatMap(name -> study.runs(name, splits).stream()).toList();
  }
}
