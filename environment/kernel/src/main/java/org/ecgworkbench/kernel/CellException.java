package org.ecgworkbench.kernel;

import java.util.List;

/** A cell that failed: what the client is told. */
final class CellException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final transient List<String> report;

  /**
   * Makes one.
   *
   * @param name the kind of failure, such as the simple name of the exception's class
   * @param message one line
   * @param report what is shown under the cell, line by line
   */
  CellException(String name, String message, List<String> report) {
    super(message, null, false, false);
    this.name = name;
    this.report = List.copyOf(report);
  }

  String name() {
    return name;
  }

  List<String> report() {
    return report;
  }
}
