package org.ecgworkbench.notebook;

import java.io.PrintStream;

/**
 * One line that tells how far a long piece of work has come. It rewrites itself in place ({@code \r}), at most five times a second; in
 * a saved notebook only the last state remains, so the closing line should say what was done and not how long it took.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final boolean log;
  private long last;
  private int width;

  private Progress(PrintStream out, boolean log) {
    this.out = out;
    this.log = log;
    this.last = System.nanoTime();
  }

  /** {@return a display of progress on standard output, for notebooks} */
  public static Progress onStandardOutput() {
    return new Progress(System.out, false);
  }

  /**
   * {@return a display of progress on standard error, for commands whose standard output is data}. Where that is no terminal, as the
   * environment variable {@code ECG_TERMINAL=0} of the scripts says, every ten seconds, so that a log stays readable.
   */
  public static Progress onStandardError() {
    return new Progress(System.err, "0".equals(System.getenv("ECG_TERMINAL")));
  }

  /**
   * {@return a display of progress on any stream}
   *
   * @param out is written to, never closed
   */
  public static Progress on(PrintStream out) {
    return new Progress(out, false);
  }

  /**
   * Shows a state, unless the last one is less than 0.2 s old (in a log 10 s).
   *
   * @param line one short line, without a line break
   */
  public synchronized void update(String line) {
    long now = System.nanoTime();
    if (log ? now - last < LOG_INTERVAL_NANOS : width > 0 && now - last < INTERVAL_NANOS) {
      return;
    }
    last = now;
    if (log) {
      out.println(line);
    } else {
      rewrite(line);
    }
  }

  /**
   * Shows the closing line and ends it.
   *
   * @param line one short line, without a line break
   */
  public synchronized void done(String line) {
    if (log) {
      out.println(line);
      return;
    }
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
