package org.ecgworkbench.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;

/**
 * A file of lines that are made item by item, several items at a time: what is done is kept, so that after a break the work goes on with
 * the next item. While it is made it lies beside as {@code NAME.partial}; a line {@code #done ITEM} closes each item there, so that an item
 * cut off in the middle is made again.
 */
public final class ItemLines {
  private static final String DONE = "#done ";

  private ItemLines() {}

  /**
   * The lines of all items, in the order of the items, without the header.
   *
   * @param file where they are saved
   * @param header the first line of the file
   * @param items names without line breaks, each once
   * @param lines makes the lines of an item; called in the threads of the jobs
   * @param jobs items at work at a time
   * @param what is done with the items, for the progress, for example {@code records explained}
   * @throws CancellationException if the calling thread is interrupted; the items done by then are kept
   */
  public static List<String> of(
      Path file,
      String header,
      List<String> items,
      Function<String, List<String>> lines,
      int jobs,
      Progress progress,
      String what) {
    try {
      if (!Files.exists(file)) {
        make(file, header, items, lines, jobs, progress, what);
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file, e);
    }
  }

  /**
   * The numbers of a saved line whose first cells are names.
   *
   * @param file where the line stands
   * @param names so many cells are not numbers
   * @param count so many are
   * @throws EcgDataException if the line has other cells; names the file and the line
   */
  public static double[] numbers(String line, Object file, int names, int count) {
    String[] cells = line.split(",", -1);
    if (cells.length != names + count) {
      throw new EcgDataException(
          "%s: expected %d cells, found %d in '%s'"
              .formatted(file, names + count, cells.length, line));
    }
    try {
      return Arrays.stream(cells).skip(names).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new EcgDataException(
          "%s: expected %d numbers in '%s'; delete the file to make it again"
              .formatted(file, count, line),
          e);
    }
  }

  private static void make(
      Path file,
      String header,
      List<String> items,
      Function<String, List<String>> lines,
      int jobs,
      Progress progress,
      String what)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Map<String, List<String>> done = read(partial);
    List<String> missing = items.stream().filter(item -> !done.containsKey(item)).toList();
    List<Callable<List<String>>> work = new ArrayList<>();
    missing.forEach(item -> work.add(() -> lines.apply(item)));
    Parallel.inOrder(
        work,
        jobs,
        Callable::call,
        (index, found) -> {
          String item = missing.get(index);
          done.put(item, found);
          StringBuilder text = new StringBuilder();
          found.forEach(line -> text.append(line).append('\n'));
          Files.writeString(
              partial,
              text.append(DONE).append(item).append('\n'),
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
          progress.update(
              "%s: %d of %d"
                  .formatted(what, items.size() - missing.size() + index + 1, items.size()));
        });
    StringBuilder text = new StringBuilder(header).append('\n');
    for (String item : items) {
      done.get(item).forEach(line -> text.append(line).append('\n'));
    }
    WholeFile.write(file, text.toString());
    Files.deleteIfExists(partial);
    progress.done("%s: %d".formatted(what, items.size()));
  }

  /** The items that are complete; the file is cut to them, so that what follows starts on a new line. */
  private static Map<String, List<String>> read(Path partial) throws IOException {
    Map<String, List<String>> done = new LinkedHashMap<>();
    if (!Files.exists(partial)) {
      return done;
    }
    String text = Files.readString(partial, StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    int kept = 0;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String line = text.substring(start, end);
      start = end + 1;
      if (line.startsWith(DONE)) {
        done.put(line.substring(DONE.length()), List.copyOf(lines));
        lines.clear();
        kept = start;
      } else {
        lines.add(line);
      }
    }
    if (kept < text.length()) {
      WholeFile.write(partial, text.substring(0, kept));
    }
    return done;
  }
}
