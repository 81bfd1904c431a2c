package org.ecgworkbench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.NotebookLinks;
import org.ecgworkbench.result.ResultsFolder;

/**
 * All tables and figures of a folder of results as one web page, {@code index.html}: captions, values with their intervals, notes, and
 * where each comes from. Made from the files and their sidecars alone; everything is in the page, so that it can be sent by mail and read
 * without a network. The same results give the same bytes.
 */
public final class Report {
  /** The page's name. */
  public static final String FILE = "index.html";

  private static final String STYLE = "report.css";
  private static final Pattern SEAL =
      Pattern.compile("<!-- sidecars ([0-9a-f]{64}), page ([0-9a-f]{64}) -->\n");

  private final Path results;
  private final List<Sidecar> sidecars = new ArrayList<>();

  private Report(Path results) {
    this.results = results;
  }

  /**
   * Writes {@code index.html} into a folder of results.
   *
   * @param results holds {@code tables} and {@code figures}
   * @return the file
   * @throws EcgDataException if this is no folder of results, has no result, or a sidecar is damaged
   */
  public static Path write(Path results) {
    Path folder = results.toAbsolutePath().normalize();
    ResultsFolder.require(folder);
    Report report = new Report(folder);
    for (Path file : ResultsFolder.sidecars(folder)) {
      report.sidecars.add(Sidecar.read(file));
    }
    if (report.sidecars.isEmpty()) {
      throw new EcgDataException(folder + ": expected tables or figures, found none");
    }
    Path file = folder.resolve(FILE);
    try {
      WholeFile.write(file, report.html());
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be written (" + WholeFile.reason(e) + ")", e);
    }
    return file;
  }

  private String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>ECG workbench: results</title>\n<style>\n");
    page.append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    page.append("<h1>Interpretable deep learning for 12-lead ECG, made again</h1>\n");
    page.append(
        "<p>Tables and figures of <a href=\"https://arxiv.org/abs/2010.10328\">arXiv:2010.10328</a>"
            + " made by the ECG workbench. Values in brackets are the ends of an interval where a table has them;"
            + " the CSV files hold all digits.</p>\n");
    page.append("<div class=\"box\">").append(facts()).append("</div>\n");
    NotebookLinks notebooks = new NotebookLinks(results);
    ReportSections sections = new ReportSections(notebooks);
    List<ReportParts.Part> parts = ReportParts.of(sidecars, notebooks);
    page.append("<nav>\n<h2>Contents</h2>\n");
    for (ReportParts.Part part : parts) {
      page.append("<div><h3>").append(Html.escape(part.heading())).append("</h3>\n<ul>\n");
      part.sidecars().forEach(s -> link(page, s));
      page.append("</ul></div>\n");
    }
    if (!notebooks.all().isEmpty()) {
      page.append("<p>Notebooks: ").append(String.join(", ", notebooks.all())).append("</p>\n");
    }
    page.append("</nav>\n");
    for (ReportParts.Part part : parts) {
      page.append("<h2>").append(Html.escape(part.heading())).append("</h2>\n");
      part.link()
          .ifPresent(l -> page.append("<p class=\"files\">Notebook ").append(l).append("</p>\n"));
      part.sidecars().forEach(s -> sections.section(page, s));
    }
    page.append("</main>\n</body>\n</html>\n");
    return page + seal(sidecars, page.toString());
  }

  /** From which sidecars a page was made, and its own SHA-256 without this line. */
  private static String seal(List<Sidecar> sidecars, String page) {
    return "<!-- sidecars %s, page %s -->\n"
        .formatted(fingerprint(sidecars), Provenance.sha256(page));
  }

  private static String fingerprint(List<Sidecar> sidecars) {
    return Provenance.sha256(
        String.join(
            "\n", sidecars.stream().map(s -> ReportSections.anchor(s) + " " + s.seal()).toList()));
  }

  /** Why the page is not one of the results beside it: it was changed, or others were made since. */
  public record Fault(boolean changed, String what) {}

  /**
   * {@return what is wrong with the page that lies in a folder of results; empty where nothing is, or there is no page}
   *
   * @param results the folder
   * @param sidecars of the results in it
   */
  public static Optional<Fault> fault(Path results, List<Sidecar> sidecars) {
    Path file = results.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    int end = text.lastIndexOf("<!-- sidecars ");
    Matcher seal = SEAL.matcher(end < 0 ? "" : text.substring(end));
    if (!seal.matches()) {
      return fault(true, "its last line is not a report's");
    }
    String page =
        new String(
            text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    String hash = Provenance.sha256(page);
    if (!hash.equals(seal.group(2))) {
      return fault(true, "expected SHA-256 %s, found %s".formatted(seal.group(2), hash));
    }
    return seal.group(1).equals(fingerprint(sidecars))
        ? Optional.empty()
        : fault(
            false, "made from other results than those beside it; workbench report makes it again");
  }

  private static Optional<Fault> fault(boolean changed, String what) {
    return Optional.of(new Fault(changed, what));
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(StringBuilder page, Sidecar sidecar) {
    page.append("<li><a href=\"#").append(ReportSections.anchor(sidecar)).append("\">");
    page.append(Html.escape(ReportParts.title(sidecar))).append("</a>");
    page.append(ReportSections.isTable(sidecar) ? "" : " <small>figure</small>");
    page.append("</li>\n");
  }

  /** What is the same for all results, or that it is not. */
  private String facts() {
    Map<String, TreeSet<String>> facts = new LinkedHashMap<>();
    for (Sidecar sidecar : sidecars) {
      add(facts, "recordings", sidecar.data().get("name"));
      add(facts, "SHA-256 of the recordings", sidecar.data().get("manifestSha256"));
      for (String name : List.of("profile", "seed", "split")) {
        add(facts, name, sidecar.settings().get(name));
      }
      sidecar.software().forEach((k, v) -> add(facts, k, v));
      add(
          facts,
          "source",
          sidecar.source().getOrDefault("commit", "unknown")
              + ("yes".equals(sidecar.source().get("uncommittedChanges"))
                  ? ", with uncommitted changes"
                  : ""));
    }
    StringBuilder html = new StringBuilder("<table class=\"facts\">\n");
    facts.forEach(
        (name, values) ->
            ReportSections.row(
                html,
                name,
                values.size() == 1
                    ? values.first()
                    : "differs between the results: " + String.join("; ", values)));
    return html.append("</table>").toString();
  }

  private static void add(Map<String, TreeSet<String>> facts, String name, String value) {
    if (value != null) {
      facts.computeIfAbsent(name, k -> new TreeSet<>()).add(value);
    }
  }
}
