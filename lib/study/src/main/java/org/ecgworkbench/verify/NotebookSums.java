package org.ecgworkbench.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.result.NotebookLinks;
import org.ecgworkbench.result.ResultsFolder;

/**
 * The notebooks as they were saved with their outputs, and the pages that were rendered of them: {@value #FILE} in a folder of results has
 * the SHA-256 of each in the form of {@code sha256sum}, written by {@code environment/run_notebooks.py}. Notebooks are saved in place
 * ({@code ../notebooks}) or beside the results ({@code notebooks}); pages are not kept in the repository.
 */
final class NotebookSums {
  /** The list's name. */
  static final String FILE = "notebooks.sha256";

  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{64})  ((?:\\.\\./)?notebooks/[^/\\\\\\p{Cntrl}]+\\.(?:ipynb|html))");
  private static final String PAGE = ".html";

  private NotebookSums() {}

  /**
   * The SHA-256 of every notebook and page, by its name relative to the folder of results.
   *
   * @throws EcgDataException if a line is of another form, or names a file twice
   */
  static Map<String, String> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
    Map<String, String> sums = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = LINE.matcher(lines.get(i));
      if (!matcher.matches()) {
        throw new EcgDataException(
            "%s: line %d is no SHA-256 of a notebook or its page".formatted(file, i + 1));
      }
      if (sums.put(matcher.group(2), matcher.group(1)) != null) {
        throw new EcgDataException(
            "%s: line %d names %s a second time".formatted(file, i + 1, matcher.group(2)));
      }
    }
    return sums;
  }

  /**
   * Compares every notebook and page of the list with its SHA-256.
   *
   * @return what could not be checked, and why
   */
  static List<String> check(Path results, Findings findings) {
    Path list = results.resolve(FILE);
    List<String> not = new ArrayList<>();
    if (!Files.isRegularFile(list)) {
      if (NotebookLinks.folders(results).stream().anyMatch(Files::isDirectory)) {
        not.add("the notebooks (there is no %s)".formatted(FILE));
      }
      return not;
    }
    Map<String, String> sums;
    try {
      sums = read(list);
    } catch (EcgDataException e) {
      findings.damaged(list, e);
      return not;
    }
    int notebooks = 0;
    int pages = 0;
    for (Map.Entry<String, String> each : sums.entrySet()) {
      Path file = results.resolve(each.getKey()).normalize();
      if (Files.isRegularFile(file)) {
        findings.hasHash(file, each.getValue());
      } else if (each.getKey().endsWith(PAGE)) {
        pages++;
      } else if (!Files.isDirectory(file.getParent())) {
        notebooks++;
      } else {
        findings.missing(file, "listed in " + FILE);
      }
    }
    if (notebooks > 0) {
      not.add(notebooks + " notebooks (not here)");
    }
    if (pages > 0) {
      not.add(pages + " pages of notebooks (not kept in the repository)");
    }
    for (Path folder : NotebookLinks.folders(results)) {
      List<String> others =
          ResultsFolder.list(folder).stream()
              .filter(f -> f.toString().endsWith(".ipynb"))
              .map(findings::name)
              .filter(name -> !sums.containsKey(name))
              .toList();
      if (!others.isEmpty()) {
        not.add(String.join(", ", others) + " (not run for these results)");
      }
    }
    return not;
  }
}
