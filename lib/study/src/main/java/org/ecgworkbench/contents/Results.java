package org.ecgworkbench.contents;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ecgworkbench.provenance.Sidecar;

/**
 * Every table and figure once: its name, its title, what makes it, whether git keeps it, and how it
 * is made again from saved runs. What lists results is made from here: the manifest of {@code
 * codecheck.yml}, the table of {@code results/README.md}, the contents of the report; {@code
 * environment/workbench contents} writes the first two.
 */
public final class Results {
  /** All of them, in the order of the report: what is compared with the paper first. */
  public static final List<Entry> ALL =
      Stream.of(DataResults.ALL, ExplanationResults.ALL).flatMap(List::stream).toList();

  private Results() {}

  /**
   * {@return a result of the list; empty for one that is not on it}
   *
   * @param sidecar of the result
   */
  public static Optional<Entry> of(Sidecar sidecar) {
    String folder = sidecar.file().getParent().getFileName().toString();
    return ALL.stream()
        .filter(e -> e.id().equals(sidecar.id()) && e.folder().equals(folder))
        .findFirst();
  }

  /** {@return those that git keeps, which {@code environment/reproduce} makes} */
  public static List<Entry> inGit() {
    return ALL.stream().filter(e -> e.kept() == Entry.Kept.IN_GIT).toList();
  }
}
