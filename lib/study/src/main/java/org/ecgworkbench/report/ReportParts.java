package org.ecgworkbench.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.NotebookLinks;

/**
 * The order in which a report shows results, and their short names: a part for each notebook, that of the comparison with the paper first;
 * in a part the paper's own tables and figures by number, then the others.
 */
public final class ReportParts {
  private static final Set<String> COMPARISON = Set.of("claims", "paper-vs-reproduced");
  private static final Pattern PAPER_ID = Pattern.compile("(?:table|figure)(\\d)-.*");
  private static final Properties TITLES = titles();
  private static final String OTHERS = "Other results";

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
    Map<String, List<Sidecar>> byNotebook = new TreeMap<>();
    List<Sidecar> others = new ArrayList<>();
    for (Sidecar sidecar : sidecars) {
      notebooks
          .nameOf(sidecar)
          .ifPresentOrElse(
              name -> byNotebook.computeIfAbsent(name, n -> new ArrayList<>()).add(sidecar),
              () -> others.add(sidecar));
    }
    List<Part> parts = new ArrayList<>();
    byNotebook.forEach(
        (name, of) -> {
          Part part =
              new Part(notebooks.heading(name), Optional.of(notebooks.link(name)), sorted(of));
          boolean isComparison = of.stream().anyMatch(s -> COMPARISON.contains(s.id()));
          parts.add(isComparison ? 0 : parts.size(), part);
        });
    if (!others.isEmpty()) {
      parts.add(new Part(parts.isEmpty() ? "Results" : OTHERS, Optional.empty(), sorted(others)));
    }
    return parts;
  }

  /**
   * A result's short name; of one that has none, the first sentence of its caption.
   *
   * @return never cut
   */
  public static String title(Sidecar sidecar) {
    String known = TITLES.getProperty(ReportSections.folderOf(sidecar) + "/" + sidecar.id());
    if (known != null) {
      return known;
    }
    String caption = sidecar.title();
    // "Table 2. Test performance ..." is one name, not two sentences.
    int end = caption.indexOf(". ", caption.matches("(?s)(Table|Figure) \\d+\\. .*") ? 10 : 0);
    return end > 0 ? caption.substring(0, end) : caption;
  }

  private static List<Sidecar> sorted(List<Sidecar> sidecars) {
    return sidecars.stream()
        .sorted(
            Comparator.comparingInt(ReportParts::number)
                .thenComparing(s -> !ReportSections.folderOf(s).equals("tables"))
                .thenComparing(Sidecar::id))
        .toList();
  }

  private static int number(Sidecar sidecar) {
    if (COMPARISON.contains(sidecar.id())) {
      return -1;
    }
    Matcher matcher = PAPER_ID.matcher(sidecar.id());
    boolean isThePapers = title(sidecar).matches("(Table|Figure) \\d+\\. .*");
    return isThePapers
        ? 0
        : matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
  }

  private static Properties titles() {
    try (Reader reader =
        new InputStreamReader(
            ReportParts.class.getResourceAsStream("result-titles.properties"),
            StandardCharsets.UTF_8)) {
      Properties titles = new Properties();
      titles.load(reader);
      return titles;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
