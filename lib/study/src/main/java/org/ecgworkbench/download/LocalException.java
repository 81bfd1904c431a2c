package org.ecgworkbench.download;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Something is wrong on this side, so nothing more is tried. */
final class LocalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalException(Path file, IOException cause) {
    super(file + ": " + reason(cause), cause);
  }

  /** What an I/O exception has to say beyond the file's name. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
