package org.ecgworkbench.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that are there whole or not at all: written under a temporary name in their folder, then moved into place. */
public final class WholeFile {
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(.+)\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private static final int LONGEST_BEGIN = 50;

  private WholeFile() {}

  /**
   * {@return the name that a temporary file of {@link #write} was to get; empty if it is none of these}
   *
   * @param file one that may be left over from a process that was killed
   */
  public static Optional<String> named(Path file) {
    Matcher matcher = TEMPORARY.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Writes the content under the name it is given; the file is not there yet. */
  public interface Content {
    /**
     * Writes the file.
     *
     * @param temporary where to write; nothing is there yet
     * @throws IOException if it cannot be written; {@link WholeFile#write(Path, Content)} then removes what there is of it and throws it on
     */
    void writeTo(Path temporary) throws IOException;
  }

  /**
   * Writes a file; a reader finds the old one or the new one, never a part.
   *
   * @param file where it belongs; its folder is made if need be, a file that is there is replaced
   * @param content called once, with a path in the same folder
   * @throws IOException if it cannot be written; the old file then stays as it was
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // Not createTempFile: its files are for the owner's eyes only, and stay so when moved.
    String name = file.getFileName().toString();
    // A name as long as a file system allows still has a temporary one; a letter takes up to four
    // bytes.
    String begin = name.substring(0, Math.min(LONGEST_BEGIN, name.length()));
    Path temporary = folder.resolve("." + begin + "." + UUID.randomUUID() + ".tmp");
    try {
      content.writeTo(temporary);
      Files.move(
          temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Says early that a file will not be written. Makes nothing.
   *
   * @param file where it belongs
   * @throws IOException if what is there of its folders is no folder, or may not be written to
   */
  public static void check(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(folder.toString(), null, "Not a directory");
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /**
   * {@return why a file could not be read or written, in a few words for its user}
   *
   * @param e what was thrown
   */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof NoSuchFileException) {
      return "there is nothing of this name";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file stands in its place";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason().toLowerCase(Locale.ROOT)
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /**
   * Writes a text, as {@link #write(Path, Content)}.
   *
   * @param file where it belongs; its folder is made if need be, a file that is there is replaced
   * @param text the whole content, written in UTF-8 with the line ends it has
   * @throws IOException if it cannot be written; the old file then stays as it was
   */
  public static void write(Path file, String text) throws IOException {
    write(file, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
  }
}
