package org.ecgworkbench.kernel;

import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.LogManager;

/**
 * Starts the kernel: {@code java -cp ... org.ecgworkbench.kernel.Main CONNECTION_FILE}.
 *
 * <p>The process ends when the client asks for it, and when the process that started it is gone.
 */
public final class Main {
  private static final long GOODBYE_MILLISECONDS = 150;
  private static final long PARENT_PERIOD_MILLISECONDS = 1000;
  private static final long EXIT_PATIENCE_MILLISECONDS = 2000;

  private static volatile boolean isLeaving;

  private Main() {}

  /**
   * Runs a kernel until it is shut down.
   *
   * @param arguments the path of the connection file that Jupyter wrote
   * @throws IOException if the connection file cannot be read
   * @throws GeneralSecurityException if the signature scheme it names is unknown
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    if (arguments.length != 1) {
      System.err.println("usage: java -cp ... org.ecgworkbench.kernel.Main CONNECTION_FILE");
      System.exit(2);
    }
    LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
    PrintStream log = System.err;
    CellOutput output = new CellOutput();
    KernelConnection connection =
        new KernelConnection(
            KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0]))), log);
    System.setOut(output.out());
    System.setErr(output.err());
    System.setIn(new NoInput());
    JavaKernel kernel = new JavaKernel(connection, output, Main::leave);
    kernel.becomeHandlerForConnection(connection);
    onInterruptSignal(kernel::interrupt, log);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!isLeaving) {
                    kernel.answerBeforeExit();
                    pause(GOODBYE_MILLISECONDS);
                  }
                }));
    leaveWithParent();
    try {
      connection.connect();
    } catch (RuntimeException e) {
      log.println("The kernel cannot open its connection " + arguments[0] + ": " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  /** Ends the process as soon as what has been sent is on its way, whatever the cells are doing. */
  private static void leave() {
    isLeaving = true;
    daemon(
        "leave",
        () -> {
          pause(GOODBYE_MILLISECONDS);
          daemon(
              "leave-late",
              () -> {
                pause(EXIT_PATIENCE_MILLISECONDS);
                Runtime.getRuntime().halt(0);
              });
          System.exit(0);
        });
  }

  /** A kernel whose client was killed has nobody left to shut it down. */
  private static void leaveWithParent() {
    String expected = System.getenv("JPY_PARENT_PID");
    if (!parent().equals(expected)) {
      return; // started through something else, or by hand
    }
    // Not ProcessHandle.onExit: a parent that was killed may stay a zombie for as long as this
    // process lives.
    daemon(
        "parent",
        () -> {
          while (parent().equals(expected)) {
            pause(PARENT_PERIOD_MILLISECONDS);
          }
          leave();
        });
  }

  private static String parent() {
    return ProcessHandle.current().parent().map(p -> Long.toString(p.pid())).orElse("none");
  }

  /** {@code sun.misc.Signal} by reflection: naming it makes the compiler warn, and there is no other way. */
  private static void onInterruptSignal(Runnable action, PrintStream log) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, values) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), onSignal);
    } catch (ReflectiveOperationException e) {
      log.println("The kernel cannot be interrupted by a signal here: " + e);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
