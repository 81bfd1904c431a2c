package org.ecgworkbench.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has the kernel (JJava) complete nothing in comments, strings and empty cells, where it offers every name that it knows. The kernel gives
 * nobody its connection, so that is looked for from the thread that serves it; where it is not found, completion stays as it is.
 */
final class TextCompletion {
  private static final String CHANNELS = "org.dflib.jjava.jupyter.channels.";
  private static final String MESSAGES = "org.dflib.jjava.jupyter.messages.";
  private static final int PATIENCE_SECONDS = 60;
  private static final int STEP_MS = 20;
  private static final int DEPTH = 4;

  private TextCompletion() {}

  /** Does so once the kernel has its connection, which it gets after its start script has run. */
  static void inThisProcess() {
    Thread waiting = new Thread(TextCompletion::waitForConnection, "completion");
    waiting.setDaemon(true);
    waiting.start();
  }

  private static void waitForConnection() {
    for (int i = 0; i < PATIENCE_SECONDS * 1000 / STEP_MS; i++) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getClass().getName().equals(CHANNELS + "Loop")) {
          Optional<Object> connection = connection(thread);
          if (connection.isPresent()) {
            wrap(thread, connection.get());
            return;
          }
        }
      }
      try {
        Thread.sleep(STEP_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** The connection that a thread's work holds, by what it has captured. */
  private static Optional<Object> connection(Object loop) {
    Deque<Object> level = new ArrayDeque<>(List.of(loop));
    for (int depth = 0; depth < DEPTH; depth++) {
      Deque<Object> next = new ArrayDeque<>();
      for (Object each : level) {
        if (each.getClass().getName().equals(CHANNELS + "JupyterConnection")) {
          return Optional.of(each);
        }
        if (each.getClass().getName().startsWith("org.dflib.jjava.jupyter.")) {
          for (Field field : each.getClass().getDeclaredFields()) {
            value(field, each).ifPresent(next::add);
          }
        }
      }
      level = next;
    }
    return level.stream()
        .filter(each -> each.getClass().getName().equals(CHANNELS + "JupyterConnection"))
        .findFirst();
  }

  private static Optional<Object> value(Field field, Object of) {
    try {
      field.setAccessible(true);
      return Optional.ofNullable(field.get(of));
    } catch (IllegalAccessException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Puts ours before the kernel's handler, in the thread that calls it. */
  private static void wrap(Thread loop, Object connection) {
    try {
      ClassLoader kernel = connection.getClass().getClassLoader();
      Object type =
          Class.forName(MESSAGES + "MessageType", true, kernel)
              .getMethod("getType", String.class)
              .invoke(null, "complete_request");
      Object theirs = method(connection, "getHandler").invoke(connection, type);
      Class<?> handler = Class.forName(CHANNELS + "ShellHandler", true, kernel);
      Object ours =
          Proxy.newProxyInstance(
              kernel,
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.invoke(theirs, arguments);
                }
                return answered(arguments[0], NotebookKernel.get(arguments[1], "getContent"))
                    ? null
                    : called(method, theirs, arguments);
              });
      Runnable set =
          () -> {
            try {
              method(connection, "setHandler").invoke(connection, type, ours);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          };
      method(loop, "doNext").invoke(loop, set);
    } catch (ReflectiveOperationException | RuntimeException e) {
      System.err.println("completion is the kernel's own: " + e);
    }
  }

  private static Object called(Method method, Object target, Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Answers a request with nothing where it is in no code; {@code false} where the kernel has to answer. */
  private static boolean answered(Object environment, Object request)
      throws ReflectiveOperationException {
    String code = (String) NotebookKernel.get(request, "getCode");
    int at = Math.min((Integer) NotebookKernel.get(request, "getCursorPos"), code.length());
    if (isCode(code, at)) {
      return false;
    }
    NotebookKernel.get(environment, "setBusyDeferIdle");
    Object reply =
        Class.forName(
                MESSAGES + "reply.CompleteReply", true, environment.getClass().getClassLoader())
            .getConstructor(List.class, int.class, int.class, Map.class)
            .newInstance(List.of(), at, at, Map.of());
    Method send =
        Arrays.stream(environment.getClass().getMethods())
            .filter(
                m ->
                    m.getName().equals("reply")
                        && m.getParameterTypes()[0].getSimpleName().equals("ContentType"))
            .findFirst()
            .orElseThrow(() -> new NoSuchMethodException("reply(ContentType)"));
    send.setAccessible(true);
    send.invoke(environment, reply);
    return true;
  }

  private static Method method(Object of, String name) throws NoSuchMethodException {
    return Arrays.stream(of.getClass().getMethods())
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchMethodException(name));
  }

  /**
   * {@return whether a place is one of code: in no comment, string or character, and not in a cell of blanks}
   *
   * @param code of a cell
   * @param at 0 to its length; what stands after it does not count
   */
  static boolean isCode(String code, int at) {
    if (code.isBlank()) {
      return false;
    }
    String before = code.substring(0, at);
    String open = ""; // how what is open ends; empty in code
    for (int i = 0; i < at; i++) {
      if (!open.isEmpty()) {
        if (before.charAt(i) == '\\' && !open.equals("*/") && !open.equals("\n")) {
          i++;
        } else if (before.startsWith(open, i)) {
          i += open.length() - 1;
          open = "";
        }
      } else if (before.startsWith("//", i)) {
        open = "\n";
      } else if (before.startsWith("/*", i)) {
        open = "*/";
        i++;
      } else if (before.startsWith("\"\"\"", i)) {
        open = "\"\"\"";
        i += 2;
      } else if (before.charAt(i) == '"' || before.charAt(i) == '\'') {
        open = before.substring(i, i + 1);
      }
    }
    return open.isEmpty();
  }
}
