package org.ecgworkbench.verify;

import java.util.Locale;

/**
 * Something that is wrong with a result.
 *
 * @param kind in which way
 * @param file relative to the folder of results
 * @param what one line, with what was expected and found
 */
public record Finding(Kind kind, String file, String what) {
  /** What can be wrong with a result. */
  public enum Kind {
    /** A sidecar, or a list of checksums, that cannot be believed. */
    DAMAGED,
    /** The bytes are not those of the sidecar. */
    CHANGED,
    /** A file or a sidecar is not there. */
    MISSING,
    /** A file that no sidecar knows. */
    UNEXPECTED,
    /** Made with other code, data or settings than those of now. */
    STALE
  }

  @Override
  public String toString() {
    return "%-10s %s: %s".formatted(kind.name().toLowerCase(Locale.ROOT), file, what);
  }
}
