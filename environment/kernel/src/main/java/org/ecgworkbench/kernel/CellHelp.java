package org.ecgworkbench.kernel;

import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Help while a cell is typed: what could follow, what a name means, and whether the cell is complete. */
final class CellHelp {
  private final SourceCodeAnalysis analysis;

  CellHelp(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

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
        analysis
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
    return analysis.documentation(code.substring(offset, end), end - offset, true).stream()
        .map(d -> d.javadoc() == null ? d.signature() : d.signature() + "\n\n" + d.javadoc())
        .toList();
  }

  private int startOfStatement(String code, int cursor) {
    String remaining = code.substring(0, cursor);
    while (true) {
      CompletionInfo info = analysis.analyzeCompletion(remaining);
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
      CompletionInfo info = analysis.analyzeCompletion(remaining);
      if (!info.completeness().isComplete() || info.remaining().isBlank()) {
        return info.completeness();
      }
      remaining = info.remaining();
    }
  }
}
