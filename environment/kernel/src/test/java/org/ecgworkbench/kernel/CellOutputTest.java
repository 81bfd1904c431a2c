package org.ecgworkbench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellOutputTest {
  private final CellOutput output = new CellOutput();
  private final List<String> received = Collections.synchronizedList(new ArrayList<>());

  private void attach() {
    output.attach((isError, text) -> received.add((isError ? "err:" : "out:") + text));
  }

  @Test
  void bothStreamsKeepTheirCommonOrder() {
    attach();
    output.out().print("a");
    output.out().print("b");
    output.err().print("c");
    output.out().println("d\r");
    output.flush();
    assertEquals(List.of("out:ab", "err:c", "out:d\r" + System.lineSeparator()), received);
  }

  @Test
  void textArrivesWhileNobodyFlushes() throws InterruptedException {
    attach();
    output.out().print("progress\r");
    for (int i = 0; i < 100 && received.isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertEquals(List.of("out:progress\r"), received);
  }

  @Test
  void aHundredThousandLinesMakeFewPieces() {
    attach();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      output.out().print(i + " \u00e9\n");
      expected.append(i).append(" \u00e9\n");
    }
    output.flush();
    StringBuilder all = new StringBuilder();
    received.forEach(piece -> all.append(piece.substring(4)));
    assertEquals(expected.toString(), all.toString());
    assertTrue(received.size() < 1000, "pieces: " + received.size());
  }

  @Test
  void aCharacterIsNeverCutInTwo() throws InterruptedException {
    attach();
    byte[] smile = "\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 4; i++) {
      output.out().write(smile[i]);
      Thread.sleep(120);
    }
    output.flush();
    assertEquals(List.of("out:\ud83d\ude00"), received);
  }

  /** By the definition of UTF-8: a lead byte C2-DF has one byte to follow, E0-EF two, F0-F4 three. */
  @ParameterizedTest
  @CsvSource({
    "61,1",
    "61C3,1",
    "61C3A9,3",
    "E2,0",
    "E282,0",
    "E282AC,3",
    "F09F98,0",
    "F09F9880,4",
    "8080,2"
  })
  void theCompletePrefixIsFound(String hex, int expected) {
    assertEquals(expected, CellOutput.completeLength(java.util.HexFormat.of().parseHex(hex)));
  }
}
