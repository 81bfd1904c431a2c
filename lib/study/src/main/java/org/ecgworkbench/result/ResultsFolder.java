package org.ecgworkbench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Show;
import org.ecgworkbench.provenance.Provenance;
import tech.tablesaw.api.Table;

/** Where things lie in a folder of results. */
public final class ResultsFolder {
  /** The folders whose files have sidecars. */
  public static final List<String> FOLDERS = List.of("tables", "figures");

  /** A notebook shows no longer table. */
  private static final int MOST_ROWS = 12;

  private ResultsFolder() {}

  /**
   * Refuses what is no folder of results.
   *
   * @param results any path
   * @throws EcgDataException if this is no folder of results
   */
  public static void require(Path results) {
    if (!isOne(results)) {
      throw new EcgDataException(
          "%s: expected a folder of results with tables or figures, found %s"
              .formatted(
                  results,
                  Files.isDirectory(results)
                      ? "neither of them in it"
                      : Files.exists(results) ? "a file" : "nothing there"));
    }
  }

  /**
   * {@return whether a path is a folder with tables or figures}
   *
   * @param path any
   */
  public static boolean isOne(Path path) {
    return FOLDERS.stream().anyMatch(folder -> Files.isDirectory(path.resolve(folder)));
  }

  /**
   * {@return the sidecars, tables first, each folder in the order of names}
   *
   * @param results the folder
   */
  public static List<Path> sidecars(Path results) {
    List<Path> files = new ArrayList<>();
    for (String folder : FOLDERS) {
      files.addAll(
          list(results.resolve(folder)).stream()
              .filter(f -> f.getFileName().toString().endsWith(".json"))
              .toList());
    }
    return files;
  }

  /**
   * {@return what lies in a folder, in the order of names; nothing where there is none}
   *
   * @param folder any path
   */
  public static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new EcgDataException(folder + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }

  /** A file as seen from the notebooks, which lie beside the folder of results or in it; two sets of recordings have theirs in "real". */
  static String fromNotebooks(Path results, Path file) {
    boolean isOfTwo = results.getNameCount() > 2 && results.getParent().endsWith("real");
    Path root = isOfTwo ? results.getParent().getParent() : results;
    boolean areBeside = Files.isDirectory(root.resolveSibling("notebooks"));
    return "../" + (areBeside ? root.resolveSibling("") : root).relativize(file);
  }

  /** Shows the first facts of where a result comes from; its sidecar has all. */
  static void show(Provenance provenance, Path results, Path sidecar) {
    Table all = provenance.toTable();
    Table first = all.first(Math.min(MOST_ROWS, all.rowCount()));
    Show.table(
        first.setName(
            "%s. First %d of %d rows.".formatted(all.name(), first.rowCount(), all.rowCount())));
    String name = sidecar.getFileName().toString();
    Show.html(
        "<p><a href=\"%s\">%s</a> has all.</p>".formatted(fromNotebooks(results, sidecar), name),
        name + " has all.");
  }

  /**
   * {@return a file's name without its ending}
   *
   * @param file its folder does not matter
   */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * {@return the ending of a file's name, without the dot}
   *
   * @param file its folder does not matter
   */
  public static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
