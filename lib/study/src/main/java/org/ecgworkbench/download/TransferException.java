package org.ecgworkbench.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A transfer that did not come to its end; says whether another attempt makes sense. */
final class TransferException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean worthAnother;
  private final transient Duration wait;

  private TransferException(String message, boolean worthAnother, Duration wait) {
    super(message);
    this.worthAnother = worthAnother;
    this.wait = wait;
  }

  /** The same request may succeed later. */
  static TransferException temporary(String message) {
    return new TransferException(message, true, null);
  }

  /** The same request may succeed after the time that the server names. */
  static TransferException temporary(String message, Duration wait) {
    return new TransferException(message, true, wait);
  }

  /** The same request would fail again. */
  static TransferException lasting(String message) {
    return new TransferException(message, false, null);
  }

  boolean worthAnother() {
    return worthAnother;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(wait);
  }
}
