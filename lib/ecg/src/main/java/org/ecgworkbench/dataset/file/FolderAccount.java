package org.ecgworkbench.dataset.file;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ecgworkbench.base.Words;
import org.ecgworkbench.ecg.EcgDataException;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What became of every file in a folder of recordings: nothing that lies there is passed over without a word.
 *
 * @param read how many files the recordings are read from, tables of labels among them
 * @param records how many recordings these are
 * @param unread why each other file is not read, by its name from the folder on, in the order of names; immutable
 */
public record FolderAccount(int read, int records, SortedMap<String, String> unread) {
  private static final int MOST_NAMED = 3;
  private static final String LEFT_OUT = "left out by name";
  private static final String HIDDEN = "hidden";
  private static final String NO_RECORDING = "no recording";

  /** Copies the map. */
  public FolderAccount {
    unread = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(unread));
  }

  /**
   * Looks at every file below a folder, however deep.
   *
   * @param folder the data set's own folder
   * @param files those that its recordings are read from
   * @param records how many recordings these are
   * @param leftOut names of recordings that are left out
   * @param database the table that names the recordings; empty where there is none
   * @return the account
   * @throws EcgDataException if the folder cannot be listed
   */
  public static FolderAccount of(
      Path folder,
      Collection<Path> files,
      int records,
      Collection<String> leftOut,
      String database) {
    Set<Path> wanted = new HashSet<>(files);
    int[] read = {0};
    SortedMap<String, String> unread = new TreeMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (wanted.contains(file)) {
                read[0]++;
              } else {
                unread.put(
                    folder.relativize(file).toString(),
                    reason(folder, file, attributes, leftOut, database));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              unread.put(
                  folder.relativize(file).toString(), "cannot be read: " + DataFiles.reason(e));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new EcgDataException(folder + " cannot be read (" + DataFiles.reason(e) + ")", e);
    }
    return new FolderAccount(read[0], records, unread);
  }

  private static String reason(
      Path folder,
      Path file,
      BasicFileAttributes attributes,
      Collection<String> leftOut,
      String database) {
    String name = file.getFileName().toString();
    if (attributes.isSymbolicLink()) {
      return "a link to nothing";
    }
    if (!attributes.isRegularFile()) {
      return "no file but a device or a pipe";
    }
    if (name.startsWith(".")) {
      return HIDDEN;
    }
    int dot = name.lastIndexOf('.');
    String id = dot < 1 ? name : name.substring(0, dot);
    String ending = dot < 1 ? "" : name.substring(dot);
    String lower = ending.toLowerCase(Locale.ROOT);
    if (leftOut.contains(id)
        || !database.isEmpty() && leftOut.contains(id.replaceFirst("_[hl]r$", ""))) {
      return LEFT_OUT;
    }
    if (!List.of(".hea", ".mat", ".dat").contains(lower)) {
      return NO_RECORDING;
    }
    if (!ending.equals(lower)) {
      return "a name in upper case, where WFDB has .hea, .mat and .dat";
    }
    if (!database.isEmpty()) {
      boolean isSlow = file.startsWith(folder.resolve("records100"));
      return isSlow ? "at 100 Hz, beside the same at 500 Hz" : "not named in " + database;
    }
    boolean hasHeader = Files.exists(file.resolveSibling(id + ".hea"));
    return hasHeader ? "named by no header that is read" : "signals without their header";
  }

  /** {@return how many files were found} */
  public int seen() {
    return read + unread.size();
  }

  /** {@return how many of those that are not read look like files of recordings} */
  public long ofRecordings() {
    return unread.values().stream()
        .filter(why -> !why.equals(HIDDEN) && !why.equals(NO_RECORDING) && !why.equals(LEFT_OUT))
        .count();
  }

  /** {@return the account in a line, and one more for each reason} */
  public List<String> lines() {
    SortedMap<String, List<String>> byReason = new TreeMap<>();
    unread.forEach((file, why) -> byReason.computeIfAbsent(why, w -> new ArrayList<>()).add(file));
    List<String> lines = new ArrayList<>();
    lines.add(
        "files: %d found, %d read as %s, %d not read"
            .formatted(seen(), read, Words.records(records), unread.size()));
    byReason.forEach(
        (why, names) -> {
          String first = String.join(", ", names.stream().limit(MOST_NAMED).toList());
          String more = names.size() > MOST_NAMED ? ", ..." : "";
          lines.add("not read, %s: %d (%s%s)".formatted(why, names.size(), first, more));
        });
    return lines;
  }

  /** {@return one row a file that is not read: {@code file}, {@code reason}} */
  public Table table() {
    return Table.create(
        "Files that are not read",
        StringColumn.create("file", unread.keySet()),
        StringColumn.create("reason", unread.values()));
  }
}
