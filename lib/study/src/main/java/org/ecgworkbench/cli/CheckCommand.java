package org.ecgworkbench.cli;

import java.util.concurrent.Callable;
import org.ecgworkbench.study.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads every recording once and tries the output folder, so that a long run does not fail half way. */
@Command(
    name = "check",
    description =
        "Reads every recording with all its checks and tries the output folder; says what it found.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Override
  public Integer call() {
    Study study = options.study();
    study.check();
    System.out.println(study);
    return 0;
  }
}
