package org.ecgworkbench.cli.journal;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What is made of a folder of results. */
abstract class JournalCommand implements Callable<Integer> {
  private final Consumer<Path> writer;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder with tables and figures. Default: results.")
  private Path results;

  JournalCommand(Consumer<Path> writer) {
    this.writer = writer;
  }

  @Override
  public final Integer call() {
    writer.accept(results);
    return 0;
  }
}
