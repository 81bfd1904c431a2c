package org.ecgworkbench.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * An unfinished file: {@code NAME.part}, and {@code NAME.part.state} that says of which file at which address these are the first bytes.
 * Neither ends as a recording's file does, so no reader takes them for one.
 */
record PartFile(Path target) {
  static final String PART = ".part";
  static final String STATE = ".part.state";

  /**
   * What proves that a part belongs to the file that the server has now.
   *
   * @param url where it came from
   * @param sha256 the sum that the whole must have
   * @param validator the server's strong entity tag, or its date of the last change
   * @param total the whole file's length in bytes
   */
  record State(String url, String sha256, String validator, long total) {
    private String text() {
      return String.join("\n", url, sha256, validator, Long.toString(total), "");
    }
  }

  Path part() {
    return target.resolveSibling(target.getFileName() + PART);
  }

  private Path stateFile() {
    return target.resolveSibling(target.getFileName() + STATE);
  }

  /** The state that was written when the part was begun; empty where it is missing or not of this form. */
  Optional<State> state() throws IOException {
    Path file = stateFile();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(part(), LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > 10_000) {
      return Optional.empty();
    }
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    if (lines.size() != 4 || !lines.get(3).matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new State(lines.get(0), lines.get(1), lines.get(2), Long.parseLong(lines.get(3))));
  }

  /** The bytes that are there. */
  long size() throws IOException {
    return Files.isRegularFile(part(), LinkOption.NOFOLLOW_LINKS) ? Files.size(part()) : 0;
  }

  /** Begins the file anew; with no state it cannot be resumed. The part is emptied first: a state never outlives its bytes. */
  FileChannel begin(Optional<State> state) throws IOException {
    delete();
    FileChannel channel =
        FileChannel.open(
            part(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      if (state.isPresent()) {
        Files.write(
            stateFile(),
            state.get().text().getBytes(StandardCharsets.UTF_8),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  FileChannel append() throws IOException {
    return FileChannel.open(part(), StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  /** Brings the part to the disk and gives it its name; the caller has verified it. */
  void finish() throws IOException {
    try (FileChannel channel =
        FileChannel.open(part(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.force(true);
    }
    Files.move(part(), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(stateFile());
  }

  void delete() throws IOException {
    Files.deleteIfExists(stateFile());
    Files.deleteIfExists(part());
  }
}
