package org.ecgworkbench.shap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Work on many records, several at a time, whose results come in the order of the records and do not pile up. */
final class InOrder {
  private InOrder() {}

  /**
   * Works on each record; the sink is called in this thread.
   *
   * @param jobs records at work at a time; at most three times as many results wait
   * @throws IllegalArgumentException if jobs is not positive
   * @throws CancellationException if the thread is interrupted
   */
  static <R, T> void run(List<R> records, int jobs, Function<R, T> work, Consumer<T> sink) {
    if (jobs <= 0) {
      throw new IllegalArgumentException("jobs must be positive, found " + jobs);
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            jobs,
            task -> {
              Thread thread = new Thread(task, "explanation");
              thread.setDaemon(true);
              return thread;
            });
    Deque<Future<T>> atWork = new ArrayDeque<>();
    try {
      for (R record : records) {
        atWork.add(pool.submit(() -> work.apply(record)));
        if (atWork.size() > 2 * jobs) {
          sink.accept(result(atWork.remove()));
        }
      }
      while (!atWork.isEmpty()) {
        sink.accept(result(atWork.remove()));
      }
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new CancellationException("explanations interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The model may be closed as soon as the caller goes on, so no job may still use it. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
