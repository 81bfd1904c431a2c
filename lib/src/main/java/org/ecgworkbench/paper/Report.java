package org.ecgworkbench.paper;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.figure.SmallPng;
import org.ecgworkbench.notebook.Provenance;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.notebook.Sidecar;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * All tables and figures of a folder of results as one web page, {@code index.html}: captions, values with their intervals, notes, and
 * where each comes from. Made from the files and their sidecars alone; everything is in the page, so that it can be sent by mail and read
 * without a network. The same results give the same bytes.
 */
public final class Report {
  private static final String FILE = "index.html";

  /** Longer tables show their first rows, the rest folded. */
  private static final int LONGEST = 60;

  private static final int FIRST_ROWS = 20;

  /** Saved figures have 12 pixels a millimetre, those of a notebook 6. */
  private static final int SHRINK = 2;

  private static final Pattern PAPER_ID = Pattern.compile("(?:table|figure)(\\d+)-.*");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private static final String CSS =
      """
      :root { color-scheme: light; }
      body { font: 16px/1.5 "DejaVu Sans", Verdana, sans-serif; color: #1a1a1a; background: #fff;
        max-width: 1100px; margin: 0 auto; padding: 0 16px 48px; overflow-wrap: anywhere; }
      h1 { font-size: 1.6em; line-height: 1.25; }
      h2 { border-bottom: 2px solid #1a1a1a; margin-top: 2.5em; }
      h3 { font-size: 1em; margin: 0 0 .6em; font-weight: 600; }
      section { margin: 2em 0; }
      a { color: #0b4f8a; }
      nav ul { columns: 2; padding-left: 1.2em; font-size: .9em; }
      .box { overflow-x: auto; border: 1px solid #ccc; overflow-wrap: normal; }
      table { border-collapse: collapse; font-size: .8em; }
      th, td { padding: .25em .6em; border-bottom: 1px solid #ddd; vertical-align: top; min-width: 3.5em; }
      td.text { max-width: 28em; white-space: nowrap; }
      td.long { min-width: 20em; white-space: normal; }
      .facts td.text { max-width: none; white-space: normal; overflow-wrap: anywhere; }
      th { background: #f2f2f2; }
      td { font-variant-numeric: tabular-nums; }
      .number { text-align: right; }
      .text { text-align: left; }
      img { max-width: 100%; height: auto; display: block; margin: 0 auto; }
      details { margin: .6em 0; font-size: .85em; }
      summary { cursor: pointer; }
      .files { font-size: .85em; margin: .4em 0; }
      .wrong { border-left: 4px solid #b00020; padding: .3em .8em; background: #fdf0f1; }
      code { font-family: "DejaVu Sans Mono", monospace; font-size: .9em; }
      @media (max-width: 600px) { nav ul { columns: 1; } h1 { font-size: 1.3em; } }
      @media print {
        body { max-width: none; padding: 0; font-size: 10pt; }
        .box { overflow: visible; border: 0; }
        table { font-size: 6.5pt; }
        th, td { min-width: 0; padding: .1em .3em; overflow-wrap: anywhere; }
        td.text, td.long { min-width: 0; white-space: normal; }
        section.figure, tr { break-inside: avoid; }
        h2, h3 { break-after: avoid; }
        nav, .files, details:not([open]) { display: none; }
      }
      """;

  private final Path results;
  private final List<Sidecar> sidecars = new ArrayList<>();

  private Report(Path results) {
    this.results = results;
  }

  /**
   * Writes {@code index.html} into a folder of results.
   *
   * @return the file
   * @throws EcgDataException if this is no folder of results, has no result, or a sidecar is damaged
   */
  public static Path write(Path results) {
    Path folder = results.toAbsolutePath().normalize();
    Verification.requireResults(folder);
    Report report = new Report(folder);
    for (Path file : Verification.sidecarFiles(folder)) {
      report.sidecars.add(Sidecar.read(file));
    }
    if (report.sidecars.isEmpty()) {
      throw new EcgDataException(folder + ": expected tables or figures, found none");
    }
    Path file = folder.resolve(FILE);
    try {
      Atomic.write(file, report.html());
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be written (" + Atomic.reason(e) + ")", e);
    }
    return file;
  }

