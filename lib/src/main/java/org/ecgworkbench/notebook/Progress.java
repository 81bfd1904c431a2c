package org.ecgworkbench.notebook;

import java.io.PrintStream;

/**
 * One line that tells how far a long piece of work has come. It rewrites itself in place ({@code \r}), at most five times a second; in
 * a saved notebook only the last state remains, so the closing line should say what was done and not how long it took.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_NANOS = 200_000_000L;

  private final PrintStream out;
  private long last;
  private int width;

  private Progress(PrintStream out) {
    this.out = out;
  }

  /** Progress on standard output, for notebooks. */
  public static Progress onStandardOutput() {
    return new Progress(System.out);
  }

  /** Progress on standard error, for commands whose standard output is data. */
  public static Progress onStandardError() {
    return new Progress(System.err);
  }

  /** Progress on any stream. */
  public static Progress on(PrintStream out) {
    return new Progress(out);
  }

  /** Shows a state, unless the last one is less than 0.2 s old. */
  public synchronized void update(String line) {
    long now = System.nanoTime();
    if (width > 0 && now - last < INTERVAL_NANOS) {
      return;
    }
    last = now;
    rewrite(line);
  }

  /** Shows the closing line and ends it. */
  public synchronized void done(String line) {
    rewrite(line);
    out.println();
    out.flush();
    width = 0;
  }

  private void rewrite(String line) {
    String padding = " ".repeat(Math.max(0, width - line.length()));
    out.print("\r" + line + padding);
    out.flush();
    width = line.length();
  }

  /** Ends a line that was left open, so that what follows starts on a new one. */
  @Override
  public synchronized void close() {
    if (width > 0) {
      out.println();
      out.flush();
      width = 0;
    }
  }
}
