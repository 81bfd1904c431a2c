package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Progress progress =
      Progress.on(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void aShorterLineErasesTheRestOfALongerOne() {
    progress.update("record 10 of 12");
    progress.done("done");
    assertEquals(
        "\rrecord 10 of 12\rdone           " + System.lineSeparator(),
        bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void manyUpdatesInAMomentShowOnlyTheFirst() {
    for (int i = 0; i < 1000; i++) {
      progress.update("state " + i);
    }
    long shown = bytes.toString(StandardCharsets.UTF_8).chars().filter(c -> c == '\r').count();
    assertEquals(1, shown, 1.0); // a slow machine may reach the next interval of 0.2 s
  }

  @Test
  void closingAnOpenLineEndsIt() {
    progress.update("half way");
    progress.close();
    progress.close();
    assertEquals("\rhalf way" + System.lineSeparator(), bytes.toString(StandardCharsets.UTF_8));
  }
}
