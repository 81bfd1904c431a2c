package org.ecgworkbench.cli;

import java.util.List;
import org.ecgworkbench.study.Learner;
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
   * The learners asked for.
   *
   * @throws IllegalArgumentException if there is none of a name; the message lists them
   */
  List<Learner> learners() {
    return Learner.parseList(learners);
  }
}
