package org.ecgworkbench.notebook;

import java.io.PrintStream;
import java.util.Optional;

/**
 * One line that tells how far a long piece of work has come. It rewrites itself in place, at most five times a second. A notebook
 * that is saved by {@code environment/reproduce} holds none of it, so that it is the same whether the work was done now or before.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final long LOG_INTERVAL_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final boolean log;
  private final boolean inNotebook;
  private long last;
  private int width;

  /** What stands below the cell of a notebook, and which run of a cell that was. */
  private Show.Live shown;

  private int cell;

  private Progress(PrintStream out, boolean log, boolean inNotebook) {
    this.out = out;
    this.log = log;
    this.inNotebook = inNotebook;
    this.last = System.nanoTime();
  }

  /** {@return a display of progress below the cell of a notebook, on standard output elsewhere} */
  public static Progress onStandardOutput() {
    return new Progress(System.out, false, true);
  }

  /**
   * {@return a display of progress on standard error, for commands whose standard output is data}. Where that is no terminal, as the
   * environment variable {@code ECG_TERMINAL=0} of the scripts says, every ten seconds, so that a log stays readable.
   */
  public static Progress onStandardError() {
    return new Progress(System.err, "0".equals(System.getenv("ECG_TERMINAL")), false);
  }

  /**
   * {@return a display of progress on any stream}
   *
   * @param out is written to, never closed
   */
  public static Progress on(PrintStream out) {
    return new Progress(out, false, false);
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
    } else if (!showInNotebook(line)) {
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
    if (showInNotebook(line)) {
      shown = null;
      width = 0;
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

  /**
   * Shows the line below the cell that runs, in place of what this work showed there; in another cell, or another run of this one, what
   * was left there is no longer to be changed.
   */
  private boolean showInNotebook(String line) {
    Optional<NotebookKernel> kernel = inNotebook ? NotebookKernel.running() : Optional.empty();
    if (kernel.isEmpty()) {
      return false;
    }
    if (shown != null && cell == kernel.get().cell()) {
      shown.text(line);
    } else {
      cell = kernel.get().cell();
      shown = Show.live(line);
    }
    width = line.length();
    return true;
  }

  /** Ends a line that was left open, so that what follows starts on a new one; below a cell it goes. */
  @Override
  public synchronized void close() {
    if (shown != null) {
      showInNotebook("");
      shown = null;
      width = 0;
    }
    if (width > 0) {
      out.println();
      out.flush();
      width = 0;
    }
  }
}
