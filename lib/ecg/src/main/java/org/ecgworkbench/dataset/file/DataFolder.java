package org.ecgworkbench.dataset.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;

/** What lies in a folder of recordings, by names alone. */
public final class DataFolder {
  private DataFolder() {}

  /**
   * Checks that a path is a folder that can be listed and is not empty.
   *
   * @param folder any path
   * @throws EcgDataException if it is not
   */
  public static void check(Path folder) {
    if (!Files.exists(folder)) {
      throw new EcgDataException(folder + ": expected a folder of recordings, found nothing there");
    }
    if (!Files.isDirectory(folder)) {
      throw new EcgDataException(folder + ": expected a folder of recordings, found a file");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isEmpty()) {
        throw new EcgDataException(
            folder + ": expected a folder of recordings, found an empty folder");
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * {@return the regular files below a folder whose names end so, in the order of paths}; hidden ones are left out.
   *
   * @param folder one that can be listed
   * @param endings of names, for example {@code .hea}
   */
  public static List<Path> filesBelow(Path folder, List<String> endings) {
    return below(folder, endings, files -> files.sorted().toList());
  }

  /**
   * {@return the regular files below a folder, in the order of paths; none where one of them has an ending, and then no further is looked}
   *
   * @param folder one that can be listed
   * @param ending of names, for example {@code .hea}
   */
  public static List<Path> filesBelowUnless(Path folder, String ending) {
    return below(
        folder,
        List.of(""),
        files -> {
          List<Path> all = new ArrayList<>();
          for (Iterator<Path> each = files.iterator(); each.hasNext(); ) {
            all.add(each.next());
            if (all.get(all.size() - 1).getFileName().toString().endsWith(ending)) {
              return List.of();
            }
          }
          all.sort(null);
          return all;
        });
  }

  /**
   * {@return whether there is a file of that ending below a folder}; looks no further than the first.
   *
   * @param folder one that can be listed
   * @param ending of names, for example {@code .hea}
   */
  public static boolean hasBelow(Path folder, String ending) {
    return below(folder, List.of(ending), files -> files.findAny().isPresent());
  }

  private static <T> T below(Path folder, List<String> endings, Function<Stream<Path>, T> found) {
    try (Stream<Path> files =
        Files.find(
            folder,
            Integer.MAX_VALUE,
            (file, attributes) ->
                attributes.isRegularFile() && isWanted(file.getFileName().toString(), endings),
            FileVisitOption.FOLLOW_LINKS)) {
      return found.apply(files);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isWanted(String name, List<String> endings) {
    return !name.startsWith(".") && endings.stream().anyMatch(name::endsWith);
  }

  /**
   * {@return what is thrown for a record that is not there}
   *
   * @param folder of the data set
   * @param id that was asked for
   * @param ids those that there are, in order, at least one
   */
  public static EcgDataException noSuchRecord(Path folder, String id, List<String> ids) {
    return new EcgDataException(
        "%s: record %s does not exist; there are %s, from %s to %s"
            .formatted(
                folder, Words.quotable(id), ids.size(), ids.get(0), ids.get(ids.size() - 1)));
  }

  /**
   * Checks that there are records beside those that are left out.
   *
   * @param folder of the data set
   * @param kept those
   * @throws EcgDataException if nothing is
   */
  public static void requireSome(Path folder, Collection<?> kept) {
    if (kept.isEmpty()) {
      throw new EcgDataException(
          folder + ": expected records beside those that are left out, found none");
    }
  }

  /**
   * Notes where a record lies.
   *
   * @param folder of the data set
   * @param files by id
   * @param id of the record
   * @param file that it lies in
   * @throws EcgDataException if there is one of that id already
   */
  public static void putOnce(Path folder, Map<String, Path> files, String id, Path file) {
    Path other = files.put(id, file);
    if (other != null) {
      throw new EcgDataException(
          "%s: record %s: expected once, found %s and %s"
              .formatted(folder, id, folder.relativize(other), folder.relativize(file)));
    }
  }

  private static RuntimeException unreadable(Path folder, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      Thread.interrupted();
      return new CancellationException("interrupted");
    }
    String at = e instanceof FileSystemException file ? file.getFile() : null;
    return new EcgDataException(
        (at == null ? folder : at) + " cannot be read (" + DataFiles.reason(e) + ")", e);
  }
}
