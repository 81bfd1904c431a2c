package org.ecgworkbench.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CellTextTest {
  private static void code(boolean expected, String text) {
    assertEquals(expected, TextCompletion.isCode(text, text.length()), text);
  }

  @Test
  void commentsAndStringsAreNoCode() {
    code(true, "wor");
    code(false, " \n ");
    code(false, "// wor");
    code(true, "// a\nwor");
    code(false, "/* \"a\" ");
    code(true, "/* \" */ wor");
    code(false, "String s = \"a\\\" wor");
    code(true, "String s = \"a\\\"\"; wor");
    code(false, "\"\"\"\n a \"b\" wor");
    code(true, "\"\"\"\n a \"b\" \"\"\".wor");
    code(true, "char c = '\"'; wor");
    assertEquals(true, TextCompletion.isCode("wor // x", 3));
  }

  @Test
  void theReasonIsOneLineWithThePlaceInTheSource() {
    assertEquals(
        "This does not compile: cannot find symbol: variable x, in: int b = x;",
        CompileReason.line(
            "cannot find symbol\n  symbol:   variable x\n  location: class ",
            14,
            "{ int a;\n  int b = x; \n}"));
  }
}
