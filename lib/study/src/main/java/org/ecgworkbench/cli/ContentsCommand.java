package org.ecgworkbench.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.contents.ResultLists;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes what lists the results. */
@Command(
    name = "contents",
    description =
        "Writes the lists of results in a checkout's codecheck.yml and results/README.md anew, after a change of the list in class Results.",
    mixinStandardHelpOptions = true)
final class ContentsCommand implements Callable<Integer> {
  @Option(
      names = "--checkout",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The checkout. Default: the current folder.")
  private Path checkout;

  @Override
  public Integer call() throws IOException {
    for (Map.Entry<Path, String> each : ResultLists.of(checkout).entrySet()) {
      WholeFile.write(each.getKey(), each.getValue());
      System.err.println("wrote " + each.getKey());
    }
    return 0;
  }
}
