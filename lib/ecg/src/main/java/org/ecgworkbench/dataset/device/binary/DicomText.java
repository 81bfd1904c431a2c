package org.ecgworkbench.dataset.device.binary;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of a file, for messages and as names of leads. */
final class DicomText {
  private static final int LONGEST = 60;

  /**
   * The twelve leads, those of the right side and the back; MDC's names, and D for "derivation".
   */
  private static final Pattern LEAD =
      Pattern.compile(
          "(?:ECG[ _]+)?(?:LEAD[ _]+|MDC_ECG_LEAD_)?(?:D?(I|II|III)|A(V[RLF])|(V[1-9]|V[2-9]R))"
              + "(?:\\s*\\(.*\\))?");

  private DicomText() {}

  /**
   * {@return the standard name of a lead, or null where the label names none}
   *
   * @param label as files write it: {@code aVR}, {@code AVR}, {@code Lead I (Einthoven)},
   *     {@code DII}, {@code MDC_ECG_LEAD_V3R}
   */
  static String lead(String label) {
    Matcher matcher = LEAD.matcher(label.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    return matcher.group(1) != null
        ? matcher.group(1)
        : matcher.group(2) != null ? "a" + matcher.group(2) : matcher.group(3);
  }
}
