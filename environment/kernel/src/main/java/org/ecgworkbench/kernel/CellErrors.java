package org.ecgworkbench.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;

/**
 * What went wrong in a cell, in words for its reader: the line and a caret for what does not compile; for an exception its causes and the
 * lines of the cells that it passed through, without JShell's and the kernel's own.
 */
final class CellErrors {
  private static final int MAX_FRAMES = 12;
  private static final int MAX_CAUSES = 20;

  /** Where a statement stands: in which cell, and at which of its lines it begins. */
  record Place(int cell, int firstLine) {}

  private final JShell shell;
  private final Map<String, Place> places = new HashMap<>();

  CellErrors(JShell shell) {
    this.shell = shell;
  }

  /** Remembers where a snippet stands, for the stacks of what it throws, now or later. */
  void remember(Snippet snippet, Place place) {
    places.put(snippet.id(), place);
  }

  /** A cell that ran, but whose value threw when it was turned into text or a picture. */
  CellException notShown(Throwable thrown) {
    List<String> report = new ArrayList<>();
    report.add("The cell's value could not be shown:");
    describe(thrown, report);
    return new CellException(
        thrown.getClass().getSimpleName(), String.valueOf(thrown.getMessage()), report);
  }

  /**
   * A cell that was stopped.
   *
   * @param leftBehind whether its code could not be stopped
   * @param where the lines of the cell that were running
   */
  CellException interrupted(boolean leftBehind, List<String> where) {
    List<String> report = new ArrayList<>();
    if (leftBehind) {
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

  /**
   * A statement that the compiler does not take: each of its complaints with the line and a caret.
   *
   * @param code the cell's source
   * @param start where in it the statement begins
   * @param cell the cell's number
   */
  CellException compileError(Snippet snippet, String code, int start, int cell) {
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

  /** The line of a position, from 1; white space before a statement does not count. */
  static int lineAt(String code, int position) {
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

  /**
   * A statement that threw.
   *
   * @param error what JShell says
   * @param thrown what was thrown, as it was; null if nothing is known of it
   */
  CellException runtimeError(JShellException error, Throwable thrown) {
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
  void describe(Throwable error, List<String> report) {
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

  /** A stack's lines as far as they concern the user; those in common with an enclosing exception's are left out. */
  List<String> frames(StackTraceElement[] stack, StackTraceElement[] enclosing) {
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
}
