package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ecgworkbench.base.WholeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line that a user reads when a file cannot be read or written. */
class FileTroubleTest {
  @TempDir private Path folder;

  @Test
  void theTemporaryFileBesideThePlaceIsNotNamed() throws IOException {
    Path place = Files.createDirectories(folder.resolve("a folder.onnx").resolve("inner"));
    IOException e =
        assertThrows(IOException.class, () -> WholeFile.write(place.getParent(), "content"));
    assertEquals(
        "cannot write " + place.getParent() + ": is a directory",
        FileTrouble.line(new UncheckedIOException("cannot write " + place.getParent(), e)));
  }

  @Test
  void aFolderAboveThePlaceIsNamedBesideIt() {
    assertEquals(
        "cannot write /a/b/c.html: no permission (/a/b)",
        FileTrouble.line(
            new UncheckedIOException(
                "cannot write /a/b/c.html", new AccessDeniedException("/a/b"))));
  }

  @Test
  void aFileThatNobodySpokeOfIsNamed() {
    UncheckedIOException e =
        new UncheckedIOException(new FileSystemException("/a/b", null, "No space left on device"));
    assertFalse(FileTrouble.hasOwnMessage(e));
    assertEquals("cannot access /a/b: no space left on device", FileTrouble.line(e));
  }

  /** A write to a full disk throws an exception that names no file. */
  @Test
  void aFullDiskIsNoFaultOfTheProgram() {
    assertEquals(
        "cannot write /a/b: No space left on device",
        FileTrouble.line(
            new UncheckedIOException(
                "cannot write /a/b", new IOException("No space left on device"))));
  }
}
