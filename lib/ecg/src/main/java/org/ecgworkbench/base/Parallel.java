package org.ecgworkbench.base;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Independent tasks on a stated number of threads, ended early by an interrupt or the first failure. */
public final class Parallel {
  private record Failure(int index, Throwable cause) {}

  private Parallel() {}

  /** {@return as many threads as there are processors} */
  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Runs task(0) to task(count - 1); tasks begin in this order.
   *
   * @param count how many times, 0 or more
   * @param threads at most so many at a time, 1 or more
   * @param task is given its number; what it throws ends all work and is thrown on
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
    ExecutorService pool = pool(workers);
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

  /** Work on one item. */
  public interface Work<T, R> {
    /**
     * {@return what becomes of an item; whatever is thrown ends all work and is thrown on}
     *
     * @param item one of the list
     * @throws Exception whatever the work throws
     */
    R on(T item) throws Exception;
  }

  /** Takes the results, in the order of the items, in the calling thread. */
  public interface Sink<R> {
    /**
     * Takes the result of the item of this index.
     *
     * @param index of the item in the list, from 0
     * @param result of that item
     * @throws IOException if it cannot be written; no more work is begun
     */
    void take(int index, R result) throws IOException;
  }

  /**
   * Works on many items, several at a time; results come in the order of the items and do not pile up. When it returns or throws, no work
   * is running any more, so what the work uses may be closed.
   *
   * @param <T> an item
   * @param <R> what becomes of it
   * @param items each is worked on once
   * @param atATime 1 or more; at most three times as many results wait
   * @param work is called by several threads
   * @param sink is called by the calling thread alone, in the order of the items
   * @throws IOException if the sink or the work threw one
   * @throws CancellationException if the calling thread is interrupted; the work is interrupted too
   */
  public static <T, R> void inOrder(
      List<T> items, int atATime, Work<? super T, ? extends R> work, Sink<? super R> sink)
      throws IOException {
    if (atATime < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + atATime);
    }
    ExecutorService pool = pool(atATime);
    Deque<Future<R>> atWork = new ArrayDeque<>();
    int taken = 0;
    try {
      for (T item : items) {
        atWork.add(pool.submit(() -> work.on(item)));
        if (atWork.size() > 2 * atATime) {
          sink.take(taken++, atWork.remove().get());
        }
      }
      while (!atWork.isEmpty()) {
        sink.take(taken++, atWork.remove().get());
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
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      awaitQuietly(pool);
    }
  }

  private static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, "workbench");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void awaitQuietly(ExecutorService pool) {
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException again) {
        // Asked to stop while stopping: the tasks under way still have to end first.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the calling computation if its thread was interrupted. */
  public static void stopIfInterrupted() {
    if (Thread.interrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
