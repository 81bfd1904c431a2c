package org.ecgworkbench.kernel;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * What the classes compiled from cells call: at the start of every method, before every jump backwards and in place of the calls that
 * end the process. Public only because those classes live in another package.
 */
public final class CellGuard {
  /** True while any thread has to be stopped: the one field that a running loop reads. */
  private static volatile boolean alert;

  private static volatile boolean stopping;
  private static final Set<Thread> ABANDONED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private CellGuard() {}

  /** Ends the calling cell if it was interrupted or left behind. */
  public static void check() {
    if (alert && (stopping || isAbandoned(Thread.currentThread()))) {
      throw new CellStopped("interrupted");
    }
  }

  /**
   * Stands for {@code System.exit} in a cell.
   *
   * @param status the status the cell asked for
   */
  public static void exit(int status) {
    throw new CellStopped("exit(" + status + ")");
  }

  /**
   * Stands for {@code Runtime.exit} and {@code Runtime.halt} in a cell.
   *
   * @param runtime the receiver, unused
   * @param status the status the cell asked for
   */
  public static void exit(Runtime runtime, int status) {
    exit(status);
  }

  static void setStopping(boolean value) {
    stopping = value;
    alert = value || !ABANDONED.isEmpty();
  }

  /** Marks a thread that did not stop in time: its code from cells ends at the next check, what it prints is dropped. */
  static void abandon(Thread thread) {
    ABANDONED.add(thread);
    alert = true;
  }

  static boolean isAbandoned(Thread thread) {
    return !ABANDONED.isEmpty() && ABANDONED.contains(thread);
  }
}
