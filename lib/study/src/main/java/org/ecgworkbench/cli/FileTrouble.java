package org.ecgworkbench.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.ecgworkbench.base.WholeFile;

/** What a user is told of a file that could not be read or written: the place that the user gave, not a temporary name beside it. */
final class FileTrouble {
  private FileTrouble() {}

  /** Whether the exception says itself what could not be done. */
  static boolean hasOwnMessage(UncheckedIOException e) {
    String message = e.getMessage();
    return message != null && message.startsWith("cannot ");
  }

  /** One line: what could not be done, why, and at which file or folder where that is not yet said. */
  static String line(UncheckedIOException e) {
    IOException cause = e.getCause();
    String where = cause instanceof FileSystemException file ? named(file.getFile()) : null;
    if (!hasOwnMessage(e)) {
      return "cannot access %s: %s".formatted(where, reason(cause));
    }
    String message = e.getMessage();
    boolean isSaid = where == null || message.endsWith(" " + where);
    return "%s: %s%s".formatted(message, reason(cause), isSaid ? "" : " (" + where + ")");
  }

  /** The file that a temporary one was to become. */
  private static String named(String file) {
    return file == null
        ? null
        : WholeFile.named(Path.of(file))
            .map(name -> Path.of(file).resolveSibling(name).toString())
            .orElse(file);
  }

  /** A reason of the system without the name of its exception. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? WholeFile.reason(e)
        : e.getMessage();
  }
}
