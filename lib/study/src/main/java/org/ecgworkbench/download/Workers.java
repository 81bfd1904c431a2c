package org.ecgworkbench.download;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that share a list of things to do, and end together. */
final class Workers {
  private Workers() {}

  /** What is done with each thing. */
  interface Task<T> {
    void on(T thing) throws Exception;
  }

  /**
   * Does all of it. After a failure each thread ends with the thing that it is at, or at its next wait.
   *
   * @param threads how many at a time
   * @return the first failure, or null
   * @throws CancellationException if the calling thread is interrupted; the workers are ended first
   */
  static <T> Throwable each(List<T> things, int threads, Task<T> task) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            r -> {
              Thread thread = new Thread(r, "fetch");
              thread.setDaemon(true);
              return thread;
            });
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    Throwable first = null;
    try {
      for (int i = 0; i < threads; i++) {
        workers.add(
            pool.submit(
                () -> {
                  try {
                    for (int k; (k = next.getAndIncrement()) < things.size(); ) {
                      task.on(things.get(k));
                    }
                  } catch (Throwable e) {
                    // The others end with the thing that they are at.
                    next.set(things.size());
                    throw e;
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        try {
          worker.get();
        } catch (ExecutionException e) {
          first = first == null ? e.getCause() : first;
          pool.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    } finally {
      pool.shutdownNow();
      awaitQuietly(pool);
    }
    return first;
  }

  private static void awaitQuietly(ExecutorService pool) {
    boolean interrupted = false;
    try {
      pool.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
