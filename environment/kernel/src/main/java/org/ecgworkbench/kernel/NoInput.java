package org.ecgworkbench.kernel;

import java.io.InputStream;

/** The {@code System.in} of a cell: reading from it fails with a message that says what to do instead. */
final class NoInput extends InputStream {
  private static final String MESSAGE =
      "System.in is not available in a notebook cell; set a variable or an environment variable"
          + " instead";

  @Override
  public int read() {
    // Not an IOException: java.util.Scanner would swallow it.
    throw new UnsupportedOperationException(MESSAGE);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    throw new UnsupportedOperationException(MESSAGE);
  }

  @Override
  public int available() {
    return 0;
  }
}
