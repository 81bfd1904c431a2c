package org.ecgworkbench.model;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Runs work of this thread with the engine's recording of gradients on or off; a new thread of the engine has it on. */
final class Gradients {
  private Gradients() {}

  static <T> T on(Supplier<T> work) {
    return with(true, work);
  }

  static <T> T off(Supplier<T> work) {
    return with(false, work);
  }

  static void off(Runnable work) {
    with(
        false,
        () -> {
          work.run();
          return null;
        });
  }

  private static <T> T with(boolean recording, Supplier<T> work) {
    NetworkEngine.useThreadsOfMode();
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
