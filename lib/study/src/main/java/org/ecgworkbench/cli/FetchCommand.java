package org.ecgworkbench.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ecgworkbench.download.DataSource;
import org.ecgworkbench.download.Download;
import org.ecgworkbench.notebook.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gets a published data set. */
@Command(
    name = "fetch",
    description =
        "Gets a data set from its publisher, or completes one: what is there is verified by its SHA-256, what is missing is"
            + " fetched.",
    mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description = "cpsc2018 (6,877 records) or ptbxl (21,799 records at 500 Hz).")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the files; made if it is not there.")
  private Path to;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "A mirror with the publisher's layout; its own list of sums is believed.")
  private URI baseUrl;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Files at a time, 1 to 16. Default: 4.")
  private int parallel;

  @Override
  public Integer call() {
    Download.Options options = Download.Options.defaults().withParallel(parallel);
    DataSource source = DataSource.named(name);
    if (baseUrl != null) {
      source = source.withBaseUrl(baseUrl);
    }
    Download.Outcome outcome;
    try (Progress progress = Progress.onStandardError()) {
      progress.update(source.title() + ": getting the list of files");
      outcome = Download.fetch(source, to, options, state -> progress.update(state.line()));
    }
    System.out.printf(
        "%s: %d files in %s, every SHA-256 verified (%d were there before)%n",
        source.title(), outcome.files(), to, outcome.alreadyThere());
    System.out.printf("licence %s, doi %s%n", source.licence(), source.doi());
    outcome.remarks().forEach(remark -> System.out.println("note: " + remark));
    if (!outcome.replaced().isEmpty()) {
      System.out.printf(
          "replaced, because their bytes were not the publisher's: %s%n",
          String.join(", ", outcome.replaced()));
    }
    return 0;
  }
}
