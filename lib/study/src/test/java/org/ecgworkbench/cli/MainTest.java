package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void everyVerbIsThereUnderItsOwnName() {
    assertEquals(Main.VERBS, List.copyOf(Main.line(Main.VERBS).getSubcommands().keySet()));
    for (String verb : Main.VERBS) {
      assertEquals(List.of(verb), List.copyOf(Main.line(List.of(verb)).getSubcommands().keySet()));
    }
  }

  /** {@code environment/workbench contents} writes it. */
  @Test
  void theListOfVerbsIsThatOfTheCode() throws IOException {
    String readme = Files.readString(Path.of("..", "..", "environment", "README.md"));
    assertEquals(
        ContentsCommand.verbs(),
        readme.substring(readme.indexOf(ContentsCommand.VERBS) + ContentsCommand.VERBS.length()));
  }
}
