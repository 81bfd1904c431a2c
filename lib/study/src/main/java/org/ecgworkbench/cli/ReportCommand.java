package org.ecgworkbench.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ecgworkbench.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All results as one web page. */
@Command(
    name = "report",
    description =
        "Writes DIR/index.html: every table and figure with caption, notes and provenance in one page that needs no network.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder with tables and figures. Default: results.")
  private Path results;

  @Override
  public Integer call() {
    Path report = Report.write(results);
    Path folder = report.getParent();
    System.out.println("report:  " + report);
    for (String part : new String[] {"tables", "figures", "runs", "notebooks"}) {
      if (Files.isDirectory(folder.resolve(part))) {
        System.out.printf("%-8s %s%n", part + ":", folder.resolve(part));
      }
    }
    return 0;
  }
}
