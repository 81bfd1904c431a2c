package org.ecgworkbench.cli.journal;

import java.nio.file.Path;
import org.ecgworkbench.journal.Croissant;
import org.ecgworkbench.journal.ResearchCrate;
import picocli.CommandLine.Command;

/** Results as others' programs read them. */
@Command(
    name = "crate",
    description =
        "Makes DIR an RO-Crate (1.1, profile Process Run Crate 0.5) by writing DIR/ro-crate-metadata.json from the sidecars, and describes the embedded cohort"
            + " in DIR/croissant.json (Croissant 1.0).",
    mixinStandardHelpOptions = true)
public final class CrateCommand extends JournalCommand {
  /** For the parser of the command line. */
  public CrateCommand() {
    super(CrateCommand::write);
  }

  /**
   * Writes it and says where.
   *
   * @param results the folder of results
   */
  public static void write(Path results) {
    System.out.println("crate:   " + ResearchCrate.write(results));
    Croissant.write(results).ifPresent(file -> System.out.println("croissant: " + file));
  }
}
