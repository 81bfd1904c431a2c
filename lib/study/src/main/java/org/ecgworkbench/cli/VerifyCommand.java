package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.verify.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Results against their sidecars. */
@Command(
    name = "verify",
    description =
        """
        Compares every table and figure with the JSON file beside it, every file of the saved runs \
        with its checksum, and makes the tables again from the saved predictions where these are \
        there. Trains nothing, writes nothing. Prints a line for each result that is damaged, \
        changed, missing, unexpected or stale, and a summary; exit code 1 if there is any.""",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder with tables and figures. Default: results.")
  private Path results;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Recordings of results that were made with --data; without them their tables are not made again.")
  private Path data;

  @Option(
      names = "--test",
      paramLabel = "DIR",
      description =
          "Recordings that only test, of results that were trained on those of --data (real/ in the folder of results).")
  private Path test;

  @Option(
      names = "--complete",
      description =
          "Every result of a whole run must be there. Always asked of a checkout's folder, beside codecheck.yml.")
  private boolean complete;

  @Override
  public Integer call() {
    Verification.Options options =
        new Verification.Options(
            Optional.ofNullable(data), Optional.ofNullable(test), complete, Optional.empty());
    Verification verification;
    try (Progress progress = Progress.onStandardError()) {
      verification = Verification.of(results, options, progress);
    }
    System.out.println(verification);
    return verification.isFine() ? 0 : 1;
  }
}