  private String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>ECG workbench: results</title>\n<style>\n");
    page.append(CSS).append("</style>\n</head>\n<body>\n<main>\n");
    page.append("<h1>Interpretable deep learning for 12-lead ECG, made again</h1>\n");
    page.append(
        "<p>Tables and figures of <a href=\"https://arxiv.org/abs/2010.10328\">arXiv:2010.10328</a>"
            + " made by the ECG workbench. Values in brackets are the ends of an interval where a table has them;"
            + " the CSV files hold all digits.</p>\n");
    page.append("<div class=\"box\">").append(facts()).append("</div>\n");
    List<Sidecar> tables = of("tables");
    List<Sidecar> figures = of("figures");
    page.append("<nav>\n<h2>Contents</h2>\n<ul>\n");
    tables.forEach(s -> link(page, s));
    figures.forEach(s -> link(page, s));
    page.append("</ul>\n</nav>\n");
    if (!tables.isEmpty()) {
      page.append("<h2>Tables</h2>\n");
      tables.forEach(s -> section(page, s));
    }
    if (!figures.isEmpty()) {
      page.append("<h2>Figures</h2>\n");
      figures.forEach(s -> section(page, s));
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** The paper's own first, by number, then the others by name. */
  private List<Sidecar> of(String folder) {
    return sidecars.stream()
        .filter(s -> folderOf(s).equals(folder))
        .sorted(Comparator.comparingInt(Report::number).thenComparing(Sidecar::id))
        .toList();
  }

  private static int number(Sidecar sidecar) {
    Matcher matcher = PAPER_ID.matcher(sidecar.id());
    return matcher.matches() && matcher.group(1).length() < 4
        ? Integer.parseInt(matcher.group(1))
        : Integer.MAX_VALUE;
  }

  private static String folderOf(Sidecar sidecar) {
    return sidecar.file().getParent().getFileName().toString();
  }

  private static String anchor(Sidecar sidecar) {
    return Show.escape(folderOf(sidecar) + "-" + sidecar.id());
  }

  private static void link(StringBuilder page, Sidecar sidecar) {
    String title = sidecar.title();
    int end = title.indexOf(". ", 10);
    String brief = end > 0 ? title.substring(0, end) : title;
    page.append("<li><a href=\"#").append(anchor(sidecar)).append("\">");
    page.append(Show.escape(brief.length() > 90 ? brief.substring(0, 90).strip() + " ..." : brief));
    page.append("</a></li>\n");
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
            row(
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

  private static void row(StringBuilder html, String name, String value) {
    html.append("<tr><th class=\"text\">").append(Show.escape(name));
    html.append("</th><td class=\"text\">").append(Show.escape(value)).append("</td></tr>\n");
  }

  private void section(StringBuilder page, Sidecar sidecar) {
    boolean isTable = folderOf(sidecar).equals("tables");
    page.append("<section class=\"").append(isTable ? "table" : "figure");
    page.append("\" id=\"").append(anchor(sidecar)).append("\">\n");
    String caption = "<h3>" + Show.escape(sidecar.title()) + "</h3>\n";
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
          sidecar.file() + ": its files cannot be read (" + Atomic.reason(e) + ")", e);
    }
    page.append(isTable ? "" : caption);
    files(page, sidecar);
    provenance(page, sidecar);
    page.append("</section>\n");
  }

  /** The page must not pass on what its sidecar does not vouch for without a word. */
  private static void warning(StringBuilder page, Path file, String hash) {
    if (Files.isRegularFile(file) && !Provenance.sha256(file).equals(hash)) {
      page.append("<p class=\"wrong\">").append(Show.escape(file.getFileName().toString()));
      page.append(" was changed after it was made.</p>\n");
    }
  }

  private static void missing(StringBuilder page, Path file) {
    page.append("<p class=\"wrong\">").append(Show.escape(file.getFileName().toString()));
    page.append(" is not there.</p>\n");
  }

  private static void table(StringBuilder page, Sidecar sidecar) throws IOException {
    Path file = sidecar.output(sidecar.id() + ".csv");
    if (!Files.isRegularFile(file)) {
      missing(page, file);
      return;
    }
    Table shown = TableResult.shown(read(file));
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
    return Show.tableHtml(table)
        .replace(" style=\"text-align:right\"", " class=\"number\"")
        .replace(" style=\"text-align:left\"", " class=\"text\"")
        // A cell of many words must not become a tower on a narrow screen.
        .replaceAll("<td class=\"text\">(?=[^<]{41})", "<td class=\"text long\">");
  }

  private static void figure(StringBuilder page, Sidecar sidecar) throws IOException {
    Path file = sidecar.output(sidecar.id() + ".png");
    if (!Files.isRegularFile(file)) {
      missing(page, file);
      return;
    }
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new EcgDataException(file + ": expected a PNG file");
    }
    BufferedImage small = shrink(image);
    page.append("<img width=\"%d\" height=\"%d\"".formatted(small.getWidth(), small.getHeight()));
    page.append(" alt=\"").append(Show.escape(sidecar.title()));
    page.append("\" src=\"data:image/png;base64,");
    page.append(Base64.getEncoder().encodeToString(SmallPng.of(small))).append("\">\n");
  }

