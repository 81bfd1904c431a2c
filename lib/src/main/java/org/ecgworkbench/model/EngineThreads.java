package org.ecgworkbench.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The number of threads that the engine uses for one operation. It belongs to the Java thread that starts the operation, so jobs side
 * by side each set their own: as many jobs as cores with one thread each is faster than one job with all cores, and lets two runs agree
 * to the bit whatever else goes on.
 */
public final class EngineThreads {
  private static final int DEFAULT = defaultThreads();

  private EngineThreads() {}

  private static int defaultThreads() {
    Engine.getEngine("PyTorch");
    return JniUtils.getNumThreads();
  }

  /** {@return the engine's own choice, as it was when the workbench first asked; 1 or more} */
  public static int defaultNumber() {
    return DEFAULT;
  }

  /**
   * Does work of this Java thread with so many threads of the engine, and sets the number that it had again afterwards.
   *
   * @param <T> what the work gives
   * @param threads 0 for the engine's default
   * @param work called once, in this thread; whatever it throws is thrown on
   * @return what the work gave
   * @throws IllegalArgumentException if the number is negative
   */
  public static <T> T with(int threads, Supplier<T> work) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative, found " + threads);
    }
    int wanted = threads == 0 ? DEFAULT : threads;
    if (JniUtils.getNumThreads() == wanted) {
      return work.get();
    }
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(wanted);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(before);
    }
  }
}
