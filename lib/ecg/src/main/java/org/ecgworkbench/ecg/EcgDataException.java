package org.ecgworkbench.ecg;

/**
 * Something about the data or a file is not as it must be. The message is one sentence for the person at the keyboard: the file, the
 * record, the lead where there is one, what was expected and what was found. Commands print it alone and exit with code 2.
 */
public final class EcgDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error that says all there is to say.
   *
   * @param message one sentence, which the user sees alone: file, record and lead where there are such, expected, found
   */
  public EcgDataException(String message) {
    super(message);
  }

  /**
   * An error with the exception that revealed it.
   *
   * @param message one sentence as in {@link #EcgDataException(String)}; it must do without the cause's own words, which are not shown
   * @param cause what was caught, for the stack trace; null if there is none
   */
  public EcgDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
