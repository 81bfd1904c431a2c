package org.ecgworkbench.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ecgworkbench.ecg.EcgDataException;

/**
 * A recording that failed, as a row. The readers' sentences have their parts in the same places, and are taken apart here; the whole sentence stands
 * beside them.
 *
 * @param lead the lead that the message names; null where it names none
 * @param expected null where the message does not say it
 * @param found null where the message does not say it
 * @param message the whole sentence
 * @param faultOf {@code recording}, or {@code program} for what should not happen
 */
record Failure(String lead, String expected, String found, String message, String faultOf) {
  private static final Pattern LEAD = Pattern.compile("\\blead ([^\\s,:;]+)");
  private static final Pattern PARTS =
      Pattern.compile("expected (.+?),? (?:found|it is|but) (.+)", Pattern.DOTALL);

  static Failure of(RuntimeException e) {
    String message =
        (e instanceof EcgDataException ? e.getMessage() : e.toString())
            .strip()
            .replaceAll("\\s*\\R\\s*", " ");
    Matcher lead = LEAD.matcher(message);
    Matcher parts = PARTS.matcher(message);
    boolean hasParts = parts.find();
    return new Failure(
        lead.find() ? lead.group(1) : null,
        hasParts ? parts.group(1) : null,
        hasParts ? parts.group(2) : null,
        message,
        e instanceof EcgDataException ? "recording" : "program");
  }

  Object[] row(String recording, String record, String file) {
    return new Object[] {recording, record, file, lead, expected, found, message, faultOf};
  }
}
