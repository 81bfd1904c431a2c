package org.ecgworkbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