  /** To the resolution of a notebook: each pixel the mean of the four it covers. */
  private static BufferedImage shrink(BufferedImage image) {
    int width = Math.max(1, image.getWidth() / SHRINK);
    int height = Math.max(1, image.getHeight() / SHRINK);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    try {
      // Halving by bilinear interpolation reads exactly the four pixels below each.
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return small;
  }

  private static void files(StringBuilder page, Sidecar sidecar) {
    List<String> names = new ArrayList<>(sidecar.outputs().keySet());
    names.add(sidecar.file().getFileName().toString());
    List<String> links = new ArrayList<>();
    for (String name : names) {
      if (Files.isRegularFile(sidecar.output(name))) {
        String url = java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        links.add("<a href=\"%s/%s\">%s</a>".formatted(folderOf(sidecar), url, Show.escape(name)));
      }
    }
    page.append("<p class=\"files\">Files beside this page: ");
    page.append(String.join(", ", links)).append("</p>\n");
  }

  private static void provenance(StringBuilder page, Sidecar sidecar) {
    page.append(
        "<details><summary>Provenance</summary>\n<div class=\"box\"><table class=\"facts\">\n");
    row(page, "made by", sidecar.madeBy());
    new TreeMap<>(sidecar.data()).forEach((k, v) -> row(page, "data " + k, v));
    sidecar.settings().forEach((k, v) -> row(page, k, v));
    sidecar.outputs().forEach((k, v) -> row(page, k, v));
    sidecar.inputs().forEach((k, v) -> row(page, k, v));
    sidecar.software().forEach((k, v) -> row(page, k, v));
    sidecar.source().forEach((k, v) -> row(page, k, v));
    page.append("</table></div>\n</details>\n");
  }

  /** A table's file as columns of numbers and of text; a column whose cells are all empty is one of numbers, a note one of text. */
  static Table read(Path file) throws IOException {
    List<List<String>> rows = rows(Files.readString(file, StandardCharsets.UTF_8));
    List<String> names = rows.isEmpty() ? List.of() : rows.get(0);
    for (int r = 1; r < rows.size(); r++) {
      if (rows.get(r).size() != names.size()) {
        throw new EcgDataException(
            "%s: row %d: expected %d cells, found %d"
                .formatted(file, r, names.size(), rows.get(r).size()));
      }
    }
    if (new TreeSet<>(names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList()).size()
        < names.size()) {
      throw new EcgDataException(file + ": two columns have the same name");
    }
    Table table = Table.create("");
    for (int c = 0; c < names.size(); c++) {
      int column = c;
      List<String> cells = rows.stream().skip(1).map(row -> row.get(column)).toList();
      boolean isNumeric =
          !names.get(c).equals(TableResult.NOTE)
              && cells.stream().allMatch(v -> v.isEmpty() || NUMBER.matcher(v).matches());
      if (isNumeric) {
        DoubleColumn numbers = DoubleColumn.create(names.get(c));
        cells.forEach(v -> numbers.append(v.isEmpty() ? Double.NaN : Double.parseDouble(v)));
        table.addColumns(numbers);
      } else {
        table.addColumns(StringColumn.create(names.get(c), cells));
      }
    }
    return table;
  }

  private static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char ch = text.charAt(i);
      if (quoted) {
        if (ch != '"') {
          cell.append(ch);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (ch == '"') {
        quoted = true;
      } else if (ch == ',' || ch == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (ch == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else {
        cell.append(ch);
      }
    }
    if (cell.length() > 0 || !row.isEmpty()) {
      row.add(cell.toString());
      rows.add(row);
    }
    return rows;
  }
}
