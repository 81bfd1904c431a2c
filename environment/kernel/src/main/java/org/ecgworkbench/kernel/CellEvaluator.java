package org.ecgworkbench.kernel;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
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
  private static final int MAX_FRAMES = 12;
  private static final int MAX_CAUSES = 20;

  /** Where a statement stands: in which cell, and at which of its lines it begins. */
  private record Place(int cell, int firstLine) {}

  private final CellControl control = new CellControl();
  private final JShell shell;
  private final Map<String, Place> places = new HashMap<>();

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
      throw interrupted(List.of());
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      List<String> report = new ArrayList<>();
      report.add("The cell's value could not be shown:");
      describe(thrown, report);
      throw new CellException(
          thrown.getClass().getSimpleName(), String.valueOf(thrown.getMessage()), report);
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
        throw interrupted(List.of());
      }
      value = runStatement(source, new Place(cell, lineAt(code, start)), code, start, unfinished);
    }
    for (Snippet snippet : unfinished) {
      if (!shell.status(snippet).isDefined()) {
        throw compileError(snippet, code, code.indexOf(snippet.source()), cell);
      }
    }
    return value;
  }

  private Object runStatement(
      String source, Place place, String code, int start, List<Snippet> unfinished)
      throws CellException {
    control.takeValue();
    control.takeThrown();
    List<SnippetEvent> events = shell.eval(source);
    for (SnippetEvent event : events) {
      if (event.snippet() != null && event.causeSnippet() == null) {
        places.put(event.snippet().id(), place);
      }
    }
    // An interrupted statement looks like a successful one in its events, so this comes first.
    if (control.isInterrupted()) {
      List<String> where = new ArrayList<>();
      for (SnippetEvent event : events) {
        if (event.exception() != null) {
          if (control.takeThrown() instanceof CellStopped) {
            where.addAll(frames(event.exception().getStackTrace(), null));
          } else {
            describe(event.exception(), where);
          }
        }
      }
      throw interrupted(where);
    }
    Object value = null;
    for (SnippetEvent event : events) {
      if (event.causeSnippet() != null) {
        continue; // an earlier declaration that this one changes
      }
      Snippet snippet = event.snippet();
      if (event.exception() != null) {
        throw runtimeError(event.exception(), control.takeThrown());
      }
      if (!event.status().isDefined()) {
        boolean mayBeCompleted =
            event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED
                && (snippet instanceof TypeDeclSnippet || snippet instanceof MethodSnippet);
        if (!mayBeCompleted) {
          throw compileError(snippet, code, start, place.cell());
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

  private CellException interrupted(List<String> where) {
    List<String> report = new ArrayList<>();
    if (control.wasLeftBehind()) {
      report.add(
          "Interrupted, but the code that was running looks at no interrupt and could not be"
              + " stopped.");
      report.add(
          "It was left behind on its thread and may still use the processor; restart the kernel to"
              + " be rid of it.");
    } else {
      report.add(
          "Interrupted. Variables keep the values they have; the rest of the cell did not run.");
    }
    report.addAll(where);
    return new CellException("Interrupted", "the cell was stopped", report);
  }

  // ---- errors of the compiler

  private CellException compileError(Snippet snippet, String code, int start, int cell) {
    List<String> report = new ArrayList<>();
    String summary = null;
    String[] lines = code.split("\\R", -1);
    List<Diag> diagnostics = shell.diagnostics(snippet).filter(Diag::isError).toList();
    for (Diag diagnostic : diagnostics) {
      List<String> message =
          diagnostic
              .getMessage(Locale.ENGLISH)
              .lines()
              .filter(line -> !line.strip().startsWith("location:"))
              .toList();
      long in = Math.max(0, diagnostic.getPosition());
      int position = (int) Math.min(code.length(), Math.max(0, start) + in);
      int line = lineAt(code, position);
      int column = columnAt(code, position);
      String text = lines[Math.min(line, lines.length) - 1];
      report.add("Cell " + cell + ", line " + line + ": " + message.get(0));
      report.add("    " + text);
      report.add("    " + caretIndent(text, column) + "^");
      message.stream().skip(1).forEach(report::add);
      if (summary == null) {
        summary =
            "line "
                + line
                + ": "
                + message.stream().map(String::strip).collect(Collectors.joining(", "));
      }
    }
    if (summary == null) {
      summary = "line " + lineAt(code, Math.max(0, start)) + ": not accepted by the compiler";
      if (snippet instanceof DeclarationSnippet declaration) {
        List<String> missing = shell.unresolvedDependencies(declaration).toList();
        if (!missing.isEmpty()) {
          summary += ", not declared: " + String.join(", ", missing);
        }
      }
      report.add("Cell " + cell + ", " + summary);
    }
    return new CellException("CompilationError", summary, report);
  }

  private static int lineAt(String code, int position) {
    int begin = position;
    while (begin < code.length() && Character.isWhitespace(code.charAt(begin))) {
      begin++; // a statement starts at its first visible character
    }
    int upTo = begin < code.length() ? begin : position;
    return 1 + (int) code.substring(0, upTo).chars().filter(c -> c == '\n').count();
  }

  private static int columnAt(String code, int position) {
    return position - (code.lastIndexOf('\n', position - 1) + 1);
  }

  private static String caretIndent(String line, int column) {
    return line.substring(0, Math.min(column, line.length())).replaceAll("[^\t]", " ")
        + " ".repeat(Math.max(0, column - line.length()));
  }

  // ---- errors while running

  private CellException runtimeError(JShellException error, Throwable thrown) {
    List<String> report = new ArrayList<>();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof CellStopped) {
        String call = "System." + t.getMessage();
        report.add(
            call
                + " was not carried out: it would end the session. The cell ends here, variables stay.");
        report.addAll(frames(error.getStackTrace(), null));
        return new CellException("SystemExit", call, report);
      }
    }
    describe(error, report);
    if (error instanceof EvalException eval) {
      String className = eval.getExceptionClassName();
      String simpleName = className.substring(className.lastIndexOf('.') + 1);
      return new CellException(
          simpleName, eval.getMessage() == null ? "" : eval.getMessage(), report);
    }
    return new CellException("CompilationError", report.get(0), report);
  }

  /** The exception, its stack as far as it concerns the user, and the same for each of its causes. */
  private void describe(Throwable error, List<String> report) {
    StackTraceElement[] enclosing = null;
    int depth = 0;
    for (Throwable t = error; t != null && depth < MAX_CAUSES; t = t.getCause(), depth++) {
      String title = depth == 0 ? "" : "Caused by: ";
      List<String> message = (title + headline(t)).lines().toList();
      report.addAll(message);
      report.addAll(frames(t.getStackTrace(), enclosing));
      enclosing = t.getStackTrace();
    }
  }

  private String headline(Throwable error) {
    if (error instanceof EvalException eval) {
      String name = expunge(eval.getExceptionClassName());
      return eval.getMessage() == null ? name : name + ": " + eval.getMessage();
    }
    if (error instanceof UnresolvedReferenceException unresolved) {
      DeclarationSnippet snippet = unresolved.getSnippet();
      String name = snippet instanceof MethodSnippet ? snippet.name() + "()" : snippet.name();
      return name
          + " uses what is not declared: "
          + shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "));
    }
    return error.toString();
  }

  private List<String> frames(StackTraceElement[] stack, StackTraceElement[] enclosing) {
    int end = stack.length;
    if (enclosing != null) {
      // What a cause has in common with the exception around it has been shown already.
      int other = enclosing.length;
      while (end > 0 && other > 0 && stack[end - 1].equals(enclosing[other - 1])) {
        end--;
        other--;
      }
    }
    List<String> lines = new ArrayList<>();
    int hidden = 0;
    for (int i = 0; i < end; i++) {
      Place place = placeOf(stack[i]);
      if (place == null && isMachinery(stack[i])) {
        continue;
      }
      // The statement of the cell that all this began with is shown in any case.
      if (lines.size() >= MAX_FRAMES && !(place != null && i == end - 1)) {
        hidden++;
        continue;
      }
      if (hidden > 0) {
        lines.add("    ... " + hidden + " more");
        hidden = 0;
      }
      lines.add("    at " + (place == null ? stack[i] : describe(stack[i], place)));
    }
    if (hidden > 0) {
      lines.add("    ... " + hidden + " more");
    }
    return lines;
  }

  private static String describe(StackTraceElement frame, Place place) {
    String method = frame.getMethodName();
    String in = method.isEmpty() ? "" : method.startsWith("lambda$") ? "a lambda, " : method + ", ";
    int line = place.firstLine() + Math.max(1, frame.getLineNumber()) - 1;
    return in + "cell " + place.cell() + ", line " + line;
  }

  private static boolean isMachinery(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.startsWith("jdk.internal.")
        || name.startsWith("org.ecgworkbench.kernel.")
        || name.startsWith("java.lang.reflect.")
        || name.startsWith("java.lang.invoke.");
  }

  private Place placeOf(StackTraceElement frame) {
    String file = frame.getFileName();
    return file != null && file.startsWith("#") ? places.get(file.substring(1)) : null;
  }

  /** A class declared in a cell without the wrapper that JShell puts around it. */
  private static String expunge(String className) {
    return className.replaceAll("^REPL\\.\\$JShell\\$\\w+[.$]", "");
  }

  // ---- help while typing

  /** What could follow, and from where on it replaces what is there. */
  record Completions(List<String> continuations, int anchor) {}

  /**
   * Completes what stands before a position.
   *
   * @param code the cell's source
   * @param cursor the position, in {@code char}s
   * @return the possible continuations, those of fitting type first
   */
  Completions complete(String code, int cursor) {
    int offset = startOfStatement(code, cursor);
    int[] anchor = {0};
    List<String> continuations =
        shell
            .sourceCodeAnalysis()
            .completionSuggestions(code.substring(offset, cursor), cursor - offset, anchor)
            .stream()
            .sorted((a, b) -> Boolean.compare(b.matchesType(), a.matchesType()))
            .map(SourceCodeAnalysis.Suggestion::continuation)
            .distinct()
            .toList();
    return new Completions(continuations, offset + anchor[0]);
  }

  /**
   * Signature and Javadoc of what stands at a position.
   *
   * @param code the cell's source
   * @param cursor the position, in {@code char}s
   * @return one text for each candidate, none if nothing is known
   */
  List<String> document(String code, int cursor) {
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    if (end < code.length() && code.charAt(end) == '(') {
      end++;
    }
    int offset = startOfStatement(code, end);
    return shell
        .sourceCodeAnalysis()
        .documentation(code.substring(offset, end), end - offset, true)
        .stream()
        .map(d -> d.javadoc() == null ? d.signature() : d.signature() + "\n\n" + d.javadoc())
        .toList();
  }

  private int startOfStatement(String code, int cursor) {
    String remaining = code.substring(0, cursor);
    while (true) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(remaining);
      if (!info.completeness().isComplete()
          || info.remaining().isBlank()
          || info.remaining().length() >= remaining.length()) {
        return cursor - remaining.length();
      }
      remaining = info.remaining();
    }
  }

  /** Whether a cell could be run as it is. */
  SourceCodeAnalysis.Completeness completeness(String code) {
    String remaining = code;
    while (true) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(remaining);
      if (!info.completeness().isComplete() || info.remaining().isBlank()) {
        return info.completeness();
      }
      remaining = info.remaining();
    }
  }

  @Override
  public void close() {
    shell.close();
  }
}
