package org.ecgworkbench.study.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ecgworkbench.ecg.EcgDataException;
import org.ecgworkbench.notebook.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemLinesTest {
  private static final List<String> ITEMS = List.of("a", "b", "c", "d");

  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<String> made = new ConcurrentLinkedQueue<>();

  private List<String> lines(String failing) {
    return ItemLines.of(
        folder.resolve("x.csv"),
        "header",
        ITEMS,
        item -> {
          if (item.equals(failing)) {
            throw new IllegalStateException("power cut");
          }
          made.add(item);
          return item.equals("b") ? List.of() : List.of(item + ",1", item + ",2");
        },
        1,
        Progress.on(new PrintStream(OutputStream.nullOutputStream())),
        "items");
  }

  @Test
  void afterABreakOnlyWhatIsMissingIsMadeAndTheFileIsTheSame() throws IOException {
    assertThrows(IllegalStateException.class, () -> lines("c"));
    assertFalse(Files.exists(folder.resolve("x.csv")));
    assertTrue(made.containsAll(List.of("a", "b")));
    Path partial = folder.resolve("x.csv.partial");
    // A block cut off in the middle of a line.
    Files.writeString(partial, "c,1\nc,", StandardOpenOption.APPEND);
    made.clear();
    List<String> expected = List.of("a,1", "a,2", "c,1", "c,2", "d,1", "d,2");
    assertEquals(expected, lines(null));
    assertEquals(List.of("c", "d"), List.copyOf(made));
    assertFalse(Files.exists(partial));
    assertEquals("header", Files.readAllLines(folder.resolve("x.csv")).get(0));
    made.clear();
    assertEquals(expected, lines(null));
    assertTrue(made.isEmpty());
  }

  @Test
  void aDamagedLineIsNamedWithItsFile() {
    assertArrayEquals(
        new double[] {1.5, Double.NaN}, ItemLines.numbers("a,1.5,NaN", "x.csv", 1, 2));
    for (String damaged : List.of("a,1.5", "a,1.5,2,3", "a,1.5,2x", "a,,2")) {
      String message =
          assertThrows(
                  EcgDataException.class, () -> ItemLines.numbers(damaged, "x.csv", 1, 2), damaged)
              .getMessage();
      assertTrue(message.startsWith("x.csv: expected ") && message.contains(damaged), message);
    }
  }
}
