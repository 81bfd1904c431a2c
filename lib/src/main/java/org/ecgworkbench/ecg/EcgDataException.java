package org.ecgworkbench.ecg;

/**
 * Something about the data or a file is not as it must be. The message is one sentence for the person at the keyboard: the file, the
 * record, the lead where there is one, what was expected and what was found. Commands print it alone and exit with code 2.
 */
public final class EcgDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error that says all there is to say. */
  public EcgDataException(String message) {
    super(message);
  }

  /** An error with the exception that revealed it. */
  public EcgDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
