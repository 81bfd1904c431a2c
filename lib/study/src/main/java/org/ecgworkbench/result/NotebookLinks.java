package org.ecgworkbench.result;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.Html;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * Which notebook made a result: the first whose code calls the class that the sidecar names. A link leads to the page that {@code
 * environment/reproduce} rendered, {@code notebooks/NAME.html} in the folder of results, or where that is not there to the notebook
 * itself, and says so.
 */
public final class NotebookLinks {
  private static final Pattern NUMBERED = Pattern.compile("(?!00)\\d\\d-.+\\.ipynb");

  /** The first heading, its number left out: "# 07 · The paper's numbers". */
  private static final Pattern HEADING = Pattern.compile("(?m)^# (?:\\d\\d \\S )?(\\S.*?)\\s*$");

  private final Path results;
  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, String> code = new TreeMap<>();
  private final Map<String, String> headings = new TreeMap<>();

  /**
   * Finds the notebooks of a folder of results: its own, or those beside it.
   *
   * @param results the folder
   */
  public NotebookLinks(Path results) {
    this.results = results;
    for (Path folder : folders(results)) {
      for (Path file : ResultsFolder.list(folder)) {
        String name = file.getFileName().toString();
        if (NUMBERED.matcher(name).matches() && !files.containsKey(ResultsFolder.stem(file))) {
          String stem = ResultsFolder.stem(file);
          files.put(stem, file);
          code.put(stem, sources(file, "code"));
          Matcher heading = HEADING.matcher(sources(file, "markdown"));
          headings.put(stem, heading.find() ? heading.group(1) : stem);
        }
      }
    }
  }

  /**
   * {@return where the notebooks of a folder of results may lie: in it, or beside it}
   *
   * @param results the folder
   */
  public static List<Path> folders(Path results) {
    return List.of(results.resolve("notebooks"), results.resolveSibling("notebooks"));
  }

  /**
   * {@return the name of the notebook that calls a class by its full name first; empty where none does}
   *
   * @param maker a class's full name
   */
  public Optional<String> nameOf(String maker) {
    String name = maker.substring(maker.lastIndexOf('.') + 1);
    Pattern call = Pattern.compile("\\b" + Pattern.quote(name) + "\\.");
    return code.entrySet().stream()
        .filter(e -> call.matcher(e.getValue()).find())
        .findFirst()
        .map(Map.Entry::getKey);
  }

  /**
   * {@return the notebook of a number, for example {@code 07}; empty where there is none}
   *
   * @param number two digits
   */
  public Optional<Path> fileOf(String number) {
    return files.entrySet().stream()
        .filter(e -> e.getKey().startsWith(number + "-"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * {@return a notebook's heading without its number, or its name where it has none}
   *
   * @param name of one of the notebooks, without ending
   */
  public String heading(String name) {
    return headings.get(name);
  }

  /** {@return links to all notebooks, in HTML} */
  public List<String> all() {
    return files.keySet().stream().map(this::link).toList();
  }

  /**
   * {@return a link to a notebook by its name, in HTML}
   *
   * @param name of one of the notebooks, without ending
   */
  public String link(String name) {
    boolean isRendered = Files.isRegularFile(results.resolve("notebooks").resolve(name + ".html"));
    String target =
        isRendered
            ? "notebooks/" + name + ".html"
            : results.relativize(files.get(name)).toString().replace('\\', '/');
    return "<a href=\"%s\">%s</a>%s"
        .formatted(
            Html.escape(target),
            Html.escape(name),
            isRendered ? "" : " (the .ipynb file; environment/reproduce renders it)");
  }

  /** What stands in a notebook's cells of one type. */
  private static String sources(Path file, String type) {
    try {
      JsonObject notebook =
          new Gson().fromJson(Files.readString(file, StandardCharsets.UTF_8), JsonObject.class);
      StringBuilder text = new StringBuilder();
      for (JsonElement each : notebook.getAsJsonArray("cells")) {
        JsonObject cell = each.getAsJsonObject();
        if (cell.get("cell_type").getAsString().equals(type)) {
          append(text, cell.get("source"));
        }
      }
      return text.toString();
    } catch (IOException | JsonParseException | IllegalStateException | NullPointerException e) {
      throw new EcgDataException(file + ": expected a notebook", e);
    }
  }

  private static void append(StringBuilder text, JsonElement source) {
    if (source instanceof JsonArray lines) {
      lines.forEach(line -> text.append(line.getAsString()));
    } else {
      text.append(source.getAsString());
    }
    text.append('\n');
  }
}
