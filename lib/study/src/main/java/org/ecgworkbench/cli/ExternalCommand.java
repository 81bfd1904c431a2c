package org.ecgworkbench.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.dataset.EcgDataset;
import org.ecgworkbench.notebook.Progress;
import org.ecgworkbench.recording.ExternalValidation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains on one data set and tests on another. */
@Command(
    name = "external",
    description =
        "Trains the 12-lead network on --data, one for each seed, or finds them saved; tests all unchanged on --test; writes the one with"
            + " the best validation F1 with its tables, figure and model card to OUT/models, and prints the metrics as CSV."
            + " Interrupted, it goes on when called again.",
    mixinStandardHelpOptions = true)
final class ExternalCommand implements Callable<Integer> {
  @Mixin private RunOptions options;

  @Option(
      names = "--test",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the recordings that only test.")
  private Path test;

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      defaultValue = "1,2,3,4,5",
      description = "Seeds of the trainings, separated by commas. Default: 1,2,3,4,5.")
  private String seeds;

  @Override
  public Integer call() {
    List<Long> wanted = parse(seeds);
    EcgDataset external = options.study().recordings().other(test);
    ExternalValidation validation =
        ExternalValidation.of(options.parameters(), external, wanted, Progress.onStandardError());
    Path folder = validation.publish();
    System.out.print(validation.seedsTable().csv());
    System.out.println();
    System.out.print(validation.table().csv());
    System.err.println("wrote " + folder);
    return 0;
  }

  private static List<Long> parse(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(s -> Long.valueOf(s.strip())).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "seeds must be whole numbers separated by commas, found '" + text + "'", e);
    }
  }
}
