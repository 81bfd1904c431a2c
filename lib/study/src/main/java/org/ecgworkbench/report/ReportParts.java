package org.ecgworkbench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ecgworkbench.contents.Entry;
import org.ecgworkbench.contents.Results;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.NotebookLinks;

/**
 * The order in which a report shows results, and their short names: a part for each notebook, all
 * in the order of {@link Results}.
 */
public final class ReportParts {
  private static final String OTHERS = "Other results";
  private static final String NONE = "";

  private ReportParts() {}

  /**
   * Results that belong together.
   *
   * @param heading in plain text
   * @param link to the notebook that made them, HTML; empty where none did
   * @param sidecars in the order in which they are shown
   */
  record Part(String heading, Optional<String> link, List<Sidecar> sidecars) {}

  /** The parts of a report; one without heading where no notebook is known. */
  static List<Part> of(List<Sidecar> sidecars, NotebookLinks notebooks) {
    Map<String, List<Sidecar>> byNotebook = new LinkedHashMap<>();
    sidecars.stream()
        .sorted(Comparator.comparingInt(ReportParts::place).thenComparing(Sidecar::id))
        .forEach(
            sidecar ->
                byNotebook
                    .computeIfAbsent(
                        notebooks.nameOf(sidecar.madeBy()).orElse(NONE), n -> new ArrayList<>())
                    .add(sidecar));
    List<Sidecar> others = byNotebook.remove(NONE);
    List<Part> parts = new ArrayList<>();
    byNotebook.forEach(
        (name, of) ->
            parts.add(new Part(notebooks.heading(name), Optional.of(notebooks.link(name)), of)));
    if (others != null) {
      parts.add(new Part(parts.isEmpty() ? "Results" : OTHERS, Optional.empty(), others));
    }
    return parts;
  }

  /**
   * A result's short name; of one that has none, the first sentence of its caption.
   *
   * @param sidecar of a table or figure
   * @return never cut
   */
  public static String title(Sidecar sidecar) {
    return Results.of(sidecar).map(Entry::title).orElseGet(() -> firstSentence(sidecar));
  }

  private static String firstSentence(Sidecar sidecar) {
    String caption = sidecar.caption();
    // "Table 2. Test performance ..." is one name, not two sentences.
    int end = caption.indexOf(". ", caption.matches("(?s)(Table|Figure) \\d+\\. .*") ? 10 : 0);
    return end > 0 ? caption.substring(0, end) : caption;
  }

  /** Where a result stands in the list of all; after them where it is not on it. */
  private static int place(Sidecar sidecar) {
    return Results.of(sidecar).map(Results.ALL::indexOf).orElse(Results.ALL.size());
  }
}
