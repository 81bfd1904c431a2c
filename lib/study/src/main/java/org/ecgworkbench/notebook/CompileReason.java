package org.ecgworkbench.notebook;

import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;

/** Says in one line why a cell does not compile, before the kernel prints the cell's text with the places marked. */
final class CompileReason {
  private CompileReason() {}

  /** Does so from now on. */
  static void in(JShell shell) {
    shell.onSnippetEvent(
        event -> {
          if (isRejected(event)) {
            shell
                .diagnostics(event.snippet())
                .filter(Diag::isError)
                .findFirst()
                .ifPresent(d -> System.err.println(line(d, event.snippet().source())));
          }
        });
  }

  private static boolean isRejected(SnippetEvent event) {
    return event.status() == Snippet.Status.REJECTED && event.causeSnippet() == null;
  }

  static String line(Diag fault, String source) {
    return line(fault.getMessage(Locale.ENGLISH), (int) fault.getStartPosition(), source);
  }

  /**
   * {@return the sentence}
   *
   * @param message of the compiler, several lines
   * @param at where the fault begins in the source; negative if that is not known
   * @param source of the statement
   */
  static String line(String message, int at, String source) {
    String what =
        message
            .lines()
            .map(String::strip)
            .filter(each -> !each.isEmpty() && !each.startsWith("location:"))
            .map(each -> each.replaceFirst("^symbol:\\s*", ""))
            .collect(Collectors.joining(": "));
    int place = Math.max(0, Math.min(at, source.length()));
    int begin = source.lastIndexOf('\n', place - 1) + 1;
    int end = source.indexOf('\n', place);
    return "This does not compile: %s, in: %s"
        .formatted(what, source.substring(begin, end < 0 ? source.length() : end).strip());
  }
}
