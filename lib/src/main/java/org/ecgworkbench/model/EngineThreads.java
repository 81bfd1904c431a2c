package org.ecgworkbench.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The number of threads that the engine uses for one operation started by this Java thread, set for a while. It is a setting of the
 * calling thread; threads that first use the engine later start with the number set last, so each job sets its own.
 */
public final class EngineThreads implements AutoCloseable {
  private static final int DEFAULT = defaultThreads();

  private final int threads;

  private EngineThreads(int threads) {
    this.threads = threads;
  }

  private static int defaultThreads() {
    Engine.getEngine("PyTorch");
    return JniUtils.getNumThreads();
  }

  /** A number of threads, 0 for the engine's default; {@link #apply} sets it. */
  public static EngineThreads of(int threads) {
    return new EngineThreads(threads == 0 ? DEFAULT : threads);
  }

  void apply() {
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  /** Sets the engine's default again. */
  @Override
  public void close() {
    if (threads != DEFAULT) {
      JniUtils.setNumThreads(DEFAULT);
    }
  }
}
