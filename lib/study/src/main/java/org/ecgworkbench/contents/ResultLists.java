package org.ecgworkbench.contents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.result.NotebookLinks;

/**
 * The files of a checkout that list its results: the manifest of {@code codecheck.yml} (<a
 * href="https://codecheck.org.uk/spec/config/2.0/">configuration file 2.0</a>) and the table of
 * {@code results/README.md}. What stands before the list is kept.
 */
public final class ResultLists {
  private static final String MANIFEST = "\nmanifest:\n";
  private static final String TABLE = "\n| table or figure | notebook | made by |\n|---|---|---|\n";

  private ResultLists() {}

  /**
   * {@return what the files must hold, by file}
   *
   * @param checkout holds {@code codecheck.yml}, {@code results} and {@code notebooks}
   * @throws EcgDataException if a file cannot be read, or the place of its list is not found in it
   */
  public static Map<Path, String> of(Path checkout) {
    Path results = checkout.toAbsolutePath().normalize().resolve("results");
    NotebookLinks notebooks = new NotebookLinks(results);
    Map<Path, String> texts = new LinkedHashMap<>();
    Path codecheck = results.resolveSibling("codecheck.yml");
    texts.put(
        codecheck,
        withList(
            codecheck,
            MANIFEST,
            Results.inGit().stream().map(ResultLists::item).collect(Collectors.joining())));
    Path readme = results.resolve("README.md");
    texts.put(
        readme,
        withList(
            readme,
            TABLE,
            Results.ALL.stream()
                .filter(e -> e.kept().compareTo(Entry.Kept.NOWHERE) <= 0)
                .map(e -> row(e, notebooks))
                .collect(Collectors.joining())));
    return texts;
  }

  private static String item(Entry entry) {
    return "  - file: results/%s\n    comment: \"%s\"\n".formatted(entry.file(), entry.title());
  }

  private static String row(Entry entry, NotebookLinks notebooks) {
    return "| %s | %s | [`%s`](../lib/study/src/main/java/%s.java) |\n"
        .formatted(
            entry.kept() == Entry.Kept.NOWHERE
                ? entry.title() + " (`%s`, too large for git)".formatted(entry.file())
                : "[%s](%s)".formatted(entry.title(), entry.file()),
            entry.kept() == Entry.Kept.BY_A_VERB
                ? "`workbench rotate --learner network,logistic-regression`"
                : notebooks
                    .nameOf(entry.maker().getName())
                    .map(n -> "[%s](../notebooks/%s.ipynb)".formatted(n.substring(0, 2), n))
                    .orElse(""),
            entry.maker().getSimpleName(),
            entry.maker().getName().replace('.', '/'));
  }

  /**
   * {@return a file's text up to the line that its list begins with, and the list}
   *
   * @param file UTF-8
   * @param begins the lines before the list, line ends included
   * @param list what stands to the end of the file
   * @throws EcgDataException if the file cannot be read, or does not have these lines
   */
  public static String withList(Path file, String begins, String list) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      int end = text.indexOf(begins);
      if (end < 0) {
        throw new EcgDataException(
            "%s: expected the line '%s', found none"
                .formatted(file, begins.strip().lines().findFirst().orElseThrow()));
      }
      return text.substring(0, end + begins.length()) + list;
    } catch (IOException e) {
      throw new EcgDataException(file + ": cannot be read (" + WholeFile.reason(e) + ")", e);
    }
  }
}
