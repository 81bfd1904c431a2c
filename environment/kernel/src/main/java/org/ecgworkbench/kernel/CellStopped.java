package org.ecgworkbench.kernel;

/** Thrown inside a cell to end it: after an interrupt, or where the cell asked the process to exit. */
final class CellStopped extends Error {
  private static final long serialVersionUID = 1L;

  CellStopped(String message) {
    super(message, null, false, true);
  }
}
