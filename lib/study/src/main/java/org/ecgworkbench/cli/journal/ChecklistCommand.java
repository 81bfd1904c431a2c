package org.ecgworkbench.cli.journal;

import java.nio.file.Path;
import org.ecgworkbench.journal.Checklist;
import picocli.CommandLine.Command;

/** The checklists of journals. */
@Command(
    name = "checklist",
    description =
        "Fills TRIPOD+AI (52 items) and STARD-AI (40 items in 48 rows) from the results and their sidecars and writes them to DIR/checklists as Markdown and"
            + " CSV: each answer with its links, and what only a person can answer left open by name.",
    mixinStandardHelpOptions = true)
public final class ChecklistCommand extends JournalCommand {
  /** For the parser of the command line. */
  public ChecklistCommand() {
    super(ChecklistCommand::write);
  }

  /**
   * Writes it and says where.
   *
   * @param results the folder of results
   */
  public static void write(Path results) {
    Checklist.write(results).forEach(file -> System.out.println("checklist: " + file));
    Checklist.of(results).forEach(System.out::println);
  }
}
