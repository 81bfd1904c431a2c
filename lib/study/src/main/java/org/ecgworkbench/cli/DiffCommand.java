package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ecgworkbench.verify.Difference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What explains that two runs differ. */
@Command(
    name = "diff",
    description =
        "Says which input, setting or version of the software explains that two runs differ. Each is a table or figure (one of"
            + " its files, or the JSON beside them), the folder of a saved run, or a folder of results. Exit code 0 if they do not differ, 1 if they do.",
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN_A", description = "The first.")
  private Path a;

  @Parameters(index = "1", paramLabel = "RUN_B", description = "The second.")
  private Path b;

  @Override
  public Integer call() {
    Difference difference = Difference.of(a, b);
    System.out.println(difference);
    return difference.isNone() ? 0 : 1;
  }
}
