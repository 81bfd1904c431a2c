package org.ecgworkbench.kernel;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs cells in a JShell that lives in this process and sees its class path.
 *
 * <p>A cell is run statement by statement. Its value is that of its last statement if that is an expression. What is imported before
 * the first cell is what IJava imports, and {@code display}, {@code updateDisplay} and {@code printf} are there as in IJava, so that one
 * notebook runs on either.
 */
final class CellEvaluator implements AutoCloseable {
  private static final List<String> STARTUP =
      List.of(
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.nio.file.*;",
          "import java.util.*;",
          "import java.util.concurrent.*;",
          "import java.util.function.*;",
          "import java.util.prefs.*;",
          "import java.util.regex.*;",
          "import java.util.stream.*;",
          "import static org.ecgworkbench.kernel.Display.display;",
          "import static org.ecgworkbench.kernel.Display.updateDisplay;",
          "import static org.ecgworkbench.kernel.Display.printf;");

  private final CellControl control = new CellControl();
  private final JShell shell;
  private final CellErrors errors;
  private final CellHelp help;

  CellEvaluator() {
    shell =
        JShell.builder()
            .executionEngine(
                new ExecutionControlProvider() {
                  @Override
                  public String name() {
                    return "cell";
                  }

                  @Override
                  public ExecutionControl generate(ExecutionEnv env, Map<String, String> options) {
                    return control;
                  }
                },
                Map.of())
            .build();
    errors = new CellErrors(shell);
    help = new CellHelp(shell.sourceCodeAnalysis());
    shell.addToClasspath(System.getProperty("java.class.path"));
    for (String line : STARTUP) {
      shell
          .eval(line)
          .forEach(
              event -> {
                if (!event.status().isDefined()) {
                  throw new IllegalStateException("Not accepted at start: " + line);
                }
              });
    }
  }

  /** What helps while a cell is typed; it knows what the cells before have declared. */
  CellHelp help() {
    return help;
  }

  /** Asks the running cell to stop. */
  void interrupt() {
    control.interrupt();
  }

  /**
   * Runs a cell.
   *
   * @param code the cell's source
   * @param cell its number, for messages
   * @param render turns the value of the cell into what is shown, on the cell thread
   * @param <T> type of what is shown
   * @return what is shown, {@code null} if the cell has no value
   * @throws CellException if the cell does not compile, throws, is interrupted, or asks the process to exit
   */
  <T> T eval(String code, int cell, java.util.function.Function<Object, T> render)
      throws CellException {
    control.beginCell();
    try {
      Object value = run(code, cell);
      if (value == null) {
        return null;
      }
      // toString() and the like are the user's code too, so they run where they can be stopped.
      return onCellThread(() -> render.apply(value));
    } finally {
      control.endCell();
    }
  }

  @SuppressWarnings("unchecked")
  private <T> T onCellThread(Callable<T> work) throws CellException {
    try {
      return (T) control.call(work);
    } catch (ExecutionControl.StoppedException e) {
      throw errors.interrupted(control.wasLeftBehind(), List.of());
    } catch (InvocationTargetException e) {
      throw errors.notShown(e.getCause());
    }
  }

  private Object run(String code, int cell) throws CellException {
    List<Snippet> unfinished = new ArrayList<>();
    Object value = null;
    String remaining = code;
    while (!remaining.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(remaining);
      if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
        break;
      }
      boolean isWhole = info.completeness().isComplete() && info.source() != null;
      String source = isWhole ? info.source() : remaining;
      int start = code.length() - remaining.length();
      remaining = isWhole ? info.remaining() : "";
      if (control.isInterrupted()) {
        throw errors.interrupted(control.wasLeftBehind(), List.of());
      }
      value =
          runStatement(
              source,
              new CellErrors.Place(cell, CellErrors.lineAt(code, start)),
              code,
              start,
              unfinished);
    }
    for (Snippet snippet : unfinished) {
      if (!shell.status(snippet).isDefined()) {
        throw errors.compileError(snippet, code, code.indexOf(snippet.source()), cell);
      }
    }
    return value;
  }

  private Object runStatement(
      String source, CellErrors.Place place, String code, int start, List<Snippet> unfinished)
      throws CellException {
    control.takeValue();
    control.takeThrown();
    List<SnippetEvent> events = shell.eval(source);
    for (SnippetEvent event : events) {
      if (event.snippet() != null && event.causeSnippet() == null) {
        errors.remember(event.snippet(), place);
      }
    }
    // An interrupted statement looks like a successful one in its events, so this comes first.
    if (control.isInterrupted()) {
      List<String> where = new ArrayList<>();
      for (SnippetEvent event : events) {
        if (event.exception() != null) {
          if (control.takeThrown() instanceof CellStopped) {
            where.addAll(errors.frames(event.exception().getStackTrace(), null));
          } else {
            errors.describe(event.exception(), where);
          }
        }
      }
      throw errors.interrupted(control.wasLeftBehind(), where);
    }
    Object value = null;
    for (SnippetEvent event : events) {
      if (event.causeSnippet() != null) {
        continue; // an earlier declaration that this one changes
      }
      Snippet snippet = event.snippet();
      if (event.exception() != null) {
        throw errors.runtimeError(event.exception(), control.takeThrown());
      }
      if (!event.status().isDefined()) {
        boolean mayBeCompleted =
            event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED
                && (snippet instanceof TypeDeclSnippet || snippet instanceof MethodSnippet);
        if (!mayBeCompleted) {
          throw errors.compileError(snippet, code, start, place.cell());
        }
        unfinished.add(snippet);
      }
      value =
          switch (snippet.subKind()) {
            case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND ->
                control.takeValue();
            default -> null;
          };
    }
    return value;
  }

  @Override
  public void close() {
    shell.close();
  }
}
