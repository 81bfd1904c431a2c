package org.ecgworkbench.paper;

import java.io.IOException;
import java.nio.file.Path;
import org.ecgworkbench.ecg.WholeFile;

/** Files that are there whole or not at all. */
final class Atomic {
  private Atomic() {}

  /** Why a file could not be read or written, in a few words. */
  static String reason(IOException e) {
    return WholeFile.reason(e);
  }

  static void write(Path file, String text) throws IOException {
    WholeFile.write(file, text);
  }
}
