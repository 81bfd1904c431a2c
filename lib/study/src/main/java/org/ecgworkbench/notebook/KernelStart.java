package org.ecgworkbench.notebook;

import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.jshell.JShell;

/**
 * What the notebooks' kernel is told when it starts ({@code JJAVA_STARTUP_SCRIPT} in its kernelspec): a cell's value is shown as {@link
 * ShownValue} has it, variables keep their values ({@link KeptVariables}), what does not compile has its reason first ({@link
 * CompileReason}), comments and strings are not completed ({@link TextCompletion}), and the kernel ends with the process that started it.
 */
public final class KernelStart {
  /** The value that is being shown, and then its text; guarded by the class. */
  private static Object pending;

  private KernelStart() {}

  /**
   * Sets up the kernel of this process, a JJava.
   *
   * @throws IllegalStateException if no kernel is running, or it does not offer what is needed
   */
  public static void run() {
    NotebookKernel kernel =
        NotebookKernel.running()
            .orElseThrow(() -> new IllegalStateException("no notebook's kernel runs here"));
    kernel.render(value -> bundle(kernel, value));
    JShell shell = (JShell) kernel.get("getJShell");
    CompileReason.in(shell);
    TextCompletion.inThisProcess();
    KeptVariables.in(
        shell, (ClassLoader) NotebookKernel.get(kernel.get("getEvaluator"), "getClassLoader"));
    Logger.getLogger("").setLevel(Level.WARNING); // not a line for each socket on the terminal
    Thread watch = new Thread(() -> endWithout(parent()), "parent");
    watch.setDaemon(true);
    watch.start();
  }

  private static Optional<ProcessHandle> parent() {
    return ProcessHandle.current().parent();
  }

  /** Ends this process when its parent has ended and it belongs to another. */
  private static void endWithout(Optional<ProcessHandle> parent) {
    while (parent().equals(parent)) {
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        return;
      }
    }
    Runtime.getRuntime().halt(1);
  }

  /** Makes the text of the value that is being shown; for the kernel alone. */
  public static void makeText() {
    Object value;
    synchronized (KernelStart.class) {
      value = pending;
    }
    String text = ShownValue.of(value);
    synchronized (KernelStart.class) {
      pending = text;
    }
  }

  private static Map<String, String> bundle(NotebookKernel kernel, Object value) {
    if (value instanceof BufferedImage image) {
      return Show.imageBundle(image);
    }
    if (ShownValue.isPlain(value) || kernel.isInCell()) {
      return Show.textBundle(ShownValue.of(value));
    }
    // The kernel shows values where no interrupt reaches; a toString() that does not end must be
    // one that can be ended.
    synchronized (KernelStart.class) {
      pending = value;
    }
    kernel.evaluate(KernelStart.class.getName() + ".makeText();");
    synchronized (KernelStart.class) {
      String text = (String) pending;
      pending = null;
      return Show.textBundle(text);
    }
  }
}
