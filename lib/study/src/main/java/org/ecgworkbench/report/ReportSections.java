package org.ecgworkbench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.provenance.Provenance;
import org.ecgworkbench.provenance.Sidecar;
import org.ecgworkbench.result.CsvTable;
import org.ecgworkbench.result.NotebookLinks;
import org.ecgworkbench.result.TableResult;
import tech.tablesaw.api.Table;

/** The part of a report about one table or figure. */
final class ReportSections {
  /** Longer tables show their first rows, the rest folded. */
  private static final int LONGEST = 80;

  private static final int FIRST_ROWS = 20;
  private static final int SHORT_ROWS = 30;

  private final NotebookLinks notebooks;

  ReportSections(NotebookLinks notebooks) {
    this.notebooks = notebooks;
  }

  /** The folder that a result's files lie in: {@code tables} or {@code figures}. */
  static String folderOf(Sidecar sidecar) {
    return sidecar.file().getParent().getFileName().toString();
  }

  static boolean isTable(Sidecar sidecar) {
    return folderOf(sidecar).equals("tables");
  }

  /** The name by which the page is opened at a result. */
  static String anchor(Sidecar sidecar) {
    return Html.escape(folderOf(sidecar) + "-" + sidecar.id());
  }

  /** Adds a table or figure with its caption, files and provenance. */
  void section(StringBuilder page, Sidecar sidecar) {
    boolean isTable = isTable(sidecar);
    page.append("<section class=\"").append(isTable ? kind(sidecar) : "figure");
    page.append("\" id=\"").append(anchor(sidecar)).append("\">\n");
    page.append("<h3>").append(Html.escape(ReportParts.title(sidecar))).append("</h3>\n");
    String caption = "<p class=\"caption\">" + Html.escape(sidecar.caption()) + "</p>\n";
    page.append(isTable ? caption : "");
    sidecar.outputs().forEach((name, hash) -> warning(page, sidecar.output(name), hash));
    try {
      if (isTable) {
        table(page, sidecar);
      } else {
        figure(page, sidecar);
      }
    } catch (IOException e) {
      throw new EcgDataException(
          sidecar.file() + ": its files cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    page.append(isTable ? "" : caption);
    files(page, sidecar);
    provenance(page, sidecar);
    page.append("</section>\n");
  }

  /** A table short enough to stand on one printed page is kept on one. */
  private static String kind(Sidecar sidecar) {
    Path file = sidecar.output(sidecar.id() + ".csv");
    try (Stream<String> lines = Files.isRegularFile(file) ? Files.lines(file) : Stream.empty()) {
      return lines.count() <= SHORT_ROWS ? "table short" : "table";
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  /** The page must not pass on what its sidecar does not vouch for without a word. */
  private static void warning(StringBuilder page, Path file, String hash) {
    if (Files.isRegularFile(file) && !Provenance.sha256(file).equals(hash)) {
      page.append("<p class=\"wrong\">").append(Html.escape(file.getFileName().toString()));
      page.append(" was changed after it was made.</p>\n");
    }
  }

  private static void missing(StringBuilder page, Path file) {
    page.append("<p class=\"wrong\">").append(Html.escape(file.getFileName().toString()));
    page.append(" is not there.</p>\n");
  }

  private static void table(StringBuilder page, Sidecar sidecar) throws IOException {
    Path file = sidecar.output(sidecar.id() + ".csv");
    if (!Files.isRegularFile(file)) {
      missing(page, file);
      return;
    }
    Table shown = TableResult.shown(CsvTable.read(file));
    List<TableResult.Note> notes = TableResult.takeNotes(shown);
    int rows = shown.rowCount();
    if (rows > LONGEST) {
      page.append("<div class=\"box\">").append(html(shown.first(FIRST_ROWS))).append("</div>\n");
      page.append(
          "<details><summary>First %d of %d rows; all rows</summary>\n"
              .formatted(FIRST_ROWS, rows));
      page.append("<div class=\"box\">").append(html(shown)).append("</div>\n</details>\n");
    } else if (rows == 0) {
      page.append("<p>No row: there was nothing to list.</p>\n");
    } else {
      page.append("<div class=\"box\">").append(html(shown)).append("</div>\n");
    }
    if (!notes.isEmpty()) {
      page.append(TableResult.notesHtml(notes)).append('\n');
    }
  }

  private static String html(Table table) {
    String html =
        Show.tableHtml(table)
            .replace(";white-space:nowrap", "")
            .replace(" style=\"text-align:right\"", " class=\"number\"")
            .replace(" style=\"text-align:left\"", " class=\"text\"")
            // A cell of many words must not become a tower on a narrow screen.
            .replaceAll("<td class=\"text\">(?=[^<]{41})", "<td class=\"text long\">")
            // A long name of a column may break after each of its words.
            .replaceAll("_(?=[^<>]*</th>)", "_<wbr>");
    return html.contains("\"text long\"") ? withColumnNames(html, table) : html;
  }

  /** A table of sentences: on a phone each cell stands by itself, with the name of its column. */
  private static String withColumnNames(String html, Table table) {
    StringBuilder named = new StringBuilder();
    int column = 0;
    for (String part :
        html.replaceFirst("<table>", "<table class=\"sentences\">").split("(?=<td )")) {
      if (part.startsWith("<td ")) {
        String name = Html.escape(table.columnNames().get(column++ % table.columnCount()));
        named.append("<td data-column=\"").append(name).append("\"").append(part.substring(3));
      } else {
        named.append(part);
      }
    }
    return named.toString();
  }

  private static void figure(StringBuilder page, Sidecar sidecar) throws IOException {
    Path file = sidecar.output(sidecar.id() + ".png");
    if (Files.isRegularFile(file)) {
      page.append(ReportImage.html(file, ReportParts.title(sidecar)));
    } else {
      missing(page, file);
    }
  }

  private void files(StringBuilder page, Sidecar sidecar) {
    List<String> names = new ArrayList<>(sidecar.outputs().keySet());
    names.add(sidecar.file().getFileName().toString());
    List<String> links = new ArrayList<>();
    for (String name : names) {
      if (Files.isRegularFile(sidecar.output(name))) {
        String url = java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        links.add("<a href=\"%s/%s\">%s</a>".formatted(folderOf(sidecar), url, Html.escape(name)));
      }
    }
    page.append("<p class=\"files\">");
    notebooks
        .nameOf(sidecar.madeBy())
        .map(notebooks::link)
        .ifPresent(link -> page.append("Made in notebook ").append(link).append(". "));
    page.append("Files beside this page: ").append(String.join(", ", links)).append("</p>\n");
  }

  private static void provenance(StringBuilder page, Sidecar sidecar) {
    page.append(
        "<details><summary>Provenance</summary>\n<div class=\"box\"><table class=\"facts\">\n");
    row(page, "made by", sidecar.madeBy());
    new TreeMap<>(sidecar.data()).forEach((k, v) -> row(page, "data " + k, v));
    sidecar.settings().forEach((k, v) -> row(page, k, v));
    sidecar.seeds().forEach((k, v) -> row(page, "seed of " + k, v));
    sidecar.outputs().forEach((k, v) -> row(page, k, v));
    sidecar.inputs().forEach((k, v) -> row(page, k, v));
    sidecar.software().forEach((k, v) -> row(page, k, v));
    sidecar.source().forEach((k, v) -> row(page, k, v));
    page.append("</table></div>\n</details>\n");
  }

  /** A row of two cells. */
  static void row(StringBuilder html, String name, String value) {
    html.append("<tr><th class=\"text\">").append(Html.escape(name));
    html.append("</th><td class=\"text\">").append(Html.escape(value)).append("</td></tr>\n");
  }
}
