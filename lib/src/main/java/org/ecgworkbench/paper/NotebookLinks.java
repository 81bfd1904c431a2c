package org.ecgworkbench.paper;

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
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.notebook.Sidecar;

/**
 * Which notebook made a result: the first whose code calls the class that the sidecar names. A link leads to the page that {@code
 * environment/reproduce} rendered, {@code notebooks/NAME.html} in the folder of results, or where that is not there to the notebook
 * itself, and says so.
 */
final class NotebookLinks {
  private static final Pattern NUMBERED = Pattern.compile("(?!00)\\d\\d-.+\\.ipynb");

  private final Path results;
  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, String> code = new TreeMap<>();

  /** Finds the notebooks of a folder of results: its own, or those beside it. */
  NotebookLinks(Path results) {
    this.results = results;
    for (Path folder : folders(results)) {
      for (Path file : ResultsFolder.list(folder)) {
        String name = file.getFileName().toString();
        if (NUMBERED.matcher(name).matches() && !files.containsKey(ResultsFolder.stem(file))) {
          files.put(ResultsFolder.stem(file), file);
          code.put(ResultsFolder.stem(file), code(file));
        }
      }
    }
  }

  /** Where the notebooks of a folder of results may lie: in it, or beside it. */
  static List<Path> folders(Path results) {
    return List.of(results.resolve("notebooks"), results.resolveSibling("notebooks"));
  }

  /** A link to the notebook that made a result; empty where none did. */
  Optional<String> of(Sidecar sidecar) {
    String maker = sidecar.madeBy().substring(sidecar.madeBy().lastIndexOf('.') + 1);
    Pattern call = Pattern.compile("\\b" + Pattern.quote(maker) + "\\.");
    return code.entrySet().stream()
        .filter(e -> call.matcher(e.getValue()).find())
        .findFirst()
        .map(e -> link(e.getKey()));
  }

  /** Links to all notebooks. */
  List<String> all() {
    return files.keySet().stream().map(this::link).toList();
  }

  private String link(String name) {
    boolean isRendered = Files.isRegularFile(results.resolve("notebooks").resolve(name + ".html"));
    String target =
        isRendered
            ? "notebooks/" + name + ".html"
            : results.relativize(files.get(name)).toString().replace('\\', '/');
    return "<a href=\"%s\">%s</a>%s"
        .formatted(
            Show.escape(target),
            Show.escape(name),
            isRendered ? "" : " (the .ipynb file; environment/reproduce renders it)");
  }

  private static String code(Path file) {
    try {
      JsonObject notebook =
          new Gson().fromJson(Files.readString(file, StandardCharsets.UTF_8), JsonObject.class);
      StringBuilder code = new StringBuilder();
      for (JsonElement each : notebook.getAsJsonArray("cells")) {
        JsonObject cell = each.getAsJsonObject();
        if (cell.get("cell_type").getAsString().equals("code")) {
          append(code, cell.get("source"));
        }
      }
      return code.toString();
    } catch (IOException | JsonParseException | IllegalStateException | NullPointerException e) {
      throw new EcgDataException(file + ": expected a notebook", e);
    }
  }

  private static void append(StringBuilder code, JsonElement source) {
    if (source instanceof JsonArray lines) {
      lines.forEach(line -> code.append(line.getAsString()));
    } else {
      code.append(source.getAsString());
    }
    code.append('\n');
  }
}
