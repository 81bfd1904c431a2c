package org.ecgworkbench.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a user saw of a verb.
 *
 * @param exitCode as the shell would have it
 * @param out standard output
 * @param err standard error
 */
record Outcome(int exitCode, String out, String err) {
  /** Runs a verb with its arguments, as a user types them. */
  static Outcome run(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int exitCode = Main.run(arguments);
      return new Outcome(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  /** The lines of standard error; progress counts as one for each state. */
  List<String> errLines() {
    return List.of(err.strip().split("[\\r\\n]+"));
  }
}
