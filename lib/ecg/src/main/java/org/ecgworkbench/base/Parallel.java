package org.ecgworkbench.base;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Independent tasks on a stated number of threads, ended early by an interrupt or the first failure. */
public final class Parallel {
  private record Failure(int index, Throwable cause) {}

  private Parallel() {}

  /** As many threads as there are processors. */
  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Runs task(0) to task(count - 1); tasks begin in this order.
   *
   * @throws CancellationException if the calling thread is interrupted, also before the call; no task runs any more when this is thrown
   */
  public static void run(int count, int threads, IntConsumer task) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    stopIfInterrupted();
    if (threads == 1 || count <= 1) {
      for (int i = 0; i < count; i++) {
        stopIfInterrupted();
        task.accept(i);
      }
      return;
    }
    int workers = Math.min(threads, count);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Failure> failure = new AtomicReference<>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers,
            work -> {
              Thread thread = new Thread(work, "baseline");
              thread.setDaemon(true);
              return thread;
            });
    for (int w = 0; w < workers; w++) {
      pool.execute(
          () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              try {
                task.accept(i);
              } catch (RuntimeException | Error e) {
                // The failure that a single thread would have met is the one reported.
                Failure found = new Failure(i, e);
                failure.accumulateAndGet(
                    found, (old, now) -> old == null || now.index < old.index ? now : old);
                next.set(count);
              }
            }
          });
    }
    pool.shutdown();
    try {
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      next.set(count);
      pool.shutdownNow();
      awaitQuietly(pool);
      throw new CancellationException("interrupted");
    }
    if (failure.get() != null) {
      Throwable cause = failure.get().cause;
      if (cause instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) cause;
    }
  }

  private static void awaitQuietly(ExecutorService pool) {
    while (true) {
      try {
        pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        return;
      } catch (InterruptedException again) {
        // Asked to stop a second time while stopping: the tasks under way still have to end first.
      }
    }
  }

  /** Ends the calling computation if its thread was interrupted. */
  public static void stopIfInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
