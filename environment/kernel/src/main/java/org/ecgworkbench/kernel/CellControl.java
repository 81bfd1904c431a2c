package org.ecgworkbench.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import jdk.jshell.execution.DirectExecutionControl;

/**
 * Runs the statements of cells, one at a time, on a thread of their own, and stops them.
 *
 * <p>An interrupt does two things: it interrupts the cell thread, which ends waiting calls and library loops that look at {@link
 * Thread#interrupted()}, and it makes every check that {@link CellWeaver} has put into the cell's code end the cell. Code that reacts to
 * neither (a library's loop or native code that looks at nothing) is given {@value #GRACE_MILLISECONDS} ms, or until a second interrupt;
 * then its thread is left behind and the kernel goes on without it. {@code Thread.stop} is not used: it is gone from Java 20 on.
 */
final class CellControl extends DirectExecutionControl {
  private static final long GRACE_MILLISECONDS = 30_000;
  private static final long SECOND_INTERRUPT_MILLISECONDS = 1_500;

  /** A piece of work for the cell thread and what came of it; guarded by the control's lock. */
  private static final class Task {
    final Callable<?> work;
    boolean isDone;
    Object value;
    Throwable thrown;

    Task(Callable<?> work) {
      this.work = work;
    }
  }

  /** The thread that runs cells. It is replaced only when it had to be left behind. */
  private final class Worker extends Thread {
    final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();

    Worker() {
      super("cell");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (!CellGuard.isAbandoned(this)) {
        Task task;
        try {
          task = queue.take();
        } catch (InterruptedException e) {
          continue; // an interrupt that came too late for the cell it was meant for
        }
        Object value = null;
        Throwable thrown = null;
        try {
          value = task.work.call();
        } catch (InvocationTargetException e) {
          thrown = e.getCause();
        } catch (Throwable e) {
          thrown = e;
        }
        synchronized (lock) {
          task.value = value;
          task.thrown = thrown;
          task.isDone = true;
          if (running == task) {
            running = null;
          }
          Thread.interrupted();
          lock.notifyAll();
        }
      }
    }
  }

  private final Object lock = new Object();
  private Worker worker;
  private Task running;
  private boolean cellIsActive;
  private boolean isStopRequested;
  private long stopRequestedAt;
  private boolean isGivenUp;
  private boolean warned;
  private Object value;
  private Throwable thrown;

  /** Starts a cell: interrupts that came before are forgotten. */
  void beginCell() {
    synchronized (lock) {
      cellIsActive = true;
      isStopRequested = false;
      isGivenUp = false;
      CellGuard.setStopping(false);
    }
  }

  /** Ends a cell: interrupts do nothing until the next one begins. */
  void endCell() {
    synchronized (lock) {
      cellIsActive = false;
      CellGuard.setStopping(false);
    }
  }

  /** Asks the running cell to stop; does nothing when none is running. */
  void interrupt() {
    synchronized (lock) {
      if (!cellIsActive) {
        return;
      }
      long now = milliseconds();
      if (isStopRequested) {
        isGivenUp |= now - stopRequestedAt > SECOND_INTERRUPT_MILLISECONDS;
      } else {
        isStopRequested = true;
        stopRequestedAt = now;
      }
      CellGuard.setStopping(true);
      if (running != null) {
        worker.interrupt();
      }
      lock.notifyAll();
    }
  }

  boolean isInterrupted() {
    synchronized (lock) {
      return isStopRequested;
    }
  }

  /** Whether the interrupted cell did not stop and its thread was left behind. */
  boolean wasLeftBehind() {
    synchronized (lock) {
      return isStopRequested && isGivenUp;
    }
  }

  /** The value of the statement that ran last, {@code null} if there is none; forgets it. */
  Object takeValue() {
    Object taken = value;
    value = null;
    return taken;
  }

  /** What the statement that ran last threw, {@code null} if it returned; forgets it. */
  Throwable takeThrown() {
    Throwable taken = thrown;
    thrown = null;
    return taken;
  }

  /**
   * Runs something on the cell thread.
   *
   * @param work what to run
   * @return its value
   * @throws StoppedException if the cell was interrupted before the work was done
   * @throws InvocationTargetException with what the work threw
   */
  Object call(Callable<?> work) throws StoppedException, InvocationTargetException {
    synchronized (lock) {
      if (isStopRequested) {
        throw new StoppedException();
      }
      if (worker == null) {
        worker = new Worker();
        worker.start();
      }
      Task task = new Task(work);
      running = task;
      worker.queue.add(task);
      while (!task.isDone) {
        if (isStopRequested
            && (isGivenUp || milliseconds() - stopRequestedAt > GRACE_MILLISECONDS)) {
          isGivenUp = true;
          CellGuard.abandon(worker);
          worker = null;
          running = null;
          throw new StoppedException();
        }
        try {
          lock.wait(isStopRequested ? 200 : 0);
        } catch (InterruptedException e) {
          // Nobody interrupts the thread that serves requests; if someone does, it goes on serving.
          continue;
        }
      }
      if (task.thrown != null) {
        throw new InvocationTargetException(task.thrown);
      }
      if (isStopRequested) {
        throw new StoppedException();
      }
      return task.value;
    }
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    ClassBytecodes[] woven = new ClassBytecodes[classes.length];
    for (int i = 0; i < classes.length; i++) {
      woven[i] = new ClassBytecodes(classes[i].name(), weave(classes[i].bytecodes()));
    }
    super.load(woven);
  }

  private byte[] weave(byte[] classFile) {
    try {
      return CellWeaver.weave(classFile);
    } catch (IllegalArgumentException e) {
      if (!warned) {
        warned = true;
        System.err.println(
            "This Java version's class files are unknown to the kernel: busy loops in cells cannot"
                + " be interrupted ("
                + e.getMessage()
                + ")");
      }
      return classFile;
    }
  }

  @Override
  protected String invoke(Method statement) throws Exception {
    value = null;
    thrown = null;
    try {
      value = call(() -> statement.invoke(null));
      return "";
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    }
  }

  @Override
  public void addToClasspath(String path) {
    // The class path of the process is the cells' class path; their loader's parent has it.
  }

  @Override
  public void stop() {
    interrupt();
  }

  private static long milliseconds() {
    return System.nanoTime() / 1_000_000;
  }
}
