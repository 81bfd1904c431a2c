package org.ecgworkbench.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ecgworkbench.base.Parallel;
import org.ecgworkbench.base.WholeFile;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;

/**
 * A file of records that are made item by item, several items at a time: what is done is kept, so
 * that after a break the work goes on with the next item. While it is made it lies beside as {@code
 * NAME.partial}; a line {@code #done ITEM} closes each item there, so that an item cut off in the
 * middle is made again.
 *
 * @param <R> what is saved
 */
public final class SavedItems<R extends Record> {
  private static final String DONE = "#done ";

  private final Path file;
  private final RecordLines<R> lines;

  /**
   * A file that need not be there yet.
   *
   * @param file where the records are saved
   * @param type of texts without commas, choices, numbers and arrays of numbers
   */
  public SavedItems(Path file, Class<R> type) {
    this.file = file;
    this.lines = new RecordLines<>(type);
  }

  /** {@return where the records are saved} */
  public Path file() {
    return file;
  }

  /** {@return whether all items are made and saved} */
  public boolean isThere() {
    return Files.exists(file);
  }

  /**
   * {@return the saved records of all items, in the order of the items}
   *
   * @throws EcgDataException if a line is not one of such a record; names the file and the line
   */
  public List<R> read() {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .skip(1)
          .map(line -> lines.parse(line, file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /**
   * {@return the records of all items, in their order, made and saved}
   *
   * @param items names without line breaks, each once
   * @param maker makes the records of an item; called in the threads of the jobs
   * @param jobs items at work at a time
   * @param progress is told how many items are done
   * @param what is done with the items, for the progress, for example {@code records explained}
   * @throws CancellationException if the calling thread is interrupted; the items done by then are kept
   */
  public List<R> make(
      List<String> items,
      Function<String, List<R>> maker,
      int jobs,
      Progress progress,
      String what) {
    try {
      make(
          items,
          item -> maker.apply(item).stream().map(lines::line).toList(),
          jobs,
          line -> progress.update(what + ": " + line));
      progress.done("%s: %d".formatted(what, items.size()));
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private void make(
      List<String> items, Function<String, List<String>> maker, int jobs, Consumer<String> told)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Map<String, List<String>> done = read(partial);
    List<String> missing = items.stream().filter(item -> !done.containsKey(item)).toList();
    List<Callable<List<String>>> work = new ArrayList<>();
    missing.forEach(item -> work.add(() -> maker.apply(item)));
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
          told.accept("%d of %d".formatted(done.size(), items.size()));
        });
    StringBuilder text = new StringBuilder(lines.header()).append('\n');
    for (String item : items) {
      done.get(item).forEach(line -> text.append(line).append('\n'));
    }
    WholeFile.write(file, text.toString());
    Files.deleteIfExists(partial);
  }

  /** The items that are complete; the file is cut to them, so that what follows starts on a new line. */
  private static Map<String, List<String>> read(Path partial) throws IOException {
    Map<String, List<String>> done = new LinkedHashMap<>();
    if (!Files.exists(partial)) {
      return done;
    }
    String text = Files.readString(partial, StandardCharsets.UTF_8);
    List<String> open = new ArrayList<>();
    int kept = 0;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String line = text.substring(start, end);
      start = end + 1;
      if (line.startsWith(DONE)) {
        done.put(line.substring(DONE.length()), List.copyOf(open));
        open.clear();
        kept = start;
      } else {
        open.add(line);
      }
    }
    if (kept < text.length()) {
      WholeFile.write(partial, text.substring(0, kept));
    }
    return done;
  }
}
