package org.ecgworkbench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;

/** Where things lie in a folder of results. */
public final class ResultsFolder {
  /** The folders whose files have sidecars. */
  public static final List<String> FOLDERS = List.of("tables", "figures");

  private ResultsFolder() {}

  /** @throws EcgDataException if this is no folder of results */
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

  public static boolean isOne(Path path) {
    return FOLDERS.stream().anyMatch(folder -> Files.isDirectory(path.resolve(folder)));
  }

  /** The sidecars, tables first, each folder in the order of names. */
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

  /** What lies in a folder, in the order of names; nothing where there is none. */
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

  /** A file's name without its ending. */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The ending of a file's name, without the dot. */
  public static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
