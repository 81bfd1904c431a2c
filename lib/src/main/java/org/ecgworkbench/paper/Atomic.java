package org.ecgworkbench.paper;

import java.io.IOException;
import java.nio.file.Path;
import org.ecgworkbench.ecg.WholeFile;

/** Files that are there whole or not at all. */
final class Atomic {
  private Atomic() {}

  /** Why a file could not be read or written, in a few words. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException) {
      return "a file stands in its place";
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  static void write(Path file, String text) throws IOException {
    WholeFile.write(file, text);
  }
}
