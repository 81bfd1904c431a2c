package org.ecgworkbench.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void aFileIsWrittenAndReplacedWithItsFolderMade() throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    WholeFile.write(file, "first");
    WholeFile.write(file, "second é");
    assertEquals("second é", Files.readString(file));
    assertEquals(List.of("c.txt"), names(file.getParent()));
  }

  @Test
  void afterAFailureTheOldFileStandsAndNothingElse() throws IOException {
    Path file = folder.resolve("c.txt");
    WholeFile.write(file, "old");
    assertThrows(
        IOException.class,
        () ->
            WholeFile.write(
                file,
                temporary -> {
                  Files.writeString(temporary, "half");
                  throw new IOException("disk full");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("c.txt"), names(folder));
  }

  @Test
  void othersMayReadItWhereTheyMayReadAnOrdinaryFile() throws IOException {
    Path file = folder.resolve("c.txt");
    WholeFile.write(file, "text");
    Path ordinary = Files.writeString(folder.resolve("d.txt"), "text");
    assertEquals(Files.getPosixFilePermissions(ordinary), Files.getPosixFilePermissions(file));
    assertTrue(Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_READ));
  }

  @Test
  void whetherItCanBeWrittenIsSaidWithoutMakingAnything() throws IOException {
    WholeFile.check(folder.resolve("a/b/c.txt"));
    assertEquals(List.of(), names(folder));
    WholeFile.write(folder.resolve("c.txt"), "text");
    WholeFile.check(folder.resolve("c.txt"));
    IOException e =
        assertThrows(IOException.class, () -> WholeFile.check(folder.resolve("c.txt/a/b.txt")));
    assertEquals(folder.resolve("c.txt") + ": Not a directory", e.getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
