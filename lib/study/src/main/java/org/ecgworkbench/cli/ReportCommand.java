package org.ecgworkbench.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ecgworkbench.cli.journal.ChecklistCommand;
import org.ecgworkbench.cli.journal.CrateCommand;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.report.Report;
import org.ecgworkbench.result.ResultsFolder;
import org.ecgworkbench.study.store.KeptScores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All results as one web page. */
@Command(
    name = "report",
    description =
        "Writes DIR/index.html: every table and figure with caption, notes and provenance in one page that needs no network; and what checklist and crate write.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "Folder with tables and figures. Default: results.")
  private Path results;

  @Option(
      names = "--keep-scores",
      description =
          "Also write the scores of the runs that tables and figures were made from to DIR/scores, for git, in place of those there.")
  private boolean keepScores;

  @Override
  public Integer call() {
    Path report = Report.write(results);
    Path folder = report.getParent();
    if (keepScores) {
      List<String> inputs =
          ResultsFolder.sidecars(folder).stream()
              .flatMap(file -> Sidecar.read(file).inputs().keySet().stream())
              .toList();
      System.out.printf("scores:  of %d runs%n", KeptScores.keep(folder, inputs));
    }
    System.out.println("report:  " + report);
    ChecklistCommand.write(folder);
    CrateCommand.write(folder);
    for (String part : new String[] {"tables", "figures", "runs", "notebooks"}) {
      if (Files.isDirectory(folder.resolve(part))) {
        System.out.printf("%-8s %s%n", part + ":", folder.resolve(part));
      }
    }
    return 0;
  }
}
