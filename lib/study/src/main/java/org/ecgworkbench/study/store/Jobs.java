package org.ecgworkbench.study.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several jobs at a time. */
public final class Jobs {
  private Jobs() {}

  /** Takes a job's result, in the order of the jobs. */
  public interface Sink<T> {
    void accept(int index, T result) throws IOException;
  }

  /**
   * Runs jobs, so many at a time, and takes their results in order in the calling thread. When it returns or throws, no job is running
   * any more.
   *
   * @throws CancellationException if the calling thread is interrupted; the jobs are interrupted too
   */
  public static <T> void run(int atATime, List<Callable<T>> jobs, Sink<T> sink) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, atATime));
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> job : jobs) {
        futures.add(pool.submit(job));
      }
      for (int i = 0; i < futures.size(); i++) {
        sink.accept(i, futures.get(i).get());
      }
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted; what is done is saved");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      stop(pool);
    }
  }

  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
