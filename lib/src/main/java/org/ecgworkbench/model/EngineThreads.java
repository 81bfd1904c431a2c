package org.ecgworkbench.model;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The number of threads that the engine uses for one operation started by this Java thread, set for a while. It is a setting of the
 * calling thread; threads that first use the engine later start with the number set last, so each job sets its own.
 */
final class EngineThreads implements AutoCloseable {
  private static final int DEFAULT = defaultThreads();

  private final boolean changed;

  private EngineThreads(boolean changed) {
    this.changed = changed;
  }

  private static int defaultThreads() {
    Engine.getEngine("PyTorch");
    return JniUtils.getNumThreads();
  }

  /** Sets the number; 0 leaves the engine's default. */
  static EngineThreads of(int threads) {
    int wanted = threads == 0 ? DEFAULT : threads;
    if (JniUtils.getNumThreads() == wanted) {
      return new EngineThreads(false);
    }
    JniUtils.setNumThreads(wanted);
    return new EngineThreads(true);
  }

  @Override
  public void close() {
    if (changed) {
      JniUtils.setNumThreads(DEFAULT);
    }
  }
}
