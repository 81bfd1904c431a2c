package org.ecgworkbench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a verb in a process of its own; the last line of standard error is the most memory that it had, as the kernel counts it. */
final class Measured {
  static final String MARK = "VmHWM:";

  private Measured() {}

  public static void main(String[] arguments) throws IOException {
    int exitCode = Main.run(arguments);
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(MARK)) {
        System.err.println(line);
      }
    }
    System.err.flush();
    System.out.flush();
    Runtime.getRuntime().halt(exitCode);
  }
}
