package org.ecgworkbench.study.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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

class SavedItemsTest {
  private static final List<String> ITEMS = List.of("a", "b", "c", "d");

  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<String> made = new ConcurrentLinkedQueue<>();

  private enum Kind {
    ONE,
    OTHER
  }

  private record Item(String name, Kind kind, double value, double[] more) {}

  private static Item item(String name, double value) {
    return new Item(name, Kind.ONE, value, new double[] {value, Double.NaN});
  }

  private SavedItems<Item> saved() {
    return new SavedItems<>(folder.resolve("x.csv"), Item.class);
  }

  private void make(String failing) {
    saved()
        .make(
            ITEMS,
            item -> {
              if (item.equals(failing)) {
                throw new IllegalStateException("power cut");
              }
              made.add(item);
              return item.equals("b") ? List.of() : List.of(item(item, 1), item(item, 2));
            },
            1,
            Progress.on(new PrintStream(OutputStream.nullOutputStream())),
            "items");
  }

  @Test
  void afterABreakOnlyWhatIsMissingIsMadeAndTheFileIsTheSame() throws IOException {
    assertThrows(IllegalStateException.class, () -> make("c"));
    assertFalse(saved().isThere());
    assertTrue(made.containsAll(List.of("a", "b")));
    Path partial = folder.resolve("x.csv.partial");
    // A block cut off in the middle of a line.
    Files.writeString(partial, "c,ONE,1.0,1.0;NaN\nc,", StandardOpenOption.APPEND);
    made.clear();
    make(null);
    assertEquals(List.of("c", "d"), List.copyOf(made));
    assertFalse(Files.exists(partial));
    assertEquals(
        """
        name,kind,value,more
        a,ONE,1.0,1.0;NaN
        a,ONE,2.0,2.0;NaN
        c,ONE,1.0,1.0;NaN
        c,ONE,2.0,2.0;NaN
        d,ONE,1.0,1.0;NaN
        d,ONE,2.0,2.0;NaN
        """,
        Files.readString(saved().file()));
  }

  @Test
  void recordsAreReadBackAsTheyWereWritten() throws IOException {
    Item whole = new Item("a", Kind.OTHER, 0.1 + 0.2, new double[] {Double.NaN, -1e-300});
    RecordLines<Item> lines = new RecordLines<>(Item.class);
    Files.writeString(saved().file(), lines.header() + "\n" + lines.line(whole) + "\nb,,1,2\n");
    List<Item> read = saved().read();
    assertEquals("a", read.get(0).name());
    assertEquals(Kind.OTHER, read.get(0).kind());
    assertEquals(0.1 + 0.2, read.get(0).value(), 0.0);
    assertArrayEquals(whole.more(), read.get(0).more(), 0.0);
    assertNull(read.get(1).kind());
  }

  @Test
  void aDamagedLineIsNamedWithItsFile() throws IOException {
    for (String damaged : List.of("a,ONE,1", "a,ONE,1,2,3", "a,ONE,1,2x", "a,TWO,1,2", "a,,,2")) {
      Files.writeString(saved().file(), "name,kind,value,more\n" + damaged + "\n");
      String message =
          assertThrows(EcgDataException.class, () -> saved().read(), damaged).getMessage();
      assertEquals(
          saved().file()
              + ": expected a line of 'name,kind,value,more', found '"
              + damaged
              + "'; delete the file to make it again",
          message);
    }
  }
}
